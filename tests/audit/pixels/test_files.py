"""Files that are not the video that their record says: told apart, decoded within bounds, never followed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from forger import Forger, Record

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.measure import measure_clip
from synthgen.audit.pixels.summary import PixelSummary
from synthgen.dataset.video import open_writer
from synthgen.reader.entry import Entry
from synthgen.reader.records import read_entries
from synthgen.reader.tree import Tree, scan

pytestmark = pytest.mark.slow


def film(path: Path, *, size: int = 64, frames: int = 8, codec: str = "h264", rate: int = 25) -> None:
    """Write a clip of grey frames, each lighter than the one before."""
    writer = open_writer(path, codec=codec, width=size, height=size, rate=Fraction(rate))
    for index in range(frames):
        writer.add(np.full((size, size, 3), index % 200, np.uint8))
    writer.close()


def pretending(path: Path) -> None:
    """Write 4096×4096 frames into a file whose container says 64×64."""
    film(path, size=4096, frames=1)
    data = path.read_bytes()
    for form, scale in ((">HH", 1), (">II", 1 << 16)):
        data = data.replace(struct.pack(form, 4096 * scale, 4096 * scale), struct.pack(form, 64 * scale, 64 * scale))
    path.write_bytes(data)


def with_two_streams(path: Path) -> None:
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("libx264", rate=25) for _ in range(2)]
        for stream in streams:
            stream.width = stream.height = 64
            stream.pix_fmt = "yuv420p"
        for index in range(8):
            for stream in streams:
                grey = np.full((64, 64, 3), 20 * index, np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        for stream in streams:
            container.mux(stream.encode(None))


def in_another_codec(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for index in range(8):
            grey = np.full((64, 64, 3), 20 * index, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode(None))


def damage(path: Path) -> None:
    """Change bytes of the coded pictures, and nothing of the container."""
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 1000
    for index in range(start, start + 100):
        data[index] ^= 0x5A
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("code", "make", "says"),
    [
        ("video-bomb", lambda path: film(path, size=2048, frames=1), "2048×2048; at most 64×64"),
        ("video-bomb", pretending, "4096×4096; at most 64×64"),
        ("video-bomb", lambda path: film(path, frames=10_000), "10000 frames or more; at most 8"),
        ("video-bomb", lambda path: film(path, frames=9), "9 frames or more"),
        ("video-bomb", lambda path: path.write_bytes(bytes(3 << 20)), "3145728 bytes"),
        ("video-differs", lambda path: film(path, frames=7), "holds 7 frames; its record says 8"),
        ("video-differs", lambda path: film(path, size=32), "32×32; its record says 64×64"),
        ("video-differs", lambda path: film(path, rate=30), "30 frames a second; its record says 25"),
        ("video-differs", with_two_streams, "2 streams"),
        ("video-differs", in_another_codec, "mpeg4 video; its record says h264"),
        ("clip-undecodable", lambda path: path.write_bytes(b"no video at all"), "no mp4 file"),
        ("clip-undecodable", lambda path: film(path, codec="ffv1"), "no mp4 file"),
        ("clip-undecodable", lambda path: path.write_bytes(path.read_bytes()[:1000]), "no mp4 file"),
        ("clip-undecodable", damage, "is damaged"),
        ("decoded-differs", lambda path: None, "its record says 000000000000…"),
    ],
)
def test_a_file_is_not_what_its_record_says(copy: Path, code: str, make: Callable[[Path], None], says: str) -> None:
    record = Forger(copy).clip()
    make(copy / record["path"])
    row = row_of(scan(copy), record)
    if code == "decoded-differs":
        row = replace(row, sha256_decoded=64 * "0")
    measured = measure_clip(scan(copy), row, PixelLimits())
    assert [finding.code for finding in measured.findings] == [code]
    assert says in measured.findings[0].message
    assert (measured.findings[0].clip, measured.findings[0].path) == (record["clip"], record["path"])
    assert (measured.measures is None) == (code != "decoded-differs")


def test_a_record_cannot_ask_for_more_frames_than_are_ever_decoded(copy: Path) -> None:
    row = replace(row_of(scan(copy), Forger(copy).clip()), frames=1_000_000)
    (finding,) = measure_clip(scan(copy), row, PixelLimits()).findings
    assert finding.code == "video-bomb"
    assert "1000000 frames; the audit decodes at most 20000" in finding.message


def test_a_link_is_not_followed(copy: Path, tmp_path: Path) -> None:
    record = Forger(copy).clip()
    path = copy / record["path"]
    outside = path.rename(tmp_path / "outside.mp4")
    path.symlink_to(outside)
    measured = measure_clip(scan(copy), row_of(scan(copy), record), PixelLimits())
    assert measured.measures is None and measured.findings == ()  # the integrity check reports it


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, extra: bytes = b"") -> bytes:
    """Return a PNG file whose header says width × height, and whose data are a few zeros."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


