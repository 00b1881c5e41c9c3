"""A lens that distorts: as far as declared, as OpenCV's formula has it, and the same for pictures and labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthgen.render.raster.distortion import bend, coefficients, sight
from synthgen.render.raster.raster import Lens, Screen, project_perspective
from synthgen.render.raster.triangle import SUB
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera
from synthgen.scene.distortion import distortion_at
from synthgen.scene.factors import FACTORS
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.staging import staged_camera

HEAD = HeadBounds((0.1, 7.0, 0.6), 1.6)
COEFFICIENTS = ("k1", "k2", "p1", "p2")


def camera_of(**values: float) -> Camera:
    drawn = Drawn(SceneSpec("s"), {f"camera.{name}": value for name, value in values.items()}, 0, 0)
    return staged_camera(HEAD, Angle("a", 20, -10), drawn, width=200, height=160)


def ends(sign: int) -> dict[str, float]:
    return {
        name: FACTORS[f"camera.{name}"].high if sign > 0 else FACTORS[f"camera.{name}"].low for name in COEFFICIENTS
    }


@pytest.fixture
def points() -> np.ndarray:
    return np.array(HEAD.centre) + np.random.default_rng(3).uniform(-1.2, 1.2, (500, 3))


def test_at_the_corner_it_is_as_much_as_declared() -> None:
    barrel = distortion_at(0.5, k1=-0.1, k2=0.0, p1=0.0, p2=0.0)
    both = distortion_at(0.5, k1=0.1, k2=0.05, p1=0.0, p2=0.0)
    assert barrel is not None and both is not None
    assert barrel.bent(0.3, 0.4) == pytest.approx((0.27, 0.36))
    assert both.bent(0.3, -0.4) == pytest.approx((0.345, -0.46))
    assert distortion_at(0.5, k1=0.0, k2=0.0, p1=0.0, p2=0.0) is None


def test_a_record_projects_as_opencv_does(points: np.ndarray) -> None:
    camera = camera_of(k1=-0.08, k2=0.02, p1=0.005, p2=-0.01, x=0.1)
    inner, outer = camera.record()["intrinsics"], camera.record()["extrinsics"]
    seen = points @ np.array(outer["R"]).T + np.array(outer["t"])
    x, y = seen[:, 0] / seen[:, 2], seen[:, 1] / seen[:, 2]
    k1, k2, p1, p2 = (inner["distortion"][name] for name in COEFFICIENTS)
    r2 = x**2 + y**2
    # https://docs.opencv.org/4.x/d9/d0c/group__calib3d.html
    u = x * (1 + k1 * r2 + k2 * r2**2) + 2 * p1 * x * y + p2 * (r2 + 2 * x**2)
    v = y * (1 + k1 * r2 + k2 * r2**2) + p1 * (r2 + 2 * y**2) + 2 * p2 * x * y
    wanted = np.stack([inner["fx"] * u + inner["cx"], inner["fy"] * v + inner["cy"]], axis=1)
    assert np.abs(camera.project(points) - wanted).max() < 0.01
    plain = replace(camera, distortion=None).project(points)
    assert np.abs(camera.project(points) - plain).max() > 1


@pytest.mark.parametrize("values", [{}, {"x": 0.2, "k1": 0.1}, ends(-1), ends(1)], ids=str)
def test_the_rasteriser_bends_as_labels_are_projected(values: dict[str, float], points: np.ndarray) -> None:
    camera = camera_of(**values)
    lens = Lens(
        np.array(camera.position, np.float32),
        np.array(camera.rotation, np.float32),
        *(np.float32(2 * v) for v in (camera.focal, camera.centre_x, camera.centre_y)),
    )
    screen = Screen.of(len(points))
    project_perspective(points.astype(np.float32), lens, screen)
    if camera.distortion is not None:
        bend(screen.xy, lens.focal, lens.centre_x, lens.centre_y, coefficients(camera.distortion))
    assert np.abs(screen.xy / (2 * SUB) - camera.project(points)).max() < 0.1


@pytest.mark.parametrize(
    "values",
    [{}, {"x": 0.25, "y": -0.25, **ends(-1)}, ends(-1), {"x": -0.25, **ends(1)}, {"p1": 0.01, "distance": 5.0}],
    ids=str,
)
def test_a_pixel_looks_where_a_point_is_shown_at_it(values: dict[str, float]) -> None:
    camera = camera_of(**values)
    right, up, forward = (np.array(row) for row in camera.rotation)
    looks = sight(camera).astype(float)
    ahead = forward + looks[:, :, :1] * right + looks[:, :, 1:] * up
    shown = camera.project(np.array(camera.position) + 7.0 * ahead.reshape(-1, 3)).reshape(160, 200, 2)
    rows, columns = np.mgrid[:160, :200] + 0.5
    assert np.abs(shown - np.stack([columns, rows], axis=2)).max() < 0.02


def test_what_is_far_outside_is_not_folded_back_into_the_picture() -> None:
    camera = camera_of(**ends(-1))
    right, _, forward = (np.array(row) for row in camera.rotation)
    far = np.array(camera.position) + forward + np.linspace(0.0, 2.0, 50)[:, None] * right
    x = camera.project(far)[:, 0]
    assert (np.diff(x[x < 400]) > 0).all() and (x[-10:] > 400).all()


def test_a_wider_picture_shows_the_same_and_more_round_it(points: np.ndarray) -> None:
    camera = camera_of(**ends(1))
    wide = camera.widened(9)
    assert (wide.width, wide.height) == (218, 178)
    assert np.allclose(wide.project(points), camera.project(points) + 9)
