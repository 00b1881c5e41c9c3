"""Scenes: which factors vary and what they are drawn from, read from a design or from YAML, and one draw of them.

>>> from synthgen.yamlfile import parse
>>> text = "name: dim\\nlight: {kind: pair, left: {uniform: [0, 1]}, right: 0.5}\\n"
>>> spec = parse_scene(parse(text, where="dim.yaml"))
>>> drawn = spec.draw(0, model="ada", signal="glare", angle="frontal")
>>> drawn.values["light.right"], 0 <= drawn.values["light.left"] < 1, drawn["background.kind"]
(0.5, True, 'studio')
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Union

from synthgen.errors import InputError, shown
from synthgen.namedfiles import has_ending, on_disk
from synthgen.names import id_of
from synthgen.scene.conflicts import check_together
from synthgen.scene.distribution import Choice, Constant, Distribution, parse_distribution
from synthgen.scene.factors import CLIP, FACTORS, GROUPS, YES, Factor, Value
from synthgen.seeds import seed_of
from synthgen.yamlfile import YamlFile, load

Key = Union[str, int]

_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*(_[A-Za-z0-9.+-]+)*")
_ENDINGS = (".yaml", ".yml")
#: what a group has beside its factors: a file or folder of the user's
_PATHS = {"background": "pictures", "surroundings": "panoramas"}
#: the key under which a scene has what signals of some emotions draw otherwise
_EMOTIONS = "emotions"
#: seeds are below this
_SEEDS = 2.0**63


@dataclass(frozen=True)
class Drawn:
    """One draw of a scene: ``values`` of the factors that it names, {name: number or word}; others are as usual.

    ``take`` and ``clip`` seed whatever a kind of background, light or noise draws beyond its factors: the one is
    shared by all cameras of a take, the other is the seed in the clip's record.
    """

    scene: SceneSpec
    values: Mapping[str, Value]
    take: int
    clip: int

    def __getitem__(self, name: str) -> Value:
        return self.values.get(name, FACTORS[name].usual)

    def number(self, name: str) -> float:
        """Return a factor's number."""
        value = self[name]
        assert not isinstance(value, str)
        return value

    def says(self, name: str) -> bool:
        """Return whether a factor that is a question says yes: it does above a half."""
        return self.number(name) > YES


@dataclass(frozen=True)
class SceneSpec:
    """A scene as it is declared: {factor: distribution}, and {group: folder or file of the user's}.

    ``of`` and ``take``, of a design's staging: the scene that it is a staging of, and its number from 1. ``emotions``:
    {emotion's id: {factor: distribution}}, what signals of some emotions draw otherwise, so that a scene may tell of an
    emotion and says so.
    """

    name: str
    description: str = ""
    factors: Mapping[str, Distribution] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    take: int = 1
    emotions: Mapping[str, Mapping[str, Distribution]] = field(default_factory=dict)

    @property
    def declared(self) -> str:
        """The name of the scene as it is declared."""
        return self.of or self.name

    @property
    def is_studio(self) -> bool:
        """Whether everything is as usual."""
        return not self.factors and not self.emotions

    def played(self, emotion: str) -> Mapping[str, Distribution]:
        """Return the factors of signals of an emotion, by its id ("none": of none), in the order of their table."""
        own = self.emotions.get(emotion)
        if not own:
            return self.factors
        merged = {**self.factors, **own}
        return {name: merged[name] for name in FACTORS if name in merged}

    @property
    def variants(self) -> tuple[Mapping[str, Distribution], ...]:
        """The factors of signals of no emotion in particular, and of each that has some of its own."""
        return (self.factors, *(self.played(emotion) for emotion in self.emotions))

    def draw(self, seed: int, *, model: str, signal: str, angle: str, emotion: str = "none") -> Drawn:
        """Return the draw for one clip of a design with this seed; all names are ids.

        Every factor has a stream of its own, so that another factor, or cell, changes no value.
        """
        take, clip = (model, signal, self.name), (model, signal, angle, self.name)
        values = {}
        for name, distribution in self.played(emotion).items():
            identity = clip if FACTORS[name].scope == CLIP else take
            values[name] = distribution.draw(seed_of(seed, identity, f"scene {name}") / _SEEDS)
        return Drawn(self, values, seed_of(seed, take, "scene take"), seed_of(seed, clip, "scene"))

    def document(self, *, paths: bool = True) -> dict[str, Any]:
        """Return the scene as it stands in YAML, factors in the order of their table; without ``paths`` of the user's
        files it says the same wherever these lie."""
        done: dict[str, Any] = {"name": self.name}
        if self.description:
            done["description"] = self.description
        done.update(_document(self.factors))
        if self.emotions:
            done["emotions"] = {emotion: _document(own) for emotion, own in self.emotions.items()}
        for group, path in self.paths.items() if paths else ():
            done[group][_PATHS[group]] = path
        return done


def _document(factors: Mapping[str, Distribution]) -> dict[str, Any]:
    """Return factors as they stand in YAML, by group."""
    done: dict[str, Any] = {}
    for name, factor in FACTORS.items():
        if name in factors:
            done.setdefault(factor.group, {})[name.partition(".")[2]] = factors[name].record()
    return done


