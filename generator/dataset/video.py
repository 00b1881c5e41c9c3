"""Clips as files: H.264 in MP4, FFV1 in Matroska, a folder of PNG frames, or a still; written and read in process.

Everything that could make two runs differ is pinned: one thread, x264 without processor-specific decisions, no dates or
version strings in the container.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from synthgen.codec import CONTAINER, PICTURES
from synthgen.dataset.decoder import decode_picture, line_rows, open_video
from synthgen.files import frames_in
from synthgen.yuv import to_rgb

#: quality 18 is visually lossless; cpu-independent=1: otherwise AVX2 and SSE2 make different decisions;
#: chromaloc=1: colour samples sit in the middle of their four pixels
_X264 = {"preset": "veryfast", "crf": "18", "x264-params": "cpu-independent=1:chromaloc=1"}
_FFV1 = {"level": "3", "g": "1", "slices": "4", "slicecrc": "1"}
_BT709, _LIMITED = 1, 1
#: fast, and a third larger than the best: frames are many
_PNG_LEVEL = 1
#: hardly to be told from the picture by eye, with every pixel's own colour
_JPEG_QUALITY, _NO_SUBSAMPLING = 95, 0


class Writer(Protocol):
    """Takes frames, (h, w, 3) uint8 sRGB, one by one; ``close`` makes the clip whole. Raises OSError."""

    def add(self, frame: np.ndarray) -> None: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...


def open_writer(path: Path, *, codec: str, width: int, height: int, rate: Fraction, still: bool = False) -> Writer:
    """Return a writer of a new clip at ``path``: a folder for PNG, unless it is a ``still``. Raises OSError."""
    if still or codec == "jpeg":
        return _StillWriter(path, codec)
    if codec == "png":
        return _PngWriter(path)
    return _VideoWriter(path, codec, width, height, rate)


def encoder_name(codec: str) -> str:
    """Return what encodes, with its version: files are comparable to the byte only where this is equal."""
    if codec in PICTURES:
        import PIL
        from PIL import features

        quality = f" quality {_JPEG_QUALITY}, libjpeg {features.version('jpg')}" if codec == "jpeg" else ""
        return f"{codec}{quality}, Pillow {PIL.__version__}"
    import av

    version = ".".join(str(part) for part in av.library_versions["libavcodec"])
    name = "libx264 veryfast crf 18" if codec == "h264" else "ffv1 level 3"
    return f"{name}, libavcodec {version}, PyAV {av.__version__}"


def read_frames(path: Path, codec: str) -> Iterator[np.ndarray]:
    """Yield a clip's frames, (h, w, 3) uint8 sRGB. Raises OSError or ValueError where it cannot be decoded."""
    for planes in _decode(path, codec):
        if len(planes) == 3:
            yield to_rgb(*planes)
        else:
            yield planes[0]


def sha256_decoded(path: Path, codec: str) -> tuple[int, str]:
    """Return (frames, SHA-256) of the decoded pictures.

    H.264: planes Y, Cb, Cr of every frame as the standard's decoder gives them, so that no colour conversion has a
    say. PNG and FFV1: RGB bytes, so that the hash equals ``sha256_frames``; JPEG: RGB bytes as libjpeg gives them.
    Raises OSError or ValueError.
    """
    digest = hashlib.sha256()
    count = 0
    for planes in _decode(path, codec):
        for plane in planes:
            digest.update(np.ascontiguousarray(plane).data)
        count += 1
    return count, digest.hexdigest()


