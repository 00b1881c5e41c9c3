"""MakeHuman's camera, replaced: its matrices put every point where our own camera does."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera, frame_head

CENTRE = (0.1, 7.2, 0.4)
NAME = "synthgen.makehuman_plugins.synthgen_batch.lens"


@pytest.fixture
def lens(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The plugin's module, with a stand-in for the one of MakeHuman's that it needs."""
    core = ModuleType("core")
    core.G = SimpleNamespace(cameras=["its own", "another"])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "core", core)
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    return importlib.import_module(NAME)


def shown(lens: Any, point: np.ndarray, camera: Camera) -> np.ndarray:
    """Return the pixel (x, y) at which OpenGL shows a world point through a lens."""
    projection, view = lens.getMatrices(0)
    turned = SimpleNamespace(object=SimpleNamespace(transform=np.identity(4), lockRotation=False))
    clip = projection @ view @ lens.getModelMatrix(turned) @ [*point, 1.0]
    x, y, depth = clip[:3] / clip[3]
    assert -1 < depth < 1  # neither before the near plane nor behind the far one
    return np.array([(x + 1) / 2 * camera.width, (1 - y) / 2 * camera.height])


@pytest.mark.parametrize("size", [(256, 256), (320, 180)])
@pytest.mark.parametrize("angle", [Angle("a", 0, 0), Angle("b", 40, 30), Angle("c", -90, -20, 15)])
def test_points_fall_on_our_cameras_pixels(lens: ModuleType, angle: Angle, size: tuple[int, int]) -> None:
    camera = frame_head(HeadBounds(CENTRE, 1.6), angle, width=size[0], height=size[1])
    ours = lens.Lens(camera, CENTRE)
    for offset in ((0, 0, 0), (1, 0.5, -0.3), (-0.7, -1.2, 0.9)):
        point = np.array(CENTRE) + offset
        assert shown(ours, point, camera) == pytest.approx(camera.project([point])[0], abs=1e-6)


def test_what_never_turns_stays(lens: ModuleType) -> None:
    camera = frame_head(HeadBounds(CENTRE, 1.6), Angle("a", 40, 0), width=64, height=64)
    own = np.diag([2.0, 2.0, 2.0, 1.0])
    locked = SimpleNamespace(object=SimpleNamespace(transform=own, lockRotation=True))
    assert np.array_equal(lens.Lens(camera, CENTRE).getModelMatrix(locked), own)


def test_makehumans_camera_comes_back_whatever_happens(lens: ModuleType) -> None:
    cameras = sys.modules["core"].G.cameras
    camera = frame_head(HeadBounds(CENTRE, 1.6), Angle("a", 0, 0), width=64, height=64)
    ours = lens.Lens(camera, CENTRE)
    with pytest.raises(RuntimeError), lens.looking(ours):
        assert cameras == [ours, "another"]
        raise RuntimeError
    assert cameras == ["its own", "another"]
