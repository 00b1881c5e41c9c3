"""The contact sheet ``preview.png``: every model once, each at another signal's apex, and one model from every angle.

It is made from the clips on disk by decoding them, so that it shows what the dataset holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from synthgen.dataset.folder import DatasetFolder
from synthgen.dataset.manifest import Record, read_records
from synthgen.dataset.video import read_frames

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 1728
_COLUMNS, _MOST_ANGLES = 8, 9
_MOST_MODELS = 64
_LABEL = 34
_PAPER, _INK, _FAINT = (248, 248, 246), (28, 28, 30), (110, 110, 115)


@dataclass(frozen=True)
class _Clip:
    path: str
    codec: str
    model: str
    signal: str
    emotion: str
    angle: str
    turn: float  # degrees away from the front
    apex: int


def write_preview(folder: DatasetFolder) -> Path:
    """Write ``preview.png`` from the whole clips of a dataset and return its path. Raises OSError."""
    clips = [_clip(record) for record in read_records(folder.manifest)]
    cast = choose_cast(clips)
    views = _views(clips, cast[0]) if cast else []
    sheet = _sheet(folder.root, cast[:_MOST_MODELS], views[:_MOST_ANGLES])
    temporary = folder.temporary / "preview.png"
    sheet.save(temporary)
    target = folder.root / "preview.png"
    temporary.replace(target)
    return target


def choose_cast(clips: list[_Clip]) -> list[_Clip]:
    """Return one clip a model, as frontal as there is, with signals as different from each other as can be."""
    by_model: dict[str, dict[str, _Clip]] = {}
    for clip in clips:
        signals = by_model.setdefault(clip.model, {})
        best = signals.get(clip.signal)
        if best is None or (clip.turn, clip.angle) < (best.turn, best.angle):
            signals[clip.signal] = clip
    # emotions in turn, so that neighbours differ
    order = _interleaved({(clip.emotion, clip.signal) for clip in clips})
    used = dict.fromkeys(order, 0)
    cast = []
    for model in sorted(by_model):
        signal = min(by_model[model], key=lambda name: (used[name], order.index(name)))
        used[signal] += 1
        cast.append(by_model[model][signal])
    return cast


def _interleaved(pairs: set[tuple[str, str]]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for emotion, signal in sorted(pairs):
        groups.setdefault(emotion, []).append(signal)
    longest = max((len(group) for group in groups.values()), default=0)
    return [group[i] for i in range(longest) for group in groups.values() if i < len(group)]


def _views(clips: list[_Clip], of: _Clip) -> list[_Clip]:
    """Return the clips of one model and signal, one an angle, in the manifest's order of ids."""
    return sorted(
        (clip for clip in clips if (clip.model, clip.signal) == (of.model, of.signal)), key=lambda clip: clip.angle
    )


def _clip(record: Record) -> _Clip:
    signal, angle = record["signal"], record["angle"]
    return _Clip(
        path=record["path"],
        codec=record["codec"],
        model=record["model"]["id"],
        signal=signal["id"],
        emotion=signal["emotion"] or "none",
        angle=angle["id"],
        turn=abs(angle["yaw"]) + abs(angle["pitch"]) + abs(angle["roll"]),
        apex=signal["apex"],
    )


def _sheet(root: Path, cast: list[_Clip], views: list[_Clip]) -> Image:
    from PIL import Image, ImageDraw

    margin, gap = 12, 4
    columns = min(_COLUMNS, max(4, len(cast)))
    side = (_WIDTH - 2 * margin) // columns
    view_side = (_WIDTH - 2 * margin) // max(columns, len(views))
    rows = -(-len(cast) // columns)
    height = 2 * margin + rows * (side + _LABEL) + view_side + _LABEL
    sheet = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(sheet)

    def place(clip: _Clip, x: int, y: int, size: int, lines: tuple[str, str]) -> None:
        picture = _frame(root, clip)
        picture.thumbnail((size - gap, size - gap), Image.Resampling.LANCZOS)
        sheet.paste(picture, (x + (size - gap - picture.width) // 2, y + (size - gap - picture.height) // 2))
        for row, (text, ink) in enumerate(zip(lines, (_INK, _FAINT), strict=True)):
            draw.text((x + 2, y + size - gap + 14 * row), _fitted(draw, text, size - gap), fill=ink, font=_font())

    for index, clip in enumerate(cast):
        x = margin + index % columns * side
        y = margin + index // columns * (side + _LABEL)
        place(clip, x, y, side, (clip.model, f"{clip.emotion}: {clip.signal}, frame {clip.apex}"))
    for index, clip in enumerate(views):
        y = margin + rows * (side + _LABEL)
        place(clip, margin + index * view_side, y, view_side, (f"angle {clip.angle}", clip.signal))
    return sheet


def _frame(root: Path, clip: _Clip) -> Image:
    from PIL import Image

    frame = next(islice(read_frames(root / clip.path, clip.codec), clip.apex, None))
    return Image.fromarray(frame)


def _font() -> object:
    from PIL import ImageFont

    return ImageFont.load_default(12)


def _fitted(draw: object, text: str, width: int) -> str:
    """Return text cut so that it fits a width in pixels."""
    while len(text) > 4 and draw.textlength(text, font=_font()) > width:  # type: ignore[attr-defined]
        text = text[:-2].rstrip("…") + "…"
    return text
