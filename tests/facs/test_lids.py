"""Lids close exactly on every face, slide on the eyeball and let nothing of it through."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from synthgen.facs.basis import Rig
from synthgen.render.subdivide import catmull_clark

Floats = NDArray[np.float64]
FIGHTS = [
    {"AU43": 1.0},
    {"AU43": 1.0, "AU5": 1.0},
    {"AU43": 1.0, "AU6": 1.0, "AU7": 1.0, "AU9": 1.0},
    {"AU43": 1.0, "AU64": 0.7, "AU61": 1.0},
    {"AU43L": 1.0, "AU43R": 1.0, "AU63": 1.0},
]


@pytest.mark.parametrize("weights", FIGHTS, ids="+".join)
def test_closed_means_closed_on_every_face(rigs: dict[str, Rig], weights: dict[str, float]) -> None:
    for name, rig in rigs.items():
        posed = rig.pose(weights).astype(np.float64)
        for lids in rig.lids:
            gaps = lids.gaps(posed)
            assert -0.004 <= gaps.min() <= gaps.max() <= 0, (name, gaps)


def test_half_closed_is_half_the_gap(rigs: dict[str, Rig]) -> None:
    for name, rig in rigs.items():
        posed = rig.pose({"AU43": 0.5}).astype(np.float64)
        for lids in rig.lids:
            assert np.abs(lids.gaps(posed) - (0.5 * lids.aperture - 0.0015)).max() < 5e-4, name


def test_a_wink_leaves_the_other_eye_alone(base_rig: Rig) -> None:
    posed = base_rig.pose({"AU43L": 1.0})
    left, right = base_rig.lids
    assert left.gaps(posed.astype(np.float64)).max() <= 0
    for part in (right.eye.vertex, right.eye.lash, right.eye.ball):
        assert np.array_equal(posed[part], base_rig.neutral[part])


def test_tight_lids_stay_open_and_wide_lids_open(rigs: dict[str, Rig]) -> None:
    for name, rig in rigs.items():
        middle = rig.lids[0].aperture > 0.6 * rig.lids[0].aperture.max()
        tight = rig.pose({"AU6": 1.0, "AU7": 1.0, "AU9": 1.0}).astype(np.float64)
        wide = rig.pose({"AU5": 1.0}).astype(np.float64)
        neutral = rig.lids[0].aperture[middle]
        assert (rig.lids[0].gaps(tight)[middle] > 0.1 * neutral).all(), name
        assert (rig.lids[0].gaps(tight)[middle] < 0.7 * neutral).all(), name
        assert (rig.lids[0].gaps(wide)[middle] > 1.15 * neutral).all(), name


def test_a_closing_lid_slides_on_the_eyeball(rigs: dict[str, Rig]) -> None:
    """On straight chords the lid's middle would dip 4 % of the radius into the eyeball half way."""
    for name, rig in rigs.items():
        for weight in (0.25, 0.5, 0.75, 1.0):
            posed = rig.pose({"AU43": weight}).astype(np.float64)
            for lids in rig.lids:
                outside = lids.eye.skin & (lids.distance > lids.radius)
                assert (lids.distances(posed)[outside] > lids.radius).all(), (name, weight)


def test_lashes_stay_on_their_margin(base_rig: Rig) -> None:
    lids = base_rig.lids[0]
    neutral, posed = (base_rig.pose({"AU43": w}).astype(np.float64) for w in (0.0, 1.0))
    far = [
        np.linalg.norm(p[lids.eye.lash] - (lids.eye.lash_at(p[lids.eye.vertex] - lids.centre) + lids.centre), axis=1)
        for p in (neutral, posed)
    ]
    assert np.abs(far[1] - far[0]).max() < 1e-5
    top = lids.eye.lash[np.argmax(neutral[lids.eye.lash, 1])]
    assert neutral[top, 1] - posed[top, 1] > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("view", [(0.0, 0.0, 1.0), (0.6, 0.0, 0.8), (-0.5, -0.3, 0.8), (0.2, 0.45, 0.85)], ids=str)
def test_nothing_of_a_closed_eye_is_seen(rigs: dict[str, Rig], view: tuple[float, float, float]) -> None:
    """From ``view``, every point of the front of the eyeball lies behind the skin as the renderer subdivides it."""
    assets = rigs["base"].basis.assets
    skin = assets.faces[assets.face_group == assets.groups.index("body")]
    for name in ("base", "Women1_Asi", "man2_whi"):
        rig = rigs[name]
        for weights, visible in (({"AU43": 1.0}, False), ({"AU43": 1.0, "AU61": 1.0}, False), ({}, True)):
            posed = rig.pose(weights).astype(np.float64)
            for lids in rig.lids:
                near = np.linalg.norm(posed[skin].mean(axis=1) - lids.centre, axis=1) < 0.45
                seen = _seen(skin[near], posed, lids.centre, lids.radius, np.array(view) / np.linalg.norm(view))
                assert seen == 0 if not visible else seen > 20, (name, weights, seen)


def _seen(quads: NDArray[np.int32], posed: Floats, centre: Floats, radius: float, view: Floats) -> int:
    """Return how many points of the eyeball no triangle of the refined quads hides."""
    used, local = np.unique(quads, return_inverse=True)
    fine = catmull_clark(local.reshape(quads.shape).astype(np.int32), len(used))
    points = np.zeros((fine.count, 3))
    np.add.at(
        points,
        np.repeat(np.arange(fine.count), np.diff(fine.start)),
        fine.weight[:, None].astype(np.float64) * posed[used][fine.index],
    )
    right = np.cross([0.0, 1.0, 0.0], view)
    right /= np.linalg.norm(right)
    frame = np.stack([right, np.cross(view, right), view])
    corners = ((points - centre) @ frame.T)[fine.triangles]
    angle, turn = np.meshgrid(np.radians(np.linspace(1, 55, 12)), np.linspace(0, 2 * np.pi, 24, endpoint=False))
    # the eyeball faces forward: points around +z, the cornea standing out, seen from ``view``
    ball = np.stack([np.sin(angle) * np.cos(turn), np.sin(angle) * np.sin(turn), np.cos(angle)], axis=-1).reshape(-1, 3)
    ball = (ball[ball @ view > 0.2] * radius * 1.005) @ frame.T
    seen = 0
    for x, y, z in ball:
        a, b, c = (corners[:, k, :2] - (x, y) for k in range(3))
        areas = np.stack([_area(b, c), _area(c, a), _area(a, b)])
        inside = (areas >= 0).all(axis=0) | (areas <= 0).all(axis=0)
        total = areas.sum(axis=0)
        inside &= np.abs(total) > 1e-12
        depth = (areas[:, inside] / total[inside] * corners[inside, :, 2].T).sum(axis=0)
        seen += not (depth > z).any()
    return seen


def _area(a: Floats, b: Floats) -> Floats:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
