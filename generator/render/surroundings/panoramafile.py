"""Panoramas of the user's: equirectangular ``.hdr`` and ``.exr``, linear, as cameras and artists make them.

libav decodes them, to the bit alike from version to version as far as their formats say: a byte each and an exponent,
halves, floats.
"""

from __future__ import annotations

import functools

import numpy as np

from synthgen.errors import InputError, reason
from synthgen.jit import kernel
from synthgen.render.arrays import Floats
from synthgen.scene.spec import Drawn
from synthgen.scene.userfiles import UserFile, drawn_file

GROUP = "surroundings"
ENDINGS = (".hdr", ".exr")
#: the largest that is read, and the smallest: a small one lights well, and nothing is to be seen in it
MOST_ROWS, LEAST_ROWS = 2048, 16
#: decoded ones that a process keeps
_KEPT = 2
_SMALLER = "Make it smaller: what is behind a person is out of focus."

#: a fit of the arc tangent, error 2e-8: M. Abramowitz and I. Stegun, "Handbook of mathematical functions", 4.4.49
_A2, _A4, _A6, _A8 = -0.3333314528, 0.1999355085, -0.1420889944, 0.1065626393
_A10, _A12, _A14, _A16 = -0.0752896400, 0.0429096138, -0.0161657367, 0.0028662257
_PI = 3.141592653589793


def file_of(drawn: Drawn) -> UserFile:
    """Return the panorama of a take."""
    return drawn_file(drawn.scene, GROUP, ENDINGS, drawn.take)


@functools.lru_cache(maxsize=_KEPT)
def panorama_of(file: UserFile) -> Floats:
    """Return a panorama (h, 2h, 3) float32 linear: see ``panorama``. Raises InputError for one that is none."""
    light = _decoded(file)
    wrong = ~np.isfinite(light)
    if wrong.any():
        raise _refused(file, f"holds {_counted(wrong)} that are no number or without end")
    if (light < 0).any():
        raise _refused(file, f"holds negative light in {_counted(light < 0)}")
    if not light.any():
        raise _refused(file, "is black everywhere", "Take it out of the folder.")
    return light


def check_panorama(file: UserFile) -> None:
    """Raise InputError for a file that is no panorama, one too large, or one with light that there cannot be."""
    panorama_of.__wrapped__(file)


def _refused(file: UserFile, problem: str, remedy: str = "Mend it in the program that wrote it.") -> InputError:
    return InputError(problem, where=file.path, expected="finite numbers of 0 and above, linear light", remedy=remedy)


def _counted(wrong: np.ndarray) -> str:
    count = int(wrong.any(axis=2).sum())
    row, column = (int(v) for v in np.argwhere(wrong.any(axis=2))[0])
    return f"{count} pixels (the first in row {row}, column {column})"


def _decoded(file: UserFile) -> Floats:
    import av

    try:
        with av.open(str(file.path)) as container:
            if not container.streams.video:
                raise ValueError("it has no picture")
            stream = container.streams.video[0]
            width, height = stream.codec_context.width, stream.codec_context.height
            if not width or not height:
                raise ValueError("it is broken, or ends too early")
            _check_size(file, width, height)
            frame = next(container.decode(stream), None)
            if frame is None:
                raise ValueError("it ends too early")
            if "f32" not in frame.format.name:
                raise ValueError(f"its numbers are {frame.format.name}")
            channels = frame.to_ndarray()
    except InputError:  # a ValueError too, and all is said
        raise
    except (OSError, ValueError) as error:
        said = reason(error) if isinstance(error, OSError) else str(error)
        raise InputError(
            f"cannot be read as a panorama ({said})",
            where=file.path,
            expected="a Radiance .hdr or an OpenEXR .exr of red, green and blue",
            remedy="Take it out of the folder, or write it anew.",
        ) from error
    if channels.ndim == 2:
        channels = np.repeat(channels[:, :, None], 3, axis=2)
    _check_size(file, channels.shape[1], channels.shape[0])
    return np.ascontiguousarray(channels[:, :, :3], np.float32)


def _check_size(file: UserFile, width: int, height: int) -> None:
    shown = f"is a picture of {width}x{height}"
    if height > MOST_ROWS or width > 2 * MOST_ROWS:
        raise InputError(shown, where=file.path, expected=f"at most {2 * MOST_ROWS}x{MOST_ROWS}", remedy=_SMALLER)
    if width != 2 * height or height < LEAST_ROWS:
        raise InputError(
            shown,
            where=file.path,
            expected=f"one twice as wide as high, from {2 * LEAST_ROWS}x{LEAST_ROWS}: equirectangular",
            remedy="Take it out of the folder.",
        )


@kernel
def _turn_of(y, x):  # type: ignore[no-untyped-def]
    """Return the angle of the point (x, y) about the origin, −π to π, the same bits everywhere."""
    across, along = abs(x), abs(y)
    low, high = min(across, along), max(across, along)
    t = low / (high + 1e-30)
    s = t * t
    angle = _A12 + s * (_A14 + s * _A16)
    angle = _A6 + s * (_A8 + s * (_A10 + s * angle))
    angle = t * (1.0 + s * (_A2 + s * (_A4 + s * angle)))
    if along > across:
        angle = 0.5 * _PI - angle
    if x < 0.0:
        angle = _PI - angle
    return angle if y >= 0.0 else -angle


@kernel
def sample(panorama, rays, out):  # type: ignore[no-untyped-def]
    """Write what ``panorama`` (h, 2h, 3) has in the directions of ``rays`` (n, 3) into ``out`` (n, 3), interpolated."""
    height, width, _ = panorama.shape
    for i in range(rays.shape[0]):
        x, y, z = np.float64(rays[i, 0]), np.float64(rays[i, 1]), np.float64(rays[i, 2])
        column = (_turn_of(-x, z) + _PI) / (2.0 * _PI) * width - 0.5
        row = min(max(_turn_of(np.sqrt(x * x + z * z), y) / _PI * height - 0.5, 0.0), height - 1.0)
        top = min(np.int64(row), height - 2)
        left = np.int64(np.floor(column))
        down, across = row - top, column - left
        first, second = left % width, (left + 1) % width
        for k in range(3):
            upper = panorama[top, first, k] + across * (panorama[top, second, k] - panorama[top, first, k])
            lower = panorama[top + 1, first, k] + across * (panorama[top + 1, second, k] - panorama[top + 1, first, k])
            out[i, k] = np.float32(upper + down * (lower - upper))
