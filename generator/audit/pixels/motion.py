"""Motion of one clip against its AUs and against other people's clips of the signal: frozen, unexplained, torn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.norms import motion_norms, profile_of
from synthgen.audit.pixels.strata import Clip, signal_view, stratify
from synthgen.facs.curves import Curves
from synthgen.facs.performance import Performance
from synthgen.reader.finding import Finding

#: turns of the head, which move whole contours: no bound on the picture's change follows from the AU step
_HEAD = re.compile(r"AU5[1-8]")
#: lengths in steps of the stretches in which a picture may be frozen, besides the whole
_STRETCHES = (1, 2, 3, 5, 8, 13, 21)
#: a clip's AUs can be seen where it changes by so many times the least that a part of it must
_VISIBLE = 10.0
#: an AU step that is none
_NOTHING = 1e-4
#: how much more than others' a person's picture may change, or than the AU step at most makes it change
_MORE, _PER_AU = 3.0, 4.0
#: levels: what coding alone makes steps differ by; a step of a profile that is there to be seen
_FLOOR, _SEEN = 0.02, 0.5


@dataclass(frozen=True, eq=False)
class Expected:
    """The most that a clip should show, by other people's clips of the signal from the same angle, scaled to how much
    this person's pictures change in general; as ``series.Motion``."""

    step: np.ndarray
    excess: np.ndarray


def check_motion(
    clips: Sequence[Clip], played: Callable[[str], Performance | None], limits: PixelLimits
) -> Iterator[Finding]:
    """Yield frames-frozen, motion-unexplained and frames-torn, at most one for a clip.

    A clip is compared with others of its signal where there are enough, and with what it plays where that is known.
    """
    profiles: dict[str, np.ndarray] = {}
    for view in motion_norms(clips, limits.least_clips):
        profiles |= view.expected
    for group in stratify(clips, signal_view).values():
        enough = len({clip.model for clip in group}) >= limits.least_clips
        most = _most(group) if enough and group[0].measures.frames > 1 else [None] * len(group)
        for clip, expected in zip(group, most, strict=True):
            performance = played(clip.id)
            known = None if performance is None else performance.curves
            if known is not None and known.frames != clip.measures.frames:
                known = None
            frozen = _frozen(clip, known, profiles.get(clip.id), limits)
            if frozen is None and clip.steady:
                yield from _check(clip, known, expected, limits)
            elif frozen is not None:
                start, stop = frozen
                yield clip.finding(
                    "frames-frozen", f"shows one picture from frame {start} to {stop}, in which it should move"
                )


def _most(group: Sequence[Clip]) -> Sequence[Expected | None]:
    """Return the most that each of some clips should show by the others."""
    step, excess = (
        np.stack([getattr(clip.measures.motion, name) for clip in group]).astype(np.float32)
        for name in ("step", "excess")
    )
    middle = others_median(step)
    more = np.maximum(np.median((step + _FLOOR) / (middle + _FLOOR), axis=1), 1.0)[:, None]
    return [Expected(*rows) for rows in zip(middle * more, others_median(excess) * more, strict=True)]


def others_median(values: np.ndarray) -> np.ndarray:
    """Return (n, k) from values (n, k): in each place the median of the other rows; the upper one of two middle ones,
    so that a damaged clip does not make another one look wrong.

    >>> others_median(np.array([[1.0], [2.0], [9.0]])).ravel().tolist()
    [9.0, 9.0, 2.0]
    """
    ranked = np.sort(values, axis=0)
    middle = (len(values) - 1) // 2
    below, above = ranked[middle], ranked[middle + 1]
    return np.asarray(np.where(values <= below, above, below))


