"""What a dataset declares: its frozen design and inputs, read from the dataset alone, and the cells they make."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from synthgen.design import Cell, Design, Inputs, expand
from synthgen.design.spec import design_of
from synthgen.errors import InputError, reason
from synthgen.facs.animation import Animation, Neutral, parse_animation, sample_animation
from synthgen.facs.curves import Curves
from synthgen.facs.performance import Performance
from synthgen.formats import OWN_IDS
from synthgen.human.demographics import parse_demographics
from synthgen.human.mhm import Model, parse_mhm
from synthgen.layout import DESIGN, input_path
from synthgen.lineends import as_hashed
from synthgen.names import earlier_id_of, id_of
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.finding import Finding, found
from synthgen.reader.tree import Tree, why_unsafe
from synthgen.scene.angles import Angle, AngleSpec, parse_angles
from synthgen.scene.spec import STUDIO, Drawn
from synthgen.yamlfile import parse
from synthgen.yamlscalar import Rules

#: seconds of video and frames that an animation may make: more is no dataset of clips
_MOST_FRAMES = 20_000
#: takes whose curves are kept: entries come take by take
_TAKES_AT_HAND = 1000


@dataclass(frozen=True)
class Declared:
    """What should be there: ``cells`` by clip id; models, signals, angles and curves by their own ids.

    ``curves`` are signals as they stand; ``performance`` says what a clip's scene makes of one.

    ``inputs`` are those that can be read. ``paths``: {"model/ID": its copy under inputs/, "signal/ID": …}. ``name_of``
    says how an id stands in cells. ``complete`` is False where an input could not be read, so that cells are unknown.
    """

    design: Design | None = None
    inputs: Inputs | None = None
    models: Mapping[str, Model] = field(default_factory=dict)
    signals: Mapping[str, Animation] = field(default_factory=dict)
    curves: Mapping[str, Curves] = field(default_factory=dict)
    angles: Mapping[str, Angle] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    name_of: Callable[[str], str] = id_of
    complete: bool = False
    _played: dict[Hashable, Performance] = field(default_factory=dict, repr=False, compare=False)

    def drawn(self, cell: Cell) -> Drawn:
        """Return what the design draws for a cell of it."""
        assert self.design is not None
        scene = self.design.staging(cell.scene)
        assert scene is not None
        return scene.draw(
            self.design.seed, model=cell.model, signal=cell.signal, angle=cell.angle, emotion=cell.emotion
        )

    def performance(self, clip: str) -> Performance | None:
        """Return what the design has played in a clip; None where it declares none of this id."""
        cell = self.cells.get(clip)
        if cell is None or self.design is None:
            return None
        take = (cell.signal,) if cell.scene == STUDIO.name else (cell.signal, cell.scene, cell.model)
        if take not in self._played:
            if len(self._played) >= _TAKES_AT_HAND:
                self._played.clear()
            signal = self.signals[self._signal_names[cell.signal]]
            self._played[take] = self.design.performance(signal, self.drawn(cell))
        return self._played[take]

    def neutral(self, clip: str) -> Neutral:
        """Return whether a clip's first and last frame are neutral: its signal says so, and no AU is played there."""
        played = self.performance(clip)
        if played is None:
            return Neutral(start=False, end=False)
        values, said = played.curves.values, played.signal.neutral
        return Neutral(start=said.start and not values[0].any(), end=said.end and not values[-1].any())

    @functools.cached_property
    def _signal_names(self) -> Mapping[str, str]:
        """{signal as it stands in cells: its own id}."""
        return {self.name_of(name): name for name in self.signals}

    def paths_of(self, clips: Iterable[str]) -> set[str]:
        """Return where clips of these ids should be, those that the design declares."""
        if self.design is None:
            return set()
        return {self.design.path(self.cells[clip]) for clip in clips if clip in self.cells}

    @property
    def files(self) -> set[str]:
        """The paths of all inputs that the design names, and of the demographics beside models."""
        if self.design is None:
            return set()
        named = [
            path for path in (*self.design.models, *self.design.signals, *self.design.angles) if isinstance(path, str)
        ]
        return {*named, *(f"{path.removesuffix(Path(path).suffix)}.demographics.yaml" for path in named)}


