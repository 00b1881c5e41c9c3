"""Clips as folders of PNG frames, written by Qt: what MakeHuman's Python can do alone, and keeps every bit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QT_VERSION_STR, QBuffer, QByteArray, QIODevice
from PyQt5.QtGui import QImage, QImageWriter

from synthgen.dataset.clip import ClipFacts, remove
from synthgen.errors import RunError
from synthgen.files import sha256_file

from .clipwriter import ClipWriter

#: zlib's level 1 on Qt's scale of 0 to 100 (below 11 it does not compress): fast, and a third larger than the best
_COMPRESSION = 15
ENCODER = f"png, Qt {QT_VERSION_STR}"


class PngWriter(ClipWriter):
    """A clip as ``NNNN.png``, from 0000 on."""

    def _open(self) -> None:
        remove(self.temporary)  # what a killed run left
        self.temporary.mkdir()

    def _write(self, frame: np.ndarray) -> None:
        path = self.temporary / f"{self._count - 1:04d}.png"
        path.write_bytes(encode_png(frame))  # Qt itself would not say why a file cannot be written

    def _close(self) -> None:
        digest, size, paths = hashlib.sha256(), 0, sorted(self.temporary.iterdir())
        for path in paths:
            content = path.read_bytes()
            size += len(content)
            digest.update(decode_png(content, path).tobytes())
        if len(paths) != self._count or digest.digest() != self._digest.digest():
            raise RunError(f"the clip {self.final.name} does not decode to the frames that were written")
        frames = self._digest.hexdigest()
        self._whole(ClipFacts(self._count, size, sha256_file(self.temporary), frames, frames))

    def _discard(self) -> None:
        """Leave it to the base: nothing is open."""


def encode_png(frame: np.ndarray) -> bytes:
    """Return a frame, (h, w, 3) uint8 RGB, C-contiguous, as a PNG file."""
    height, width = frame.shape[:2]
    memory = frame.tobytes()  # the image does not own it: it has to live as long
    image = QImage(memory, width, height, 3 * width, QImage.Format.Format_RGB888)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(_COMPRESSION)
    if not writer.write(image):
        raise RunError(f"Qt cannot encode a frame as PNG: {writer.errorString()}")
    return bytes(content)


def decode_png(content: bytes, path: Path) -> np.ndarray:
    """Return a PNG file's picture, (h, w, 3) uint8 RGB. Raises RunError where it is none."""
    image = QImage.fromData(content, "PNG")
    if image.isNull():
        raise RunError(f"{path} does not decode after it was written")
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None
    memory = bits.asstring(image.bytesPerLine() * image.height())
    lines = np.frombuffer(memory, np.uint8).reshape(image.height(), image.bytesPerLine())  # padded to four bytes
    return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
