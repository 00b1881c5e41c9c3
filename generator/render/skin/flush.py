"""Skin and eyes that redden and pale: where blood comes and goes on a face, and what that does to its texels.

More blood takes more light, of each colour as the person's own skin has it (``human.pigment``): light skin gets red,
dark skin darker and warmer. Whites of eyes redden as their vessels widen. What a sign does at its fullest is worked out
when a person first shows it; a frame adds a share of that to the texels, as integers. A face that never shows a sign
costs nothing and keeps its bits.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.facs.signs import Looks
from synthgen.human.pigment import albedo
from synthgen.human.tones import pigments_of
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, Picture, f4
from synthgen.render.noise import smoothstep, value_noise
from synthgen.render.skin.surface import surface

Steps = npt.NDArray[np.int16]
#: A sign's amounts run from 0 to this; a difference of bytes times that fits 16 bits.
UNIT = 128
_SHIFT = np.int16(7)
#: Where a face reddens: middle xyz and radii xyz (dm, base mesh; x > 0 stands for both sides), then how much for crying
#: (lids, nose, the mouth's surroundings) and for blushing (cheeks, ears are added, a little of forehead and chin).
_PLACES = np.array(
    [
        # lids, the rim round the eye, under it, its inner corner
        (0.32, 7.285, 1.36, 0.16, 0.085, 0.25, 0.75, 0.0),
        (0.29, 7.200, 1.38, 0.17, 0.075, 0.25, 0.80, 0.0),
        (0.18, 7.250, 1.38, 0.07, 0.070, 0.20, 0.40, 0.0),
        (0.45, 7.270, 1.30, 0.09, 0.070, 0.20, 0.35, 0.0),
        # nose: tip, wings
        (0.00, 6.900, 1.68, 0.14, 0.130, 0.30, 0.95, 0.35),
        (0.13, 6.860, 1.52, 0.09, 0.100, 0.20, 0.70, 0.15),
        # cheeks: apple, outer, towards the nose
        (0.42, 6.960, 1.22, 0.21, 0.180, 0.45, 0.22, 0.85),
        (0.57, 6.920, 0.98, 0.18, 0.220, 0.40, 0.0, 0.55),
        (0.26, 6.970, 1.40, 0.11, 0.130, 0.35, 0.12, 0.25),
        # above the lip, chin, between the brows
        (0.00, 6.730, 1.55, 0.16, 0.080, 0.30, 0.30, 0.0),
        (0.00, 6.330, 1.45, 0.17, 0.120, 0.30, 0.22, 0.20),
        (0.00, 7.500, 1.45, 0.30, 0.200, 0.30, 0.10, 0.15),
        # throat
        (0.00, 5.750, 0.95, 0.45, 0.300, 0.80, 0.05, 0.30),
    ],
    np.float32,
)
#: Columns of what is known of a texel: how much it takes part in crying, blushing and paling.
_CRYING, _BLUSHING, _PALING = range(3)
#: Blood at the fullest, as a share of what is there and as what is added to the dermis: wider vessels hold more.
_CRYING_BLOOD = (2.8, 0.010)
_BLUSHING_BLOOD = (2.8, 0.009)
_PALING_BLOOD = (0.35, 0.0)
#: What seen flushes keep beyond the physics of still blood, as factors of red, green and blue on the lightest and on
#: the darkest skin: fresh blood is brighter, and behind melanin it is seen as darker, warmer skin. Pale skin loses the
#: yellow that blood outshone. Chosen by eye.
_LIGHT_FLUSH, _DARK_FLUSH = (1.11, 0.97, 0.96), (0.97, 0.74, 0.70)
_LIGHT_PALE, _DARK_PALE = (0.975, 1.0, 1.09), (0.95, 1.0, 1.01)


@kernel
def _weigh(place, masks, places, seed, out):  # type: ignore[no-untyped-def]
    """Write how much texels at ``place`` (n, 3) take part in each sign (n, 3), in patches as skin flushes."""
    for i in range(place.shape[0]):
        x = place[i, 0]
        y = place[i, 1]
        z = place[i, 2]
        for k in range(3):
            out[i, k] = f4(0)
        if z < f4(-0.2) or y < f4(5.2):
            continue
        for e in range(places.shape[0]):
            dx = (abs(x) - places[e, 0]) / places[e, 3]
            dy = (y - places[e, 1]) / places[e, 4]
            dz = (z - places[e, 2]) / places[e, 5]
            near = f4(1) - (dx * dx + dy * dy + dz * dz) * f4(0.3)
            if near > f4(0):
                near *= near
                out[i, 0] += near * places[e, 6]
                out[i, 1] += near * places[e, 7]
        lips = masks[i, 0]
        ears = masks[i, 3]
        patch = f4(0.6) * value_noise(x * f4(9), y * f4(9), z * f4(9), seed + 41)
        patch += f4(0.4) * value_noise(x * f4(27), y * f4(27), z * f4(27), seed + 42)
        patch = f4(1) + f4(0.22) * patch
        skin = (f4(1) - lips) * (f4(1) - masks[i, 2])
        out[i, 0] = min(out[i, 0] * patch, f4(1)) * skin + f4(0.25) * lips
        out[i, 1] = min((out[i, 1] + f4(0.75) * ears) * patch, f4(1)) * skin
        front = smoothstep(f4(0.1), f4(0.6), z) * smoothstep(f4(5.9), f4(6.3), y)
        out[i, 2] = front * (f4(1) - masks[i, 2]) * (f4(0.75) + f4(0.9) * lips)


def _tint(tone: int, undertone: float, blood: tuple[float, float]) -> Floats:
    """Return the roots (3,) of what more or less blood does to a skin's red, green and blue."""
    share, more = blood
    pigments = pigments_of(tone, undertone)
    before, after = albedo(pigments), albedo(replace(pigments, blood=pigments.blood * share + more))
    depth = (tone - 1) / 9.0
    ends = (_LIGHT_FLUSH, _DARK_FLUSH) if share > 1.0 else (_LIGHT_PALE, _DARK_PALE)
    seen = [light + depth * (dark - light) for light, dark in zip(*ends, strict=True)]
    shares = zip(after, before, seen, strict=True)
    return np.array([round(math.sqrt(a / b * factor), 6) for a, b, factor in shares], np.float32)


