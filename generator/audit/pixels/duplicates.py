"""Clips that show the same pictures, whatever their files and records say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.norms import profile_of
from synthgen.audit.pixels.strata import Clip, stratify
from synthgen.reader.finding import Finding, found

Pair = tuple[str, str]

#: sides of the small pictures that candidates are looked for with
_SIDE = 8
_BLOCK = 1024
#: pairs that are kept, at most: a dataset of one picture would have a pair of everything
_MOST_PAIRS = 20_000
#: correlation of two motion profiles from which on two clips move alike
_ALIKE = 0.98


def duplicate_pairs(clips: Sequence[Clip], suspects: Set[str], limits: PixelLimits) -> list[Pair]:
    """Return the pairs of clip ids that show the same pictures, sorted.

    Pictures that decode to the same bits always count. Alike ones (re-encoded) count across people and angles; of one
    person from one angle only where one of the two is a suspect and they move alike: similar signals look alike, and so
    do takes.
    """
    pairs = set()
    for group in stratify(clips, lambda clip: clip.measures.sha256).values():
        first = group[0]
        pairs |= {_pair(first, other) for other in group[1:]}
    for one, other in _alike(clips, limits.duplicate):
        same = (one.model, one.angle) == (other.model, other.angle)
        if not same or (not suspects.isdisjoint((one.id, other.id)) and _move_alike(one, other)):
            pairs.add(_pair(one, other))
            if len(pairs) >= _MOST_PAIRS:
                break
    return sorted(pairs)


def check_duplicates(pairs: Sequence[Pair], clips: Mapping[str, Clip], suspects: Collection[str]) -> Iterator[Finding]:
    """Yield pictures-duplicated, about the suspect of a pair where one is, else about both."""
    told = set()
    for pair in pairs:
        blamed = [clip for clip in pair if clip in suspects] or list(pair)
        for clip in blamed:
            other = pair[1] if clip == pair[0] else pair[0]
            if clip not in told:
                told.add(clip)
                yield clips[clip].finding("pictures-duplicated", f"shows the same pictures as {other}")


def pictures_across_splits(
    pairs: Sequence[Pair], splits: Mapping[str, Mapping[str, Collection[str]]]
) -> Iterator[Finding]:
    """Yield pictures-across-splits for pairs whose clips are in two parts of a split: {name: {part: clip ids}}."""
    for name, parts in sorted(splits.items()):
        where = {clip: part for part, members in parts.items() for clip in members}
        for one, other in pairs:
            if one in where and other in where and where[one] != where[other]:
                yield found(
                    "pictures-across-splits",
                    f"split '{name}' has {one} in '{where[one]}' and {other} in '{where[other]}': they show the "
                    "same pictures",
                    clip=one,
                )


def _alike(clips: Sequence[Clip], limit: float) -> Iterator[tuple[Clip, Clip]]:
    """Yield the pairs whose pictures differ by less than a limit in levels (rms).

    Small pictures, and one number a clip, never differ by more than whole ones: they leave few to compare.
    """
    if len(clips) < 2:
        return
    small = np.stack([_small(clip) for clip in clips])
    small -= small.mean(0)
    axis = np.linalg.eigh(small.T @ small)[1][:, -1]
    place = small @ axis
    order = np.argsort(place, kind="stable")
    small, place = small[order], place[order]
    length = (small**2).sum(1)
    reach = limit * np.sqrt(small.shape[1])
    for start in range(0, len(order), _BLOCK):
        stop = min(start + _BLOCK, len(order))
        end = int(np.searchsorted(place, place[stop - 1] + reach, "right"))
        for first in range(start, end, _BLOCK):
            last = min(first + _BLOCK, end)
            distance = length[start:stop, None] + length[None, first:last]
            distance -= 2.0 * (small[start:stop] @ small[first:last].T)
            for i, j in zip(*np.nonzero(distance < reach * reach * 1.01), strict=True):
                if start + i < first + j:
                    one, other = clips[order[start + i]], clips[order[first + j]]
                    if _distance(one, other) < limit:
                        yield one, other


def _small(clip: Clip) -> np.ndarray:
    """Return a clip's five pictures at 8 × 8, float32; they weigh as their full ones do in ``_distance``."""
    shots = clip.measures.shots
    pictures = [shots.start, shots.end, *shots.between]
    parts = [
        picture.reshape(_SIDE, len(picture) // _SIDE, _SIDE, -1).mean((1, 3), dtype=np.float32).ravel()
        for picture in pictures
    ]
    return np.concatenate(parts)


def _distance(one: Clip, other: Clip) -> float:
    """Return the rms difference in levels of two clips' five pictures, each weighing the same."""
    squares = []
    for name in ("start", "end", "between"):
        a, b = (getattr(clip.measures.shots, name).astype(np.float32) for clip in (one, other))
        squares += [float(((a - b) ** 2).mean())] * (3 if name == "between" else 1)
    return float(np.sqrt(np.mean(squares)))


def _move_alike(one: Clip, other: Clip) -> bool:
    a, b = (np.sqrt(profile_of(clip)).ravel() for clip in (one, other))
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return lengths > 0 and float(a @ b) / lengths > _ALIKE


def _pair(one: Clip, other: Clip) -> Pair:
    return (one.id, other.id) if one.id < other.id else (other.id, one.id)
