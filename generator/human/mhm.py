"""MakeHuman model files (``.mhm``, versions 1.1 to 1.3): what they say, line by line, and nothing made up.

What MakeHuman's own reader takes is taken, any line ends and words behind a value among it; where that is not what
stands there, a note says so.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from synthgen.errors import InputError, shown, warn_of
from synthgen.files import read_file
from synthgen.human.demographics import Demographics, read_demographics
from synthgen.human.mhmlines import LARGEST, NO_MODEL, Line, mhm_lines, mhm_text, of_kind
from synthgen.human.mhmnotes import FIRST_VERSION, NO, YES, Note, notes_of
from synthgen.human.modifiers import MACROS, loaded
from synthgen.namedfiles import on_disk
from synthgen.names import id_of

#: kinds of line that put something on the body: "hair short04 UUID"
PROXY_KINDS = ("eyes", "eyebrows", "eyelashes", "hair", "teeth", "tongue", "clothes", "genitals", "proxy")
#: kinds of line that are understood, and say nothing about the shape of the body
_OTHER_KINDS = ("camera", "name", "uuid", "tags", "clothesHideFaces", "skeleton", "pose", "expression", "background")
#: the line MakeHuman writes last
_LAST = "subdivide"
_BY_MAKEHUMAN, _BY_US = "Written by MakeHuman", "Written by synthgen"
_KINDS = {"version", "modifier", "material", "skinMaterial", _LAST, *PROXY_KINDS, *_OTHER_KINDS}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Proxy:
    """Something a model wears or has that is a mesh of its own: kind ("hair"), name ("short04"), uuid ("" if none)."""

    kind: str
    name: str
    uuid: str


@dataclass(frozen=True)
class Model:
    """A human model as its file declares it. ``modifiers`` are (full name, value) in the file's order.

    ``materials`` maps a proxy's uuid to the material file it has instead of its own. ``notes`` are (line, what was
    taken otherwise than it stands).
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
    notes: tuple[Note, ...] = ()

    @cached_property
    def macros(self) -> Mapping[str, float]:
        """Macro values by short name (gender, age, african, …), as written; only those that the file sets."""
        return {MACROS[name]: value for name, value in self.modifiers if name in MACROS}

    @cached_property
    def loaded_macros(self) -> Mapping[str, float]:
        """Every macro by short name, with the value that MakeHuman has when it has loaded the file."""
        values = loaded(self.modifiers)
        return {macro: values[name] for name, macro in MACROS.items()}

    @property
    def age_years(self) -> float | None:
        """The age macro in years, None where the file sets none."""
        return None if "age" not in self.macros else years_of(self.macros["age"])


