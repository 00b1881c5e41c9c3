"""Conditions of the face, as declared: asymmetry, palsy of one side, strabismus, scars, vitiligo.

They stand under ``conditions`` in ``NAME.demographics.yaml``; what is not named is not there::

    conditions:
      asymmetry: 0.5                                      # 0–1; the shape itself is in the .mhm
      palsy: {side: left, severity: 0.7}                  # the subject's side; 0–1
      strabismus: {eye: right, inward: 15, upward: 0}     # degrees; below 0: outward, downward
      scars: [{place: left cheek, length: 22, angle: 30}] # mm; degrees from the horizontal
      vitiligo: 0.3                                       # share of the face, 0–1

Palsy and strabismus act where the face is posed (``facs.impaired``), scars and vitiligo where the skin is painted.
Asymmetry is shape, and shape is what the ``.mhm`` says: the number is a declaration, as age and ethnicity are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from synthgen.yamlfile import YamlFile

Side = Literal["left", "right"]
SIDES: tuple[str, ...] = get_args(Side)
#: where on the face a scar's middle is; left and right are the subject's
PLACES = ("forehead", "left brow", "right brow", "left cheek", "right cheek", "nose", "upper lip", "chin")
KINDS = ("asymmetry", "palsy", "strabismus", "scars", "vitiligo")
#: degrees that an eye may deviate, and mm that a scar may be long
MOST_DEVIATION = 40.0
MOST_LENGTH = 80.0


@dataclass(frozen=True)
class Palsy:
    """Weakness of the facial nerve of one of the subject's sides; ``severity`` 0 (none) to 1 (nothing moves)."""

    side: str
    severity: float


@dataclass(frozen=True)
class Strabismus:
    """One eye's constant deviation in degrees: inward (eso) above 0, outward (exo) below; upward above 0."""

    eye: str
    inward: float
    upward: float = 0.0


@dataclass(frozen=True)
class Scar:
    """A scar: one of PLACES, ``length`` in mm, ``angle`` in degrees from the horizontal, up towards the left."""

    place: str
    length: float
    angle: float = 0.0


@dataclass(frozen=True)
class Conditions:
    """What is declared of a face; 0, None and () where nothing is."""

    asymmetry: float = 0.0
    palsy: Palsy | None = None
    strabismus: Strabismus | None = None
    scars: tuple[Scar, ...] = ()
    vitiligo: float = 0.0

    def record(self) -> dict[str, Any]:
        """Return the conditions that are there, as JSON values: {} for none.

        >>> Conditions(vitiligo=0.2, scars=(Scar("chin", 12.0),)).record()
        {'scars': [{'place': 'chin', 'length': 12.0, 'angle': 0.0}], 'vitiligo': 0.2}
        """
        record = {name: value for name, value in asdict(self).items() if value}
        if "scars" in record:
            record["scars"] = list(record["scars"])
        return record


#: no condition at all
NONE = Conditions()


def parse_conditions(file: YamlFile, *at: str) -> Conditions:
    """Read the mapping at an address. Raises InputError, with the line, for unknown keys and values out of range."""
    given: Mapping[str, Any] = file.mapping(*at)
    file.only_keys(KINDS, *at)

    def share(name: str) -> float:
        return float(file.number(*at, name, low=0, high=1)) if name in given else 0.0

    return Conditions(
        asymmetry=share("asymmetry"),
        palsy=_palsy(file, *at, "palsy") if "palsy" in given else None,
        strabismus=_strabismus(file, *at, "strabismus") if "strabismus" in given else None,
        scars=_scars(file, *at, "scars") if "scars" in given else (),
        vitiligo=share("vitiligo"),
    )


def _palsy(file: YamlFile, *at: str | int) -> Palsy:
    file.only_keys(("side", "severity"), *at)
    side = file.word(SIDES, *at, "side")
    severity = float(file.number(*at, "severity", low=0, high=1))
    return Palsy(side, severity)


def _strabismus(file: YamlFile, *at: str | int) -> Strabismus:
    file.only_keys(("eye", "inward", "upward"), *at)
    eye = file.word(SIDES, *at, "eye")
    inward, upward = (
        float(file.number(*at, key, low=-MOST_DEVIATION, high=MOST_DEVIATION))
        if file.get(*at, key) is not None
        else 0.0
        for key in ("inward", "upward")
    )
    if inward == upward == 0.0:
        raise file.error("'strabismus' deviates nowhere", *at, expected="degrees 'inward' or 'upward'")
    return Strabismus(eye, inward, upward)


def _scars(file: YamlFile, *at: str | int) -> tuple[Scar, ...]:
    value = file.get(*at)
    if not isinstance(value, list):
        raise file.unexpected("[{place: …, length: …}]", *at)
    scars = []
    for index in range(len(value)):
        here: tuple[str | int, ...] = (*at, index)
        file.only_keys(("place", "length", "angle"), *here)
        place = file.word(PLACES, *here, "place")
        length = float(file.number(*here, "length", low=1, high=MOST_LENGTH))
        angle = float(file.number(*here, "angle", low=-90, high=90)) if "angle" in value[index] else 0.0
        scars.append(Scar(place, length, angle))
    return tuple(scars)
