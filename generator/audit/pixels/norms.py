"""Norms of motion: how a signal moves, seen from an angle, whoever does it; how much more of it one person shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.pixels.series import CELLS, STEPS
from synthgen.audit.pixels.strata import Clip, stratify

#: signals of a person from an angle, from which on it can be told how much the parts of their face move in general
_ENOUGH = 5
#: rounds of finding that out; what coding may add to a cell in a whole clip, in levels; how far a person may differ
_ROUNDS, _FLOOR, _LEAST, _MOST = 2, 0.02, 0.02, 5.0
#: a signal tells of a cell where it moves it by this part of what the strongest signal does
_TELLS = 0.2


@dataclass(frozen=True, eq=False)
class MotionNorms:
    """The clips from one angle in one scene, and what their motion has in common; profiles are (24, 36) in levels, see
    ``series.Motion``.

    A person's gain says how much more than other people's a part of the face moves: a beard makes more of the same
    motion, a hat hides it. ``adjusted`` (n, 24, 36): the clips' profiles divided by their people's gains over all
    signals; ``norms``: {signal: its median over people}, for signals of enough people. ``expected``: {clip id: the
    profile it should have}, by gains over the signals that move a part, for clips of people of whom these are known.
    """

    clips: Sequence[Clip]
    adjusted: np.ndarray
    norms: dict[str, np.ndarray]
    expected: dict[str, np.ndarray]


def motion_norms(clips: Sequence[Clip], least: int) -> Iterator[MotionNorms]:
    """Yield the norms of every view. ``least``: clips of a signal from which on it has one."""
    for view in stratify(clips, lambda clip: clip.view).values():
        profiles = np.stack([profile_of(clip) for clip in view])
        signals = sorted({clip.signal for clip in view})
        people = sorted({clip.model for clip in view})
        signal = np.array([signals.index(clip.signal) for clip in view])
        person = np.array([people.index(clip.model) for clip in view])
        known = np.array([len(set(signal[person == one])) >= _ENOUGH for one in range(len(people))])[person]
        named = [(index, name) for index, name in enumerate(signals) if (signal == index).sum() >= least]
        medians = []
        gains = [_gains(profiles.sum(1), signal, person, known, telling=telling) for telling in (False, True)]
        for gain in gains:
            adjusted = profiles / gain[:, None, :]
            medians.append({name: np.median(adjusted[signal == index], axis=0) for index, name in named})
        yield MotionNorms(
            clips=view,
            adjusted=profiles / gains[0][:, None, :],
            norms=medians[0],
            expected={
                clip.id: medians[1][clip.signal] * gains[1][place]
                for place, clip in enumerate(view)
                if known[place] and clip.signal in medians[1]
            },
        )


def profile_of(clip: Clip) -> np.ndarray:
    """Return a clip's profile in levels, (24, 36) float32."""
    return np.square(clip.measures.motion.profile.astype(np.float32) / 16.0).reshape(STEPS, CELLS * CELLS)


def _gains(
    total: np.ndarray, signal: np.ndarray, person: np.ndarray, known: np.ndarray, *, telling: bool
) -> np.ndarray:
    """Return gains (n, 36) from how much each cell moves in each clip (n, 36); 1 where a person's are not ``known``.

    Signals' norms and people's gains are found in turn, as in Tukey's median polish. A gain is the median over the
    person's signals; with ``telling`` only over those that move the cell, and the upper of two middle ones: a frozen
    clip must not make its person one who doesn't move.
    """
    gains = np.ones_like(total)
    for _ in range(_ROUNDS):
        adjusted = total / gains
        norms = np.stack([np.median(adjusted[signal == index], axis=0) for index in range(signal.max() + 1)])
        ratio = (total + _FLOOR) / (norms[signal] + _FLOOR)
        if telling:
            tells = norms >= np.maximum(_TELLS * norms.max(0), _FLOOR)
            ratio = np.where(tells[signal], ratio, np.inf)
        for one in set(person[known].tolist()):
            own = person == one
            ranked = np.sort(ratio[own], axis=0)
            count = np.isfinite(ranked).sum(0)
            middle = np.minimum(count // 2, len(ranked) - 1)[None]
            found = np.take_along_axis(ranked, middle, axis=0)[0] if telling else np.median(ranked, axis=0)
            gains[own] = np.where(count > 0, np.clip(found, _LEAST if telling else 1 / _MOST, _MOST), 1.0)
    return gains
