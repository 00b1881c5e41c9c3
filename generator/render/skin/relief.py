"""The skin's relief: slopes of pores, grain and lines, and of the folds that action units make, as a texture.

A texel has the slope of the skin's height as a vector in the base mesh's space, and how deep in a crease it lies. With
vectors no tangents are needed: a shade's normal n becomes n − slope, turned as the head is. Relief is painted per
person where the skin's texture has its texels; each frame adds up the folds it needs, as integers.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, f4, u4
from synthgen.render.noise import along_edge, ease, smoothstep, value_noise
from synthgen.render.skin import wrinkles
from synthgen.render.skin.surface import Surface, courses_of, surface
from synthgen.render.skin.texels import SIZE, TEXEL
from synthgen.seeds import seed_of

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance


#: A slope of 1, or the deepest crease, in steps of a texel's byte.
STEPS = 127
#: How a crease's depth saturates, in STEPS and in 128ths: without it deep lines would be flat dark bands.
_CREASE_GAIN, _CREASE_LOSS = np.int32(165), np.int32(90)
#: A texel without relief: bytes of slope x, y, z are 128 and more or less; the crease's counts from 0.
LEVEL = 0x00808080
#: Columns of the masks: lips, eyelids, inside of the mouth, ears.
_LIPS, _LIDS, _MOUTH, _EARS = range(4)


@kernel
def _noise_slope(x, y, z, seed):  # type: ignore[no-untyped-def]
    """Return value noise at a point in lattice units (−1 to 1), and its three derivatives."""
    ix = np.int32(math.floor(x))
    iy = np.int32(math.floor(y))
    iz = np.int32(math.floor(z))
    tx = x - f4(ix)
    ty = y - f4(iy)
    tz = z - f4(iz)
    ux = f4(6) * tx * (f4(1) - tx)
    uy = f4(6) * ty * (f4(1) - ty)
    uz = f4(6) * tz * (f4(1) - tz)
    tx = ease(tx)
    ty = ease(ty)
    tz = ease(tz)
    value = f4(0)
    dx = f4(0)
    dy = f4(0)
    dz = f4(0)
    for k in range(4):
        jy = k & 1
        jz = k >> 1
        mean, difference = along_edge(ix, ix + 1, iy + jy, iz + jz, tx, seed)
        wy = ty if jy else f4(1) - ty
        wz = tz if jz else f4(1) - tz
        value += wy * wz * mean
        dx += wy * wz * difference
        dy += wz * (mean if jy else -mean)
        dz += wy * (mean if jz else -mean)
    return f4(2) * value - f4(1), f4(2) * dx * ux, f4(2) * dy * uy, f4(2) * dz * uz


@kernel
def _grain(place, masks, shares, cells, pores, seed, slopes):  # type: ignore[no-untyped-def]
    """Write into ``slopes`` (n, 4) what skin has at rest: waves, crêpe, grain and pores, and the lips' own grooves.

    ``shares`` (4,): the slope of each of four sizes of noise, of ``cells`` (4,) a dm, the last of them pores.
    """
    for i in range(place.shape[0]):
        x = place[i, 0]
        y = place[i, 1]
        z = place[i, 2]
        lips = masks[i, _LIPS]
        wet = max(masks[i, _MOUTH], masks[i, _EARS])
        # pores are larger from the nose over the cheeks to the forehead; lids and neck have fine skin
        open_pores = max(f4(0), f4(1) - abs(x) / f4(0.6)) if z > f4(0.9) and y > f4(6.2) else f4(0)
        coarse = (f4(0.55) + f4(0.6) * open_pores) * (f4(1) - f4(0.6) * masks[i, _LIDS])
        coarse *= (f4(1) - lips) * (f4(1) - wet)
        for k in range(4):
            if shares[k] == f4(0):
                continue
            v, dx, dy, dz = _noise_slope(x * cells[k], y * cells[k], z * cells[k], seed + k)
            share = shares[k] * coarse
            if k == 3:  # dimples, where the noise is high
                share *= f4(-4) * pores * open_pores * max(v - f4(0.15), f4(0))
                slopes[i, 3] += f4(0.5) * max(v - f4(0.3), f4(0)) * shares[k] * open_pores * pores
            slopes[i, 0] += share * dx
            slopes[i, 1] += share * dy
            slopes[i, 2] += share * dz
        if lips > f4(0):
            v, dx, dy, dz = _noise_slope(x * f4(46), y * f4(7), z * f4(9), seed + 9)
            slopes[i, 0] += f4(0.16) * lips * dx
            slopes[i, 3] += f4(0.16) * lips * max(-v, f4(0))


@kernel
def _warp(place, seed, out):  # type: ignore[no-untyped-def]
    """Write points moved about by some 1.5 mm, so that no two people's lines run alike."""
    for i in range(place.shape[0]):
        x = place[i, 0]
        y = place[i, 1]
        z = place[i, 2]
        for k in range(3):
            far = value_noise(x * f4(3.1), y * f4(3.1), z * f4(3.1), seed + k) * f4(0.024)
            near = value_noise(x * f4(11), y * f4(11), z * f4(11), seed + k + 3) * f4(0.009)
            out[i, k] = place[i, k] + far + near