def worn(proxies: Sequence[Proxy]) -> list[Proxy]:
    """Return what MakeHuman leaves on the body: of clothes all, each once; of other kinds the last."""
    last = {(proxy.kind, proxy.uuid or proxy.name if proxy.kind == "clothes" else ""): proxy for proxy in proxies}
    kept = {id(proxy) for proxy in last.values()}
    return [proxy for proxy in proxies if id(proxy) in kept]


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

    Warns (InputWarning) of what is not taken as it stands. Raises InputError, with the line, for a file that is cut
    off, malformed, too large, or of a version before 1.1.
    """
    path = Path(path)
    source = read_file(path, most=LARGEST, remedy=NO_MODEL)
    beside = on_disk(path.with_name(path.stem + ".demographics.yaml"))
    demographics = read_demographics(beside) if beside.is_file() else Demographics()
    model = parse_mhm(source, path=path, demographics=demographics)
    unknown = [(number, f"{shown(text)} is no line of MakeHuman's: left out") for number, text in model.unknown_lines]
    warn_of(path, (f"line {number}: {text}" for number, text in sorted([*model.notes, *unknown])))
    return model


def parse_mhm(source: bytes, *, path: Path, demographics: Demographics | None = None) -> Model:
    """Read the bytes of a ``.mhm`` that came from ``path``. Raises as ``read_mhm`` does; what it warns of is noted."""
    text = mhm_text(source, path)
    lines = mhm_lines(text)
    modified, versions = of_kind(lines, "modifier"), of_kind(lines, "version")
    if not (modified or versions):
        raise InputError("has no 'version' line and no 'modifier' line", where=path, line=1, remedy=NO_MODEL)
    version = _version(versions[0], path) if versions else None
    modifiers = tuple(_modifier(line, path) for line in modified)
    proxies = tuple(_proxy(line, path) for line in of_kind(lines, *PROXY_KINDS))
    skins = [_skin(line, path) for line in of_kind(lines, "skinMaterial")]
    head = text.split("\n", 1)[0]
    if any(words in head for words in (_BY_MAKEHUMAN, _BY_US)):
        _refuse_cut(lines[-1], path)
    materials, unplaced = _materials(of_kind(lines, "material"), proxies)
    return Model(
        id=id_of(path.stem),
        path=path,
        source=source,
        sha256=hashlib.sha256(source).hexdigest(),
        version=versions[0].rest(1) if versions else "",
        modifiers=modifiers,
        proxies=proxies,
        skin=skins[-1] if skins else None,
        unknown_lines=tuple((line.number, line.text) for line in lines if line.kind not in _KINDS),
        demographics=demographics or Demographics(),
        materials=materials,
        notes=tuple(sorted([*notes_of(lines, version, drawn=_BY_US in head), *unplaced])),
    )


def _version(line: Line, path: Path) -> tuple[int, int]:
    found = re.match(r"v?(\d{1,4})\.(\d{1,4})(?!\d)", line.rest(1))
    if found is None:
        raise line.malformed("'version v1.2.0'", path)
    version = (int(found[1]), int(found[2]))
    if version < FIRST_VERSION:
        raise InputError(
            f"MakeHuman {line.words[1]} names its modifiers differently; versions 1.1 to 1.3 are read",
            where=path,
            line=line.number,
            remedy="Open the model in MakeHuman 1.2 or 1.3 and save it again.",
        )
    return version


def _modifier(line: Line, path: Path) -> tuple[str, float]:
    expected = "'modifier GROUP/NAME VALUE'"
    if len(line.words) < 3 or "/" not in line.words[1]:
        raise line.malformed(expected, path)
    try:
        value = float(line.words[2])
    except ValueError:
        raise line.malformed(expected, path) from None
    if not math.isfinite(value):
        raise line.malformed(expected + " with a finite value", path)
    return line.words[1], value


def _proxy(line: Line, path: Path) -> Proxy:
    """Read "hair NAME UUID". MakeHuman writes names with blanks as they are, so the uuid is the last word."""
    if len(line.words) < 2:
        raise line.malformed(f"'{line.kind} NAME UUID'", path)
    if len(line.words) == 2:
        return Proxy(line.kind, line.words[1], "")
    name, uuid = line.rest(1).rsplit(None, 1)
    return Proxy(line.kind, name, uuid)


def _skin(line: Line, path: Path) -> str:
    if len(line.words) < 2:
        raise line.malformed("'skinMaterial FILE'", path)
    return line.rest(1)


def _materials(lines: Sequence[Line], proxies: Sequence[Proxy]) -> tuple[dict[str, str], list[Note]]:
    """Return {uuid of a proxy: material file} of lines "material NAME UUID FILE", and what is made of the others.

    Names and files may hold blanks: the uuid is the word that a proxy of the model has, else one that looks like one.
    """
    known: dict[str, set[str]] = {}
    for proxy in proxies:
        if proxy.uuid:
            known.setdefault(proxy.uuid.casefold(), set()).add(proxy.uuid)
    found: dict[str, str] = {}
    notes: list[Note] = []
    for line in lines:
        words = line.words[:-1]
        at = next((at for at, word in enumerate(words) if at and word.casefold() in known), None)
        if at is None:
            at = next((at for at, word in enumerate(words) if _UUID.fullmatch(word)), None)
            whose = "this" if at is None else f"the uuid {words[at]}"
            notes.append((line.number, f"{shown(line.text)}: the model wears nothing that has {whose}: left out"))
            continue
        found.update(dict.fromkeys(known[words[at].casefold()], line.rest(at + 1)))
    return found, notes


def _refuse_cut(last: Line, path: Path) -> None:
    """Raise InputError unless the last line of a file that MakeHuman wrote is the one it writes last."""
    if last.kind != _LAST or "".join(last.words[1:]).lower() not in (*YES, *NO):
        raise InputError(
            f"is cut off: MakeHuman's files end with a '{_LAST}' line, this one with '{last.kind}'",
            where=path,
            line=last.number,
            remedy="Get the whole file; what is missing may be part of the face.",
        )
