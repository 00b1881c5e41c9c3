"""Is the dataset what its design declares, cell by cell: observed − declared and declared − observed are both empty."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from synthgen.audit.check import Check, Context, Outcome, conclude
from synthgen.dataset.record import rounded
from synthgen.design import Cell
from synthgen.design.stagings import times
from synthgen.facs.animation import Animation
from synthgen.human.mhm import Model
from synthgen.layout import DESIGN, FACTS
from synthgen.reader.declared import Declared
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry, Part
from synthgen.reader.finding import Finding, found
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.factors import YES
from synthgen.scene.spec import Drawn
from synthgen.scene.staging import staged_camera

#: a record's numbers are rounded to six digits; rotations may have been computed otherwise
_EQUAL, _ROTATION = 1e-5, 2e-5
_ANYWHERE = HeadBounds((0.0, 0.0, 0.0), 1.0)


@dataclass(frozen=True)
class Cells:
    """How many cells the design declares, how many were found, and how many of these and those lack the other."""

    declared: int
    found: int
    missing: int
    undeclared: int


def check_cells(
    entries: Sequence[Entry], declared: Declared, descriptor: Descriptor, *, damaged: Collection[str] = ()
) -> list[Finding]:
    """Compare records with the cells that the design declares, and with everything the design says of those cells.

    ``damaged`` are clips whose records are known to be broken: they are not missing.
    """
    if declared.design is None:
        return []
    findings = _descriptor(declared, descriptor)
    observed = {entry.clip for entry in entries}.union(damaged)
    for clip, cell in declared.cells.items():
        if clip not in observed:
            message = f"the design declares {cell.model} × {cell.signal} × {cell.angle}; there is no record of {clip}"
            findings.append(found("cell-missing", message, clip=clip, path=declared.design.path(cell)))
    settings = declared.design.sha256
    other = [entry for entry in entries if entry.design_sha256 != settings]
    if other and len(other) == len(entries):
        message = f"the records were made with the settings {other[0].design_sha256[:16]}…; design.yaml has others"
        findings.append(found("design-altered", message, path=DESIGN))
    else:
        findings += [
            found("design-differs", f"{entry.clip} was made with other settings than design.yaml has", clip=entry.clip)
            for entry in other
        ]
    checks = _Checks(declared)
    for entry in entries:
        findings += checks.of(entry)
    return findings + _looks(entries) + _renderers(entries)


def _descriptor(declared: Declared, descriptor: Descriptor) -> list[Finding]:
    assert declared.design is not None
    said: dict[str, tuple[Any, Any]] = {
        "design.name": (descriptor.record["design"]["name"], declared.design.name),
        "design.sha256": (descriptor.record["design"]["sha256"], declared.design.sha256),
    }
    if declared.complete:
        said["models"] = (descriptor.record.get("models"), sorted(declared.models))
        if descriptor.declared is not None:
            said["clips.declared"] = (descriptor.declared, len(declared.cells))
    return [
        found("facts-differ", f"{FACTS} says {key} is {_short(theirs)}; the design makes it {_short(ours)}", path=FACTS)
        for key, (theirs, ours) in said.items()
        if theirs != ours
    ]


class _Checks:
    """Checks of single records. Parts that many records share are compared once."""

    def __init__(self, declared: Declared) -> None:
        assert declared.design is not None
        self._declared, self._design = declared, declared.design
        name_of = declared.name_of
        self._models = {name_of(name): model for name, model in declared.models.items()}
        self._signals = {name_of(name): signal for name, signal in declared.signals.items()}
        self._angles = {name_of(name): angle for name, angle in declared.angles.items()}
        self._known: dict[tuple[int, str], str | None] = {}

    def of(self, entry: Entry) -> Iterator[Finding]:
        """Yield what a record says that its cell contradicts."""
        cell = self._declared.cells.get(entry.clip)
        if cell is None:
            if self._declared.complete:
                yield found("cell-undeclared", f"the design declares no {entry.clip}", clip=entry.clip, path=entry.path)
            return
        where = {"clip": entry.clip, "path": entry.path}
        drawn = self._declared.drawn(cell)
        video = self._design.video
        if entry.path != self._design.path(cell) and entry.codec == video.codec:
            yield found(
                "path-differs", f"{entry.clip} is at {entry.path!r}; expected {self._design.path(cell)}", **where
            )
        if entry.codec != video.codec:
            yield found("codec-differs", f"{entry.clip} is {entry.codec}; the design says {video.codec}", **where)
        if (entry.width, entry.height) != (video.width, video.height):
            shown = f"{entry.width}x{entry.height}; the design says {video.width}x{video.height}"
            yield found("size-differs", f"{entry.clip} is {shown}", **where)
        played = self._declared.performance(entry.clip)
        assert played is not None
        curves = played.curves
        if entry.frames != curves.frames:
            shown = f"{entry.frames} frames; what it plays has {curves.frames}"
            yield found("frames-differ", f"{entry.clip} has {shown}", **where)
        if abs(entry.fps - curves.fps) > _EQUAL:
            yield found("rate-differs", f"{entry.clip} has {entry.fps:g} frames/s; expected {curves.fps:g}", **where)
        for code, part, kind in (
            ("model-differs", entry.model, "model"),
            ("signal-differs", entry.signal, "signal"),
            ("angle-differs", entry.angle, "angle"),
        ):
            problem = self._part(part, kind, getattr(cell, kind), symmetric=played.symmetric)
            if problem:
                yield found(code, f"{entry.clip}: {problem}", **where)
            elif kind == "angle" and (camera := self._camera(entry, cell, drawn)):
                yield found("camera-differs", f"{entry.clip}: {camera}", **where)
        if (entry.scene["id"], entry.scene["seed"]) != (cell.scene, drawn.clip):
            shown = f"scene {entry.scene['id']!r} with seed {entry.scene['seed']}"
            yield found(
                "scene-differs", f"{entry.clip} has {shown}; expected {cell.scene!r} with {drawn.clip}", **where
            )
        elif wrong := _scene_problem(entry.scene["values"], drawn):
            yield found("scene-differs", f"{entry.clip}: {wrong}", **where)

    def _part(self, part: Part, kind: str, name: str, *, symmetric: bool) -> str | None:
        """Return what a part says that the input of this name contradicts, played ``symmetric`` or not."""
        key = (id(part), f"{kind}/{name}/{symmetric}")
        if key not in self._known:
            expected = {
                "model": lambda: self._model(self._models[name]),
                "signal": lambda: self._signal(self._signals[name], symmetric=symmetric),
                "angle": lambda: _angle(self._angles[name]),
            }[kind]()
            self._known[key] = _differences(part, expected, kind)
        return self._known[key]

    def _model(self, model: Model) -> dict[str, Any]:
        who = model.demographics
        return {
            "id": model.id,
            "gender": who.gender,
            "ethnicity": who.ethnicity if isinstance(who.ethnicity, str) else dict(who.ethnicity),
            "age": who.age,
            "skin_tone": who.skin_tone,
            "undertone": who.undertone,
            "conditions": rounded(who.conditions.record()),
            "macros": rounded(dict(model.macros)),
            "input": self._declared.paths[f"model/{model.id}"],
            "sha256": model.sha256,
        }

    def _signal(self, signal: Animation, *, symmetric: bool) -> dict[str, Any]:
        return {
            "id": signal.signal,
            "emotion": signal.emotion,
            "symmetric": symmetric,
            "au_basis": self._design.au_basis,
            "input": self._declared.paths[f"signal/{signal.signal}"],
            "sha256": signal.sha256,
        }

    def _camera(self, entry: Entry, cell: Cell, drawn: Drawn) -> str | None:
        """Return what is wrong with a record's camera for the angle of this cell, as its scene is ``drawn``."""
        key = (id(entry.angle), f"camera/{cell.angle}/{entry.width}x{entry.height}")
        if key not in self._known:
            self._known[key] = _camera_problem(entry, self._angles[cell.angle], drawn)
        return self._known[key]


