"""Who is on the stage: what of a human must stay as it is from the first frame of a clip to the last."""

from __future__ import annotations

from typing import Any, Iterable

import numpy as np
from core import G

from synthgen.errors import RunError

from .face import Face, proxy_objects

#: how far a modifier may be from what the model's file says: MakeHuman writes six digits
_DIGITS = 1e-6


class HumanChanged(RunError):
    """Somebody or something else changed the human while its pictures were made; the message says what."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The human was changed by something else while it was rendered ({what}); the clips that were being made "
            "are dropped, whole ones stay."
        )


class Identity:
    """The human as it is now, to be compared later: its shape, look, place, and what else is in the picture."""

    def __init__(self, app: Any) -> None:
        self._app, self._human = app, app.selectedHuman
        self._coord = self._human.meshData.coord.copy()
        self._targets = dict(self._human.targetsDetailStack)
        self._modifiers = modifier_values(self._human)
        self._looks = _looks(app, self._human)

    def check(self, face: Face | None = None) -> None:
        """Compare, also with what a face shows, in some hundred microseconds. Raises HumanChanged."""
        human = self._human
        if human is not self._app.selectedHuman:
            raise HumanChanged("another human is shown")
        if human.targetsDetailStack != self._targets:
            raise HumanChanged(self._shape() or "its shape")
        shown = np.array_equal(human.meshData.coord, self._coord) if face is None else face.is_shown()
        if not shown:
            raise HumanChanged(self._shape() or "its vertices were moved")
        now = _looks(self._app, human)
        if now != self._looks:
            raise HumanChanged(_first_difference(self._looks, now))

    def check_all(self, face: Face) -> None:
        """Compare what ``check`` does, and every modifier. Raises HumanChanged."""
        self.check(face)
        what = self._shape()
        if what:
            raise HumanChanged(what)

    def check_start(self, face: Face) -> None:
        """Tell whether a face was made of the human as it was then. Raises HumanChanged."""
        if not np.array_equal(face.own, self._coord):
            raise HumanChanged(self._shape() or "its vertices were moved")
        self.check_all(face)

    def _shape(self) -> str:
        """Return what modifiers are others now, "" where none is."""
        now = modifier_values(self._human)
        other = [name for name in {**self._modifiers, **now} if self._modifiers.get(name) != now.get(name)]
        return ", ".join(other[:3]) + (f" and {len(other) - 3} more" if len(other) > 3 else "")


def modifier_values(human: Any) -> dict[str, float]:
    """Return {full name: value} of all modifiers."""
    return {modifier.fullName: modifier.getValue() for modifier in human.modifiers}


def undeclared(human: Any, declared: Iterable[tuple[str, float]]) -> list[str]:
    """Return the modifiers, but for the macro ones that MakeHuman balances, that are not as a model declares them."""
    wanted = dict(declared)
    others = []
    for modifier in human.modifiers:
        if modifier.isMacro():
            continue
        value = modifier.clampValue(wanted.get(modifier.fullName, 0.0))
        if abs(modifier.getValue() - value) > _DIGITS:
            others.append(modifier.fullName)
    return others


def material_values(material: Any) -> dict[str, Any]:
    """Return what a material looks like, {attribute: value that can be compared}."""
    _ = material.diffuseColor  # MakeHuman blends a skin's colour when somebody asks for it, after the next drawing say
    return {
        name: value.asTuple() if hasattr(value, "asTuple") else value
        for name, value in vars(material).items()
        if name != "_shaderChanged"  # when it was compiled last
    }


def _looks(app: Any, human: Any) -> dict[str, Any]:
    """Return what is in the picture, {in words: value that can be compared}."""
    looks: dict[str, Any] = {
        "its skin": material_values(human.material),
        "its smoothness": (human.isSubdivided(), id(human.mesh)),
        "its pose": (human.isPosed(), id(human.getActiveAnimation())),
        "its place": (*human.getPosition(), *human.getRotation(), *human.getScale()),
        "the light": id(app.getScene()),
    }
    for entry in proxy_objects(human):
        looks[f"its {entry.proxy.type.lower()} {entry.proxy.name}"] = (id(entry), material_values(entry.material))
    looks["what is shown"] = {id(shown.parent) for shown in G.world if shown.visibility}
    return looks


def _first_difference(before: dict[str, Any], now: dict[str, Any]) -> str:
    return next(name for name in {**before, **now} if before.get(name) != now.get(name))
