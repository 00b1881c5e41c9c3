"""What people wear: every piece can be worn, is seen, stands off the skin and goes where the head goes."""

import numpy as np
import pytest

from synthgen.human.clothes import GLASSES, HEADWEAR, NECKLINES, PATTERNS
from synthgen.render.clothes.rigid import Rigid
from synthgen.render.raster import gbuffer
from synthgen.render.raster.raster import TRIANGLE_MASK
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

from ..test_studio import picture, subject, with_part

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wearing(person):
    """A function that makes a small studio of the plain person with some of the dress changed."""
    assets, body, look, _ = person
    made = {}

    def make(**dress):
        key = tuple(sorted(dress.items()))
        if key not in made:
            made[key] = Studio(assets, body, with_part(look, "dress", **dress), width=128, height=128)
        return made[key]

    return make


def share(studio, vertices, material):
    """The share of the picture's samples that show a material, from the front."""
    picture(studio, vertices)
    triangle = (studio.picture.samples & TRIANGLE_MASK) - 1
    return float(np.mean((triangle >= 0) & (studio.figure.drawn.material[triangle] == material)))


def test_necklines_bare_more_or_less_of_the_neck(person, wearing):
    body = person[1]
    cloth = {neckline: share(wearing(neckline=neckline), body, gbuffer.CLOTH) for neckline in NECKLINES}
    assert cloth["turtleneck"] > cloth["crew"] > cloth["scoop"] > 0.02
    assert cloth["crew"] > cloth["v"]


def test_patterns_differ(person, wearing):
    body = person[1]
    pictures = {pattern: picture(wearing(pattern=pattern), body).tobytes() for pattern in PATTERNS}
    assert len(set(pictures.values())) == len(PATTERNS)


@pytest.mark.parametrize("kind", [kind for kind in GLASSES if kind != "none"])
def test_glasses_stand_before_the_eyes_and_hide_neither(person, wearing, kind):
    body = person[1]
    bare, glasses = wearing(), wearing(glasses=kind)
    assert 0.004 < share(glasses, body, gbuffer.FRAME) < 0.06
    assert share(glasses, body, gbuffer.EYE) > 0.9 * share(bare, body, gbuffer.EYE)


def test_a_cap_and_a_scarf_cover_hair(person, wearing):
    body = person[1]
    hair = {headwear: share(wearing(headwear=headwear), body, gbuffer.HAIR) for headwear in HEADWEAR}
    assert hair["scarf"] == 0
    assert hair["cap"] < 0.6 * hair["none"]
    for headwear in ("cap", "scarf"):
        studio = wearing(headwear=headwear)
        image = picture(studio, body, Angle("above", 40, 30))
        assert share(studio, body, gbuffer.HEADWEAR) > 0.05
        assert not subject(studio, image)[0].any()  # air above it


def test_what_is_worn_goes_where_the_head_goes(person, wearing):
    rig = person[3]
    studio = wearing(glasses="rectangular", headwear="cap")
    camera = frame_head(studio.bounds, Angle("front", 0, 0), width=128, height=128)
    middles = {}
    for name, weights in {"ahead": {}, "left": {"AU51": 1.0}, "down": {"AU54": 1.0}}.items():
        studio.pose(rig.pose(weights))
        carried = [
            own
            for own, part in zip(studio.figure.drawn.vertices, studio.figure.parts, strict=True)
            if isinstance(part, Rigid)
        ]
        assert len(carried) == 2
        points = np.concatenate([studio.frame.vertices[own] for own in carried])
        middles[name] = camera.project(points).mean(axis=0)
    assert middles["left"][0] > middles["ahead"][0] + 3  # the subject's left is on the right
    assert middles["down"][1] > middles["ahead"][1] + 3


def test_the_trunks_cut_is_out_of_sight_in_a_tall_picture(person):
    assets, body, look, _ = person
    studio = Studio(assets, body, look, width=96, height=172)
    for yaw, pitch in ((0, -30), (40, -30), (-40, 30), (0, 0)):
        seen = subject(studio, picture(studio, body, Angle("a", yaw, pitch)))
        assert seen[-30:, 40:56].all()  # below cloth there is cloth
