"""The look of a person's eyes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.human.basics import Basics, mix, pick

#: Iris colour -> weight on light skin and on dark skin; skin tone 7 has the second column's weights. The first column
#: is the American Academy of Ophthalmology's survey of 2014 (brown 45 %, blue 27 %, hazel 18 %, green 9 %, other 1 %),
#: its browns split in two and its rest called grey; on dark skin other colours than brown are below one in a hundred.
IRIS_COLOURS: dict[str, tuple[float, float]] = {
    "dark brown": (0.17, 0.80),
    "brown": (0.28, 0.20),
    "hazel": (0.18, 0.0),
    "green": (0.09, 0.0),
    "blue": (0.25, 0.0),
    "grey": (0.03, 0.0),
}


@dataclass(frozen=True)
class EyeLook:
    """Eyes. ``iris`` names a colour; ``lightness`` −1 to 1 varies it, ``flecks`` 0–1 its unevenness.

    ``centre`` 0–1 is how far a ring of amber round the pupil stands out (central heterochromia), ``ring`` 0–1 the dark
    ring at the limbus, ``pupil`` the pupil's radius as a share of the iris's, ``veins`` and ``yellow`` 0–1 the sclera's
    vessels and its yellowing with age, ``lashes`` (about 1) how long lashes are, and how dark the line that they draw
    along the lids. Strabismus is a condition, and acts where the face is posed.
    """

    iris: str
    lightness: float
    flecks: float
    centre: float
    ring: float
    pupil: float
    veins: float
    yellow: float
    lashes: float = 1.0


def draw_eyes(basics: Basics, rng: np.random.Generator) -> EyeLook:
    """Draw the eyes of a person: the darker the skin, the more likely a dark iris.

    With age pupils become smaller (B. Winn et al., "Factors affecting light-adapted pupil size in normal human
    subjects", 1994: about .02 mm a year), the limbal ring fades, the sclera yellows and lashes thin. Eyes of
    people declared female stand out more against the skin, as they do in photographs (R. Russell, "A sex difference in
    facial contrast and its exaggeration by cosmetics", 2009).
    """
    iris = pick(rng, mix(IRIS_COLOURS, min(1.0, basics.depth * 1.5)))
    draws = [float(value) for value in rng.random(8)]
    old = min(max((basics.age - 25.0) / 55.0, 0.0), 1.0)
    return EyeLook(
        iris=iris,
        lightness=round(2.0 * draws[0] - 1.0, 4),
        flecks=round(draws[1], 4),
        centre=round(max(0.0, 1.6 * draws[2] - 0.6), 4),
        ring=round((0.35 + 0.65 * draws[3]) * (1.0 - 0.6 * old), 4),
        pupil=round(0.34 + 0.10 * (draws[4] - 0.5) - 0.07 * old, 4),
        veins=round(0.15 + 0.55 * draws[5] ** 2 + 0.3 * old, 4),
        lashes=round((2.0 - 1.1 * basics.male) * (1.0 - 0.2 * old) + 0.2 * (draws[7] - 0.5), 4),
        yellow=round(0.1 * draws[6] + 0.8 * old * (0.4 + 0.6 * draws[6]), 4),
    )
