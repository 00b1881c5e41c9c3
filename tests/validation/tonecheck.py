"""Whether a declared skin tone is what a picture shows: the cheek's mean under reference light against its target.

Reference light is white and frontal, exposed so that a grey card (Lambertian, albedo .5) in the cheek's place, turned
as the cheek is, comes out at sRGB 188; other pictures of the same person are taken at the same exposure. The patch is
the cheek between landmarks 1–4 and 31, or 12–15 and 35 where that side faces the camera; hair and declared conditions
of the skin are left out. The target is the colour that ``human/tones.py`` has for step and undertone. Prints the table
of ten; with ``--suite`` that of the suite's models at the nine angles.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from synthgen import cielab
from synthgen.assets import Assets, load_assets
from synthgen.human import colour
from synthgen.human.appearance import Appearance, appearance_of
from synthgen.human.body import shape_model
from synthgen.human.library import find_models
from synthgen.human.tones import lab_of
from synthgen.human.tonescale import STEPS
from synthgen.render.raster import light
from synthgen.render.skin.skin import on_cheek
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle, read_angles
from synthgen.scene.camera import frame_head
from synthgen.scene.lights import reference
from synthgen.srgb import decode_array

#: Whose tone stands for all in the table of ten: faces that differ in shape and in what is drawn.
SITTERS = ("female_african_1", "female_caucasian_2", "male_asian_1", "male_hispanic_2")
_SIZE = 256
_FRONT = Angle("front", 0.0, 0.0)


@dataclass(frozen=True)
class Reading:
    """A tone as measured: the patch's mean as linear ``rgb`` and CIELAB, and CIEDE2000 to the target."""

    tone: int
    undertone: float
    rgb: tuple[float, float, float]
    lab: cielab.Lab
    delta: float

    @property
    def nearest(self) -> int:
        """The step whose target at the same undertone is nearest to what was measured."""
        targets = [lab_of(step, self.undertone) for step in range(1, STEPS + 1)]
        return 1 + int(np.argmin([cielab.difference(self.lab, target) for target in targets]))


def bare(look: Appearance, tone: int, undertone: float) -> Appearance:
    """Return a look with another tone, without hair and without conditions of the skin."""
    return dataclasses.replace(
        look,
        skin=dataclasses.replace(look.skin, tone=tone, undertone=undertone, vitiligo=0.0, scars=()),
        hair=dataclasses.replace(look.hair, style="shaved", beard=0.0, beard_style="none"),
    )


class Sitter:
    """One model's cheeks: where they are, and how they are turned to the light."""

    def __init__(self, assets: Assets, name: str) -> None:
        self.assets = assets
        (model,) = find_models((name,))
        self.look = appearance_of(model, 1)
        self.body = np.ascontiguousarray(shape_model(model, assets).vertices, np.float32)
        base = np.asarray(assets.base, np.float32)
        faces = np.asarray(assets.faces)
        skin = faces[np.asarray(assets.face_group) == assets.groups.index("body")]
        self.patch = skin[on_cheek(base[skin].mean(axis=1))]
        triangles = np.ascontiguousarray(skin[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3), np.int32)
        self.normals = np.zeros_like(self.body)
        light.vertex_normals(self.body, triangles, self.normals, 0, len(self.body))
        #: what a card in the cheek's place receives of the light from in front, on average
        self.received = float(self.normals[np.unique(self.patch), 2].astype(np.float64).mean())

    def read(self, tone: int, undertone: float, angles: Iterable[Angle]) -> list[Reading]:
        """Measure a tone on this face from each angle."""
        lighting = reference(1.0 / self.received)
        look = bare(self.look, tone, undertone)
        studio = Studio(self.assets, self.body, look, width=_SIZE, height=_SIZE, lighting=lighting)
        readings = []
        for angle in angles:
            camera = frame_head(studio.bounds, angle, width=_SIZE, height=_SIZE)
            corners = camera.project(self.body[self.patch].reshape(-1, 3)).reshape(-1, 4, 2)
            side = self.body[self.patch][:, :, 0].mean(axis=1) > 0
            masks = [_fill(corners[side == left]) for left in (False, True)]
            mask = max(masks, key=lambda m: int(m.sum()))
            readings.append(_reading(studio.view(camera)[mask], tone, undertone))
        return readings


def _fill(polygons: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return the pixels (h, w) inside polygons (n, 4, 2)."""
    image = Image.new("1", (_SIZE, _SIZE))
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        draw.polygon([(float(x) - 0.5, float(y) - 0.5) for x, y in polygon], fill=1)
    return np.asarray(image)


def _reading(pixels: npt.NDArray[np.uint8], tone: int, undertone: float) -> Reading:
    """Return the reading of a patch's pixels (n, 3) sRGB."""
    linear = decode_array(pixels.astype(np.float64) / 255.0).mean(axis=0)
    return reading_of((float(linear[0]), float(linear[1]), float(linear[2])), tone, undertone)


def reading_of(rgb: tuple[float, float, float], tone: int, undertone: float) -> Reading:
    """Return the reading of a linear colour."""
    lab = colour.lab(rgb)
    return Reading(tone, undertone, rgb, lab, cielab.difference(lab, lab_of(tone, undertone)))


def mean_reading(readings: Sequence[Reading]) -> Reading:
    """Return the reading of the mean colour of several of one tone."""
    red, green, blue = (float(np.mean([reading.rgb[k] for reading in readings])) for k in range(3))
    return reading_of((red, green, blue), readings[0].tone, readings[0].undertone)


def _table_of_ten() -> None:
    assets = load_assets()
    sitters = [Sitter(assets, name) for name in SITTERS]
    print("tone under target  measured   L*    a*    b*   dE00  worst  ITA (target)    hue (target)")
    angle, hue = cielab.typology_angle, cielab.hue_angle
    for undertone in (0.0, 0.5, 1.0):
        for tone in range(1, STEPS + 1):
            readings = [sitter.read(tone, undertone, [_FRONT])[0] for sitter in sitters]
            mean, target = mean_reading(readings), lab_of(tone, undertone)
            light, red, yellow = mean.lab
            print(
                f"{tone:4} {undertone:5.1f} {colour.encoded(cielab.rgb_of(target))}  {colour.encoded(mean.rgb)}  "
                f"{light:5.1f} {red:5.1f} {yellow:5.1f}  {mean.delta:5.2f}  "
                f"{max(reading.delta for reading in readings):5.2f}  {angle(mean.lab):5.1f} "
                f"({angle(target):5.1f})  {hue(mean.lab):5.1f} ({hue(target):5.1f})"
            )


def _table_of_the_suite() -> None:
    assets = load_assets()
    angles = read_angles("sim2real9").angles
    worst = 0.0
    for model in find_models(("*",)):
        sitter = Sitter(assets, model.id)
        skin = sitter.look.skin
        readings = sitter.read(skin.tone, skin.undertone, angles)
        worst = max(worst, *(reading.delta for reading in readings))
        nearest = " ".join(str(reading.nearest) for reading in readings)
        deltas = " ".join(f"{reading.delta:4.1f}" for reading in readings)
        print(f"{model.id:22} {skin.tone:2} {skin.undertone:.2f}  nearest {nearest}  dE00 {deltas}")
    print(f"worst dE00 {worst:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", action="store_true")
    (_table_of_the_suite if parser.parse_args().suite else _table_of_ten)()
