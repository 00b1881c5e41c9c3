"""What is told of a model: what it declares, and what of its file was not understood."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.assets import Assets
from synthgen.errors import InputWarning
from synthgen.human.body import shape_model
from synthgen.human.demographics import Demographics
from synthgen.human.mhm import Model, read_mhm
from synthgen.human.modelcard import describe_declared, macros, model_card


@pytest.fixture
def model(tmp_path: Path, write_model: Callable[..., Path]) -> Model:
    path = write_model(tmp_path / "anna.mhm", gender=0.25, african=1.0)
    text = path.read_text().replace("subdivide", "modifier nose/no-such 0.500000\nfrobnicate 1\nsubdivide")
    path.write_text(text)
    with pytest.warns(InputWarning, match="'frobnicate 1' is no line of MakeHuman's"):
        return read_mhm(path)


def test_what_nobody_declared_is_said_to_be_missing(model: Model) -> None:
    assert describe_declared(model) == "nothing (no anna.demographics.yaml beside it)"
    part = dataclasses.replace(model, demographics=Demographics(gender="female", age=30.0))
    assert describe_declared(part) == "gender female, ethnicity undeclared, age 30 years, skin tone undeclared"


def test_a_mixture_is_named_by_its_largest_share(model: Model) -> None:
    mixed = Demographics(ethnicity={"asian": 0.25, "african": 0.75}, skin_tone=8, undertone=0.25)
    told = describe_declared(dataclasses.replace(model, demographics=mixed))
    assert "ethnicity african+asian {'asian': 0.25, 'african': 0.75}" in told and told.endswith(
        "skin tone 8, undertone 0.25"
    )


def test_macros_are_told_with_the_age_in_years(model: Model) -> None:
    assert "gender 0.25" in macros(model) and "age 0.5 = 25.0 years" in macros(model)
    assert macros(dataclasses.replace(model, modifiers=())) == "none set: MakeHuman's average body"


def test_what_was_not_understood_stands_in_capitals(model: Model, assets: Assets) -> None:
    card = model_card(model, shape_model(model, assets), assets)
    assert "UNKNOWN     modifier nose/no-such 0.5: no such target, left out" in card
    assert "NOT READ    line" in card and "frobnicate" in card
    assert "modifiers   5 of 6 understood" in card
    noted = dataclasses.replace(model, notes=((4, "head/head-oval 7 is taken as 1"),))
    assert "  NOTE        line 4: head/head-oval 7 is taken as 1" in model_card(
        noted, shape_model(noted, assets), assets
    )