@pytest.fixture(scope="session")
def pngs(tmp_path_factory: pytest.TempPathFactory, renders: Callable[..., Path]) -> Path:
    """The tiny design as PNG frames of an odd size that is not square. Read only."""
    return renders(tmp_path_factory.mktemp("pngs"), video="{size: [67, 95], codec: png}")


@pytest.mark.parametrize(
    ("code", "make", "says"),
    [
        ("video-bomb", lambda folder: (folder / "0003.png").write_bytes(png(50_000, 50_000)), "too large"),
        ("video-bomb", lambda folder: (folder / "0003.png").write_bytes(png(12_000, 12_000)), "too large"),
        ("video-bomb", lambda folder: (folder / "0003.png").write_bytes(png(200, 95)), "200×95; at most 67×95"),
        ("video-bomb", lambda folder: (folder / "9999.png").write_bytes(png(67, 95)), "9 frames or more"),
        ("video-differs", lambda folder: (folder / "0003.png").unlink(), "7 frames; its record says 8"),
        ("video-differs", lambda folder: (folder / "0003.png").write_bytes(png(32, 32)), "frame 3 is 32×32"),
        ("clip-undecodable", lambda folder: (folder / "0003.png").write_bytes(png(67, 95)), "truncated"),
        ("clip-undecodable", lambda folder: (folder / "0003.png").write_bytes(b"\xff\xd8\xff\xe0 JFIF"), "no PNG file"),
        (
            "clip-undecodable",
            lambda folder: (folder / "0003.png").write_bytes(
                png(67, 95, extra=chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(100 << 20))))
            ),
            "too large",
        ),
    ],
)
def test_a_folder_of_frames_is_not_what_its_record_says(
    pngs: Path, tmp_path: Path, code: str, make: Callable[[Path], object], says: str
) -> None:
    import shutil

    root = Path(shutil.copytree(pngs, tmp_path / "copy"))
    record = Forger(root).clip()
    make(root / record["path"])
    measured = measure_clip(scan(root), row_of(scan(root), record), PixelLimits())
    assert [finding.code for finding in measured.findings] == [code]
    assert says in measured.findings[0].message


@pytest.mark.parametrize("video", ["{size: [98, 66], codec: ffv1}", "{size: [320, 180]}", "{size: 128, fps: 29.97}"])
def test_clean_datasets_of_other_codecs_sizes_and_rates_have_no_finding(
    tmp_path: Path, audit: Callable[..., tuple[list, PixelSummary]], renders: Callable[..., Path], video: str
) -> None:
    findings, summary = audit(renders(tmp_path, video=video))
    assert findings == []
    assert summary.clips == 12


def test_odd_png_frames_are_measured_as_video_is(
    pngs: Path, clean: Path, audit: Callable[..., tuple[list, PixelSummary]]
) -> None:
    findings, summary = audit(pngs)
    assert findings == []
    _, video = audit(clean)
    for model in ("ada", "ben"):
        assert summary.people[model].ita == pytest.approx(video.people[model].ita, abs=4)


@pytest.mark.parametrize("frozen", ["frown", "jaw", "smile"])
def test_a_frozen_clip_is_told_by_its_curves_where_there_is_nothing_to_compare_with(
    copy: Path, audit: Callable[..., tuple[list, PixelSummary]], frozen: str
) -> None:
    forger = Forger(copy)
    record = next(record for record in forger.records() if record["clip"] == f"ada__{frozen}__side")
    forger.film(record, np.repeat(forger.frames(record)[:1], 8, axis=0))
    findings, _ = audit(copy)
    assert ("frames-frozen", record["clip"]) in {(finding.code, finding.clip) for finding in findings}


def row_of(tree: Tree, record: Record) -> Entry:
    return next(row for row in read_entries(tree, workers=1).entries if row.clip == record["clip"])
