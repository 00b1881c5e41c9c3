"""Splits, proved: who and what they keep apart is apart, they hold every clip, and they are what their settings give.

A file is judged in this order, and what is found first explains what would follow from it: it can be read; no clip is
in two parts; no model (or signal) that is kept apart is; no clip is unknown or in no part; it was made from these
records; made again from them, it is the same; its parts resemble each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from synthgen.audit.check import Check, Context, Outcome, conclude, skip
from synthgen.audit.policy import Policy
from synthgen.dataset.factors import NONE
from synthgen.dataset.people import Contents, Person, contents_of
from synthgen.dataset.splitfile import LARGEST, SUFFIX, check_name, clips_twice, parse_split
from synthgen.dataset.splits import LEFT_OUT, Split, deals_people, make_split, models_in
from synthgen.dataset.stratify import deal, shares
from synthgen.errors import InputError, reason
from synthgen.layout import SPLITS as FOLDER
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.reader.tree import Tree

#: split files that are looked at
_MOST_FILES = 50
#: findings of one code in one file, of clips or ids one by one; what is beyond is counted
_MOST_FOUND = 20


@dataclass(frozen=True)
class SplitFile:
    """A split file that can be read. ``complete`` is what it says of itself, ``name`` what its own name says."""

    path: str
    name: str
    split: Split
    complete: bool


@dataclass(frozen=True)
class GroupShare:
    """The share, 0–1, that a level of a factor has of the people of the whole dataset and of each part."""

    factor: str
    level: str
    whole: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class SplitSummary:
    """A split that can be read: how many clips and models its parts hold, and who these are."""

    name: str
    kind: str
    parts: Mapping[str, int]
    models: Mapping[str, int]
    shares: tuple[GroupShare, ...]


@dataclass(frozen=True)
class Splits:
    """A dataset's splits, those that can be read."""

    files: tuple[SplitFile, ...] = ()
    summaries: tuple[SplitSummary, ...] = ()


def read_splits(tree: Tree) -> tuple[list[SplitFile], list[Finding]]:
    """Return a dataset's splits in order of name, and findings for what is in their folder and is none."""
    files, findings = [], []
    for number, path in enumerate(tree.within(FOLDER)):
        if number == _MOST_FILES:
            message = f"there are {len(tree.within(FOLDER))} files in {FOLDER}/; the audit reads {_MOST_FILES}"
            findings.append(found("split-unreadable", message, path=path))
            break
        pure = PurePosixPath(path)
        try:
            if pure.suffix != SUFFIX or len(pure.parts) != 2:
                raise InputError(f"is no split: expected {FOLDER}/NAME{SUFFIX}")
            check_name(pure.stem)
            split, complete = parse_split(tree.read(path, most=LARGEST))
        except (InputError, OSError) as error:
            findings.append(found("split-unreadable", f"the split cannot be used: {reason(error)}", path=path))
        else:
            files.append(SplitFile(path, pure.stem, split, complete))
    return files, findings


def check_splits(tree: Tree, entries: Sequence[Entry], policy: Policy) -> tuple[list[Finding], Splits]:
    """Return findings, and the splits that can be read."""
    files, findings = read_splits(tree)
    if not files:
        return findings, Splits()
    contents = contents_of((entry.clip, entry.model, entry.signal) for entry in entries)
    for file in files:
        findings += check_split(file, contents, policy)
    return findings, Splits(tuple(files), tuple(_summarise(file, contents) for file in files))


def check_split(file: SplitFile, contents: Contents, policy: Policy) -> list[Finding]:
    """Return the findings of one split, given what the dataset holds."""
    split = file.split
    findings = [*_overlaps(file), *_leaks(file, contents), *_find_unknown(file, contents)]
    if file.complete and split.left_out:
        message = "is left out of a split that says it is complete"
        findings += _one_by_one("split-incomplete", file, split.left_out, message)
    within = _all_clips(split)
    missing = sorted(contents.clips.keys() - within)
    made_of: Contents | None = contents if contents.sha256 == split.contents_sha256 else None
    if made_of is not None:
        findings += _one_by_one("split-incomplete", file, missing, "is in no part of the split, nor left out of it")
    elif not findings:
        older = contents.only(within)
        if missing and older.sha256 == split.contents_sha256:
            made_of = older
            message = f"the split was made when the dataset had {split.clips} clips: {len(missing)} more are in no part"
            findings.append(found("split-outdated", message, clip=missing[0], path=file.path))
        else:
            message = (
                f"the split was made from other records than these {len(contents.clips)}: their clips, people or "
                "signals differ, so it cannot be made again and compared"
            )
            findings.append(found("split-foreign", message, path=file.path))
    if made_of is not None and all(finding.code == "split-outdated" for finding in findings):
        findings += _find_alteration(file, made_of)
        if split.stratified and not any(finding.code == "split-altered" for finding in findings):
            return findings  # as even as it can be: that is what was just made again
    if all(finding.code in ("split-outdated", "split-foreign") for finding in findings):
        findings += _uneven(file, contents, policy)
    return findings