@kernel
def _carve(place, points, arcs, form, seed, slopes, mark, touched, count):  # type: ignore[no-untyped-def]
    """Add one line's groove and rolls to ``slopes`` (n, 4); return how many texels are ``touched``.

    ``points`` (k, 3) and ``arcs`` (k,): the line, and how far along it its points lie. ``form``: depth, half widths of
    groove and roll, lean (dm, but lean in depths), where it has faded in and begins to fade out, its length, and how
    dark its bottom is. ``seed``: of how its depth varies along it.
    """
    depth, width, roll, lean = form[0], form[1], form[2], form[3]
    reach = max(width, roll)
    low = points[0].copy()
    high = points[0].copy()
    for k in range(points.shape[0]):
        for j in range(3):
            low[j] = min(low[j], points[k, j] - reach)
            high[j] = max(high[j], points[k, j] + reach)
    for i in range(place.shape[0]):
        x = place[i, 0]
        y = place[i, 1]
        z = place[i, 2]
        if x < low[0] or x > high[0] or y < low[1] or y > high[1] or z < low[2] or z > high[2]:
            continue
        best = reach * reach
        at = f4(-1)
        ox = f4(0)
        oy = f4(0)
        oz = f4(0)
        left = f4(1)
        for k in range(points.shape[0] - 1):
            ax = points[k + 1, 0] - points[k, 0]
            ay = points[k + 1, 1] - points[k, 1]
            az = points[k + 1, 2] - points[k, 2]
            px = x - points[k, 0]
            py = y - points[k, 1]
            pz = z - points[k, 2]
            t = min(max((px * ax + py * ay + pz * az) / (ax * ax + ay * ay + az * az), f4(0)), f4(1))
            px -= t * ax
            py -= t * ay
            pz -= t * az
            square = px * px + py * py + pz * pz
            if square < best:
                best = square
                at = arcs[k] + t * (arcs[k + 1] - arcs[k])
                ox = px
                oy = py
                oz = pz
                left = f4(1) if ax * py - ay * px > f4(0) else f4(-1)
        if at < f4(0):
            continue
        share = smoothstep(f4(0), form[4], at) * (f4(1) - smoothstep(form[5], form[6], at))
        if share <= f4(0):
            continue
        # no line is as deep all along
        share *= f4(1) + f4(0.3) * value_noise(x * f4(7), y * f4(7), z * f4(7), seed)
        far = math.sqrt(best)
        # a line runs out thin: where it is shallow it is narrow
        narrow = f4(0.75) + f4(0.25) * min(share, f4(1))
        # heights: −depth (1 − q²)² in the groove, half of that the other way in the rolls, and a step from side to side
        q = far / (width * narrow)
        p = far / (roll * narrow)
        inner = max(f4(1) - q * q, f4(0))
        outer = max(f4(1) - p * p, f4(0))
        rise = depth * (f4(4) * q * inner / width - f4(2) * p * outer / roll)
        rise += left * lean * depth * f4(0.9375) * outer * outer / roll
        rise *= share / max(far, f4(1e-5))
        slopes[i, 0] += rise * ox
        slopes[i, 1] += rise * oy
        slopes[i, 2] += rise * oz
        # dark in the groove, and in its soft shade beyond: alone, grooves look drawn with a pen
        slopes[i, 3] += share * form[7] * (f4(0.55) * inner * inner + f4(0.35) * outer * outer * outer)
        if mark[i] == 0:
            mark[i] = 1
            touched[count] = i
            count += 1
    return count


