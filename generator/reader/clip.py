"""A clip of a dataset as a typed, frozen object: what its record says, its pictures and its action units.

The classes have the fields of ``dataset/record.schema.json`` (docs/dataset.md explains each); a record has been checked
against it before it becomes one of them. Nothing in it is known to be true: that is for ``audit_dataset`` to say.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from synthgen.bystanders import is_bystander
from synthgen.codec import PICTURES
from synthgen.design.spec import design_of
from synthgen.errors import InputError, reason
from synthgen.facs.animation import parse_animation
from synthgen.facs.curves import Curves
from synthgen.human.tonescale import UNSAID_SCALE, ToneScale
from synthgen.layout import DESIGN, FACTS, MANIFEST
from synthgen.lineends import as_hashed
from synthgen.namedfiles import on_disk
from synthgen.names import id_of
from synthgen.reader.descriptor import read_descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.pictures import decode_pictures
from synthgen.reader.records import read_faces, read_hand_outlines
from synthgen.reader.tree import BEHIND_LINK, Tree, why_unsafe
from synthgen.scene.handheld import hand
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.yamlfile import parse
from synthgen.yuv import to_rgb


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """Who is in a clip: what is declared of the person, and how it was drawn to look.

    ``skin_tone`` is a step 1–10, on ``skin_tone_scale`` "monk-swatches" or "measured"; ``undertone`` 0 (red) to 1
    (olive), None where nobody declared it.
    """

    id: str
    gender: str | float
    ethnicity: str | Mapping[str, float]
    age: float | None
    skin_tone: int | None
    macros: Mapping[str, float]
    appearance: Mapping[str, Any]
    input: str
    sha256: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    skin_tone_scale: ToneScale = UNSAID_SCALE
    undertone: float | None = None


@dataclass(frozen=True, slots=True)
class SignalRecord:
    """What a clip shows: the signal, its emotion, every AU's greatest intensity, and when it begins, peaks and ends.

    ``onset``, ``apex`` and ``offset`` are frames from 0; ``peaks`` is {AU: {"intensity": 0–1, "frame": k}}.
    """

    id: str
    emotion: str | None
    au_basis: str
    peaks: Mapping[str, Mapping[str, float]]
    onset: int
    apex: int
    offset: int
    symmetric: bool
    input: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CameraRecord:
    """The camera as OpenCV has it: world points (dm) go to pixels by K (R x + t); x right, y down, z forward."""

    intrinsics: Mapping[str, Any]
    extrinsics: Mapping[str, Any]

    @property
    def K(self) -> npt.NDArray[np.float64]:
        """The intrinsic matrix, (3, 3), pixels."""
        k = self.intrinsics
        return np.array([[k["fx"], 0, k["cx"]], [0, k["fy"], k["cy"]], [0, 0, 1]], np.float64)

    @property
    def distortion(self) -> npt.NDArray[np.float64]:
        """k1, k2, p1, p2 of the lens, (4,), as OpenCV takes them; 0 for a pinhole."""
        bent = self.intrinsics.get("distortion", {})
        return np.array([bent.get(name, 0.0) for name in ("k1", "k2", "p1", "p2")], np.float64)

    @property
    def R(self) -> npt.NDArray[np.float64]:
        """The rotation from the world to the camera, (3, 3)."""
        return np.array(self.extrinsics["R"], np.float64)

    @property
    def t(self) -> npt.NDArray[np.float64]:
        """The translation, (3,), dm."""
        return np.array(self.extrinsics["t"], np.float64)


@dataclass(frozen=True, slots=True)
class AngleRecord:
    """Where a clip is seen from: yaw, pitch and roll in degrees, and the camera that follows."""

    id: str
    yaw: float
    pitch: float
    roll: float
    camera: CameraRecord


@dataclass(frozen=True, slots=True)
class SceneRecord:
    """Where a clip is set; ``values`` were drawn from ``seed``."""

    id: str
    seed: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HandsRecord:
    """What is before the face. ``gesture`` or ``thing`` is "none" where there is the other alone, and so is its side.

    Sides are the subject's. Tuples hold one a frame: ``amount`` 0–1, how far hands have come; ``left`` and ``right``,
    whether the hand is in the picture; ``covered`` 0–1, the share of the face's outline that hands and thing hide.
    """

    gesture: str
    side: str
    thing: str
    thing_side: str
    amount: tuple[float, ...]
    left: tuple[bool, ...]
    right: tuple[bool, ...]
    covered: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RendererRecord:
    """What drew a clip; ``sources`` is a hash of the code that decides about pixels."""

    name: str
    version: str
    sources: str


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip: its record, but for ``format`` and ``created``, and what can be read of its files.

    ``id`` is the record's ``clip``, ``frame_count`` its ``frames``, ``path`` relative to the dataset's ``root``;
    ``hands`` is what is before the face, None where there is nothing.
    """

    id: str
    path: str
    bytes: int
    sha256_file: str
    sha256_frames: str
    sha256_decoded: str
    frame_count: int
    fps: float
    width: int
    height: int
    codec: str
    encoder: str
    model: ModelRecord
    signal: SignalRecord
    angle: AngleRecord
    scene: SceneRecord
    renderer: RendererRecord
    assets: tuple[str, ...]
    design_sha256: str
    hands: HandsRecord | None
    root: Path = field(repr=False, compare=False)
    entry: Entry = field(repr=False, compare=False)

    @property
    def emotion(self) -> str:
        """The emotion that the clip is labelled with, "none" where it has none."""
        return self.entry.emotion

    def frames(self) -> npt.NDArray[np.uint8]:
        """Return the clip's pictures, (n, h, w, 3) uint8 sRGB, decoded from its file.

        PNG and FFV1 give the frames that were rendered, to the bit; JPEG and H.264 what a plain player shows, H.264 by
        the matrix of BT.709 from limited range. Raises InputError where the file is not there, is behind a link, cannot
        be decoded, or does not hold the frames that the record says.
        """
        tree = files_of(self.root, self.path)
        shape = (self.height, self.width, 3)
        frames = []
        with _placed(self.root / self.path):
            files = tree.pictures(self.path) if self.codec in PICTURES else [self.path]
            for planes in decode_pictures(tree, self.entry, files):
                frames.append(planes[0] if len(planes) == 1 else to_rgb(*planes))
                if frames[-1].shape != shape:
                    raise ValueError(f"holds a picture of {frames[-1].shape}; the record says {shape}")
            if len(frames) != self.frame_count:
                raise ValueError(f"holds {len(frames)} frames; the record says {self.frame_count}")
        return np.stack(frames)

    def matrix(self, frame: int) -> npt.NDArray[np.float64]:
        """Return the intrinsic matrix of a frame from 0, (3, 3), pixels: ``angle.camera.K``, moved as a hand moves it.

        Points that it projects, with ``angle.camera.R``, ``t`` and ``distortion``, lie where the frame shows them.
        """
        moved = self.angle.camera.K
        right, down = hand(Drawn(SceneSpec(self.scene.id), self.scene.values, take=0, clip=self.scene.seed), frame)
        moved[:2, 2] += right * self.height, down * self.height
        return moved

    def curves(self) -> Curves:
        """Return the intensities of action units that were played, a row a frame, from the dataset's own inputs.

        They are those of the clip's scene, with idle motion. A person's palsy weakens them on one side; that is in
        ``model.conditions``, not here. Raises InputError where the signal's file cannot be read, or is not the one that
        the record has the hash of.
        """
        tree = files_of(self.root, FACTS, MANIFEST, DESIGN, self.signal.input)
        rules = read_descriptor(tree).yaml_rules
        with _placed(self.root / DESIGN):
            design = design_of(parse(tree.read(DESIGN), where=DESIGN, rules=rules), folder=None)
            scene = design.staging(self.scene.id)
            if scene is None:
                raise ValueError(f"has no scene '{self.scene.id}', which the record names")
        with _placed(self.root / self.signal.input):
            content = as_hashed(tree.read(self.signal.input), self.signal.sha256)
            if content is None:
                raise ValueError(f"is not the file with the SHA-256 {self.signal.sha256[:16]}… that the record names")
            animation = parse_animation(content, where=self.signal.input, rules=rules)
        model, signal, angle = (id_of(part.id) for part in (self.model, self.signal, self.angle))
        emotion = id_of(animation.emotion or "none")
        drawn = scene.draw(design.seed, model=model, signal=signal, angle=angle, emotion=emotion)
        return design.performance(animation, drawn).curves

    def face(self) -> list[npt.NDArray[np.int64]]:
        """Return the outline of the face in every frame, (k, 2) pixels, x right and y down, from the manifest."""
        faces = read_faces(files_of(self.root, MANIFEST), self.entry)
        return [np.array(polygon, np.int64).reshape(-1, 2) for polygon in faces]

    def hand_outlines(self) -> dict[str, list[list[npt.NDArray[np.int64]]]]:
        """Return outlines of what is seen of hands, sleeves and thing, from the manifest: {"left", "right", "sleeve",
        "thing": per frame a list of (k, 2) pixels, x right and y down}; of a clip without them empty lists."""
        found = read_hand_outlines(files_of(self.root, MANIFEST), self.entry)
        return {
            name: [[np.array(polygon, np.int64).reshape(-1, 2) for polygon in polygons] for polygons in frames]
            for name, frames in found.items()
        }


