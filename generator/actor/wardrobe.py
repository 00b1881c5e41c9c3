"""A wardrobe: how somebody looks on other days, and the studios that show it."""

from __future__ import annotations

from collections.abc import Callable

from synthgen.human.appearance import Appearance, another_day, with_imported
from synthgen.human.looks import Looks
from synthgen.human.mhm import Model
from synthgen.render.studio import Studio
from synthgen.scene.spec import Drawn


class Wardrobe:
    """Somebody's ``own`` look with its studio, and ``make``, which makes the studio of another look.

    The own studio is kept, and of the others the last one: a take may come in parts.
    """

    def __init__(
        self, model: Model, looks: Looks, own: tuple[Appearance, Studio], make: Callable[[Appearance], Studio]
    ) -> None:
        self.own = own
        self._model, self._looks, self._make = model, looks, make
        self._last: tuple[Appearance, Studio] | None = None

    def dressed(self, drawn: Drawn) -> tuple[Appearance, Studio]:
        """Return the look of a take and the studio that shows it."""
        own, _ = self.own
        if not drawn.says("person.look"):
            return self.own
        look = with_imported(another_day(own, self._model, drawn.take, self._looks), own.imported)
        if self._last is None or self._last[0] != look:
            self._last = None  # its memory goes before the new one's is taken
            self._last = look, self._make(look)
        return self._last
