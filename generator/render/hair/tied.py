"""What tied hair ends in: a tail that hangs from the tie, or a bun wound round it."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import f4, u4
from synthgen.render.hair.cards import STEPS, WIDTH, trace
from synthgen.render.hair.ribbon import PATH_COLUMNS, SINES, ribbon, tilt
from synthgen.render.noise import hashed


@kernel
def hang_tail(  # type: ignore[no-untyped-def]
    tie, length, radius, grown, under, floor, style, segments, finer, seed, sines, points, normals, tangents, open_sky,
    along,
):  # fmt: skip
    """Hang a tail of cards, as many as ``points`` has room for, from the ``tie`` (3,) behind the head."""
    path = np.zeros((STEPS, PATH_COLUMNS), f4)
    at = np.zeros(3, f4)
    heading = np.zeros(3, f4)
    lean = np.zeros(3, f4)
    twist = np.zeros(2, f4)
    size = 2 * segments + 1
    for i in range(points.shape[0] // size):
        layer = hashed(u4(i), u4(1), u4(1), u4(seed))
        for k in range(3):
            wild = f4(2) * hashed(u4(i), u4(3 + k), u4(1), u4(seed)) - f4(1)
            at[k] = tie[k] + f4(0.05) * wild
            lean[k] = f4(0.35) * wild
            heading[k] = f4(0.3) * wild
        heading[1] += f4(0.45)
        heading[2] -= f4(1)
        own = hashed(u4(i), u4(2), u4(1), u4(seed))
        own_length = length * (f4(0.8) + f4(0.25) * own)
        n = trace(at, heading, own_length, layer, lean, 1, radius, grown, under, floor, style, seed, path)
        for j in range(n):  # round its own middle, not round the head
            path[j, 3] = at[0] - tie[0] + f4(0.001)
            path[j, 4] = (at[1] - tie[1]) * f4(0.3)
            path[j, 5] = at[2] - tie[2] - f4(0.03)
        tilt(i, 1, f4(1), seed, sines, twist)
        first = i * size
        last = first + size
        ribbon(
            path, n, segments, style[WIDTH] * finer * f4(1.2), f4(0.3), f4(0.5), f4(0.6), twist, layer, f4(0.4),
            points[first:last], normals[first:last], tangents[first:last], open_sky[first:last], along[first:last],
        )  # fmt: skip


@kernel
def wind_bun(  # type: ignore[no-untyped-def]
    middle, size_of_bun, style, segments, finer, seed, sines, points, normals, tangents, open_sky, along,
):  # fmt: skip
    """Wind cards, as many as ``points`` has room for, round a ball at ``middle`` (3,): a bun."""
    path = np.zeros((STEPS, PATH_COLUMNS), f4)
    twist = np.zeros(2, f4)
    steps = 24
    size = 2 * segments + 1
    for i in range(points.shape[0] // size):
        layer = hashed(u4(i), u4(1), u4(2), u4(seed))
        # a circle about an axis near the one that points away from the head, on the ball's surface
        ax = f4(0.7) * (f4(2) * hashed(u4(i), u4(2), u4(2), u4(seed)) - f4(1))
        ay = f4(0.3) + f4(0.5) * (f4(2) * hashed(u4(i), u4(3), u4(2), u4(seed)) - f4(1))
        az = f4(-1)
        scale = f4(1) / math.sqrt(ax * ax + ay * ay + az * az)
        ax *= scale
        ay *= scale
        az *= scale
        scale = f4(1) / math.sqrt(az * az + ax * ax)
        ux = az * scale
        uz = -ax * scale
        vx = ay * uz
        vy = az * ux - ax * uz
        vz = -ay * ux
        height = f4(1.9) * hashed(u4(i), u4(4), u4(2), u4(seed)) - f4(0.95)
        ring = math.sqrt(f4(1) - height * height)
        begin = int(f4(SINES) * hashed(u4(i), u4(5), u4(2), u4(seed)))
        ball = size_of_bun * (f4(0.86) + f4(0.14) * layer)
        for k in range(steps):
            angle = begin + (k * SINES * 3) // (steps * 5)
            sine = sines[angle % SINES] * ring
            cosine = sines[(angle + SINES // 4) % SINES] * ring
            high = height + f4(0.15) * f4(k) / f4(steps)
            path[k, 3] = cosine * ux + sine * vx + high * ax
            path[k, 4] = sine * vy + high * ay
            path[k, 5] = cosine * uz + sine * vz + high * az
            for c in range(3):
                path[k, c] = middle[c] + ball * path[k, 3 + c]
            path[k, 6] = f4(0.06) * f4(k)
        twist[0] = f4(0)
        twist[1] = f4(1)
        first = i * size
        last = first + size
        ribbon(
            path, steps, segments, style[WIDTH] * finer * f4(1.3), f4(0.3), f4(0.6), f4(0.6), twist, layer, f4(0.3),
            points[first:last], normals[first:last], tangents[first:last], open_sky[first:last], along[first:last],
        )  # fmt: skip
