"""A signal shown on the human as it is now, at any angle and frame; the human's own face comes back afterwards."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable

from PyQt5 import QtCore

from synthgen.errors import InputError, RunError
from synthgen.facs.animation import Animation, sample_animation
from synthgen.facs.curves import Curves
from synthgen.scene.angles import Angle

from .face import Face


class Preview:
    """Poses the selected human. ``told`` is called with what there is to say: that it prepares, or what is wrong."""

    def __init__(self, app: Any, basis: Callable[[], Any]) -> None:
        self.told: Callable[[str], None] = lambda text: None
        self._app, self._basis_of = app, basis
        self._pool = ThreadPoolExecutor(1)
        self._future: Future[Face] | None = None
        self._face: Face | None = None
        self._curves: Curves | None = None
        self._frame = 0
        self._view: tuple[list[float], list[float], float] | None = None
        self._timer = QtCore.QTimer()
        self._timer.setInterval(30)
        self._timer.timeout.connect(self._poll)

    @property
    def on(self) -> bool:
        """Whether the human is posed, or about to be."""
        return self._face is not None or self._future is not None

    def begin(self, signal: Animation, angle: Angle, frame: int) -> None:
        """Show a frame of a signal from an angle."""
        self._curves, self._frame = sample_animation(signal), frame
        camera = self._app.modelCamera
        if self._view is None:
            self._view = list(camera.getRotation()), list(camera.translation), camera.zoomFactor
            self._app.setTargetCamera(132, 8.7, False)  # the face, as its own button does
        camera.setRotation([angle.pitch, -angle.yaw, 0.0])  # MakeHuman turns the model, not the camera
        if self._face is None and self._future is None:
            self.told("Finding lids, lips and neck of this face …")
            self._future = self._pool.submit(lambda: Face(self._app.selectedHuman, self._basis_of()))
            self._timer.start()
        self._show()

    def end(self) -> None:
        """Give the human its own face and the camera its place."""
        self._timer.stop()
        self._future = None
        if self._face is not None:
            self._face.restore()
            self._face = None
        if self._view is not None:
            camera = self._app.modelCamera
            rotation, camera.translation[:], zoom = self._view
            camera.setRotation(rotation)
            camera.setZoomFactor(zoom)
            self._view = None
        self._app.redraw()

    def forget(self) -> None:
        """Let go of the face because the human has become another; nothing is put back."""
        self._timer.stop()
        self._face = self._future = None

    def _poll(self) -> None:
        if self._future is None or not self._future.done():
            return
        self._timer.stop()
        future, self._future = self._future, None
        try:
            self._face = future.result()
        except (InputError, RunError, ValueError) as error:
            self.told(str(error))
            return
        self.told("")
        self._show()

    def _show(self) -> None:
        if self._face is not None and self._curves is not None:
            frame = min(self._frame, self._curves.frames - 1)
            try:
                self._face.pose(self._curves.weights(frame))
            except InputError as error:
                self.told(str(error))
        self._app.redraw()
