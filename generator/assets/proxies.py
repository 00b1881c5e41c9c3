"""MakeHuman's proxies: meshes that hang on the base mesh (``.mhclo``, ``.obj``), and their materials (``.mhmat``).

Read as MakeHuman reads them, by rules of our own: a line's first word is a key, of two lines with one key the later
counts, names of files may hold blanks (MakeHuman writes them so), and unknown keys are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.assets.mesh import VERTICES
from synthgen.backports import paired
from synthgen.errors import InputError, shown
from synthgen.files import refuse_large, text_lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: bytes and lines of a file that is read; MakeHuman's largest meshes have some millions
LARGEST_MESH, LARGEST_MATERIAL, _MOST_LINES = 8 << 20, 1 << 20, 400_000
#: vertices and triangles of a mesh that is read; MakeHuman's densest hair has a fifth
_MOST_VERTICES, _MOST_TRIANGLES = 100_000, 200_000
#: no weight, offset (dm), length or index of a vertex is as large
_ABSURD = 1e6
#: words that MakeHuman takes for true
_TRUE = ("yes", "enabled", "true")
_AXES = {"x_scale": 0, "y_scale": 1, "z_scale": 2}
_SECTIONS = ("verts", "weights", "delete_verts")
#: words of a licence line -> SPDX
_LICENCES = (
    (r"cc0|public domain", "CC0-1.0"),
    (r"agpl", "AGPL-3.0-only"),
    (r"cc[- ]?by[- ]?sa", "CC-BY-SA-4.0"),
    (r"cc[- ]?by[- ]?nc", "CC-BY-NC-4.0"),
    (r"cc[- ]?by", "CC-BY-4.0"),
    (r"\bmit\b", "MIT"),
)


@dataclass(frozen=True)
class Fit:
    """How a proxy hangs on the base mesh.

    Vertex i lies at Σ ``weight[i]`` · base[``vertex[i]``] + ``offset[i]`` · scale: (n, 3), (n, 3), (n, 3) dm. Along an
    axis the scale is |a − b| / length of ``scales`` (axis, a, b, length). ``deleted`` are base vertices it covers.
    """

    vertex: Ints
    weight: Floats
    offset: Floats
    scales: tuple[tuple[int, int, int, float], ...]
    deleted: Ints


@dataclass(frozen=True)
class ProxyFile:
    """A ``.mhclo``: its name and uuid, the files it names (relative to itself, "" if none), licence, and its fit."""

    name: str
    uuid: str
    mesh: str
    material: str
    spdx: str
    fit: Fit


@dataclass(frozen=True)
class MaterialFile:
    """A ``.mhmat``: sRGB ``colour`` (0–1), ``opacity``, ``shininess`` 0–1, and the texture file ("" if none)."""

    name: str
    texture: str
    colour: tuple[float, float, float]
    opacity: float
    shininess: float
    transparent: bool
    one_sided: bool
    spdx: str


@dataclass(frozen=True)
class MeshFile:
    """The faces of an ``.obj`` as triangles: vertices (t, 3) and texture coordinates (t, 3, 2), v up; vertex count."""

    triangles: Ints
    corners: Floats
    count: int


def parse_proxy(content: bytes, *, where: str) -> ProxyFile:
    """Read a ``.mhclo``. Raises InputError, with the line, for what is no number or no vertex of the base mesh."""
    keys: dict[str, str] = {}
    scales: list[tuple[int, int, int, float]] = []
    rows: list[tuple[list[int], list[float], list[float]]] = []
    deleted = np.zeros(VERTICES, bool)
    section, spdx = "", ""
    for number, line, words in _lines(content, where, LARGEST_MESH):
        spdx = spdx or _licence(line)
        if not words or words[0].startswith(("#", "//")):
            continue
        key = words[0]
        try:
            if key in _SECTIONS:
                section = key
            elif key in _AXES:
                scales.append((_AXES[key], _vertex(words[1]), _vertex(words[2]), _length(words[3])))
            elif section == "verts" and re.fullmatch(r"\d+", key):
                rows.append(_row(words))
                _refuse_more(len(rows), _MOST_VERTICES, "vertices")
            elif section == "delete_verts" and re.fullmatch(r"\d+", key):
                for first, last in _ranges(words):
                    deleted[first : last + 1] = True
            elif not re.match(r"[-\d]", key):
                keys[key] = _rest(line)
        except (ValueError, IndexError) as error:
            raise InputError(f"'{line[:60]}' is malformed ({error})", where=where, line=number) from error
    if not rows:
        raise InputError("has no 'verts' section: it hangs on nothing", where=where)
    vertex, weight, offset = (np.array(column) for column in paired(*rows))
    fit = Fit(vertex.astype(np.int64), weight, offset, tuple(scales), np.flatnonzero(deleted))
    return ProxyFile(
        keys.get("name", ""), keys.get("uuid", ""), keys.get("obj_file", ""), keys.get("material", ""), spdx, fit
    )


def parse_material(content: bytes, *, where: str) -> MaterialFile:
    """Read a ``.mhmat``. Raises InputError, with the line, for numbers that are none."""
    keys: dict[str, str] = {}
    spdx, at = "", {}
    for number, line, words in _lines(content, where, LARGEST_MATERIAL):
        spdx = spdx or _licence(line)
        if words and not words[0].startswith(("#", "//")):
            keys[words[0]] = _rest(line)
            at[words[0]] = number

    def numbers(key: str, default: tuple[float, ...]) -> tuple[float, ...]:
        try:
            found = tuple(min(1.0, max(0.0, _finite(word))) for word in keys.get(key, "").split()[: len(default)])
        except ValueError as error:
            raise InputError(f"'{key}' is no number", where=where, line=at[key]) from error
        return found if len(found) == len(default) else default

    def true(key: str) -> bool:
        return "".join(keys.get(key, "").split()[:1]).lower() in _TRUE

    red, green, blue = numbers("diffuseColor", (1.0, 1.0, 1.0))
    return MaterialFile(
        name=keys.get("name", ""),
        texture=keys.get("diffuseTexture", ""),
        colour=(red, green, blue),
        opacity=numbers("opacity", (1.0,))[0],
        shininess=numbers("shininess", (0.2,))[0],
        transparent=true("transparent") or true("alphaToCoverage"),
        one_sided=true("backfaceCull") if "backfaceCull" in keys else True,
        spdx=spdx,
    )


def parse_mesh(content: bytes, *, where: str) -> MeshFile:
    """Read the faces of an ``.obj`` (triangles, and polygons as fans). Raises InputError with the line."""
    places, coordinates = 0, []
    triangles: list[list[int]] = []
    corners: list[list[int]] = []
    for number, line, words in _lines(content, where, LARGEST_MESH):
        try:
            if words[:1] == ["v"]:
                places += 1
                _refuse_more(places, _MOST_VERTICES, "vertices")
            elif words[:1] == ["vt"]:
                coordinates.append((_finite(words[1]), _finite(words[2])))
            elif words[:1] == ["f"]:
                _refuse_more(len(triangles) + len(words), _MOST_TRIANGLES, "triangles")
                points = [[_index(part) for part in word.split("/")] for word in words[1:]]
                vertex = [_counted(point[0], places) for point in points]
                uv = [_counted(point[1], len(coordinates)) if any(point[1:2]) else -1 for point in points]
                for k in range(1, len(points) - 1):
                    triangles.append([vertex[0], vertex[k], vertex[k + 1]])
                    corners.append([uv[0], uv[k], uv[k + 1]])
        except (ValueError, IndexError) as error:
            raise InputError(f"'{line[:60]}' is malformed ({error})", where=where, line=number) from error
    if not triangles:
        raise InputError("has no faces", where=where)
    table = np.array([*coordinates, (0.0, 0.0)])  # the last one stands for a corner without any
    found, chosen = np.array(triangles, np.int64), np.array(corners, np.int64)
    if found.min() < 0 or found.max() >= places or chosen.min() < -1 or chosen.max() >= len(coordinates):
        raise InputError("has a face with a vertex that it does not list", where=where)
    return MeshFile(found, table[chosen], places)


def _lines(content: bytes, where: str, most: int) -> Iterator[tuple[int, str, list[str]]]:
    """Yield (number, line without blanks around it, its words). Raises InputError for more than ``most`` bytes."""
    refuse_large(content, where=where, most=most, lines=_MOST_LINES)
    for number, line in enumerate(text_lines(content.decode("utf-8", errors="replace")), 1):
        yield number, line.strip(), line.split()


def _rest(line: str) -> str:
    """Return what stands behind a line's first word, with the blanks inside it as they are."""
    return (*line.split(None, 1), "")[1]


