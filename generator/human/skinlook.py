"""The look of a person's skin: tone, blood, marks.

Distributions are a declared choice. What depends on tone does so because melanin hides or makes it (freckles, blood),
what depends on age because sun and years do (spots, capillaries, blemishes), what depends on gender because lips and
eyes of women stand out more against their skin in photographs (lips, lids, hollows: R. Russell, "A sex difference in
facial contrast and its exaggeration by cosmetics", 2009). Nothing depends on anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.cielab import hue_angle, typology_angle
from synthgen.human.basics import Basics
from synthgen.human.conditions import Scar
from synthgen.human.tones import lab_of
from synthgen.human.tonescale import undertone_of


@dataclass(frozen=True)
class SkinLook:
    """Skin. ``tone`` 1–10, ``undertone`` 0 (red) to 1 (olive); ``ita`` and ``hue``: the individual typology and hue
    angles (degrees) of the albedo that these two stand for.

    Strengths from 0 to about 1: ``flush`` (blood in cheeks, nose, ears), ``freckles``, ``moles``, ``spots`` (of age),
    ``blemishes``, ``capillaries``; and of what everybody has, about 1: ``mottling``, ``hollows`` (dark skin under the
    eyes), ``lips`` (blood in them), ``lids`` (their darker skin).
    ``vitiligo`` (share of the face) and ``scars`` are declared conditions, never drawn.
    """

    tone: int
    undertone: float
    ita: float
    hue: float
    flush: float
    freckles: float
    moles: float
    spots: float
    blemishes: float
    capillaries: float
    mottling: float
    hollows: float
    lips: float
    lids: float
    vitiligo: float = 0.0
    scars: tuple[Scar, ...] = ()


def draw_skin(basics: Basics, rng: np.random.Generator) -> SkinLook:
    """Draw the skin of a person."""
    flush, freckles, moles, spots, blemishes, capillaries, mottling, hollows, lips = (float(v) for v in rng.random(9))
    drawn, lids = (float(v) for v in rng.random(2))
    years = min(max((basics.age - 40.0) / 40.0, 0.0), 1.0)  # of sun, after forty
    youth = min(max((38.0 - basics.age) / 20.0, 0.0), 1.0)
    light = 1.0 - basics.depth
    undertone = undertone_of(drawn) if basics.undertone is None else basics.undertone
    lab = lab_of(basics.tone, undertone)
    return SkinLook(
        tone=basics.tone,
        undertone=undertone,
        ita=round(typology_angle(lab), 2),
        hue=round(hue_angle(lab), 2),
        flush=round(0.25 + 0.75 * flush, 4),
        freckles=round(max(0.0, freckles - 0.45) ** 1.5 * 2.0 * light * light, 4),
        moles=round(0.05 + 0.95 * moles * moles, 4),
        spots=round(years * (0.3 + 0.7 * spots) * (0.4 + 0.6 * light), 4),
        blemishes=round(0.8 * max(0.0, blemishes - 0.4) * youth, 4),
        capillaries=round(capillaries * (0.15 + 0.85 * years) * light, 4),
        mottling=round(0.6 + 0.5 * mottling + 0.5 * years * (0.4 + 0.6 * light), 4),
        hollows=round(0.15 + 0.15 * basics.male + (0.45 + 0.15 * basics.male) * hollows + 0.2 * years, 4),
        lips=round(0.85 - 0.3 * basics.male + (0.5 + 0.1 * basics.male) * lips, 4),
        lids=round((0.25 - 0.17 * basics.male + 0.17 * lids) * (1.0 - 0.35 * years), 4),
        vitiligo=basics.conditions.vitiligo,
        scars=basics.conditions.scars,
    )