_PARTS = {"model": ModelRecord, "signal": SignalRecord, "scene": SceneRecord, "renderer": RendererRecord}
_RENAMED = {"id": "clip", "frame_count": "frames"}
_PLAIN = {
    item.name: _RENAMED.get(item.name, item.name)
    for item in fields(Clip)
    if item.name not in (*_PARTS, "angle", "hands", "root", "entry")
}


def clips_of(root: Path, entries: Iterator[Entry]) -> Iterator[Clip]:
    """Yield the clips of entries; parts that are one object in entries are one object in clips."""
    parts: dict[int, Any] = {}
    for entry in entries:
        for name, kind in _PARTS.items():
            part = getattr(entry, name)
            if id(part) not in parts:
                parts[id(part)] = kind(**part)
        if id(entry.angle) not in parts:
            parts[id(entry.angle)] = AngleRecord(**{**entry.angle, "camera": CameraRecord(**entry.angle["camera"])})
        plain = {name: getattr(entry, of) for name, of in _PLAIN.items()}
        own = {name: parts[id(getattr(entry, name))] for name in (*_PARTS, "angle")}
        yield Clip(**plain, **own, hands=_hands(entry), root=root, entry=entry)


def _hands(entry: Entry) -> HandsRecord | None:
    if entry.hands is None:
        return None
    said: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in entry.hands.items()}
    return HandsRecord(**said)


