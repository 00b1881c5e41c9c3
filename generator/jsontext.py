"""JSON: dataclasses as its values; and texts that nobody vouches for, read so that they have one meaning for all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, List, NoReturn, Tuple

from synthgen.errors import InputError
from synthgen.files import decoded

#: whole numbers of so many digits are no whole numbers that somebody meant
_LONG = 30


def json_value(value: Any) -> Any:
    """Return a value with its dataclasses as objects, field by field in their order, and its tuples as arrays.

    >>> json_value({"point": (1, 2.5)})
    {'point': [1, 2.5]}
    """
    if is_dataclass(value):
        return {one.name: json_value(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: json_value(one) for key, one in value.items()}
    return [json_value(one) for one in value] if isinstance(value, tuple) else value


def parse_json(source: bytes, *, mark: bool = False) -> Any:
    """Return the value of a JSON text in UTF-8, before which a byte order mark may stand if ``mark``.

    Raises ValueError for anything else, and for what readers disagree on: a key that comes twice, NaN and Infinity.

    >>> parse_json(b'{"a": [1, null]}')
    {'a': [1, None]}
    """
    try:
        return json.loads(
            source.decode("utf-8-sig" if mark else "utf-8"),
            object_pairs_hook=_no_key_twice,
            parse_constant=_no_constant,
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def read_object(source: bytes, *, where: str | Path, kind: str, most: int) -> tuple[str, Pairs]:
    """Return the text of a JSON file that should be one object, and its members: (key, value), objects in it alike.

    A whole number of more digits than anybody can mean stays text. ``kind`` is what the file should be (".fani").
    Raises InputError, with the line where it is known, for anything else and for more than ``most`` bytes.
    """
    text = decoded(source, where=where, most=most, remedy=f"Is it a {kind} file?")
    try:
        value = json.loads(text, object_pairs_hook=Pairs, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise InputError(f"is not a {kind} file: {error.msg}", where=where, line=error.lineno) from error
    except RecursionError as error:
        raise InputError(f"is not a {kind} file: nested too deeply", where=where) from error
    if not isinstance(value, Pairs):
        raise InputError(f"is not a {kind} file", where=where, line=1, expected="a JSON object of AU codes")
    return text, value


class Pairs(List[Tuple[str, Any]]):
    """The members of a JSON object in their order, a key that comes twice among them."""


def line_of(text: str, key: str, *, last: bool = False) -> int:
    """Return the line in which a key of a JSON text stands, the first where it can't be found (an escaped key)."""
    spelled = "|".join(re.escape(json.dumps(key, ensure_ascii=ascii)) for ascii in (True, False))
    found = list(re.finditer(rf"(?:{spelled})\s*:", text))
    return text[: found[-1 if last else 0].start()].count("\n") + 1 if found else 1


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < _LONG else digits


def _no_key_twice(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for index, key in enumerate(keys) if key in keys[:index])
        raise ValueError(f"the key {twice[:80]!a} comes twice")
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
