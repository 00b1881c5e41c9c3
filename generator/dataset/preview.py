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
from synthgen.files import replacing
from synthgen.layout import PREVIEW

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont
    from PIL.Image import Image

#: pixels: a model's tile and a view's, with the gap to the next one; eight of the one are as wide as nine of the other
_TILE, _VIEW, _GAP, _MARGIN, _LABEL = 216, 192, 4, 12, 36
_COLUMNS, _MOST_ANGLES, _MOST_MODELS = 8, 9, 64
_PAPER, _INK, _FAINT = (248, 248, 246), (28, 28, 30), (110, 110, 115)


@dataclass(frozen=True)
class PreviewClip:
    """What a contact sheet asks of a clip. ``turn`` is degrees away from the front, ``apex`` a frame's index."""

    path: str
    codec: str
    model: str
    signal: str
    emotion: str
    angle: str
    turn: float
    apex: int


def write_preview(folder: DatasetFolder) -> Path:
    """Write ``preview.png`` from the whole clips of a dataset and return its path. Raises OSError."""
    clips = [_clip(record) for record in read_records(folder.manifest)]
    portraits = choose_portraits(clips)
    views = _views(clips, portraits[0]) if portraits else []
    sheet = _sheet(folder.root, portraits[:_MOST_MODELS], views[:_MOST_ANGLES])
    with replacing(folder.root / PREVIEW, temporary=folder.temporary / PREVIEW) as temporary:
        sheet.save(temporary)
    return folder.root / PREVIEW


def choose_portraits(clips: list[PreviewClip]) -> list[PreviewClip]:
    """Return one clip a model, as frontal as there is, with signals as different from each other as can be."""
    by_model: dict[str, dict[str, PreviewClip]] = {}
    for clip in clips:
        signals = by_model.setdefault(clip.model, {})
        best = signals.get(clip.signal)
        if best is None or (clip.turn, clip.angle) < (best.turn, best.angle):
            signals[clip.signal] = clip
    # emotions in turn, so that neighbours differ
    order = _interleave({(clip.emotion, clip.signal) for clip in clips})
    used = dict.fromkeys(order, 0)
    portraits = []
    for model in sorted(by_model):
        signal = min(by_model[model], key=lambda name: (used[name], order.index(name)))
        used[signal] += 1
        portraits.append(by_model[model][signal])
    return portraits


def _interleave(pairs: set[tuple[str, str]]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for emotion, signal in sorted(pairs):
        groups.setdefault(emotion, []).append(signal)
    longest = max((len(group) for group in groups.values()), default=0)
    return [group[i] for i in range(longest) for group in groups.values() if i < len(group)]


def _views(clips: list[PreviewClip], of: PreviewClip) -> list[PreviewClip]:
    """Return the clips of one model and signal, one an angle, in the manifest's order of ids."""
    return sorted(
        (clip for clip in clips if (clip.model, clip.signal) == (of.model, of.signal)), key=lambda clip: clip.angle
    )


def _clip(record: Record) -> PreviewClip:
    signal, angle = record["signal"], record["angle"]
    return PreviewClip(
        path=record["path"],
        codec=record["codec"],
        model=record["model"]["id"],
        signal=signal["id"],
        emotion=signal["emotion"] or "none",
        angle=angle["id"],
        turn=abs(angle["yaw"]) + abs(angle["pitch"]) + abs(angle["roll"]),
        apex=signal["apex"],
    )


def _sheet(root: Path, portraits: list[PreviewClip], views: list[PreviewClip]) -> Image:
    from PIL import Image, ImageDraw

    columns = max(1, min(_COLUMNS, len(portraits)))
    rows = -(-len(portraits) // columns)
    width = 2 * _MARGIN + max(columns * _TILE, len(views) * _VIEW)
    height = 2 * _MARGIN + rows * (_TILE + _LABEL) + bool(views) * (_VIEW + _LABEL)
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)

    def place(clip: PreviewClip, x: int, y: int, size: int, lines: tuple[str, str]) -> None:
        side = size - _GAP
        picture = _frame(root, clip)
        scale = side / max(picture.size)
        shown = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(shown, Image.Resampling.LANCZOS)
        sheet.paste(picture, (x + (side - picture.width) // 2, y + (side - picture.height) // 2))
        for row, (text, ink) in enumerate(zip(lines, (_INK, _FAINT), strict=True)):
            draw.text((x + 2, y + side + 14 * row), _shorten(draw, text, side), fill=ink, font=_font())

    for index, clip in enumerate(portraits):
        x = _MARGIN + index % columns * _TILE
        y = _MARGIN + index // columns * (_TILE + _LABEL)
        place(clip, x, y, _TILE, (clip.model, f"{clip.emotion}: {clip.signal}, frame {clip.apex}"))
    for index, clip in enumerate(views):
        y = _MARGIN + rows * (_TILE + _LABEL)
        place(clip, _MARGIN + index * _VIEW, y, _VIEW, (f"angle {clip.angle}", f"{clip.signal}, {clip.model}"))
    return sheet


def _frame(root: Path, clip: PreviewClip) -> Image:
    from PIL import Image

    frame = next(islice(read_frames(root / clip.path, clip.codec), clip.apex, None))
    return Image.fromarray(frame)


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(12)


def _shorten(draw: ImageDraw.ImageDraw, text: str, width: int) -> str:
    """Return text cut so that it fits a width in pixels."""
    while len(text) > 4 and draw.textlength(text, font=_font()) > width:
        text = text[:-2].rstrip("…") + "…"
    return text
