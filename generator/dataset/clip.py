"""One clip on its way to disk: written under a temporary name, read back, and only then given its own name."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from synthgen.codec import LOSSLESS
from synthgen.dataset.video import open_writer, sha256_decoded
from synthgen.errors import RunError
from synthgen.files import frames_in, sha256_file


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a whole clip on disk."""

    frames: int
    bytes: int
    sha256_file: str
    sha256_frames: str
    sha256_decoded: str


class ClipWriter:
    """Takes a clip's frames and publishes it under its final name when it is whole.

    ``temporary`` and ``final`` lie on one file system. Nothing is seen under ``final`` before ``publish`` returns.
    """

    #: frames are encoded as they come: none waits
    busy = False

    def __init__(
        self,
        temporary: Path,
        final: Path,
        *,
        codec: str,
        width: int,
        height: int,
        rate: Fraction,
        still: bool = False,
    ) -> None:
        self._temporary, self._final, self._codec = temporary, final, codec
        self._shape = (height, width, 3)
        self._digest = hashlib.sha256()
        self._count = 0
        self._finished = False
        self._writer = open_writer(temporary, codec=codec, width=width, height=height, rate=rate, still=still)

    def add(self, frame: np.ndarray) -> None:
        """Encode a frame, (h, w, 3) uint8 sRGB."""
        if frame.shape != self._shape or frame.dtype != np.uint8:
            raise RunError(f"a frame is {frame.shape} {frame.dtype}; expected {self._shape} uint8")
        self._digest.update(np.ascontiguousarray(frame).data)
        self._count += 1
        self._writer.add(frame)

    def finish(self) -> None:
        """Take no more frames, and write those that the encoder still has."""
        if not self._finished:
            self._finished = True
            self._writer.close()

    def ready(self) -> bool:
        """Tell whether ``publish`` has not to wait for somebody else."""
        return True

    def publish(self) -> ClipFacts:
        """Finish the file, decode it again, and give it its name. Raises RunError where it does not read back."""
        self.finish()
        sha_frames = self._digest.hexdigest()
        try:
            count, sha_decoded = sha256_decoded(self._temporary, self._codec)
        except (OSError, ValueError, IndexError, EOFError) as error:
            raise RunError(f"the clip {self._final.name} does not decode after it was written: {error}") from error
        if count != self._count:
            raise RunError(f"the clip {self._final.name} decodes to {count} frames; {self._count} were written")
        if self._codec in LOSSLESS and sha_decoded != sha_frames:
            raise RunError(f"the clip {self._final.name} does not decode to the frames that were written")
        facts = ClipFacts(count, _size(self._temporary), sha256_file(self._temporary), sha_frames, sha_decoded)
        self._final.parent.mkdir(parents=True, exist_ok=True)
        remove(self._final)  # a folder of PNG frames cannot be renamed over another
        self._temporary.replace(self._final)
        return facts

    def abort(self) -> None:
        """Throw away what was written; nothing happens to a clip that was published."""
        self._writer.abort()
        with contextlib.suppress(OSError):
            remove(self._temporary)


def remove(path: Path) -> None:
    """Delete a clip, file or folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(frame.stat().st_size for frame in frames_in(path))
    return path.stat().st_size
