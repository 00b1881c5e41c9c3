"""One type a column: records go into a manifest and come back, and every reader of tables can take them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.dataset.columns import packed, unpacked
from synthgen.dataset.manifest import ManifestFile, read_records, write_csv
from synthgen.errors import RunError

SHARE = st.floats(0, 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLACES = st.dictionaries(TEXT, SHARE | TEXT, max_size=3)
RECORDS = st.fixed_dictionaries(
    {
        "format": st.sampled_from(["1.3", "1.12"]),
        "clip": TEXT,
        "fps": st.floats(1, 100) | st.integers(1, 100),
        "model": st.fixed_dictionaries(
            {
                "id": TEXT,
                "gender": st.sampled_from(["female", "male", "undeclared"]) | SHARE,
                "ethnicity": TEXT.filter(lambda text: not text.startswith("{"))
                | st.dictionaries(TEXT, SHARE, min_size=1, max_size=3),
                "age": st.none() | st.floats(0, 120) | st.integers(0, 120),
                "undertone": st.none() | SHARE,
                "conditions": PLACES,
                "appearance": PLACES,
                "macros": st.dictionaries(st.sampled_from(["gender", "age", "height"]), SHARE),
            }
        ),
        "signal": st.fixed_dictionaries(
            {
                "peaks": st.dictionaries(
                    st.sampled_from(["AU4", "AU12"]),
                    st.fixed_dictionaries({"intensity": SHARE, "frame": st.integers(0, 9)}),
                )
            }
        ),
        "angle": st.fixed_dictionaries({name: st.integers(-90, 90) for name in ("yaw", "pitch", "roll")}),
        "scene": st.fixed_dictionaries({"values": PLACES}),
    }
)


def types_of(value: Any, at: str = "") -> dict[str, type]:
    """Return {address: type} of a JSON value; nulls have none."""
    if isinstance(value, dict):
        return {key: kind for name, one in value.items() for key, kind in types_of(one, f"{at}.{name}").items()}
    if isinstance(value, list):
        return {key: kind for one in value for key, kind in types_of(one, f"{at}[]").items()}
    return {} if value is None else {at: type(value)}


@given(RECORDS, RECORDS)
def test_a_record_comes_back_and_has_the_types_of_any_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    lines = [json.loads(json.dumps(packed(record))) for record in (one, other)]
    assert [unpacked(line) for line in lines] == [one, other]
    first, second = map(types_of, lines)
    assert {key: first[key] for key in first.keys() & second.keys()} == {
        key: second[key] for key in first.keys() & second.keys()
    }
    assert lines[0]["model"].keys() == lines[1]["model"].keys()
    assert lines[0]["model"]["macros"].keys() == lines[1]["model"]["macros"].keys()


def test_records_of_earlier_formats_stand_as_they_are() -> None:
    record = {"format": "1.2", "clip": "a", "model": {"gender": 0.5, "conditions": {}}}
    assert packed(record) is record and unpacked(record) is record


@pytest.mark.parametrize(
    "change",
    [
        {"model": "nobody"},
        {"scene": {"values": '{"a": 1}'}},
        {"scene": {"values": '{"a":1,"a":2}'}},
        {"scene": {"values": '{"a":NaN}'}},
        {"scene": {"values": "[]"}},
        {"signal": {"peaks": [{"au": "AU4", "intensity": 1.0, "frame": 1}] * 2}},
    ],
)
def test_a_line_that_is_not_what_its_format_says_is_passed_over(tmp_path: Path, change: dict[str, Any]) -> None:
    """Text that readers of JSON disagree on has no place in a record: it would have two meanings under one hash."""
    line = packed(A_RECORD)
    (tmp_path / "m").write_text(f"{json.dumps(line | change)}\n{json.dumps(line)}\n")
    assert list(read_records(tmp_path / "m")) == [A_RECORD]


A_RECORD: dict[str, Any] = {
    "format": "1.3",
    "clip": "a",
    "fps": 25.0,
    "model": {
        **{"id": "a", "gender": 0.25, "ethnicity": "=HYPERLINK(1)", "age": 30.0, "undertone": None},
        **{"conditions": {}, "appearance": {}, "macros": {}},
    },
    "signal": {"id": "smile", "emotion": None, "peaks": {}, "symmetric": True},
    "angle": {"yaw": -40.0, "pitch": 0.0, "roll": 0.0},
    "scene": {"values": {}},
}


def test_no_cell_starts_a_formula_and_truth_is_what_most_readers_take(tmp_path: Path) -> None:
    manifest = ManifestFile(tmp_path / "m")
    manifest.append(A_RECORD)
    manifest.append({**A_RECORD, "format": "1.2", "clip": "b"})
    manifest.close()
    write_csv(tmp_path / "m", tmp_path / "t.csv", temporary=tmp_path / "t")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as handle:
        typed, earlier = csv.DictReader(handle)
    assert (typed["ethnicity"], typed["symmetric"], typed["gender"], typed["emotion"]) == (
        "'=HYPERLINK(1)",
        "true",
        "0.25",
        "",
    )
    assert (typed["yaw"], typed["fps"]) == ("-40.0", "25.0"), "numbers are no formulas"
    assert (earlier["ethnicity"], earlier["symmetric"]) == ("=HYPERLINK(1)", "True")


def test_numbers_that_are_no_numbers_are_refused_inside_texts_too(tmp_path: Path) -> None:
    manifest = ManifestFile(tmp_path / "m")
    with pytest.raises(RunError, match="not finite"):
        manifest.append({**A_RECORD, "scene": {"values": {"x": float("inf")}}})
    manifest.close()