def _check(clip: Clip, curves: Curves | None, expected: Expected | None, limits: PixelLimits) -> Iterator[Finding]:
    motion = clip.measures.motion
    step, excess = motion.step.astype(np.float32), motion.excess.astype(np.float32)
    travel = None if curves is None else np.abs(np.diff(curves.values, axis=0)).sum(1)
    if travel is not None and ((travel < _NOTHING) & (step > limits.still)).any():
        at = int(np.where(travel < _NOTHING, step, 0).argmax())
        yield clip.finding(
            "motion-unexplained",
            f"moves by {step[at]:.2f} levels from frame {at} to {at + 1}, in which no AU does; at most "
            f"{limits.still:g} is expected",
        )
        return
    torn = _torn(excess, curves, expected, limits)
    if torn is not None:
        frame, much = torn
        yield clip.finding(
            "frames-torn",
            f"has a frame {frame} that differs from both its neighbours by {much:.1f} levels more than they from each "
            f"other; at most {limits.torn:g} is explained by the motion",
        )
        return
    beyond, allowed = None, limits.jump
    if expected is not None:
        beyond = step - _MORE * expected.step
    elif travel is not None and curves is not None and not _turns(curves):
        beyond, allowed = step - _PER_AU * travel, limits.jump_alone
    if beyond is not None and len(beyond) and beyond.max() > allowed:
        at = int(beyond.argmax())
        yield clip.finding(
            "motion-unexplained",
            f"jumps by {step[at]:.1f} levels from frame {at} to {at + 1}, {beyond[at]:.1f} more than its AUs explain; "
            f"at most {allowed:g} is expected",
        )


def _frozen(
    clip: Clip, curves: Curves | None, expected: np.ndarray | None, limits: PixelLimits
) -> tuple[int, int] | None:
    """Return the first and the last frame of the longest stretch in which a clip stands still and should not.

    Where other clips tell how this person should move (a profile, (24, 36)), they decide: some AUs cannot be seen from
    everywhere. Else the AU curves do, over parts of a clip only where the rest shows that its AUs can be seen.
    """
    steps = clip.measures.frames - 1
    lengths = {*_STRETCHES}
    if expected is not None:
        should, does = expected.mean(1), profile_of(clip).mean(1)
        least, share, scale = _SEEN, limits.frozen_part, steps / len(should)
    elif curves is not None and steps > 0:
        should = np.abs(np.diff(curves.values, axis=0)).sum(1)
        does = clip.measures.motion.raw.astype(np.float32)
        least, share, scale = limits.travel, limits.frozen, 1.0
        if does.sum() < _VISIBLE * share * should.sum():
            lengths.clear()
    else:
        return None
    for length in sorted({*lengths, len(should)}, reverse=True):
        if length > len(should):
            continue
        wanted, shown = _windows(should, length), _windows(does, length)
        # of a profile the mean over a stretch counts, and longer ones tell of less; of AUs, how far they travel
        enough = wanted >= (least * np.sqrt(length) if expected is not None else least)
        still = np.flatnonzero(enough & (shown < share * wanted))
        if len(still):
            return int(still[0] * scale), min(int(np.ceil((still[0] + length) * scale)), steps)
    return None


def _torn(
    excess: np.ndarray, curves: Curves | None, expected: Expected | None, limits: PixelLimits
) -> tuple[int, float] | None:
    """Return (frame, levels) of the frame that fits least between its neighbours, None where all do."""
    if not len(excess):
        return None
    if expected is not None:
        beyond = excess - _MORE * expected.excess
    elif curves is not None and not _turns(curves):
        values = curves.values
        near = np.abs(np.diff(values, axis=0)).sum(1)
        across = np.abs(values[2:] - values[:-2]).sum(1)
        beyond = np.where(np.minimum(near[:-1], near[1:]) > across, 0.0, excess)  # a blink is no torn frame
    else:
        return None
    at = int(beyond.argmax())
    return (at + 1, float(excess[at])) if beyond[at] > limits.torn else None


def _turns(curves: Curves) -> bool:
    return any(
        _HEAD.match(code) and bool(column.any()) for code, column in zip(curves.codes, curves.values.T, strict=True)
    )


def _windows(values: np.ndarray, length: int) -> np.ndarray:
    """Return the sums over every stretch of a length.

    >>> _windows(np.array([1.0, 2.0, 4.0]), 2).tolist()
    [3.0, 6.0]
    """
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.asarray(total[length:] - total[:-length])
