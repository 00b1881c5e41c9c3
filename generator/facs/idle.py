"""Idle motion: what somebody does who does nothing. Blinks, breath, glances and a head that is never quite still.

Sizes and rates are those of people who sit and look at somebody: 17 blinks a minute (Bentivoglio et al., Analysis of
blink rate patterns in normal subjects, Mov. Disord. 12, 1997), lids that shut in a tenth of a second and open in twice
that (VanderWerf et al., Eyelid movements, J. Neurophysiol. 89, 2003), 14 breaths a minute, a glance away every second
or two. Curves are polynomials, so that values are the same to the bit on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from synthgen.seeds import seed_of

#: seconds from one blink to the next: at least, and how much more at most
_BLINK_LEAST, _BLINK_MORE = 1.2, 4.6
#: seconds in which lids shut, stay shut and open
_SHUTTING, _SHUT, _OPENING = 0.1, 0.03, 0.2
LIDS = "AU43"
#: least intensity of a blink, and how much more at most
_BLINK_DEPTH = (0.85, 0.15)
#: seconds from one glance to the next: at least, and how much more at most; and what an eye needs for one
_GLANCE_LEAST, _GLANCE_MORE, _SACCADE = 0.3, 1.3, 0.04
#: (AU of the one direction, AU of the other, intensity at most): 5° to the sides, 3° up and down
_GLANCES = (("AU61", "AU62", 0.14), ("AU63", "AU64", 0.08))
#: seconds between the places that a swaying head goes through, and the share of each such motion
_SWAYS = ((0.9, 0.8), (0.37, 0.2))
#: turn, nod, tilt and lean: about 2° or 1 mm
_SWAYED = (("AU51", "AU52", 0.06), ("AU53", "AU54", 0.08), ("AU55", "AU56", 0.09), ("AU57", "AU58", 0.05))
#: seconds of a breath, and how far it lifts the head
_BREATH = 4.3
_BREATHED = ("AU53", "AU57", 0.035)
#: digits that intensities keep
_DIGITS = 6
_SEEDS = 2.0**63

#: a number in [0, 1) for a purpose
Lot = Callable[[str], float]


def idle_motion(seed: int, amount: float, *, frames: int, fps: float) -> dict[str, list[float]]:
    """Return {AU code: intensity 0–1 in every frame}; with an ``amount`` of 0 nothing, with 1 what people do.

    Blinks come less often with a smaller amount, and are as deep; all else is smaller. ``seed``: of the take.
    """
    if amount <= 0:
        return {}

    def lot(purpose: str) -> float:
        return seed_of(seed, ("idle",), purpose) / _SEEDS

    times = [frame / fps for frame in range(frames)]
    moved: dict[str, list[float]] = {LIDS: _blinks(times, amount, lot)}

    def add(code: str, levels: list[float]) -> None:
        moved[code] = [a + b for a, b in zip(moved.get(code, [0.0] * frames), levels)]

    for one, other, most in _GLANCES:
        _both_ways(add, one, other, [amount * most * level for level in _glances(times, lot, one)])
    for one, other, most in _SWAYED:
        levels = [0.0] * frames
        for seconds, share in _SWAYS:
            levels = [a + share * b for a, b in zip(levels, _wander(times, seconds, lot, one))]
        _both_ways(add, one, other, [amount * most * level for level in levels])
    *lifted, most = _BREATHED
    breath = _breath(times, lot)
    for code in lifted:
        add(str(code), [amount * float(most) * level for level in breath])
    return {code: [round(level, _DIGITS) for level in levels] for code, levels in moved.items() if any(levels)}


def _both_ways(add: Callable[[str, list[float]], None], one: str, other: str, levels: list[float]) -> None:
    add(one, [max(level, 0.0) for level in levels])
    add(other, [max(-level, 0.0) for level in levels])


def _smooth(part: float) -> float:
    """Return a part of a way, 0–1, that begins and ends at rest."""
    return part * part * (3.0 - 2.0 * part)


def blinking(starts: Sequence[float], times: Sequence[float]) -> list[float]:
    """Return how far lids are shut (0–1) at times in seconds by blinks that start at others.

    >>> blinking([0.04], [0.0, 0.04, 0.09, 0.15, 0.27, 0.37])
    [0.0, 0.0, 0.5, 1.0, 0.5, 0.0]
    """
    return [round(max((_closed(time - start) for start in starts), default=0.0), _DIGITS) for time in times]


def _blinks(times: list[float], amount: float, lot: Lot) -> list[float]:
    levels = [0.0] * len(times)
    starts = (_BLINK_LEAST + _BLINK_MORE * lot("first blink")) * lot("since the last blink") / amount
    number = 0
    while times and starts <= times[-1]:
        depth = _BLINK_DEPTH[0] + _BLINK_DEPTH[1] * lot(f"depth {number}")
        for index, time in enumerate(times):
            levels[index] = max(levels[index], depth * _closed(time - starts))
        starts += (_BLINK_LEAST + _BLINK_MORE * lot(f"blink {number}")) / amount
        number += 1
    return levels


def _closed(since: float) -> float:
    """Return how far lids are shut so many seconds after a blink's start."""
    if since < 0:
        return 0.0
    if since < _SHUTTING:
        return _smooth(since / _SHUTTING)
    left = (since - _SHUTTING - _SHUT) / _OPENING
    return 1.0 if left <= 0 else 1.0 - _smooth(left) if left < 1 else 0.0


def _glances(times: list[float], lot: Lot, axis: str) -> list[float]:
    """Return where the eyes look, −1 to 1, for every second glance straight ahead; both axes move at once."""
    levels: list[float] = []
    number, starts, before = 0, -lot("glances") * _GLANCE_LEAST, 0.0
    stops = starts + _GLANCE_LEAST + _GLANCE_MORE * lot("glance 0")
    there = 2.0 * lot(f"{axis} 0") - 1.0
    for time in times:
        while time >= stops:
            number += 1
            starts, before = stops, there
            stops += _GLANCE_LEAST + _GLANCE_MORE * lot(f"glance {number}")
            there = 0.0 if number % 2 else 2.0 * lot(f"{axis} {number}") - 1.0
        part = min((time - starts) / _SACCADE, 1.0) if number else 1.0
        levels.append(before + (there - before) * _smooth(part))
    return levels


def _wander(times: list[float], seconds: float, lot: Lot, axis: str) -> list[float]:
    """Return a way, −1 to 1, that goes smoothly through a place drawn for every so many seconds."""

    def place(number: int) -> float:
        return 2.0 * lot(f"{axis}, every {seconds} s: {number}") - 1.0

    levels: list[float] = []
    passed, here, then = -1, 0.0, place(0)
    off = lot(f"{axis}, every {seconds} s")
    for time in times:
        at = time / seconds + off
        while at >= passed + 1:
            passed, here, then = passed + 1, then, place(passed + 2)
        levels.append(here + (then - here) * _smooth(at - passed))
    return levels


def _breath(times: list[float], lot: Lot) -> list[float]:
    """Return how far a breath has lifted the head, 0–1: in for two fifths of it, out for the rest."""
    off, levels = lot("breath"), []
    for time in times:
        at = (time / _BREATH + off) % 1.0
        levels.append(_smooth(at / 0.4) if at < 0.4 else 1.0 - _smooth((at - 0.4) / 0.6))
    return levels