def read_declared(tree: Tree, descriptor: Descriptor) -> tuple[Declared, list[Finding]]:
    """Read ``design.yaml`` and the inputs that it names from a dataset, and return what they declare.

    Names become ids by the rules of the dataset's format.
    What is wrong with them is found; what is right is returned. Only plain files below ``inputs/`` are opened.
    """
    rules = descriptor.yaml_rules
    try:
        design = design_of(parse(_read(tree, DESIGN, descriptor), where=DESIGN, rules=rules), folder=None)
    except (OSError, InputError) as error:
        return Declared(), [found("design-unreadable", f"{DESIGN}: {reason(error)}", path=DESIGN)]
    findings: list[Finding] = []
    names: dict[str, list[str]] = {"models": [], "signals": [], "angles": []}
    for key, listed in names.items():
        for entry in getattr(design, key):
            problem = _not_an_input(entry, key, tree)
            if problem is None:
                listed.append(entry)
                continue
            code, why = problem
            shown, path = (entry, entry) if isinstance(entry, str) else ("a sample", DESIGN)
            findings.append(found(code, f"{DESIGN} names {shown!r} under '{key}', which {why}", path=path))
    earlier = descriptor.version < OWN_IDS
    reader = _Reader(tree, descriptor, findings, earlier=earlier, rules=rules)
    models = {path: model for path in names["models"] if (model := reader.model(path))}
    signals = {path: signal for path in names["signals"] if (signal := reader.signal(path))}
    specs = {path: spec for path in names["angles"] if (spec := reader.angles(path))}
    inputs = Inputs(
        tuple(sorted(models.values(), key=lambda model: model.id)),
        tuple(sorted(signals.values(), key=lambda signal: (signal.emotion or "", signal.signal))),
        tuple(specs.values()),
    )
    name_of = earlier_id_of if earlier else id_of
    cells = {cell.clip: cell for unit in expand(design, inputs, name_of=name_of) for cell in unit.cells}
    declared = Declared(
        design=design,
        inputs=inputs,
        models={model.id: model for model in models.values()},
        signals={signal.signal: signal for signal in signals.values()},
        curves={signal.signal: sample_animation(signal, design.video.fps) for signal in signals.values()},
        angles={angle.id: angle for angle in inputs.angles},
        cells=cells,
        paths={f"model/{model.id}": path for path, model in models.items()}
        | {f"signal/{signal.signal}": path for path, signal in signals.items()},
        name_of=name_of,
        complete=not findings,
    )
    return declared, findings


def _not_an_input(entry: object, key: str, tree: Tree) -> tuple[str, str] | None:
    """Return (code, why) where an entry of the frozen design is no plain file under ``inputs/``, None where it is."""
    if not isinstance(entry, str):
        return "design-unreadable", "is no file; a frozen design names copies"
    if unsafe := why_unsafe(entry):
        return "design-escapes", unsafe
    if entry in tree.links:
        return "design-escapes", f"is {tree.links[entry]}"
    if not entry.startswith(input_path(key, "")):
        return "design-escapes", f"is not below {input_path(key, '')}"
    return None if entry in tree.files else ("input-missing", "is not in the dataset")


def _earlier_signal(animation: Animation, rules: Rules) -> str:
    """Return the id that a signal had before format 1.3: its name as it is, and what a .fani's name can be made."""
    if animation.path.suffix.lower() == ".fani":
        return re.sub(r"[^A-Za-z0-9_.-]+", "_", animation.path.stem).lstrip("_.-") or "imported"
    return parse(animation.source, where=animation.path, rules=rules).text("signal")


def _read(tree: Tree, path: str, descriptor: Descriptor) -> bytes:
    """Return a file of the dataset as it was when its hash was written, if line ends are all that differs since."""
    content = tree.read(path)
    restored = as_hashed(content, descriptor.inputs.get(path))
    return content if restored is None else restored


class _Reader:
    """Reads single inputs; what cannot be read becomes a finding."""

    def __init__(
        self, tree: Tree, descriptor: Descriptor, findings: list[Finding], *, earlier: bool, rules: Rules
    ) -> None:
        self._tree, self._descriptor, self._findings = tree, descriptor, findings
        self._earlier, self._rules = earlier, rules

    def model(self, path: str) -> Model | None:
        try:
            model = parse_mhm(self._read(path), path=Path(path))
            if self._earlier:
                model = replace(model, id=re.sub(r"[^A-Za-z0-9._-]+", "_", model.path.stem))
        except (OSError, InputError) as error:
            self._unreadable(path, error)
            return None
        beside = path.removesuffix(Path(path).suffix) + ".demographics.yaml"
        if beside not in self._tree.files:
            return model
        try:
            who = parse_demographics(self._read(beside), where=beside, rules=self._rules)
            return replace(model, demographics=who)
        except (OSError, InputError) as error:
            self._unreadable(beside, error)
            return None

    def signal(self, path: str) -> Animation | None:
        try:
            animation = parse_animation(self._read(path), where=path, rules=self._rules)
            if animation.frames > _MOST_FRAMES:
                raise InputError(f"has {animation.frames} frames; the audit takes at most {_MOST_FRAMES}")
            if self._earlier:
                animation = replace(animation, signal=_earlier_signal(animation, self._rules))
        except (OSError, InputError) as error:
            self._unreadable(path, error)
            return None
        return animation

    def angles(self, path: str) -> AngleSpec | None:
        try:
            return parse_angles(self._read(path), where=path, rules=self._rules)
        except (OSError, InputError) as error:
            self._unreadable(path, error)
            return None

    def _read(self, path: str) -> bytes:
        return _read(self._tree, path, self._descriptor)

    def _unreadable(self, path: str, error: Exception) -> None:
        self._findings.append(found("input-unreadable", f"{path}: {reason(error)}", path=path))
