"""Motion profiles against each other: a signal moves the same parts of a face at the same times, whoever does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.norms import motion_norms
from synthgen.audit.pixels.strata import Clip
from synthgen.reader.finding import Finding

#: levels that a cell must change by over a clip, in the mean, to be motion: below, there is nothing to compare
_SEEN = 0.05
#: how well a clip must fit another signal to be called that; what part of the norm must be there to be judged
_FITS, _PART = 0.7, 0.3


def check_profiles(clips: Sequence[Clip], limits: PixelLimits) -> Iterator[Finding]:
    """Yield motion-differs for clips that move like another signal, or like their own played backwards.

    Profiles (24 steps × 36 cells), adjusted to the person, are correlated with each signal's norm from the same angle.
    """
    for view in motion_norms(clips, limits.least_clips):
        moving = {signal: norm for signal, norm in view.norms.items() if norm.mean(1).sum() > _SEEN}
        if not moving:
            continue
        names = list(moving)
        norms, shown = _unit(np.stack(list(moving.values()))), _unit(view.adjusted)
        fits, backwards = shown @ norms.T, _unit(view.adjusted[:, ::-1]) @ norms.T
        for place, clip in enumerate(view.clips):
            if clip.signal not in moving or view.adjusted[place].mean(1).sum() <= _SEEN:
                continue
            part = view.adjusted[place].sum() / moving[clip.signal].sum()
            own = names.index(clip.signal)
            best = int(fits[place].argmax())
            if fits[place, best] - fits[place, own] > limits.mislabelled and fits[place, best] >= _FITS:
                yield clip.finding(
                    "motion-differs",
                    f"moves like '{names[best]}' (correlation {fits[place, best]:.2f}), not like the "
                    f"'{clip.signal}' that it is labelled ({fits[place, own]:.2f})",
                )
            elif backwards[place, own] - fits[place, own] > limits.reversed:
                yield clip.finding(
                    "motion-differs",
                    f"moves like '{clip.signal}' played backwards (correlation {backwards[place, own]:.2f}; "
                    f"forwards {fits[place, own]:.2f})",
                )
            elif fits[place, own] < limits.unlike and part >= _PART:
                yield clip.finding(
                    "motion-differs",
                    f"moves unlike other people's clips of '{clip.signal}' (correlation {fits[place, own]:.2f}; "
                    f"at least {limits.unlike:g} is expected)",
                )


def _unit(profiles: np.ndarray) -> np.ndarray:
    """Return the square roots of profiles as rows of length 1 (or 0): large motions count less than in proportion."""
    flat = np.sqrt(profiles).reshape(len(profiles), -1)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.divide(flat, length, out=np.zeros_like(flat), where=length > 1e-6)
