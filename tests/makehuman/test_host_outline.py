"""Heads in MakeHuman's pictures against those of the standalone renderer, seen by the camera that a record declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synthgen.assets import Assets
from synthgen.facs.basis import load_basis
from synthgen.human.appearance import appearance_of
from synthgen.human.body import shape_model
from synthgen.human.library import find_models
from synthgen.render.skin import skinmesh
from synthgen.render.studio import Studio
from synthgen.render.view import backdrop_of
from synthgen.scene.angles import read_angles
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import frame_head

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST
PEOPLE = ("female_asian_2", "male_african_2")
VIEWS = read_angles("sim2real9").angles
SIDE = 512
#: sRGB of half the light of white, in eight bits: what a pixel has that a white backdrop fills by half
_HALF_LIGHT = 188


def act(hands: Any, people: list[str], white: str, side: int, out: str) -> Iterator[None]:
    """Take the nine views of people whose skin has one colour, as a clip's frames are taken."""
    import material
    import numpy as np
    from synthgen_batch.choices import basis_of
    from synthgen_batch.person import Person
    from synthgen_batch.stage import Stage

    from synthgen.human.library import find_models
    from synthgen.scene.angles import read_angles
    from synthgen.scene.camera import frame_head

    stage = Stage(hands.app)
    stage.take()
    for name in people:
        model = find_models(name)[0]
        person = Person(stage, model, basis_of("embedded"), stage.load(model))
        person.pose({})
        skin = material.Material(hands.human.material)
        skin.shadeless, skin.diffuseTexture = True, white
        hands.human.material = skin
        chins = []
        for angle in read_angles("sim2real9").angles:
            camera = frame_head(person.bounds, angle, width=side, height=side)
            np.save(f"{out}/{name}.{angle.id}.npy", stage.picture(camera, person.bounds.centre))
            chins.append(float(person.outline(camera)[:, 1].max()))
        hands.say(**{name: dict(centre=person.bounds.centre, radius=person.bounds.radius, chins=chins)})
        yield


@pytest.fixture(scope="module")
def seen(host: Host, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of MakeHuman's pictures, and what it says of each person's bounds and chins."""
    out = tmp_path_factory.mktemp("outlines")
    Image.new("RGB", (8, 8), "white").save(out / "white.png")
    return out, host.play(act, people=PEOPLE, white=out / "white.png", side=SIDE, out=out)


def outline(mask: np.ndarray) -> np.ndarray:
    """Return the border pixels (n, 2), x and y, of a mask (h, w)."""
    inside = mask.copy()
    inside[1:] &= mask[:-1]
    inside[:-1] &= mask[1:]
    inside[:, 1:] &= mask[:, :-1]
    inside[:, :-1] &= mask[:, 1:]
    y, x = np.nonzero(mask & ~inside)
    return np.stack([x, y], axis=1).astype(float)


def farthest(some: np.ndarray, others: np.ndarray) -> float:
    """Return how far from ``others`` (m, 2) the farthest of ``some`` (n, 2) is."""
    return float(np.sqrt(((some[:, None] - others[None]) ** 2).sum(axis=2).min(axis=1)).max())


def whole(mask: np.ndarray) -> np.ndarray:
    """Return a mask with the holes between its first and last pixel of a row filled: eyes, an open mouth."""
    return (np.cumsum(mask, axis=1) > 0) & (np.cumsum(mask[:, ::-1], axis=1)[:, ::-1] > 0)


@pytest.mark.parametrize("name", PEOPLE)
def test_heads_have_one_outline_in_both_renderers(
    name: str, seen: tuple[Path, dict[str, Any]], embedded: Assets
) -> None:
    model, said = find_models(name)[0], seen[1][name]
    neutral = load_basis("embedded", embedded).at_rest(shape_model(model, embedded).vertices)
    makers = (skinmesh.parts,)
    studio = Studio(embedded, neutral, appearance_of(model, 0), width=SIDE, height=SIDE, makers=makers)
    behind = [backdrop_of(np.full((SIDE, SIDE, 3), light, np.float32)) for light in (0.0, 1.0)]
    bounds = HeadBounds(tuple(said["centre"]), said["radius"])
    apart = {}
    for angle, chin in zip(VIEWS, said["chins"], strict=True):
        camera = frame_head(bounds, angle, width=SIDE, height=SIDE)
        dark, light = (studio.view(camera, each).astype(int) for each in behind)
        theirs = np.load(seen[0] / f"{name}.{angle.id}.npy").astype(int)
        contrast = np.abs(theirs - theirs[0, 0]).max(axis=2)
        theirs = 2 * contrast > contrast[SIDE // 2, SIDE // 2]
        both = [outline(whole(mask)) for mask in (np.abs(light - dark).max(axis=2) < _HALF_LIGHT, theirs)]
        heads = [points[points[:, 1] < chin] for points in both]
        height = chin - heads[0][:, 1].min()
        assert height > SIDE / 3 and all(len(points) > height for points in heads)
        apart[angle.id] = max(farthest(heads[0], both[1]), farthest(heads[1], both[0])) / height
    assert max(apart.values()) < 0.01, apart
