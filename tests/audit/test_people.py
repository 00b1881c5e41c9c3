"""Declared against measured: planted contradictions, people who are what they are said to be, and published ones."""

from __future__ import annotations

import importlib.util
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from synthgen.audit.limits import PeopleLimits
from synthgen.audit.people import check_people, skin_words
from synthgen.audit.policy import Policy
from synthgen.human.demographics import Demographics
from synthgen.human.library import find_models
from synthgen.human.mhm import Model, parse_mhm
from synthgen.population.mhmtext import mhm_text
from synthgen.population.roster import Population, slots
from synthgen.population.sampling import draw
from synthgen.reader.finding import Finding

ROOT = Path(__file__).parents[2]
SIM2REAL = ROOT.parent / "shared/data/sim2real"
#: nothing is wanted, so that a test looks at one rule
FREE = Policy(people=PeopleLimits(declared=()))


def model(
    macros: Mapping[str, float], *, skin: str | None = None, name: str = "who", **declared: object
) -> dict[str, Model]:
    lines = ["version v1.2.0", *(f"modifier macrodetails/{key} {value}" for key, value in macros.items())]
    lines += [f"skinMaterial {skin}"] if skin else []
    who = Demographics(**declared)  # type: ignore[arg-type]
    return {name: parse_mhm("\n".join(lines).encode(), path=Path(f"{name}.mhm"), demographics=who)}


def shares(african: float, asian: float, caucasian: float) -> dict[str, float]:
    return {"African": african, "Asian": asian, "Caucasian": caucasian}


def codes(models: Mapping[str, Model], policy: Policy = FREE) -> list[str]:
    return [finding.code for finding in check_people(models, policy, paths={})]


@pytest.mark.parametrize(
    ("declared", "macro", "wrong"),
    [
        ("female", 0.12, False),
        ("female", 0.25, False),
        ("female", 0.26, True),
        ("female", 1.0, True),
        ("male", 0.88, False),
        ("male", 0.5, True),
        (0.5, 0.7, False),
        (0.5, 0.8, True),
        ("undeclared", 0.8, False),
    ],
)
def test_gender(declared: str | float, macro: float, wrong: bool) -> None:
    assert codes(model({"Gender": macro}, gender=declared)) == ["gender-contradicts"] * wrong


def test_a_macro_that_is_not_set_is_makehumans_own() -> None:
    assert codes(model({}, gender="female")) == ["gender-contradicts"]  # 0.5
    assert codes(model({}, age=25.0)) == []
    assert codes(model({}, ethnicity={"african": 0.34, "asian": 0.33, "caucasian": 0.33})) == []
    assert codes(model(shares(0, 0, 0), ethnicity="asian")) == ["ethnicity-contradicts"]


@pytest.mark.parametrize(
    ("declared", "macros", "expected"),
    [
        ("asian", (0.0, 1.0, 0.0), []),
        ("Asian", (0.09, 0.82, 0.09), []),
        ("asian", (0.1, 0.515, 0.385), []),  # leads by .13
        ("asian", (0.1, 0.465, 0.435), ["ethnicity-contradicts"]),  # leads by .03
        ("african", (0.434, 0.473, 0.093), ["ethnicity-contradicts"]),
        ("black", (1.0, 0.0, 0.0), []),
        ("white", (1.0, 0.0, 0.0), ["ethnicity-contradicts"]),
        ("african", (0.4, 0.0, 0.0), []),  # shares are what counts, not their sum
        ({"asian": 0.5, "caucasian": 0.5}, (0.1, 0.4, 0.5), []),
        ({"asian": 0.5, "caucasian": 0.5}, (0.2, 0.3, 0.5), ["ethnicity-contradicts"]),
        ("hispanic", (0.12, 0.32, 0.56), ["ethnicity-unchecked"]),
        ("Hispanic", (0.1, 0.1, 0.8), ["ethnicity-contradicts"]),
        ("mixed", (0.0, 0.0, 1.0), ["ethnicity-contradicts"]),
        ("japanese", (0.0, 1.0, 0.0), ["ethnicity-unchecked"]),  # may well be one macro alone
        ({"asian": 0.5, "hispanic": 0.5}, (0.2, 0.5, 0.3), ["ethnicity-unchecked"]),
        ({"asian": 0.5, "hispanic": 0.5}, (0.4, 0.2, 0.4), ["ethnicity-contradicts"]),  # too little asian
        ({"asian": 0.9, "hispanic": 0.1}, (0.5, 0.5, 0.0), ["ethnicity-contradicts"]),
        ("undeclared", (1.0, 0.0, 0.0), []),
    ],
)
def test_ethnicity(
    declared: str | Mapping[str, float], macros: tuple[float, float, float], expected: list[str]
) -> None:
    assert codes(model(shares(*macros), ethnicity=declared)) == expected


