"""Labels: what animations say of themselves beside what they play, and what records say beside their animations.

Nobody's AUs can leave 0–1, and no declared neutral frame can move, in an animation that was read: the reader refuses
such a YAML, and plays a ``.fani`` cut to 0–1. What a ``.fani`` asked for is looked at here all the same.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from synthgen.audit.check import Check, Context, Outcome, conclude
from synthgen.facs.animation import Animation, moving, one_sided
from synthgen.facs.curves import Curves, phases
from synthgen.facs.distinct import LIMIT, at_one_rate, similarity
from synthgen.facs.lint import NEUTRAL
from synthgen.facs.performance import Performance
from synthgen.facs.signs import SIGNS, TRACKS
from synthgen.reader.entry import Entry, Part
from synthgen.reader.finding import Finding, found

#: records keep six digits
_ROUNDING = 1e-6
#: renderers whose pictures show no signs
_WITHOUT_SIGNS = frozenset({"makehuman"})
#: records of different signals or takes that are kept, with what is wrong with them: clips come take by take
_JUDGED_AT_HAND = 1000


def check_animations(
    signals: Mapping[str, Animation], curves: Mapping[str, Curves], *, paths: Mapping[str, str]
) -> list[Finding]:
    """Return what is wrong with each animation, and which of different emotions move alike; by id, as in ``Declared``.

    ``curves`` are what is played. ``paths`` are {"signal/ID": path}.
    """
    findings = []
    for name, animation in sorted(signals.items()):
        path = paths.get(f"signal/{name}")
        for code, message in _problems(animation, curves[name]):
            findings.append(found(code, f"{name}: {message}", path=path))
    for one, other, likeness in _alike(signals, curves):
        emotions = f"{signals[one].emotion or 'none'} and {signals[other].emotion or 'none'}"
        message = f"{one} and {other} ({emotions}) have AU curves that correlate by {likeness:.2f}, above {LIMIT:g}"
        findings.append(found("signals-alike", message, path=paths.get(f"signal/{other}")))
    return findings


def check_classes(signals: Mapping[str, Animation], classes: Collection[str]) -> list[Finding]:
    """Return where a design's classes are not those of its signals: it may declare none."""
    if not classes:
        return []
    listed = ", ".join(sorted(classes))
    of_signals = {name: animation.emotion or "none" for name, animation in sorted(signals.items())}
    other = [f"{name} is of class {emotion}" for name, emotion in of_signals.items() if emotion not in classes]
    unseen = [f"no signal is of class {name}" for name in sorted(classes) if name not in of_signals.values()]
    return [found("classes-differ", f"{what}; the design declares {listed}") for what in (*other, *unseen)]


def check_labels(entries: Iterable[Entry], played: Callable[[str], Performance | None]) -> list[Finding]:
    """Return every clip's record whose AU peaks or phases are not those that it plays, or cannot be any's.

    ``played`` says what a clip of an id plays. Where that is not known, or the record was made with another animation,
    only what no clip can have is reported.
    """
    findings = []
    judged: dict[tuple[int, int, Performance | None], tuple[Part, list[tuple[str, str]]]] = {}
    for entry in entries:
        performance = played(entry.clip)
        if performance is not None and not _is_of(entry.signal, performance.signal):
            performance = None
        key = (id(entry.signal), entry.frames, performance)
        if key not in judged:
            if len(judged) >= _JUDGED_AT_HAND:
                judged.clear()
            problems = list(_wrong(entry.signal, entry.frames, None if performance is None else _truth_of(performance)))
            judged[key] = (entry.signal, problems)  # the part is kept, so that no other one can get its id
        for code, message in judged[key][1]:
            findings.append(found(code, f"{entry.signal['id'][:80]}: {message}", clip=entry.clip, path=entry.path))
    return findings


def _is_of(part: Part, animation: Animation) -> bool:
    return bool((part["id"], part["sha256"]) == (animation.signal, animation.sha256))


@dataclass(frozen=True)
class _Truth:
    """What curves have: {AU: (its peak, the first frame of it)}, phases and frames."""

    peaks: Mapping[str, tuple[float, int]]
    phases: tuple[int, int, int]
    frames: int


@functools.lru_cache(maxsize=_JUDGED_AT_HAND)
def _truth_of(played: Performance) -> _Truth:
    peaks = {}
    for code, column in zip(played.curves.codes, played.curves.values.T, strict=True):
        frame = int(column.argmax())
        if column[frame] > 0:
            peaks[code] = (float(column[frame]), frame)
    part = phases(played.expression)
    return _Truth(peaks, (part.onset, part.apex, part.offset) if part else (0, 0, 0), played.curves.frames)


def _wrong(signal: Part, frames: int, truth: _Truth | None) -> Iterator[tuple[str, str]]:
    """Yield (code, message) of a record's signal part in a clip of so many frames; peaks and phases once each."""
    length = frames if truth is None else truth.frames  # a record with a wrong number of frames is another finding
    invalid = _invalid_peak(signal["peaks"], length)
    if invalid is not None:
        yield "curve-invalid", invalid
    elif truth is not None:
        differing = _other_peak(signal["peaks"], truth.peaks)
        if differing is not None:
            yield "peaks-differ", differing
    stated = (signal["onset"], signal["apex"], signal["offset"])
    names = "onset {}, apex {}, offset {}"
    if not 0 <= stated[0] <= stated[1] <= stated[2] < length:
        yield "phases-disordered", f"{names.format(*stated)}; expected in this order within frames 0 to {length - 1}"
    elif truth is not None and stated != truth.phases:
        yield "phases-differ", f"{names.format(*stated)}; what it plays has {names.format(*truth.phases)}"


