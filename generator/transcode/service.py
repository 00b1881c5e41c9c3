"""A process that encodes clips for another one which has no encoder: ``python -m synthgen.transcode.service``.

MakeHuman's own Python starts it beside itself and feeds it frames. Messages go through standard input and output:
four bytes, most significant first, with the length of a JSON object; the object; and, where it has ``"bytes"``, as
many bytes.

Asked:
  ``{"ask": "open", "clip": n, "temporary": path, "final": path, "codec", "width", "height", "rate": "30000/1001"}``
  ``{"ask": "frame", "clip": n, "bytes": 3·w·h}`` and the frame: RGB, row by row
  ``{"ask": "publish", "clip": n}``, ``{"ask": "abort", "clip": n}``, ``{"ask": "quit"}``
Answered:
  ``{"tell": "hello", "synthgen": version, "encoders": {codec: name}}`` once, when it is ready to encode
  ``{"tell": "published", "clip": n, "facts": {frames, bytes, sha256_file, sha256_frames, sha256_decoded}}``
  ``{"tell": "failed", "clip": n, "message": text, "errno": number or null}`` at the first thing that goes wrong

It ends, and throws away what is not whole, when its input ends: it never outlives who started it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from synthgen.codec import CODECS
from synthgen.errors import reason

#: bytes of a message's object, and of a frame: what is larger is no message of ours
_LONGEST, _LARGEST = 1 << 20, 3 * 2048 * 2048

Message = dict[str, Any]


def read_message(stream: BinaryIO) -> tuple[Message, bytes] | None:
    """Return the next message and the bytes that follow it; None at the end. Raises ValueError for anything else."""
    length = int.from_bytes(_exactly(stream, 4), "big")
    if not 0 < length <= _LONGEST:
        return None
    text = _exactly(stream, length)
    if len(text) < length:
        return None
    message = json.loads(text)
    count = message.get("bytes", 0)
    if not 0 <= count <= _LARGEST:
        raise ValueError(f"a message of {count} bytes; at most {_LARGEST} are taken")
    content = _exactly(stream, count)
    return (message, content) if len(content) == count else None


def write_message(stream: BinaryIO, message: Message) -> None:
    """Write a message at once. Raises OSError."""
    text = json.dumps(message).encode()
    stream.write(len(text).to_bytes(4, "big") + text)
    stream.flush()


class Service:
    """Clips that are being written, by the numbers that the other side gave them."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._clips: dict[int, Any] = {}
        self._shapes: dict[int, tuple[int, int, int]] = {}

    def serve(self, questions: BinaryIO) -> None:
        """Answer until there are no more questions; then throw away what is not whole."""
        try:
            while (asked := read_message(questions)) is not None:
                message, content = asked
                if message["ask"] == "quit":
                    return
                try:
                    self._answer(message, content)
                except Exception as error:  # whatever it is, the other side has to know, and other clips go on
                    self._fail(message["clip"], error)
        finally:
            for clip in list(self._clips):
                self._drop(clip)

    def _answer(self, message: Message, content: bytes) -> None:
        clip = message["clip"]
        if message["ask"] == "open":
            self._open(clip, message)
        elif clip not in self._clips:
            return  # it failed, and that was told
        elif message["ask"] == "frame":
            import numpy as np

            self._clips[clip].add(np.frombuffer(content, np.uint8).reshape(self._shapes[clip]))
        elif message["ask"] == "abort":
            self._drop(clip)
        else:
            facts = self._clips[clip].publish()
            self._drop(clip)
            write_message(self._answers, {"tell": "published", "clip": clip, "facts": asdict(facts)})

    def _open(self, clip: int, message: Message) -> None:
        from synthgen.dataset.clip import ClipWriter

        width, height = message["width"], message["height"]
        self._shapes[clip] = (height, width, 3)
        self._clips[clip] = ClipWriter(
            Path(message["temporary"]),
            Path(message["final"]),
            codec=message["codec"],
            width=width,
            height=height,
            rate=Fraction(message["rate"]),
        )

    def _fail(self, clip: int, error: Exception) -> None:
        self._drop(clip)
        code = error.errno if isinstance(error, OSError) else None
        write_message(self._answers, {"tell": "failed", "clip": clip, "message": reason(error), "errno": code})

    def _drop(self, clip: int) -> None:
        """Let go of a clip; one that is not whole leaves nothing."""
        writer = self._clips.pop(clip, None)
        if writer is not None:
            writer.abort()


def hello() -> Message:
    """Load and compile what encoding needs, and return the first message."""
    from synthgen.dataset.video import encoder_name
    from synthgen.transcode.warmup import load_encoder
    from synthgen.version import __version__

    load_encoder()
    return {
        "tell": "hello",
        "synthgen": __version__,
        "encoders": {codec: encoder_name(codec) for codec in CODECS},
    }


def main() -> None:
    """Serve standard input and output until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for who started us
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not end up between messages
        try:
            write_message(answers, hello())
            Service(answers).serve(sys.stdin.buffer)
        except BrokenPipeError:  # nobody listens any more
            os._exit(0)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    """Return so many bytes, fewer where the stream ends before."""
    return stream.read(count) if count else b""


if __name__ == "__main__":
    main()
