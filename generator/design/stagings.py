"""Stagings: the scenes of a design as its cells are rendered in them, each at every intensity and so many times.

A staging is a scene with an id of its own, from which its seeds follow: ``dim_at20_3`` is the third take of scene
``dim`` at an intensity of .2. So nothing that chance decides is shared by two of them, and each is drawn, resumed,
recorded and audited as a scene that stands in the design.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, Sequence

from synthgen.errors import InputError
from synthgen.scene.distribution import Constant
from synthgen.scene.factors import FACTORS
from synthgen.scene.spec import SceneSpec
from synthgen.yamlfile import YamlFile

#: the factor that an intensity of a design decides
INTENSITY = "person.intensity"
#: the least of them: below it a face that is said to be angry is still
LEAST = FACTORS[INTENSITY].low
#: stagings of a design: more are a mistake, a hundred times what papers have
MOST = 10_000


def stagings(scenes: Sequence[SceneSpec], intensities: Sequence[float], takes: int) -> tuple[SceneSpec, ...]:
    """Return every scene at every intensity (as it is, where there are none) in takes 1 to ``takes``, in this order.

    >>> from synthgen.scene.spec import STUDIO
    >>> [staging.name for staging in stagings([STUDIO], [0.2, 1.0], 2)]
    ['studio_at20_1', 'studio_at20_2', 'studio_at100_1', 'studio_at100_2']
    >>> stagings([STUDIO], [], 1) == (STUDIO,)
    True
    """
    return tuple(_stagings(scenes, intensities, takes))


def times(scenes: int, intensities: int, takes: int) -> str:
    """Return in words how many times as many cells there are for numbers of scenes, intensities and takes.

    >>> times(1, 2, 50), times(1, 0, 1)
    (' × 2 intensities × 50 takes', '')
    """
    numbers = {"scenes": scenes, "intensities": intensities, "takes": takes}
    return "".join(f" × {number} {what}" for what, number in numbers.items() if number > 1)


def _stagings(scenes: Sequence[SceneSpec], intensities: Sequence[float], takes: int) -> Iterator[SceneSpec]:
    levels: Sequence[float | None] = intensities or (None,)
    for scene in scenes:
        for level in levels:
            played = scene if level is None else _at(scene, level)
            for take in range(1, takes + 1):
                name = f"{played.name}_{take}" if takes > 1 else played.name
                yield played if name == scene.name else replace(played, name=name, of=scene.name, take=take)


def _at(scene: SceneSpec, intensity: float) -> SceneSpec:
    """Return a scene in which signals are played at an intensity."""
    factors = {**scene.factors, INTENSITY: Constant(intensity)}
    ordered = {name: factors[name] for name in FACTORS if name in factors}
    return replace(scene, name=f"{scene.name}_{_percent(intensity)}", factors=ordered)


def _percent(intensity: float) -> str:
    return f"at{100.0 * intensity:g}"


def parse_intensities(file: YamlFile) -> tuple[float, ...]:
    """Return what stands under ``intensities``: numbers from LEAST to 1, each once. Raises InputError."""
    levels: list[float] = []
    for index, level in enumerate(file.sequence("intensities")):
        at = ("intensities", index)
        if isinstance(level, bool) or not isinstance(level, (int, float)) or not LEAST <= level <= 1:
            raise file.unexpected(
                f"a number from {LEAST:g} to 1",
                *at,
                remedy="1 is what a signal says; of a signal at 0 nothing is seen: name a neutral one for that.",
            )
        if _percent(level) in map(_percent, levels):
            raise file.error(f"'intensities' has {level:g} twice", *at, remedy="Leave one of them out.")
        levels.append(float(level))
    return tuple(levels)


def parse_takes(file: YamlFile) -> int:
    """Return the number under ``takes``. Raises InputError."""
    return file.integer("takes", low=1, high=MOST)


def check_stagings(file: YamlFile, scenes: Sequence[SceneSpec], intensities: Sequence[float], takes: int) -> None:
    """Raise InputError, with the line, where scenes cannot be staged so: there would be too many stagings, two of one
    name, or it would be said twice how strongly a signal is played. What would be copies, ``copies`` says."""
    many = len(scenes) * max(1, len(intensities)) * takes
    if many > MOST:
        raise file.error(
            f"{len(scenes)} scenes × {max(1, len(intensities))} intensities × {takes} takes are {many} of every cell",
            "takes" if takes > 1 else "intensities" if intensities else "scenes",
            remedy=f"Name at most {MOST} in all.",
        )
    for scene in scenes:
        if intensities and any(INTENSITY in factors for factors in scene.variants):
            raise _twice(file, scene)
    names = {scene.name.casefold(): index for index, scene in enumerate(scenes)}
    for staging in stagings(scenes, intensities, takes):
        index = names.get(staging.name.casefold())
        if index is not None and scenes[index].name != staging.declared:
            raise file.error(
                f"scene '{scenes[index].name}' is called as a staging of scene '{staging.declared}' is",
                *("scenes", index),
                remedy="Rename one.",
            )


def _twice(file: YamlFile, scene: SceneSpec) -> InputError:
    return file.error(
        f"'intensities' says how strongly signals are played, and so does '{INTENSITY}' of scene '{scene.name}'",
        "intensities",
        remedy="Leave one of them out.",
    )
