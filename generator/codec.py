"""How a dataset's clips are encoded: the names of codecs, which every list and every choice of one comes from."""

from __future__ import annotations

from typing import Literal, get_args

Codec = Literal["h264", "ffv1", "png", "jpeg"]
CODECS: tuple[str, ...] = get_args(Codec)
#: codecs that give back the frames they were given
LOSSLESS = ("png", "ffv1")
#: codecs of single pictures: a still is a file, and a clip of PNG frames a folder of them
PICTURES = ("png", "jpeg")
#: FFmpeg's name of the container a video codec's file has
CONTAINER = {"h264": "mp4", "ffv1": "matroska"}
