"""Hands and things before faces: are they those that the design draws, in the picture, and do they hide what is said?

Only records are looked at: what a record says of hands is held against the design, against itself (outlines, flags and
shares), and, over all clips, against the share of the face that a gesture is declared to hide.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import stdev
from typing import Any

import numpy as np

from synthgen.audit.check import Check, Context, Outcome, conclude, skip
from synthgen.audit.hidden import hidden_share
from synthgen.hands import GESTURES, NO_GESTURE, NO_THING, THINGS, gesture_named
from synthgen.reader.declared import Declared
from synthgen.reader.entry import Entry, Part
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import read_faces, read_hand_outlines
from synthgen.reader.tree import Tree
from synthgen.scene.occluders import NO_SIDE, occluders_of

#: how far a share of the face may be from what outlines or gestures make it, 0–1
COVERED = 0.05
#: amounts are recorded with four digits
_EQUAL = 2e-4
#: frames of a clip whose outlines are looked at, at most
_LOOKS = 9
#: degrees aside and above within which a face is seen from in front, and within which hands on it are not behind it
_FRONT, _AROUND = 5.0, 30.0
#: clips of a gesture that make a mean, and standard errors that it may be off by chance
_LEAST, _ERRORS = 5, 2.0
_SIDES = ("left", "right")


@dataclass(frozen=True)
class HandKind:
    """The clips that have one gesture on one side, one thing, or nothing before the face; counts by emotion.

    ``frames`` of them all; in ``shown`` of them a hand (or the thing) is in the picture. ``covered``: mean share of the
    face that is hidden while hands are at the face, seen from in front, over ``front`` clips, None where there is none,
    and ``error`` the standard error of that mean; ``declared``: what the gesture is declared to hide, None for things.
    """

    gesture: str
    side: str
    thing: str
    clips: int
    by_emotion: tuple[int, ...]
    frames: int
    shown: int
    front: int = 0
    covered: float | None = None
    error: float = 0.0
    declared: float | None = None


@dataclass(frozen=True)
class HandsSummary:
    """What is before faces; ``emotions`` name the columns of ``by_emotion``."""

    emotions: tuple[str, ...]
    kinds: tuple[HandKind, ...]


_NONE = HandsSummary((), ())


def _check(context: Context) -> Outcome[HandsSummary]:
    evidence = context.evidence
    entries, declared = evidence.entries, evidence.declared
    with_hands = [entry for entry in entries if entry.hands is not None]
    wanted = declared.design is not None and any(
        name.startswith(("hand.", "thing.")) for scene in declared.design.scenes for name in scene.factors
    )
    if not with_hands and not wanted:
        return skip("nothing is before a face", _NONE)
    findings: list[Finding] = []
    for number, entry in enumerate(entries):
        context.progress(HANDS.name, number, len(entries))
        findings += _differing(entry, declared)
        if entry.hands is not None:
            findings += _contradicting(evidence.tree, entry, entry.hands)
    summary = summarise(entries)
    findings += _unlike(summary)
    did = f"{len(with_hands)} clips with hands or things before the face, in {len(summary.kinds)} kinds"
    return conclude(findings, did, summary)


def _differing(entry: Entry, declared: Declared) -> Iterator[Finding]:
    """Yield hands-differ where a record has other hands than its design draws, or has come with them otherwise."""
    cell, played = declared.cells.get(entry.clip), declared.performance(entry.clip)
    if cell is None or played is None:
        return
    drawn = occluders_of(declared.drawn(cell))
    said = _kind(entry.hands)
    wanted = (NO_GESTURE, NO_SIDE, NO_THING, NO_SIDE)
    if drawn is not None:
        wanted = (drawn.gesture, drawn.side, drawn.thing, drawn.thing_side)
    problem = ""
    if said != wanted:
        problem = f"has {_words(said)} before the face; its design draws {_words(wanted)}"
    elif drawn is not None and entry.hands is not None and entry.frames == played.curves.frames:
        amounts = [drawn.at(played.moment(frame), played.curves.fps).amount for frame in range(entry.frames)]
        off = [
            frame
            for frame, (said_, due) in enumerate(zip(entry.hands["amount"], amounts, strict=True))
            if abs(said_ - due) > _EQUAL
        ]
        if off:
            frame = off[0]
            problem = (
                f"says that hands have come {entry.hands['amount'][frame]:g} of their way in frame {frame}; "
                f"its design makes it {amounts[frame]:.4g}"
            )
    if problem:
        yield found("hands-differ", f"{entry.clip} {problem}", clip=entry.clip, path=entry.path)


def _contradicting(tree: Tree, entry: Entry, hands: Part) -> Iterator[Finding]:
    """Yield what in a record's part on hands contradicts the rest of it."""
    where = {"clip": entry.clip, "path": entry.path}
    outlines = read_hand_outlines(tree, entry)
    problem = _contradiction(hands, outlines)
    if problem:
        yield found("hands-contradict", f"{entry.clip} {problem}", **where)
        return
    gone = _unseen(entry, hands, outlines)
    if gone:
        yield found("hand-unseen", f"{entry.clip} {gone}", **where)
    faces = read_faces(tree, entry)
    for frame in sorted({int(k) for k in np.linspace(0, entry.frames - 1, min(entry.frames, _LOOKS))}):
        polygons = [polygon for name in outlines for polygon in outlines[name][frame]]
        share = hidden_share(faces[frame], polygons, width=entry.width, height=entry.height)
        if abs(share - hands["covered"][frame]) > COVERED:
            yield found(
                "covered-differs",
                f"{entry.clip} says that {100 * hands['covered'][frame]:.0f} % of the face are covered in frame "
                f"{frame}; its outlines cover {100 * share:.0f} %",
                **where,
            )
            return