def test_text_of_a_dataset_cannot_command_a_terminal() -> None:
    for declared in ("\x1b[2J", {"\x1b[2J": 1.0}):
        (finding,) = check_people(model({}, ethnicity=declared), FREE, paths={})
        assert finding.message.isprintable() and "x1b" in finding.message


@pytest.mark.parametrize("name", ["hispanic", "african", "nilotic"])
def test_the_mixture_beside_a_name_is_compared(name: str) -> None:
    mixture = {"african": 0.7, "asian": 0.2, "caucasian": 0.1}
    assert codes(model(shares(0.7, 0.2, 0.1), ethnicity=name, mixture=mixture)) == []
    assert codes(model(shares(0.9, 0.05, 0.05), ethnicity=name, mixture=mixture)) == ["ethnicity-contradicts"]


@pytest.mark.parametrize(
    ("declared", "macro", "expected"),
    [
        (57.5, 0.75, []),  # .75 is 57.5 years
        (62, 0.75, []),
        (63, 0.75, ["age-contradicts"]),
        (18, 0.354167, []),  # 18.00002 years, as six digits give them
        (20, 0.395833, []),  # 19.99998
        (16, 0.354167, ["age-outside"]),
        (19, 0.333333, ["age-outside"]),  # 17 years
        (30, 0.25, ["age-contradicts"]),  # 13 years: nobody says which is true
        (None, 0.25, ["age-outside"]),
        (None, 0.5, []),
    ],
)
def test_age(declared: float | None, macro: float, expected: list[str]) -> None:
    assert codes(model({"Age": macro}, age=declared)) == expected


def test_the_policy_says_which_ages_and_tolerances() -> None:
    old = model({"Age": 0.75}, age=57.5)
    policy = Policy(people=PeopleLimits(declared=(), ages=(20, 50)))
    (finding,) = check_people(old, policy, paths={"model/who": "inputs/models/who.mhm"})
    assert (finding.code, finding.path) == ("age-outside", "inputs/models/who.mhm")
    assert finding.message == "who: declared 57.5 years; the policy allows 20 to 50"
    loose = Policy(people=PeopleLimits(declared=(), gender=1, ethnicity=-1, age=100, skin_age=100, pure=2))
    wrong = model({"Gender": 1, "Age": 0.9} | shares(1, 0, 0), gender="female", ethnicity="asian", age=20)
    assert codes(wrong) == ["gender-contradicts", "ethnicity-contradicts", "age-contradicts"]
    assert codes(wrong, loose) == []


SKIN = "skins/{0}/{0}.mhmat"


@pytest.mark.parametrize(
    ("skin", "wrong"),
    [
        ("young_asian_female", ""),
        ("middleage_asian_female", ""),  # 34 years: within ten of 40
        ("old_asian_female", "age is 34.0 years"),
        ("young_asian_male", "gender is 0"),
        ("young_caucasian_female2", "caucasian is 0 of the person"),
        ("old_african_male", "gender is 0 (declared; female 0, male 1); african is 0 of the person"),
        ("my_own_skin", ""),
    ],
)
def test_a_skin_for_somebody_else(skin: str, wrong: str) -> None:
    macros = {"Gender": 0, "Age": 0.5 + 9 / 130} | shares(0, 1, 0)
    models = model(macros, skin=SKIN.format(skin), gender="female", ethnicity="asian", age=34.0)
    findings = check_people(models, FREE, paths={})
    assert [finding.code for finding in findings] == ["skin-contradicts"] * bool(wrong)
    assert all(wrong in finding.message for finding in findings)


def test_where_nothing_is_declared_a_skin_is_compared_with_the_macros() -> None:
    macros = {"Gender": 1, "Age": 0.75} | shares(0.1, 0.5, 0.4)
    assert codes(model(macros, skin=SKIN.format("middleage_caucasian_male"))) == []
    (finding,) = check_people(model(macros, skin=SKIN.format("young_african_female")), FREE, paths={})
    assert all(
        f"{text} (measured" in finding.message for text in ("gender is 1", "african is 0.1 of the person", "57.5 years")
    )


