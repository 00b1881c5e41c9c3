"""Decoding within bounds: what a file claims, and what it holds, is checked before much of it is decoded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgen.dataset.decoder import Bounds, Oversized, decode_picture, open_video
from synthgen.dataset.video import open_writer


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lossless clip of five frames of 64×48, each of one grey."""
    path = tmp_path_factory.mktemp("clip") / "clip.mkv"
    writer = open_writer(path, codec="ffv1", width=64, height=48, rate=Fraction(25))
    for grey in range(0, 250, 50):
        writer.add(np.full((48, 64, 3), grey, np.uint8))
    writer.close()
    return path


def frames(path: Path, bounds: Bounds | None) -> Iterator[list[np.ndarray]]:
    with path.open("rb") as file, open_video(file, "ffv1", bounds) as video:
        yield from video.frames()


def test_facts_are_known_before_a_frame_is_decoded(clip: Path) -> None:
    with clip.open("rb") as file, open_video(file, "ffv1") as video:
        facts = video.facts
    assert (facts.codec, facts.width, facts.height, facts.rate, facts.streams) == ("ffv1", 64, 48, Fraction(25), 1)


def test_within_bounds_every_frame_comes_as_it_was(clip: Path) -> None:
    greys = [int(planes[0].max()) for planes in frames(clip, Bounds(5, 64, 48))]
    assert greys == [0, 50, 100, 150, 200]


def test_a_frame_more_is_not_decoded(clip: Path) -> None:
    read = frames(clip, Bounds(3, 64, 48))
    with pytest.raises(Oversized, match="4 frames or more; at most 3"):
        assert len(list(read)) < 4


def test_a_larger_picture_is_not_decoded(clip: Path) -> None:
    with pytest.raises(Oversized, match="64×48; at most 63×48"):
        next(frames(clip, Bounds(5, 63, 48)))


def test_what_is_no_video_is_refused() -> None:
    with pytest.raises(ValueError, match="is no matroska file"), open_video(io.BytesIO(b"nothing"), "ffv1"):
        raise AssertionError("it was opened")


def test_a_png_is_measured_before_it_is_decompressed() -> None:
    packed = io.BytesIO()
    Image.new("L", (300, 200), 77).save(packed, "PNG")
    with pytest.raises(Oversized, match="300×200; at most 299×200"):
        decode_picture(packed, "png", Bounds(1, 299, 200))
    cut = io.BytesIO(packed.getvalue()[:60])
    with pytest.raises(Oversized):
        decode_picture(cut, "png", Bounds(1, 64, 64))
    assert (decode_picture(packed, "png") == 77).all() and decode_picture(packed, "png").shape == (200, 300, 3)
    with pytest.raises(ValueError, match="is no PNG"):
        decode_picture(io.BytesIO(b"GIF89a"), "png")
