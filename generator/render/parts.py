"""Small textures: the eye (iris, limbus, sclera), teeth with gums, and the garment's weave."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.render.eyes import LIMBUS_DEGREES
from synthgen.render.jit import kernel
from synthgen.render.noise import hashed, smoothstep, value_noise

Floats = npt.NDArray[np.float32]
f4 = np.float32
u4 = np.uint32

EYE_SIZE = 512
CLOTH_SIZE = 256
_PUPIL_SHARE = 0.36
#: Teeth along the texture's width (200° of arch).
TEETH = 18
#: The biting plane of the base mesh: y = a + b·z (dm), and the teeth's height with gums.
_BITE = (6.86, -0.175)
_TOOTH_HEIGHT = 0.19


@kernel
def _paint_eye(iris, limbus, pupil, age, seed, out):  # type: ignore[no-untyped-def]
    """Paint the upper square (size, size) of ``out`` (2·size, size, 4): the eye seen along its axis."""
    size = out.shape[1]
    for row in range(size):
        for column in range(size):
            x = (f4(column) + f4(0.5)) / f4(size) * f4(2) - f4(1)
            y = f4(1) - (f4(row) + f4(0.5)) / f4(size) * f4(2)
            x /= f4(0.98)
            y /= f4(0.98)
            radius = math.sqrt(x * x + y * y)
            # sclera: off-white, yellower with age, redder and veined towards the corners
            side = min(radius, f4(1))
            vein = value_noise(x * f4(14), y * f4(30), f4(0), seed) + f4(0.5) * value_noise(
                x * f4(40), y * f4(60), f4(1), seed
            )
            vein = smoothstep(f4(0.55), f4(1.1), vein + f4(0.5) * side) * side
            r = f4(0.62) - f4(0.05) * side
            g = f4(0.58) - f4(0.11) * side - f4(0.12) * vein - f4(0.02) * age
            b = f4(0.55) - f4(0.12) * side - f4(0.12) * vein - f4(0.06) * age
            edge = smoothstep(limbus * f4(0.92), limbus * f4(1.05), radius)
            if edge < f4(1):
                t = radius / limbus
                # fibres: columns of the hash round the pupil, drawn out along the radius
                turn = math.floor(f4(90) * _turn(x, y))
                fibre = hashed(u4(np.int32(turn)), u4(np.int32(t * f4(5))), u4(1), u4(seed))
                fibre = f4(0.5) * fibre + f4(0.5) * hashed(
                    u4(np.int32(turn) // 3), u4(np.int32(t * f4(3))), u4(2), u4(seed)
                )
                light = f4(0.7) + f4(0.75) * fibre
                # lighter collar round the pupil, dark ring at the limbus
                light *= f4(1.25) - f4(0.5) * smoothstep(f4(0.45), f4(0.7), t)
                light *= f4(1) - f4(0.75) * smoothstep(f4(0.78), f4(1.0), t)
                open_ = smoothstep(pupil, pupil + f4(0.05), t)
                ir = iris[0] * light * f4(1.6) * open_ + f4(0.004)
                ig = iris[1] * light * f4(1.6) * open_ + f4(0.004)
                ib = iris[2] * light * f4(1.6) * open_ + f4(0.004)
                r = ir + edge * (r - ir)
                g = ig + edge * (g - ig)
                b = ib + edge * (b - ib)
            out[row, column, 0] = np.uint8(math.sqrt(min(max(r, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 1] = np.uint8(math.sqrt(min(max(g, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 2] = np.uint8(math.sqrt(min(max(b, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(255)


@kernel
def _turn(x, y):  # type: ignore[no-untyped-def]
    """Return a measure of angle in [0, 4) that needs no arctangent: the diamond angle."""
    total = abs(x) + abs(y) + f4(1e-9)
    if y >= f4(0):
        return y / total if x >= f4(0) else f4(2) - y / total
    return f4(2) - y / total if x < f4(0) else f4(4) + y / total


@kernel
def _paint_teeth(age, seed, out):  # type: ignore[no-untyped-def]
    """Paint the lower square of ``out``: teeth side by side, u along the arch, v from the biting edge to the gums."""
    size = out.shape[1]
    for row in range(size):
        v = f4(1) - (f4(row) + f4(0.5)) / f4(size)
        for column in range(size):
            u = (f4(column) + f4(0.5)) / f4(size)
            along = u * f4(TEETH)
            tooth = np.int32(math.floor(along))
            t = along - f4(tooth)
            across = min(t, f4(1) - t)  # 0 in the gap between two teeth
            gap = f4(1) - smoothstep(f4(0.0), f4(0.10), across - f4(0.04) * max(f4(0), f4(0.25) - v))
            light = f4(0.94) + f4(0.08) * hashed(u4(tooth), u4(0), u4(0), u4(seed)) - f4(0.05) * age
            light *= f4(1) - f4(0.55) * gap
            r = f4(0.60) * light
            g = f4(0.555) * light * (f4(1) - f4(0.05) * age)
            b = f4(0.47) * light * (f4(1) - f4(0.12) * age)
            # gums: an arc over each tooth
            line = f4(0.62) + f4(0.10) * (f4(1) - f4(4) * (t - f4(0.5)) * (t - f4(0.5)))
            gum = smoothstep(line - f4(0.03), line + f4(0.03), v)
            r += gum * (f4(0.36) - r)
            g += gum * (f4(0.115) - g)
            b += gum * (f4(0.12) - b)
            at = size + row
            out[at, column, 0] = np.uint8(math.sqrt(max(r, f4(0))) * f4(255) + f4(0.5))
            out[at, column, 1] = np.uint8(math.sqrt(max(g, f4(0))) * f4(255) + f4(0.5))
            out[at, column, 2] = np.uint8(math.sqrt(max(b, f4(0))) * f4(255) + f4(0.5))
            out[at, column, 3] = np.uint8(255)


def teeth_coordinates(rest: Floats) -> Floats:
    """Return texture coordinates (n, 2) of points of the base mesh's teeth: along the arch, and edge to gum.

    The arch is measured round a point behind the incisors; upper and lower teeth meet at the biting plane.
    """
    across = np.degrees(np.arctan2(rest[:, 0].astype(np.float64), rest[:, 2] - 1.05))
    height = rest[:, 1].astype(np.float64) - (_BITE[0] + _BITE[1] * rest[:, 2])
    u = np.clip(0.5 + across / 200.0, 0.002, 0.998)
    v = np.clip(np.abs(height) / _TOOTH_HEIGHT, 0.002, 0.998) * 0.496 + 0.002
    return np.round(np.stack([u, v], axis=1), 6).astype(np.float32)


def paint_parts(iris: Floats, *, age: float, seed: int) -> npt.NDArray[np.uint8]:
    """Return the parts' texture (1024, 512, 4) uint8, √linear·255: the eye in the upper square, teeth in the lower."""
    out = np.full((2 * EYE_SIZE, EYE_SIZE, 4), 255, np.uint8)
    limbus = math.sin(math.radians(LIMBUS_DEGREES))
    old = np.float32(min(max((age - 20.0) / 60.0, 0.0), 1.0))
    _paint_eye(iris, np.float32(limbus), np.float32(_PUPIL_SHARE), old, seed, out)
    _paint_teeth(old, seed, out)
    return out


@kernel
def _paint_cloth(colour, seed, out):  # type: ignore[no-untyped-def]
    size = out.shape[0]
    for row in range(size):
        for column in range(size):
            # a knit whose contrast stays below what a small picture would turn into moiré
            thread = f4(1) if (column // 4) % 2 else f4(0.955)
            thread *= f4(0.95) + f4(0.07) * hashed(u4(row // 3), u4(column // 4), u4(0), u4(seed))
            thread *= f4(0.97) + f4(0.06) * hashed(u4(row), u4(column), u4(1), u4(seed))
            for k in range(3):
                out[row, column, k] = np.uint8(math.sqrt(min(colour[k] * thread, f4(1))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(60)


def paint_cloth(colour: Floats, *, seed: int) -> npt.NDArray[np.uint8]:
    """Return the garment's texture (256, 256, 4) uint8, √linear·255; it repeats."""
    out = np.zeros((CLOTH_SIZE, CLOTH_SIZE, 4), np.uint8)
    _paint_cloth(colour, seed, out)
    return out