class _Change(NamedTuple):
    """What one sign does at its fullest to texels ``where`` (m,) of all textures: ``delta`` (m, 3), steps of a byte."""

    where: Ints
    delta: Steps


class _Active:
    """The texels ``where`` (m,) that some signs change: what they are ``at_rest`` (m, 4), each sign's ``deltas``."""

    def __init__(self, texels: Picture, changes: Sequence[_Change]) -> None:
        self.where = np.unique(np.concatenate([change.where for change in changes]))
        self.at_rest = texels[self.where]
        self.deltas = []
        for change in changes:
            delta = np.zeros((len(self.where), 3), np.int16)
            delta[np.searchsorted(self.where, change.where)] = change.delta
            self.deltas.append(delta)

    def shown(self, amounts: Sequence[int]) -> Picture:
        """Return the texels (m, 4) where each sign does ``amounts`` / UNIT of what it can."""
        total = self.at_rest[:, :3].astype(np.int16)
        for delta, amount in zip(self.deltas, amounts, strict=True):
            total += delta * np.int16(amount) >> _SHIFT
        shown = self.at_rest.copy()
        shown[:, :3] = np.clip(total, 0, 255)
        return shown


class Flush:
    """What signs do to a person's ``texels`` (all textures, int32): skin's first, then what ``eyes`` say.

    ``eyes``: the first texel of the eyes' texture, and what paints it as red as it can be (h, w, 4).
    """

    def __init__(
        self,
        assets: Assets,
        texels: Ints,
        *,
        size: int,
        tone: int,
        undertone: float,
        seed: int,
        eyes: tuple[int, Callable[[], Picture]],
    ) -> None:
        self._assets, self._size, self._seed = assets, size, seed
        self._tone, self._undertone = tone, undertone
        self._words = texels
        self._texels: Picture = texels.view(np.uint8).reshape(-1, 4)
        self._eyes = eyes
        self._changes: dict[int, _Change] = {}
        self._active: _Active | None = None
        self._made: dict[tuple[int, ...], _Active] = {}
        self._amounts: dict[int, int] = {}

    def show(self, looks: Looks) -> None:
        """Redden and pale the texels as the signs of a moment have it."""
        levels = {_CRYING: looks.flush, _BLUSHING: looks.blush, _PALING: looks.pallor}
        amounts = {sign: round(UNIT * level) for sign, level in levels.items() if round(UNIT * level)}
        if amounts == self._amounts:
            return
        if amounts.keys() != self._amounts.keys():
            self._return()
            self._active = self._of(tuple(amounts)) if amounts else None
        self._amounts = amounts
        if self._active is not None:
            shown = self._active.shown(list(amounts.values()))
            self._words[self._active.where] = shown.view(np.int32).ravel()

    def _of(self, signs: tuple[int, ...]) -> _Active:
        """Return the texels that some signs change together; all have to be at rest."""
        if signs not in self._made:
            self._made[signs] = _Active(self._texels, [self._change(sign) for sign in signs])
        return self._made[signs]

    def _return(self) -> None:
        """Give texels back what they are at rest."""
        if self._active is not None:
            self._words[self._active.where] = self._active.at_rest.view(np.int32).ravel()

    def _change(self, sign: int) -> _Change:
        """Return what a sign does at its fullest to skin and eyes; all texels have to be at rest."""
        if sign not in self._changes:
            skin = surface(self._assets, self._size)
            weights = np.zeros((len(skin.where), 3), np.float32)
            _weigh(skin.place, skin.masks, _PLACES, self._seed, weights)
            blood = {_CRYING: _CRYING_BLOOD, _BLUSHING: _BLUSHING_BLOOD, _PALING: _PALING_BLOOD}[sign]
            tint = _tint(self._tone, self._undertone, blood)
            some = np.flatnonzero(weights[:, sign] > np.float32(1 / UNIT))
            where, share = skin.where[some], weights[some, sign, None]
            changed = self._texels[where, :3].astype(np.float32) * (np.float32(1) + share * (tint - np.float32(1)))
            wanted = np.minimum(changed + np.float32(0.5), np.float32(255)).astype(np.int16)
            if sign == _CRYING:
                first, paint = self._eyes
                red = paint().reshape(-1, 4)[:, :3].astype(np.int16)
                where = np.concatenate([where, np.arange(first, first + len(red), dtype=np.int32)])
                wanted = np.concatenate([wanted, red])
            delta = wanted - self._texels[where, :3]
            some = np.flatnonzero(delta.any(axis=1))
            self._changes[sign] = _Change(where[some], delta[some])
        return self._changes[sign]
