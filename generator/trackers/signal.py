"""A tracker's table as a signal: units, head and gaze as tracks of few keyframes, with all that was done to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.errors import InputError
from synthgen.facs.animation import MAX_FRAMES, Animation, Neutral, one_sided
from synthgen.facs.curves import Key, values_at
from synthgen.facs.rigid import gaze_limits, head_limits
from synthgen.files import read_file
from synthgen.names import id_of
from synthgen.trackers.keyframes import few_keys, smoothed
from synthgen.trackers.table import LARGEST, Table, names_of, read_table
from synthgen.trackers.timeline import Rules, Timeline, timeline_of
from synthgen.trackers.tracker import TRACKERS, Tracker, tracker_of

Floats = NDArray[np.float64]
#: below this an intensity is noise: such a unit gets no track
_SEEN = 0.02
#: the scale of a table that has no value above it is not told by its values
_ONE = 1.0


@dataclass(frozen=True)
class Fit:
    """How a signal is fitted. ``rules``: see ``Rules``.

    Attributes:
        scale: what an intensity of 1 is in the table: 5 or 1; None: as its tracker has it.
        tolerance: how far keyframes may be from what is fitted, in intensities.
        smooth: frames that are averaged.
        centred: head and gaze from their median on: a camera that stands aside is no turned head.
    """

    rules: Rules = field(default_factory=Rules)
    scale: float | None = None
    tolerance: float = 0.02
    smooth: int = 1
    centred: bool = False


@dataclass(frozen=True)
class Imported:
    """A signal and what became of its table, a sentence each in ``notes``."""

    animation: Animation
    notes: tuple[str, ...]


def is_table(source: bytes) -> bool:
    """Tell whether a file's first line names columns of a tracker's."""
    return tracker_of(names_of(source)) is not None


def read_tracked(
    path: str | Path, *, signal: str | None = None, emotion: str | None = None, fit: Fit | None = None
) -> Imported:
    """Read a table that a tracker of faces wrote as a signal. Raises InputError with file, line or column."""
    source = read_file(Path(path), most=LARGEST)
    return tracked(source, where=path, signal=signal, emotion=emotion, fit=fit or Fit())


def tracked(
    source: bytes, *, where: str | Path, signal: str | None = None, emotion: str | None = None, fit: Fit
) -> Imported:
    """Return the signal of a table's bytes; see ``read_tracked``."""
    table = read_table(source, where=where)
    tracker = tracker_of(table.names)
    if tracker is None:
        known = ", ".join(f"{one.name} ({', '.join(one.told_by)})" for one in TRACKERS)
        raise InputError("is no tracker's table", where=where, line=1, expected=f"columns of one of {known}")
    line = timeline_of(table, tracker, fit.rules)
    if line.frames > MAX_FRAMES:
        raise InputError(
            f"has {line.frames} frames",
            where=where,
            expected=f"at most {MAX_FRAMES}",
            remedy="Take a part with --start and --end.",
        )
    curves, cut = _curves(table, tracker, line, fit)
    tracks: dict[str, tuple[Key, ...]] = {}
    errors: dict[str, float] = {}
    for code, values in curves.items():
        if values.max() >= _SEEN:
            tracks[code] = few_keys(values, fit.tolerance)
            fitted = np.array(values_at(tracks[code], [float(frame) for frame in range(line.frames)], "linear"))
            errors[code] = float(np.abs(fitted - values).max())
    animation = Animation(
        signal=id_of(Path(where).stem) if signal is None else signal,
        emotion=emotion,
        description=f"{tracker.name}'s {Path(where).name}.",
        frames=line.frames,
        fps=line.fps,
        neutral=Neutral(*(all(_ends(keys, line.frames)[end] == 0 for keys in tracks.values()) for end in (0, 1))),
        tracks=tracks,
        symmetric=not one_sided(tracks),
        interpolation="linear",
        source=source,
        path=Path(where),
    )
    return Imported(animation, tuple(_notes(table, tracker, line, tracks, errors, cut)))


