"""Decoding of clips from open files, within bounds: what a file holds is not trusted.

A frame is a list of planes as the decoder gives them: [Y, Cb, Cr] of H.264, [RGB] of FFV1, PNG and JPEG.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from synthgen.backports import paired
from synthgen.codec import CONTAINER

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

#: decoders pad a picture to whole blocks before they cut it
_PADDING = 64


class Oversized(ValueError):
    """A file that decodes to more, or larger, frames than its bounds allow; the message says which."""


@dataclass(frozen=True)
class Bounds:
    """The most that is decoded of a clip: frames, and their width and height in pixels."""

    frames: int
    width: int
    height: int

    def check_size(self, width: int, height: int) -> None:
        """Raise Oversized for a picture that is larger."""
        if width > self.width or height > self.height:
            raise Oversized(f"holds a picture of {width}×{height}; at most {self.width}×{self.height} is decoded")

    def check_frames(self, frames: int) -> None:
        """Raise Oversized for more frames."""
        if frames > self.frames:
            raise Oversized(f"holds {frames} frames or more; at most {self.frames} are decoded")


@dataclass(frozen=True)
class VideoFacts:
    """What a video file says of itself: codec, size in pixels, frames a second, number of frames (0: it doesn't say),
    and the number of its streams of any kind."""

    codec: str
    width: int
    height: int
    rate: Fraction | None
    frames: int
    streams: int


class VideoReader:
    """A video file that is open for reading. ``facts`` are known before a frame is decoded."""

    def __init__(self, container: InputContainer, bounds: Bounds | None) -> None:
        if not container.streams.video:
            raise ValueError("holds no video")
        self._container = container
        self._stream: VideoStream = container.streams.video[0]
        self._stream.thread_count = 1
        self._bounds = bounds
        context = self._stream.codec_context
        self.facts = VideoFacts(
            codec=context.name,
            width=context.width,
            height=context.height,
            rate=self._stream.average_rate,
            frames=self._stream.frames,
            streams=len(container.streams),
        )
        if bounds is not None:
            context.options = {"max_pixels": str((bounds.width + _PADDING) * (bounds.height + _PADDING))}

    def frames(self) -> Iterator[list[np.ndarray]]:
        """Yield every frame as planes, uint8. Raises Oversized, or ValueError where a frame cannot be decoded."""
        import av

        bounds = self._bounds
        if bounds is not None:
            bounds.check_size(self.facts.width, self.facts.height)
            bounds.check_frames(self.facts.frames)
        try:
            for index, picture in enumerate(self._container.decode(self._stream)):
                if bounds is not None:
                    bounds.check_frames(index + 1)
                    bounds.check_size(picture.width, picture.height)
                if picture.is_corrupt:
                    raise ValueError(f"frame {index} is damaged")
                yield _planes(picture)
        except av.FFmpegError as error:
            raise ValueError(f"cannot be decoded ({error.strerror})") from error


@contextlib.contextmanager
def open_video(file: BinaryIO, codec: str, bounds: Bounds | None = None) -> Iterator[VideoReader]:
    """Open an h264 or ffv1 clip from an open file, which stays open. Raises ValueError where it is none.

    The container's format is given, not guessed: formats that lead to other files are never tried.
    """
    import av

    try:
        container: Any = av.open(file, format=CONTAINER[codec])
    except (av.FFmpegError, EOFError) as error:
        raise ValueError(f"is no {CONTAINER[codec]} file ({getattr(error, 'strerror', error)})") from error
    with container:
        yield VideoReader(container, bounds)


def decode_picture(file: BinaryIO, codec: str, bounds: Bounds | None = None) -> np.ndarray:
    """Return the picture of a PNG or JPEG file, (h, w, 3) uint8 RGB; ``codec`` is "png" or "jpeg", and not guessed.

    Its size is checked before anything is decompressed. Raises Oversized, or ValueError where it is no file of this
    codec, or OSError where it is cut off.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=(codec.upper(),))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Oversized(f"holds a picture that is too large ({error})") from error
    except (SyntaxError, UnidentifiedImageError) as error:
        raise ValueError(f"is no {codec.upper()} file") from error
    with picture:
        if bounds is not None:
            bounds.check_size(*picture.size)
        try:
            return np.asarray(picture.convert("RGB"))
        except (SyntaxError, EOFError) as error:  # what Pillow makes of a damaged chunk
            raise ValueError(f"cannot be decoded ({error})") from error


def _planes(picture: Any) -> list[np.ndarray]:
    rows = [line_rows(plane) for plane in picture.planes]
    if picture.format.name == "yuv420p":
        return [plane[:, : of.width] for plane, of in paired(rows, picture.planes)]
    if picture.format.name == "bgr0":
        packed = rows[0][:, : 4 * picture.width].reshape(picture.height, picture.width, 4)
        return [packed[..., 2::-1]]
    raise ValueError(f"holds {picture.format.name} pictures, not yuv420p or bgr0")


def line_rows(plane: Any) -> np.ndarray:
    """Return a plane's memory as (height, line size) uint8; lines may be longer than the picture is wide."""
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
