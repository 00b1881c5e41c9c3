"""Bodies that have hands: those of the base mesh. A body that was imported in its place has none that gestures know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterable

from synthgen.errors import InputError
from synthgen.hands.gesture import NO_GESTURE
from synthgen.scene.distribution import Choice

if TYPE_CHECKING:
    from synthgen.design.spec import Design
    from synthgen.human.mhm import Model
    from synthgen.scene.spec import SceneSpec

#: the kind of line in a ``.mhm`` that puts another body in the place of the base mesh
_BODY = "proxy"


def check_bodies(design: Design, models: Iterable[Model]) -> None:
    """Raise InputError, at the model's line, where hands are to come before a face whose body is imported.

    A design that asks for nothing imported draws the base mesh of everybody.
    """
    named = next((scene.name for scene in design.scenes if _has_hands(scene)), None)
    if named is None or not design.looks.imported:
        return
    for model in models:
        for number, line in enumerate(model.source.decode("utf-8", "replace").splitlines(), 1):
            words = line.split()
            if words[:1] == [_BODY]:
                body = " ".join(words[1:2])
                raise InputError(
                    f"scene '{named}' has hands before the face, and '{model.id}' has the body '{body}'",
                    where=model.path,
                    line=number,
                    expected="the base mesh, whose hands gestures move",
                    remedy="Leave the line out, say 'imported: false' under 'looks', or leave 'hand' out of the scene.",
                )


def _has_hands(scene: SceneSpec) -> bool:
    """Tell whether a scene may draw a gesture."""
    gestures = [factors.get("hand.gesture") for factors in scene.variants]
    return any(
        isinstance(given, Choice)
        and any(weight and value != NO_GESTURE for value, weight in zip(given.values, given.weights))
        for given in gestures
    )
