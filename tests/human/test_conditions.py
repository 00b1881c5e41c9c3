"""Conditions of the face: read from demographics, kept in a look and in a record."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import jsonschema
import pytest

from synthgen.dataset.manifest import earlier_schema
from synthgen.dataset.record import model_part
from synthgen.errors import InputError
from synthgen.human.appearance import appearance_of
from synthgen.human.conditions import NONE, Conditions, Palsy, Scar, Strabismus
from synthgen.human.demographics import read_demographics
from synthgen.human.mhm import read_mhm

ALL = """\
age: 40
conditions:
  asymmetry: 0.5
  palsy: {side: left, severity: 0.7}
  strabismus: {eye: right, inward: -12}
  scars:
    - {place: left cheek, length: 22, angle: 30}
    - {place: chin, length: 8}
  vitiligo: 0.3
"""
DECLARED = Conditions(
    asymmetry=0.5,
    palsy=Palsy("left", 0.7),
    strabismus=Strabismus("right", -12.0, 0.0),
    scars=(Scar("left cheek", 22.0, 30.0), Scar("chin", 8.0, 0.0)),
    vitiligo=0.3,
)


def read(tmp_path: Path, text: str) -> Conditions:
    (tmp_path / "who.demographics.yaml").write_text(text)
    return read_demographics(tmp_path / "who.demographics.yaml").conditions


def test_what_is_declared_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, ALL) == DECLARED
    assert read(tmp_path, "age: 40\n") == NONE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{plasy: 1}", "unknown key 'plasy'.*Did you mean 'palsy'"),
        ("{palsy: {severity: 0.5}}", "'conditions.palsy.side' is missing"),
        ("{palsy: {side: both, severity: 0.5}}", "palsy.side' is 'both'; expected one of left, right"),
        ("{palsy: {side: left, severity: 2}}", "from 0 to 1"),
        ("{strabismus: {eye: left}}", "deviates nowhere"),
        ("{strabismus: {eye: left, inward: 60}}", "from -40 to 40"),
        ("{scars: {place: chin}}", r"scars' is {'place': 'chin'}; expected \[{place"),
        ("{scars: [{place: elbow, length: 3}]}", r"scars\[0\].place' is 'elbow'; expected one of forehead"),
        ("{scars: [{place: chin}]}", "'conditions.scars.*length' is missing"),
        ("{vitiligo: much}", "expected a number"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, f"conditions: {text}\n")


def test_they_are_in_the_record_and_the_look(a_model: Path) -> None:
    plain = read_mhm(a_model)
    model = dataclasses.replace(plain, demographics=dataclasses.replace(plain.demographics, conditions=DECLARED))
    look = appearance_of(model, 0)
    assert (look.skin.vitiligo, look.skin.scars) == (0.3, DECLARED.scars)
    part = model_part(model, source="inputs/models/plain.mhm", appearance=dataclasses.asdict(look))
    assert part["conditions"]["palsy"] == {"side": "left", "severity": 0.7}
    wanted = earlier_schema()["properties"]["model"]  # the form of records in the program
    jsonschema.validate(part, wanted)
    bare = model_part(plain, source="inputs/models/plain.mhm", appearance=dataclasses.asdict(appearance_of(plain, 0)))
    assert bare["conditions"] == {}
    jsonschema.validate(bare, wanted)


def test_a_condition_changes_no_other_draw(a_model: Path) -> None:
    plain = read_mhm(a_model)
    model = dataclasses.replace(plain, demographics=dataclasses.replace(plain.demographics, conditions=DECLARED))
    one, other = appearance_of(plain, 3), appearance_of(model, 3)
    assert dataclasses.replace(other, skin=dataclasses.replace(other.skin, vitiligo=0.0, scars=())) == one