@kernel
def _dimple(place, masks, side, seed, slopes, mark, touched, count):  # type: ignore[no-untyped-def]
    """Add the chin's cobbles to ``slopes``: mentalis pulls the skin in at many points. ``side``: 1 left, −1 right."""
    for i in range(place.shape[0]):
        x = place[i, 0]
        y = place[i, 1]
        z = place[i, 2]
        dx = x / f4(0.21)
        dy = (y - f4(6.315)) / f4(0.125)
        inside = f4(1) - dx * dx - dy * dy
        if inside <= f4(0) or z < f4(1.1) or masks[i, _LIPS] > f4(0.5):
            continue
        inside = smoothstep(f4(0), f4(0.6), inside) * smoothstep(f4(-0.03), f4(0.03), x * side)
        v, dx, dy, dz = _noise_slope(x * f4(19), y * f4(19), z * f4(19), seed)
        deep = max(v + f4(0.1), f4(0))
        slopes[i, 0] -= f4(0.75) * inside * deep * dx
        slopes[i, 1] -= f4(0.75) * inside * deep * dy
        slopes[i, 2] -= f4(0.75) * inside * deep * dz
        slopes[i, 3] += f4(0.6) * inside * deep
        if mark[i] == 0:
            mark[i] = 1
            touched[count] = i
            count += 1
    return count


@kernel
def _level(normal, slopes, touched):  # type: ignore[no-untyped-def]
    """Take away what of slopes points along the normal: a height's slope lies in the surface."""
    for k in range(touched.shape[0]):
        i = touched[k]
        along = slopes[i, 0] * normal[i, 0] + slopes[i, 1] * normal[i, 1] + slopes[i, 2] * normal[i, 2]
        for j in range(3):
            slopes[i, j] -= along * normal[i, j]


@kernel
def _pack(total, where, out):  # type: ignore[no-untyped-def]
    """Write sums (n, 4), in 1 / UNIT steps, as texels."""
    for i in range(total.shape[0]):
        word = np.int32(0)
        for k in range(3):
            step = min(max(total[i, k] >> 8, -STEPS), STEPS) + 128
            word |= np.int32(step << (8 * k))
        crease = max(total[i, 3] >> 8, 0)
        # the deeper a crease, the less it gains: 1.3 c / (1 + 0.7 c)
        crease = crease * _CREASE_GAIN // (STEPS + (crease * _CREASE_LOSS >> 7))
        out[where[i]] = word | np.int32(min(crease, STEPS) << 24)


@kernel
def _add_folds(rest, start, texel, value, amounts, total):  # type: ignore[no-untyped-def]
    """Write ``rest`` (n, 4) and each fold's values times its amount into ``total`` (n, 4)."""
    for i in range(rest.shape[0]):
        for k in range(4):
            total[i, k] = rest[i, k]
    for c in range(amounts.shape[0]):
        amount = amounts[c]
        if amount == 0:
            continue
        for e in range(start[c], start[c + 1]):
            t = u4(texel[e])
            for k in range(4):
                total[t, k] += amount * np.int32(value[e, k])


class Relief:
    """One person's relief. ``texels`` (size²,) is what shades look up; ``fold`` brings it up to date with a frame."""

    def __init__(self, assets: Assets, look: Appearance, *, size: int, pixel: float) -> None:
        """Paint at a texture of ``size``, for pictures with pixels of ``pixel`` dm on the face."""
        self._age = look.age
        self._at_rest = wrinkles.at_rest(look.age, look.relief.lines)
        skin = surface(assets, size)
        finest = max(pixel, TEXEL * SIZE / size)
        seed = look.seed & 0xFFFF
        rest = np.zeros((len(skin.where), 4), np.float32)
        _grain(skin.place, skin.masks, *_grain_of(look.age, finest), np.float32(look.relief.pores), seed, rest)
        everywhere = np.arange(len(rest), dtype=np.int32)
        _level(skin.normal, rest, everywhere)
        start, texel, value = _paint_folds(assets, skin, look, finest)
        steps = np.rint(rest * np.float32(STEPS * wrinkles.UNIT)).astype(np.int32)
        self.texels: Ints = np.full(size * size, LEVEL, np.int32)
        _pack(steps, skin.where, self.texels)
        active, self._texel = np.unique(texel, return_inverse=True)
        self._texel = self._texel.astype(np.int32)
        self._start, self._value = start, value
        self._where = skin.where[active]
        self._rest = steps[active]
        self._total = np.zeros_like(self._rest)
        self._amounts: tuple[int, ...] = ()
        self.fold({})

    def fold(self, weights: Mapping[str, float], right: Mapping[str, float] | None = None) -> None:
        """Fold the skin as the action units of a frame do; ``right`` where the right side plays them otherwise."""
        amounts = wrinkles.amounts(weights, self._at_rest, self._age)
        if right is not None and right != weights:
            others = wrinkles.amounts(right, self._at_rest, self._age)
            amounts = tuple(others[k] if k % 2 else amount for k, amount in enumerate(amounts))
        if amounts != self._amounts:
            self._amounts = amounts
            _add_folds(self._rest, self._start, self._texel, self._value, np.array(amounts, np.int32), self._total)
            _pack(self._total, self._where, self.texels)