def _ends(keys: tuple[Key, ...], frames: int) -> tuple[float, float]:
    return keys[0][1], keys[-1][1]


def _curves(table: Table, tracker: Tracker, line: Timeline, fit: Fit) -> tuple[dict[str, Floats], dict[str, int]]:
    """Return {code: intensities (frames,)}, and {code: how many of them were cut to 0–1}."""
    scale = fit.scale or _scale(table, tracker)
    asked: dict[str, Floats] = {}
    for name, codes in tracker.units.items():
        if name not in table.names:
            continue
        values = line.at_frames(table.column(name))
        for code in codes if np.isfinite(values).all() else ():
            asked[code] = np.maximum(asked.get(code, values / scale), values / scale)
    asked |= _turns(table, tracker, line, centred=fit.centred)
    curves, cut = {}, {}
    for code, values in asked.items():
        smooth = smoothed(values, fit.smooth)
        curves[code] = np.clip(smooth, 0.0, 1.0)
        over = int((smooth > 1.0).sum())
        if over:
            cut[code] = over
    return curves, cut


def _scale(table: Table, tracker: Tracker) -> float:
    """Return what an intensity of 1 is in a table. Raises InputError where its values do not tell the scale."""
    highest = max(np.nanmax(table.column(name), initial=0.0) for name in tracker.units if name in table.names)
    if tracker.scale > _ONE and highest <= _ONE:
        raise InputError(
            f"has no intensity above {highest:g}: it may be from 0 to 1, or from 0 to {tracker.scale:g}",
            where=table.where,
            remedy=f"Say --scale 1 or --scale {tracker.scale:g}.",
        )
    if tracker.scale == _ONE and highest > _ONE:
        raise InputError(
            f"has intensities up to {highest:g}, and {tracker.name}'s are from 0 to 1",
            where=table.where,
            remedy="Say --scale 5 where they are from 0 to 5.",
        )
    return tracker.scale


def _turns(table: Table, tracker: Tracker, line: Timeline, *, centred: bool) -> dict[str, Floats]:
    """Return the tracks of head and eyes."""
    asked: dict[str, Floats] = {}
    for names, made_by, limits in (
        (tracker.head, tracker.turned, head_limits()),
        ((*tracker.head, *tracker.gaze), tracker.looked, gaze_limits()),
    ):
        if made_by is None or not names or not set(names) <= set(table.names):
            continue
        columns = {name: line.at_frames(table.column(name)) for name in names}
        if not all(np.isfinite(values).all() for values in columns.values()):
            continue
        angles = made_by(columns)
        for axis, (plus, most_plus, minus, most_minus) in enumerate(limits):
            turned = angles[:, axis] - (np.median(angles[:, axis]) if centred else 0.0)
            asked[plus] = np.maximum(turned, 0.0) / most_plus
            asked[minus] = np.maximum(-turned, 0.0) / most_minus
    return asked


def _notes(
    table: Table,
    tracker: Tracker,
    line: Timeline,
    tracks: Mapping[str, tuple[Key, ...]],
    errors: Mapping[str, float],
    cut: Mapping[str, int],
) -> list[str]:
    """Return what was done, a sentence each."""
    out = "".join(f", {count} {reason}" for reason, count in line.left_out.items())
    notes = [f"{tracker.name}: {len(table.rows) + len(table.broken)} rows, {len(line.rows)} of them taken{out}"]
    notes.append(f"{line.frames} frames at {line.fps:g} a second, {line.bridged} of them bridged by straight lines")
    keys = sum(map(len, tracks.values()))
    if tracks:
        worst = max(errors, key=errors.__getitem__)
        notes.append(f"{len(tracks)} tracks of {keys} keys, at most {errors[worst]:.3f} off ({worst})")
    if cut:
        notes.append("above 1 and cut: " + ", ".join(f"{code} in {count} frames" for code, count in cut.items()))
    if tracker.left_out:
        notes.append(f"left out: {tracker.left_out}")
    return notes
