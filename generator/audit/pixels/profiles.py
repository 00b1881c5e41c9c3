"""Motion profiles against each other: a signal moves the same parts of a face at the same times, whoever does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from synthgen.audit.pixels.cohort import Clip
from synthgen.audit.pixels.limits import PixelLimits
from synthgen.audit.pixels.usual import view_motions
from synthgen.reader.finding import Finding

#: levels that a cell must change by over a clip, in the mean, to be motion: below, there is nothing to compare
_SEEN = 0.05
#: how well a clip must fit another signal to be called that; what part of the usual motion must be there to be judged
_FITS, _PART = 0.7, 0.3


def check_profiles(clips: Sequence[Clip], limits: PixelLimits) -> Iterator[Finding]:
    """Yield motion-differs for clips that move like another signal, or like their own played backwards.

    Profiles (24 steps × 36 cells), made fair to the person, are correlated with each signal's median over people, from
    the same angle.
    """
    for view in view_motions(clips, limits.least_clips):
        moving = {signal: usual for signal, usual in view.usual.items() if usual.mean(1).sum() > _SEEN}
        if not moving:
            continue
        names = list(moving)
        usual, shown = _unit(np.stack(list(moving.values()))), _unit(view.fair)
        fits, backwards = shown @ usual.T, _unit(view.fair[:, ::-1]) @ usual.T
        for row, clip in enumerate(view.clips):
            if clip.signal not in moving or view.fair[row].mean(1).sum() <= _SEEN:
                continue
            part = view.fair[row].sum() / moving[clip.signal].sum()
            own = names.index(clip.signal)
            best = int(fits[row].argmax())
            if fits[row, best] - fits[row, own] > limits.mislabelled and fits[row, best] >= _FITS:
                yield clip.finding(
                    "motion-differs",
                    f"moves like '{names[best]}' (correlation {fits[row, best]:.2f}), not like the "
                    f"'{clip.signal}' that it is labelled ({fits[row, own]:.2f})",
                )
            elif backwards[row, own] - fits[row, own] > limits.reversed:
                yield clip.finding(
                    "motion-differs",
                    f"moves like '{clip.signal}' played backwards (correlation {backwards[row, own]:.2f}; "
                    f"forwards {fits[row, own]:.2f})",
                )
            elif fits[row, own] < limits.unlike and part >= _PART:
                yield clip.finding(
                    "motion-differs",
                    f"moves unlike other people's clips of '{clip.signal}' (correlation {fits[row, own]:.2f}; at least "
                    f"{limits.unlike:g} is expected)",
                )


def _unit(profiles: np.ndarray) -> np.ndarray:
    """Return the square roots of profiles as rows of length 1 (or 0): large motions count less than in proportion."""
    flat = np.sqrt(profiles).reshape(len(profiles), -1)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.divide(flat, length, out=np.zeros_like(flat), where=length > 1e-6)