def test_between_the_genders_either_skin_may_be_worn() -> None:
    for skin in ("young_asian_female", "young_asian_male"):
        assert codes(model({"Gender": 0.4}, skin=SKIN.format(skin), gender=0.4, ethnicity="asian")) == [
            "ethnicity-contradicts"
        ]


def test_words_of_a_skins_name() -> None:
    assert skin_words("SKINS\\Old_Black_Female\\x.mhmat") == {"gender": "female", "ethnicity": "black", "age": "old"}
    assert skin_words("skins/female_male/bold_asian.mhmat") == {"ethnicity": "asian"}
    assert skin_words(None) == {}


def test_what_nobody_declared_is_one_finding() -> None:
    (finding,) = check_people(model({}, gender=0.5), Policy(), paths={})
    assert (finding.code, finding.severity) == ("undeclared", "warning")
    assert finding.message == "who: ethnicity, age, skin tone not declared"
    assert codes(model({}, gender=0.5), Policy(people=PeopleLimits(declared=("gender",)))) == []


def test_the_suite_is_what_it_declares() -> None:
    assert codes({model.id: model for model in find_models("*")}, Policy()) == []


@pytest.mark.parametrize(
    "population",
    [
        Population(11),
        Population(12, balance=("gender", "ethnicity", "age", "skin_tone"), ages=(18, 75)),
        Population(13, gender="continuous", prevalence={"palsy": 0.3, "asymmetry": 0.3, "scars": 0.3, "vitiligo": 0.3}),
    ],
    ids=["plain", "crossed", "continuous"],
)
def test_sampled_people_are_what_they_declare(population: Population) -> None:
    models = {}
    for slot in itertools.islice(slots(population), 200):
        person = draw(slot, seed=population.seed, attempt=0)
        who = Demographics(
            person.gender, person.ethnicity, person.mixture, float(person.age), person.skin_tone, person.conditions
        )
        models[person.name] = parse_mhm(mhm_text(person).encode(), path=Path("x.mhm"), demographics=who)
    assert len(models) == 200
    assert codes(models, Policy()) == []
    others = itertools.cycle(models.values())
    next(others)
    swapped = {name: replace(one, demographics=next(others).demographics) for name, one in models.items()}
    assert {"ethnicity-contradicts", "gender-contradicts", "age-contradicts"} <= set(codes(swapped, Policy()))


@pytest.fixture(scope="module")
def published() -> ModuleType:
    if not SIM2REAL.exists():
        pytest.skip("../shared is not here")
    spec = importlib.util.spec_from_file_location("published", ROOT / "tests/validation/published.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def about(findings: list[Finding], name: str) -> dict[str, str]:
    return {finding.code: finding.message for finding in findings if finding.path == name}


def test_what_is_known_of_the_published_models_is_found(published: ModuleType) -> None:
    """The list of shared/facts/makehuman-models.md, found by other people by reading the files."""
    models = published.published_models(SIM2REAL)
    assert len(models) == 16
    findings = published.model_findings(models)
    assert "caucasian 1, african 0, asian 0" in about(findings, "man3_mix")["ethnicity-contradicts"]
    assert re.search(
        r"declared 'african'.*asian 0\.473, african 0\.434", about(findings, "Women1_Afr")["ethnicity-contradicts"]
    )
    skin = about(findings, "Man1_Asi")["skin-contradicts"]
    assert "young_caucasian_male" in skin and "caucasian is 0 of the person" in skin
    skin = about(findings, "women1_Mix")["skin-contradicts"]
    assert "old_caucasian_male" in skin and "gender is 0" in skin and "caucasian is 0.105" in skin
    contradicting = {f.path for f in findings if f.code == "ethnicity-contradicts"}
    assert contradicting == {"man3_mix", "Women1_Afr", "Man1_Asi"}
    assert not [f for f in findings if f.code in ("gender-contradicts", "age-outside", "identity-near", "undeclared")]
    quiet = set(models) - {f.path for f in findings}
    assert quiet == {
        "man1_Afr",
        "man1_whi",
        "Man3_Asi",
        "Women1_Asi",
        "Women1_Whi",
        "Women2_Whi",
        "women3_Afr",
        "Women3_Asi",
    }


def test_the_page_has_the_tables_of_today(published: ModuleType) -> None:
    page = (ROOT / "docs/audit-people.md").read_text(encoding="utf-8")
    for line in published.tables(SIM2REAL):
        assert line in page
