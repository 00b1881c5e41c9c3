"""A model on the stage, as the engines' clip loop poses and sees it."""

from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from synthgen.assets.landmarks import FACE_OUTLINE, LANDMARKS68
from synthgen.assets.mesh import HEAD_ALONE_FROM, SKIN
from synthgen.facs.basis import Basis
from synthgen.human.mhm import Model
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera

from .face import Face, proxy_objects
from .identity import Identity
from .stage import Stage
from .wearing import Look

#: dm that the picture has to leave below the chin for a jaw that drops
_JAW_ROOM = 0.4
_OUTLINE = np.array([LANDMARKS68[point] for point in FACE_OUTLINE])


class Person:
    """The stage's human once a model is loaded: a ``Performer`` (``synthgen.engines.performer``)."""

    def __init__(self, stage: Stage, model: Model, basis: Basis, identity: Identity) -> None:
        """Make it of the human on the stage, which a thread may do. Raises HumanChanged where it is another by now."""
        self.model, self._identity = model, identity
        self.face = Face(stage.human, basis, model.demographics.conditions)
        self._stage, self._look = stage, Look(stage.human, model)
        self.assets = self._look.assets
        #: what the model's file names and MakeHuman lacks
        self.missing = self._look.missing
        self.bounds = head_bounds(stage.human)
        identity.check_start(self.face)

    def record(self) -> Mapping[str, Any]:
        """Return what is worn, as JSON values, when all pictures are made. Raises HumanChanged."""
        self._identity.check_all(self.face)
        return self._look.appearance

    def pose(self, weights: Mapping[str, float]) -> None:
        """Show action units. Raises HumanChanged where somebody else moved the face since the last."""
        self._identity.check(self.face)
        self.face.pose(weights)

    def view(self, camera: Camera) -> np.ndarray:
        """Return the picture (height, width, 3) uint8 sRGB that the application renders. Raises HumanChanged."""
        self._identity.check(self.face)
        return self._stage.picture(camera, self.bounds.centre)

    def outline(self, camera: Camera) -> np.ndarray:
        """Return the outline of the face (k, 2) in pixels."""
        return camera.project(self.face.shown[_OUTLINE])


def head_bounds(human: Any) -> HeadBounds:
    """Return the sphere round the head of a human as it is shown, with all it wears there: what a camera frames."""
    return _bounds(_head_points(human))


def _bounds(points: np.ndarray) -> HeadBounds:
    """Return the sphere round the box of a head: symmetric, so that the face is in the middle at every angle."""
    low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
    low[1] -= _JAW_ROOM
    middle = (low + high) / 2
    chin = np.array([middle[0], low[1], high[2]])
    radius = float(np.sqrt(((np.concatenate([points, chin[None]]) - middle) ** 2).sum(axis=1).max()))
    return HeadBounds((round(middle[0], 5), round(middle[1], 5), round(middle[2], 5)), round(radius, 5))


def _head_points(human: Any) -> np.ndarray:
    """Return the vertices (n, 3) dm of the head with all it wears: what a camera has to keep in the picture."""
    coord = human.meshData.coord
    head = human.meshData.orig_coord[:SKIN, 1] > HEAD_ALONE_FROM
    parts = [coord[:SKIN][head]]
    lowest = float(parts[0][:, 1].min())
    for entry in proxy_objects(human):
        if entry.proxy.type in ("Hair", "Eyebrows", "Eyelashes"):
            points = entry.getSeedMesh().coord
            parts.append(points[points[:, 1] > lowest])
    return np.concatenate(parts)
