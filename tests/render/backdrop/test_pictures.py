"""The user's pictures behind the person: what is shown of one, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgen.errors import InputError
from synthgen.render.backdrop import pictures
from synthgen.render.backdrop.pictures import check_picture, paint_picture
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.staging import staged_camera
from synthgen.scene.userfiles import user_files


def draw(folder: Path, seed: int = 1) -> Drawn:
    return Drawn(SceneSpec("s", paths={"background": str(folder)}), {"background.kind": "pictures"}, 1, seed)


def painted(drawn: Drawn, width: int = 96, height: int = 64) -> np.ndarray:
    camera = staged_camera(HeadBounds((0, 7, 0), 1.6), Angle("a", 0, 0), drawn, width=width, height=height)
    return paint_picture(drawn, camera)


def slopes(folder: Path, name: str, size: tuple[int, int], **options: object) -> Path:
    """A picture whose red goes from left to right and whose green goes down, 0–255."""
    folder.mkdir(exist_ok=True)
    wide, high = size
    pixels = np.zeros((high, wide, 3), np.uint8)
    pixels[:, :, 0] = np.linspace(0, 255, wide)[None]
    pixels[:, :, 1] = np.linspace(0, 255, high)[:, None]
    Image.fromarray(pixels).save(folder / name, **options)  # type: ignore[arg-type]
    return folder


def as_bytes(light: np.ndarray) -> np.ndarray:
    """sRGB 0–255 of linear light, by the standard's formula."""
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize(("name", "size"), [("a.png", (400, 300)), ("a.jpg", (1600, 900)), ("a.webp", (200, 700))])
def test_a_part_of_the_frames_shape_is_shown_undistorted(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    folder = slopes(tmp_path / "p", name, size)
    spans = []
    for seed in range(12):
        shown = as_bytes(painted(draw(folder, seed)))
        assert (shown.shape == (64, 96, 3) and shown.dtype == np.float32) or np.isfinite(shown).all()
        across = (shown[32, -1, 0] - shown[32, 0, 0]) / 255 * size[0] / 95 * 96
        down = (shown[-1, 48, 1] - shown[0, 48, 1]) / 255 * size[1] / 63 * 64
        assert across / down == pytest.approx(96 / 64, rel=0.1)
        spans.append(max(across / size[0], down / size[1]))
    assert 0.55 < min(spans) < 0.8 and 0.85 < max(spans) < 1.05


def test_a_picture_is_shown_as_its_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    shown = painted(draw(slopes(tmp_path / "p", "a.jpg", (400, 300), exif=exif)))
    assert shown[:, 0, 1].mean() > shown[:, -1, 1].mean()  # its lower edge is at the left
    assert shown[-1, :, 0].mean() > shown[0, :, 0].mean()


def test_frames_of_a_video_are_pictures_too(tmp_path: Path) -> None:
    import av

    folder = tmp_path / "p"
    folder.mkdir()
    with av.open(str(folder / "a.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.gop_size = 128, 96, 5  # type: ignore[attr-defined]
        for k in range(40):
            frame = av.VideoFrame.from_ndarray(np.full((96, 128, 3), 6 * k, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))  # type: ignore[attr-defined]
        container.mux(stream.encode())  # type: ignore[attr-defined]
    shades = [float(as_bytes(painted(draw(folder, seed))).mean()) for seed in range(16)]
    assert len({round(shade / 10) for shade in shades}) >= 4
    assert shades[3] == float(as_bytes(painted(draw(folder, 3))).mean())


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.mp4"])
def test_a_file_that_is_no_picture_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no picture at all " * 40)
    with pytest.raises(InputError, match=rf"{name}: cannot be read as a picture .*Take it out of the folder"):
        check(tmp_path)


def test_a_broken_a_huge_and_a_tiny_picture_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = slopes(tmp_path / "broken", "a.png", (300, 200)) / "a.png"
    whole.write_bytes(whole.read_bytes()[:500])
    with pytest.raises(InputError, match="cannot be read as a picture"):
        check(tmp_path / "broken")
    with pytest.raises(InputError, match="is a picture of 300x20; expected 32 pixels or more"):
        check(slopes(tmp_path / "tiny", "a.png", (300, 20)))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1_000_000)
    with pytest.raises(InputError, match=r"^\S*/a\.jpg: is a picture of 1200x900; expected at most 1 million pixels"):
        check(slopes(tmp_path / "huge", "a.jpg", (1200, 900)))


def check(folder: Path) -> None:
    for file in user_files(draw(folder).scene, "background", pictures.ENDINGS):
        check_picture(file)
