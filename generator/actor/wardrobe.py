"""A wardrobe: how somebody looks on other days and with hands up, and the studios that show it."""

from __future__ import annotations

from collections.abc import Callable

from synthgen.actor.occluding import makers_of
from synthgen.human.appearance import Appearance, another_day, with_imported
from synthgen.human.looks import Looks
from synthgen.human.mhm import Model
from synthgen.render.figure import PARTS, Maker
from synthgen.render.studio import Studio
from synthgen.scene.occluders import occluders_of
from synthgen.scene.spec import Drawn


class Wardrobe:
    """Somebody's ``own`` look with its studio, and ``make``, which makes the studio of a look
    and of what is drawn.

    The own studio is kept, and of the others the last one: a take may come in parts.
    """

    def __init__(
        self,
        model: Model,
        looks: Looks,
        own: tuple[Appearance, Studio],
        make: Callable[[Appearance, tuple[Maker, ...]], Studio],
    ) -> None:
        self.own = own
        self._model, self._looks, self._make = model, looks, make
        self._last: tuple[Appearance, tuple[Maker, ...], Studio] | None = None

    def dressed(self, drawn: Drawn) -> tuple[Appearance, Studio]:
        """Return the look of a take and the studio that shows it, with what the take has before the face."""
        look, _ = self.own
        makers = makers_of(occluders_of(drawn))
        if drawn.says("person.look"):
            look = with_imported(another_day(look, self._model, drawn.take, self._looks), look.imported)
        elif makers == PARTS:
            return self.own
        if self._last is None or self._last[:2] != (look, makers):
            self._last = None  # its memory goes before the new one's is taken
            self._last = look, makers, self._make(look, makers)
        return self._last[0], self._last[2]
