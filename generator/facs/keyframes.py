"""What stands in the YAML of a signal for its frames: keys of tracks, what is said, blinks."""

from __future__ import annotations

from collections.abc import Mapping

from synthgen.errors import shown
from synthgen.facs.curves import Key
from synthgen.facs.signs import TRACKS, nearest_track
from synthgen.facs.visemes import Said, nearest_viseme, visemes
from synthgen.yamlfile import YamlFile

#: FACS intensity letters
LETTERS: Mapping[str, float] = {"A": 0.2, "B": 0.4, "C": 0.6, "D": 0.8, "E": 1.0}


def read_tracks(file: YamlFile, frames: int) -> dict[str, tuple[Key, ...]]:
    """Return {code: keys} of what stands under ``tracks``, which may be missing beside speech or blinks.

    Raises InputError.
    """
    if "tracks" not in file.data and any(file.get(key) is not None for key in ("visemes", "blinks")):
        return {}
    return {code: _keys(file, code, frames) for code in file.mapping("tracks")}


def _keys(file: YamlFile, code: object, frames: int) -> tuple[Key, ...]:
    at: tuple[str, ...] = ("tracks", code)  # type: ignore[assignment]  # a key of YAML may be a number
    if code not in TRACKS:
        near = nearest_track(str(code))
        remedy = f"Did you mean {' or '.join(near)}?" if near else "docs/action-units.md lists the codes."
        raise file.error(f"unknown AU or sign {str(code)!r}", *at, remedy=remedy)
    keys = file.get(*at)
    if not isinstance(keys, list):
        raise file.unexpected("a list such as [[0, 0], [6, 0.6]]", *at)
    result: list[Key] = []
    for index, key in enumerate(keys):
        if not isinstance(key, list) or len(key) != 2:
            raise file.unexpected("[frame, intensity]", *at, index)
        before = result[-1][0] if result else None
        frame = _frame(file, f"keyframe {{}} of {code}", frames, before, *at, index, 0)
        result.append((frame, _intensity(file, key[1], (*at, index, 1))))
    return tuple(result)


def _frame(file: YamlFile, what: str, frames: int, before: int | None, *at: str | int) -> int:
    """Return the frame at an address, which is in the clip and after the one ``before``; ``what`` has {} for it."""
    frame = file.get(*at)
    if isinstance(frame, bool) or not isinstance(frame, int):
        raise file.unexpected("a frame that is a whole number", *at)
    if not 0 <= frame < frames:
        raise file.error(f"{what.format(shown(frame))} is outside the clip; its frames are 0 to {frames - 1}", *at)
    if before is not None and frame <= before:
        how = "stands twice" if frame == before else f"comes after frame {before}"
        raise file.error(f"{what.format(frame)} {how}", *at, remedy="Sort by frame.")
    return frame


def _intensity(file: YamlFile, level: object, at: tuple[str | int, ...]) -> float:
    if isinstance(level, str) and level in LETTERS:
        return LETTERS[level]
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0 <= level <= 1:
        raise file.unexpected("a number from 0 to 1 or a FACS letter A–E", *at)
    return float(level)


def read_visemes(file: YamlFile, frames: int) -> tuple[Said, ...]:
    """Return what is said, in the order of its frames. Raises InputError."""
    if file.get("visemes") is None:
        return ()
    said: list[Said] = []
    for index, entry in enumerate(file.sequence("visemes")):
        at = ("visemes", index)
        if not isinstance(entry, list) or len(entry) not in (2, 3):
            raise file.unexpected("[frame, viseme] or [frame, viseme, strength]", *at)
        name = entry[1]
        if not isinstance(name, str) or name not in visemes():
            near = nearest_viseme(str(name))
            hint = f"Did you mean {near}? " if near else ""
            remedy = f"{hint}The visemes are {', '.join(visemes())}."
            raise file.error(f"there is no viseme {shown(name)}", *at, remedy=remedy)
        frame = _frame(file, f"viseme {name} in frame {{}}", frames, said[-1][0] if said else None, *at, 0)
        strength = _intensity(file, entry[2], (*at, 2)) if len(entry) == 3 else 1.0
        said.append((frame, name, strength))
    return tuple(said)


def read_blinks(file: YamlFile, frames: int) -> tuple[int, ...]:
    """Return the frames in which blinks begin, in their order. Raises InputError, also for one that is never seen."""
    if file.get("blinks") is None:
        return ()
    found: list[int] = []
    for index, _ in enumerate(file.sequence("blinks")):
        found.append(_frame(file, "blink in frame {}", frames, found[-1] if found else None, "blinks", index))
        if found[-1] == frames - 1:
            raise file.error(
                f"the blink in frame {found[-1]}, the last one, is never seen",
                *("blinks", index),
                remedy="Begin it earlier: in the frame in which it begins, lids are still open.",
            )
    return tuple(found)
