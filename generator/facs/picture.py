"""The picture of an animation: intensity against time, a line for every AU, dots at its keyframes, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from synthgen.facs.animation import Animation, levels_at
from synthgen.facs.curves import phases
from synthgen.facs.keyframes import LETTERS
from synthgen.facs.performance import unchanged
from synthgen.facs.signs import TRACKS

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

#: Okabe & Ito's colours, told apart with any colour vision; the yellow is darkened to stand on white
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#A79F00")
_INK, _FAINT, _GRID = "#222222", "#777777", "#E2E2E2"
_SCALE = 2  # drawn twice as large and reduced, for smooth lines
_DASH = 9.0
_STEPS = 8  # points a frame on a line


def draw(animation: Animation) -> Image:
    """Return the picture (RGB) of an animation's curves."""
    from PIL import Image, ImageDraw, ImageFont

    played = unchanged(animation)
    curves = played.curves
    rows = max(len(curves.codes), 1)
    height = max(490, 180 + 34 * rows)
    left, top, right, bottom = 70, 104, 700, height - 72
    fonts = {size: ImageFont.load_default(size * _SCALE) for size in (11, 13, 15, 20)}
    names = max((fonts[13].getlength(TRACKS[code].name) / _SCALE for code in curves.codes), default=0.0)
    width = max(1010, right + 110 + int(names) + 16)
    image = Image.new("RGB", (width * _SCALE, height * _SCALE), "white")
    board = _Board(ImageDraw.Draw(image), fonts)

    title = animation.signal + (f"  ·  {animation.emotion}" if animation.emotion else "")
    seconds = animation.frames / animation.fps
    facts = f"{animation.frames} frames, {animation.fps:g} a second, {seconds:g} s"
    board.text((left, 16), title, 20)
    board.text((left, 43), facts + f", {animation.interpolation}", 13, _FAINT)

    last = max(animation.frames - 1, 1)

    def place(time: float, level: float) -> tuple[float, float]:
        return left + (right - left) * time / last, bottom - (bottom - top) * level

    for level in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        (x0, y), (x1, _) = place(0, level), place(last, level)
        board.line([(x0, y), (x1, y)], _GRID if level else _INK, 1)
        board.text((left - 10, y), f"{level:.1f}", 13, _INK, "rm")
    for letter, level in LETTERS.items():
        board.text((right + 8, place(0, level)[1]), letter, 13, _FAINT, "lm")
    for frame in _ticks(animation.frames):
        x, y = place(frame, 0)
        board.line([(x, y), (x, y + 5)], _INK, 1)
        board.text((x, y + 9), f"{frame}", 13, _INK, "ma")
        board.text((x, y + 25), f"{frame / animation.fps:.2g} s", 13, _FAINT, "ma")
    board.text(((left + right) / 2, bottom + 45), "frame, time", 13, _INK, "ma")
    board.text((left - 52, top - 38), "intensity", 13, _INK)
    board.text((right + 20, top - 38), "FACS letter", 13, _FAINT, "ra")

    found = phases(played.expression)
    for name, at in (("onset", found.onset), ("apex", found.apex), ("offset", found.offset)) if found else ():
        x, y = place(at, 1.0)
        board.line([(x, y), (x, bottom)], _FAINT, 1, dash=4.0)
        side = "la" if name == "onset" else "ra" if name == "offset" else "ma"
        board.text((x, y - 17), name, 13, _FAINT, side)

    for frame, name, _ in animation.visemes:
        board.text((place(frame, 0)[0], bottom - 4), name, 11, _FAINT, "mb")
    times = [i / _STEPS for i in range((animation.frames - 1) * _STEPS + 1)]
    between = {} if animation.segments else levels_at(animation, times)
    for index, code in enumerate(curves.codes):
        colour, dash = COLOURS[index % len(COLOURS)], 0.0 if index < len(COLOURS) else _DASH
        values = curves.values[:, index].tolist()
        points = zip(times, between[code], strict=True) if between else enumerate(values)
        board.line([place(time, level) for time, level in points], colour, 2.5, dash=dash)
        for frame, level in animation.tracks.get(code, ()):
            board.dot(place(frame, level if animation.segments else values[frame]), 3.5, colour)
        y = top + 14 + 34 * index
        board.line([(right + 70, y), (right + 100, y)], colour, 2.5, dash=dash)
        board.dot((right + 85, y), 3.5, colour)
        board.text((right + 110, y - 1), f"{code}   peak {max(values):.2f}", 15, _INK, "lm")
        board.text((right + 110, y + 14), TRACKS[code].name, 13, _FAINT, "lm")
    if not curves.codes:
        board.text((right + 70, top + 14), "no AU moves", 15, _FAINT, "lm")
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _ticks(frames: int) -> list[int]:
    """Return at most 9 frames to mark, in round steps."""
    step = next(size * 10**power for power in range(7) for size in (1, 2, 4, 5) if frames <= 9 * size * 10**power)
    return list(range(0, frames, step))


class _Board:
    """Drawing in points of the finished picture."""

    def __init__(self, draw: ImageDraw, fonts: dict[int, FreeTypeFont | ImageFont]) -> None:
        self._draw, self._fonts = draw, fonts

    def text(
        self, at: tuple[float, float], text: str, size: int, colour: str = _INK, anchor: str | None = None
    ) -> None:
        x, y = at
        self._draw.text((x * _SCALE, y * _SCALE), text, fill=colour, font=self._fonts[size], anchor=anchor)

    def dot(self, at: tuple[float, float], radius: float, colour: str) -> None:
        x, y = at
        box = [(v + r) * _SCALE for v, r in ((x, -radius), (y, -radius), (x, radius), (y, radius))]
        self._draw.ellipse(box, fill=colour, outline="white", width=_SCALE)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float, *, dash: float = 0.0) -> None:
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        pixels = max(1, round(width * _SCALE))
        if not dash:
            self._draw.line(scaled, fill=colour, width=pixels, joint="curve")
            return
        travelled = 0.0
        for (x0, y0), (x1, y1) in pairwise(scaled):
            length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
            pieces = max(1, int(length / (_SCALE * dash / 4)))
            for i in range(pieces):
                if int((travelled + length * i / pieces) / (_SCALE * dash)) % 2 == 0:
                    ends = [(x0 + (x1 - x0) * k / pieces, y0 + (y1 - y0) * k / pieces) for k in (i, i + 1)]
                    self._draw.line(ends, fill=colour, width=pixels)
            travelled += length
