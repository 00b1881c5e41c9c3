"""JSON that nobody vouches for, read as strictly as it is written here: one meaning, whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn


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
