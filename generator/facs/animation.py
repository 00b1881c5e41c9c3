"""Animations: a social signal as AU keyframes, read from our YAML or from FACSHuman's .fani.

>>> animation = parse_animation(b'''
... signal: frown
... frames: 5
... fps: 25
... tracks: {AU4: [[0, 0], [4, E]]}
... ''', where="frown.yaml")
>>> sample_animation(animation).values[:, 0].tolist()
[0.0, 0.25, 0.5, 0.75, 1.0]
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from synthgen.backports import paired, without_suffix
from synthgen.errors import InputError, warn_of
from synthgen.facs.curves import INTERPOLATIONS, Curves, Interpolation, Key, keys_through, values_at
from synthgen.facs.fani import FPS, FRAMES, LARGEST, Segments, cut_notes, evaluate, parse_fani
from synthgen.facs.idle import LIDS, blinking
from synthgen.facs.keyframes import read_blinks, read_tracks, read_visemes
from synthgen.facs.signs import TRACKS
from synthgen.facs.visemes import Said, spoken
from synthgen.files import read_file
from synthgen.names import id_of
from synthgen.yamlfile import YamlFile, load, parse
from synthgen.yamlscalar import CORE, Rules, dump_yaml

#: no clip is longer than this (an hour and more): a typing error would otherwise fill the memory
MAX_FRAMES = 100_000
MAX_FPS = 1000.0

_FIELDS = (
    "signal", "emotion", "description", "frames", "fps", "neutral", "tracks", "visemes", "blinks", "symmetric",
    "interpolation",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class Neutral:
    """Whether the first and the last frame of an animation are neutral (every AU at 0)."""

    start: bool
    end: bool


@dataclass(frozen=True)
class Animation:
    """A signal: tracks of AUs and signs over a number of frames.

    ``visemes`` are said and ``blinks`` done besides; a blink's frame is the one in which lids begin to shut.
    ``source`` and ``sha256`` are of the file it was read from. Of a .fani, ``segments`` hold what the file says and
    ``tracks`` what it evaluates to in ``frames`` frames.
    """

    signal: str
    emotion: str | None
    description: str
    frames: int
    fps: float
    neutral: Neutral
    tracks: Mapping[str, tuple[Key, ...]] = field(hash=False)
    symmetric: bool
    interpolation: Interpolation
    source: bytes = field(repr=False)
    path: Path
    segments: Segments = field(default_factory=dict, repr=False, hash=False)
    visemes: tuple[Said, ...] = ()
    blinks: tuple[int, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The AUs that it plays, those of tracks first."""
        return tuple(levels_at(self, ()))

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hex."""
        return hashlib.sha256(self.source).hexdigest()


def read_animation(path: str | Path) -> Animation:
    """Read an animation file, a .fani or else our YAML. Raises InputError with file and line for what is wrong.

    Warns (InputWarning) of a .fani's intensities that are not played as they stand.
    """
    if _is_fani(path):
        animation = fani_animation(read_file(Path(path), most=LARGEST), where=path)
        warn_of(path, cut_notes(animation.segments))
        return animation
    return _from_yaml(load(path))


def parse_animation(source: bytes, *, where: str | Path, rules: Rules = CORE) -> Animation:
    """Read the bytes of an animation file; the name ``where`` says which format it is, ``rules`` are those of its YAML.

    Raises as ``read_animation``.
    """
    if _is_fani(where):
        return fani_animation(source, where=where)
    return _from_yaml(parse(source, where=where, rules=rules))


def _is_fani(where: str | Path) -> bool:
    return Path(where).suffix.lower() == ".fani"


def frames_at(animation: Animation, rate: float, tempo: float = 1.0) -> int:
    """Return how many frames an animation has at a rate in frames a second, played ``tempo`` times as fast."""
    if rate == animation.fps and tempo == 1:
        return animation.frames
    return max(1, math.floor(animation.frames * rate / (animation.fps * tempo) + 0.5))


def sample_animation(animation: Animation, fps: float | None = None, *, tempo: float = 1.0) -> Curves:
    """Return the animation's curves: values (frames, AUs) float64 in [0, 1], one row a frame.

    At another rate the clip lasts as long (to half a frame), and its first and last frames stay first and last, so
    that what the file says of them (neutral) stays true: frame i shows the time i·(F−1)/(F'−1). A .fani is evaluated
    in the new number of frames, as FACSHuman would. ``tempo``: how many times as fast, in so many frames less.
    """
    rate = animation.fps if fps is None else float(fps)
    if not 0 < rate <= MAX_FPS:
        raise InputError(f"{rate:g} frames a second", expected=f"a number above 0 and at most {MAX_FPS:g}")
    frames = frames_at(animation, rate, tempo)
    if animation.segments:
        columns = list(evaluate(animation.segments, frames=frames).values())
    else:
        step = (animation.frames - 1) / (frames - 1) if frames > 1 else 0.0
        times = [float(i) if frames == animation.frames else i * step for i in range(frames)]
        columns = list(levels_at(animation, times).values())
    values = np.array(columns, dtype=np.float64).reshape(len(columns), frames).T
    return Curves(animation.codes, np.ascontiguousarray(values), rate)


def levels_at(animation: Animation, times: Sequence[float]) -> dict[str, list[float]]:
    """Return {AU: its intensities at times in frames of the file}: tracks, with what is said and blinked on top.

    Visemes are added up to 1; lids shut as far as either a track or a blink asks for. Segments are left out.
    """
    levels = {code: values_at(keys, times, animation.interpolation) for code, keys in animation.tracks.items()}
    still = [0.0] * len(times)
    for code, keys in spoken(animation.visemes, fps=animation.fps).items() if animation.visemes else ():
        said = values_at(keys, times, "smooth")
        levels[code] = [min(own + more, 1.0) for own, more in paired(levels.get(code, still), said)]
    if animation.blinks:
        shut = blinking([frame / animation.fps for frame in animation.blinks], [at / animation.fps for at in times])
        levels[LIDS] = [max(own, more) for own, more in paired(levels.get(LIDS, still), shut)]
    return levels


def moving(curves: Curves) -> frozenset[str]:
    """Return the codes of the AUs that are above 0 in some frame."""
    return frozenset(code for code, peak in curves.peaks().items() if peak > 0)


def fani_animation(
    source: bytes,
    *,
    where: str | Path,
    signal: str | None = None,
    emotion: str | None = None,
    frames: int = FRAMES,
    fps: float = FPS,
    before: int = 0,
    after: int = 0,
) -> Animation:
    """Return the animation that a .fani file's bytes mean when played in ``frames`` frames.

    The file has no name, emotion or length: the signal is the file's name unless given. ``before`` and ``after`` are
    the frames of FACSHuman's neutral mode (see ``evaluate``). Raises InputError.
    """
    segments = parse_fani(source, where=where)
    played = evaluate(segments, frames=frames, before=before, after=after)
    columns = {code: [round(v, 9) for v in values] for code, values in played.items()}  # a ramp to 0 may end beside it
    total = frames + after + (before + 1 if before else 0)
    tracks = {code: keys_through(values) for code, values in columns.items()}
    return Animation(
        signal=id_of(Path(where).stem) if signal is None else signal,
        emotion=emotion,
        description=f"FACSHuman animation {Path(where).name}.",
        frames=total,
        fps=fps,
        neutral=Neutral(
            start=all(values[0] == 0 for values in columns.values()),
            end=all(values[-1] == 0 for values in columns.values()),
        ),
        tracks=tracks,
        symmetric=not one_sided(tracks),
        interpolation="linear",
        source=source,
        path=Path(where),
        segments=segments if total == frames else {},  # in neutral mode the tracks say it all
    )


def one_sided(tracks: Mapping[str, tuple[Key, ...]]) -> tuple[str, ...]:
    """Return the codes of one side whose other side does something else; gaze and head turns are no sides of a face.

    >>> one_sided({"AU12L": ((0, 0.5),), "AU61": ((0, 1.0),)})
    ('AU12L',)
    """
    other = {"left": "R", "right": "L"}
    found = []
    for code, keys in tracks.items():
        side = TRACKS[code].side
        if side == "both":
            continue
        twin = code[:-1] + other[side]
        if code.startswith("AUleft_") or code.startswith("AUright_"):
            twin = code.replace("left_", "#").replace("right_", "left_").replace("#", "right_")
        if tracks.get(twin, ()) != keys and any(level for _, level in keys):
            found.append(code)
    return tuple(found)


def _from_yaml(file: YamlFile) -> Animation:
    file.only_keys(_FIELDS)
    frames = file.integer("frames", low=1, high=MAX_FRAMES)
    interpolation = file.word(INTERPOLATIONS, "interpolation") if "interpolation" in file.data else "linear"
    description = file.data.get("description") or ""
    if not isinstance(description, str):
        raise file.unexpected("text", "description")
    animation = Animation(
        signal=id_of(_name(file, "signal")),
        emotion=None if file.data.get("emotion") in (None, "none") else _name(file, "emotion"),
        description=description.strip(),
        frames=frames,
        fps=float(file.number("fps", low=0.001, high=MAX_FPS)),
        neutral=_neutral(file),
        tracks=read_tracks(file, frames),
        symmetric=_flag(file, "symmetric", default=True),
        interpolation=interpolation,
        source=file.source,
        path=Path(file.where),
        visemes=read_visemes(file, frames),
        blinks=read_blinks(file, frames),
    )
    _check_neutral(file, animation)
    return animation


def _name(file: YamlFile, key: str) -> str:
    """Return a name that can be a folder's and part of a clip id."""
    name = file.text(key)
    if not _NAME.fullmatch(name):
        raise file.unexpected("letters a to z, digits, '_', '-' and '.', beginning with a letter or digit", key)
    return name


def _flag(file: YamlFile, *at: str, default: bool) -> bool:
    return default if file.get(*at) is None else file.flag(*at)


def _neutral(file: YamlFile) -> Neutral:
    if file.get("neutral") is not None:
        file.only_keys(("start", "end"), "neutral")
    return Neutral(_flag(file, "neutral", "start", default=False), _flag(file, "neutral", "end", default=False))


def _check_neutral(file: YamlFile, animation: Animation) -> None:
    """Refuse a file that declares a neutral first or last frame and has an AU above 0 there."""
    for end, frame in (("start", 0), ("end", animation.frames - 1)):
        if not getattr(animation.neutral, end):
            continue
        for code, (level,) in levels_at(animation, [float(frame)]).items():
            if level > 0:
                at, remedy = _cause(animation, code, frame)
                raise file.error(
                    f"neutral.{end} is true but {code} is {level:g} in frame {frame}",
                    *at,
                    remedy=f"{remedy} or set neutral.{end} to false.",
                )


def _cause(animation: Animation, code: str, frame: int) -> tuple[tuple[str, ...], str]:
    """Return (address, what mends it) of what has an AU above 0 in a frame."""
    if values_at(animation.tracks.get(code, ()), [frame], animation.interpolation)[0] > 0:
        return ("tracks", code), f"Add the key [{frame}, 0]"
    if code == LIDS and animation.blinks:
        return ("blinks",), "Let the blink end within the clip: it takes a third of a second; begin it elsewhere,"
    return ("visemes",), f"Add [{frame}, sil]"


def animation_text(animation: Animation) -> str:
    """Return the animation as text in our YAML format; reading it back gives the same curves (.fani: to 1e-8)."""

    def scalar(value: object) -> str:
        return without_suffix(dump_yaml(value, width=10**6), "...\n").strip()

    def level(value: float) -> str:
        text = without_suffix(repr(value), ".0")
        return text if "e" not in text or "." in text else text.replace("e", ".0e")  # to YAML 1.1, 1e-05 is text

    def entry(frame: int, name: str, strength: float) -> str:
        return f"[{frame}, {name}]" if strength == 1 else f"[{frame}, {name}, {level(strength)}]"

    width = max((len(code) for code in animation.tracks), default=0) + 1
    lines = [
        f"signal: {scalar(animation.signal)}",
        *([f"emotion: {scalar(animation.emotion)}"] if animation.emotion else []),
        f"description: {scalar(animation.description)}",
        f"frames: {animation.frames}",
        f"fps: {level(animation.fps)}",
        f"neutral: {{start: {str(animation.neutral.start).lower()}, end: {str(animation.neutral.end).lower()}}}",
        "tracks:" if animation.tracks else "tracks: {}",
        *(
            f"  {code + ':':{width}} [{', '.join(f'[{frame}, {level(value)}]' for frame, value in keys)}]"
            for code, keys in animation.tracks.items()
        ),
        *(
            ["visemes:", *(f"  - {entry(frame, name, strength)}" for frame, name, strength in animation.visemes)]
            if animation.visemes
            else []
        ),
        *([f"blinks: [{', '.join(map(str, animation.blinks))}]"] if animation.blinks else []),
        f"symmetric: {str(animation.symmetric).lower()}",
        f"interpolation: {animation.interpolation}",
    ]
    return "\n".join(lines) + "\n"
