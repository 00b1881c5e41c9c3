"""Classes: the labels of a design's clips, where it declares them, and whether its signals agree with them.

A signal's class is its ``emotion``.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Sequence

from synthgen.yamlfile import YamlFile

if TYPE_CHECKING:
    from synthgen.design.spec import Design
    from synthgen.facs.animation import Animation


def parse_classes(file: YamlFile) -> tuple[str, ...]:
    """Return the names under ``classes``, each once. Raises InputError."""
    names: list[str] = []
    for index in range(len(file.sequence("classes"))):
        name = file.text("classes", index)
        if name in names:
            raise file.error(f"'classes' has '{name}' twice", "classes", index, remedy="Leave one of them out.")
        names.append(name)
    return tuple(names)


def check_classes(design: Design, signals: Sequence[tuple[int, Animation]]) -> None:
    """Raise InputError, at the design's line, for a signal of none of the classes that a design declares, and for a
    class of which it has no signal. ``signals``: (place under ``signals``, animation)."""
    if not design.classes:
        return
    listed = ", ".join(design.classes)
    for index, signal in signals:
        if signal.emotion in design.classes:
            continue
        said = f"is of class '{signal.emotion}'" if signal.emotion else "is of no class"
        near = difflib.get_close_matches(signal.emotion or "", design.classes, 1)
        remedy = f"Leave it out, or add '{signal.emotion}' to 'classes'." if signal.emotion else _UNLABELLED
        raise design.error(
            f"signal '{signal.signal}' {said}; expected one of {listed}",
            *("signals", index),
            remedy=f"Did you mean '{near[0]}'? {remedy}" if near else remedy,
        )
    found = {signal.emotion for _, signal in signals}
    for index, name in enumerate(design.classes):
        if name not in found:
            near = difflib.get_close_matches(name, [emotion for emotion in found if emotion], 1)
            hint = f"Did you mean '{near[0]}'? " if near else ""
            raise design.error(
                f"'classes': no signal of the design is of class '{name}'",
                *("classes", index),
                remedy=f"{hint}Add one under 'signals' (see `synthgen signals list`), or leave the class out.",
            )


_UNLABELLED = "Write 'emotion: CLASS' into its file, or leave it out."
