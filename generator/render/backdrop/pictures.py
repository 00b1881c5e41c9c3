"""Pictures of the user's behind the person: one of a folder a clip, a part of it that fills the frame.

Libraries decode and shrink them (Pillow, libav): the frames of such scenes hold for one version of these.
"""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from synthgen.errors import InputError, reason
from synthgen.namedfiles import has_ending
from synthgen.render.arrays import Floats, Picture
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn
from synthgen.scene.userfiles import UserFile, drawn_file
from synthgen.seeds import seed_of
from synthgen.srgb import decode

if TYPE_CHECKING:
    from PIL.Image import Image

GROUP = "background"
STILLS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi")
ENDINGS = (*STILLS, *VIDEOS)
#: pixels of a picture that is read; a camera's has fewer
MOST_PIXELS = 120_000_000
#: the least side of a picture that is read: a smaller one would be all blur
LEAST_SIDE = 32
#: the least share of a picture's width or height that is shown
_LEAST_SHOWN = 0.6
_CHANCES = 2.0**63


def file_of(drawn: Drawn) -> UserFile:
    """Return the file that a clip shows."""
    return drawn_file(drawn.scene, GROUP, ENDINGS, drawn.clip)


def paint_picture(drawn: Drawn, camera: Camera) -> Floats:
    """Return a part of a clip's picture (h, w, 3) float32 linear, as large as the camera's picture.

    Which part comes from the clip's seed: from .6 of the widest or highest that has the frame's shape, up to all of it.
    """
    zoom, across, down, when = (_chance(drawn, purpose) for purpose in ("zoom", "across", "down", "when"))
    share = _LEAST_SHOWN + zoom * (1.0 - _LEAST_SHOWN)
    file = file_of(drawn)
    try:
        image = _opened(file, when, least=round(max(camera.width, camera.height) / share))
        shown = _part(image, camera.width, camera.height, share, across, down)
    except InputError:  # ours, and a ValueError
        raise
    except (OSError, ValueError, SyntaxError) as error:
        raise _unreadable(file, error) from error
    return _light()[shown]


def check_picture(file: UserFile) -> None:
    """Raise InputError for a file that cannot be shown: no picture, a broken one, one too large or too small."""
    try:
        image = _opened(file, 0.0, least=LEAST_SIDE)
    except InputError:  # ours, and a ValueError
        raise
    except (OSError, ValueError, SyntaxError) as error:
        raise _unreadable(file, error) from error
    if min(image.size) < LEAST_SIDE:
        raise InputError(
            f"is a picture of {image.width}x{image.height}",
            where=file.path,
            expected=f"{LEAST_SIDE} pixels or more on each side",
            remedy="Take it out of the folder.",
        )


def _chance(drawn: Drawn, purpose: str) -> float:
    return seed_of(drawn.clip, (GROUP,), purpose) / _CHANCES


def _unreadable(file: UserFile, error: Exception) -> InputError:
    said = reason(error) if isinstance(error, OSError) else str(error)
    return InputError(f"cannot be read as a picture ({said})", where=file.path, remedy="Take it out of the folder.")


def _opened(file: UserFile, when: float, *, least: int) -> Image:
    """Return a picture, or a video's frame at a share of its length, at least ``least`` pixels wide and high if it was.

    Raises OSError, ValueError or SyntaxError (Pillow's, of a broken PNG), InputError for a huge one.
    """
    from PIL import Image, ImageOps

    if has_ending(file.path, VIDEOS):
        return _frame(file, when)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a large picture: ours is the limit
        with Image.open(file.path) as image:
            _check_size(file, *image.size)
            image.draft("RGB", (least, least))  # a JPEG is decoded no finer than is wanted
            turned: Any = ImageOps.exif_transpose(image)
            done: Image.Image = turned.convert("RGB")
            return done


def _check_size(file: UserFile, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise InputError(
            f"is a picture of {width}x{height}",
            where=file.path,
            expected=f"at most {MOST_PIXELS // 1_000_000} million pixels",
            remedy="Make it smaller.",
        )


def _frame(file: UserFile, when: float) -> Image:
    """Return a video's frame: the key frame before a share of its length."""
    import av

    with av.open(str(file.path)) as container:
        if not container.streams.video:
            raise ValueError("it has no pictures")
        stream = container.streams.video[0]
        _check_size(file, stream.codec_context.width, stream.codec_context.height)
        stream.codec_context.thread_count = 1
        if container.duration:
            container.seek(int(when * container.duration))
        for frame in container.decode(stream):
            image: Image = frame.to_image()
            return image
    raise ValueError("it has no frames")


def _part(image: Image, width: int, height: int, share: float, across: float, down: float) -> Picture:
    """Return a part of a picture, of the frame's shape and size, uint8 sRGB."""
    from PIL.Image import Resampling

    scale = share * min(image.width / width, image.height / height)
    wide, high = scale * width, scale * height
    left, top = across * (image.width - wide), down * (image.height - high)
    box = (left, top, left + wide, top + high)
    return np.asarray(image.resize((width, height), Resampling.BILINEAR, box=box, reducing_gap=3.0))


@functools.lru_cache(maxsize=1)
def _light() -> Floats:
    """Return the linear light (256,) of sRGB bytes."""
    return np.array([decode(byte / 255) for byte in range(256)], np.float32)
