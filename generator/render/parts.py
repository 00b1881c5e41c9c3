"""Small textures: the eye (iris, limbus, sclera) and the garment's weave."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.render.eyes import LIMBUS_DEGREES
from synthgen.render.jit import kernel
from synthgen.render.noise import hashed, smoothstep, value_noise

Floats = npt.NDArray[np.float32]
f4 = np.float32

EYE_SIZE = 512
CLOTH_SIZE = 256
_PUPIL_SHARE = 0.36


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
            vein = value_noise(x * f4(14), y * f4(30), f4(0), seed) + f4(0.5) * value_noise(x * f4(40), y * f4(60), f4(1), seed)
            vein = smoothstep(f4(0.55), f4(1.1), vein + f4(0.5) * side) * side
            r = f4(0.62) - f4(0.05) * side
            g = f4(0.58) - f4(0.11) * side - f4(0.12) * vein - f4(0.02) * age
            b = f4(0.55) - f4(0.12) * side - f4(0.12) * vein - f4(0.06) * age
            edge = smoothstep(limbus * f4(0.92), limbus * f4(1.05), radius)
            if edge < f4(1):
                t = radius / limbus
                # fibres: columns of the hash round the pupil, drawn out along the radius
                turn = math.floor(f4(90) * _turn(x, y))
                fibre = hashed(np.int32(turn), np.int32(t * f4(5)), 1, seed)
                fibre = f4(0.5) * fibre + f4(0.5) * hashed(np.int32(turn) // 3, np.int32(t * f4(3)), 2, seed)
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


def paint_eye(iris: Floats, *, age: float, seed: int) -> npt.NDArray[np.uint8]:
    """Return the eye's texture (1024, 512, 4) uint8, √linear·255: the eye in the upper square."""
    out = np.full((2 * EYE_SIZE, EYE_SIZE, 4), 255, np.uint8)
    limbus = math.sin(math.radians(LIMBUS_DEGREES))
    old = min(max((age - 20.0) / 60.0, 0.0), 1.0)
    _paint_eye(iris, np.float32(limbus), np.float32(_PUPIL_SHARE), np.float32(old), np.uint32(seed), out)
    return out


@kernel
def _paint_cloth(colour, seed, out):  # type: ignore[no-untyped-def]
    size = out.shape[0]
    for row in range(size):
        for column in range(size):
            # a fine rib: two threads up, one across
            thread = f4(1) if (column // 2) % 2 else f4(0.86)
            thread *= f4(1) if (row // 2) % 3 else f4(0.9)
            thread *= f4(0.93) + f4(0.14) * hashed(row, column, 0, seed)
            for k in range(3):
                out[row, column, k] = np.uint8(math.sqrt(min(colour[k] * thread, f4(1))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(60)


def paint_cloth(colour: Floats, *, seed: int) -> npt.NDArray[np.uint8]:
    """Return the garment's texture (256, 256, 4) uint8, √linear·255; it repeats."""
    out = np.zeros((CLOTH_SIZE, CLOTH_SIZE, 4), np.uint8)
    _paint_cloth(colour, np.uint32(seed), out)
    return out
