"""Choosing people out of what the sampler draws: faces of human proportions that work, and no two alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.errors import RunError
from synthgen.facs.basis import Basis
from synthgen.human.body import blend, target_weights
from synthgen.population.anthropometry import Ruler, out_of_bounds
from synthgen.population.heads import Heads
from synthgen.population.roster import Population, Slot, slots
from synthgen.population.sampling import Person, draw
from synthgen.population.soundness import problems

#: dm between any two heads of the first 24, RMS without place and size; more than the .03 wanted, since "without size"
#: can be measured in several ways
APART = 0.034
_FIRST = 24
#: the more people, the nearer the nearest: of 24 random heads half have another within .034 dm, of 500 within .026.
#: What is wanted falls a little faster (.0251 for the 500th, .0234 for the 1000th), or faces would have to become odd
_FALL = 0.1
_ATTEMPTS = 500


@dataclass(frozen=True)
class Accepted:
    """A person that was accepted; ``nearest`` is the distance (dm) to the nearest one before, None for the first."""

    person: Person
    vertices: NDArray[np.float32]
    nearest: float | None


def apart(before: int) -> float:
    """Return the distance (dm) that a head has to have from each of so many before it.

    >>> apart(23), round(apart(999), 4)
    (0.034, 0.0234)
    """
    return float(APART * (_FIRST / max(_FIRST, before + 1)) ** _FALL)


def sample_people(
    count: int,
    population: Population,
    *,
    assets: Assets,
    basis: Basis,
    rejected: Callable[[Person, str], None] = lambda person, why: None,
) -> Iterator[Accepted]:
    """Yield ``count`` people; the first n of a larger count are the same n.

    ``rejected`` is told of every face that was drawn and not taken. Raises RunError where no face is found that works
    and is far enough from those before it.
    """
    heads, ruler = Heads(count, assets), Ruler(assets)
    for slot in islice(slots(population), count):
        yield _fill(slot, population.seed, heads, ruler, assets, basis, rejected)


def _fill(
    slot: Slot,
    seed: int,
    heads: Heads,
    ruler: Ruler,
    assets: Assets,
    basis: Basis,
    rejected: Callable[[Person, str], None],
) -> Accepted:
    wanted = apart(heads.count)
    for attempt in range(_ATTEMPTS):
        person = draw(slot, seed=seed, attempt=attempt)
        weights = target_weights(person.modifiers, assets)[0]
        odd = "; ".join(out_of_bounds(ruler.indices(weights), slot.ethnicity, slot.male))
        if odd:
            rejected(person, odd)
            continue
        head = heads.of(weights)
        nearest = heads.nearest(head)
        if nearest is not None and nearest < wanted:
            rejected(person, f"{nearest:.4f} dm from another; {wanted:.4f} are wanted")
            continue
        vertices = blend(weights, assets)
        rig = basis.fit(basis.at_rest(vertices))
        wrong = problems(rig, assets)
        if not wrong:
            heads.add(head)
            return Accepted(person, vertices, nearest)
        rejected(person, "; ".join(wrong))
    raise RunError(
        f"No face was found for {slot.name} in {_ATTEMPTS} attempts that is unlike the {heads.count} before."
    )
