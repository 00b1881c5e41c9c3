"""The wall of primitives: shapes where they are, the same wall for every camera, and the same bits everywhere."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace

import numpy as np
import pytest

from synthgen.render.backdrop.primitives import SHAPES, Primitives, trace
from synthgen.render.backdrop.wall import chances, paint_wall, primitives
from synthgen.render.raster.distortion import sight
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.staging import staged_camera

FRONT = Angle("front", 0, 0)
HEAD = HeadBounds((0.0, 7.0, 0.6), 1.6)


def drawn(seed: int = 3, **values: float) -> Drawn:
    named = {name.replace("_", ".", 1): value for name, value in values.items()}
    return Drawn(SceneSpec("s"), {"background.kind": "wall", **named}, 1, seed)


def camera(draw: Drawn, angle: Angle = FRONT, size: int = 96) -> Camera:
    return staged_camera(HEAD, angle, draw, width=size, height=size)


def one(shape: str, half: tuple[float, float, float], away: float) -> Primitives:
    """A thing straight ahead, upright."""
    inverse = np.diag([1 / h for h in half])[None].astype(np.float32)
    flat = np.zeros(1, np.int32)
    return Primitives(
        inverse,
        np.array([[0, 0, away]], np.float32),
        np.array([[0, 0, 200, 200]], np.int32),
        np.array([SHAPES.index(shape)], np.int32),
        flat,
        np.ones((1, 3), np.float32),
        np.ones((1, 2, 3), np.float32),
        np.zeros(1, np.float32),
        flat.astype(np.uint32),
        np.full(1, 9, np.float32),
    )


IN_THE_EVENING = {"light.kind": "surroundings", "surroundings.kind": "sky", "surroundings.sun": 5.0}
STRAIGHT = Camera((0, 0, 0), ((1, 0, 0), (0, 1, 0), (0, 0, 1)), 800.0, 100.0, 100.0, 200, 200)


def seen(shape: str, half: tuple[float, float, float] = (2.0, 2.0, 2.0)) -> tuple[np.ndarray, np.ndarray]:
    """Depth and mask (200, 200) of a thing 40 dm ahead; 20 pixels a dm there, and (100, 100) is the middle."""
    depth, number = np.empty((200, 200), np.float32), np.empty((200, 200), np.int32)
    trace(one(shape, half, 40.0), sight(STRAIGHT), depth, number)
    return depth, number >= 0


def test_shapes_are_where_and_as_large_as_they_are() -> None:
    depth, mask = seen("ball")
    assert depth[100, 100] == pytest.approx(38.0, abs=0.01)
    # a ball of radius r at distance d is seen with the tangent r / √(d² − r²)
    assert mask.sum() == pytest.approx(math.pi * (800 * 2 / math.sqrt(40**2 - 2**2)) ** 2, rel=0.01)
    depth, mask = seen("box", (2.0, 1.0, 0.5))
    assert depth[100, 100] == pytest.approx(39.5, abs=0.01)
    assert mask.sum() == pytest.approx((2 * 800 * 2 / 39.5) * (2 * 800 * 1 / 39.5), rel=0.02)
    depth, mask = seen("cylinder")
    assert depth[100, 100] == pytest.approx(38.0, abs=0.01) and not mask[50, 50:150].any()
    rows, columns = np.nonzero(mask)
    # its ends are nearest to the camera at half the height of the front's 800 · 2 / 38
    assert (columns.min(), columns.max()) == pytest.approx((100 - 40, 100 + 40), abs=2)
    assert (rows.min(), rows.max()) == pytest.approx((100 - 42, 100 + 42), abs=2)
    _, mask = seen("cone")
    widths = mask.sum(axis=1)
    assert widths[64] < widths[80] < widths[120] < widths[136] and widths[100] == pytest.approx(40, abs=2)
    depth, mask = seen("capsule", (2.0, 4.0, 2.0))
    assert depth[100, 100] == pytest.approx(39.0, abs=0.01)
    rows, columns = np.nonzero(mask)
    assert (columns.min(), columns.max()) == pytest.approx((80, 120), abs=2)
    assert (rows.min(), rows.max()) == pytest.approx((20, 180), abs=2)


def test_a_camera_that_sees_more_sees_the_same_wall() -> None:
    draw = drawn()
    small = camera(draw)
    wide = replace(small, width=128, height=128, centre_x=small.centre_x + 16, centre_y=small.centre_y + 16)
    part, whole = paint_wall(draw, small), paint_wall(draw, wide)[16:-16, 16:-16]
    # shadows fall from what the camera sees, and edges are softened with what is beside them
    assert np.mean(np.abs(part - whole).max(axis=2) < 1e-3) > 0.9


def test_a_lens_bends_the_wall_as_it_bends_what_it_projects() -> None:
    draw = drawn(person_distance=2.0)
    plain = camera(draw, size=192)
    bent = camera(replace(draw, values={**draw.values, "camera.k1": -0.3}), size=192)
    straight, curved = paint_wall(draw, plain), paint_wall(draw, bent)
    rows, columns = (v.ravel() for v in np.indices((192, 192))[:, 30:-30:3, 30:-30:3])
    # where what a pixel of the one shows is in the other
    x, y = bent.distortion.bent((columns + 0.5 - 96) / plain.focal, (rows + 0.5 - 96) / plain.focal)
    there = np.rint([96 + bent.focal * y - 0.5, 96 + bent.focal * x - 0.5]).astype(int)
    moved = np.abs(there - np.array([rows, columns])).max(axis=0)
    assert moved.max() >= 3
    off = np.abs(curved[there[0], there[1]] - straight[rows, columns]).max(axis=1)
    stays = np.abs(curved[rows, columns] - straight[rows, columns]).max(axis=1)
    assert np.median(off[moved >= 3]) < 0.3 * np.median(stays[moved >= 3])


def test_a_camera_on_its_head_sees_the_wall_on_its_head() -> None:
    draw = drawn()
    upright = paint_wall(draw, camera(draw))
    turned = paint_wall(draw, camera(draw, Angle("over", 0, 0, 180)))
    alike = np.abs(turned[::-1, ::-1] - upright).max(axis=2) < 0.02
    assert np.mean(alike) > 0.9 and np.mean(np.abs(turned - upright).max(axis=2) < 0.02) < 0.5


def test_every_clip_has_another_wall_and_factors_do_what_they_say() -> None:
    assert not np.array_equal(paint_wall(drawn(3), camera(drawn(3))), paint_wall(drawn(4), camera(drawn(4))))
    grey, coloured = (
        paint_wall(d, camera(d)) for d in (drawn(background_saturation=0), drawn(background_saturation=1))
    )
    spread = [np.mean(p.max(axis=2) / (p.min(axis=2) + 0.01)) for p in (grey, coloured)]
    assert spread[0] < 1.3 and spread[1] > 2 * spread[0]
    dark, light = (
        paint_wall(d, camera(d)).mean() for d in (drawn(background_lightness=0.2), drawn(background_lightness=0.8))
    )
    assert light > 4 * dark
    red = paint_wall(d := drawn(background_hue=30, background_saturation=1, background_variety=0), camera(d))
    assert np.mean(red[:, :, 0] > red[:, :, 2]) > 0.99
    filled, bare = (drawn(background_clutter=share, person_distance=2.0) for share in (1.0, 0.1))
    many, few = (len(primitives(d, camera(d), sight(camera(d)), (0.0, 1.0, 0.0)).shape) - 1 for d in (filled, bare))
    assert 0.06 < few / many < 0.14


def test_the_wall_stands_in_the_light_of_the_person() -> None:
    lit = {"light_kind": "pair", "light_left": 3.0, "light_right": 0.0, "light_left_hue": 240.0, "light_colour": 1.0}
    blue = paint_wall(d := drawn(background_saturation=0, **lit), camera(d))
    assert blue[:, :, 2].mean() > 2 * blue[:, :, 0].mean()
    around = {name.replace(".", "_"): value for name, value in IN_THE_EVENING.items()}
    evening = paint_wall(d := drawn(background_saturation=0, **around), camera(d))
    studio = paint_wall(d := drawn(background_saturation=0), camera(d))
    assert evening.mean() > 0.3 * studio.mean() and not np.allclose(evening, studio, rtol=0.1)


def test_chances_are_even_and_depend_on_each_place() -> None:
    i, j = np.meshgrid(np.arange(40), np.arange(40))
    found = chances(5, 1, i, j, count=3)
    assert found.shape == (40, 40, 3) and found.min() >= 0 and found.max() < 1
    assert np.histogram(found, 10, (0, 1))[0].std() < 60  # of 480: a Poisson distribution's is 22
    assert len(np.unique(found)) == found.size
    np.testing.assert_array_equal(chances(5, 1, 7, 9, count=3), found[9, 7])
    assert not np.array_equal(chances(6, 1, 7, 9, count=3), found[9, 7])


SCRIPT = """
    import hashlib
    import numpy as np
    from synthgen.render.backdrop.paint import paint_backdrop
    from synthgen.scene.angles import Angle
    from synthgen.scene.bounds import HeadBounds
    from synthgen.scene.spec import Drawn, SceneSpec
    from synthgen.scene.staging import staged_camera
    digest = hashlib.sha256()
    for seed in range(6):
        values = {"background.kind": "wall", "background.blur": 0.004 * seed, "person.yaw": 7.0 * seed,
                  "light.kind": "pair", "light.left": 2.0, "background.hue": 50.0 * seed, "camera.roll": 3.0}
        drawn = Drawn(SceneSpec("s"), values, 1, seed)
        camera = staged_camera(HeadBounds((0.0, 7.0, 0.6), 1.6), Angle("a", 40, 30), drawn, width=96, height=80)
        painted = paint_backdrop(drawn, camera)
        assert painted.std() > 0.01
        digest.update(painted.tobytes())
    print(digest.hexdigest())
"""


@pytest.mark.slow
def test_a_wall_does_not_depend_on_the_processors_features(both_ways) -> None:
    native, plain = both_ways(SCRIPT)
    assert native == plain and len(native) == len(hashlib.sha256().hexdigest())
