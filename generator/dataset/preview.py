"""The contact sheet ``preview.png``: every model once, each at another signal's apex, and one model from every angle.

Where scenes vary, every model comes in another scene, and again and again if there are few.

It is made from the clips on disk by decoding them, so that it shows what the dataset holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from synthgen.dataset.folder import DatasetFolder
from synthgen.dataset.manifest import Record, read_records
from synthgen.dataset.tiles import Rows, Tile, tile_sheet
from synthgen.dataset.video import read_frames
from synthgen.files import replacing
from synthgen.layout import PREVIEW
from synthgen.scene.spec import STUDIO

if TYPE_CHECKING:
    from PIL.Image import Image

#: pixels: a model's tile and a view's, with the gap to the next one; eight of the one are as wide as nine of the other
_TILE, _VIEW = 216, 192
_COLUMNS, _MOST_ANGLES, _MOST_MODELS = 8, 9, 64
#: where scenes vary, people come again until there are so many pictures
_VARIED = 32


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
    scene: str = STUDIO.name


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
    """Return one clip a model, as frontal as there is, with signals and scenes as different from each other as can be.

    Where there are other scenes than the studio, models come again, until there are enough pictures or no other takes.
    """
    takes: dict[str, dict[tuple[str, str], PreviewClip]] = {}
    for clip in clips:
        of_model = takes.setdefault(clip.model, {})
        best = of_model.get((clip.signal, clip.scene))
        if best is None or (clip.turn, clip.angle) < (best.turn, best.angle):
            of_model[clip.signal, clip.scene] = clip
    # emotions in turn, so that neighbours differ
    order = _interleave({(clip.emotion, clip.signal) for clip in clips})
    signals = dict.fromkeys(order, 0)
    scenes = dict.fromkeys(sorted({clip.scene for clip in clips}), 0)
    wanted = _VARIED if set(scenes) - {STUDIO.name} else 1
    portraits: list[PreviewClip] = []
    while takes and (not portraits or len(portraits) + len(takes) <= wanted):
        for model in sorted(takes):
            take = min(
                takes[model], key=lambda take: (signals[take[0]], order.index(take[0]), scenes[take[1]], take[1])
            )
            portraits.append(takes[model].pop(take))
            signals[take[0]] += 1
            scenes[take[1]] += 1
        takes = {model: left for model, left in takes.items() if left}
    return portraits


def _interleave(pairs: set[tuple[str, str]]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for emotion, signal in sorted(pairs):
        groups.setdefault(emotion, []).append(signal)
    longest = max((len(group) for group in groups.values()), default=0)
    return [group[i] for i in range(longest) for group in groups.values() if i < len(group)]


def _views(clips: list[PreviewClip], of: PreviewClip) -> list[PreviewClip]:
    """Return the clips of one take, one an angle, by the angles' ids."""
    take = (of.model, of.signal, of.scene)
    return sorted(
        (clip for clip in clips if (clip.model, clip.signal, clip.scene) == take), key=lambda clip: clip.angle
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
        scene=record["scene"]["id"],
    )


def _sheet(root: Path, portraits: list[PreviewClip], views: list[PreviewClip]) -> Image:
    people = (
        Tile(_frame(root, clip), _who(clip), f"{clip.emotion}: {clip.signal}, frame {clip.apex}") for clip in portraits
    )
    angles = (Tile(_frame(root, clip), f"angle {clip.angle}", f"{clip.signal}, {clip.model}") for clip in views)
    columns = max(1, min(_COLUMNS, len(portraits)))
    blocks = [Rows(people, len(portraits), columns, _TILE)] if portraits else []
    return tile_sheet(*blocks, *([Rows(angles, len(views), len(views), _VIEW)] if views else []))


def _who(clip: PreviewClip) -> str:
    return clip.model if clip.scene == STUDIO.name else f"{clip.model}, {clip.scene}"


def _frame(root: Path, clip: PreviewClip) -> Image:
    from PIL import Image

    frame = next(islice(read_frames(root / clip.path, clip.codec), clip.apex, None))
    return Image.fromarray(frame)
