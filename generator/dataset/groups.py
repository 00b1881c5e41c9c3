"""Groups of people, in a few words: ``ethnicity!=caucasian``, ``gender=female,age>=60``, ``model=ada|ben``.

Conditions are joined by "," and all have to hold; names are joined by "|" and one has to. A mixture is what the largest
of its shares says (both, of two equal ones), a number for gender what it is nearer to. Where what a condition asks for
is undeclared, nobody knows whether it holds; ``=undeclared`` asks for just that.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from synthgen.dataset.factors import NONE, SPLIT_FACTORS
from synthgen.dataset.people import Person
from synthgen.errors import InputError
from synthgen.human.conditions import KINDS
from synthgen.human.demographics import GENDERS, UNDECLARED

#: what may be asked, and the numbers that may be compared with
NUMBERS = {"gender": (0.0, 1.0), "age": (0.0, 120.0), "skin_tone": (1.0, 10.0)}
ASKED = (*SPLIT_FACTORS, "model")
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CLAUSE = re.compile(r"\s*([a-z_]+)\s*(!=|>=|<=|=|>|<)([^=<>].*)", re.DOTALL)
_LONGEST = 2000
_EXAMPLE = "Write for example 'ethnicity!=caucasian' or 'gender=female,age>=60'."


@dataclass(frozen=True)
class Clause:
    """One condition: what is asked, how it is compared, and with what."""

    asked: str
    sign: str
    values: tuple[str, ...]

    def holds(self, person: Person) -> bool | None:
        """Tell whether the condition holds of a person; None where what it asks for is undeclared."""
        if self.sign in _ORDERS:
            number = self._number(person)
            return None if number is None else _ORDERS[self.sign](number, float(self.values[0]))
        names = self._names(person)
        if UNDECLARED in names and UNDECLARED not in self.values:
            return None
        return any(name in self.values for name in names) == (self.sign == "=")

    def _number(self, person: Person) -> float | None:
        if self.asked == "gender":
            return person.male
        number = person.age if self.asked == "age" else person.skin_tone
        return None if number < 0 else number

    def _names(self, person: Person) -> tuple[str, ...]:
        if self.asked == "model":
            return (person.id,)
        if self.asked == "condition":
            return person.conditions or (NONE,)
        if self.asked == "ethnicity":
            largest = max(share for _, share in person.ethnicity)
            return tuple(name for name, share in person.ethnicity if share == largest)
        number = self._number(person)
        if number is None:
            return (UNDECLARED,)
        nearer = "female" if number < 0.5 else "male"
        return (f"{number:g}", nearer) if self.asked == "gender" and number != 0.5 else (f"{number:g}",)


@dataclass(frozen=True)
class Group:
    """People of whom all conditions hold."""

    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        return ",".join(f"{clause.asked}{clause.sign}{'|'.join(clause.values)}" for clause in self.clauses)

    def has(self, person: Person) -> bool | None:
        """Tell whether a person is of the group; None where too little is declared to know."""
        answers = [clause.holds(person) for clause in self.clauses]
        if False in answers:
            return False
        return None if None in answers else True

    def check_names(self, people: Iterable[Person]) -> None:
        """Raise InputError for a model or an ethnicity that is nobody's: a slip of the pen, most likely."""
        everybody = list(people)
        known = {
            "model": {person.id for person in everybody},
            "ethnicity": {name for person in everybody for name, _ in person.ethnicity} | {UNDECLARED},
        }
        for clause in self.clauses:
            for value in clause.values if clause.asked in known else ():
                names = known[clause.asked]
                if value not in names:
                    near = difflib.get_close_matches(value, sorted(names), 1)
                    raise InputError(
                        f"'{self}': there is no {clause.asked} '{value}' in the dataset; there are "
                        f"{list_names(sorted(names - {UNDECLARED}))}",
                        remedy=f"Did you mean '{near[0]}'?" if near else "",
                    )


def parse_group(text: str) -> Group:
    """Read conditions joined by commas. Raises InputError with the condition that means nothing, and what would."""
    if len(text) > _LONGEST:
        raise InputError(f"a group's conditions have {len(text)} characters; expected at most {_LONGEST}")
    return Group(tuple(_clause(part) for part in text.split(",")))


def list_names(names: list[str], most: int = 8) -> str:
    """Return names for a message: the first few, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _clause(text: str) -> Clause:
    match = _CLAUSE.fullmatch(text)
    if match is None:
        raise InputError(f"'{text.strip()}' is no condition; expected NAME=VALUE, !=, >=, <=, > or <", remedy=_EXAMPLE)
    asked, sign = match[1], match[2]
    values = tuple(value.strip() for value in match[3].split("|"))
    if asked not in ASKED:
        near = difflib.get_close_matches(asked, ASKED, 1)
        remedy = f"Did you mean '{near[0]}'?" if near else _EXAMPLE
        raise InputError(f"'{text.strip()}': '{asked}' is none of {', '.join(ASKED)}", remedy=remedy)
    if sign in _ORDERS and (asked not in NUMBERS or len(values) != 1):
        raise InputError(f"'{text.strip()}': '{sign}' compares one number: {', '.join(NUMBERS)}", remedy=_EXAMPLE)
    return Clause(asked, sign, tuple(_value(text.strip(), asked, sign, value) for value in values))


def _value(text: str, asked: str, sign: str, value: str) -> str:
    """Return a value in its usual form. Raises InputError where it cannot be one of what is asked."""
    words = {"gender": tuple(GENDERS), "condition": (*KINDS, NONE)}.get(asked, ())
    if sign not in _ORDERS and (value in words or (value == UNDECLARED and asked not in ("condition", "model"))):
        return value
    if asked in NUMBERS:
        low, high = NUMBERS[asked]
        if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", value) and low <= float(value) <= high:
            return f"{float(value):g}"
        also = "" if sign in _ORDERS else f", {', '.join((*words, UNDECLARED))}"
        raise InputError(f"'{text}': expected a number from {low:g} to {high:g}{also}, not '{value}'")
    if not value or words:
        expected = f"one of {', '.join(words)}" if words else "a name"
        raise InputError(f"'{text}': expected {expected}, not '{value}'", remedy=_EXAMPLE)
    return value