#: three lamps, a plain backdrop, a person who looks ahead
STUDIO = SceneSpec("studio", "Three lamps, a plain backdrop, a person who looks ahead.")


def builtin_scenes() -> tuple[str, ...]:
    """Return the names of the scenes that come with synthgen."""
    return (STUDIO.name, *_builtin())


def read_scene(name_or_path: str | Path) -> SceneSpec:
    """Return a built-in scene by name, or one from a YAML file. Raises InputError with line, key and remedy."""
    text = str(name_or_path)
    if text == STUDIO.name:
        return STUDIO
    if text in _builtin():
        return parse_scene(load(_builtin()[text]))
    if has_ending(Path(text), _ENDINGS):
        return parse_scene(load(on_disk(Path(text))))
    near = difflib.get_close_matches(text, builtin_scenes(), 1)
    known = f"Built in: {', '.join(builtin_scenes())}; or a path to a .yaml, or a mapping of factors."
    raise InputError(f"there is no scene '{text}'", remedy=f"Did you mean '{near[0]}'?" if near else known)


def parse_scene(file: YamlFile, *at: Key) -> SceneSpec:
    """Return the scene at an address of a YAML file. Raises InputError with its line."""
    file.only_keys(("name", "description", *GROUPS, _EMOTIONS), *at)
    name = file.text(*at, "name")
    if not _IDENTITY.fullmatch(name):
        raise file.error(f"scene {shown(name)} is no name of letters a to z, digits, '+', '-', '.' and single '_'", *at)
    if name == STUDIO.name:
        raise file.error(f"'{name}' is the scene in which nothing varies", *at, "name", remedy="Choose another name.")
    factors = _factors(file, _PATHS, *at)
    paths = {
        group: file.text(*at, group, key)
        for group, key in _PATHS.items()
        if file.get(*at, group) is not None and key in file.mapping(*at, group)
    }
    description = file.text(*at, "description").strip() if file.get(*at, "description") is not None else ""
    emotions: dict[str, Mapping[str, Distribution]] = {}
    for emotion in file.mapping(*at, _EMOTIONS) if file.get(*at, _EMOTIONS) is not None else ():
        file.only_keys(GROUPS, *at, _EMOTIONS, emotion)
        emotions[id_of(str(emotion))] = _factors(file, {}, *at, _EMOTIONS, emotion)
    if not (factors or any(emotions.values())):
        raise file.error(f"scene '{name}' names no factor", *at, remedy="E.g. 'light: {left: {uniform: [0.5, 3]}}'.")
    spec = SceneSpec(name, description, factors, paths, emotions=emotions)
    check_together(file, spec, *at)
    for emotion in file.mapping(*at, _EMOTIONS) if emotions else ():
        check_together(file, replace(spec, factors=spec.played(id_of(str(emotion)))), *at, _EMOTIONS, emotion)
    return spec


def _factors(file: YamlFile, others: Mapping[str, str], *at: Key) -> Mapping[str, Distribution]:
    """Return the distributions of the factors at an address, in the order of their table; ``others`` are keys that
    groups may have besides."""
    factors: dict[str, Distribution] = {}
    for group in GROUPS:
        if file.get(*at, group) is None:
            continue
        known = [factor.partition(".")[2] for factor in FACTORS if factor.startswith(f"{group}.")]
        file.only_keys([*known, *((others[group],) if group in others else ())], *at, group)
        for key in known:
            if key in file.mapping(*at, group):
                factor = FACTORS[f"{group}.{key}"]
                factors[factor.name] = _distribution(file, factor, *at, group, key)
    return factors


def _distribution(file: YamlFile, factor: Factor, *at: Key) -> Distribution:
    """Return the distribution of a factor, whose draws all lie where the factor allows."""
    try:
        done = parse_distribution(file.get(*at))
    except InputError as error:
        raise file.error(
            f"'{factor.name}': {error.problem}", *at, expected=error.expected, remedy=error.remedy
        ) from error
    if factor.words:
        words = done.values if isinstance(done, Choice) else ()
        for word in words or (None,):
            if word not in factor.words:
                wrong = shown(file.get(*at)) if word is None else repr(word)
                raise file.error(f"'{factor.name}' is {wrong}", *at, expected=f"of {', '.join(factor.words)}")
        return done
    bounds = done.bounds()
    if bounds is None:
        raise file.error(f"'{factor.name}' draws words", *at, expected=f"a number{_between(factor)}")
    low, high = bounds
    if low < factor.low or high > factor.high:
        remedy = "" if isinstance(done, (Constant, Choice)) else "Bound it: {truncated_normal: {mean, sd, low, high}}."
        problem = f"'{factor.name}' goes from {low:g} to {high:g}" if low < high else f"'{factor.name}' is {low:g}"
        raise file.error(problem, *at, expected=f"numbers{_between(factor)}", remedy=remedy)
    return done


def _between(factor: Factor) -> str:
    return f" from {factor.low:g} to {factor.high:g}" + (f" ({factor.unit})" if factor.unit else "")


def _builtin() -> dict[str, Path]:
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}