def _angle(angle: Angle) -> dict[str, Any]:
    return {"id": angle.id, "yaw": angle.yaw, "pitch": angle.pitch, "roll": angle.roll}


def _camera_problem(entry: Entry, angle: Angle, drawn: Drawn) -> str | None:
    """Return what is wrong with a record's camera: its picture's size, where it looks from, and its lens."""
    camera = entry.angle["camera"]
    size = (camera["intrinsics"]["width"], camera["intrinsics"]["height"])
    if size != (entry.width, entry.height):
        return f"the camera's picture is {size[0]}x{size[1]}; the clip's is {entry.width}x{entry.height}"
    staged = staged_camera(_ANYWHERE, angle, drawn, width=entry.width, height=entry.height)
    expected = staged.record()["extrinsics"]["R"]
    pairs = zip(chain(*camera["extrinsics"]["R"]), chain(*expected), strict=True)
    off = max(abs(actual - wanted) for actual, wanted in pairs)
    if off > _ROTATION:
        return f"R is off by up to {off:.3f} from what angle {angle.id} makes it"
    lens = camera["intrinsics"].get("distortion")  # earlier records have none
    if lens is not None and not _same(lens, staged.record()["intrinsics"]["distortion"]):
        return f"the lens is said to distort by {_short(lens)}; its scene draws another"
    return None


def _scene_problem(values: Mapping[str, Any], drawn: Drawn) -> str | None:
    """Return which recorded values of a scene are not those that its design and seed draw."""
    names = dict.fromkeys((*drawn.values, *values))
    wrong = [name for name in names if not _same(values.get(name), drawn.values.get(name))]
    shown = [f"{name} is {_short(values.get(name))}; its seed draws {_short(drawn.values.get(name))}" for name in wrong]
    return ", ".join(shown[:3]) or None


