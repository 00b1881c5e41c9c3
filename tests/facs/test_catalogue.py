"""The catalogue holds FACSHuman's codes, all of them, with what FACS says of each."""

import json
import re
from pathlib import Path

import pytest

from synthgen.facs.catalogue import CATALOGUE, from_facshuman, nearest, to_facshuman

AU_JSON = Path(__file__).parents[3] / "shared/data/facshuman/au.json"


def test_it_holds_118_distinct_units_with_every_field() -> None:
    assert len(CATALOGUE) == 118
    for code, unit in CATALOGUE.items():
        assert unit.code == code
        assert unit.name and unit.muscles and unit.group
        assert unit.side == {"L": "left", "R": "right"}.get(code[-1], unit.side)
    assert len({unit.name for unit in CATALOGUE.values()}) == 118


@pytest.mark.skipif(not AU_JSON.exists(), reason="../shared is not here")
def test_codes_sides_and_numbers_agree_with_facshumans_own_list() -> None:
    labels = {code: label for code, label in json.loads(AU_JSON.read_text()).items() if not re.match("0[0-9]", code)}
    assert {from_facshuman(code) for code in labels} == set(CATALOGUE)
    for code, label in labels.items():
        unit = CATALOGUE[from_facshuman(code)]
        assert to_facshuman(unit.code) == code
        if label[0].isdigit():
            assert unit.number == int(label.split()[0])
        side = (
            "left" if re.search(r"\(Left|^Left", label) else "right" if re.search(r"\(Right|^Right", label) else "both"
        )
        assert unit.side == side, code


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("AU4", "4"), ("AU4_b", "4_b"), ("AU12L", "L12"), ("AU12R", "R12"), ("AU22_25_up_down", "22_25_up_down")],
)
def test_names_go_both_ways(ours: str, theirs: str) -> None:
    assert from_facshuman(theirs) == ours
    assert to_facshuman(ours) == theirs


def test_a_code_without_au_is_refused() -> None:
    with pytest.raises(ValueError, match="'L12' is not an AU code"):
        to_facshuman("L12")


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("L12", "AU12L"),
        ("12", "AU12"),
        ("AU04", "AU4"),
        ("au4", "AU4"),
        ("AU4_c", "AU4"),
        ("AUL12", "AU12L"),
        (4, "AU4"),
    ],
)
def test_the_nearest_code_is_the_one_meant(wrong: str, meant: str) -> None:
    assert nearest(wrong)[0] == meant


def test_the_documentation_lists_the_catalogue() -> None:
    text = (Path(__file__).parents[2] / "docs/action-units.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `AU")]
    assert rows == [
        f"| `{unit.code}` | `{to_facshuman(unit.code)}` | {unit.name} | {unit.side} | {unit.muscles} |"
        for unit in CATALOGUE.values()
    ]
