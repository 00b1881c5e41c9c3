"""JSON of others: one meaning, or none."""

from __future__ import annotations

import pytest

from synthgen.jsontext import parse_json


def test_a_value_is_read() -> None:
    assert parse_json('{"a": [1, 2.5, null, "é"]}'.encode()) == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b'{"a": 1, "b": {"c": 1, "c": 1}}', "key 'c' comes twice"),
        (b'{"\\u001b": 1, "\\u001b": 2}', r"key '\\x1b' comes twice"),
        (b"[NaN]", "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b"\xef\xbb\xbf[]", "BOM"),
        ("[]".encode("utf-16"), "utf-8"),
        (b"[" * 100_000, "too deeply"),
        (b"", "Expecting value"),
    ],
)
def test_what_readers_disagree_on_is_refused(source: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_json(source)
