"""Viewing angles: where the camera stands, in degrees, read from YAML.

Yaw > 0: the camera moves to the subject's left. Pitch > 0: it rises. Roll > 0: the picture's up turns to its right.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from synthgen.errors import InputError, shown
from synthgen.namedfiles import has_ending, on_disk
from synthgen.yamlfile import YamlFile, load, parse
from synthgen.yamlscalar import CORE, Rules

_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*(_[A-Za-z0-9.+-]+)*")
#: endings of a file with angles
ENDINGS = (".yaml", ".yml")
_LIMITS = {"yaw": 180.0, "pitch": 89.0, "roll": 180.0}


@dataclass(frozen=True)
class Angle:
    """One view, in degrees."""

    id: str
    yaw: float
    pitch: float
    roll: float = 0.0


@dataclass(frozen=True)
class AngleSpec:
    """A named set of views. ``repeats`` are groups of ids that stand for one and the same view."""

    name: str
    description: str
    angles: tuple[Angle, ...]
    source: bytes
    sha256: str
    path: str

    @property
    def repeats(self) -> tuple[tuple[str, ...], ...]:
        """Groups of angle ids with equal yaw, pitch and roll."""
        groups: dict[tuple[float, float, float], list[str]] = {}
        for angle in self.angles:
            groups.setdefault((angle.yaw, angle.pitch, angle.roll), []).append(angle.id)
        return tuple(tuple(ids) for ids in groups.values() if len(ids) > 1)


class RepeatedAngleWarning(UserWarning):
    """An angle spec shows the same view under several ids."""


def builtin_angles() -> tuple[str, ...]:
    """Return the names of the angle specs that come with synthgen."""
    return tuple(sorted(path.stem for path in builtin_folder().glob("*.yaml")))


def builtin_folder() -> Path:
    """Return the folder of the angle specs that come with synthgen."""
    from synthgen import angle_specs  # type: ignore[attr-defined]  # a folder beside ours

    return Path(next(iter(angle_specs.__path__)))


def read_angles(name_or_path: str | Path) -> AngleSpec:
    """Read an angle spec by built-in name or path.

    Raises InputError for an unknown name, an unreadable file, no angles, double ids or values out of range; warns
    (RepeatedAngleWarning) where two ids show one view.
    """
    text = str(name_or_path)
    if text in builtin_angles():
        spec = _parse(load(builtin_folder() / f"{text}.yaml"), Path(f"{text}.yaml"))
    elif has_ending(Path(text), ENDINGS):
        spec = _parse(load(on_disk(Path(text))), Path(text))
    else:
        near = difflib.get_close_matches(text, builtin_angles(), 1)
        hint = (
            f"Did you mean '{near[0]}'?" if near else f"Built in: {', '.join(builtin_angles())}; or a path to a .yaml."
        )
        raise InputError(f"there is no angle spec '{text}'", remedy=hint)
    if spec.repeats:
        groups = "; ".join(" = ".join(ids) for ids in spec.repeats)
        warnings.warn(
            f"angle spec '{spec.name}' shows the same view more than once: {groups}", RepeatedAngleWarning, stacklevel=2
        )
    return spec


def parse_angles(source: bytes, *, where: str | Path, rules: Rules = CORE) -> AngleSpec:
    """Read the bytes of an angle spec that came from ``where``, in YAML by ``rules``. Raises as ``read_angles``."""
    return _parse(parse(source, where=where, rules=rules), Path(where))


def _parse(file: YamlFile, path: Path) -> AngleSpec:
    file.mapping()
    file.only_keys(("name", "description", "angles"))
    name = file.text("name")
    description = file.text("description") if file.get("description") is not None else ""
    angles: list[Angle] = []
    for k in range(len(file.sequence("angles"))):
        file.only_keys(("id", "yaw", "pitch", "roll"), "angles", k)
        identity = file.get("angles", k, "id")
        if not isinstance(identity, str) or not _IDENTITY.fullmatch(identity):
            raise file.error(
                f"angle id {shown(identity)} is not a name of letters a to z, digits, '+', '-', '.' and single '_'",
                "angles",
                k,
                remedy="Write it in quotes." if isinstance(identity, (int, float)) else "",
            )
        if identity in {angle.id for angle in angles}:
            raise file.error(f"angle id '{identity}' stands twice", "angles", k, remedy="Give each view its own id.")
        values = {
            key: float(file.number("angles", k, key, low=-limit, high=limit))
            if key != "roll" or file.get("angles", k, "roll") is not None
            else 0.0
            for key, limit in _LIMITS.items()
        }
        angles.append(Angle(identity, values["yaw"], values["pitch"], values["roll"]))
    return AngleSpec(name, description, tuple(angles), file.source, hashlib.sha256(file.source).hexdigest(), path.name)
