"""Skin's colour from what colours it: melanin over blood over collagen, at 31 wavelengths, as linear sRGB under D65.

Light crosses the epidermis, where melanin absorbs (Beer–Lambert), is scattered back by the dermis, where blood absorbs
(diffuse reflectance of a half-space: H. W. Jensen et al., "A practical model for subsurface light transport", 2001),
and crosses the epidermis again; a little comes back from the epidermis itself. Absorption and scattering: S. L.
Jacques, "Optical properties of biological tissues: a review", 2013; pheomelanin: C. Donner and H. W. Jensen, "A
spectral BSSRDF for shading human skin", 2006; haemoglobin: S. Prahl's compilation, 1999. The two-parameter table is in
the manner of J. Jimenez et al., "A practical appearance model for dynamic facial color", 2010.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: nm
WAVELENGTHS = tuple(range(400, 701, 10))
#: Molar extinction (1/cm/M) of haemoglobin with and without oxygen.
_OXYGENATED = (
    266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209.2, 26629.2, 23684.4, 20932.8, 20035.2, 24202.4, 39956.8,
    53236, 43016, 32613.2, 44496, 50104, 14400.8, 3200, 1506, 942, 610, 442, 368, 319.6, 294, 277.6, 276, 290,
)  # fmt: skip
_DEOXYGENATED = (
    223296, 303956, 407560, 528600, 413280, 103292, 23388.8, 16156.4, 14550, 16684, 20862, 25773.6, 31589.6, 39036.4,
    46592, 53412, 53788, 45072, 37020, 28324.4, 14677.2, 9443.6, 6509.6, 5148.8, 4345.2, 3750.12, 3226.56, 2795.12,
    2407.92, 2051.96, 1794.28,
)  # fmt: skip
#: CIE standard illuminant D65, relative power.
_D65 = (
    82.7549, 91.486, 93.4318, 86.6823, 104.865, 117.008, 117.812, 114.861, 115.923, 108.811, 109.354, 107.802, 104.79,
    107.689, 104.405, 104.046, 100.0, 96.3342, 95.788, 88.6856, 90.0062, 89.5991, 87.6987, 83.2886, 83.6992, 80.0268,
    80.2146, 82.2778, 78.2842, 69.7213, 71.6091,
)  # fmt: skip
_XYZ_TO_RGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.969266, 1.8760108, 0.041556),
    (0.0556434, -0.2040259, 1.0572252),
)
#: XYZ of D65, the white of sRGB.
WHITE = (0.95047, 1.0, 1.08883)
#: Haemoglobin in whole blood (g/l) over its molar mass (g/mol), and the share that carries oxygen in skin.
_MOLARITY = 150.0 / 64500.0
_OXYGENATION = 0.75
#: Thickness of the epidermis (cm), and how much longer light's slanting ways through it are, down and up together.
_EPIDERMIS = 0.006
_PATH = 3.0
#: Share of the epidermis' melanin that light meets which the epidermis itself scatters back.
_SHALLOW = 0.1
#: Jensen's boundary term A for a relative index of refraction of 1.4.
_BOUNDARY = (1.0 + 0.493) / (1.0 - 0.493)
#: Side of a pigment table, and the shares of melanin and blood at its ends.
TABLE_SIZE = 33
MOST_MELANIN = 0.8
MOST_BLOOD = 0.16
_DARKEST = 0.0008


@dataclass(frozen=True)
class Pigments:
    """What is in a skin.

    ``melanin``: share of the epidermis that is melanosomes; ``eumelanin``: share of them that is black rather than
    red; ``blood``: share of the dermis; ``surface``: light that the epidermis scatters back; ``scale``: what
    albedo is multiplied with (swatches are pictures of skin, exposed as pictures are).
    """

    melanin: float
    eumelanin: float
    blood: float
    surface: float
    scale: float


def _lobe(at: float, middle: float, left: float, right: float) -> float:
    return math.exp(-0.5 * ((at - middle) * (left if at < middle else right)) ** 2)


def _observer(nm: float) -> tuple[float, float, float]:
    """Return the CIE 1931 observer as fitted by C. Wyman, P.-P. Sloan and P. Shirley, 2013."""
    x = 1.056 * _lobe(nm, 599.8, 0.0264, 0.0323) + 0.362 * _lobe(nm, 442.0, 0.0624, 0.0374)
    x -= 0.065 * _lobe(nm, 501.1, 0.0490, 0.0382)
    y = 0.821 * _lobe(nm, 568.8, 0.0213, 0.0247) + 0.286 * _lobe(nm, 530.9, 0.0613, 0.0322)
    z = 1.217 * _lobe(nm, 437.0, 0.0845, 0.0278) + 0.681 * _lobe(nm, 459.0, 0.0385, 0.0725)
    return x, y, z


@functools.cache
def _response() -> tuple[tuple[float, float, float], ...]:
    """Return what a reflectance of 1 at each wavelength adds to linear sRGB; together (1, 1, 1)."""
    lit = [[power * value for value in _observer(nm)] for nm, power in zip(WAVELENGTHS, _D65, strict=True)]
    total = [math.fsum(row[k] for row in lit) for k in range(3)]
    rows = [[row[k] / total[k] * WHITE[k] for k in range(3)] for row in lit]
    rgb = [[math.fsum(m * v for m, v in zip(line, row, strict=True)) for line in _XYZ_TO_RGB] for row in rows]
    sums = [math.fsum(row[k] for row in rgb) for k in range(3)]
    return tuple((row[0] / sums[0], row[1] / sums[1], row[2] / sums[2]) for row in rgb)


def dermis(blood: float) -> list[float]:
    """Return the reflectance at each wavelength of a dermis of which ``blood`` (0–1) is blood."""
    result = []
    for nm, with_oxygen, without in zip(WAVELENGTHS, _OXYGENATED, _DEOXYGENATED, strict=True):
        collagen = 0.244 + 85.3 * math.exp(-(nm - 154.0) / 66.2)
        extinction = _OXYGENATION * with_oxygen + (1.0 - _OXYGENATION) * without
        absorption = blood * 2.303 * _MOLARITY * extinction + (1.0 - blood) * 0.1 * collagen
        scattering = 46.0 * (nm / 500.0) ** -1.421
        single = scattering / (scattering + absorption)
        root = math.sqrt(3.0 * (1.0 - single))
        result.append(single / 2.0 * (1.0 + math.exp(-4.0 / 3.0 * _BOUNDARY * root)) * math.exp(-root))
    return result


def epidermis(melanin: float, eumelanin: float) -> list[float]:
    """Return the share of light at each wavelength that comes through the epidermis, down and up again."""
    black = [6.6e11 * nm**-3.33 for nm in WAVELENGTHS]
    red = [2.9e15 * nm**-4.75 for nm in WAVELENGTHS]
    mixed = [eumelanin * b + (1.0 - eumelanin) * r for b, r in zip(black, red, strict=True)]
    return [math.exp(-_PATH * _EPIDERMIS * melanin * absorption) for absorption in mixed]


def _reflect(through: list[float], back: list[float], skin: Pigments) -> tuple[float, float, float]:
    spectrum = [skin.surface * t**_SHALLOW + (1.0 - skin.surface) * t * r for t, r in zip(through, back, strict=True)]
    red, green, blue = (
        max(skin.scale * math.fsum(s * w[k] for s, w in zip(spectrum, _response(), strict=True)), _DARKEST)
        for k in range(3)
    )
    return red, green, blue


def albedo(skin: Pigments) -> tuple[float, float, float]:
    """Return the linear albedo of a skin."""
    return _reflect(epidermis(skin.melanin, skin.eumelanin), dermis(skin.blood), skin)


@functools.lru_cache(maxsize=16)
def pigment_table(skin: Pigments) -> Floats:
    """Return the albedo (TABLE_SIZE, TABLE_SIZE, 3) of this kind of skin by melanin (rows) and blood (columns).

    Row i stands for a share of MOST_MELANIN · (i / (TABLE_SIZE − 1))², column j for the same of MOST_BLOOD.
    """
    steps = [(i / (TABLE_SIZE - 1)) ** 2 for i in range(TABLE_SIZE)]
    through = [epidermis(MOST_MELANIN * step, skin.eumelanin) for step in steps]
    back = [dermis(MOST_BLOOD * step) for step in steps]
    table = [[_reflect(row, column, skin) for column in back] for row in through]
    result = np.round(np.array(table), 6).astype(np.float32)
    result.flags.writeable = False
    return result
