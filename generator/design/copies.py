"""Copies: stagings of a scene in which nothing that is seen differs, so that their clips would be equal.

A design that asks for takes or intensities which a scene and a signal cannot tell apart is refused before anything is
rendered: an audit would call all but one of such clips mislabelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Hashable

from synthgen.backports import paired
from synthgen.names import id_of
from synthgen.scene.distribution import Normal, Strata, Uniform
from synthgen.scene.factors import YES
from synthgen.scene.occluders import occluders_of

if TYPE_CHECKING:
    from synthgen.design.cells import Inputs
    from synthgen.design.spec import Design
    from synthgen.facs.animation import Animation
    from synthgen.scene.spec import Drawn, SceneSpec

#: factors of which any two numbers are two pictures, whatever else a scene says: where one of them is drawn from more
#: numbers than can be counted, no two takes are the same
_SEEN = frozenset(
    {
        *("light.azimuth", "light.elevation", "light.fill", "light.rim", "light.left", "light.right"),
        *("background.lightness", "surroundings.turn", "light.temperature"),
        *("person.yaw", "person.pitch", "person.roll", "person.x", "person.y", "person.distance"),
        *("camera.distance", "camera.roll", "camera.x", "camera.y", "picture.exposure", "picture.temperature"),
    }
)
#: factors that are seen in what is played alone
_PLAYED = frozenset(f"person.{what}" for what in ("intensity", "tempo", "onset", "side", "idle", "still"))
#: … as an answer alone
_ANSWERS = frozenset({"person.look", "picture.grey"})
#: … and in what they make of others: sides that chance decides
_DECIDED = frozenset({"hand.side", "thing.side"})
#: what chance fills: kinds, and what these are of
_FILLED = {"background.kind": ("wall", "surroundings", "pictures"), "light.kind": ("surroundings",)}
#: … where the number is above 0
_NOISY = ("person.idle", "camera.shake", "picture.iso", "picture.motion")
#: draws that are compared at most: a mistake shows in the first
_MOST = 100_000


def check_copies(design: Design, inputs: Inputs) -> None:
    """Raise InputError, at the design's line, where two stagings of a scene are one clip of a person's signal.

    Every draw is compared with those before it, and what is played of the signal where all else is equal; scenes that
    surely differ are passed over.
    """
    if len(design.stagings) == len(design.scenes):
        return
    draws = 0
    for scene in design.scenes:
        stagings = [staging for staging in design.stagings if staging.declared == scene.name]
        for signal in inputs.signals:
            if _surely_differs(scene, signal.emotion):
                continue
            for model in inputs.models:
                draws += len(stagings)
                if draws > _MOST:
                    return
                _compare(design, stagings, model.id, signal, inputs.angles[0].id)


def _surely_differs(scene: SceneSpec, emotion: str | None) -> bool:
    return any(
        isinstance(given, (Uniform, Normal)) or (isinstance(given, Strata) and given.within)
        for name, given in scene.played(id_of(emotion or "none")).items()
        if name in _SEEN
    )


def _compare(design: Design, stagings: list[SceneSpec], model: str, signal: Animation, angle: str) -> None:
    """Raise InputError where two stagings are one clip of a model that plays a signal."""
    names = {"model": id_of(model), "signal": id_of(signal.signal), "angle": id_of(angle)}
    alike: dict[Hashable, list[tuple[SceneSpec, Drawn]]] = {}
    for staging in stagings:
        drawn = staging.draw(design.seed, **names, emotion=id_of(signal.emotion or "none"))
        alike.setdefault(_looks(drawn), []).append((staging, drawn))
    for several in alike.values():
        played: dict[Hashable, SceneSpec] = {}
        for staging, drawn in several if len(several) > 1 else ():
            curves = design.performance(signal, drawn).curves
            moving = [
                (code, column.tobytes()) for code, column in paired(curves.codes, curves.values.T) if column.any()
            ]
            other = played.setdefault((curves.frames, tuple(sorted(moving))), staging)
            if other is not staging:
                by = "takes" if other.take != staging.take else "intensities"
                raise design.error(
                    f"'{by}': nothing that is seen differs between '{other.name}' and '{staging.name}' where {model} "
                    f"plays {signal.signal}",
                    by,
                    remedy="Ask for fewer, or name scenes in which something varies freely, e.g. 'scenes: [varied]'.",
                )


def _looks(drawn: Drawn) -> Hashable:
    """Return what a draw looks like beside what is played: equal for two that look the same, whatever their seeds."""
    values = [
        (name, value > YES if name in _ANSWERS and isinstance(value, float) else value)
        for name, value in sorted(drawn.values.items())
        if name not in _PLAYED and name not in _DECIDED
    ]
    by_chance = (
        any(drawn[name] in kinds for name, kinds in _FILLED.items())
        or any(drawn.number(name) > 0 for name in _NOISY)
        or drawn.says("person.look")
    )
    return tuple(values), occluders_of(drawn), drawn.clip if by_chance else None