def files_of(root: Path, *paths: str) -> Tree:
    """Return some files of a dataset, and those that lie in some of its folders, where no link leads to them.

    The rest of the folder is not looked at: ``reader.tree.scan`` lists it all.
    """
    files: dict[str, int] = {}
    links: dict[str, str] = {}
    disk: dict[str, str] = {}
    whole = root.resolve()
    for path in paths:
        place = root / path
        if why_unsafe(path):
            continue  # not among the files: opening it says why
        if place.resolve() != whole / path:
            links[path] = BEHIND_LINK
        elif place.is_dir():
            with os.scandir(place) as inside:
                files |= {f"{path}/{file.name}": file.stat().st_size for file in inside if _is_part(file)}
        elif place.is_file():
            files[path] = place.stat().st_size
        elif (other := on_disk(place)) != place and other.is_file():
            name = other.relative_to(root).as_posix()
            if other.resolve() == whole / name:  # no link
                files[path], disk[path] = other.stat().st_size, name
    return Tree(root, files, links, (), on_disk=disk)


def _is_part(file: os.DirEntry[str]) -> bool:
    return file.is_file(follow_symlinks=False) and not is_bystander(file.name, folder=False)


@contextmanager
def _placed(place: Path) -> Iterator[None]:
    """Turn what goes wrong with a file into an InputError that names it."""
    try:
        yield
    except (OSError, ValueError) as error:
        remedy = "Has the dataset changed? `synthgen audit DATASET` says what is wrong with it."
        raise InputError(f"cannot be used ({reason(error)})", where=place, remedy=remedy) from error
