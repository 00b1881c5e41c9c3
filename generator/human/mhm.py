"""MakeHuman model files (``.mhm``, versions 1.1 to 1.3): what they say, line by line, and nothing made up."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from synthgen.errors import InputError
from synthgen.files import read_file
from synthgen.human.demographics import Demographics, read_demographics
from synthgen.names import id_of

#: kinds of line that put something on the body: "hair short04 UUID"
PROXY_KINDS = ("eyes", "eyebrows", "eyelashes", "hair", "teeth", "tongue", "clothes", "genitals", "proxy")
#: kinds of line that are understood, and say nothing about the shape of the body
_OTHER_KINDS = ("camera", "name", "uuid", "tags", "clothesHideFaces", "skeleton", "pose", "expression", "background")
#: the line MakeHuman writes last
_LAST = "subdivide"
_WRITTEN = ("Written by MakeHuman", "Written by synthgen")
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


@dataclass(frozen=True)
class Proxy:
    """Something a model wears or has that is a mesh of its own: kind ("hair"), name ("short04"), uuid ("" if none)."""

    kind: str
    name: str
    uuid: str


@dataclass(frozen=True)
class Model:
    """A human model as its file declares it. ``modifiers`` are (full name, value) in the file's order.

    ``materials`` maps a proxy's uuid to the material file it has instead of its own.
    """

    id: str
    path: Path
    source: bytes
    sha256: str
    version: str
    modifiers: tuple[tuple[str, float], ...]
    proxies: tuple[Proxy, ...]
    skin: str | None
    unknown_lines: tuple[tuple[int, str], ...]
    demographics: Demographics
    materials: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def macros(self) -> Mapping[str, float]:
        """Macro values by short name (gender, age, african, …, breast_firmness), only those the file sets."""
        return {MACROS[name]: value for name, value in self.modifiers if name in MACROS}

    @property
    def age_years(self) -> float | None:
        """The age macro in years, None where the file sets none."""
        return None if "age" not in self.macros else years_of(self.macros["age"])


def years_of(age: float) -> float:
    """Return MakeHuman's age slider (0–1) in years: 1 at 0, 25 at .5, 90 at 1, linear on each side.

    >>> years_of(0), years_of(.5), years_of(.75), years_of(1)
    (1.0, 25.0, 57.5, 90.0)
    """
    age = min(1.0, max(0.0, age))
    return 1 + 48.0 * age if age < 0.5 else 25 + 130.0 * (age - 0.5)


def age_of(years: float) -> float:
    """Return years as a MakeHuman age slider value, the inverse of ``years_of``.

    >>> age_of(25), age_of(57.5)
    (0.5, 0.75)
    """
    return (years - 1) / 48.0 if years < 25 else 0.5 + (years - 25) / 130.0


def read_mhm(path: str | Path) -> Model:
    """Read a ``.mhm`` and the ``NAME.demographics.yaml`` beside it, if there is one.

    Raises InputError, with the line, for a file that is cut off, malformed, or of a version before 1.1.
    """
    path = Path(path)
    source = read_file(path)
    beside = path.with_name(path.stem + ".demographics.yaml")
    demographics = read_demographics(beside) if beside.is_file() else Demographics()
    return parse_mhm(source, path=path, demographics=demographics)


def parse_mhm(source: bytes, *, path: Path, demographics: Demographics | None = None) -> Model:
    """Read the bytes of a ``.mhm`` that came from ``path``. Raises as ``read_mhm`` does."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = source[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", where=path, line=at, remedy="Is it a .mhm file?") from error
    if "\0" in text:
        at = text[: text.index("\0")].count("\n") + 1
        raise InputError("holds zero bytes: it is damaged", where=path, line=at, remedy="Get a whole copy of the file.")
    version: str | None = None
    modifiers: list[tuple[str, float]] = []
    proxies: list[Proxy] = []
    skin: str | None = None
    materials: dict[str, str] = {}
    unknown: list[tuple[int, str]] = []
    last = (0, "")
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        kind, values = parts[0], parts[1:]
        last = (number, kind)
        if kind == "modifier":
            modifiers.append(_modifier(values, line, path, number))
        elif kind == "version":
            version = _version(values, line, path, number)
        elif kind == _LAST:
            if values not in (["True"], ["False"]):
                raise _malformed(line, "'subdivide True' or 'subdivide False'", path, number)
        elif kind in PROXY_KINDS:
            proxies.append(_proxy(kind, values, line, path, number))
        elif kind == "material":
            if len(values) >= 3:  # NAME UUID FILE
                materials[values[-2]] = values[-1]
        elif kind == "skinMaterial":
            if not values:
                raise _malformed(line, "'skinMaterial FILE'", path, number)
            skin = " ".join(values)
        elif kind not in _OTHER_KINDS:
            unknown.append((number, line.strip()))
    if version is None:
        raise InputError("has no 'version' line", where=path, line=1, remedy="Is it a file that MakeHuman wrote?")
    if any(words in text.split("\n", 1)[0] for words in _WRITTEN) and last[1] != _LAST:
        raise InputError(
            f"is cut off: MakeHuman's files end with a '{_LAST}' line, this one with '{last[1]}'",
            where=path,
            line=last[0],
            remedy="Get the whole file; what is missing may be part of the face.",
        )
    return Model(
        id=id_of(path.stem),
        path=path,
        source=source,
        sha256=hashlib.sha256(source).hexdigest(),
        version=version,
        modifiers=tuple(modifiers),
        proxies=tuple(proxies),
        skin=skin,
        unknown_lines=tuple(unknown),
        demographics=demographics or Demographics(),
        materials=materials,
    )


def _malformed(line: str, expected: str, path: Path, number: int) -> InputError:
    return InputError("the line", where=path, line=number, value=line.strip(), expected=expected)


def _modifier(values: list[str], line: str, path: Path, number: int) -> tuple[str, float]:
    expected = "'modifier GROUP/NAME VALUE'"
    if len(values) != 2 or "/" not in values[0]:
        raise _malformed(line, expected, path, number)
    try:
        value = float(values[1])
    except ValueError:
        raise _malformed(line, expected, path, number) from None
    if not math.isfinite(value):
        raise _malformed(line, expected + " with a finite value", path, number)
    return values[0], value


def _version(values: list[str], line: str, path: Path, number: int) -> str:
    found = re.match(r"v?(\d+)\.(\d+)", values[0]) if values else None
    if found is None:
        raise _malformed(line, "'version v1.2.0'", path, number)
    if (int(found[1]), int(found[2])) < (1, 1):
        raise InputError(
            f"MakeHuman {values[0]} names its modifiers differently; versions 1.1 to 1.3 are read",
            where=path,
            line=number,
            remedy="Open the model in MakeHuman 1.2 or 1.3 and save it again.",
        )
    return " ".join(values)


def _proxy(kind: str, values: list[str], line: str, path: Path, number: int) -> Proxy:
    if not values:
        raise _malformed(line, f"'{kind} NAME UUID'", path, number)
    if len(values) == 1:
        return Proxy(kind, values[0], "")
    return Proxy(kind, " ".join(values[:-1]), values[-1])