def _refuse_more(count: int, most: int, what: str) -> None:
    if count > most:
        raise ValueError(f"more than {most} {what}, the most that are read")


def _index(part: str) -> int:
    number = int(part) if part else 0
    if abs(number) > _ABSURD:
        raise ValueError("there is no such vertex")
    return number


def _counted(number: int, count: int) -> int:
    """Return an index from 0 of one that counts from 1, or back from the ``count`` that are there."""
    return number - 1 if number > 0 else count + number


def _licence(line: str) -> str:
    """Return the SPDX id of a line that says which licence a file has, "" for other lines.

    >>> _licence("# license: CC-BY"), _licence("license AGPL3"), _licence("# explicitly released as CC0 in 2020")
    ('CC-BY-4.0', 'AGPL-3.0-only', 'CC0-1.0')
    >>> _licence("name Licensed_shirt")
    ''
    """
    text = line.lower().lstrip("#/ ")
    if not re.match(r"licen[sc]e\b", text) and "released as" not in text:
        return ""
    return next((spdx for words, spdx in _LICENCES if re.search(words, text)), "")


def _row(words: list[str]) -> tuple[list[int], list[float], list[float]]:
    if len(words) == 1:
        return [_vertex(words[0])] * 3, [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    offset = [_finite(word) for word in words[6:9]] or [0.0, 0.0, 0.0]
    if len(words) < 6 or len(offset) != 3:
        raise ValueError("expected three vertices, three weights and an offset")
    return [_vertex(word) for word in words[:3]], [_finite(word) for word in words[3:6]], offset


def _ranges(words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield (first vertex, last) of a line like "12 - 15 20"."""
    index = 0
    while index < len(words):
        first = last = _vertex(words[index])
        if words[index + 1 : index + 2] == ["-"]:
            last = _vertex(words[index + 2])
            index += 2
        yield first, last
        index += 1


def _vertex(word: str) -> int:
    number = int(word)
    if not 0 <= number < VERTICES:
        raise ValueError(f"{shown(number)} is no vertex of the base mesh, which has {VERTICES}")
    return number


def _length(word: str) -> float:
    length = _finite(word)
    if length <= 0:
        raise ValueError("a length has to be above 0")
    return length


def _finite(word: str) -> float:
    value = float(word)
    if not abs(value) < _ABSURD:
        raise ValueError(f"{shown(word)} is no number below {_ABSURD:g}")
    return value
