"""Areas under curves, and intervals by person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_ROUNDS = 1000


def auc(scores: npt.ArrayLike, positive: npt.ArrayLike) -> float:
    """Return the area under the ROC curve of scores (n,) for labels (n,); NaN where one of the classes is empty.

    It is the share of pairs in which the positive one scores higher, ties counting half (Mann and Whitney 1947).

    >>> auc([0.1, 0.4, 0.4, 0.9], [False, False, True, True])
    0.875
    """
    values, labels = np.asarray(scores, np.float64), np.asarray(positive, bool)
    above, below = values[labels], np.sort(values[~labels])
    if not len(above) or not len(below):
        return float("nan")
    lower = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(lower.mean() / 2 / len(below))


def by_person(
    measure: Callable[[npt.NDArray[np.intp]], float | Floats], people: Sequence[str], *, rounds: int = _ROUNDS
) -> tuple[float | Floats, float | Floats, float | Floats]:
    """Return a measure of rows, and the 2.5 and 97.5 percentiles it has when people are drawn again with replacement.

    ``measure`` takes indices of rows; ``people`` says whose each row is. A person drawn twice counts twice with all
    rows (bootstrap by cluster, percentile method); the draws are the same for every measure over the same people.
    """
    names, owner = np.unique(np.asarray(people), return_inverse=True)
    rows = [np.flatnonzero(owner == index) for index in range(len(names))]
    random = np.random.default_rng(0)
    drawn = [
        measure(np.concatenate([rows[index] for index in random.integers(len(names), size=len(names))]))
        for _ in range(rounds)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return measure(np.arange(len(owner))), low, high
