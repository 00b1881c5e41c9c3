"""Clips that an installed synthgen encodes, in a process of its own beside MakeHuman.

The other side, and what goes over the pipes, is ``synthgen.transcode.service``.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np

from synthgen.dataset.clip import ClipFacts, remove
from synthgen.errors import RunError

from .clipwriter import Background, ClipWriter
from .ffmpegwriter import HIDDEN

MODULE = "synthgen.transcode.service"
#: how long the other side may take to import and compile what it needs: the first time some ten seconds
_PATIENCE = 120.0
#: how long it may take to throw away what is not whole, in seconds
_FAREWELL = 5.0
#: bytes kept of what it says beside its answers
_SAID = 4000


class EncoderService:
    """The process. ``start`` it (that takes seconds: not in the application's own thread), then open clips."""

    def __init__(self, python: str) -> None:
        self.python = python
        self.encoders: dict[str, str] = {}
        self.version = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._clips: dict[int, ServiceWriter] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._greeted = threading.Event()
        self._said = b""
        self._code: int | None = None
        self._threads: list[threading.Thread] = []

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process and wait until it can encode. Raises RunError, OSError where it cannot."""
        self._bury()
        self._greeted.clear()
        self._said, self.encoders = b"", {}
        process = subprocess.Popen(
            [self.python, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=str(Path(self.python).parent),  # -m looks into it first: no module must lie there by chance
            env=environment(),
            creationflags=HIDDEN,
        )
        self._process = process
        for part in (self._hear, self._note):
            thread = threading.Thread(target=part, args=(process,), daemon=True)
            thread.start()
            self._threads.append(thread)
        greeted = self._greeted.wait(_PATIENCE)
        if not greeted or not self.encoders:
            process.kill()
            self._bury()
            raise RunError(self._obituary() if greeted else f"it is not ready after {_PATIENCE:.0f} s")

    def stop(self) -> None:
        """End the process: clips that are not whole are thrown away."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):  # it is gone already
                process.stdin.close()
            try:
                process.wait(_FAREWELL)
            except subprocess.TimeoutExpired:
                process.kill()
            self._bury()

    def _bury(self) -> None:
        """Wait for a process that is ending, and for the threads that listen to it."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
            self._code = process.wait()
        for thread in self._threads:  # a child of its own may hold its pipes open
            thread.join(_FAREWELL)
        self._threads = []

    def enter(self, clip: ServiceWriter) -> int:
        """Return a number for a clip, whose answers it gets from now on."""
        with self._lock:
            self._count += 1
            self._clips[self._count] = clip
            return self._count

    def forget(self, number: int) -> None:
        with self._lock:
            self._clips.pop(number, None)

    def ask(self, message: dict[str, Any], content: bytes = b"") -> None:
        """Send a message; not from the application's own thread, since it waits where the other side is behind.

        Raises RunError where there is no other side any more.
        """
        process = self._process
        if process is None or process.stdin is None:
            raise RunError(self._obituary())
        text = json.dumps(message).encode()
        try:
            process.stdin.write(len(text).to_bytes(4, "big") + text)
            process.stdin.write(content)
            process.stdin.flush()
        except (OSError, ValueError):  # ValueError: closed
            raise RunError(self._obituary()) from None

    def _hear(self, process: subprocess.Popen[bytes]) -> None:
        """Hand answers to the clips they are for, until there are no more."""
        assert process.stdout is not None
        try:
            for message in iter(lambda: _read(process.stdout), None):  # type: ignore[arg-type]
                if message["tell"] == "hello":
                    self.version, self.encoders = message["synthgen"], message["encoders"]
                    self._greeted.set()
                    continue
                with self._lock:
                    clip = self._clips.pop(message["clip"], None)
                if clip is not None:
                    clip.hear(message)
        except (ValueError, KeyError, TypeError):  # it speaks another language
            process.kill()
        self._code = process.wait()
        process.stdout.close()
        self._greeted.set()
        with self._lock:
            left, self._clips = list(self._clips.values()), {}
        for clip in left:
            clip.hear({"tell": "failed", "message": self._obituary(), "errno": None})

    def _note(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self._said = (self._said + line)[-_SAID:]
        process.stderr.close()

    def _obituary(self) -> str:
        code = self._code
        lines = self._said.decode("utf-8", "replace").strip().splitlines()
        how = "it ended" if code is None else f"it ended with exit code {code}" if code >= 0 else f"signal {-code}"
        return f"the encoder beside MakeHuman is gone ({how}){': ' + lines[-1] if lines else ''}"


class ServiceWriter(ClipWriter):
    """A clip that the process encodes and reads back, under its temporary name; the name it keeps is given here."""

    def __init__(self, service: EncoderService, codec: str, background: Background, *args: Any, **options: Any) -> None:
        self._service, self._codec = service, codec
        self._number = 0
        super().__init__(background, *args, **options)

    def hear(self, message: dict[str, Any]) -> None:
        """Take the one answer there is to a clip; called from the thread that listens."""
        if message["tell"] == "published":
            self._judge(ClipFacts(**message["facts"]))
        elif message["errno"] is not None:
            self._fail(OSError(message["errno"], os.strerror(message["errno"]), str(self.final)))
        else:
            self._fail(RunError(message["message"]))

    def _open(self) -> None:
        if not self._service.alive:
            self._service.start()  # it was killed: another one takes its place
        self._number = self._service.enter(self)
        self._service.ask(
            {
                "ask": "open",
                "clip": self._number,
                "temporary": str(self._part),
                "final": str(self.temporary),
                "codec": self._codec,
                "width": self.width,
                "height": self.height,
                "rate": str(self.rate),
            }
        )

    def _write(self, frame: np.ndarray) -> None:
        self._service.ask({"ask": "frame", "clip": self._number, "bytes": frame.nbytes}, frame.tobytes())

    def _close(self) -> None:
        self._service.ask({"ask": "publish", "clip": self._number})

    def _discard(self) -> None:
        self._service.forget(self._number)
        if self._number and self._service.alive and not self.ready():
            self._service.ask({"ask": "abort", "clip": self._number})
        elif not self._service.alive:
            remove(self._part)

    @property
    def _part(self) -> Path:
        return self.temporary.with_name(f"{self.temporary.name}.part")

    def _judge(self, facts: ClipFacts) -> None:
        if facts.sha256_frames != self._digest.hexdigest():
            self._fail(RunError(f"the frames of {self.final.name} did not reach the encoder as they were sent"))
        else:
            self._whole(facts)


def environment() -> dict[str, str]:
    """Return an environment for another Python than MakeHuman's own, which may have been packed with its libraries."""
    env = dict(os.environ)
    env.pop("PYTHONHOME", None)
    if getattr(sys, "frozen", False):
        env.pop("PYTHONPATH", None)
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):  # the packer keeps what was there before
            before = env.pop(f"{name}_ORIG", None)
            env.pop(name, None)
            if before is not None:
                env[name] = before
    return env


def _read(stream: IO[bytes]) -> dict[str, Any] | None:
    """Return the next answer, None at the end. Raises ValueError for what is none."""
    length = int.from_bytes(stream.read(4), "big")
    if not length:
        return None
    if length > 1 << 20:
        raise ValueError("no message")
    text = stream.read(length)
    answer: dict[str, Any] = json.loads(text.decode())
    return answer
