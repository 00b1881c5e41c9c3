"""How near an AU basis comes to FACSHuman's fields: ``python -m synthgen.facs.compare --facshuman DIR [CODE…]``.

Both are taken on the base mesh, ours as the rig poses it (lids and lips settled), FACSHuman's as its target says.
Compared are the 68 landmarks, and the vertices that show on a rendered face: body skin, lashes, teeth and tongue.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets, load_assets
from synthgen.assets.mesh import VERTICES
from synthgen.assets.targets import parse_target
from synthgen.errors import InputError
from synthgen.facs import AU_BASES
from synthgen.facs.basis import Basis, load_basis
from synthgen.facs.catalogue import CATALOGUE, to_facshuman
from synthgen.facs.rigid import GAZE_CODES, PUPIL_CODES
from synthgen.namedfiles import files_below

Floats = NDArray[np.float64]

#: codes of the 21 animations published with Sim2Real that move landmarks (facts/au-basis.md, 61 and 62 left out)
PUBLISHED = tuple(
    f"AU{code}"
    for code in "1 2 2_a 4 4_a 4_b 5 6 6_b 7 9 10 12 15 16 17 18 20 22_25_up_down 23 25 25_a 26 43".split()  # noqa: SIM905
)
#: codes whose shape people or the FACS manual decide, not FACSHuman (docs/au-basis.md; tests/facs/test_people.py and
#: test_frowns.py): compared, never short
BY_PEOPLE = frozenset(
    {"AU4_a", "AU4_b", "AU6", "AU6_a", "AU9", "AU9_a", "AU10", "AU12", "AU12_a", "AU13", "AU24", "AU25"}
)
#: least cosine of the landmarks, range of their amplitude, least dense cosine: of published codes, and of the others
LANDMARK_COSINE, AMPLITUDE, DENSE_COSINE = 0.95, (0.85, 1.15), 0.85
OTHER_COSINE = 0.8
#: dm: a code whose landmarks move less in all (root of the sum of squares) has no landmark figures
_STILL = 0.005
_SHOWN = ("body", "helper-upper-teeth", "helper-lower-teeth", "helper-tongue")


@dataclass(frozen=True)
class Nearness:
    """How two displacement fields agree: cosine, |ours| / |theirs|, and as residual |ours − theirs| / |theirs|."""

    cosine: float
    amplitude: float
    residual: float


@dataclass(frozen=True)
class Comparison:
    """One code: agreement on the landmarks (None where FACSHuman moves none) and on all that shows."""

    code: str
    landmarks: Nearness | None
    dense: Nearness

    @property
    def shortcomings(self) -> tuple[str, ...]:
        """What is not as near as issue 3 asks for, in words; empty where all is."""
        if self.code.rstrip("LR") in BY_PEOPLE:
            return ()
        strict = self.code in PUBLISHED
        found = []
        if self.landmarks and self.landmarks.cosine < (LANDMARK_COSINE if strict else OTHER_COSINE):
            found.append("landmark direction")
        if strict and self.landmarks and not AMPLITUDE[0] <= self.landmarks.amplitude <= AMPLITUDE[1]:
            found.append("landmark amplitude")
        if self.dense.cosine < (DENSE_COSINE if strict else OTHER_COSINE):
            found.append("dense direction")
        return tuple(found)


def nearness(ours: Floats, theirs: Floats) -> Nearness:
    """Return how two fields (n, 3) agree.

    >>> nearness(np.array([[2.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]]))
    Nearness(cosine=1.0, amplitude=2.0, residual=1.0)
    """
    length, other = _length(ours), _length(theirs)
    inner = math.fsum((ours * theirs).ravel().tolist())
    if not other:
        raise ValueError("the field to compare with is 0 everywhere")
    return Nearness(inner / (length * other) if length else 0.0, length / other, _length(ours - theirs) / other)


def _length(field: Floats) -> float:
    return math.sqrt(math.fsum((field * field).ravel().tolist()))


def visible_vertices(assets: Assets) -> NDArray[np.int64]:
    """Return the vertices that show on a face: body skin, lashes, teeth, tongue."""
    names = [name for name in assets.groups if name in _SHOWN or "eyelashes" in name]
    used = [assets.faces[assets.face_group == assets.groups.index(name)].ravel() for name in names]
    return np.unique(np.concatenate(used)).astype(np.int64)


def facshuman_fields(folder: Path) -> Mapping[str, Floats]:
    """Return code → displacements (19158, 3) of FACSHuman's data folder, dm; codes are the catalogue's.

    Raises InputError where the folder holds no target of a code.
    """
    files = {path.stem: path for path in files_below(folder, (".target",))}
    fields = {}
    for code in CATALOGUE:
        path = files.get(to_facshuman(code))
        if path is not None:
            target = parse_target(path.read_bytes(), where=str(path))
            fields[code] = np.zeros((VERTICES, 3))
            fields[code][target.index] = target.delta
    if not fields:
        raise InputError("holds no .target file of FACSHuman's codes", where=folder)
    return fields


def imported_fields(assets: Assets) -> Mapping[str, Floats]:
    """Return code → displacements (19158, 3) of the FACSHuman targets that were imported, dm."""
    fields = {}
    for code in CATALOGUE:
        if to_facshuman(code) in assets.facshuman_codes:
            target = assets.facshuman_target(to_facshuman(code))
            fields[code] = np.zeros((VERTICES, 3))
            fields[code][target.index] = target.delta
    return fields


def compare(basis: Basis, fields: Mapping[str, Floats]) -> Iterator[Comparison]:
    """Yield the comparison of every code that the basis and ``fields`` (code → displacements) have, but the pupils."""
    vertices, landmarks = visible_vertices(basis.assets), basis.assets.landmarks68
    rig = basis.fit(basis.assets.base)
    for code, theirs in fields.items():
        if code not in basis.codes or code[2:] in PUPIL_CODES or code[2:] in GAZE_CODES:
            continue
        ours = rig.pose({code: 1.0}).astype(np.float64) - rig.neutral
        on_landmarks = None
        if _length(theirs[landmarks]) > _STILL:
            on_landmarks = nearness(ours[landmarks], theirs[landmarks])
        yield Comparison(code, on_landmarks, nearness(ours[vertices], theirs[vertices]))


def _table(found: list[Comparison], *, markdown: bool) -> Iterator[str]:
    """Yield the lines of the table."""
    head = ("code", "landmark cosine", "amplitude", "dense cosine", "amplitude", "residual", "falls short in")
    narrow = ("code", "lm cos", "lm amp", "dense cos", "amp", "residual", "falls short in")
    if markdown:
        yield "| " + " | ".join(head) + " |"
        yield "|---" * len(head) + "|"
    else:
        yield f"{narrow[0]:18}" + "".join(f"{word:>10}" for word in narrow[1:6]) + f"  {narrow[6]}"
    for one in found:
        marks = one.landmarks
        numbers = [f"{marks.cosine:.3f}", f"{marks.amplitude:.2f}"] if marks else ["–", "–"]
        numbers += [f"{one.dense.cosine:.3f}", f"{one.dense.amplitude:.2f}", f"{one.dense.residual:.2f}"]
        short = ", ".join(one.shortcomings)
        star = "*" if one.code in PUBLISHED else ""
        if markdown:
            yield "| " + " | ".join([f"`{one.code}`{star}", *numbers, short]) + " |"
        else:
            yield f"{one.code + star:18}" + "".join(f"{word:>10}" for word in numbers) + f"  {short}"


def main(arguments: list[str] | None = None) -> None:
    """Print the comparison."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m synthgen.facs.compare", description=__doc__)
    parser.add_argument("code", nargs="*", help="codes (default: all that both have)")
    parser.add_argument("--facshuman", type=Path, metavar="DIR", help="FACSHuman's data folder (default: the import)")
    parser.add_argument("--basis", choices=AU_BASES, default="embedded")
    parser.add_argument("--published", action="store_true", help="the codes of the published animations alone")
    parser.add_argument("--short", action="store_true", help="only what falls short")
    parser.add_argument("--markdown", action="store_true", help="a table for a document")
    asked = parser.parse_args(arguments)
    assets = load_assets()
    if asked.facshuman is None and not assets.has_facshuman:
        raise InputError(
            "FACSHuman's targets have not been imported", remedy="Say where they are with --facshuman DIR."
        )
    fields = facshuman_fields(asked.facshuman) if asked.facshuman else imported_fields(assets)
    codes = {code if code.startswith("AU") else f"AU{code}" for code in asked.code}
    unknown = sorted(codes - set(fields))
    if unknown:
        raise InputError(f"{', '.join(unknown)}: FACSHuman has no target of this code")
    if asked.published:
        codes = set(PUBLISHED)
    basis = load_basis(asked.basis, assets)
    found = list(compare(basis, {code: field for code, field in fields.items() if not codes or code in codes}))
    for line in _table([one for one in found if one.shortcomings or not asked.short], markdown=asked.markdown):
        print(line)
    failed = sum(bool(one.shortcomings) for one in found)
    if not asked.markdown:
        print(f"{len(found)} codes (* published), {failed} fall short of issue 3's numbers.")


if __name__ == "__main__":
    main()
