"""A second renderer, which ``test_performer`` plugs in: faces as flat polygons, drawn with Pillow.

A module of its own, since worker processes import it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
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
from synthgen.hands.seen import NOTHING_SEEN, Seen
from synthgen.human.body import shape_model
from synthgen.human.mhm import Model
from synthgen.scene.bounds import bounding_sphere
from synthgen.scene.camera import Camera
from synthgen.scene.occluders import Moment
from synthgen.scene.spec import Drawn

BACKGROUND, FLESH, DARK = (90, 110, 140), (205, 160, 130), (60, 30, 30)
#: landmarks of both eyes and of the lips
FEATURES = (range(36, 42), range(42, 48), range(48, 60))
#: of hands and things, which are ellipses with a rim
PALM, CLOTH = (180, 130, 100), (60, 90, 160)
#: where hands and things are in the face's box, 0–1 across and down, and how large in parts of it
PLACES = {"cover_eyes": (0.5, 0.3), "cover_mouth": (0.5, 0.75), "mask": (0.5, 0.7), "strand": (0.4, 0.2)}
SIZE = (0.5, 0.24)
SHAPES = ("left", "right", "sleeve", "thing")
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


class FlatHands(FlatFace):
    """A flat face that can have hands and things before it. A hand comes from the picture's lower edge."""

    def __init__(self, job: Job, model: Model) -> None:
        super().__init__(job, model)
        self.moment: Moment | None = None

    def enter(self, drawn: Drawn) -> None:
        self.moment = None

    def film(self, drawn: Drawn, camera: Camera) -> FlatFilm:
        return FlatFilm(self, camera)

    def hold(self, moment: Moment) -> None:
        self.moment = moment

    def shapes(self, camera: Camera) -> dict[str, np.ndarray]:
        """Return the outlines of what is before the face, {"left", "right", "thing": (32, 2) pixels}."""
        moment = self.moment
        if moment is None:
            return {}
        done = {}
        if moment.gesture != "none" and moment.amount > 0:
            for side in ("left", "right") if moment.side == "both" else (moment.side,):
                done[side] = self._ellipse(camera, moment.gesture, moment.amount, {"left": 0.2, "right": -0.2}[side])
        if moment.thing != "none":
            done["thing"] = self._ellipse(camera, moment.thing, 1.0, 0.0)
        return done

    def _ellipse(self, camera: Camera, name: str, amount: float, aside: float) -> np.ndarray:
        outline = self.outline(camera)
        low, size = outline.min(axis=0), np.ptp(outline, axis=0)
        middle = low + size * (np.array(PLACES.get(name, (0.5, 0.5))) + np.array((aside, 0.0)))
        middle[1] += (1.0 - amount) * camera.height
        turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
        return middle + np.stack((np.cos(turn), np.sin(turn)), axis=-1) * size * SIZE

    def view(self, camera: Camera) -> np.ndarray:
        picture = Image.fromarray(super().view(camera))
        draw = ImageDraw.Draw(picture)
        for name, points in self.shapes(camera).items():
            draw.polygon([tuple(p) for p in points.tolist()], fill=CLOTH if name == "thing" else PALM, outline=DARK)
        return np.array(picture)

    def seen(self, camera: Camera) -> Seen:
        shapes = self.shapes(camera)
        inside = {name: points for name, points in shapes.items() if points[:, 1].min() < camera.height}
        if not inside:
            return NOTHING_SEEN
        face = mask(camera, [self.outline(camera)])
        hidden = mask(camera, list(inside.values()))
        outlines = {name: (inside[name].astype(np.float32),) if name in inside else () for name in SHAPES}
        return Seen(**outlines, covered=float((face & hidden).sum() / face.sum()))


def mask(camera: Camera, polygons: list[np.ndarray]) -> np.ndarray:
    canvas = Image.new("1", (camera.width, camera.height))
    for polygon in polygons:
        ImageDraw.Draw(canvas).polygon([tuple(point) for point in polygon.tolist()], fill=1)
    return np.asarray(canvas)


@dataclass
class FlatFilm:
    """What one camera takes of a flat face."""

    performer: FlatHands
    seen_from: Camera
    assets: tuple[str, ...] = ()

    def camera(self, frame: int) -> Camera:
        return self.seen_from

    def picture(self, frame: int) -> np.ndarray:
        return self.performer.view(self.seen_from)


FLAT_HANDS = LocalRenderer("flat", "1", "0123456789abcdef", (BRUSH,), cast=FlatHands)


def refuse(job: Job, model: Model) -> FlatFace:
    if model.id == "broken":
        raise ZeroDivisionError("no light")
    raise InputError("the face", where="a.mhm", line=3, value=7, expected="a nose", remedy="Draw one.")


REFUSING = LocalRenderer("refusing", "1", "0" * 16, (), cast=refuse)
