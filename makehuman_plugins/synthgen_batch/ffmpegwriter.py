"""H.264 clips where no synthgen is installed beside MakeHuman, but an ``ffmpeg`` program with x264."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from synthgen.dataset.clip import ClipFacts
from synthgen.errors import RunError
from synthgen.files import sha256_file
from synthgen.yuv import to_planes

from .clipwriter import Background, ClipWriter, read_back

#: on Windows a console would open for every clip
HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_CHUNK = 1 << 20


class Ffmpeg(NamedTuple):
    """A program that encodes H.264. ``version`` as it calls itself."""

    path: str
    version: str

    @property
    def encoder(self) -> str:
        return f"libx264 veryfast crf 18, ffmpeg {self.version}"


def find_ffmpeg(path: str | None = None) -> Ffmpeg | None:
    """Return the ffmpeg at a path, or on PATH, if it is there and has x264."""
    found = shutil.which(path or "ffmpeg")
    if found is None:
        return None
    try:
        first = _output(found, "-version").splitlines()[0].split()
        encoders = _output(found, "-encoders")
    except (OSError, subprocess.SubprocessError, IndexError):
        return None
    if first[:2] != ["ffmpeg", "version"] or " libx264 " not in encoders:
        return None
    return Ffmpeg(found, first[2])


class FfmpegWriter(ClipWriter):
    """A clip that its own ffmpeg process encodes, with the settings of ``synthgen.dataset.video``."""

    def __init__(self, ffmpeg: Ffmpeg, background: Background, *args: Any, **options: Any) -> None:
        self._ffmpeg = ffmpeg
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        super().__init__(background, *args, **options)

    def _open(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  (open until the process has ended)
        self._process = subprocess.Popen(
            [self._ffmpeg.path, *encoding_options(self.width, self.height, str(self.rate)), _file(self.temporary)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            creationflags=HIDDEN,
        )

    def _write(self, frame: np.ndarray) -> None:
        assert self._process is not None and self._process.stdin is not None
        try:
            for plane in to_planes(frame):
                self._process.stdin.write(plane.tobytes())
        except OSError:  # a broken pipe: what it said tells more
            self._end()
            raise RunError(f"ffmpeg ended while it encoded {self.final.name}") from None

    def _close(self) -> None:
        self._end()
        count, decoded = decoded_hash(self._ffmpeg, self.temporary, self.width, self.height)
        read_back(self.final, count, self._count)
        self._whole(
            ClipFacts(
                count,
                self.temporary.stat().st_size,
                sha256_file(self.temporary),
                self._digest.hexdigest(),
                decoded,
            )
        )

    def _discard(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        if self._process is not None:
            self._process.communicate()
        if self._said is not None:
            self._said.close()

    def _end(self) -> None:
        """Wait for the encoder's end. Raises OSError for a full disk, RunError for anything else."""
        assert self._process is not None and self._said is not None
        try:
            self._process.communicate()
        except OSError:  # it is gone already
            self._process.wait()
        self._said.seek(0)
        said = self._said.read(4096).decode("utf-8", "replace").strip()
        self._said.close()
        if self._process.returncode:
            if self._process.returncode == -getattr(signal, "SIGXFSZ", 0):  # a limit on the size of files
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(self.temporary))
            raise failure(said, f"ffmpeg could not encode {self.final.name}", self.temporary)


def encoding_options(width: int, height: int, rate: str) -> list[str]:
    """Return ffmpeg's options, before the name of the file, to encode raw yuv420p frames from its input.

    Nothing that could make two runs differ is left open: one thread, no decisions by processor, no dates or versions.
    """
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", rate, "-i", "-"]
    x264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-x264-params", "cpu-independent=1:chromaloc=1"]
    tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    same = ["-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
    return ["-v", "error", "-nostdin", "-y", *raw, *x264, *tags, *same, "-f", "mp4"]


def decoded_hash(ffmpeg: Ffmpeg, path: Path, width: int, height: int) -> tuple[int, str]:
    """Return (frames, SHA-256 of the planes Y, Cb, Cr of all frames) of a clip, as ffmpeg decodes it.

    Raises RunError where it does not decode.
    """
    options = ["-v", "error", "-nostdin", "-threads", "1", "-i", _file(path)]
    raw = ["-map", "0:v:0", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]
    digest, length = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        [ffmpeg.path, *options, *raw],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=said,
        creationflags=HIDDEN,
    ) as process:
        assert process.stdout is not None
        for chunk in iter(lambda: process.stdout.read(_CHUNK), b""):  # type: ignore[union-attr]
            digest.update(chunk)
            length += len(chunk)
        process.wait()
        said.seek(0)
        message = said.read(4096).decode("utf-8", "replace").strip()
    frame = width * height * 3 // 2
    if process.returncode or message or length % frame:
        raise RunError(f"the clip {path.name} does not decode after it was written: {message or 'a part of a frame'}")
    return length // frame, digest.hexdigest()


def failure(said: str, problem: str, path: Path) -> Exception:
    """Return the error that a program's message stands for: an OSError for a full disk."""
    for code in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
        if os.strerror(code) in said:
            return OSError(code, os.strerror(code), str(path))
    last = said.splitlines()[-1] if said else "it does not say why"
    return RunError(f"{problem}: {last}")


def _file(path: Path) -> str:
    return f"file:{path}"  # else a colon in it would name a protocol


def _output(*command: str) -> str:
    ran = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=20,
        check=True,
        creationflags=HIDDEN,
    )
    return ran.stdout.decode("utf-8", "replace")
