"""MakeHuman's scene while a batch is on: what it takes away, and gives back as it was, also after an error."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import glmodule
import log
import mh
import numpy as np
from core import G

from synthgen.errors import RunError
from synthgen.human.mhm import Model
from synthgen.scene.camera import Camera

from .identity import Identity, undeclared
from .kept import Kept, aside
from .lens import Lens, looking


class ModelRefused(ValueError):
    """MakeHuman did not load a model; the message says why."""


class Stage:
    """The application's selected human and camera, borrowed from ``take`` to ``give_back``."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.human = app.selectedHuman
        #: counts up when MakeHuman begins and ends to load a model, during which its window answers when it likes
        self.loads = 0
        self._kept: Kept | None = None

    def take(self) -> None:
        """Put the user's own work aside. Raises OSError where there is no room for it; then nothing has happened."""
        self._kept = Kept(self.app)
        self._kept.hide_grids()
        self.human.save = _refused

    def give_back(self) -> None:
        """Put everything back as it was. Does nothing where nothing was taken."""
        kept, self._kept = self._kept, None
        if kept is None:
            return
        del self.human.save
        self.loads += 1
        try:
            kept.put_back()
        finally:
            self.loads += 1

    def leave(self) -> None:
        """Let go of everything without putting it back: the application ends."""
        kept, self._kept = self._kept, None
        if kept is not None:
            del self.human.save
            kept.drop()

    def load(self, model: Model) -> Identity:
        """Load a model at rest, without a pose, and return who it is. Raises ModelRefused, and OSError (no room).

        What is loaded is what the model was when the run began, whatever has happened to its file since.
        """
        with tempfile.TemporaryDirectory(prefix="synthgen-") as folder:
            path = Path(folder) / f"{model.id}.mhm"
            path.write_bytes(model.source)
            self.loads += 1
            try:
                with aside(self.app):
                    self.app.loadHumanMHM(str(path))
            except Exception as error:
                log.warning("synthgen: %s could not be loaded", model.id, exc_info=True)
                raise ModelRefused(f"MakeHuman does not load {model.id}: {type(error).__name__}: {error}") from error
            finally:
                self.loads += 1
        human = self.human
        if human.isPosed():
            human.setPosed(False)
        if not human.isSolid():
            human.setSolid(True)
        if not np.isfinite(human.meshData.coord).all():
            raise ModelRefused(f"MakeHuman makes no body of {model.id}: vertices are not finite")
        others = undeclared(human, model.modifiers)
        if others:
            raise ModelRefused(
                f"MakeHuman makes another body of {model.id}: {', '.join(others[:3])} are not as declared"
            )
        return Identity(self.app)

    def picture(self, camera: Camera, centre: tuple[float, float, float]) -> np.ndarray:
        """Return what is seen through a camera, (height, width, 3) uint8 sRGB.

        Where the driver has no multisampling, four samples a pixel are rendered and averaged, as MakeHuman's own
        renderer does when edges are to be smooth.
        """
        finer = 1 if glmodule.have_multisample else 2
        width, height = finer * camera.width, finer * camera.height
        G.canvas.makeCurrent()
        with looking(Lens(camera, centre)):
            image = mh.renderToBuffer(width, height)
        pixels = np.asarray(image.data)
        if pixels.shape[:2] != (height, width):
            raise RunError(f"The graphics driver renders {pixels.shape[1]}x{pixels.shape[0]}, not {width}x{height}.")
        pixels = pixels[..., 2::-1]  # the application's buffers are BGR
        if finer == 1:
            return np.ascontiguousarray(pixels)
        quads = pixels.reshape(camera.height, 2, camera.width, 2, 3)
        total = quads[:, 0, :, 0].astype(np.uint16)
        total += quads[:, 0, :, 1]
        total += quads[:, 1, :, 0]
        total += quads[:, 1, :, 1]
        return ((total + 2) >> 2).astype(np.uint8)


def _refused(filename: str) -> None:
    """Stand for MakeHuman's own saving while it is not the user's human that would be saved."""
    raise RunError(f"{filename} is not saved: Synthgen is rendering, and your own human is put aside.")


def has_render_buffers() -> bool:
    """Tell whether the graphics driver renders into a buffer of its own."""
    return bool(mh.hasRenderToRenderbuffer())
