"""Splits: which clips a model is trained on and which it is tested on, with people or signals kept apart.

``make_split`` is a function of its settings, its seed and what the dataset's records declare, and of nothing else: the
audit makes every split again. ``splitfile`` writes and reads them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from synthgen.dataset.groups import list_names
from synthgen.dataset.people import Contents, Person
from synthgen.dataset.splitkinds import (
    HELD_OUT,
    Apart,
    HeldOutGroup,
    HeldOutSignals,
    Holdout,
    KFold,
    Kind,
    Settings,
    apart_in,
    kind_of,
)
from synthgen.dataset.stratify import deal
from synthgen.errors import InputError
from synthgen.seeds import seed_of

LEFT_OUT = "left_out"
#: seeds that the hashes take
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Split:
    """Parts of a dataset: {name: sorted clip ids}. ``complete``: every clip is in one of them, none is left out.

    ``root_hash`` is the dataset's when the split was made, None where it had none; ``contents_sha256`` the hash of
    what the split was made from (``Contents.sha256``).
    """

    name: str
    settings: Settings
    seed: int
    parts: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    root_hash: str | None
    contents_sha256: str

    @property
    def kind(self) -> Kind:
        return kind_of(self.settings)

    @property
    def disjoint(self) -> tuple[Apart, ...]:
        """What is kept apart: no model, or no signal, is in two parts."""
        return apart_in(self.settings)

    @property
    def stratified(self) -> bool:
        """Whether people were dealt out so that the parts resemble each other."""
        return getattr(self.settings, "stratified", False)

    @property
    def complete(self) -> bool:
        return not self.left_out

    @property
    def clips(self) -> int:
        """How many clips the dataset had when the split was made."""
        return sum(map(len, self.parts.values())) + len(self.left_out)

    def others(self, part: str) -> tuple[str, ...]:
        """Return the clips of all parts but one, sorted: what to train on where that one is to be tested on."""
        if part not in self.parts:
            raise KeyError(part)
        return tuple(sorted(clip for name, clips in self.parts.items() if name != part for clip in clips))


def make_split(
    contents: Contents, settings: Settings, *, name: str, seed: int = 0, root_hash: str | None = None
) -> Split:
    """Split a dataset's clips. Raises InputError where the settings don't fit what the dataset has."""
    if not contents.clips:
        raise InputError("the dataset has no clips to split", remedy="Render some: `synthgen render`.")
    people, emotions = contents.agreed()
    by_model: dict[str, str] | None = None
    by_signal: dict[str, str] | None = None
    if isinstance(settings, Holdout):
        by_model = _deal(people, dict(settings.models), seed, settings.stratified)
        order = [part for part, _ in settings.models]
    elif isinstance(settings, KFold):
        sizes = settings.sizes(len(people))
        by_model = _deal(people, sizes, seed, settings.stratified)
        order = list(sizes)
    elif isinstance(settings, HeldOutGroup):
        by_model = _held_out_people(people, settings)
        order = list(HELD_OUT)
    else:
        by_signal = _held_out_signals(emotions, settings, seed)
        if settings.models:
            by_model = _deal(people, dict(settings.models), seed, settings.stratified)
        order = list(HELD_OUT)
    parts: dict[str, list[str]] = {part: [] for part in order}
    left_out = []
    for clip, (model, signal) in sorted(contents.clips.items()):
        wanted = {by[name] for by, name in ((by_model, model), (by_signal, signal)) if by is not None}
        part = wanted.pop()
        if wanted or part == LEFT_OUT:
            left_out.append(clip)
        else:
            parts[part].append(clip)
    for part, clips in parts.items():
        if not clips:
            raise InputError(
                f"no clip would be in '{part}': its models do none of its signals",
                remedy="Finish the dataset, or give another --seed.",
            )
    return Split(
        name=name,
        settings=settings,
        seed=seed,
        parts={part: tuple(clips) for part, clips in parts.items()},
        left_out=tuple(left_out),
        root_hash=root_hash,
        contents_sha256=contents.sha256,
    )


def models_in(contents: Contents, split: Split) -> dict[str, list[Person]]:
    """Return {part: its people, by model id}; clips that the dataset lacks count for nobody."""
    return {
        part: [
            contents.people[model][0]
            for model in sorted({contents.clips[clip][0] for clip in clips if clip in contents.clips})
        ]
        for part, clips in split.parts.items()
    }


def deals_people(split: Split) -> bool:
    """Tell whether a split spreads people over its parts, rather than keeping a group of them out."""
    return split.kind in ("holdout", "kfold") or (split.kind == "signals" and "model" in split.disjoint)


def _deal(people: Mapping[str, Person], sizes: Mapping[str, int], seed: int, stratified: bool) -> dict[str, str]:
    if sum(sizes.values()) != len(people):
        raise InputError(
            f"{' + '.join(map(str, sizes.values()))} models in the parts; the dataset has {len(people)}",
            remedy=f"Give --models that add up to {len(people)}.",
        )
    return deal(people.values(), sizes, seed=seed, stratified=stratified)


def _held_out_people(people: Mapping[str, Person], settings: HeldOutGroup) -> dict[str, str]:
    """Return {model: part}; who cannot be told to be of the group or not is left out."""
    group = settings.group
    group.check_names(people.values())
    told = {True: HELD_OUT[1], False: HELD_OUT[0], None: LEFT_OUT}
    parts = {model: told[group.has(person)] for model, person in people.items()}
    for part, problem in ((HELD_OUT[1], "nobody is of the group"), (HELD_OUT[0], "nobody is left to train on")):
        if part not in parts.values():
            unknown = sum(where == LEFT_OUT for where in parts.values())
            also = f", and of {unknown} it is not declared" if unknown else ""
            raise InputError(
                f"'{group}': {problem}; the dataset has {len(people)} models{also}",
                remedy="`synthgen models show` says what is declared of a model; change the conditions.",
            )
    return parts


def _held_out_signals(emotions: Mapping[str, str], settings: HeldOutSignals, seed: int) -> dict[str, str]:
    """Return {signal: part}: named signals, or so many of each emotion, drawn by hashing."""
    if isinstance(settings.signals, int):
        held = set()
        for emotion in sorted(set(emotions.values())):
            own = [signal for signal in emotions if emotions[signal] == emotion]
            if len(own) <= settings.signals:
                raise InputError(
                    f"{settings.signals} signals of each emotion are to be held out; '{emotion}' has {len(own)}, "
                    "and one has to be left to train on",
                    remedy="Hold out fewer, or name the signals.",
                )
            held |= set(sorted(own, key=lambda signal: seed_of(seed, (signal,), "split signal"))[: settings.signals])
    else:
        held = set(settings.signals)
        for name in sorted(held - emotions.keys()):
            near = difflib.get_close_matches(name, sorted(emotions), 1)
            raise InputError(
                f"there is no signal '{name}' in the dataset; there are {list_names(sorted(emotions))}",
                remedy=f"Did you mean '{near[0]}'?" if near else "",
            )
        if held == set(emotions):
            raise InputError("all signals are to be held out: none is left to train on", remedy="Name fewer.")
    return {signal: HELD_OUT[signal in held] for signal in emotions}
