"""Whether a declared skin tone is what a picture shows: the cheek's mean under reference light against the swatch.

Reference light is white and frontal, exposed so that a grey card (Lambertian, albedo .5) in the cheek's place, turned
as the cheek is, comes out at sRGB 188; other pictures of the same person are taken at the same exposure. The patch is
the cheek between landmarks 1–4 and 31, or 12–15 and 35 where that side faces the camera; hair and declared conditions
of the skin are left out. ``python tests/validation/tonecheck.py`` prints the table of ten; ``--suite`` that of the
suite's models at the nine angles, ``--fit`` the rows of ``human/tones.py`` that would come out nearer.
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
from synthgen.human.pigment import Pigments, albedo
from synthgen.human.tones import TONES
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
    """A tone as measured: the patch's mean as linear ``rgb`` and CIELAB, and CIEDE2000 to its tone's swatch."""

    tone: int
    rgb: tuple[float, float, float]
    lab: cielab.Lab
    delta: float

    @property
    def nearest(self) -> int:
        """The Monk tone whose swatch is nearest to what was measured."""
        return 1 + int(np.argmin([cielab.difference(self.lab, swatch) for swatch in SWATCHES]))


SWATCHES = tuple(colour.lab(colour.linear(code)) for code in colour.MONK)


def bare(look: Appearance, tone: int) -> Appearance:
    """Return a look with another tone, without hair and without conditions of the skin."""
    return dataclasses.replace(
        look,
        skin=dataclasses.replace(look.skin, tone=tone, vitiligo=0.0, scars=()),
        hair=dataclasses.replace(look.hair, style="shaved", beard=0.0, beard_style="none"),
    )


class Sitter:
    """One model's cheeks: where they are, and how they are turned to the light."""

    def __init__(self, assets: Assets, name: str) -> None:
        self.assets = assets
        (model,) = find_models((name,))
        self.look = appearance_of(model, 1)
        self.tone = self.look.skin.tone
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

    def read(self, tone: int, angles: Iterable[Angle]) -> list[Reading]:
        """Measure a tone on this face from each angle."""
        lighting = reference(1.0 / self.received)
        look = bare(self.look, tone)
        studio = Studio(self.assets, self.body, look, width=_SIZE, height=_SIZE, lighting=lighting)
        readings = []
        for angle in angles:
            camera = frame_head(studio.bounds, angle, width=_SIZE, height=_SIZE)
            corners = camera.project(self.body[self.patch].reshape(-1, 3)).reshape(-1, 4, 2)
            side = self.body[self.patch][:, :, 0].mean(axis=1) > 0
            masks = [_fill(corners[side == left]) for left in (False, True)]
            mask = max(masks, key=lambda m: int(m.sum()))
            readings.append(_reading(studio.view(camera)[mask], tone))
        return readings


