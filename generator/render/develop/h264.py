"""What H.264 leaves of a clip: every picture encoded and decoded again, one after the other, by the library of videos.

Frames then depend on the library's version, as those of no other factor do. x264 decides alike on every processor
(``cpu-independent``), and what the standard's decoder gives is exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from synthgen.planes import from_yuv420, to_yuv420
from synthgen.render.arrays import Picture

#: as a telephone's or a camera's encoder works: no frame waits for a later one, and one thread
_OPTIONS = {"preset": "superfast", "tune": "zerolatency", "x264-params": "cpu-independent=1:keyint=50"}
_LOW_DELAY = 1 << 19  # AV_CODEC_FLAG_LOW_DELAY


class H264:
    """Makes pictures of one size, in the order of a clip, what they are after H.264 of one constant rate factor."""

    def __init__(self, crf: int, width: int, height: int) -> None:
        import av

        self._size = (width, height)
        self._even = (width + width % 2, height + height % 2)
        self._padded = np.zeros((self._even[1], self._even[0], 3), np.uint8)
        self._decoded = np.zeros_like(self._padded)
        encoder: Any = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height = self._even
        encoder.pix_fmt, encoder.framerate, encoder.thread_count = "yuv420p", 25, 1
        encoder.options = {**_OPTIONS, "crf": str(crf)}
        decoder: Any = av.CodecContext.create("h264", "r")
        decoder.thread_count = 1
        decoder.flags |= _LOW_DELAY
        self._encoder, self._decoder, self._count = encoder, decoder, 0

    def apply(self, picture: Picture) -> Picture:
        """Return what is left of the next picture (h, w, 3) uint8 sRGB; valid until the next call."""
        import av

        width, height = self._size
        self._padded[:height, :width] = picture
        self._padded[height:], self._padded[:, width:] = self._padded[height - 1], self._padded[:, width - 1 : width]
        frame: Any = av.VideoFrame(*self._even, "yuv420p")
        to_yuv420(self._padded, *(_rows(plane) for plane in frame.planes))
        frame.pts, self._count = self._count, self._count + 1
        found = [shown for packet in self._encoder.encode(frame) for shown in self._decoder.decode(packet)]
        (shown,) = found  # neither of the two holds pictures back
        y, u, v = (_rows(plane) for plane in shown.planes)
        from_yuv420(y, u, v, self._decoded)
        return self._decoded[:height, :width]


def _rows(plane: Any) -> Picture:
    """Return a plane's memory as lines (h, ≥ w) uint8."""
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