def _contradiction(hands: Part, outlines: dict[str, list[list[list[int]]]]) -> str:
    """Return how flags, sides, amounts and outlines contradict each other, "" where they do not."""
    own = set(_SIDES) if hands["side"] == "both" else {hands["side"]}
    for side in _SIDES:
        for frame, (flag, polygons) in enumerate(zip(hands[side], outlines[side], strict=True)):
            if flag != bool(polygons):
                said = "is in the picture" if flag else "is not in the picture"
                return f"says that the {side} hand {said} in frame {frame}, and has {len(polygons)} outlines of it"
            if flag and side not in own:
                return f"has the {side} hand in frame {frame}; {_words(_kind(hands))} is what it should have"
            if flag and hands["amount"][frame] == 0:
                return f"has the {side} hand in frame {frame}, to which no hand has come"
    things = [frame for frame, polygons in enumerate(outlines["thing"]) if polygons]
    if things and hands["thing"] == NO_THING:
        return f"has the outline of a thing in frame {things[0]}, and no thing"
    return ""


def _unseen(entry: Entry, hands: Part, outlines: dict[str, list[list[list[int]]]]) -> str:
    """Return what a clip is said to have before the face and does not show, "" where it shows all of it."""
    if max(_aside(entry)) > _AROUND:
        return ""
    there = [frame for frame in range(entry.frames) if hands["amount"][frame] >= max(hands["amount"])]
    shown = any(hands[side][frame] for side in _SIDES for frame in there)
    if hands["gesture"] != NO_GESTURE and max(hands["amount"]) > 0 and not shown:
        return f"is said to show {hands['gesture']}; no hand is in the picture when it should be at the face"
    if hands["thing"] != NO_THING and not any(outlines["thing"]):
        return f"is said to have a {hands['thing']} before the face; none is in the picture"
    return ""