def _fill(polygons: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return the pixels (h, w) inside polygons (n, 4, 2)."""
    image = Image.new("1", (_SIZE, _SIZE))
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        draw.polygon([(float(x) - 0.5, float(y) - 0.5) for x, y in polygon], fill=1)
    return np.asarray(image)


def _reading(pixels: npt.NDArray[np.uint8], tone: int) -> Reading:
    """Return the reading of a patch's pixels (n, 3) sRGB."""
    linear = decode_array(pixels.astype(np.float64) / 255.0).mean(axis=0)
    rgb = (float(linear[0]), float(linear[1]), float(linear[2]))
    lab = colour.lab(rgb)
    return Reading(tone, rgb, lab, cielab.difference(lab, SWATCHES[tone - 1]))


def mean_reading(readings: Sequence[Reading]) -> Reading:
    """Return the reading of the mean colour of several of one tone."""
    rgb = tuple(float(np.mean([reading.rgb[k] for reading in readings])) for k in range(3))
    lab = colour.lab(rgb)
    tone = readings[0].tone
    return Reading(tone, (rgb[0], rgb[1], rgb[2]), lab, cielab.difference(lab, SWATCHES[tone - 1]))


def _table_of_ten() -> None:
    assets = load_assets()
    sitters = [Sitter(assets, name) for name in SITTERS]
    print("tone swatch  measured  dE00  worst  ITA (swatch)    hue (swatch)")
    angle, hue = cielab.typology_angle, cielab.hue_angle
    for tone in range(1, 11):
        readings = [sitter.read(tone, [_FRONT])[0] for sitter in sitters]
        mean, swatch = mean_reading(readings), SWATCHES[tone - 1]
        print(
            f"{tone:4} {colour.MONK[tone - 1]}  {colour.encoded(mean.rgb)}   {mean.delta:5.2f}  "
            f"{max(reading.delta for reading in readings):5.2f}  {angle(mean.lab):5.1f} "
            f"({angle(swatch):5.1f})  {hue(mean.lab):5.1f} ({hue(swatch):5.1f})"
        )


def _table_of_the_suite() -> None:
    assets = load_assets()
    angles = read_angles("sim2real9").angles
    worst = 0.0
    for model in find_models(("*",)):
        sitter = Sitter(assets, model.id)
        readings = sitter.read(sitter.tone, angles)
        worst = max(worst, *(reading.delta for reading in readings))
        nearest = " ".join(str(reading.nearest) for reading in readings)
        deltas = " ".join(f"{reading.delta:4.1f}" for reading in readings)
        print(f"{model.id:22} {sitter.tone:2}  nearest {nearest}  dE00 {deltas}")
    print(f"worst dE00 {worst:.2f}")


#: The largest albedo that fitting asks for: paler skin would be without shade.
_PALEST = 0.965
#: Where fitting aims beside the swatches (L*, a*, b*), within ΔE 3: less yellow where swatches are light,
#: and with some colour and light where they are nearly black.
_AIMS = (
    (0.0, 0.5, 0.0), (0.0, 0.5, 0.0), (0.0, 0.0, 0.0), (0.0, 1.5, 0.0), (0.0, 1.5, 0.0),
    (0.0, 0.5, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1.0, 1.5, 1.5), (2.0, 1.5, 1.5),
)  # fmt: skip
#: How far fitting may take melanin, eumelanin's share, blood, surface and scale from what they are: logarithms.
_FREE = np.array([0.6, 0.05, 0.3, 0.4, 0.3])


def _fit_pigments(tone: int, wanted: Sequence[float]) -> Pigments:
    """Return the tone's pigments, changed as little as makes their albedo ``wanted`` (Levenberg and Marquardt)."""
    start = np.log([getattr(TONES[tone - 1], field.name) for field in dataclasses.fields(Pigments)])

    def pigments(at: npt.NDArray[np.float64]) -> Pigments:
        melanin, eumelanin, blood, surface, scale = (float(v) for v in np.exp(at))
        return Pigments(melanin, min(eumelanin, 1.0), blood, surface, scale)

    def off(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        colours = np.cbrt(albedo(pigments(at))) - np.cbrt(np.array(wanted))
        return np.concatenate([colours / 0.002, (at - start) / _FREE])

    at, damping = start, 1.0
    for _ in range(60):
        now = off(at)
        slopes = np.array([(off(at + step) - now) / 1e-5 for step in np.eye(5) * 1e-5]).T
        step = np.linalg.solve(slopes.T @ slopes + damping * np.eye(5), -slopes.T @ now)
        better = (off(at + step) ** 2).sum() < (now**2).sum()
        at, damping = (at + step, damping / 4) if better else (at, damping * 4)
    return pigments(at)


def _fit() -> None:
    """Print tones whose measured colours are nearer to the swatches."""
    assets = load_assets()
    sitters = [Sitter(assets, name) for name in SITTERS]
    for tone in range(1, 11):
        mean = mean_reading([sitter.read(tone, [_FRONT])[0] for sitter in sitters])
        light, red, yellow = (s + a for s, a in zip(SWATCHES[tone - 1], _AIMS[tone - 1], strict=True))
        aim = cielab.rgb_of((light, red, yellow))
        now = albedo(TONES[tone - 1])
        wanted = [a + s - m for a, s, m in zip(now, aim, mean.rgb, strict=True)]
        wanted = [value * min(1.0, _PALEST / max(wanted)) for value in wanted]  # darker rather than less red
        fitted = _fit_pigments(tone, wanted)
        numbers = (fitted.melanin, fitted.eumelanin, fitted.blood, fitted.surface, fitted.scale)
        print(f"    Pigments({', '.join(f'{number:.5f}' for number in numbers)}),  # was {mean.delta:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", action="store_true")
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    (_table_of_the_suite if asked.suite else _fit if asked.fit else _table_of_ten)()
