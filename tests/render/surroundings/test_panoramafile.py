"""Panoramas of the user's: read as their formats say, refused by name where light in them cannot be, and seen."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from synthgen.errors import InputError
from synthgen.render.surroundings import panoramafile
from synthgen.render.surroundings.around import around, surrounding_light
from synthgen.render.surroundings.panorama import directions
from synthgen.render.surroundings.panoramafile import check_panorama, panorama_of, sample
from synthgen.render.surroundings.seen import paint_surroundings
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import frame_head
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.userfiles import UserFile

av = pytest.importorskip("av")


def write_hdr(path: Path, pixels: np.ndarray) -> Path:
    """Write bytes (h, w, 4) of red, green, blue and exponent as G. Ward's Radiance format has them, not packed."""
    height, width, _ = pixels.shape
    head = f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n"
    path.write_bytes(head.encode() + pixels.astype(np.uint8).tobytes())
    return path


def write_exr(path: Path, light: np.ndarray) -> Path:
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("exr", rate=1)
        stream.height, stream.width = light.shape[:2]
        stream.pix_fmt = "gbrpf32le"
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(light, np.float32), format="gbrpf32le")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path


def file_at(path: Path) -> UserFile:
    return UserFile("s", "surroundings", path.name, path, path.parent)


def even(rows: int = 32, value: float = 1.0) -> np.ndarray:
    return np.full((rows, 2 * rows, 3), value, np.float32)


def test_radiance_files_are_mantissas_and_an_exponent(tmp_path: Path) -> None:
    pixels = np.zeros((16, 32, 4), np.uint8)
    pixels[:] = (128, 64, 32, 128)  # 2⁰ · 128/256 …
    pixels[3, 5] = (200, 100, 50, 136)  # 2⁸
    light = panorama_of(file_at(write_hdr(tmp_path / "a.hdr", pixels)))
    np.testing.assert_allclose(light[0, 0], (0.5, 0.25, 0.125), rtol=0.01)
    np.testing.assert_allclose(light[3, 5], (200, 100, 50), rtol=0.01)


def test_open_exr_has_floats_without_an_upper_end(tmp_path: Path) -> None:
    wanted = np.random.default_rng(1).random((16, 32, 3), np.float32) * 5000
    np.testing.assert_array_equal(panorama_of(file_at(write_exr(tmp_path / "a.exr", wanted))), wanted)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (math.nan, r"a\.exr: holds 1 pixels \(the first in row 4, column 7\) that are no number or without end"),
        (math.inf, r"a\.exr: holds 1 pixels"),
        (-0.5, r"a\.exr: holds negative light in 1 pixels \(the first in row 4, column 7\).*Mend it"),
    ],
)
def test_light_that_there_cannot_be_is_refused(tmp_path: Path, value: float, told: str) -> None:
    light = even()
    light[4, 7, 1] = value
    with pytest.raises(InputError, match=told):
        check_panorama(file_at(write_exr(tmp_path / "a.exr", light)))


def test_what_is_no_panorama_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"b\.exr: is a picture of 64x48; expected one twice as wide as high"):
        check_panorama(file_at(write_exr(tmp_path / "b.exr", np.ones((48, 64, 3)))))
    with pytest.raises(InputError, match="is black everywhere"):
        check_panorama(file_at(write_exr(tmp_path / "c.exr", np.zeros((32, 64, 3)))))
    (tmp_path / "d.hdr").write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 64 +X 128\nshort")
    with pytest.raises(InputError, match=r"d\.hdr: cannot be read as a panorama"):
        check_panorama(file_at(tmp_path / "d.hdr"))
    (tmp_path / "e.exr").write_bytes(b"no such thing")
    with pytest.raises(InputError, match=r"e\.exr: cannot be read as a panorama"):
        check_panorama(file_at(tmp_path / "e.exr"))
    monkeypatch.setattr(panoramafile, "MOST_ROWS", 32)
    with pytest.raises(InputError, match=r"f\.exr: is a picture of 128x64; expected at most 64x32.*Make it smaller"):
        check_panorama(file_at(write_exr(tmp_path / "f.exr", even(64))))


def test_a_head_that_promises_a_huge_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "h.hdr").write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 30000 +X 60000\n" + bytes(4096))
    with pytest.raises(InputError, match=r"h\.hdr: (is a picture of 60000x30000|cannot be read)"):
        check_panorama(file_at(tmp_path / "h.hdr"))


def test_a_direction_finds_its_texel() -> None:
    towards, _ = directions(32)
    panorama = np.random.default_rng(2).random((32, 64, 3), np.float32)
    out = np.empty((32 * 64, 3), np.float32)
    sample(panorama, towards.reshape(-1, 3), out)
    np.testing.assert_allclose(out.reshape(panorama.shape), panorama, atol=1e-4)


def test_a_file_lights_the_person_and_is_behind(tmp_path: Path) -> None:
    towards, _ = directions(64)
    light = even(64, 0.2)
    light[towards[:, :, 0] > 0.97] = (12, 9, 6)  # a window at the person's left
    light[towards[:, :, 2] < -0.9] = (0.1, 0.3, 0.1)  # green behind
    write_exr(tmp_path / "a.exr", light)
    spec = SceneSpec("s", paths={"surroundings": str(tmp_path)})
    drawn = Drawn(spec, {"surroundings.kind": "file", "light.kind": "surroundings"}, 1, 2)
    assert around(drawn) is around(drawn)
    key = surrounding_light(drawn).lamps[0]
    assert key.unit()[0] > 0.99 and key.colour[0] > key.colour[2]
    head = HeadBounds((0.0, 7.0, 0.5), 1.4)
    seen = paint_surroundings(drawn, frame_head(head, Angle("a", 0, 0), width=32, height=32))
    assert (seen[:, :, 1] > 1.5 * seen[:, :, 0]).all()
