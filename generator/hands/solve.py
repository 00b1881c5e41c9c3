"""Where one hand is in a gesture: it comes near until it touches, and its digits come to lie on the skin.

A hold is solved from the same gesture on the person's neutral face, so that a frame needs few steps and does not depend
on those before it. On its way in and out, the hand is between a place below the picture and the hold, outside the skin.
Everything here is in the head's frame at rest, seen in a mirror for a right hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.hands import contact, skinning
from synthgen.hands.arm import BONES, DIGITS_FROM
from synthgen.hands.form import GROUPS, Form
from synthgen.hands.limb import Limb
from synthgen.hands.surface import Surface
from synthgen.hands.vectors import Matrix, Vector, about, blended, frame, minus, plus, product, scaled, turned, unit

Floats = npt.NDArray[np.float64]
#: dm: nearer than this, skin touches
TOUCH = 0.004
#: dm: skin that is less deep inside flattens
_SUNK = 0.004
#: dm that a hand which shares the face with the other one keeps from the middle
_APART = 0.007
#: how much of a digit's bend goes into its parameters: three joints' of fingers; a thumb comes over the palm
_BEND = np.array([[0.0, 1.0, 0.35, 0.35]] + 4 * [[1.0, 0.6, 0.4, 0.0]])
#: dm that the hand is taken back by before it comes near, and how often by more, and ahead, where it is not free there
_BACK, _TRIES = 0.6, 4
_FIRST_STEPS, _BISECTIONS, _FURTHER_STEPS = 60, 14, 10
#: dm of room from where on a hand is free to come near
_WELL_FREE = 0.1
#: how often a hand on its way is taken out of the face
_WAY_STEPS = 4
#: a digit's slope, gap by bend (dm a degree), where it cannot be measured: 0.8 dm from its first joint
_USUAL_SLOPE = -0.014
#: degrees over which a slope is measured
_TRIED = 2.0
#: degrees that a digit is bent by in one step
_MOST_BEND = 4.0
#: how much of what digits seem to be able to open by is counted on
_CAUTION = 0.6
#: dm from the neutral face up to which the hand's skin is looked at from then on, and a third of its vertices
_NEAR, _COARSELY = 0.1, 0.4
#: where a hand waits: dm from the shoulder, and which way it points and faces
_WAITING = (-0.35, -2.3, 1.9)
_WAITS_UP, _WAITS_FACING = (-0.25, 0.9, 0.35), (-0.75, 0.1, -0.6)
#: by this share of the way, a hand has turned and bent as it will
_TURNED_BY = 0.9
#: dm that a hand keeps from its place until it is nearly there, against its way to the skin
_SWING = 0.8


@dataclass(frozen=True, eq=False)
class Hold:
    """How a hand is held: its frame ``turn`` at ``wrist``, and its ``digits`` (5, 4) degrees (see ``Form.digits``).

    ``advance`` dm: how far it has come by its way to the skin; ``more`` (5,) degrees: what digits are bent more to lie
    on it, and by ``slope`` (5,) dm a degree how their gaps answer.
    """

    turn: Matrix
    wrist: Vector
    digits: Floats
    advance: float
    more: Floats
    slope: Floats


class _Probe(NamedTuple):
    """Some of the hand's skin (m,) and where it was measured last: points, gaps and ways out (m, 3)."""

    skeleton: skinning.Skeleton
    points: Floats
    gaps: Floats
    ways: Floats

    @classmethod
    def of(cls, limb: Limb, rows: npt.NDArray[np.integer]) -> _Probe:
        """Return the probe of these rows of the hand's skin."""
        skeleton = skinning.Skeleton(
            np.ascontiguousarray(limb.skin[rows]),
            np.ascontiguousarray(limb.group[rows]),
            np.ascontiguousarray(limb.bones[rows]),
            np.ascontiguousarray(limb.weights[rows]),
            limb.joints,
            limb.bend,
            limb.resting,
        )
        return cls(skeleton, np.zeros((len(rows), 3)), np.zeros(len(rows)), np.zeros((len(rows), 3)))


