"""Clips as files: what is read back is what was written, colours included, and two writings are one file."""

import hashlib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from synthgen.dataset.clip import ClipWriter
from synthgen.dataset.video import open_writer, read_frames, sha256_decoded
from synthgen.files import sha256_file

SUFFIX = {"h264": "clip.mp4", "ffv1": "clip.mkv", "png": "clip"}


def moving_frames(width: int, height: int, count: int = 5) -> list[np.ndarray]:
    """Return smooth gradients that drift, with a sharp square."""
    y, x = np.mgrid[0:height, 0:width]
    frames = []
    for i in range(count):
        frame = np.stack([(x * 3 + i * 5) % 200 + 20, (y * 2) % 180 + 30, (x + y + i) % 160 + 40], -1).astype(np.uint8)
        frame[10 + i : 20 + i, 12:30] = (220, 40, 60)
        frames.append(frame)
    return frames


def write(path: Path, frames: list[np.ndarray], codec: str) -> Path:
    height, width = frames[0].shape[:2]
    writer = open_writer(path, codec=codec, width=width, height=height, rate=Fraction(25))
    for frame in frames:
        writer.add(frame)
    writer.close()
    return path


@pytest.mark.parametrize("codec", ["ffv1", "png"])
@pytest.mark.parametrize("size", [(64, 64), (98, 66)])
def test_lossless_codecs_give_back_every_bit(tmp_path: Path, codec: str, size: tuple[int, int]) -> None:
    frames = moving_frames(*size)
    path = write(tmp_path / SUFFIX[codec], frames, codec)
    back = list(read_frames(path, codec))
    assert len(back) == len(frames)
    assert all((a == b).all() for a, b in zip(back, frames, strict=True))
    plain = hashlib.sha256(b"".join(frame.tobytes() for frame in frames)).hexdigest()
    assert sha256_decoded(path, codec) == (len(frames), plain)


def test_png_takes_odd_sizes(tmp_path: Path) -> None:
    frames = moving_frames(65, 67)
    back = list(read_frames(write(tmp_path / "clip", frames, "png"), "png"))
    assert [frame.shape for frame in back] == [(67, 65, 3)] * len(frames)


@pytest.mark.parametrize("skin", [(0xC7, 0xA7, 0x96), (0xAA, 0x81, 0x6A), (0x8B, 0x65, 0x4C), (0x53, 0x42, 0x39)])
def test_skin_colours_survive_h264(tmp_path: Path, skin: tuple[int, int, int]) -> None:
    """Skin tones 1, 5, 7 and 10, decoded by our reader and by FFmpeg's own colour conversion from the file's tags."""
    path = write(tmp_path / "clip.mp4", [np.full((64, 96, 3), skin, np.uint8)] * 5, "h264")
    for frame in read_frames(path, "h264"):
        assert np.abs(frame.astype(int) - skin).max() <= 3
    with av.open(str(path)) as container:
        for picture in container.decode(video=0):
            shown = picture.reformat(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG").to_ndarray()
            assert np.abs(shown.astype(int) - skin).max() <= 3


def test_h264_is_tagged_and_plays_at_its_rate(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    writer = open_writer(path, codec="h264", width=64, height=64, rate=Fraction(30000, 1001))
    for frame in moving_frames(64, 64, 9):
        writer.add(frame)
    writer.close()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        tags = (context.color_range, context.colorspace, context.color_primaries, context.color_trc)
        assert tags == (1, 1, 1, 1)  # limited, BT.709, BT.709, BT.709
        assert context.pix_fmt == "yuv420p"
        assert stream.average_rate == Fraction(30000, 1001)
        times = [picture.time for picture in container.decode(stream)]
    assert len(times) == 9
    assert all(later - sooner == pytest.approx(1001 / 30000, abs=1e-4) for sooner, later in pairwise(times))


def test_the_decoded_hash_is_that_of_the_planes(tmp_path: Path) -> None:
    """Against PyAV's own packing of the planes, at a width that leaves padding in memory."""
    path = write(tmp_path / "clip.mp4", moving_frames(70, 66), "h264")
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for picture in container.decode(video=0):
            digest.update(picture.to_ndarray(format="yuv420p").tobytes())
    assert sha256_decoded(path, "h264") == (5, digest.hexdigest())


@pytest.mark.parametrize("codec", ["h264", "ffv1", "png"])
def test_two_writings_are_one_file(tmp_path: Path, codec: str) -> None:
    frames = moving_frames(64, 64)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    hashes = {sha256_file(write(tmp_path / where / SUFFIX[codec], frames, codec)) for where in "ab"}
    assert len(hashes) == 1


def test_the_hash_of_a_png_clip_knows_the_order_of_its_frames(tmp_path: Path) -> None:
    clip = write(tmp_path / "clip", moving_frames(64, 64, 2), "png")
    before = sha256_file(clip)
    (clip / "0000.png").rename(clip / "x")
    (clip / "0001.png").rename(clip / "0000.png")
    (clip / "x").rename(clip / "0001.png")
    assert sha256_file(clip) != before


@pytest.mark.parametrize("codec", ["h264", "ffv1", "png"])
def test_a_clip_appears_only_when_it_is_whole(tmp_path: Path, codec: str) -> None:
    frames = moving_frames(64, 64)
    temporary, final = tmp_path / "half", tmp_path / "clips" / SUFFIX[codec]
    writer = ClipWriter(temporary, final, codec=codec, width=64, height=64, rate=Fraction(25))
    for frame in frames:
        writer.add(frame)
        assert not final.exists()
    facts = writer.publish()
    writer.abort()
    assert not temporary.exists()
    assert facts.sha256_file == sha256_file(final)
    assert facts.sha256_frames == hashlib.sha256(b"".join(frame.tobytes() for frame in frames)).hexdigest()
    assert (facts.frames, facts.sha256_decoded) == sha256_decoded(final, codec)
    assert facts.bytes == sum(f.stat().st_size for f in (final.iterdir() if final.is_dir() else [final]))


@pytest.mark.parametrize("codec", ["h264", "ffv1", "png"])
def test_an_aborted_clip_leaves_nothing(tmp_path: Path, codec: str) -> None:
    writer = ClipWriter(tmp_path / "half", tmp_path / "clip", codec=codec, width=64, height=64, rate=Fraction(25))
    writer.add(moving_frames(64, 64, 1)[0])
    writer.abort()
    assert list(tmp_path.iterdir()) == []


def test_a_clip_replaces_a_stale_one(tmp_path: Path) -> None:
    final = tmp_path / "clip"
    for count in (3, 2):
        writer = ClipWriter(tmp_path / "half", final, codec="png", width=64, height=64, rate=Fraction(25))
        for frame in moving_frames(64, 64, count):
            writer.add(frame)
        writer.publish()
    assert sorted(path.name for path in final.iterdir()) == ["0000.png", "0001.png"]
