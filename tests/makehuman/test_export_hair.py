"""Hair and teeth for MakeHuman: hair hangs on the skull however that turns, has holes, and keeps its kind."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import Assets
from synthgen.assets.proxies import parse_mesh, parse_proxy
from synthgen.facs.basis import load_basis
from synthgen.human.library import find_models
from synthgen.makehuman.hairmesh import hair_mesh
from synthgen.makehuman.proxyfile import PartMesh, hang, mesh_text, proxy_text, skull_anchors
from synthgen.makehuman.teethmesh import teeth_mesh
from synthgen.render.face.teeth import grow_teeth

pytestmark = pytest.mark.slow

#: the suite's people whose hair is wavy and long, curly, bound in braids, and worn in coils
PEOPLE = ("female_caucasian_3", "female_african_2", "female_african_3", "male_hispanic_3")


@pytest.fixture(scope="module")
def actors(embedded: Assets) -> dict[str, Actor]:
    basis = load_basis("embedded", embedded)
    return {name: make_actor(find_models(name)[0], basis, seed=0, width=128, height=128) for name in PEOPLE}


@pytest.fixture(scope="module")
def meshes(actors: dict[str, Actor]) -> dict[str, PartMesh]:
    found = {name: hair_mesh(actor) for name, actor in actors.items()}
    assert None not in found.values()
    return {name: mesh for name, mesh in found.items() if mesh is not None}


@pytest.mark.parametrize("name", PEOPLE)
def test_it_hangs_where_it_grew_and_follows_a_head_that_turns(
    name: str, actors: dict[str, Actor], meshes: dict[str, PartMesh], embedded: Assets
) -> None:
    points, neutral = meshes[name].points, actors[name].rig.neutral.astype(np.float64)
    hung = hang(points, neutral, skull_anchors(embedded))
    text = proxy_text("x", hung, meshes[name].triangles, mesh="x", material="x")
    fit = parse_proxy(text.encode(), where="x").fit
    assert np.abs(fit.weight.sum(axis=1) - 1).max() < 3e-6 and np.abs(fit.weight).max() < 10

    def placed(vertices: np.ndarray) -> np.ndarray:
        return (vertices[fit.vertex] * fit.weight[..., None]).sum(axis=1) + fit.offset

    assert np.abs(placed(neutral) - points).max() < 1e-4
    c, s = np.cos(np.radians(25)), np.sin(np.radians(25))
    aside = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    turn = aside @ np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
    apart = np.sqrt(((placed(neutral @ turn.T) - points @ turn.T) ** 2).sum(axis=1))
    assert np.median(apart) < 0.002 and apart.max() < 0.05  # dm: offsets do not turn


@pytest.mark.parametrize("name", PEOPLE)
def test_files_say_the_same_as_the_mesh(name: str, meshes: dict[str, PartMesh]) -> None:
    made = meshes[name]
    text = mesh_text(made.points, made.triangles, made.corners)
    read = parse_mesh(text.encode(), where="x")
    assert (read.triangles == made.triangles).all()
    assert np.abs(read.corners.reshape(-1, 6) - made.corners).max() < 1e-5
    groups = [line for line in text.splitlines() if line.startswith("g ")]
    assert groups == sorted(set(groups)) and len(groups) > 50  # MakeHuman draws them in this order


def test_it_is_drawn_from_the_scalp_outwards(meshes: dict[str, PartMesh]) -> None:
    made = meshes["male_hispanic_3"]
    out = np.linalg.norm(made.points[made.triangles].mean(axis=1) - made.points.mean(axis=0), axis=1)
    cap = (made.corners[:, 1] < 64 / 1024).nonzero()[0]
    assert cap.max() < len(cap)  # the layer without holes comes first
    cards = out[len(cap) :]
    assert cards[: len(cards) // 10].mean() < 0.7 * cards[-len(cards) // 10 :].mean()


@pytest.mark.parametrize("name", PEOPLE)
def test_strands_have_holes_between_them_and_the_layer_below_has_none(name: str, meshes: dict[str, PartMesh]) -> None:
    alpha = meshes[name].texture[..., 3]
    assert (alpha[-64:] == 255).all()
    middle = alpha[300:500]
    assert 0.5 < (middle > 127).mean() < 0.95
    assert (alpha[920:960] > 127).mean() < 0.6 * (middle > 127).mean()  # tips are thinner, and end


def test_curly_hair_is_not_wavy_hair(meshes: dict[str, PartMesh]) -> None:
    """How steeply strands run: waves run down, curls run round."""

    def steep(name: str) -> float:
        made = meshes[name]
        sides = made.points[made.triangles]
        step = sides[:, 2] - sides[:, 0]
        long = np.linalg.norm(step, axis=1)
        return float(np.median(np.abs(step[long > 0, 1]) / long[long > 0]))

    assert steep("female_caucasian_3") > 1.2 * steep("female_african_2")


def test_teeth_go_with_their_jaw_as_the_renderers_do(actors: dict[str, Actor], embedded: Assets) -> None:
    actor = actors["male_hispanic_3"]
    mesh, hung = teeth_mesh(actor)
    posed = actor.rig.pose({"AU26": 1.0, "AU12": 0.5})
    ours = np.zeros((len(mesh.points), 3), np.float32)
    grow_teeth(embedded).stencil.apply(posed, ours)
    there = (posed[hung.anchors].astype(np.float64) * hung.weights[..., None]).sum(axis=1) + hung.offset
    assert np.abs(ours - mesh.points).max() > 0.2  # the lower jaw drops, the upper one stays
    assert np.abs(there - ours).max() < 0.03