def _invalid_peak(peaks: Part, frames: int) -> str | None:
    for code, peak in sorted(peaks.items()):
        if code not in TRACKS:
            return f"a peak of {code[:40]!r}, which is no AU and no sign of the catalogue"
        if peak["frame"] >= frames:
            return f"{code} peaks in frame {peak['frame']}; the clip has frames 0 to {frames - 1}"
        if not 0 < peak["intensity"] <= 1:
            return f"{code} has a peak of {peak['intensity']:g}; expected above 0 and at most 1"
    return None


def _other_peak(stated: Part, truth: Mapping[str, tuple[float, int]]) -> str | None:
    for code in sorted({*stated, *truth}):
        if code not in truth:
            return f"{code} peaks at {stated[code]['intensity']:g}; what it plays does not move it"
        level, frame = truth[code]
        if code not in stated:
            return f"no peak of {code}; what it plays has {level:.6g} in frame {frame}"
        here = stated[code]
        if abs(here["intensity"] - level) > _ROUNDING or here["frame"] != frame:
            shown = f"{here['intensity']:.6g} in frame {here['frame']}"
            return f"{code} peaks at {shown}; what it plays has {level:.6g} in frame {frame}"
    return None


def _problems(animation: Animation, curves: Curves) -> Iterator[tuple[str, str]]:
    """Yield (code, message) of everything that is wrong with one animation."""
    if moving(curves) <= SIGNS.keys() and animation.emotion not in (None, NEUTRAL):
        yield "signal-still", f"is labelled {animation.emotion} and moves no AU"
    if animation.segments:
        yield from _fani(animation, curves)
        return
    sided = one_sided(animation.tracks)
    if animation.symmetric and sided:
        yield "symmetry-broken", f"says symmetric: true, but {', '.join(sided)} have no equal on the other side"
    if not animation.symmetric and not sided:
        yield "symmetry-broken", "says symmetric: false, but both sides of the face do the same"


def _fani(animation: Animation, curves: Curves) -> Iterator[tuple[str, str]]:
    """Yield what a .fani asks for and does not get when it plays, a kind once, with every AU that has it."""
    outside, cut, lost = [], [], []
    for code, segments in animation.segments.items():
        times = [time for segment in segments for time, _ in segment.points]
        levels = [level for segment in segments for _, level in segment.points]
        far = max(times, key=lambda time: max(-time, time - 1), default=0.0)
        if not 0 <= far <= 1:
            outside.append(f"{code} {far:.3g}")
        far = max(levels, key=lambda level: max(-level, level - 1), default=0.0)
        if not 0 <= far <= 1:
            cut.append(f"{code} {far:.3g}")
        stops = [(s.points[2][0], s.points[3][0]) for s in segments if s.points[3][0] < s.points[2][0]]
        lost += [f"{code} (apex until {apex:.3g}, stop at {stop:.3g})" for apex, stop in stops[:1]]
    if outside:
        yield "keys-outside", f"has keyframes at times outside 0–1: {', '.join(outside)}; their ramps are cut"
    if cut:
        yield "curve-outside", f"asks for intensities outside 0–1: {', '.join(cut)}; they are cut"
    if lost:
        yield "keys-disordered", f"stops before its apex does: {', '.join(lost)}; the last ramp never runs"
    left = [
        f"{code} {level:.3g}" for code, level in zip(curves.codes, curves.values[-1].tolist(), strict=True) if level
    ]
    if left:
        yield (
            "neutral-unreturned",
            f"{len(left)} of its {len(moving(curves))} AUs are not back at 0 at the end: {', '.join(left)}",
        )


def _alike(signals: Mapping[str, Animation], curves: Mapping[str, Curves]) -> Iterator[tuple[str, str, float]]:
    """Yield pairs of signals of different emotion that are more alike than ``distinct.LIMIT``.

    All are compared at one frame rate. Two that share no AU cannot be alike: no frame has both, and so their
    correlation is not above 0.
    """
    active = {name: moving(curves[name]) for name in sorted(signals)}
    pairs = [
        (one, other)
        for one, other in combinations(active, 2)
        if signals[one].emotion != signals[other].emotion and active[one] & active[other]
    ]
    names = sorted({name for pair in pairs for name in pair})
    sampled = dict(zip(names, at_one_rate([signals[name] for name in names]), strict=True))
    for one, other in pairs:
        likeness, _ = similarity(sampled[one], sampled[other])
        if likeness > LIMIT:
            yield one, other, likeness


def check_signs(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield a finding for each signal with signs in its peaks that a renderer left out of the pictures."""
    left_out: dict[str, set[str]] = {}
    for entry in entries:
        if entry.renderer["name"] in _WITHOUT_SIGNS:
            left_out.setdefault(entry.signal["id"], set()).update(SIGNS.keys() & entry.signal["peaks"].keys())
    for signal, signs in sorted(left_out.items()):
        if signs:
            yield found("signs-unseen", f"{signal[:80]}: shown without {', '.join(sorted(signs))}")


def _check(context: Context) -> Outcome[None]:
    entries, declared = context.evidence.entries, context.evidence.declared
    findings = check_animations(declared.signals, declared.curves, paths={})  # reports name signals, not their files
    findings += check_classes(declared.signals, declared.design.classes if declared.design else ())
    findings += check_labels(entries, declared.performance)
    findings += check_signs(entries)
    did = f"{len(declared.signals)} animations' curves; AU peaks, onset, apex and offset of {len(entries)} clips"
    return conclude(findings, did, None)


LABELS = Check("labels", _check)
