"""Who is somebody else again: distances worked out by hand, copies in disguise, and people who are nobody's copy."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from synthgen.audit.identities import check_identities, coordinates, nearest
from synthgen.audit.limits import PeopleLimits
from synthgen.audit.policy import Policy
from synthgen.human.library import find_models
from synthgen.human.mhm import Model, parse_mhm
from synthgen.population.mhmtext import mhm_text
from synthgen.population.roster import Population, slots
from synthgen.population.sampling import draw

Modifiers = Sequence[tuple[str, float]]


def parsed(text: str, name: str = "x") -> Model:
    return parse_mhm(text.encode(), path=Path(f"{name}.mhm"))


def model(*modifiers: tuple[str, float]) -> Model:
    return parsed("version v1.2.0\n" + "\n".join(f"modifier {name} {value:.6f}" for name, value in modifiers))


def sampled(count: int, population: Population, attempt: int = 0) -> dict[str, Model]:
    people = (draw(slot, seed=population.seed, attempt=attempt) for slot in itertools.islice(slots(population), count))
    return {person.name: parsed(mhm_text(person), person.name) for person in people}


@pytest.fixture(scope="module")
def thousand() -> dict[str, Model]:
    return sampled(1000, Population(7))


def jittered(one: Model, by: float, rng: random.Random) -> Model:
    return model(*((name, value + rng.uniform(-by, by)) for name, value in one.modifiers))


def apart(one: Modifiers, other: Modifiers) -> float:
    return nearest({"a": model(*one), "b": model(*other)})["a"].distance


ONE_SPREAD = (1 / 202) ** 0.5  # one of the 101 modifiers differs by its spread


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ([("nose/nose-hump-decr|incr", 0.1)], [("nose/nose-hump-decr|incr", 0.46)], ONE_SPREAD),
        ([], [("cheek/l-cheek-bones-decr|incr", 0.34), ("cheek/r-cheek-bones-decr|incr", 0.34)], ONE_SPREAD),
        ([], [("asym/asym-jaw-1-l|r", -0.6)], ONE_SPREAD),
        ([], [("custom/my-nose", 0.4)], 2 * ONE_SPREAD),
        ([], [("chin/chin-width-decr|incr", 7)], ONE_SPREAD / 0.34),  # MakeHuman takes it as 1
        ([("macrodetails/Gender", 0)], [("macrodetails/Gender", 1)], 1.35),
        ([("macrodetails/Gender", 1)], [], 0.675),
        (
            [("macrodetails/African", 1), ("macrodetails/Asian", 0), ("macrodetails/Caucasian", 0)],
            [("macrodetails/African", 0), ("macrodetails/Asian", 1), ("macrodetails/Caucasian", 0)],
            0.85 * 2**0.5,
        ),
        ([("macrodetails/Age", 0.3)], [("macrodetails/Age", 0.9)], 0),
        ([("torso/torso-vshape-decr|incr", 0.3), ("macrodetails-universal/Weight", 0.9)], [], 0),
    ],
)
def test_the_distance_is_that_of_the_page(one: Modifiers, other: Modifiers, distance: float) -> None:
    assert apart(one, other) == pytest.approx(distance, abs=1e-9)
    assert apart(other, one) == pytest.approx(distance, abs=1e-9)


def test_the_nearest_is_the_nearest_of_all(thousand: dict[str, Model]) -> None:
    some = dict(list(thousand.items())[:600])  # more than are looked at in one go
    ids = sorted(some)
    points = coordinates([some[name] for name in ids])
    table = np.array([np.linalg.norm(points - point, axis=1) for point in points])
    np.fill_diagonal(table, np.inf)
    for name, neighbour in nearest(some).items():
        row = ids.index(name)
        assert neighbour.distance == pytest.approx(table[row].min())
        assert neighbour.id == ids[table[row].argmin()]
    for name, neighbour in nearest(some, earlier=True).items():
        row = ids.index(name)
        assert neighbour.distance == pytest.approx(table[row, :row].min()) and neighbour.id < name
    assert set(nearest(some, earlier=True)) == set(ids[1:])


def test_strangers_are_about_1_apart(thousand: dict[str, Model]) -> None:
    group = [model for name, model in thousand.items() if name.startswith("male_asian")]
    points = coordinates(group)
    between = [np.linalg.norm(a - b) for a, b in itertools.combinations(points, 2)]
    assert 0.93 < np.mean(between) < 1.05


def test_nobody_of_a_thousand_is_near_another(thousand: dict[str, Model]) -> None:
    assert check_identities(thousand, Policy(), paths={}) == []
    continuous = sampled(300, Population(3, gender="continuous", prevalence={"asymmetry": 0.5}))
    assert check_identities(continuous, Policy(), paths={}) == []
    suite = {model.id: model for model in find_models("*")}
    assert check_identities(suite, Policy(), paths={}) == []


def test_a_copy_with_everything_jittered_is_near(thousand: dict[str, Model]) -> None:
    rng = random.Random(0)
    for name in list(thousand)[:40]:
        models = {name: thousand[name], f"zz_{name}": jittered(thousand[name], 0.02, rng)}
        paths = {f"model/{key}": f"inputs/models/{key}.mhm" for key in models}
        (finding,) = check_identities(models, Policy(), paths=paths)
        assert (finding.code, finding.severity) == ("identity-near", "warning")
        assert finding.path == f"inputs/models/zz_{name}.mhm"
        assert f"inputs/models/{name}.mhm" in finding.message


def test_a_copy_is_found_among_a_thousand(thousand: dict[str, Model]) -> None:
    name = list(thousand)[700]
    models = thousand | {"zz": jittered(thousand[name], 0.02, random.Random(2))}
    (finding,) = check_identities(models, Policy(), paths={"model/zz": "zz.mhm"})
    assert finding.path == "zz.mhm" and f"from {name} (" in finding.message


def test_another_draw_of_the_same_person_is_not_near() -> None:
    first, second = sampled(40, Population(9)), sampled(40, Population(9), attempt=1)
    models = first | {f"{name}_again": model for name, model in second.items()}
    assert check_identities(models, Policy(), paths={}) == []


def disguised(text: str) -> dict[str, str]:
    lines = text.splitlines()
    modifiers = [line for line in lines if line.startswith("modifier")]
    rest = [line for line in lines if not line.startswith("modifier")]
    return {
        "whitespace": text.replace("modifier ", "modifier   ").replace("\n", "\r\n"),
        "order": "\n".join([*rest[:-1], *reversed(modifiers), rest[-1]]),
        "names": text.replace("uuid ", "uuid 00000000-").replace("name ", "name somebody_"),
        "camera": text.replace("camera 0.0", "camera 90.0"),
        "clothes": text.replace(
            "clothesHideFaces True", "clothes suit01 1234\nhair long01 567\nclothesHideFaces False"
        ),
        "skin": text.replace("skinMaterial skins/", "skinMaterial other/"),
        "zeros": text.replace("eyelashes ", "modifier head/head-square 0.0\neyelashes ", 1),
        "digits": text.replace(
            "modifier nose/nose-hump-decr|incr ",
            "modifier nose/nose-hump-decr|incr 0.9\nmodifier nose/nose-hump-decr|incr ",
        ),
    }


@pytest.mark.parametrize("how", ["whitespace", "order", "names", "camera", "clothes", "skin", "zeros", "digits"])
def test_the_same_body_in_another_file_is_a_duplicate(how: str) -> None:
    text = mhm_text(draw(next(slots(Population(4))), seed=4, attempt=0))
    other = disguised(text)[how]
    assert other != text
    models = {"first": parsed(text), "second": parsed(other), "third": parsed(text)}
    findings = check_identities(models, Policy(), paths={"model/first": "a.mhm", "model/second": "b.mhm"})
    assert [finding.code for finding in findings] == ["identity-duplicated"] * 2
    assert findings[0].path == "b.mhm" and "a.mhm" in findings[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("macrodetails/Age ", "macrodetails/Age 0.8\n#"),
        ("macrodetails-universal/Weight ", "macrodetails-universal/Weight 0.9\n#"),
        ("nose/nose-hump-decr|incr ", "nose/nose-hump-decr|incr 0.5\n#"),
        ("macrodetails/Age ", "hip/hip-waist-down|up 0.4\nmodifier macrodetails/Age "),
    ],
)
def test_the_same_face_older_or_heavier_or_with_another_nose_is_near(old: str, new: str) -> None:
    text = mhm_text(draw(next(slots(Population(4))), seed=4, attempt=0))
    models = {"first": parsed(text), "second": parsed(text.replace(f"modifier {old}", f"modifier {new}"))}
    assert [finding.code for finding in check_identities(models, Policy(), paths={})] == ["identity-near"]


def test_modifiers_without_a_target_tell_nobody_apart() -> None:
    text = mhm_text(draw(next(slots(Population(4))), seed=4, attempt=0))
    made_up = [f"nose/made-up-{number}" for number in range(40)]
    other = text.replace("eyelashes ", "".join(f"modifier {name} 1\n" for name in made_up) + "eyelashes ", 1)
    models = {"first": parsed(text), "second": parsed(other)}
    assert check_identities(models, Policy(), paths={}) == []
    found = check_identities(models, Policy(), paths={}, without_target=made_up)
    assert [finding.code for finding in found] == ["identity-duplicated"]


def test_however_many_copies_there_are_each_is_reported_once(thousand: dict[str, Model]) -> None:
    rng = random.Random(1)
    one = next(iter(thousand.values()))
    models = {f"copy_{number:03}": jittered(one, 0.02, rng) for number in range(300)}
    assert len(check_identities(models, Policy(), paths={})) == 299


def test_the_policy_says_what_is_near(thousand: dict[str, Model]) -> None:
    some = dict(list(thousand.items())[:50])
    assert len(check_identities(some, Policy(people=PeopleLimits(near=9)), paths={})) == 49


def test_nobody_and_one_have_no_neighbour() -> None:
    assert nearest({}) == {} and check_identities({}, Policy(), paths={}) == []
    assert nearest({"only": model()}) == {}


def test_many_names_that_nobody_knows_take_no_memory() -> None:
    strange = {f"m{k:02}": model(*((f"custom/{k}-{n}", 1.0) for n in range(200))) for k in range(20)}
    assert coordinates(list(strange.values())).shape[1] < 1300