def _grain_of(age: float, finest: float) -> tuple[Floats, Floats]:
    """Return slopes of four sizes of noise and their cells a dm; none finer than ``finest`` (dm) can show."""
    old = min(max((age - 30.0) / 50.0, 0.0), 1.0)
    cells = (13.0, 33.0, 78.0, 150.0)
    slopes = (0.015 + 0.085 * old, 0.025 + 0.115 * old, 0.06 + 0.03 * old, 0.14)
    shown = [min(max((1.0 / (cell * finest) - 1.6) / 1.6, 0.0), 1.0) for cell in cells]
    return np.array([s * w for s, w in zip(slopes, shown, strict=True)], np.float32), np.array(cells, np.float32)


def _paint_folds(
    assets: Assets, skin: Surface, look: Appearance, finest: float
) -> tuple[Ints, Ints, npt.NDArray[np.int8]]:
    """Return each fold's texels: where they start, which texels of ``skin``, and slopes and creases (…, 4) as bytes."""
    rng = np.random.default_rng(seed_of(look.seed, (), "wrinkles"))
    strengths = _strengths(rng)
    count = len(skin.where)
    warped = np.empty_like(skin.place)
    seed = (look.seed >> 5) & 0xFFFF
    _warp(skin.place, seed, warped)
    courses = courses_of(assets)
    slopes = np.zeros((count, 4), np.float32)
    mark = np.zeros(count, np.uint8)
    touched = np.zeros(count, np.int32)
    start, texels, values = [0], [], []
    for fold in wrinkles.FOLDS:
        for side in (0, 1):
            found = 0
            for number, line in enumerate(wrinkles.LINES):
                if line.fold == fold.name:
                    points, arcs = courses[number]
                    course = points * np.array([1 - 2 * side, 1, 1], np.float32)
                    form = _form(line, float(arcs[-1]), finest, float(strengths[side, number]), mirrored=bool(side))
                    found = _carve(warped, course, arcs, form, seed, slopes, mark, touched, found)
            if fold.name == "chin":
                which = np.float32(1 - 2 * side)
                found = _dimple(skin.place, skin.masks, which, look.seed & 0xFFFF, slopes, mark, touched, found)
            own = np.sort(touched[:found])
            _level(skin.normal, slopes, own)
            steps = np.clip(np.rint(slopes[own] * np.float32(STEPS)), -STEPS, STEPS).astype(np.int8)
            slopes[own] = 0
            mark[own] = 0
            kept = (steps != 0).any(axis=1)
            texels.append(own[kept])
            values.append(steps[kept])
            start.append(start[-1] + int(kept.sum()))
    return np.array(start, np.int32), np.concatenate(texels), np.concatenate(values)


def _strengths(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return how deep each line is (2, lines) left and right, beside its own depth: sides differ, lines differ more."""
    both, side = rng.random(len(wrinkles.LINES)), rng.random((2, len(wrinkles.LINES)))
    return (0.55 + 0.65 * both) * (0.82 + 0.36 * side)


def _form(line: wrinkles.Line, length: float, finest: float, strength: float, *, mirrored: bool) -> Floats:
    """Return what ``_carve`` has to know of a line; a groove narrower than pixels gets wider and shallower."""
    width = line.width * 0.01
    wide = math.sqrt(width * width + 0.55 * finest * finest)
    depth = line.depth * 0.01 * strength * width / wide
    roll = max(line.roll * 0.01, 1.6 * wide)
    lean = -line.lean if mirrored else line.lean
    dark = max(0.0, min(1.0, 0.55 * depth / wide + 0.22 * depth / 0.01))
    begin, end = line.fade
    return np.array([depth, wide, roll, lean, begin, length - end, length, dark], np.float32)
