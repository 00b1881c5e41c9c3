"""The design: what a dataset is declared to hold, as a frozen value and as a YAML file."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.codec import CODECS, PICTURES
from synthgen.design.classes import parse_classes
from synthgen.design.sample import parse_sample
from synthgen.design.stagings import check_stagings, parse_intensities, parse_takes, stagings
from synthgen.errors import InputError
from synthgen.facs import AU_BASES
from synthgen.home import expanded
from synthgen.human.looks import PLAIN_LOOKS, Looks
from synthgen.population.drawn import Sample
from synthgen.scene.spec import STUDIO, SceneSpec, builtin_scenes, parse_scene, read_scene
from synthgen.yamlfile import YamlFile, load

if TYPE_CHECKING:
    from synthgen.design.cells import Cell
    from synthgen.facs.animation import Animation
    from synthgen.facs.performance import Performance
    from synthgen.scene.spec import Drawn

SMALLEST, LARGEST = 64, 2048
#: the last frame that a still may show of a signal
_LAST_FRAME = 99_999
#: named in the format, and asked for elsewhere so far: refused rather than ignored
_ELSEWHERE = {
    "labels": "Leave it out; there are no labels beyond those in the manifest.",
    "splits": "Leave it out, and call `synthgen split DATASET` after rendering.",
    "policy": "Leave it out, and call `synthgen audit DATASET --policy NAME|FILE`.",
}
_KEYS = (
    "name",
    "description",
    "seed",
    "models",
    "signals",
    "angles",
    "scenes",
    "intensities",
    "takes",
    "classes",
    "au_basis",
    "looks",
    "video",
    *_ELSEWHERE,
)


@dataclass(frozen=True)
class Video:
    """How clips are encoded. ``fps`` None: every clip plays at its animation's own rate.

    ``frames`` 1: clips are stills, the apex or, of what is played, the ``frame`` of this number; None: all frames.
    """

    width: int = 256
    height: int = 256
    fps: float | None = None
    codec: str = "h264"
    frames: int | None = None
    frame: int | None = None

    @property
    def still(self) -> bool:
        """Whether clips are single pictures."""
        return self.frames == 1

    def of_stills(self) -> dict[str, int]:
        """Return what stands in a design of stills alone, so that others' settings are what they always were."""
        return {key: value for key, value in (("frames", self.frames), ("frame", self.frame)) if value is not None}


