"""Dealing people out to parts so that the parts resemble each other.

**What is made small.** For a part p of n people out of N and a level l of a factor, a(p, l) people of p and A(l) of all
count as l; the level's deviation is a(p, l)/n − A(l)/N. The sum of squared deviations over parts and levels is taken
twice: over gender, ethnicity and gender × ethnicity, and over age, skin tone and condition (``factors``, in their
bands). An assignment is better where the first sum is smaller, or the first is equal and the second is smaller.

**How.** From ``STARTS`` orders of the people, each drawn by hashing seed and ids, people are dealt out group by group;
then pairs of people change places as long as that makes it better. The best of these assignments is taken, the first
of equally good ones. All of it is done in whole numbers, so that it is the same everywhere, whatever order records
come in. With few people the best that there is comes out (checked for the suite's 19 and 5 against all 42504).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from synthgen.dataset.factors import SPLIT_FACTORS, SplitFactor, level_order
from synthgen.dataset.people import Person
from synthgen.seeds import seed_of

STARTS = 16
#: trials of two people changing places, over all starts: with many people the first deal is good already
_TRIALS = 60_000
#: a person counts as so many units, so that shares are whole numbers
_UNIT = 1000
_FIRST: tuple[SplitFactor, SplitFactor] = ("gender", "ethnicity")

#: {level: units}, for the first sum and the second
Profile = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]


def deal(people: Iterable[Person], sizes: Mapping[str, int], *, seed: int, stratified: bool = True) -> dict[str, str]:
    """Return {model: part} with ``sizes`` people in each part; not stratified, they are drawn by lot.

    Raises ValueError where sizes do not add up to the number of people.
    """
    everybody = sorted(people)
    if sum(sizes.values()) != len(everybody) or min(sizes.values()) < 1:
        raise ValueError(f"parts of {dict(sizes)} people cannot be made of {len(everybody)}")
    if not stratified:
        lots = _in_order(everybody, seed, 0, grouped=False)
        return dict(zip((person.id for person in lots), _places(sizes), strict=True))
    best: _Assignment | None = None
    starts = min(max(_TRIALS // len(everybody) ** 2, 1), STARTS)
    for start in range(starts):
        order = _in_order(everybody, seed, start, grouped=True)
        assignment = _Assignment(order, sizes)
        assignment.improve(_TRIALS // starts)
        if best is None or assignment.sums < best.sums:
            best = assignment
    assert best is not None  # there is at least one start
    return best.parts()


def shares(people: Iterable[Person]) -> dict[tuple[str, str], float]:
    """Return {(factor, level): share of the people, 0–1}, factor by factor."""
    everybody = list(people)
    counted: dict[tuple[str, str], float] = {}
    for factor in SPLIT_FACTORS:
        for level in sorted({level for person in everybody for level in person.shares(factor)}, key=level_order):
            counted[factor, level] = sum(person.shares(factor).get(level, 0.0) for person in everybody) / len(everybody)
    return counted


class _Assignment:
    """People in parts, and the two sums of squares, times the square of N × the product of the parts' sizes."""

    def __init__(self, order: list[Person], sizes: Mapping[str, int]) -> None:
        self._order = order
        self._names = list(sizes)
        counts = list(sizes.values())
        product = 1
        for count in set(counts):
            product *= count
        #: what one unit more in a part adds to the part's scaled deviation
        self._step = [len(order) * product // count for count in counts]
        self._profiles = [_profile(person) for person in order]
        self._part = _spread(len(order), counts)
        totals = [_sum(profile[turn] for profile in self._profiles) for turn in (0, 1)]
        self._off: list[list[dict[str, int]]] = []
        for part, step in enumerate(self._step):
            own = [p for p, where in zip(self._profiles, self._part, strict=True) if where == part]
            inside = [_sum(profile[turn] for profile in own) for turn in (0, 1)]
            self._off.append(
                [
                    {
                        level: inside[turn].get(level, 0) * step - total * product
                        for level, total in totals[turn].items()
                    }
                    for turn in (0, 1)
                ]
            )
        first, second = (sum(off * off for part in self._off for off in part[turn].values()) for turn in (0, 1))
        self.sums = (first, second)

    def parts(self) -> dict[str, str]:
        """Return {model: part}."""
        return {person.id: self._names[part] for person, part in zip(self._order, self._part, strict=True)}

    def improve(self, trials: int) -> None:
        """Let pairs change places as long as one makes it better, or until so many were tried."""
        count, better = len(self._order), True
        while better:
            better = False
            for one in range(count):
                for other in range(one + 1, count):
                    if self._part[one] == self._part[other] or self._profiles[one] == self._profiles[other]:
                        continue
                    if trials == 0:
                        return
                    trials -= 1
                    better |= self._swap(one, other)

    def _swap(self, one: int, other: int) -> bool:
        """Let two people change places if that makes it better, and tell whether it did."""
        p, q = self._part[one], self._part[other]
        moved, change = [], []
        for turn in (0, 1):
            units = _difference(self._profiles[one][turn], self._profiles[other][turn])
            total = 0
            for level, more in units:
                left, came = -more * self._step[p], more * self._step[q]
                total += left * (2 * self._off[p][turn][level] + left)
                total += came * (2 * self._off[q][turn][level] + came)
            if turn == 0 and total > 0:
                return False
            moved.append(units)
            change.append(total)
        if change >= [0, 0]:
            return False
        for turn in (0, 1):
            for level, more in moved[turn]:
                self._off[p][turn][level] -= more * self._step[p]
                self._off[q][turn][level] += more * self._step[q]
        self._part[one], self._part[other] = q, p
        self.sums = (self.sums[0] + change[0], self.sums[1] + change[1])
        return True


def _profile(person: Person) -> Profile:
    """Return the levels that a person counts as, in whole units: those of the first sum, and of the second."""
    gender, ethnicity = (_units(person.shares(factor)) for factor in _FIRST)
    first = {f"gender {level}": units * _UNIT for level, units in gender.items()}
    first |= {f"ethnicity {level}": units * _UNIT for level, units in ethnicity.items()}
    first |= {f"{g} × {e}": units * more for g, units in gender.items() for e, more in ethnicity.items()}
    second = {
        f"{factor} {level}": units
        for factor in SPLIT_FACTORS
        if factor not in _FIRST
        for level, units in _units(person.shares(factor)).items()
    }
    return tuple(sorted(first.items())), tuple(sorted(second.items()))


def _units(shares: Mapping[str, float]) -> dict[str, int]:
    return {level: round(share * _UNIT) for level, share in shares.items()}


def _in_order(people: list[Person], seed: int, start: int, *, grouped: bool) -> list[Person]:
    """Return people in an order drawn from seed and start: those alike one after the other where it is by group."""

    def drawn(*words: str) -> int:
        return seed_of(seed, words, f"split {start}")

    def key(person: Person) -> tuple[int, ...]:
        first, second = _profile(person) if grouped else ((), ())
        return drawn("first", repr(first)), drawn("second", repr(second)), drawn("person", person.id)

    return sorted(people, key=key)


def _spread(count: int, sizes: list[int]) -> list[int]:
    """Return the part of each of so many people in a row, such that any stretch of them is spread as the sizes are."""
    given = [0] * len(sizes)
    parts = []
    for place in range(count):
        part = max(range(len(sizes)), key=lambda p: (sizes[p] * (place + 1) - count * given[p], -p))
        given[part] += 1
        parts.append(part)
    return parts


def _places(sizes: Mapping[str, int]) -> list[str]:
    return [name for name, size in sizes.items() for _ in range(size)]


def _sum(levels: Iterable[tuple[tuple[str, int], ...]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for pairs in levels:
        total.update(dict(pairs))
    return total


def _difference(one: tuple[tuple[str, int], ...], other: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
    """Return how many units more of each level one profile has than another, where they differ."""
    units = dict(one)
    for level, count in other:
        units[level] = units.get(level, 0) - count
    return [(level, more) for level, more in units.items() if more]