def _overlaps(file: SplitFile) -> Iterator[Finding]:
    twice = clips_twice(file.split)
    for clip, parts in twice[:_MOST_FOUND]:
        where = f"twice in '{parts[0]}'" if len(set(parts)) == 1 else f"in {_quote(dict.fromkeys(parts))}"
        yield found("split-overlap", f"the clip is {where}; expected in one part, once", clip=clip, path=file.path)
    if len(twice) > _MOST_FOUND:
        yield found("split-overlap", f"{len(twice) - _MOST_FOUND} more clips are in two parts", path=file.path)


def _leaks(file: SplitFile, contents: Contents) -> Iterator[Finding]:
    """Yield a finding for everyone, and every signal, in two parts, at a clip outside the part that has the most."""
    twice = {clip for clip, _ in clips_twice(file.split)}
    for place, what in ((0, "model"), (1, "signal")):
        if what not in file.split.disjoint:
            continue
        at: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for part, clips in file.split.parts.items():
            for clip in clips:
                if clip in contents.clips and clip not in twice:
                    at[contents.clips[clip][place]][part].append(clip)
        leaking = sorted(name for name, parts in at.items() if len(parts) > 1)
        for name in leaking[:_MOST_FOUND]:
            home = max(at[name], key=lambda part: (len(at[name][part]), part))
            strays = sorted(clip for part, clips in at[name].items() if part != home for clip in clips)
            counts = ", ".join(f"{len(clips)} in '{part}'" for part, clips in at[name].items())
            message = (
                f"{what} '{name}' is in {len(at[name])} parts ({counts} clips); the split keeps every {what} in one"
            )
            yield found("split-leak", message, clip=strays[0], path=file.path)
        if len(leaking) > _MOST_FOUND:
            message = f"{len(leaking) - _MOST_FOUND} more {what}s are in two parts"
            yield found("split-leak", message, path=file.path)


def _find_unknown(file: SplitFile, contents: Contents) -> Iterator[Finding]:
    parts = (*file.split.parts.items(), (LEFT_OUT, file.split.left_out))
    unknown = sorted((clip, part) for part, clips in parts for clip in set(clips) - contents.clips.keys())
    for clip, part in unknown[:_MOST_FOUND]:
        yield found("split-unknown", f"'{part}' names '{clip}', which no record is of", clip=clip, path=file.path)
    if len(unknown) > _MOST_FOUND:
        yield found("split-unknown", f"{len(unknown) - _MOST_FOUND} more clips are not in the dataset", path=file.path)


def _find_alteration(file: SplitFile, made_of: Contents) -> list[Finding]:
    """Compare a split with the one that its settings, its seed and the records give."""
    split = file.split

    def altered(message: str, clip: str | None = None) -> list[Finding]:
        return [found("split-altered", message, clip=clip, path=file.path)]

    if split.name != file.name:
        return altered(f"the file is called '{file.name}', the split in it '{split.name}'")
    try:
        again = make_split(made_of, split.settings, name=split.name, seed=split.seed, root_hash=split.root_hash)
    except InputError as error:
        return altered(f"its settings give no split of the dataset: {error.message}")
    said = f"{split.kind}, seed {split.seed}"
    where, expected = _part_of(split), _part_of(again)
    moved = sorted(clip for clip in where if where[clip] != expected[clip])
    if moved:
        more = f", like {len(moved) - 1} more clips;" if len(moved) > 1 else ";"
        return altered(
            f"the clip is in '{where[moved[0]]}'{more} the split's settings ({said}) give '{expected[moved[0]]}'",
            moved[0],
        )
    if list(split.parts) != list(again.parts):
        return altered(f"its parts are {_quote(split.parts)}; its settings give {_quote(again.parts)}")
    if file.complete != split.complete:
        return altered(f"it says that it is {'' if file.complete else 'not '}complete; its settings give the opposite")
    return []