def _differences(part: Part, expected: Mapping[str, Any], kind: str) -> str | None:
    wrong = [key for key, value in expected.items() if not _same(part.get(key), value)]
    shown = [f"{kind}.{key} is {_short(part.get(key))}; inputs/ says {_short(expected[key])}" for key in wrong[:3]]
    return ", ".join(shown) or None


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(expected, Mapping):
        if expected == {} and actual is None:  # a record of format 1.0 has no conditions
            return True
        return (
            isinstance(actual, Mapping)
            and actual.keys() == expected.keys()
            and all(_same(actual[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list | tuple):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(_same(a, e) for a, e in zip(actual, expected, strict=True))
        )
    if isinstance(expected, float) and isinstance(actual, int | float):
        return abs(actual - expected) <= _EQUAL
    return bool(actual == expected)


def _looks(entries: Sequence[Entry]) -> list[Finding]:
    """Return the clips whose person looks otherwise than in most of the person's clips, or than declared."""
    by_model: dict[str, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        by_model[entry.model["id"]][id(entry.model)].append(entry)
    findings = []
    for name, versions in by_model.items():
        own = [clips for clips in versions.values() if not _on_another_day(clips)] or list(versions.values())
        mode = max(own, key=len)[0].model["appearance"]
        for clips in versions.values():
            model = clips[0].model
            problem = _look_problem(model, mode, dressed_anew=_on_another_day(clips))
            if problem:
                findings += [
                    found("look-differs", f"{entry.clip}: {name} {problem}", clip=entry.clip) for entry in clips
                ]
    return findings


def _on_another_day(clips: Sequence[Entry]) -> bool:
    """Return whether the scenes of clips that share a look say that it is drawn anew."""
    said = [entry.scene["values"].get("person.look") for entry in clips]
    return all(isinstance(value, int | float) and value > YES for value in said)


def _lasting(look: Part) -> Part:
    """Return what of a look is the same on another day."""
    hair = look.get("hair")
    kept = {key: value for key, value in look.items() if key != "dress"}
    return (
        kept | {"hair": {key: value for key, value in hair.items() if key != "style"}}
        if isinstance(hair, Mapping)
        else kept
    )


def _look_problem(model: Part, mode: Part, *, dressed_anew: bool) -> str | None:
    look = model["appearance"]
    here, usual = (_lasting(look), _lasting(mode)) if dressed_anew else (look, mode)
    if here != usual:
        parts = sorted(key for key in here.keys() | usual.keys() if here.get(key) != usual.get(key))
        return f"looks otherwise than in most of the person's clips ({', '.join(parts)})"
    skin = look.get("skin")
    drawn = skin if isinstance(skin, Mapping) else {}
    for what, declared in (("tone", model["skin_tone"]), ("undertone", model.get("undertone"))):
        shown = drawn.get(what)
        if None not in (shown, declared) and not _same(shown, declared):
            return f"was drawn with skin {what} {_short(shown)}; declared is {declared}"
    return None


def _renderers(entries: Sequence[Entry]) -> list[Finding]:
    """Return a finding a renderer, version or encoder beside the most frequent one."""
    makers = Counter((*sorted(entry.renderer.items()), entry.encoder) for entry in entries)
    if len(makers) < 2:
        return []
    mode = max(makers, key=lambda maker: makers[maker])
    first = {
        maker: entry for entry in reversed(entries) for maker in [(*sorted(entry.renderer.items()), entry.encoder)]
    }
    return [
        found(
            "renderers-mixed",
            f"{count} clips were made by {_maker(maker)}, {makers[mode]} by {_maker(mode)}",
            clip=first[maker].clip,
        )
        for maker, count in makers.items()
        if maker != mode
    ]


def _maker(maker: tuple[Any, ...]) -> str:
    *renderer, encoder = maker
    said = dict(renderer)
    return f"{said['name']} {said['version']} ({said['sources']}), {encoder}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _check(context: Context) -> Outcome[Cells]:
    evidence = context.evidence
    entries, (declared, unreadable) = evidence.entries, evidence.design
    findings = check_cells(entries, declared, evidence.descriptor, damaged=evidence.damaged)
    cells, seen = declared.cells.keys(), {entry.clip for entry in entries}
    sizes = f"{len(declared.models)} models × {len(declared.signals)} signals × {len(declared.angles)} angles"
    if declared.design is not None:
        sizes += times(len(declared.design.scenes), len(declared.design.intensities), declared.design.takes)
    did = f"{sizes} = {len(cells)} cells declared, {len(entries)} found; each record compared"
    return conclude(
        [*unreadable, *findings], did, Cells(len(cells), len(entries), len(cells - seen), len(seen - cells))
    )


COMPLETENESS = Check("completeness", _check)