@dataclass(frozen=True)
class Design:
    """A declared dataset: models × signals × angles (× scenes × intensities × takes).

    ``models``, ``signals`` and ``angles`` are names, globs or paths; paths are relative to ``folder``. Of ``models``, a
    Sample is drawn. ``looks`` are what people wear beyond clothes, ``scenes`` what varies round about. Cells are
    rendered at each of the ``intensities``, where there are any, and ``takes`` times; ``classes`` are all labels that
    clips may have, () where nothing is said of them.
    """

    name: str
    models: tuple[str | Sample, ...]
    signals: tuple[str, ...]
    angles: tuple[str, ...]
    seed: int = 0
    description: str = ""
    scenes: tuple[SceneSpec, ...] = (STUDIO,)
    au_basis: str = "embedded"
    looks: Looks = PLAIN_LOOKS
    video: Video = Video()
    intensities: tuple[float, ...] = ()
    takes: int = 1
    classes: tuple[str, ...] = ()
    folder: Path | None = None
    file: YamlFile | None = field(default=None, compare=False, repr=False)

    @cached_property
    def stagings(self) -> tuple[SceneSpec, ...]:
        """The scenes as cells are rendered in them: each at every intensity, in every take, with an id of its own."""
        return stagings(self.scenes, self.intensities, self.takes)

    @cached_property
    def _stagings(self) -> dict[str, SceneSpec]:
        return {staging.name: staging for staging in self.stagings}

    def staging(self, name: str) -> SceneSpec | None:
        """Return the staging of an id, None where there is none."""
        return self._stagings.get(name)

    def settings(self) -> dict[str, Any]:
        """Return what all cells share: everything but the lists of models, signals and angles, and their classes."""
        return {
            "name": self.name,
            "seed": self.seed,
            "scenes": [STUDIO.name if scene.is_studio else scene.document(paths=False) for scene in self.scenes],
            **self.of_stagings(),
            "au_basis": self.au_basis,
            "looks": asdict(self.looks),
            "video": {
                "size": [self.video.width, self.video.height],
                "fps": self.video.fps,
                "codec": self.video.codec,
                **self.video.of_stills(),
            },
        }

    def of_stagings(self) -> dict[str, Any]:
        """Return what stands in a design of intensities or takes, so that others' settings are what they were."""
        said: dict[str, Any] = {"intensities": list(self.intensities)} if self.intensities else {}
        return {**said, "takes": self.takes} if self.takes > 1 else said

    @property
    def sha256(self) -> str:
        """SHA-256 over the settings as JSON: the same before and after a design is extended."""
        text = json.dumps(self.settings(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def performance(self, signal: Animation, drawn: Drawn) -> Performance:
        """Return what is played of a signal in a take of this design."""
        from synthgen.facs.performance import performed

        played = performed(signal, drawn, self.video.fps)
        return played.still(self.video.frame) if self.video.still else played

    def frames(self, signal: Animation, drawn: Drawn) -> int:
        """Return how many frames ``performance`` has."""
        from synthgen.facs.performance import frames_played

        return 1 if self.video.still else frames_played(signal, drawn, self.video.fps)

    def path(self, cell: Cell) -> str:
        """Return a cell's path in the dataset folder, with forward slashes."""
        return cell.path(self.video.codec, still=self.video.still)

    def error(self, problem: str, *at: str | int, remedy: str = "") -> InputError:
        """Return (for ``raise``) an InputError at a key of the design's file, if it has one."""
        if self.file is None:
            return InputError(problem, where=f"design '{self.name}'", remedy=remedy)
        return self.file.error(problem, *at, remedy=remedy)


def read_design(name_or_path: str | Path) -> Design:
    """Return a built-in design by name, or one from a YAML file. Raises InputError with line, key and remedy."""
    if str(name_or_path) in builtin_designs():
        return design_of(load(builtin_designs()[str(name_or_path)]), folder=None)
    path = Path(name_or_path)
    if not path.is_file():
        known = list(builtin_designs())
        near = difflib.get_close_matches(str(name_or_path), known, 1)
        raise InputError(
            f"there is no design '{name_or_path}': neither a file nor one of {', '.join(known)}",
            remedy=f"Did you mean '{near[0]}'?" if near else "`synthgen designs list` shows what there is.",
        )
    return design_of(load(path), folder=path.resolve().parent)


def builtin_designs() -> dict[str, Path]:
    """Return {name: file} of the designs that come with the program."""
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}


def design_of(file: YamlFile, *, folder: Path | None) -> Design:
    """Check a design document key by key. Raises InputError."""
    file.only_keys(_KEYS)
    for key, remedy in _ELSEWHERE.items():
        if file.get(key):
            raise file.error(f"'{key}' does not stand in a design in this version", key, remedy=remedy)
    scenes = _scenes(file, folder) if "scenes" in file.data else (STUDIO,)
    intensities = parse_intensities(file) if "intensities" in file.data else ()
    takes = parse_takes(file) if "takes" in file.data else 1
    check_stagings(file, scenes, intensities, takes)
    return Design(
        name=_name(file),
        description=file.text("description").strip() if "description" in file.data else "",
        seed=file.integer("seed", low=0, high=2**63 - 1) if "seed" in file.data else 0,
        models=_models(file),
        signals=_patterns(file, "signals"),
        angles=_patterns(file, "angles"),
        scenes=scenes,
        intensities=intensities,
        takes=takes,
        classes=parse_classes(file) if "classes" in file.data else (),
        au_basis=file.word(AU_BASES, "au_basis") if "au_basis" in file.data else "embedded",
        looks=_looks(file) if "looks" in file.data else PLAIN_LOOKS,
        video=_video(file) if "video" in file.data else Video(),
        folder=folder,
        file=file,
    )


def with_options(
    design: Design,
    *,
    seed: int | None = None,
    size: tuple[int, int] | None = None,
    codec: str | None = None,
    au_basis: str | None = None,
) -> Design:
    """Return the design with some settings replaced (what the command line's options do). Raises InputError."""
    width, height = size or (design.video.width, design.video.height)
    video = replace(design.video, width=width, height=height, codec=codec or design.video.codec)
    problem = codec_problem(video) or size_problem(video)
    if problem:
        raise InputError(problem[0], remedy=problem[1])
    return replace(
        design,
        seed=design.seed if seed is None else seed,
        au_basis=au_basis or design.au_basis,
        video=video,
    )


def codec_problem(video: Video) -> tuple[str, str] | None:
    """Return (problem, remedy) of a codec that does not take what is rendered, None where it does."""
    if video.still and video.codec not in PICTURES:
        return f"{video.codec} is of moving pictures; clips are stills ('frames' is 1)", f"Use {' or '.join(PICTURES)}."
    if video.codec == "jpeg" and not video.still:
        return "jpeg is of stills; clips have more frames than one", "Add 'frames: 1', or use h264, ffv1 or png."
    return None


def size_problem(video: Video) -> tuple[str, str] | None:
    """Return (problem, remedy) of a picture size that cannot be rendered or encoded, None where it is fine."""
    shown = f"size {video.width}x{video.height}"
    if not (SMALLEST <= video.width <= LARGEST and SMALLEST <= video.height <= LARGEST):
        return f"{shown} is outside {SMALLEST}x{SMALLEST} to {LARGEST}x{LARGEST}", "Choose a size inside."
    odd = video.width % 2 or video.height % 2
    if odd and video.codec not in PICTURES:
        near = sorted({(w, h) for w in _evens(video.width) for h in _evens(video.height)})
        return (
            f"{shown} is odd; {video.codec} needs an even width and height",
            f"Nearest: {', '.join(f'{w}x{h}' for w, h in near)}; or use codec png, which takes any size.",
        )
    return None


def frame_rate(fps: float) -> Fraction:
    """Return a rate as the exact fraction that video files use.

    >>> frame_rate(25.0), frame_rate(29.97), frame_rate(12.5)
    (Fraction(25, 1), Fraction(30000, 1001), Fraction(25, 2))
    """
    ntsc = Fraction(round(fps * 1.001) * 1000, 1001)
    if fps != round(fps) and abs(float(ntsc) - fps) < 0.005:
        return ntsc
    return Fraction(fps).limit_denominator(1000)


def _evens(n: int) -> list[int]:
    return [n] if n % 2 == 0 else [m for m in (n - 1, n + 1) if SMALLEST <= m <= LARGEST]


def _name(file: YamlFile) -> str:
    name = file.text("name").strip()
    if not name.isprintable() or len(name) > 80:
        raise file.unexpected("one line of at most 80 characters", "name")
    return name


def _patterns(file: YamlFile, key: str) -> tuple[str, ...]:
    value = file.get(key)
    if isinstance(value, str) and value.strip():
        return (value,)
    if not isinstance(value, list) or not value:
        raise file.unexpected("a name, a glob or a path, or a list of them", key, remedy="E.g. ['*'].")
    return tuple(file.text(key, index) for index in range(len(value)))


def _models(file: YamlFile) -> tuple[str | Sample, ...]:
    """Return the patterns and samples under ``models``: a list of both, or one of either."""
    value = file.get("models")
    if isinstance(value, dict):
        file.only_keys(("sample",), "models")
        return (parse_sample(file, "models", "sample"),)
    if not isinstance(value, list) or not any(isinstance(entry, dict) for entry in value):
        return _patterns(file, "models")
    entries: list[str | Sample] = []
    for index, entry in enumerate(value):
        if isinstance(entry, dict):
            file.only_keys(("sample",), "models", index)
            entries.append(parse_sample(file, "models", index, "sample"))
        else:
            entries.append(file.text("models", index))
    return tuple(entries)


def _scenes(file: YamlFile, folder: Path | None) -> tuple[SceneSpec, ...]:
    """Return the scenes under ``scenes``: a list of names, files and mappings of factors, or one of them."""
    given = file.get("scenes")
    if isinstance(given, dict):
        return (_placed(parse_scene(file, "scenes"), folder),)
    if isinstance(given, str) and given.strip():
        return (_scene(file, folder, "scenes"),)
    if not isinstance(given, list) or not given:
        raise file.unexpected("a scene's name, a file, a mapping of factors, or a list of them", "scenes")
    scenes = tuple(_scene(file, folder, "scenes", index) for index in range(len(given)))
    names = [scene.name.casefold() for scene in scenes]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise file.error(f"two scenes are called '{scenes[index].name}'", "scenes", index, remedy="Rename one.")
    return scenes


def _scene(file: YamlFile, folder: Path | None, *at: str | int) -> SceneSpec:
    if isinstance(file.get(*at), dict):
        return _placed(parse_scene(file, *at), folder)
    text = file.text(*at)
    path = (folder or Path()) / expanded(text)
    try:
        if text in builtin_scenes() or not path.is_file():
            return _placed(read_scene(text), folder)
        return _placed(read_scene(path), path.parent)
    except InputError as error:
        if error.line is not None:  # it is about the content of a file
            raise
        raise file.error(f"'scenes': {error.message}", *at, remedy=error.remedy) from error


def _placed(scene: SceneSpec, folder: Path | None) -> SceneSpec:
    """Return a scene whose paths of the user's files, relative to a folder, hold everywhere."""
    if folder is None or not scene.paths:
        return scene
    return replace(
        scene, paths={group: str((folder / expanded(path)).absolute()) for group, path in scene.paths.items()}
    )


def _looks(file: YamlFile) -> Looks:
    names = [field.name for field in fields(Looks)]
    given = file.mapping("looks")
    file.only_keys(names, "looks")
    return Looks(**{name: file.flag("looks", name) for name in given})


def _video(file: YamlFile) -> Video:
    file.only_keys(("size", "fps", "codec", "frames", "frame"), "video")
    given = file.mapping("video")
    width, height = 256, 256
    if "size" in given:
        size = given["size"]
        if isinstance(size, int) and not isinstance(size, bool):
            width = height = size
        elif isinstance(size, list) and len(size) == 2:
            width, height = (file.integer("video", "size", axis) for axis in (0, 1))
        else:
            raise file.unexpected("[width, height] in pixels", "video", "size")
    fps = file.number("video", "fps", low=1, high=240) if given.get("fps") is not None else None
    frames = file.integer("video", "frames") if given.get("frames") is not None else None
    if frames not in (None, 1):
        raise file.error(
            f"'video.frames' is {frames}", "video", "frames", expected="1, for stills", remedy="Leave it out for clips."
        )
    codec = file.word(CODECS, "video", "codec") if "codec" in given else "png" if frames else "h264"
    frame = file.integer("video", "frame", low=0, high=_LAST_FRAME) if given.get("frame") is not None else None
    if frame is not None and frames is None:
        raise file.error("'frame' says which one a still shows", "video", "frame", remedy="Add 'frames: 1'.")
    video = Video(width, height, fps, codec, frames, frame)
    problem = codec_problem(video)
    if problem:
        raise file.error(problem[0], "video", "codec", remedy=problem[1])
    problem = size_problem(video)
    if problem:
        raise file.error(problem[0], "video", "size", remedy=problem[1])
    return video