def summarise(entries: Sequence[Entry]) -> HandsSummary:
    """Return what is before faces, by gesture and side and by thing, in the order of their tables."""
    emotions = tuple(sorted({entry.emotion for entry in entries}))
    kinds: dict[tuple[str, str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        kinds[_kind(entry.hands)].append(entry)
    order = {name: place for place, name in enumerate((NO_GESTURE, *GESTURES, *THINGS))}
    listed = sorted(kinds, key=lambda kind: (order.get(kind[0], 99), kind[1], order.get(kind[2], 99), kind[3]))
    return HandsSummary(emotions, tuple(_summary(kind, kinds[kind], emotions) for kind in listed))


def _summary(kind: tuple[str, str, str, str], entries: Sequence[Entry], emotions: Sequence[str]) -> HandKind:
    gesture, side, thing, _ = kind
    hidden = [share for entry in entries if (share := _hidden_in_front(entry)) is not None]
    declared = None
    if gesture in GESTURES and thing == NO_THING:
        declared = dict(gesture_named(gesture).covered).get(side)  # type: ignore[call-overload]
    return HandKind(
        gesture,
        side,
        thing,
        len(entries),
        tuple(sum(entry.emotion == emotion for entry in entries) for emotion in emotions),
        sum(entry.frames for entry in entries),
        sum(_frames_shown(entry) for entry in entries),
        len(hidden),
        round(math.fsum(hidden) / len(hidden), 4) if hidden else None,
        round(stdev(hidden) / math.sqrt(len(hidden)), 4) if len(hidden) > 1 else 0.0,
        declared,
    )


def _unlike(summary: HandsSummary) -> Iterator[Finding]:
    """Yield covered-unlike for gestures that hide, in the mean of all people, another share than is declared."""
    for kind in summary.kinds:
        if kind.covered is None or kind.declared is None or kind.front < _LEAST:
            continue
        if abs(kind.covered - kind.declared) > COVERED + _ERRORS * kind.error:
            yield found(
                "covered-unlike",
                f"{kind.gesture} ({kind.side}) covers {100 * kind.covered:.0f} % of the face in {kind.front} clips "
                f"from in front; {100 * kind.declared:.0f} % is declared",
            )


def _hidden_in_front(entry: Entry) -> float | None:
    """Return the mean share of the face that is hidden while hands are at it.

    None for a face that is seen from aside, and where a motion is cut off before it has come round: a still of a hand
    that waves says nothing of what waving hides.
    """
    hands = entry.hands
    if hands is None or max(_aside(entry)) > _FRONT:
        return None
    held = [frame for frame, amount in enumerate(hands["amount"]) if amount >= 1.0]
    if hands["gesture"] == NO_GESTURE:
        held = list(range(entry.frames))
    period = gesture_named(hands["gesture"]).period if hands["gesture"] in GESTURES else 0.0
    if len(held) < max(1.0, period * entry.fps):
        return None
    return math.fsum(hands["covered"][frame] for frame in held) / len(held)


def _frames_shown(entry: Entry) -> int:
    """Return in how many frames a hand, or a thing that hides something, is in the picture."""
    hands = entry.hands
    if hands is None:
        return 0
    rows = zip(hands["left"], hands["right"], hands["covered"], strict=True)
    return sum(left or right or share > 0 for left, right, share in rows)


def _aside(entry: Entry) -> tuple[float, float]:
    """Return how many degrees aside and above or below a face is seen from, as angle and scene have it."""
    values = entry.scene["values"]
    turned = [float(values.get(f"person.{name}", 0.0)) for name in ("yaw", "pitch")]
    return abs(entry.angle["yaw"] - turned[0]), abs(entry.angle["pitch"] - turned[1])


def _kind(hands: Part | None) -> tuple[str, str, str, str]:
    if hands is None:
        return NO_GESTURE, NO_SIDE, NO_THING, NO_SIDE
    return hands["gesture"], hands["side"], hands["thing"], hands["thing_side"]


def _words(kind: tuple[Any, ...]) -> str:
    gesture, side, thing, thing_side = kind
    parts = [f"{what} ({where})" for what, where in ((gesture, side), (thing, thing_side)) if what != NO_GESTURE]
    return " and ".join(parts) or "nothing"


HANDS = Check("hands", _check)