def _uneven(file: SplitFile, contents: Contents, policy: Policy) -> Iterator[Finding]:
    """Find factors less even than the policy wants, and less than people can be dealt out in parts of these sizes."""
    if not deals_people(file.split):
        return
    parts = models_in(contents, file.split)
    everybody = [person for people in parts.values() for person in people]
    if not all(parts.values()) or len({person.id for person in everybody}) != len(everybody):
        return
    worst = _deviations(parts)
    if all(off <= policy.splits.uneven for off, _, _ in worst.values()):
        return
    dealt = deal(everybody, {part: len(people) for part, people in parts.items()}, seed=file.split.seed)
    best = _deviations({part: [one for one in everybody if dealt[one.id] == part] for part in parts})
    whole = shares(everybody)
    for factor, (off, level, part) in worst.items():
        if off > policy.splits.uneven and off > best[factor][0] + 1e-9:
            share = shares(parts[part]).get((factor, level), 0.0)
            message = (
                f"{factor} '{level}' is {share:.0%} of the people in '{part}' and {whole[factor, level]:.0%} of all; "
                f"the policy allows {policy.splits.uneven:.0%} of difference, a stratified split has "
                f"{best[factor][0]:.0%}"
            )
            yield found("split-uneven", message, path=file.path)


def _deviations(parts: dict[str, list[Person]]) -> dict[str, tuple[float, str, str]]:
    """Return {factor: (largest difference of a level's share between a part and all, that level, that part)}."""
    whole = shares(person for people in parts.values() for person in people)
    own = {part: shares(people) for part, people in parts.items()}
    worst: dict[str, tuple[float, str, str]] = {}
    for (factor, level), share in whole.items():
        for part in parts:
            off = (abs(own[part].get((factor, level), 0.0) - share), level, part)
            worst[factor] = max(worst.get(factor, off), off)
    return worst


def _summarise(file: SplitFile, contents: Contents) -> SplitSummary:
    """Return what a split's parts hold and who is in them, a mixture counting by its shares."""
    people = models_in(contents, file.split)
    whole = shares({person.id: person for part in people.values() for person in part}.values())
    own = {part: shares(inside) for part, inside in people.items()}
    levels = Counter(factor for factor, _ in whole)
    return SplitSummary(
        name=file.name,
        kind=file.split.kind,
        parts={part: len(clips) for part, clips in file.split.parts.items()},
        models={part: len(inside) for part, inside in people.items()},
        shares=tuple(
            GroupShare(factor, level, round(share, 6), {part: round(own[part].get(key, 0.0), 6) for part in people})
            for key, share in whole.items()
            for factor, level in [key]
            if level != NONE or levels[factor] > 1
        ),
    )


def _one_by_one(code: str, file: SplitFile, clips: Sequence[str], what: str) -> Iterator[Finding]:
    for clip in clips[:_MOST_FOUND]:
        yield found(code, f"the clip {what}", clip=clip, path=file.path)
    if len(clips) > _MOST_FOUND:
        yield found(code, f"{len(clips) - _MOST_FOUND} more clips: each {what}", path=file.path)


def _all_clips(split: Split) -> set[str]:
    return {*split.left_out, *(clip for clips in split.parts.values() for clip in clips)}


def _part_of(split: Split) -> dict[str, str]:
    where = {clip: part for part, clips in split.parts.items() for clip in clips}
    return where | dict.fromkeys(split.left_out, LEFT_OUT)


def _quote(names: Iterable[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)


def _check(context: Context) -> Outcome[Splits]:
    evidence = context.evidence
    findings, splits = check_splits(evidence.tree, evidence.entries, context.policy)
    if not findings and not splits.files:
        return skip("the dataset has no splits", splits)
    did = f"{len(splits.files)} splits: are they disjoint, whole, and what their own settings give"
    return conclude(findings, did, splits)


SPLITS = Check("splits", _check)
