"""MakeHuman's modifiers: the names of macros, and the values that MakeHuman has once it has loaded a file's lines.

Read from the source of MakeHuman 1.3 and seen in the application: what is set of a target while lines are read does
not stay; at the end every macro is set once more, with the values that all lines left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

#: modifier -> short name of a macro
MACROS = {
    "macrodetails/Gender": "gender",
    "macrodetails/Age": "age",
    "macrodetails/African": "african",
    "macrodetails/Asian": "asian",
    "macrodetails/Caucasian": "caucasian",
    "macrodetails-universal/Muscle": "muscle",
    "macrodetails-universal/Weight": "weight",
    "macrodetails-height/Height": "height",
    "macrodetails-proportions/BodyProportions": "proportions",
    "breast/BreastSize": "breast_size",
    "breast/BreastFirmness": "breast_firmness",
}
#: macros that are shares of one whole
ETHNIC_MACROS = ("african", "asian", "caucasian")


def ethnic(name: str) -> bool:
    """Tell whether a modifier is one of the three ethnic macros."""
    return MACROS.get(name) in ETHNIC_MACROS


#: what MakeHuman has before it reads a line
DEFAULTS: Mapping[str, float] = {name: 1 / 3 if ethnic(name) else 0.5 for name in MACROS}


def clamped(name: str, value: float) -> float:
    """Return a modifier's value as MakeHuman takes it: −1 to 1 where the modifier has two ends, else 0 to 1.

    >>> clamped("nose/nose-hump-decr|incr", -7), clamped("head/head-oval", -7)
    (-1.0, 0.0)
    """
    return min(1.0, max(-1.0 if "|" in name else 0.0, value))


def loaded(modifiers: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return {modifier: value} that MakeHuman has when it has read lines: details in their order, then every macro.

    Values are clamped, and of two lines the later one counts. A macro without a line has its default. The three ethnic
    macros are scaled to a sum of 1; where all are 0 each is a third.

    >>> values = loaded([("macrodetails/African", 1.0), ("head/head-oval", 3.0), ("head/head-oval", 2.0)])
    >>> values["head/head-oval"], round(values["macrodetails/African"], 6), values["macrodetails/Age"]
    (1.0, 0.6, 0.5)
    """
    read = {name: clamped(name, value) for name, value in modifiers}
    macros = {name: read.pop(name, default) for name, default in DEFAULTS.items()}
    total = math.fsum(value for name, value in macros.items() if ethnic(name))
    for name in filter(ethnic, MACROS):
        macros[name] = macros[name] / total if total > 0 else DEFAULTS[name]
    return {**read, **macros}
