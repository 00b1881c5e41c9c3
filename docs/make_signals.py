"""Write docs/signal-gallery.md: every signal that comes with the program, its apex on two people, its curves.

    python docs/make_signals.py                  # the page, docs/images/signals-CLASS.jpg and visemes.jpg
    python docs/make_signals.py fear talking     # the page, and the pictures of these classes alone

A picture carries the digest of the signals that it was drawn from; a test says which are behind.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.facs.animation import Animation, levels_at, sample_animation
from synthgen.facs.basis import Basis, load_basis
from synthgen.facs.library import find_animations
from synthgen.facs.performance import unchanged
from synthgen.facs.picture import COLOURS
from synthgen.facs.visemes import visemes
from synthgen.human.library import find_models
from synthgen.scene.angles import Angle

PAGE = Path(__file__).with_name("signal-gallery.md")
IMAGES = PAGE.with_name("images")
#: the mouths of what is said
VISEMES = IMAGES / "visemes.jpg"
#: who shows a class, in turn
PAIRS = (
    ("female_caucasian_1", "male_african_1"),
    ("male_asian_1", "female_hispanic_1"),
    ("female_african_1", "male_caucasian_2"),
    ("male_hispanic_1", "female_asian_1"),
)
#: the design seed of their looks: with it none of them has a beard, which would hide chin and lips
SEED = 27
FRONT = Angle("front", 0.0, 0.0)
#: pixels: of a picture as it is rendered, of the square around the face in it, as that is shown
RENDERED, SQUARE, FACE = 256, 176, 104
#: pixels: of the square around a mouth, as that is shown
MOUTH, LIPS = 96, 100
#: pixels: of the curves, of the names beside them, of a line of text, between things
PLOT, NAMES, LINE, GAP = 150, 112, 13, 6
COLUMNS, QUALITY, LARGEST = 2, 78, 150_000
#: points a frame on a curve
STEPS = 4
INK, FAINT, GRID = "#222222", "#777777", "#E2E2E2"
HEAD = """\
# All signals in pictures
Made by `python docs/make_signals.py`. Beside each name: the apex, the first frame of the greatest expression, on two
people; the intensity of its AUs and signs over its time, without what is said, and a line where the apex is. What they
come from: [signals.md](signals.md). What readers trained on photographs take each for, and so what it is not:
[signal-confusions.md](signal-confusions.md).
"""


def classes() -> Mapping[str, tuple[Animation, ...]]:
    """Return {class: its signals}, in the order of their names."""
    found: dict[str, list[Animation]] = {}
    for signal in find_animations("*"):
        found.setdefault(str(signal.emotion), []).append(signal)
    return {name: tuple(found[name]) for name in sorted(found)}


def picture_of(name: str) -> Path:
    """Return where the picture of a class is."""
    return IMAGES / f"signals-{name}.jpg"


def digest(signals: Sequence[Animation]) -> str:
    """Return the SHA-256 of the files of signals, in hex: what a picture was drawn from."""
    return hashlib.sha256("".join(signal.sha256 for signal in signals).encode()).hexdigest()


def digest_of_visemes() -> str:
    """Return the SHA-256 of the shapes of all visemes, in hex: what their picture was drawn from."""
    shapes = [(name, sorted(one.shape.items())) for name, one in visemes().items()]
    return hashlib.sha256(repr(shapes).encode()).hexdigest()


def drawn_from(picture: Path) -> str:
    """Return the digest that a picture carries, nothing where it is not there."""
    if not picture.is_file():
        return ""
    with Image.open(picture) as image:
        return bytes(image.info.get("comment", b"")).decode()


def apex(signal: Animation) -> int:
    """Return the first frame of the greatest expression; 0 where nothing moves."""
    return unchanged(signal).apex


def page() -> str:
    """Return the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    made = classes()
    yield f"{sum(map(len, made.values()))} signals in {len(made)} classes: " + ", ".join(
        f"[{name}](#{name}) ({len(signals)})" for name, signals in made.items()
    )
    for name, signals in made.items():
        yield f"\n## {name.capitalize()}\n![{name}: apex and curves](images/{picture_of(name).name})\n"
        yield "| signal | seconds | apex | what is seen |\n|---|---|---|---|"
        for signal in signals:
            seconds, at = (f"{frames / signal.fps:.2g}" for frames in (signal.frames, apex(signal)))
            yield f"| `{signal.signal}` | {seconds} | {at} | {' '.join(signal.description.split())} |"


