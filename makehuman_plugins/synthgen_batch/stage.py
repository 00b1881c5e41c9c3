"""MakeHuman's scene while a batch is on: what it takes away, and gives back as it was, also after an error."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import glmodule
import log
import mh
import numpy as np
from core import G

from synthgen.errors import RunError
from synthgen.scene.camera import Camera

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
        self._kept: Path | None = None
        self._before: dict[str, Any] = {}

    def take(self) -> None:
        """Keep the user's model, its pose, file, camera and what is seen of the scene."""
        app, human = self.app, self.human
        camera = app.modelCamera
        file = app.currentFile
        self._before = {
            "rotation": list(camera.getRotation()),
            "translation": list(camera.translation),
            "zoom": camera.zoomFactor,
            "grids": [(grid, grid.isVisible()) for grid in (app.backplaneGrid, app.groundplaneGrid) if grid],
            "posed": human.isPosed(),
            "animation": human.getActiveAnimation(),
            "undo": (list(app.undoStack), list(app.redoStack)),
            "file": (file.path, file.modified),
            "modifiers": [(modifier.fullName, modifier.getValue()) for modifier in human.modifiers],
        }
        handle, path = tempfile.mkstemp(prefix="synthgen-kept-", suffix=".mhm")
        os.close(handle)
        self._kept = Path(path)
        human.save(path)
        for grid, _ in self._before["grids"]:
            grid.setVisibility(False)

    def give_back(self) -> None:
        """Put everything back as it was. Does nothing where nothing was taken."""
        if self._kept is None:
            return
        kept, self._kept = self._kept, None
        app, before = self.app, self._before
        self.loads += 1
        try:
            app.loadHumanMHM(str(kept))
            for name, value in before["modifiers"]:  # a .mhm rounds to six digits
                self.human.getModifier(name).setValue(value, skipDependencies=True)
            self.human.applyAllTargets()
        finally:
            self.loads += 1
            kept.unlink()
            camera = app.modelCamera
            camera.setRotation(before["rotation"])
            camera.translation[:] = before["translation"]
            camera.setZoomFactor(before["zoom"])
            for grid, shown in before["grids"]:
                grid.setVisibility(shown)
            if before["animation"] is not None:
                self.human.addAnimation(before["animation"])
                self.human.setActiveAnimation(before["animation"].name)
                self.human.setPosed(before["posed"])
            app.undoStack, app.redoStack = before["undo"]
            app.syncUndoRedo()
            path, modified = before["file"]
            app.currentFile.loaded(path) if path else app.currentFile.closed()
            app.currentFile.modified = modified
            camera.changed()
            app.redraw()

    def load(self, path: Path) -> None:
        """Load a model at rest, without undo and without a pose. Raises ModelRefused."""
        self.loads += 1
        try:
            self.app.loadHumanMHM(str(path))
        except Exception as error:
            log.warning("synthgen: %s could not be loaded", path, exc_info=True)
            raise ModelRefused(f"MakeHuman does not load {path.name}: {type(error).__name__}: {error}") from error
        finally:
            self.loads += 1
        if self.human.isPosed():
            self.human.setPosed(False)
        if not np.isfinite(self.human.meshData.coord).all():
            raise ModelRefused(f"MakeHuman makes no body of {path.name}: vertices are not finite")

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


def has_render_buffers() -> bool:
    """Tell whether the graphics driver renders into a buffer of its own."""
    return bool(mh.hasRenderToRenderbuffer())
