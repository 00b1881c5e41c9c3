"""What is declared about a model: gender, ethnicity, age, skin, conditions. Declared, never measured.

It stands in ``NAME.demographics.yaml`` beside ``NAME.mhm``::

    gender: female            # female, male, or a number from 0 (female) to 1 (male)
    ethnicity: hispanic       # a name, or a mixture: {caucasian: 0.5, asian: 0.3, african: 0.2}
    mixture: {caucasian: 0.56, asian: 0.32, african: 0.12}    # what MakeHuman's macros stand for it, where it has none
    age: 34                   # years
    skin_tone: 8              # a step from 1 (lightest) to 10, in the order of Monk's scale (see ``tones``)
    undertone: 0.4            # from 0 (red) to 1 (olive)
    conditions: {vitiligo: 0.3}    # of the face, see ``conditions``
    notes: anything
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from synthgen.human.conditions import NONE, Conditions, parse_conditions
from synthgen.yamlfile import YamlFile, load, parse
from synthgen.yamlscalar import CORE, Rules

UNDECLARED = "undeclared"
#: gender -> the number it stands for, as MakeHuman's macro has it
GENDERS: Mapping[str, float] = {"female": 0.0, "male": 1.0}
_KEYS = ("gender", "ethnicity", "mixture", "age", "skin_tone", "undertone", "conditions", "notes")


@dataclass(frozen=True)
class Demographics:
    """Declared demographics; a field nobody declared is "undeclared" or None.

    gender is "female", "male" or a number from 0 (female) to 1 (male); ethnicity a name or {name: share}; mixture says
    which shares stand for a name (MakeHuman has no Hispanic macro), {} if undeclared; age in years; skin_tone a
    step 1 (lightest) to 10 in the order of Monk's scale, undertone 0 (red) to 1 (olive): see ``tones``.
    """

    gender: str | float = UNDECLARED
    ethnicity: str | Mapping[str, float] = UNDECLARED
    mixture: Mapping[str, float] = field(default_factory=dict)
    age: float | None = None
    skin_tone: int | None = None
    undertone: float | None = None
    conditions: Conditions = NONE
    notes: str = ""
    source: bytes = b""

    @property
    def ethnicity_name(self) -> str:
        """The ethnicity as one word: a mixture becomes "african+caucasian", largest share first."""
        if isinstance(self.ethnicity, str):
            return self.ethnicity
        shares = sorted(self.ethnicity.items(), key=lambda item: (-item[1], item[0]))
        return "+".join(name for name, share in shares if share > 0)


def read_demographics(path: str | Path) -> Demographics:
    """Read a demographics file. Raises InputError with the line for unknown keys and values out of range."""
    return _demographics(load(path))


def parse_demographics(source: bytes, *, where: str | Path, rules: Rules = CORE) -> Demographics:
    """Read the bytes of a demographics file that came from ``where``, in YAML by ``rules``.

    Raises as ``read_demographics`` does.
    """
    return _demographics(parse(source, where=where, rules=rules))


def _demographics(file: YamlFile) -> Demographics:
    if file.data is None:
        raise file.error("is empty", remedy=f"It may hold: {', '.join(_KEYS)}.")
    file.mapping()
    file.only_keys(_KEYS)
    declared = {key for key in _KEYS if file.get(key) is not None}
    return Demographics(
        gender=_gender(file) if "gender" in declared else UNDECLARED,
        ethnicity=_ethnicity(file) if "ethnicity" in declared else UNDECLARED,
        mixture=_shares(file, "mixture") if "mixture" in declared else {},
        age=float(file.number("age", low=0, high=120)) if "age" in declared else None,
        skin_tone=file.integer("skin_tone", low=1, high=10) if "skin_tone" in declared else None,
        undertone=float(file.number("undertone", low=0, high=1)) if "undertone" in declared else None,
        conditions=parse_conditions(file, "conditions") if "conditions" in declared else NONE,
        notes=file.text("notes") if "notes" in declared else "",
        source=file.source,
    )


def _gender(file: YamlFile) -> str | float:
    value = file.get("gender")
    if isinstance(value, str):
        if value not in (*GENDERS, UNDECLARED):
            raise file.unexpected("female, male or a number from 0 to 1", "gender")
        return value
    return float(file.number("gender", low=0, high=1))


def _ethnicity(file: YamlFile) -> str | Mapping[str, float]:
    if not isinstance(file.get("ethnicity"), dict):
        name = file.text("ethnicity").strip()
        if name.startswith("{"):  # a mixture in quotes
            raise file.unexpected("a name, or {name: share} without quotes", "ethnicity")
        return name
    return _shares(file, "ethnicity")


def _shares(file: YamlFile, key: str) -> Mapping[str, float]:
    shares: dict[str, float] = {}
    for name in file.mapping(key):
        if not isinstance(name, str):
            raise file.error(f"{key} '{name}' is no name", key, name)
        shares[name] = float(file.number(key, name, low=0, high=1))
    if abs(sum(shares.values()) - 1) > 0.01:
        raise file.error(f"the shares of '{key}' add up to {sum(shares.values()):g}", key, expected="1")
    return shares