class _VideoWriter:
    def __init__(self, path: Path, codec: str, width: int, height: int, rate: Fraction) -> None:
        import av

        from synthgen.planes import to_yuv420

        self._to_yuv420 = to_yuv420
        self._file = _Sink(path)
        try:
            self._container: Any = av.open(self._file, "w", format=CONTAINER[codec], options={"fflags": "+bitexact"})
            self._stream: Any = self._container.add_stream("libx264" if codec == "h264" else "ffv1", rate=rate)
            self._stream.width, self._stream.height = width, height
            self._stream.pix_fmt = "yuv420p" if codec == "h264" else "bgr0"
            self._stream.options = dict(_X264 if codec == "h264" else _FFV1)
            self._stream.thread_count = 1
            context = self._stream.codec_context
            context.flags |= 1 << 23  # AV_CODEC_FLAG_BITEXACT
            if codec == "h264":
                context.color_primaries = context.color_trc = context.colorspace = _BT709
                context.color_range = _LIMITED
        except BaseException:
            self._file.close()
            raise
        self._size = (width, height)
        self._codec = codec

    def add(self, frame: np.ndarray) -> None:
        import av

        picture: Any = av.VideoFrame(*self._size, self._stream.pix_fmt)
        planes = [line_rows(plane) for plane in picture.planes]
        if self._codec == "h264":
            picture.color_primaries = picture.color_trc = picture.colorspace = _BT709
            picture.color_range = _LIMITED
            self._to_yuv420(np.ascontiguousarray(frame), *planes)
        else:
            packed = planes[0][:, : 4 * self._size[0]].reshape(self._size[1], self._size[0], 4)
            packed[..., :3] = frame[..., ::-1]
            packed[..., 3] = 0
        self._mux(picture)

    def close(self) -> None:
        try:
            self._mux(None)
            self._container.close()
        finally:
            self._file.close()
        self._file.check()

    def abort(self) -> None:
        """Let go of a clip that will not be finished."""
        import contextlib

        with contextlib.suppress(Exception):
            self._container.close()
        self._file.close()

    def _mux(self, picture: Any) -> None:
        for packet in self._stream.encode(picture):
            self._container.mux(packet)
        self._file.check()


class _Sink:
    """A file that notes the first error and swallows what follows, until ``check`` raises it.

    The container library would print an error that its writing meets, and give its own message instead.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=1 << 16)
        self._error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            if self._error is None:
                self._file.write(data)
        except OSError as error:
            self._error = error
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError as error:  # seeking writes what is buffered
            self._error = self._error or error
            return 0

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        """Leave flushing to ``close``."""

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            self._error = self._error or error

    def check(self) -> None:
        """Raise the error that was noted, if any."""
        if self._error is not None:
            raise self._error


class _PngWriter:
    def __init__(self, path: Path) -> None:
        path.mkdir()
        self._path = path
        self._count = 0

    def add(self, frame: np.ndarray) -> None:
        from PIL import Image

        Image.fromarray(frame).save(self._path / f"{self._count:04d}.png", compress_level=_PNG_LEVEL)
        self._count += 1

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass


class _StillWriter:
    """Writes one picture; who gives it a second one has made a mistake."""

    def __init__(self, path: Path, codec: str) -> None:
        path.touch(exist_ok=False)
        self._path, self._codec = path, codec
        self._frame: np.ndarray | None = None

    def add(self, frame: np.ndarray) -> None:
        if self._frame is not None:
            raise ValueError("a still has one frame")
        self._frame = frame.copy()

    def close(self) -> None:
        from PIL import Image

        if self._frame is None:
            raise ValueError("a still has one frame, and got none")
        picture = Image.fromarray(self._frame)
        if self._codec == "png":
            picture.save(self._path, "PNG", compress_level=_PNG_LEVEL)
        else:
            picture.save(self._path, "JPEG", quality=_JPEG_QUALITY, subsampling=_NO_SUBSAMPLING)

    def abort(self) -> None:
        pass


def _decode(path: Path, codec: str) -> Iterator[list[np.ndarray]]:
    """Yield every frame as [Y, Cb, Cr] planes (H.264) or [RGB] (lossless), uint8. Raises OSError or ValueError."""
    try:
        if codec in PICTURES:
            for frame in frames_in(path) if path.is_dir() else [path]:
                with frame.open("rb") as file:
                    yield [decode_picture(file, codec)]
            return
        with path.open("rb") as file, open_video(file, codec) as video:
            yield from video.frames()
    except ValueError as error:
        raise ValueError(f"{path} {error}") from error
