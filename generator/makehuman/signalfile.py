"""Signals that FACSHuman saved, animations (.fani) and expressions (.facs), as our own."""

from __future__ import annotations

import json
from pathlib import Path

from synthgen.errors import InputError, reason
from synthgen.facs.animation import Animation, fani_animation
from synthgen.makehuman.expression import read_rising


def read_facshuman(
    path: str | Path,
    *,
    signal: str | None = None,
    emotion: str | None = None,
    frames: int = 25,
    fps: float = 25,
    before: int = 0,
    after: int = 0,
) -> Animation:
    """Read a file of FACSHuman's as a signal of ``frames`` frames; what stands in it tells which kind it is.

    An animation plays as it does there; ``before`` and ``after`` are the frames of its neutral mode. An expression
    becomes a signal that rises to it from a neutral face. Raises InputError with file and line.
    """
    path = Path(path)
    try:
        source = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({reason(error)})", where=path) from error
    if not source.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise InputError(
            "is no .fani or .facs file", where=path, expected="a JSON object", remedy="Our own YAML needs no import."
        )
    if not _is_expression(source):
        return fani_animation(
            source, where=path, signal=signal, emotion=emotion, frames=frames, fps=fps, before=before, after=after
        )
    if before or after:
        raise InputError("is an expression, which rises from neutral by itself: leave out neutral frames", where=path)
    return read_rising(path, signal=signal, emotion=emotion, frames=frames, fps=fps)


def _is_expression(source: bytes) -> bool:
    """Tell whether a file has numbers where an animation has segments; what is no JSON is for its own reader to say."""
    try:
        sliders = json.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(sliders, dict) and bool(sliders) and not any(isinstance(v, dict) for v in sliders.values())
