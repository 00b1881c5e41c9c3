"""The contact sheet of models: a row a model, neutral and at the apex of some signals, from some angles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from synthgen.actor.actor import Actor
from synthgen.facs.animation import Animation
from synthgen.facs.performance import unchanged
from synthgen.human.modelcard import describe_declared
from synthgen.scene.angles import Angle

if TYPE_CHECKING:
    from PIL.Image import Image

_PAPER, _INK, _FAINT = (248, 248, 246), (28, 28, 30), (110, 110, 115)
#: pixels: between tiles, between groups of one angle, a line of text, the column of names
_GAP, _GROUP, _LINE, _NAMES = 2, 10, 15, 150


def apex_weights(animation: Animation) -> dict[str, float]:
    """Return the weights of an animation's AUs and signs at its apex; its first frame's where nothing moves."""
    played = unchanged(animation)
    return played.curves.weights(played.apex)


def model_sheet(
    actors: Iterator[Actor],
    count: int,
    animations: Sequence[Animation],
    angles: Sequence[Angle],
    *,
    tile: int,
    done: Callable[[Actor], object] = lambda actor: None,
) -> Image:
    """Return the sheet (RGB) of ``count`` actors, whose pictures are squares of at least ``tile`` pixels.

    Actors are taken one after the other, so that only one is in memory.
    """
    from PIL import Image, ImageDraw, ImageFont

    poses = [("neutral", {}), *((animation.signal, apex_weights(animation)) for animation in animations)]
    group = len(poses) * (tile + _GAP) + _GROUP
    header = 2 * _LINE + 6
    sheet = Image.new("RGB", (_NAMES + len(angles) * group, header + count * (tile + _GAP)), _PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    for k, angle in enumerate(angles):
        x = _NAMES + k * group
        draw.text((x, 2), f"{angle.id} ({angle.yaw:g}°, {angle.pitch:g}°)", fill=_INK, font=font)
        for column, (name, _) in enumerate(poses):
            draw.text((x + column * (tile + _GAP), 2 + _LINE), _cut(name, tile), fill=_FAINT, font=font)
    for row, actor in enumerate(actors):
        y = header + row * (tile + _GAP)
        texts = (actor.model.id, *describe_declared(actor.model).split(", "))
        for line, text in enumerate(texts[: tile // _LINE]):
            draw.text((4, y + line * _LINE), _cut(text, _NAMES - 8), fill=_FAINT if line else _INK, font=font)
        for column, (_, weights) in enumerate(poses):
            actor.pose(weights)
            for k, angle in enumerate(angles):
                picture = Image.fromarray(actor.view(angle))  # copies
                if picture.size != (tile, tile):
                    picture = picture.resize((tile, tile), Image.Resampling.LANCZOS)
                sheet.paste(picture, (_NAMES + k * group + column * (tile + _GAP), y))
        done(actor)
    return sheet


def _cut(text: str, width: int) -> str:
    """Return what fits into a width in pixels, at some 6.5 a letter."""
    most = int(width / 6.5)
    return text if len(text) <= most else text[: most - 1] + "…"