class Solver:
    """One hand of a person in one gesture, ``paired`` where both take part."""

    def __init__(self, limb: Limb, form: Form, *, paired: bool) -> None:
        self.limb, self.form, self._paired = limb, form, paired
        self._all = self._probe = _Probe.of(limb, np.arange(len(limb.skin)))
        self._near = self._all
        self._matrices = np.zeros((BONES, 3, 4))
        self._turn = frame(form.fingers, form.palm)
        self._plain = np.array(form.digits)
        self._lies = np.array([pair is not None for pair in form.lie])
        self._least = np.array([pair[0] if pair else 0.0 for pair in form.lie])
        self._most = np.array([pair[1] if pair else 0.0 for pair in form.lie])

    # ---- the hold

    def first(self, surface: Surface, targets: Mapping[str, Vector], size: float) -> Hold:
        """Return the hold on the neutral face; ``targets``: places of ``form.at``, mirrored.

        To be called once: skin that is far from the face then is hardly looked at any more.
        """
        hold = self._from_afar(surface, self._at(targets, size, 0.0))
        if self.form.press is not None:
            self._measure(surface, hold)
            near = self._probe.gaps < _NEAR
            if self.form.half:  # and what is near the other hand
                near |= self._probe.points[:, 0] < self._probe.points[:, 0].min() + _NEAR
            near |= (self._probe.gaps < _COARSELY) & (np.arange(len(near)) % 3 == 0)
            self._near = self._probe = _Probe.of(self.limb, np.flatnonzero(near))
        return hold

    def _from_afar(self, surface: Surface, start: Hold) -> Hold:
        """Return the hold on any face: the hand comes near until something touches, digits bend until they touch."""
        if self.form.press is None:
            return start
        start, hold = self._free(surface, start)
        for _ in range(_FIRST_STEPS):
            room = self._room(self._measure(surface, hold)[0], hold)
            if room < 0.5 * TOUCH:
                break
            hold = self._moved(start, hold.advance + room, hold.more)  # what is nearer by a gap is not inside
        low, high = self._least.copy(), self._most.copy()
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            free = self._measure(surface, self._moved(start, hold.advance, middle))[0][1:] > 0.0
            low, high = np.where(free, middle, low), np.where(free, high, middle)
        hold = self._moved(start, hold.advance, np.where(self._lies, low, 0.0))
        before, _ = self._measure(surface, hold)
        tried, _ = self._measure(surface, self._moved(start, hold.advance, hold.more + self._lies * _TRIED))
        slope = np.minimum((tried[1:] - before[1:]) / _TRIED, 0.5 * _USUAL_SLOPE)
        return self._settled(surface, start, replace(hold, slope=slope), _FIRST_STEPS)[0]

    def _free(self, surface: Surface, start: Hold) -> tuple[Hold, Hold]:
        """Return a start from which the hand comes near without going through chest or chin, and the hold there."""
        hold = start
        for ahead in range(_TRIES):
            moved = replace(start, wrist=plus(start.wrist, (0.0, 0.0, 1.0), ahead * 0.5 * _BACK))
            for back in range(_TRIES):
                hold = self._moved(moved, -_BACK * (1.0 + 0.5 * back), self._least)
                if self._room(self._measure(surface, hold)[0], hold) > _WELL_FREE:
                    return moved, hold
        return start, hold

    def again(self, surface: Surface, targets: Mapping[str, Vector], size: float, phase: float, known: Hold) -> Hold:
        """Return the hold on a posed face, starting from the one on the neutral face."""
        start = self._at(targets, size, phase)
        if self.form.press is None:
            return start
        hold = replace(self._moved(start, known.advance, known.more), slope=known.slope)
        hold, is_sound = self._settled(surface, start, hold, _FURTHER_STEPS)
        if not is_sound:  # the face is too unlike the neutral one
            self._probe = self._all
            hold = self._from_afar(surface, start)
            self._probe = self._near
        return hold

    def _settled(self, surface: Surface, start: Hold, hold: Hold, steps: int) -> tuple[Hold, bool]:
        """Return the hold after some steps in which the hand comes nearer or goes back and digits bend, all at once.

        And tell whether it is nowhere inside; one that does not come to rest is the last that was.
        """
        free, stuck = -np.inf, np.inf  # how far it came without going in, and where it was too far
        sound: Hold | None = None
        for count in range(steps):
            gaps, push = self._measure(surface, hold)
            room = self._room(gaps, hold)
            if self._rests(gaps, room, hold.more):
                return hold, True
            if room > -_SUNK and gaps.min() > -_SUNK:
                sound = hold
            if count < steps // 3:  # digits have hardly begun to bend
                pass
            elif room > 0:
                free = max(free, hold.advance)
            else:
                stuck = min(stuck, hold.advance)
            step = room if room > 0 else room * push
            if not free < hold.advance + step < stuck and np.isfinite(free) and np.isfinite(stuck):
                step = 0.5 * (free + stuck) - hold.advance
            # what the hand comes nearer by, its digits do as well
            bend = np.clip((step - gaps[1:]) / hold.slope, -_MOST_BEND, _MOST_BEND)
            more = np.where(self._lies, np.minimum(self._most, np.maximum(self._least, hold.more + bend)), 0.0)
            hold = replace(self._moved(start, hold.advance + step, more), slope=hold.slope)
        return (hold, False) if sound is None else (sound, True)

    def _rests(self, gaps: Floats, room: float, more: Floats) -> bool:
        """Tell whether the hand touches, and its digits lie as well as they can."""
        if not -_SUNK < room < TOUCH:
            return False
        for d in range(5):
            gap, bent = float(gaps[d + 1]), float(more[d])
            free = gap > TOUCH and bent < self._most[d] - 0.1
            if self._lies[d] and (free or (gap < -_SUNK and bent > self._least[d] + 0.1)):
                return False
        return True

    def _room(self, gaps: Floats, hold: Hold) -> float:
        """Return how far the hand may come nearer: the least gap, with what digits that lie can still open by."""
        room = float(gaps[0])
        for d in range(5):
            opens = float((hold.more[d] - self._least[d]) * -hold.slope[d]) if self._lies[d] else 0.0
            room = min(room, float(gaps[d + 1]) + _CAUTION * opens)
        return room

    def _at(self, targets: Mapping[str, Vector], size: float, phase: float) -> Hold:
        """Return the hold where the anchor is at its target, whatever is there."""
        form = self.form
        turn, digits = self._turn, self._plain
        swing = form.motion.swing(phase)
        if form.motion.turn:
            turn = product(turn, about((0.0, 0.0, 1.0), form.motion.turn * swing))
        place: Vector = scaled(form.offset, size)
        for name, weight in form.at:
            place = plus(place, targets[name], weight)
        place = plus(place, form.motion.stroke, swing)
        skinning.bend_digits(self._probe.skeleton, digits, self._matrices)
        # a hand that sways turns about its wrist: the anchor is where it would be without
        for name, weight in form.anchor:
            place = minus(place, scaled(turned(self._turn, self._spot(name)), weight))
        hold = Hold(turn, place, digits, 0.0, np.zeros(5), np.full(5, _USUAL_SLOPE))
        return self._moved(hold, 0.0, hold.more) if form.press is None else hold

    def _spot(self, name: str) -> Vector:
        """Return a point of the bent hand in its frame."""
        at_rest = self.limb.spot(name)
        if name in ("wrist", "palm") or name[2] == "1":
            return at_rest
        rows = self._matrices[DIGITS_FROM + 3 * (int(name[0]) - 1) + int(name[2]) - 2].tolist()
        x, y, z = (row[0] * at_rest[0] + row[1] * at_rest[1] + row[2] * at_rest[2] + row[3] for row in rows)
        return x, y, z

    def _moved(self, start: Hold, advance: float, more: Floats) -> Hold:
        """Return a hold that has come nearer and bent its digits more; where hands share a face, on its own half."""
        press = unit(self.form.press or (0.0, 0.0, -1.0))
        digits = start.digits + _BEND * more[:, None]
        wrist = plus(start.wrist, press, advance)
        if self.form.half:
            self._place(start.turn, wrist, digits)
            over = _APART - float(self._probe.points[:, 0].min())
            if over > 0:
                wrist = plus(wrist, (1.0, 0.0, 0.0), over)
        return Hold(start.turn, wrist, digits, advance, more, start.slope)

    # ---- on the way

    def between(self, surface: Surface, hold: Hold, share: float) -> Hold:
        """Return where the hand is when it has come a share of its way to a hold."""
        if share >= 1.0:
            return hold
        press = self.form.press
        shoulder = self.limb.shoulder
        waits = plus(shoulder, _WAITING)
        before = plus(plus(hold.wrist, unit(press or (0.0, 0.0, -1.0)), -_SWING), (0.0, -0.2, 0.0))
        a, b, c = (1 - share) * (1 - share), 2 * share * (1 - share), share * share
        wrist = plus(plus(scaled(waits, a), before, b), hold.wrist, c)
        turning = min(1.0, share / _TURNED_BY)
        turn = blended(frame(_WAITS_UP, _WAITS_FACING), hold.turn, turning)
        resting = self.limb.resting
        # digits lie down last
        plain = hold.digits - _BEND * hold.more[:, None]
        digits = resting + (plain - resting) * turning + _BEND * hold.more[:, None] * share * share * share
        way = replace(hold, turn=turn, wrist=self._own_half(turn, wrist, digits), digits=digits)
        for _ in range(_WAY_STEPS):
            self._measure(surface, way)
            worst = int(self._probe.gaps.argmin())
            if self._probe.gaps[worst] >= 0:
                break
            out = tuple(self._probe.ways[worst].tolist())
            way = replace(way, wrist=plus(way.wrist, out, -float(self._probe.gaps[worst])))
        return way

    def _own_half(self, turn: Matrix, wrist: Vector, digits: Floats) -> Vector:
        """Return the wrist moved so far aside that the hand does not meet the other one on the way."""
        if not self._paired:
            return wrist
        self._probe = self._all
        self._place(turn, wrist, digits)
        over = _APART - float(self._probe.points[:, 0].min())
        self._probe = self._near
        return plus(wrist, (1.0, 0.0, 0.0), max(0.0, over))

    # ---- numbers

    def _place(self, turn: Matrix, wrist: Vector, digits: Floats) -> None:
        skinning.place_hand(
            self._probe.skeleton, digits, np.array(turn), np.array(wrist), self._matrices, self._probe.points
        )

    def _measure(self, surface: Surface, hold: Hold) -> tuple[Floats, float]:
        """Return the least gaps (6,) of palm and digits, and how far one goes back to gain a dm at the narrowest."""
        self._place(hold.turn, hold.wrist, hold.digits)
        contact.find_gaps(surface, self._probe.points, self.limb.sign, self._probe.gaps, self._probe.ways)
        least = np.full(len(GROUPS), contact.FAR)
        contact.least_gaps(self._probe.gaps, self._probe.skeleton.group, least)
        press = self.form.press
        if press is None:
            return least, 1.0
        x, y, z = self._probe.ways[int(self._probe.gaps.argmin())].tolist()
        p = unit(press)
        return least, 1.0 / max(0.4, -(x * p[0] + y * p[1] + z * p[2]))

    def gaps_of(self, surface: Surface, hold: Hold) -> dict[str, float]:
        """Return how far each group of the hand's skin is from the face, dm."""
        least, _ = self._measure(surface, hold)
        return dict(zip(GROUPS, least.tolist(), strict=True))

    def motions(self, hold: Hold) -> Floats:
        """Return the motions (20, 3, 4) of the digits' bones in the hand's frame."""
        self._place(hold.turn, hold.wrist, hold.digits)
        return self._matrices
