"""MakeHuman's camera replaced by one of ours, so that both renderers see a head from the same place."""

from __future__ import annotations

import contextlib
import math
from typing import Any, Callable, Iterator

import numpy as np
from core import G

from synthgen.scene.camera import Camera

_NEAR, _FAR = 0.1, 200.0
#: where MakeHuman's backdrop is drawn, too, nothing is nearer to the eye than this share of the way to the head: the
#: backdrop is a plane with a depth of its own, and what is behind it is not seen
_NEAR_SHARE = 0.7


class Lens:
    """What MakeHuman's renderer asks of a camera, answered by a ``Camera``.

    As MakeHuman's own camera does, the model turns about ``centre`` and the eye stays in front of it: lights, which are
    fixed to the eye, then shine as in the application.
    """

    stereoMode = 0

    def __init__(self, camera: Camera, centre: tuple[float, float, float], *, near_share: float = 0.0) -> None:
        self.updated = True
        self.farPlane = _FAR
        right, up, forward = camera.rotation
        rotation = np.identity(4)
        rotation[:3, :3] = np.array([right, up, [-v for v in forward]])
        to, back = np.identity(4), np.identity(4)
        to[:3, 3], back[:3, 3] = np.negative(centre), centre
        self._model = back @ rotation @ to
        distance = math.dist(camera.position, centre)
        self._view = np.identity(4)
        self._view[:3, 3] = [-centre[0], -centre[1], -centre[2] - distance]
        projection = np.zeros((4, 4))
        projection[0, 0] = 2.0 * camera.focal / camera.width
        projection[1, 1] = 2.0 * camera.focal / camera.height
        projection[0, 2] = 1.0 - 2.0 * camera.centre_x / camera.width
        projection[1, 2] = 2.0 * camera.centre_y / camera.height - 1.0
        near = max(_NEAR, near_share * distance)
        projection[2, 2] = -(_FAR + near) / (_FAR - near)
        projection[2, 3] = -2.0 * _FAR * near / (_FAR - near)
        projection[3, 2] = -1.0
        self._projection = projection

    def updateCamera(self) -> None:
        """Do nothing: it does not follow the model."""

    def getMatrices(self, eye: int) -> tuple[np.ndarray, np.ndarray]:
        """Return projection and view, (4, 4) each."""
        return self._projection, self._view

    def getModelMatrix(self, obj: Any) -> np.ndarray:
        """Return the model's place, (4, 4): turned about the centre, but for what never turns."""
        own = np.asarray(obj.object.transform)
        return own if obj.object.lockRotation else self._model @ own


class FollowingLens:
    """MakeHuman's camera, that sees through ours in a window of any size; what else it is asked, its own tells.

    ``camera`` (width, height in pixels) returns a ``Camera`` and the centre that the model turns about, or None.
    """

    stereoMode = 0

    def __init__(
        self, usual: Any, camera: Callable[[int, int], tuple[Camera, tuple[float, float, float]] | None]
    ) -> None:
        self._usual, self._camera = usual, camera
        self.updated = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._usual, name)

    def updateCamera(self) -> None:
        """Follow the user's mouse, unseen: it is what comes back."""
        self._usual.updateCamera()

    def getMatrices(self, eye: int) -> tuple[np.ndarray, np.ndarray]:
        """Return projection and view, (4, 4) each."""
        lens = self._lens()
        found: tuple[np.ndarray, np.ndarray] = (lens or self._usual).getMatrices(eye)
        return found

    def getModelMatrix(self, obj: Any) -> np.ndarray:
        """Return the model's place, (4, 4)."""
        found: np.ndarray = (self._lens() or self._usual).getModelMatrix(obj)
        return found

    def _lens(self) -> Lens | None:
        found = self._camera(max(1, G.windowWidth), max(1, G.windowHeight))
        return None if found is None else Lens(*found, near_share=_NEAR_SHARE)


@contextlib.contextmanager
def looking(lens: Lens) -> Iterator[None]:
    """Let MakeHuman render through a lens."""
    usual = G.cameras[0]
    G.cameras[0] = lens
    try:
        yield
    finally:
        G.cameras[0] = usual
