"""JSON: dataclasses as its values; and texts that nobody vouches for, read so that they have one meaning for all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NoReturn


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


def parse_json(source: bytes) -> Any:
    """Return the value of a JSON text in UTF-8.

    Raises ValueError for anything else, and for what readers disagree on: a key that comes twice, NaN and Infinity.

    >>> parse_json(b'{"a": [1, null]}')
    {'a': [1, None]}
    """
    try:
        return json.loads(source.decode("utf-8"), object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _no_key_twice(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for index, key in enumerate(keys) if key in keys[:index])
        raise ValueError(f"the key {twice[:80]!a} comes twice")
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
