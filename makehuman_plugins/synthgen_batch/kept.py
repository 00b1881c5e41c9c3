"""The user's own work, put aside while models are on the stage, and put back to the bit."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any, Iterator

import log
import managed_file
import material
import numpy as np

from .face import proxy_objects
from .identity import material_values, modifier_values


class Kept:
    """What the user had when it was made: the human as a model file, what such a file leaves out, view, undo, file."""

    def __init__(self, app: Any) -> None:
        """Put it all aside. Raises OSError where the model file cannot be written; then nothing has been changed."""
        human = app.selectedHuman
        self._app, self._human = app, human
        with aside(app):
            self._path, self._model = _written(human)
        self._file = app.currentFile
        self._file_state = dict(vars(app.currentFile))
        self._undo = app.undoStack, app.redoStack
        self._undo_lengths = len(app.undoStack), len(app.redoStack)
        self._camera = {name: _own(value) for name, value in vars(app.modelCamera).items()}
        self._grids = [(grid, grid.isVisible()) for grid in (app.backplaneGrid, app.groundplaneGrid) if grid]
        self._numbers = {name: value for name, value in vars(human).items() if isinstance(value, (bool, int, float))}
        self._named = human.getUuid(), human.getName(), set(human.getTags())
        self._targets = dict(human.targetsDetailStack)
        self._rest = human.getRestposeCoordinates().copy()
        self._coord = human.meshData.coord.copy()
        self._normals = human.meshData.vnorm.copy(), human.meshData.fnorm.copy()
        self._animations = {name: human.getAnimation(name) for name in human.getAnimations()}
        self._animation, self._posed = human.getActiveAnimation(), human.isPosed()
        self._skin = material.Material(human.material)
        self._proxies = {
            entry.proxy.uuid: (material.Material(entry.material), entry.getSeedMesh().coord.copy())
            for entry in proxy_objects(human)
        }
        self._wireframe = app.actions.wireframe.isChecked()

    def hide_grids(self) -> None:
        """Take the grids out of the picture."""
        for grid, _ in self._grids:
            grid.setVisibility(False)

    def drop(self) -> None:
        """Let go of it all without putting it back: the application ends."""
        if self._path.exists():
            self._path.unlink()

    def put_back(self) -> None:
        """Give the user everything as it was; a difference that is left is logged."""
        try:
            with aside(self._app):
                self._load()
                self._restore_shape()
                self._restore_looks()
        finally:
            self._restore_application()
            self.drop()
        human = self._human
        if not np.array_equal(human.meshData.coord, self._coord) or human.targetsDetailStack != self._targets:
            log.warning("synthgen: your human could not be put back exactly as it was")

    def _load(self) -> None:
        if not self._path.is_file() or self._path.read_bytes() != self._model:  # somebody cleaned up
            self._path.write_bytes(self._model)
        self._app.loadHumanMHM(str(self._path))

    def _restore_shape(self) -> None:
        human = self._human
        vars(human).update(self._numbers)
        human.targetsDetailStack = dict(self._targets)  # its order decides how the sums of its targets are rounded
        uuid, name, tags = self._named
        human.setUuid(uuid)
        human.setName(name)
        human.setTags(tags)
        for other in human.getAnimations():
            if other not in self._animations:
                human.removeAnimation(other)
        for animation in self._animations.values():
            human.addAnimation(animation)
        human.setActiveAnimation(self._animation.name if self._animation is not None else None)
        human.applyAllTargets()
        if human.isPosed() != self._posed:
            human.setPosed(self._posed)
        mesh = human.meshData
        if not np.array_equal(human.getRestposeCoordinates(), self._rest):
            human.getRestposeCoordinates()[:] = self._rest
        if not np.array_equal(mesh.coord, self._coord):  # a face that another plugin has posed
            mesh.changeCoords(self._coord)
        mesh.vnorm[:], mesh.fnorm[:] = self._normals
        mesh.markCoords(None, norm=True)
        mesh.update()

    def _restore_looks(self) -> None:
        human = self._human
        if material_values(human.material) != material_values(self._skin):
            human.material = self._skin
        for entry in proxy_objects(human):
            skin, coord = self._proxies.get(entry.proxy.uuid, (None, None))
            if skin is None:
                continue
            if material_values(entry.material) != material_values(skin):
                entry.material = skin
            mesh = entry.getSeedMesh()
            if not np.array_equal(mesh.coord, coord):
                mesh.changeCoords(coord)
                mesh.calcNormals()
                mesh.update()
        if human.isSubdivided():
            human.updateSubdivisionMesh()
            human.mesh.calcNormals()
            human.mesh.update()

    def _restore_application(self) -> None:
        app = self._app
        for grid, shown in self._grids:
            grid.setVisibility(shown)
        app.undoStack, app.redoStack = self._undo
        for stack, length in zip(self._undo, self._undo_lengths):
            del stack[length:]
        app.syncUndoRedo()
        app.actions.wireframe.setChecked(self._wireframe)
        if app.currentFile is not self._file or vars(self._file) != self._file_state:
            app.currentFile = self._file
            vars(self._file).update(self._file_state)
        app.updateFilenameCaption()
        camera = app.modelCamera
        vars(camera).update({name: _own(value) for name, value in self._camera.items()})
        camera.changed()
        app.redraw()


@contextlib.contextmanager
def aside(app: Any) -> Iterator[None]:
    """Let MakeHuman note what it loads and saves in a file that is nobody's: the user's current file stays that."""
    file = app.currentFile
    app.currentFile = managed_file.File()
    try:
        yield
    finally:
        app.currentFile = file


def _written(human: Any) -> tuple[Path, bytes]:
    """Write a human as a model file, with all digits that its modifiers have (MakeHuman writes six). Return both."""
    handle, name = tempfile.mkstemp(prefix="synthgen-kept-", suffix=".mhm")
    os.close(handle)
    path = Path(name)
    try:
        human.save(name)
        exact = modifier_values(human)
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if len(words) == 3 and words[0] == "modifier":
                line = f"modifier {words[1]} {exact[words[1]]!r}"
            lines.append(line)
        model = ("\n".join(lines) + "\n").encode("utf-8")
        path.write_bytes(model)
    except BaseException:
        path.unlink()
        raise
    return path, model


def _own(value: Any) -> Any:
    """Return a value, a list as a copy of its own."""
    return list(value) if isinstance(value, list) else value
