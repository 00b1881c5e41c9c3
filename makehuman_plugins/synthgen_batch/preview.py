"""A signal shown on the human as it is now, as a clip would show it; the human's own face comes back afterwards."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable, Sequence

import algos3d
import numpy as np
from core import G
from PyQt5 import QtCore

from synthgen.errors import InputError, RunError
from synthgen.facs.animation import Animation, sample_animation
from synthgen.facs.curves import Curves
from synthgen.facs.performance import unchanged
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera, frame_head

from .face import Face
from .lens import FollowingLens
from .person import head_bounds
from .runner import makehuman_works
from .stage import Stage

#: milliseconds between looks at what is being prepared, and between two small pictures
_POLL, _SMALL_PAUSE = 30, 15


class Preview:
    """Poses the selected human and looks at it through a clip's camera.

    ``told`` is called with what there is to say: that it prepares, or what is wrong; ``small`` with (index of the view,
    picture (h, w, 3) uint8) of each view in turn.
    """

    def __init__(self, app: Any, basis: Callable[[], Any]) -> None:
        self.told: Callable[[str], None] = lambda text: None
        self.small: Callable[[int, np.ndarray], None] = lambda index, picture: None
        self.shown: Callable[[], None] = lambda: None
        self._app, self._basis_of = app, basis
        self._stage = Stage(app)
        self._pool = ThreadPoolExecutor(1)
        self._future: Future[Face] | None = None
        self._face: Face | None = None
        self._bounds: HeadBounds | None = None
        self._curves: Curves | None = None
        self._angle: Angle | None = None
        self._frame = 0
        self._posed = False
        self._usual: Any = None
        self._grids: list[tuple[Any, bool]] = []
        self._todo: list[tuple[int, Angle]] = []
        self._side = 0
        self._timer = QtCore.QTimer()
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)
        self._small_timer = QtCore.QTimer()
        self._small_timer.setInterval(_SMALL_PAUSE)
        self._small_timer.timeout.connect(self._next_small)

    @property
    def on(self) -> bool:
        """Whether the human is posed, or about to be."""
        return self._face is not None or self._future is not None

    @property
    def ready(self) -> bool:
        """Whether frames can be shown at once."""
        return self._face is not None

    def begin(self, signal: Animation, angle: Angle, frame: int) -> None:
        """Show a frame of a signal from an angle."""
        self._curves, self._angle, self._frame = sample_animation(signal), angle, frame
        if not self.on:
            human = self._app.selectedHuman
            self._posed = bool(human.isPosed())
            if self._posed:
                human.setPosed(False)
            rest = neutral_vertices(human)
            self.told("Finding lids, lips and neck of this face …")
            self._future = self._pool.submit(lambda: Face(human, self._basis_of(), rest=rest))
            self._timer.start()
        self._show()

    def views(self, angles: Sequence[Angle], side: int) -> None:
        """Take a small picture, ``side`` pixels each way, of what is shown now from each of the angles, one by one."""
        self._todo, self._side = list(enumerate(angles)), side
        if self._face is not None:
            self._small_timer.start()

    def end(self) -> None:
        """Give the human its own face and the window its own camera."""
        if self._face is not None:
            self._face.restore()
        self.forget()
        if self._posed:
            self._posed = False
            self._app.selectedHuman.setPosed(True)
        self._app.redraw()

    def forget(self) -> None:
        """Let go of the face because the human has become another; only the camera is put back."""
        self._timer.stop()
        self._small_timer.stop()
        self._face = self._future = self._bounds = None
        if self._usual is not None:
            G.cameras[0], self._usual = self._usual, None
            for grid, shown in self._grids:
                grid.setVisibility(shown)

    def camera(self, width: int, height: int) -> tuple[Camera, tuple[float, float, float]] | None:
        """Return the clip's camera for a picture of a size, and the centre of the head; None where nothing is shown."""
        if self._bounds is None or self._angle is None:
            return None
        return frame_head(self._bounds, self._angle, width=width, height=height), self._bounds.centre

    def _poll(self) -> None:
        if self._future is None or not self._future.done() or makehuman_works():
            return
        self._timer.stop()
        future, self._future = self._future, None
        try:
            self._face = future.result()
        except (InputError, RunError, ValueError) as error:
            self.told(str(error))
            self.end()
            return
        self._face.pose({})
        self._bounds = head_bounds(self._app.selectedHuman)
        self._usual = G.cameras[0]
        G.cameras[0] = FollowingLens(self._usual, self.camera)
        self._grids = [
            (grid, grid.isVisible()) for grid in (self._app.backplaneGrid, self._app.groundplaneGrid) if grid
        ]
        for grid, _shown in self._grids:
            grid.setVisibility(False)
        self._show()
        if self._todo:
            self._small_timer.start()
        self.shown()

    def _show(self) -> None:
        if self._face is not None and self._curves is not None:
            frame = min(self._frame, self._curves.frames - 1)
            try:
                self._face.pose(self._curves.weights(frame))
            except InputError as error:
                self.told(str(error))
        self._app.redraw()

    def _next_small(self) -> None:
        if not self._todo or self._face is None or self._bounds is None:
            self._small_timer.stop()
            return
        if makehuman_works():
            return
        index, angle = self._todo.pop(0)
        camera = frame_head(self._bounds, angle, width=self._side, height=self._side)
        self.small(index, self._stage.picture(camera, self._bounds.centre))


def neutral_vertices(human: Any) -> np.ndarray:
    """Return the vertices (19158, 3) float32 dm of a human at rest, without what FACSHuman has done to its face."""
    vertices = np.array(human.meshData.coord, np.float32)
    for path, value in human.targetsDetailStack.items():
        if "facshuman" in path.lower():
            target = algos3d.getTarget(human.meshData, path)
            vertices[target.verts] -= np.float32(value) * target.data
    return vertices


def apex_of(signal: Animation) -> int:
    """Return the frame in which a signal is strongest, as records have it; 0 where it moves nothing."""
    return unchanged(signal).apex