def shot(actor: Actor, weights: Mapping[str, float], square: int, middle: tuple[int, int], side: int) -> Image.Image:
    """Return a square around a place of the picture of an actor, ``side`` pixels wide."""
    actor.pose(weights)
    left, top = (at - square // 2 for at in middle)
    view = Image.fromarray(actor.view(FRONT).copy())
    return view.crop((left, top, left + square, top + square)).resize((side, side), Image.Resampling.LANCZOS)


def plot(signal: Animation) -> Image.Image:
    """Return the curves of a signal (FACE high) but of what is said, a colour each, and their names in that order."""
    image = Image.new("RGB", (PLOT + NAMES, FACE), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(10)
    left, top, right, bottom = 4, 4, PLOT - 8, FACE - 14
    last = max(signal.frames - 1, 1)

    def place(time: float, level: float) -> tuple[float, float]:
        return left + (right - left) * time / last, bottom - (bottom - top) * level

    for level in (0.0, 0.5, 1.0):
        draw.line([place(0, level), place(last, level)], fill=GRID if level else INK)
    draw.line([place(apex(signal), 0), place(apex(signal), 1)], fill=FAINT)
    draw.text((left, bottom + 1), "0 s", fill=FAINT, font=font)
    draw.text((right, bottom + 1), f"{signal.frames / signal.fps:.2g} s", fill=FAINT, font=font, anchor="ra")
    times = [step / STEPS for step in range((signal.frames - 1) * STEPS + 1)]
    for index, (code, levels) in enumerate(levels_at(replace(signal, visemes=()), times).items()):
        colour = COLOURS[index % len(COLOURS)]
        draw.line([place(*point) for point in zip(times, levels, strict=True)], fill=colour, width=2, joint="curve")
        column, row = divmod(index, FACE // 10)
        name = code.removeprefix("AU").replace("22_25_up_down", "22_25").replace("28_bottom", "28_b")
        draw.text((PLOT + column * NAMES // 2, row * 10), name, fill=colour, font=font)
    return image


def draw_class(name: str, signals: Sequence[Animation], people: Sequence[Actor]) -> None:
    """Draw the picture of a class."""
    width = len(people) * (FACE + GAP) + PLOT + NAMES + GAP
    height = LINE + FACE + GAP
    columns = min(COLUMNS, len(signals))
    rows = -(-len(signals) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for index, signal in enumerate(signals):
        x, y = index % columns * width, index // columns * height
        draw.text((x + 2, y), signal.signal, fill=INK, font=font)
        weights = sample_animation(signal).weights(apex(signal))
        for place, actor in enumerate(people):
            face = shot(actor, weights, SQUARE, (RENDERED // 2, RENDERED // 2), FACE)
            sheet.paste(face, (x + place * (FACE + GAP), y + LINE))
        sheet.paste(plot(signal), (x + len(people) * (FACE + GAP), y + LINE))
    saved(sheet, picture_of(name), digest(signals))


def draw_visemes(people: Sequence[Actor]) -> None:
    """Draw the picture of visemes: the mouth of each viseme, a row a person."""
    sheet = Image.new("RGB", (len(visemes()) * (LIPS + 2), LINE + len(people) * (LIPS + 2)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for column, (name, one) in enumerate(visemes().items()):
        draw.text((column * (LIPS + 2) + LIPS // 2, 0), name, fill=INK, font=font, anchor="ma")
        for row, actor in enumerate(people):
            mouth = shot(actor, one.shape, MOUTH, (RENDERED // 2, 5 * RENDERED // 8), LIPS)
            sheet.paste(mouth, (column * (LIPS + 2), LINE + row * (LIPS + 2)))
    saved(sheet, VISEMES, digest_of_visemes())


def saved(sheet: Image.Image, path: Path, comment: str) -> None:
    """Write a picture that is at most LARGEST bytes, of the best quality that allows it."""
    how: dict[str, Any] = {"optimize": True, "comment": comment}
    for quality in range(QUALITY, 20, -6):
        sheet.save(path, quality=quality, **how)
        if path.stat().st_size <= LARGEST:
            break
    print(f"{path.relative_to(PAGE.parent.parent)}  {path.stat().st_size / 1e3:.0f} kB, quality {quality}")


def actors(basis: Basis, names: Sequence[str]) -> list[Actor]:
    """Return the people who show a class."""
    return [make_actor(model, basis, seed=SEED, width=RENDERED, height=RENDERED) for model in map(_model, names)]


def _model(name: str) -> Any:
    (model,) = find_models(name)
    return model


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    embedded = load_basis("embedded", load_assets(imports=False))
    for at, pair in enumerate(PAIRS):
        cast: list[Actor] = []
        for number, (named, shown) in enumerate(classes().items()):
            if number % len(PAIRS) == at and named in (sys.argv[1:] or [named]):
                cast = cast or actors(embedded, pair)
                draw_class(named, shown, cast)
    if not sys.argv[1:] or "talking" in sys.argv[1:]:
        draw_visemes(actors(embedded, PAIRS[2]))
