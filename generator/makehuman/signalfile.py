"""Signals that FACSHuman saved, animations (.fani) and expressions (.facs), as our own."""

from __future__ import annotations

from pathlib import Path

from synthgen.errors import InputError, warn_of
from synthgen.facs.animation import Animation, fani_animation
from synthgen.facs.fani import LARGEST, cut_notes, parse_fani
from synthgen.files import read_file
from synthgen.jsontext import Pairs, read_object
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
    source = read_file(path, most=LARGEST)
    if not source.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        raise InputError(
            "is no .fani or .facs file", where=path, expected="a JSON object", remedy="Our own YAML needs no import."
        )
    if not _is_expression(source, path):
        animation = fani_animation(
            source, where=path, signal=signal, emotion=emotion, frames=frames, fps=fps, before=before, after=after
        )
        warn_of(path, cut_notes(parse_fani(source, where=path)))
        return animation
    if before or after:
        raise InputError("is an expression, which rises from neutral by itself: leave out neutral frames", where=path)
    return read_rising(path, signal=signal, emotion=emotion, frames=frames, fps=fps)


def _is_expression(source: bytes, path: Path) -> bool:
    """Tell whether a file has numbers where an animation has segments; what is no JSON is for its own reader to say."""
    try:
        _, sliders = read_object(source, where=path, kind=".facs", most=LARGEST)
    except InputError:
        return False
    return bool(sliders) and not any(isinstance(value, Pairs) for _, value in sliders)
