"""What factors of a scene may not say together: one has no effect whatever another draws, or two are in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Mapping, Set

from synthgen.hands.gesture import NO_GESTURE
from synthgen.hands.things import NO_THING
from synthgen.scene.distribution import Choice
from synthgen.scene.factors import FACTORS, FOR_EVER, YES, Value
from synthgen.scene.occluders import gesture_sides, sides_together, thing_sides

if TYPE_CHECKING:
    from synthgen.scene.spec import Key, SceneSpec
    from synthgen.yamlfile import YamlFile

#: {group.kind: {kind: factors that have no effect unless this kind can be drawn}}
_ONLY_WITH: Mapping[str, Mapping[tuple[str, ...], tuple[str, ...]]] = {
    "background.kind": {
        ("plain", "gradient", "wall"): ("hue", "saturation", "lightness"),
        ("gradient",): ("turn", "slope"),
        ("wall",): ("clutter", "variety"),
        ("wall", "surroundings", "pictures"): ("blur",),
    },
    "light.kind": {
        ("pair",): ("left", "right", "left_hue", "right_hue", "colour"),
        ("three",): ("temperature", "azimuth", "elevation", "softness", "fill", "rim", "dome"),
    },
    "surroundings.kind": {("sky",): ("sun", "clouds")},
}
#: {group.kind: the word at which nothing else of its group has an effect}
_NOTHING = {"hand.gesture": NO_GESTURE, "thing.kind": NO_THING}

Kinds = Callable[[str], Set[Value]]


def check_together(file: YamlFile, spec: SceneSpec, *at: Key) -> None:
    """Raise InputError, with the line, where factors of a scene exclude each other."""

    def kinds(name: str) -> set[Value]:
        """Return the words that a factor may draw."""
        chosen = spec.factors.get(name)
        if not isinstance(chosen, Choice):
            return {FACTORS[name].usual}
        return {value for value, weight in zip(chosen.values, chosen.weights) if weight}

    for decider, rules in _ONLY_WITH.items():
        group = decider.partition(".")[0]
        for wanted, keys in rules.items():
            for key in keys:
                if f"{group}.{key}" in spec.factors and not kinds(decider) & set(wanted):
                    raise file.error(
                        f"'{group}.{key}' varies nothing where '{decider}' is never {' or '.join(wanted)}",
                        *(*at, group, key),
                        remedy=f"Leave it out, or let '{decider}' be {wanted[0]}.",
                    )
    held = spec.factors["person.still"].bounds() if "person.still" in spec.factors else None
    if held is not None and held[0] > YES and "person.idle" in spec.factors:
        raise file.error(
            "'person.idle' moves nothing where 'person.still' always says that nothing moves",
            *(*at, "person", "idle"),
            remedy="Leave it out, or let 'person.still' be [0, 1].",
        )
    _check_files(file, spec, kinds, *at)
    _check_occluders(file, spec, kinds, *at)


def _check_files(file: YamlFile, spec: SceneSpec, kinds: Kinds, *at: Key) -> None:
    """Raise InputError where surroundings are nowhere seen, and where a kind wants a folder that is not named."""
    surrounded = "surroundings" in kinds("background.kind") or "surroundings" in kinds("light.kind")
    if ("file" in kinds("surroundings.kind")) != ("surroundings" in spec.paths):
        raise file.error(
            "'surroundings.kind' file and 'surroundings.panoramas', the folder that has them, go together",
            *(*at, "surroundings"),
            remedy="Name both or neither.",
        )
    if any(name.startswith("surroundings.") for name in spec.factors) and not surrounded:
        raise file.error(
            "'surroundings' light nothing and are not seen",
            *(*at, "surroundings"),
            remedy="Let 'light.kind' or 'background.kind' be surroundings, or leave them out.",
        )
    if ("pictures" in kinds("background.kind")) != ("background" in spec.paths):
        raise file.error(
            "'background.kind' pictures and 'background.pictures', the folder that has them, go together",
            *(*at, "background"),
            remedy="Name both or neither.",
        )


def _check_occluders(file: YamlFile, spec: SceneSpec, kinds: Kinds, *at: Key) -> None:
    """Raise InputError where hands and things that can be drawn cannot be: sides that they do not have, one place."""
    for decider, nothing in _NOTHING.items():
        group = decider.partition(".")[0]
        for name in spec.factors:
            if name.startswith(f"{group}.") and name != decider and kinds(decider) == {nothing}:
                raise file.error(
                    f"'{name}' varies nothing where '{decider}' is always {nothing}",
                    *(*at, *name.split(".")),
                    remedy=f"Leave it out, or let '{decider}' be another one.",
                )
    hold = spec.factors.get("hand.hold")
    ends = hold is not None and (hold.bounds() or (FOR_EVER,))[0] < FOR_EVER
    if "hand.fall" in spec.factors and not ends:
        raise file.error(
            "'hand.fall' varies nothing where the hand stays to the end",
            *(*at, "hand", "fall"),
            remedy="Leave it out, or say with 'hand.hold' how many frames it stays.",
        )
    for decider, sided, sides_of in (
        ("hand.gesture", "hand.side", gesture_sides),
        ("thing.kind", "thing.side", thing_sides),
    ):
        for name in _words(kinds, decider):
            for side in _words(kinds, sided):
                if not sides_of(name, side):
                    had = ", ".join(sides_of(name))
                    raise file.error(
                        f"'{sided}' is {side}, which {name} has not",
                        *(*at, *(sided if sided in spec.factors else decider).split(".")),
                        expected=f"of {had}, or any" if had else "",
                        remedy="Leave it out: any side then is one that it has; or put it into a scene of its own.",
                    )
    for gesture in _words(kinds, "hand.gesture"):
        for thing in _words(kinds, "thing.kind"):
            for side in _words(kinds, "hand.side"):
                for other in _words(kinds, "thing.side"):
                    if not sides_together(gesture, side, thing, other):
                        pair = f"'hand.gesture' {gesture}{_of(side)} and 'thing.kind' {thing}{_of(other)}"
                        raise file.error(
                            f"{pair} are in one place",
                            *(*at, "thing", "kind"),
                            remedy="Put them into scenes of their own, or name sides at which both have room.",
                        )


def _words(kinds: Kinds, name: str) -> list[str]:
    """Return the words that a factor may draw, in the order of its table."""
    found = kinds(name)
    return [word for word in FACTORS[name].words if word in found]


def _of(side: str) -> str:
    return "" if side == "any" else f" ({side})"
