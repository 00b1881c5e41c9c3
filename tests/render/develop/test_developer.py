"""Pictures that are developed: only what is drawn, frame by frame, the same on every processor."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from synthgen.render.develop.developer import Developer
from synthgen.render.develop.sharpen import STEPS, sharpen
from synthgen.scene.spec import Drawn, SceneSpec

ALL = {
    "picture.defocus": 0.01,
    "picture.motion": 0.03,
    "picture.vignette": 0.5,
    "picture.iso": 1600.0,
    "picture.sharpen": 1.0,
    "picture.jpeg": 40.0,
    "picture.grey": 1.0,
}


def develop(picture: np.ndarray, frame: int = 0, clip: int = 8, **values: float) -> np.ndarray:
    drawn = Drawn(SceneSpec("s"), {name.replace("_", "."): value for name, value in values.items()}, 0, clip)
    return Developer(drawn, picture.shape[1], picture.shape[0]).develop(picture, frame).copy()


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    y, x = np.mgrid[:96, :128]
    colours = np.stack([x * 1.9, y * 2.5, 128 + 90 * np.sin(x / 3) * np.cos(y / 4)], axis=2)
    return np.clip(colours, 0, 255).astype(np.uint8)


def test_as_usual_nothing_is_done(picture: np.ndarray) -> None:
    developer = Developer(Drawn(SceneSpec("s"), {}, 0, 0), 128, 96)
    assert developer.develop(picture, 3) is picture


@pytest.mark.parametrize("name", ALL)
def test_each_does_something_and_the_picture_that_came_stays(picture: np.ndarray, name: str) -> None:
    before = picture.copy()
    developed = develop(picture, **{name.replace(".", "_"): ALL[name]})
    assert developed.shape == picture.shape and not np.array_equal(developed, picture)
    assert np.array_equal(picture, before)


def test_bytes_come_back_from_light_as_they_were() -> None:
    grey = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 256, 3).repeat(4, axis=0)
    assert np.array_equal(develop(grey, picture_grey=1.0), grey)


def test_grey_is_the_light_of_all_colours() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    # sRGB of .2126, .7152, .0722 and 1
    assert develop(colours, picture_grey=1.0)[0, :, 0].tolist() == [127, 220, 76, 255]


def test_a_vignette_is_as_dark_in_the_corner_as_declared() -> None:
    white = np.full((200, 300, 3), 255, np.uint8)
    dimmed = develop(white, picture_vignette=0.6).astype(int)
    assert (dimmed[100, 150] == 255).all()
    assert dimmed[0, 0, 0] == pytest.approx(170, abs=2)  # sRGB of .4
    assert dimmed[0, 0, 0] < dimmed[100, 0, 0] < 250


def test_unsharp_masking_overshoots_at_an_edge_and_nowhere_else() -> None:
    edge = np.full((5, 24), 100, np.uint8)
    edge[:, 12:] = 140
    out = np.empty_like(edge)
    sharpen(edge, np.int32(STEPS), out)
    # a quarter of the step of 40 beside the edge
    assert out[2].tolist() == [100] * 9 + [90] * 3 + [150] * 3 + [140] * 9


def test_a_frame_depends_on_its_clip_and_number_alone(picture: np.ndarray) -> None:
    drawn = Drawn(SceneSpec("s"), {"picture.iso": 1600.0, "picture.motion": 0.02, "camera.shake": 0.02}, 0, 8)
    developer = Developer(drawn, 128, 96)
    forwards = [developer.develop(picture, frame).copy() for frame in range(4)]
    backwards = [developer.develop(picture, frame).copy() for frame in reversed(range(4))]
    assert all(np.array_equal(a, b) for a, b in zip(forwards, reversed(backwards), strict=True))
    assert not np.array_equal(forwards[0], forwards[1])
    assert not np.array_equal(develop(picture, picture_iso=1600.0), develop(picture, clip=9, picture_iso=1600.0))


SCRIPT = """
    import hashlib, sys
    import numpy as np
    from test_developer import ALL, develop
    from synthgen.render.backdrop.moved import move
    from synthgen.render.raster.distortion import sight
    from synthgen.render.raster.tonemap import tone_table
    from synthgen.scene.camera import Camera
    from synthgen.scene.distortion import distortion_at
    digest = hashlib.sha256()
    picture = np.load(sys.argv[1])
    values = {name.replace(".", "_"): value for name, value in ALL.items()}
    digest.update(develop(picture, **values).tobytes())
    values.pop("picture_grey")
    digest.update(develop(picture, **values).tobytes())
    lens = distortion_at(0.2, k1=-0.1, k2=0.05, p1=0.01, p2=-0.01)
    camera = Camera((0, 7, 15), ((1, 0, 0), (0, 1, 0), (0, 0, -1)), 400.0, 60.0, 50.0, 128, 96, lens)
    looks = sight(camera)
    digest.update(looks.tobytes())
    wide, piece = np.abs(np.concatenate([looks, looks[:, :, :1]], axis=2)), np.empty((90, 120, 3), np.float32)
    shown = np.empty((90, 120, 3), np.uint8)
    move(wide, np.float32(2.3), np.float32(3.6), tone_table(), piece, shown)
    digest.update(piece.tobytes() + shown.tobytes())
    print(digest.hexdigest())
"""


@pytest.mark.slow
def test_the_same_bits_with_and_without_a_processors_extras(picture: np.ndarray, tmp_path: Path, both_ways) -> None:
    np.save(tmp_path / "picture.npy", picture)
    native, plain = both_ways(SCRIPT, str(tmp_path / "picture.npy"), path=Path(__file__).parent)
    assert native == plain and len(native) == len(hashlib.sha256().hexdigest())
