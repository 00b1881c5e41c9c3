"""The wall of people: one clip of everybody, decoded anew, as a strip of small frames that the page can play."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.codec import PICTURES
from synthgen.dataset.decoder import Bounds, decode_picture, open_video
from synthgen.dataset.preview import PreviewClip as Candidate
from synthgen.dataset.preview import choose_portraits
from synthgen.reader.entry import Entry, Part
from synthgen.reader.tree import Tree
from synthgen.yuv import to_rgb

#: people in the page: with frames and pixels below, 96 strips are 3 MB of a page that may have 10
_MOST_PEOPLE = 96
#: pictures of a strip, and pixels of a picture's longer side; fewer and smaller where there are many people
_FRAMES, _SIDE = 10, 128
_MANY, _FRAMES_OF_MANY, _SIDE_OF_MANY = 48, 8, 112
_JPEG_QUALITY = 72
#: what is decoded of a clip: frames beyond are not shown, larger pictures and files get no picture at all
_LAST_FRAME = 600
_BOUNDS = Bounds(frames=20_000, width=4096, height=4096)
_LARGEST_FILE = 256 << 20
#: what people are chosen over, so that everybody has a like in the wall
_GROUPS = ("gender", "ethnicity", "skin_tone")


@dataclass(frozen=True)
class Tile:
    """A person of the wall. ``strip`` is a JPEG of ``frames`` pictures of ``width`` × ``height`` pixels, side by side;
    ``still`` is the one at the signal's apex. Where the clip has no picture, ``strip`` is empty and ``problem`` says
    why. ``frame`` is the still's number in the clip."""

    person: str
    entry: Entry
    frames: int = 0
    width: int = 0
    height: int = 0
    still: int = 0
    frame: int = 0
    strip: bytes = b""
    problem: str = ""


@dataclass(frozen=True)
class Wall:
    """Tiles in the order of their people's ids, and the number of people that the dataset has."""

    tiles: tuple[Tile, ...]
    people: int


def build_wall(entries: Sequence[Entry], tree: Tree) -> Wall:
    """Return one clip of everybody: as frontal as there is, with signals as different as can be.

    Of more than 96 people, 96 are chosen evenly over groups. A clip that cannot be decoded gets a tile without a
    picture: this never raises for what is wrong with a dataset.
    """
    models = {str(entry.model["id"]): entry.model for entry in entries}
    chosen = set(choose_people(models, most=_MOST_PEOPLE))
    by_clip = {entry.clip: entry for entry in entries if entry.model["id"] in chosen}
    portraits = choose_portraits([_candidate(entry) for entry in by_clip.values()])
    frames, side = (_FRAMES_OF_MANY, _SIDE_OF_MANY) if len(portraits) > _MANY else (_FRAMES, _SIDE)
    tiles = tuple(_tile(by_clip[one.path], tree, frames, side) for one in portraits)
    return Wall(tiles, len(models))


def choose_people(models: Mapping[str, Part], *, most: int) -> list[str]:
    """Return the ids of at most ``most`` people of {id: what is declared}, from each group in turn.

    >>> crowd = {f"{gender}{k}": {"gender": gender} for gender, n in (("f", 9), ("m", 2)) for k in range(n)}
    >>> choose_people(crowd, most=5)
    ['f0', 'f1', 'f2', 'm0', 'm1']
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(models):
        groups.setdefault(tuple(str(models[name].get(factor)) for factor in _GROUPS), []).append(name)
    longest = max((len(names) for names in groups.values()), default=0)
    turns = [names[turn] for turn in range(longest) for _, names in sorted(groups.items()) if turn < len(names)]
    return sorted(turns[:most])


def _candidate(entry: Entry) -> Candidate:
    """Return what the preview's choice goes by. The clip's id stands for its path: records may share a path."""
    angle = entry.angle
    turn = abs(angle["yaw"]) + abs(angle["pitch"]) + abs(angle["roll"])
    return Candidate(
        entry.clip,
        entry.codec,
        entry.model["id"],
        entry.signal["id"],
        entry.emotion,
        angle["id"],
        turn,
        entry.signal["apex"],
    )


def _tile(entry: Entry, tree: Tree, most: int, side: int) -> Tile:
    person = entry.model["id"]
    wanted = choose_frames(entry.frames, entry.signal["apex"], most)
    try:
        pictures = _pictures(entry, tree, wanted, side)
    except Exception as error:  # whatever a broken or hostile file makes a decoder raise: the page is to come
        return Tile(person, entry, problem=f"no picture: {str(error) or type(error).__name__}")
    if not pictures:
        return Tile(person, entry, problem="no picture: the clip holds no frame")
    apex = min(entry.signal["apex"], wanted[len(pictures) - 1])
    still = min(range(len(pictures)), key=lambda index: abs(wanted[index] - apex))
    height, width = pictures[0].shape[:2]
    return Tile(person, entry, len(pictures), width, height, still, wanted[still], _jpeg(np.hstack(pictures)))


def choose_frames(frames: int, apex: int, most: int) -> list[int]:
    """Return the numbers of at most ``most`` frames, evenly over a clip, with the one nearest to the apex moved to it.

    >>> choose_frames(25, 9, 5), choose_frames(2, 0, 5)
    ([0, 9, 12, 18, 24], [0, 1])
    """
    last = max(0, min(frames - 1, _LAST_FRAME))
    count = min(most, last + 1)
    numbers = [round(last * index / max(1, count - 1)) for index in range(count)]
    if 0 < apex < last:
        nearest = min(range(count), key=lambda index: (abs(numbers[index] - apex), index))
        numbers[nearest] = apex
    return numbers


def _pictures(entry: Entry, tree: Tree, wanted: Sequence[int], side: int) -> list[np.ndarray]:
    """Return the wanted frames that a clip has, scaled, all of the first one's size, (h, w, 3) uint8."""
    from PIL import Image

    pictures: list[np.ndarray] = []
    size: tuple[int, int] | None = None
    for frame in _frames(entry, tree, wanted):
        if size is None:
            scale = min(1.0, side / max(frame.shape[:2]))
            size = max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale))
        pictures.append(np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS)))
    return pictures


def _frames(entry: Entry, tree: Tree, wanted: Sequence[int]) -> Iterator[np.ndarray]:
    """Yield the wanted frames as RGB, opening nothing but regular files of the dataset and decoding within bounds."""
    if entry.codec in PICTURES:
        names = [path for path in tree.pictures(entry.path) if path.endswith((".png", ".jpg"))]
        for number in wanted:
            if number < len(names):
                _check_size(tree, names[number])
                with tree.open(names[number]) as file:
                    yield decode_picture(file, entry.codec, _BOUNDS)
        return
    _check_size(tree, entry.path)
    with tree.open(entry.path) as file, open_video(file, entry.codec, _BOUNDS) as video:
        for number, planes in enumerate(video.frames()):
            if number in wanted:
                yield to_rgb(*planes) if len(planes) == 3 else planes[0]
            if number >= wanted[-1]:
                return


def _check_size(tree: Tree, path: str) -> None:
    if tree.files.get(path, 0) > _LARGEST_FILE:
        raise ValueError(f"the file is {tree.files[path]} bytes")


def _jpeg(picture: np.ndarray) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return buffer.getvalue()
