"""The pixel checks of a dataset: every clip decoded and measured, then all of them compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from synthgen.audit.check import Check, Context, Outcome, conclude, skip
from synthgen.audit.groups import people_of
from synthgen.audit.integrity import INTEGRITY, broken_clips
from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.bare import check_bare
from synthgen.audit.pixels.duplicates import check_duplicates, duplicate_pairs, pictures_across_splits
from synthgen.audit.pixels.lightness import check_groups, group_skins
from synthgen.audit.pixels.measure import ClipMeasures, Measured, measure_clip
from synthgen.audit.pixels.motion import check_motion
from synthgen.audit.pixels.neutral import check_neutral, check_outlines
from synthgen.audit.pixels.profiles import check_profiles
from synthgen.audit.pixels.strata import Clip, flagged
from synthgen.audit.pixels.summary import PixelSummary, pixel_summary
from synthgen.audit.pixels.tone import check_clip_tones, check_people_tones, people_skins
from synthgen.audit.policy import Policy
from synthgen.audit.splits import SPLITS
from synthgen.processes import pool
from synthgen.reader.declared import Declared
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding
from synthgen.reader.tree import Tree

#: clips that a process measures at a time; with fewer than two such portions a second process does not pay
_PORTION = 16

Progress = Callable[[int, int], None]


def check_pixels(
    tree: Tree,
    entries: Sequence[Entry],
    declared: Declared,
    limits: PixelLimits,
    *,
    skip: Collection[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
    policy: Policy | None = None,
) -> tuple[list[Finding], PixelSummary]:
    """Return findings about the pictures of all entries but those of the clips in ``skip``, and what was measured.

    ``policy`` says how people are put into age bands.
    """
    wanted = [entry for entry in entries if entry.clip not in skip]
    measures, findings = measure_all(tree, wanted, limits, workers=workers, progress=progress)
    more, summary = check_measures(measures, wanted, declared, limits, known=findings, policy=policy)
    return [*findings, *more], summary


def measure_all(
    tree: Tree, entries: Sequence[Entry], limits: PixelLimits, *, workers: int = 1, progress: Progress | None = None
) -> tuple[list[ClipMeasures], list[Finding]]:
    """Decode and measure every entry's clip, in their order; in ``workers`` processes where there are many."""
    measures: list[ClipMeasures] = []
    findings: list[Finding] = []
    count = 0
    for portion in _measure_portions(tree, entries, limits, workers):
        for one in portion:
            findings += one.findings
            measures += [one.measures] if one.measures else []
        count += len(portion)
        if progress:
            progress(count, len(entries))
    return measures, findings


def check_measures(
    measures: Sequence[ClipMeasures],
    entries: Sequence[Entry],
    declared: Declared,
    limits: PixelLimits,
    *,
    known: Sequence[Finding] = (),
    policy: Policy | None = None,
) -> tuple[list[Finding], PixelSummary]:
    """Return what the clips' measures show when they are compared, and a summary of them.

    A clip about which something is ``known`` is left out, and one in which an earlier check finds something is left out
    of the later ones: they would only say the same in other words.
    """
    by_clip = {entry.clip: entry for entry in entries}
    odd = flagged(known)
    clips = [Clip(by_clip[one.clip], one) for one in measures if one.clip in by_clip and one.clip not in odd]
    findings: list[Finding] = []

    def keep(new: Iterator[Finding]) -> None:
        """Take findings in, and their clips out of what follows."""
        nonlocal clips
        fresh = list(new)
        findings.extend(fresh)
        names = flagged(fresh)
        clips = [clip for clip in clips if clip.id not in names]

    everything = {clip.id: clip for clip in clips}
    keep(check_bare(clips, limits))
    # what is before a face moves by itself, hides what a face does, and may be no skin
    clips = [clip for clip in clips if clip.entry.hands is None]
    keep(check_neutral(clips, declared.neutral, limits))
    keep(check_outlines(clips, declared.neutral, limits))
    keep(check_profiles(clips, limits))
    keep(check_motion(clips, declared.performance, limits))
    suspects = flagged(findings)
    pairs = duplicate_pairs(list(everything.values()), suspects, limits)
    findings.extend(check_duplicates(pairs, everything, suspects))
    keep(check_clip_tones(clips, declared.neutral, limits))
    people = people_skins(clips)
    findings.extend(check_people_tones(people, limits))
    persons = people_of(entries, policy or Policy())
    groups = group_skins(people, {person.id: person.levels for person in persons})
    findings.extend(check_groups(groups, limits))
    return findings, pixel_summary(measures, people, groups, pairs)


#: of a worker process: the dataset it measures and by what
_worker: tuple[Tree, PixelLimits]


def _measure_portions(
    tree: Tree, entries: Sequence[Entry], limits: PixelLimits, workers: int
) -> Iterator[list[Measured]]:
    portions = [entries[start : start + _PORTION] for start in range(0, len(entries), _PORTION)]
    if workers < 2 or len(portions) < 2:
        for portion in portions:
            yield [measure_clip(tree, entry, limits) for entry in portion]
        return
    processes = min(workers, len(portions))
    with pool(processes, begin=_begin, given=(tree, limits)) as spread:
        yield from spread(_measure_portion, portions)


def _begin(tree: Tree, limits: PixelLimits) -> None:
    global _worker
    _worker = (tree, limits)


def _measure_portion(entries: Sequence[Entry]) -> list[Measured]:
    tree, limits = _worker
    return [measure_clip(tree, entry, limits) for entry in entries]


def _check(context: Context) -> Outcome[PixelSummary | None]:
    if not context.options.full:
        return skip("pictures were not decoded; --full does", None)
    evidence, policy = context.evidence, context.policy
    findings, summary = check_pixels(
        evidence.tree,
        evidence.entries,
        evidence.declared,
        policy.pixels,
        skip=broken_clips(context.outcome(INTEGRITY).findings),
        workers=evidence.workers,
        progress=lambda count, total: context.progress(PIXELS.name, count, total),
        policy=policy,
    )
    parts = {file.name: file.split.parts for file in context.outcome(SPLITS).section.files}
    findings += pictures_across_splits(summary.duplicates, parts)
    return conclude(findings, f"{summary.clips} clips, {summary.frames} frames decoded", summary)


PIXELS = Check("pixels", _check, needs=(INTEGRITY, SPLITS))
