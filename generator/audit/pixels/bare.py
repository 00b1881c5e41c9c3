"""Bare faces against the same faces with hands: where all else is equal, the hand has to make a difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.series import SHOT_PLACES
from synthgen.audit.pixels.strata import Clip, stratify
from synthgen.design.stagings import INTENSITY
from synthgen.reader.finding import Finding

#: share of the face, 0–1, that has to be covered where a difference is expected
_COVERED = 0.05
#: what may be drawn of a scene that is otherwise the studio
_OCCLUDERS = ("hand.", "thing.")


def check_bare(clips: Sequence[Clip], limits: PixelLimits) -> Iterator[Finding]:
    """Yield hand-unrecorded for clips without hands that show what a clip with hands shows.

    Compared are clips of one person, signal, view and intensity in scenes that draw hands and things and nothing else.
    A clip whose own hands have no contour is known before, and not among ``clips``.
    """
    for group in stratify(filter(_else_in_the_studio, clips), _performance).values():
        bare = [clip for clip in group if clip.entry.hands is None]
        handed = [clip for clip in group if clip.entry.hands is not None]
        for clip in bare:
            other = next((other for other in handed if _shows(clip, other, limits)), None)
            if other is not None and other.entry.hands is not None:
                what = [other.entry.hands[name] for name in ("gesture", "thing")]
                yield clip.finding(
                    "hand-unrecorded",
                    f"shows what {other.id} shows, which is said to have a hand or thing before the face "
                    f"({', '.join(name for name in what if name != 'none')}): one of their records is wrong",
                )


def _shows(clip: Clip, other: Clip, limits: PixelLimits) -> bool:
    """Tell whether two clips look the same in a picture in which the other one's face is covered."""
    assert other.entry.hands is not None
    covered = other.entry.hands["covered"]
    frames = [round(part * (other.measures.frames - 1)) for part in SHOT_PLACES]
    apart = [
        float(np.sqrt(np.mean((one.astype(float) - two) ** 2)))
        for frame, one, two in zip(frames, clip.measures.shots.between, other.measures.shots.between, strict=True)
        if covered[frame] >= _COVERED
    ]
    return bool(apart) and min(apart) < limits.same


def _else_in_the_studio(clip: Clip) -> bool:
    values = clip.entry.scene["values"]
    return all(name.startswith(_OCCLUDERS) or name == INTENSITY for name in values)


def _performance(clip: Clip) -> tuple[str, str, str, float, int]:
    """Return what clips share that would show the same without hands."""
    level = float(clip.entry.scene["values"].get(INTENSITY, 0.0))
    return clip.model, clip.signal, clip.angle, level, clip.measures.frames
