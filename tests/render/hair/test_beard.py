"""Beards: where they grow, what they hide, and that they go with the skin."""

import dataclasses

import numpy as np
import pytest

from synthgen.human.hairlook import BEARD_STYLES
from synthgen.render.hair.beard import BEARDS, Bristles, grows
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

pytestmark = pytest.mark.slow


def bearded(person, name, size=192):
    assets, body, look, _ = person
    hair = dataclasses.replace(look.hair, beard_style=name, beard=0.0, colour="black", grey=0.0, style="shaved")
    return Studio(assets, body, dataclasses.replace(look, hair=hair), width=size, height=size)


def which(figure):
    """The number of the part that is a beard's bristles."""
    (number,) = (k for k, part in enumerate(figure.parts) if isinstance(part, Bristles))
    return number


def test_looks_and_beards_name_the_same():
    assert set(BEARD_STYLES) == set(BEARDS)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0.0, 6.75, 1.6), (1, 0)),  # under the nose
        ((0.0, 6.28, 1.43), (0, 1)),  # the chin
        ((0.0, 6.60, 1.55), (0, 0)),  # the mouth
        ((0.0, 6.95, 1.65), (0, 0)),  # the nose
        ((0.4, 7.0, 1.3), (0, 0)),  # the cheekbone
    ],
)
def test_beards_grow_on_lip_and_chin_and_not_on_mouth_nose_and_cheekbones(point, expected):
    lip, chin, cheek = grows(*map(np.float32, point))
    assert (round(lip), round(chin)) == expected
    if not any(expected):
        assert cheek < 0.05


def test_the_longer_the_beard_the_darker_the_jaw(person):
    means = {}
    for name in ("none", "stubble", "short", "full"):
        studio = bearded(person, name)
        camera = frame_head(studio.bounds, Angle("front", 0, 0), width=192, height=192)
        jaw = studio.face_polygon(camera)[[6, 7, 8, 9, 10]].mean(axis=0)
        x, y = int(jaw[0]), int(jaw[1]) - 8
        means[name] = studio.view(camera)[y - 3 : y + 3, x - 8 : x + 8].mean()
    assert means["none"] - 5 > means["stubble"] > means["short"] + 5
    assert means["short"] > means["full"]


@pytest.mark.parametrize("name", ["moustache", "short", "full"])
def test_bristles_lie_along_the_skin_and_end_above_it(person, name):
    figure = bearded(person, name).figure
    bristles = figure.parts[which(figure)].local.astype(float)
    across, lift = bristles[:, 2, :2] - bristles[:, :2, :2].mean(axis=1), bristles[:, 2, 2]
    assert lift.min() > -1e-5  # dm along the normal, of their tips
    along = np.sqrt((across**2).sum(axis=1))
    assert np.median(lift / along) < 0.4
    assert np.quantile(along, 0.9) > 2 * np.quantile(along, 0.1)  # of many lengths


def test_bristles_go_with_the_jaw(person):
    _, body, _, rig = person
    studio = bearded(person, "full")
    bristles = studio.frame.rows[which(studio.figure)].vertices
    rest = bristles.copy()
    on_chin = rest[:, 1] < body[:, 1].max() - 2.2
    skin = studio.figure.head.skin.astype(float)
    roots = rest[::3].astype(float)
    assert max(np.sqrt(((skin - root) ** 2).sum(axis=1)).min() for root in roots[::50]) < 0.1
    studio.pose(rig.pose({"AU26": 1.0}))
    moved = bristles - rest
    assert moved[on_chin, 1].mean() < -0.05
    assert np.abs(moved).max() < 1.0
