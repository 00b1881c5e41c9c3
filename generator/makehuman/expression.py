"""FACSHuman's expression files (.facs): one face, as the sliders that are off zero.

The form is FACSHuman's own "Save FACS Code": a JSON object of slider (an AU's code) → intensity 0–1. Loading one sets
these sliders and no others; a name without a slider ends FACSHuman's loading with an error.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

from synthgen.errors import InputError, shown, warn_of
from synthgen.facs.animation import Animation, Neutral, one_sided
from synthgen.facs.catalogue import CATALOGUE, from_facshuman, nearest, to_facshuman
from synthgen.facs.fani import FPS, FRAMES, NO_SLIDER
from synthgen.files import read_file
from synthgen.jsontext import line_of, read_object
from synthgen.names import id_of

#: bytes of a file that is read: one line for every AU has some thousands
LARGEST = 1 << 20


def parse_expression(source: bytes, *, where: str | Path) -> dict[str, float]:
    """Read the bytes of a .facs file that came from ``where``.

    Intensities are cut to [0, 1], as FACSHuman does, with a warning (InputWarning). Raises InputError.
    """
    text, pairs = read_object(source, where=where, kind=".facs", most=LARGEST)
    weights: dict[str, float] = {}
    notes: list[str] = []
    for code, value in pairs:
        ours = from_facshuman(code)
        if ours not in CATALOGUE:
            near = ", ".join(nearest(code))
            remedy = f"Nearest: {near}. " if near else ""
            raise InputError(
                f"{shown(code)} is no AU",
                where=where,
                line=line_of(text, code),
                remedy=remedy + "A slider of FACSHuman's emotions blender stands for several: set those instead.",
            )
        if ours in weights:
            raise InputError(f"'{code}' stands twice", where=where, line=line_of(text, code, last=True))
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            line, expected = line_of(text, code), "an intensity from 0 to 1"
            raise InputError(f"'{code}'", where=where, line=line, value=value, expected=expected)
        weights[ours] = min(max(float(value), 0.0), 1.0)
        if weights[ours] != value:
            notes.append(f"line {line_of(text, code)}: '{code}' {value:g} is cut to {weights[ours]:g}")
    warn_of(where, notes)
    return weights


def expression_text(weights: Mapping[str, float]) -> str:
    """Return a .facs file of intensities 0–1 by our AU codes: those above 0, as FACSHuman saves them.

    Raises ValueError for an AU that FACSHuman has no slider for.
    """
    without = [code for code in weights if code in NO_SLIDER]
    if without:
        raise ValueError(f"FACSHuman has no slider for {', '.join(without)}")
    sliders = {to_facshuman(code): float(value) for code, value in weights.items() if value > 0}
    return json.dumps(sliders, indent=4) + "\n"


def read_rising(
    path: Path, *, signal: str | None = None, emotion: str | None = None, frames: int = FRAMES, fps: float = FPS
) -> Animation:
    """Read a .facs as the animation in which a neutral face becomes the expression, all AUs on straight lines.

    It is what FACSHuman renders of one: a neutral picture, then 1/N … N/N of the expression. The signal is called
    after the file unless a name is given. Raises InputError as ``parse_expression`` does.
    """
    source = read_file(path, most=LARGEST)
    weights = parse_expression(source, where=path)
    tracks = {code: ((0, 0.0), (frames - 1, value)) if frames > 1 else ((0, value),) for code, value in weights.items()}
    return Animation(
        signal=id_of(path.stem) if signal is None else signal,
        emotion=emotion,
        description=f"FACSHuman expression {path.name}.",
        frames=frames,
        fps=fps,
        neutral=Neutral(start=frames > 1 or not any(weights.values()), end=not any(weights.values())),
        tracks=tracks,
        symmetric=not one_sided(tracks),
        interpolation="linear",
        source=source,
        path=path,
    )
