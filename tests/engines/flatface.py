"""A second renderer, which ``test_performer`` plugs in: faces as flat polygons, drawn with Pillow.

A module of its own, since worker processes import it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from synthgen.assets import AssetRecord, load_assets
from synthgen.assets.landmarks import FACE_OUTLINE, LANDMARKS68
from synthgen.assets.mesh import HEAD_ALONE_FROM, SKIN
from synthgen.engines.job import Job
from synthgen.engines.local import LocalRenderer
from synthgen.errors import InputError
from synthgen.facs.basis import Basis, load_basis
from synthgen.human.body import shape_model
from synthgen.human.mhm import Model
from synthgen.scene.bounds import bounding_sphere
from synthgen.scene.camera import Camera

BACKGROUND, FLESH, DARK = (90, 110, 140), (205, 160, 130), (60, 30, 30)
#: landmarks of both eyes and of the lips
FEATURES = (range(36, 42), range(42, 48), range(48, 60))
BRUSH = AssetRecord("flat-brush", "CC0-1.0", "f" * 64, "the tests' own brush")


@functools.lru_cache(maxsize=1)
def basis(name: str) -> Basis:
    return load_basis(name, load_assets(imports=False))


class FlatFace:
    """A face seen as its outline, eyes and lips."""

    def __init__(self, job: Job, model: Model) -> None:
        loaded = basis(job.design.au_basis)
        body = shape_model(model, loaded.assets)
        self.rig = loaded.fit(loaded.at_rest(body.vertices))
        self.posed = body.vertices
        self.assets = body.imported
        self.bounds = bounding_sphere(body.vertices[:SKIN][loaded.assets.base[:SKIN, 1] > HEAD_ALONE_FROM])

    def record(self) -> dict[str, Any]:
        return {"drawn": "flat"}

    def pose(self, weights: Mapping[str, float]) -> None:
        self.posed = self.rig.pose(weights)

    def outline(self, camera: Camera) -> np.ndarray:
        return camera.project(self.posed[[LANDMARKS68[point] for point in FACE_OUTLINE]])

    def view(self, camera: Camera) -> np.ndarray:
        picture = Image.new("RGB", (camera.width, camera.height), BACKGROUND)
        draw = ImageDraw.Draw(picture)
        draw.polygon([tuple(point) for point in self.outline(camera).tolist()], fill=FLESH)
        for feature in FEATURES:
            points = camera.project(self.posed[[LANDMARKS68[point] for point in feature]])
            draw.polygon([tuple(point) for point in points.tolist()], fill=DARK)
        return np.array(picture)


FLAT = LocalRenderer("flat", "1", "0123456789abcdef", (BRUSH,), cast=FlatFace)


def refuse(job: Job, model: Model) -> FlatFace:
    if model.id == "broken":
        raise ZeroDivisionError("no light")
    raise InputError("the face", where="a.mhm", line=3, value=7, expected="a nose", remedy="Draw one.")


REFUSING = LocalRenderer("refusing", "1", "0" * 16, (), cast=refuse)
