"""Choosing people out of what the sampler draws: faces that work, and no two alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.errors import RunError
from synthgen.facs.basis import Basis
from synthgen.facs.checks import face_breaks
from synthgen.human.body import blend, target_weights
from synthgen.human.plausible import distance, normalised, problems
from synthgen.human.sampling import BALANCES, Balance, Person, Slot, draw, slots

#: dm between any two accepted heads, RMS without place and size; more than the .03 wanted, since "without size" can
#: be measured in several ways
APART = 0.034
_ATTEMPTS = 500


@dataclass(frozen=True)
class Accepted:
    """A person that was accepted; ``nearest`` is the distance (dm) to the nearest one before, None for the first."""

    person: Person
    vertices: NDArray[np.float32]
    nearest: float | None


def sample_people(
    count: int,
    *,
    seed: int,
    assets: Assets,
    basis: Basis,
    balance: Sequence[Balance] = BALANCES,
    rejected: Callable[[Person, str], None] = lambda person, why: None,
) -> Iterator[Accepted]:
    """Yield ``count`` people; the first n of a larger count are the same n.

    ``rejected`` is told of every face that was drawn and not taken. Raises RunError where no face is far enough from
    those before it, which happens with many hundreds.
    """
    heads: list[NDArray[np.float64]] = []
    for slot in islice(slots(seed, balance), count):
        accepted = _fill(slot, seed, heads, assets, basis, rejected)
        heads.append(normalised(accepted.vertices, assets))
        yield accepted


def _fill(
    slot: Slot,
    seed: int,
    heads: list[NDArray[np.float64]],
    assets: Assets,
    basis: Basis,
    rejected: Callable[[Person, str], None],
) -> Accepted:
    for attempt in range(_ATTEMPTS):
        person = draw(slot, seed=seed, attempt=attempt)
        vertices = blend(target_weights(person.modifiers, assets)[0], assets)
        head = normalised(vertices, assets)
        nearest = min((distance(head, other) for other in heads), default=None)
        if nearest is not None and nearest < APART:
            rejected(person, f"{nearest:.4f} dm from another; {APART} are wanted")
            continue
        rig = basis.fit(basis.at_rest(vertices))
        wrong = (*problems(rig, assets), *face_breaks(rig))
        if not wrong:
            return Accepted(person, vertices, nearest)
        rejected(person, "; ".join(wrong))
    raise RunError(f"No face was found for {slot.name} in {_ATTEMPTS} attempts that is unlike the {len(heads)} before.")
