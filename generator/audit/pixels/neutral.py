"""Neutral frames against each other: one person, one angle, one light – one picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.strata import Clip, person_view, stratify
from synthgen.facs.animation import Neutral
from synthgen.reader.finding import Finding

#: an outline's distance is given for pictures of this width
_WIDTH = 256


def check_neutral(clips: Sequence[Clip], neutral: Callable[[str], Neutral], limits: PixelLimits) -> Iterator[Finding]:
    """Yield neutral-differs for clips whose neutral first or last frame is not that of the person's other clips.

    ``neutral`` says which of its ends a clip of an id has neutral. A picture is compared with the median of its group
    after the quadratic tone curve that brings it nearest, so that light alone makes no difference (that is
    tone-differs): what is left is structure.
    """
    for group in stratify(clips, person_view).values():
        frames = list(_neutral_frames(group, neutral))
        pictures = [picture for _, _, picture in frames]
        if len({clip.id for clip, _, _ in frames}) < limits.least_clips:
            continue
        middle = np.median(np.stack(pictures), axis=0)
        told: set[str] = set()
        for clip, where, picture in frames:
            rest = residual_rms(picture, middle)
            if rest > limits.neutral and clip.id not in told:
                told.add(clip.id)
                yield clip.finding(
                    "neutral-differs",
                    f"has a neutral {where} frame that deviates by {rest:.1f} levels (rms) from what {clip.model} "
                    f"looks like from {clip.view[0]} in {len(group) - 1} other clips; at most {limits.neutral:g} is "
                    "expected",
                )


def check_outlines(clips: Sequence[Clip], neutral: Callable[[str], Neutral], limits: PixelLimits) -> Iterator[Finding]:
    """Yield face-misplaced for clips whose outline in a neutral frame is not that of the person's other clips."""
    for group in stratify(clips, person_view).values():
        outlines = []
        for clip in group:
            if clip.measures.outlines:
                said = neutral(clip.id)
                ends = zip((said.start, said.end), clip.measures.outlines, strict=True)
                outlines += [(clip, points) for declared, points in ends if declared]
        shapes = [points.shape for _, points in outlines]
        shape = max(set(shapes), key=shapes.count, default=None)
        same = [(clip, points) for clip, points in outlines if points.shape == shape]
        if len({clip.id for clip, _ in same}) < limits.least_clips:
            continue
        middle = np.median(np.stack([points for _, points in same]), axis=0)
        told: set[str] = set()
        for clip, points in outlines:
            away = (
                float(np.abs(points - middle).max()) * _WIDTH / clip.measures.side
                if points.shape == middle.shape
                else np.inf
            )
            if away > limits.outline and clip.id not in told:
                told.add(clip.id)
                how = f"{away:.0f} pixels (of {_WIDTH}) away from" if np.isfinite(away) else "of other points than"
                yield clip.finding(
                    "face-misplaced",
                    f"has an outline of the neutral face that is {how} that of {clip.model}'s other clips from "
                    f"{clip.view[0]}; at most {limits.outline:g} is expected",
                )


def residual_rms(picture: np.ndarray, other: np.ndarray) -> float:
    """Return the rms difference of two pictures in levels, after the quadratic tone curve that brings them nearest.

    >>> ramp = np.arange(16.0).reshape(4, 4)
    >>> round(residual_rms(0.5 * ramp + 3, ramp), 6), round(residual_rms(ramp.T, ramp), 1) > 0
    (0.0, True)
    """
    x, y = other.ravel() / 255.0, picture.ravel() / 255.0
    curve = np.stack((np.ones_like(x), x, x * x), -1)
    fitted = curve @ np.linalg.lstsq(curve, y, rcond=None)[0]
    return 255.0 * float(np.sqrt(np.mean((y - fitted) ** 2)))


def _neutral_frames(group: Sequence[Clip], neutral: Callable[[str], Neutral]) -> Iterator[tuple[Clip, str, np.ndarray]]:
    for clip in group:
        said, shots = neutral(clip.id), clip.measures.shots
        if said.start:
            yield clip, "first", shots.start
        if said.end:
            yield clip, "last", shots.end
