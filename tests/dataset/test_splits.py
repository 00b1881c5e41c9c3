"""Splits on plain values: who is in which part, that it is the best there is, and the file they are kept in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.dataset.groups import parse_group
from synthgen.dataset.people import Contents, contents_of
from synthgen.dataset.splitfile import parse_split, read_split, text_of, write_split
from synthgen.dataset.splitkinds import (
    HELD_OUT,
    PARTS,
    HeldOutGroup,
    HeldOutSignals,
    Holdout,
    KFold,
    parse_models,
    parse_signals,
)
from synthgen.dataset.splits import Split, make_split, models_in
from synthgen.dataset.stratify import deal, shares
from synthgen.design import expand, read_design, resolve
from synthgen.errors import InputError

Triple = tuple[str, dict[str, Any], dict[str, Any]]
SIGNALS = {"glare": "anger", "gape": "anger", "squint": "confusion", "side_eye": "confusion", "jaw": None, "nod": None}


def person(name: str, **declared: Any) -> dict[str, Any]:
    """The model of a record, with what is declared of it."""
    return {"id": name, "gender": "undeclared", "ethnicity": "undeclared", "age": None, "skin_tone": None} | declared


def crossed(people: list[dict[str, Any]], signals: Mapping[str, str | None] = SIGNALS) -> list[Triple]:
    """Everybody does every signal, seen from two angles."""
    return [
        (f"{model['id']}__{signal}__{angle}", model, {"id": signal, "emotion": emotion})
        for model in people
        for signal, emotion in signals.items()
        for angle in ("frontal", "left")
    ]


@pytest.fixture(scope="module")
def suite() -> Contents:
    """The paper's 24 models × 21 signals × 9 angles, as the built-in design declares them."""
    design = read_design("sim2real")
    inputs = resolve(design)
    said = {model.id: model.demographics for model in inputs.models}
    people = {
        name: person(name, gender=d.gender, ethnicity=d.ethnicity, age=d.age, skin_tone=d.skin_tone)
        for name, d in said.items()
    }
    cells = [cell for unit in expand(design, inputs) for cell in unit.cells]
    assert len(cells) == 4536
    return contents_of((cell.clip, people[cell.model], {"id": cell.signal, "emotion": cell.emotion}) for cell in cells)


def models(contents: Contents, split: Split) -> dict[str, set[str]]:
    return {part: {contents.clips[clip][0] for clip in clips} for part, clips in split.parts.items()}


def check_partition(contents: Contents, split: Split) -> None:
    """Every clip is in one place, and what is kept apart is."""
    everywhere = [*split.left_out, *(clip for clips in split.parts.values() for clip in clips)]
    assert sorted(everywhere) == sorted(contents.clips)
    assert split.complete == (not split.left_out)
    for what, place in (("model", 0), ("signal", 1)):
        if what in split.disjoint:
            inside = [{contents.clips[clip][place] for clip in clips} for clips in split.parts.values()]
            assert not any(one & other for one, other in combinations(inside, 2))
    assert all(list(clips) == sorted(clips) and clips for clips in split.parts.values())


def test_the_papers_split_is_3591_and_945_clips(suite: Contents) -> None:
    split = make_split(suite, Holdout(parse_models(None, 24, PARTS)), name="paper")
    assert {part: len(clips) for part, clips in split.parts.items()} == {"train": 3591, "validation": 945}
    assert {part: len(people) for part, people in models(suite, split).items()} == {"train": 19, "validation": 5}
    assert (split.disjoint, split.complete, split.clips) == (("model",), True, 4536)
    check_partition(suite, split)


def test_a_split_is_the_same_on_every_machine_and_another_for_another_seed(suite: Contents) -> None:
    def held(seed: int) -> set[str]:
        return models(suite, make_split(suite, Holdout((("train", 19), ("validation", 5))), name="x", seed=seed))[
            "validation"
        ]

    assert held(0) == {
        "female_african_1", "female_caucasian_2", "female_hispanic_3", "male_asian_3", "male_hispanic_2"
    }  # fmt: skip
    assert len({frozenset(held(seed)) for seed in range(4)}) == 4


def test_no_five_models_are_more_like_the_other_nineteen(suite: Contents) -> None:
    """Against all 42504 fives: the two sums of squares, computed from a table of who counts where."""
    people = [said[0] for said in suite.people.values()]
    columns: list[list[list[float]]] = [[], []]
    for turn, keys in enumerate(
        (
            (lambda p: p.gender, lambda p: p.ethnicity, lambda p: (p.gender, p.ethnicity)),
            (lambda p: [p.age >= edge for edge in (30, 45, 60)], lambda p: [p.skin_tone >= edge for edge in (4, 7)]),
        )
    ):
        for key in keys:
            values = [key(one) for one in people]
            levels = {str(value) for value in values}
            columns[turn] += [[float(str(value) == level) for value in values] for level in sorted(levels)]
    fives = np.array(list(combinations(range(24), 5)))

    def sums(table: list[list[float]]) -> np.ndarray:
        counts = np.array(table)[:, fives].sum(-1)
        whole = np.array(table).sum(-1)[:, None]
        off = ((counts / 5 - whole / 24) ** 2 + ((whole - counts) / 19 - whole / 24) ** 2).sum(0)
        return np.round(off, 9)

    both = list(zip(sums(columns[0]).tolist(), sums(columns[1]).tolist(), strict=True))
    index = {one.id: place for place, one in enumerate(people)}
    place = {tuple(five): number for number, five in enumerate(fives.tolist())}
    for seed in range(3):
        part = deal(people, {"train": 19, "validation": 5}, seed=seed)
        five = tuple(sorted(index[name] for name in part if part[name] == "validation"))
        assert both[place[five]] == min(both)


def test_five_folds_hold_everybody_once(suite: Contents) -> None:
    split = make_split(suite, KFold(5), name="cv")
    assert [len(clips) for clips in split.parts.values()] == [945, 945, 945, 945, 756]
    check_partition(suite, split)
    assert split.others("fold5") == tuple(sorted(clip for fold in range(1, 5) for clip in split.parts[f"fold{fold}"]))
    for people in models_in(suite, split).values():
        assert all(
            abs(share - 0.5) <= 0.1 + 1e-9 for (factor, _), share in shares(people).items() if factor == "gender"
        )


def test_by_lot_is_less_even_than_stratified(suite: Contents) -> None:
    everybody = [said[0] for said in suite.people.values()]
    whole = shares(everybody)

    def off(*, stratified: bool) -> float:
        total = 0.0
        for seed in range(8):
            split = make_split(suite, KFold(4, stratified), name="x", seed=seed)
            check_partition(suite, split)
            for people in models_in(suite, split).values():
                own = shares(people)
                total += sum((own.get(key, 0) - share) ** 2 for key, share in whole.items())
        return total

    assert off(stratified=True) < 0.5 * off(stratified=False)


genders = st.sampled_from(["female", "male", "undeclared"]) | st.floats(0, 1)
ethnicities = st.sampled_from(["african", "asian", "undeclared", "élan"]) | st.dictionaries(
    st.sampled_from(["african", "asian", "caucasian"]), st.floats(0, 1), min_size=1
)


@st.composite
def crowds(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(2, 14))
    return [
        person(
            f"m{number}",
            gender=draw(genders),
            ethnicity=draw(ethnicities),
            age=draw(st.none() | st.floats(0, 120)),
            skin_tone=draw(st.none() | st.integers(1, 10)),
            conditions=draw(st.sampled_from([{}, {"palsy": {}}, {"vitiligo": 0.3, "scars": []}])),
        )
        for number in range(count)
    ]


@settings(deadline=None, max_examples=60)
@given(crowds(), st.integers(0, 2**63 - 1), st.data())
def test_any_split_is_disjoint_whole_and_blind_to_order(people: list[dict[str, Any]], seed: int, data: Any) -> None:
    triples = crossed(people)
    count = len(people)
    first = data.draw(st.integers(1, count - 1))
    kind = data.draw(
        st.sampled_from(
            [
                Holdout((("train", first), ("validation", count - first)), data.draw(st.booleans())),
                KFold(data.draw(st.integers(2, count)), data.draw(st.booleans())),
                HeldOutSignals(1),
                HeldOutSignals(("gape", "nod"), (("train", first), ("held_out", count - first))),
            ]
        )
    )
    contents = contents_of(triples)
    split = make_split(contents, kind, name="x", seed=seed)
    check_partition(contents, split)
    shuffled = contents_of(data.draw(st.permutations(triples)))
    assert text_of(make_split(shuffled, kind, name="x", seed=seed)) == text_of(split)
    assert parse_split(text_of(split)) == (split, split.complete)
    if isinstance(kind, Holdout | KFold):
        sizes = [len(inside) for inside in models(contents, split).values()]
        assert sizes == [first, count - first] if isinstance(kind, Holdout) else max(sizes) - min(sizes) <= 1


ADA = person("ada", gender="female", ethnicity="african", age=61.0, skin_tone=9)
BEN = person("ben", gender="male", ethnicity={"caucasian": 0.6, "asian": 0.4}, age=30, skin_tone=3)
CAT = person(
    "cat", gender=0.3, ethnicity={"asian": 0.5, "african": 0.5}, age=59.5, conditions={"palsy": {"side": "left"}}
)
DAN = person("dan")


@pytest.mark.parametrize(
    ("conditions", "held_out", "left_out"),
    [
        ("ethnicity!=caucasian", "ada cat", "dan"),
        ("ethnicity=african", "ada cat", "dan"),
        ("ethnicity=caucasian|asian", "ben cat", "dan"),
        ("ethnicity=undeclared", "dan", ""),
        ("gender=female", "ada cat", "dan"),
        ("gender != male", "ada cat", "dan"),
        ("gender>=0.3", "ben cat", "dan"),
        ("gender=0.3", "cat", "dan"),
        ("age>=60", "ada", "dan"),
        ("age<60", "ben cat", "dan"),
        ("age=30|61", "ada ben", "dan"),
        ("skin_tone>=7", "ada", "cat dan"),
        ("skin_tone > 3 , age>=60", "ada", "dan"),  # ben is not, whatever cat's tone; cat is not by age
        ("gender=female,skin_tone<=9", "ada", "cat dan"),
        ("condition=palsy", "cat", ""),
        ("condition!=none", "cat", ""),
        ("model=ada|dan", "ada dan", ""),
        ("model!=ada", "ben cat dan", ""),
    ],
)
def test_a_group_is_held_out_and_who_cannot_be_told_is_left_out(conditions: str, held_out: str, left_out: str) -> None:
    contents = contents_of(crossed([ADA, BEN, CAT, DAN]))
    split = make_split(contents, HeldOutGroup(parse_group(conditions)), name="x")
    check_partition(contents, split)
    assert models(contents, split)["held_out"] == set(held_out.split())
    assert {contents.clips[clip][0] for clip in split.left_out} == set(left_out.split())
    assert str(parse_group(str(parse_group(conditions)))) == str(parse_group(conditions)) == conditions.replace(" ", "")


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ("", "'' is no condition"),
        ("age", "'age' is no condition"),
        ("age=>60", "is no condition"),
        ("age==60", "is no condition"),
        ("agee>=60", "Did you mean 'age'"),
        ("__class__=x", "none of gender, ethnicity"),
        ("age>=old", "expected a number from 0 to 120"),
        ("age>=1e1", "expected a number"),
        ("skin_tone>=11", "from 1 to 10"),
        ("gender=woman", "female, male, undeclared"),
        ("ethnicity>=3", "compares one number"),
        ("age>=3|4", "compares one number"),
        ("condition=hiccups", "expected one of asymmetry"),
        ("model=ada|", "expected a name"),
        ("ethnicity=affrican", "Did you mean 'african'"),
        ("model=eve", "there is no model 'eve' in the dataset; there are ada, ben, cat, dan"),
        ("age>=100", "nobody is of the group; the dataset has 4 models, and of 1 it is not declared"),
        ("age>=1", "nobody is left to train on"),
    ],
)
def test_a_group_that_means_nothing_is_refused(conditions: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        make_split(contents_of(crossed([ADA, BEN, CAT, DAN])), HeldOutGroup(parse_group(conditions)), name="x")
    assert message in str(caught.value)


def test_signals_are_held_out_of_every_emotion_or_by_name() -> None:
    contents = contents_of(crossed([ADA, BEN, CAT]))
    split = make_split(contents, HeldOutSignals(1), name="x")
    check_partition(contents, split)
    held = {contents.clips[clip][1] for clip in split.parts["held_out"]}
    assert sorted(SIGNALS[name] or "none" for name in held) == ["anger", "confusion", "none"]
    assert held != {
        contents.clips[clip][1] for clip in make_split(contents, HeldOutSignals(1), name="x", seed=1).parts["held_out"]
    }
    named = make_split(contents, HeldOutSignals(parse_signals("nod, gape")), name="x")
    assert {contents.clips[clip][1] for clip in named.parts["held_out"]} == {"gape", "nod"}
    both = make_split(contents, HeldOutSignals(1, (("train", 2), ("held_out", 1))), name="x")
    check_partition(contents, both)
    assert (len(both.parts["train"]), len(both.parts["held_out"]), len(both.left_out)) == (12, 6, 18)
    assert both.disjoint == ("model", "signal")


@pytest.mark.parametrize(
    ("signals", "message"),
    [
        (2, "'anger' has 2, and one has to be left"),
        (("gap",), "there is no signal 'gap' in the dataset; there are gape, glare, jaw, nod, side_eye, squint"),
        (tuple(sorted(SIGNALS)), "none is left to train on"),
    ],
)
def test_signals_that_leave_nothing_are_refused(signals: int | tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        make_split(contents_of(crossed([ADA, BEN])), HeldOutSignals(signals), name="x")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "count", "names", "expected"),
    [
        (None, 24, PARTS, {"train": 19, "validation": 5}),
        (None, 12, PARTS, {"train": 10, "validation": 2}),  # 9.5 and 2.5: the first of equal remainders
        (None, 2, PARTS, {"train": 1, "validation": 1}),
        (None, 100, HELD_OUT, {"train": 79, "held_out": 21}),
        ("14,5,5", 24, PARTS, {"train": 14, "validation": 5, "test": 5}),
        (".7,.15,.15", 10, PARTS, {"train": 7, "validation": 2, "test": 1}),
        ("0.98,0.01,0.01", 5, PARTS, {"train": 3, "validation": 1, "test": 1}),
    ],
)
def test_numbers_and_shares_of_models(text: str | None, count: int, names: tuple[str, ...], expected: Any) -> None:
    assert dict(parse_models(text, count, names)) == expected


@pytest.mark.parametrize(
    ("text", "count", "message"),
    [
        ("19,6", 24, "adds up to 25; the dataset has 24 models"),
        ("24,0", 24, "every part needs one"),
        ("24", 24, "expected 2 to 3 numbers"),
        ("1,1,1,1", 4, "expected 2 to 3 numbers"),
        ("0.5,0.4", 24, "shares that add up to 1"),
        ("many,few", 24, "expected whole numbers"),
        (None, 1, "1 model cannot be in 2 parts"),
    ],
)
def test_numbers_of_models_that_do_not_fit_are_refused(text: str | None, count: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_models(text, count, PARTS)
    assert message in str(caught.value)


def test_more_folds_than_models_are_refused() -> None:
    contents = contents_of(crossed([ADA, BEN]))
    for folds in (1, 3):
        with pytest.raises(InputError, match=f"{folds} folds of 2 models; expected 2 or more, with a model each"):
            make_split(contents, KFold(folds), name="x")
    assert make_split(contents, KFold(2), name="x").complete


def test_a_part_without_a_clip_is_refused() -> None:
    """A dataset that is not finished: ada does only what is held out, ben only the rest."""
    triples = [
        clip
        for clip in crossed([ADA, BEN], {"glare": None, "gape": None})
        if (clip[1] is ADA) == (clip[2]["id"] == "gape")
    ]
    sizes = (("train", 1), ("held_out", 1))
    contents = contents_of(triples)
    outcomes = set()
    for seed in range(8):
        try:
            outcomes.add(len(make_split(contents, HeldOutSignals(("gape",), sizes), name="x", seed=seed).left_out))
        except InputError as error:
            assert "no clip would be in 'train'" in str(error)
            outcomes.add("refused")
    assert outcomes == {0, "refused"}


def test_records_that_contradict_each_other_are_refused() -> None:
    triples = crossed([ADA, BEN])
    clip, model, signal = triples[0]
    for wrong, message in (
        ((clip, model | {"age": 20}, signal), "model 'ada' contradict"),
        ((clip, model, signal | {"emotion": "joy"}), "signal 'glare' contradict"),
    ):
        contents = contents_of([*triples[1:], wrong])
        assert contents.sha256 == contents_of([wrong, *triples[1:]]).sha256 != contents_of(triples).sha256
        with pytest.raises(InputError, match=message):
            make_split(contents, KFold(2), name="x")


def test_a_record_without_a_person_is_refused() -> None:
    with pytest.raises(InputError, match="record of clip 'a' is none of a manifest"):
        contents_of([("a", {}, {"id": "glare", "emotion": None})])


def test_no_clips_no_split() -> None:
    with pytest.raises(InputError, match="no clips to split"):
        make_split(contents_of([]), KFold(2), name="x")


def test_older_contents_are_found_in_a_grown_dataset() -> None:
    before, after = contents_of(crossed([ADA, BEN])), contents_of(crossed([ADA, BEN, CAT]))
    assert after.only(before.clips).sha256 == before.sha256 != after.sha256


@pytest.fixture
def made() -> Split:
    return make_split(contents_of(crossed([ADA, BEN, CAT])), KFold(3), name="cv", seed=7, root_hash="0" * 64)


def test_a_file_says_everything(made: Split) -> None:
    value = json.loads(text_of(made))
    assert list(value) == [
        "format", "name", "kind", "seed", "settings", "root_hash", "contents_sha256", "disjoint", "complete", "parts",
        "left_out",
    ]  # fmt: skip
    assert (value["format"], value["kind"], value["seed"]) == ("1.0", "kfold", 7)
    assert value["settings"] == {"folds": 3, "stratified": True}
    assert {part: len(clips) for part, clips in value["parts"].items()} == {"fold1": 12, "fold2": 12, "fold3": 12}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "2.0"}, "'format' is '2.0'; expected 1.0"),
        ({"extra": 1}, "'extra' is no key of a split"),
        ({"seed": None}, "'seed' is missing"),
        ({"seed": True}, "'seed' is True"),
        ({"seed": -1}, "'seed' is -1"),
        ({"name": "../x"}, "'name' is '../x'"),
        ({"kind": "random"}, "'kind' is 'random'"),
        ({"kind": ["kfold"]}, "'kind' is"),
        ({"kind": "holdout"}, "'settings' of a holdout split"),
        ({"settings": {"folds": 1, "stratified": True}}, "'settings.folds' is 1"),
        ({"settings": {"folds": 3, "stratified": "yes"}}, "'settings.stratified' is 'yes'"),
        ({"contents_sha256": "abc"}, "'contents_sha256' is 'abc'"),
        ({"disjoint": ["signal"]}, "'disjoint' is ['signal']; expected model, which its settings keep apart"),
        ({"complete": 1}, "'complete' is 1"),
        ({"parts": {"fold1": []}}, "expected two or more parts"),
        ({"parts": {"a": [], "left_out": []}}, "expected two or more parts"),
        ({"parts": {"a": [], "<b>": []}}, "a name under 'parts' is '<b>'"),
        ({"parts": {"a": [1], "b": []}}, "'a' is [1]; expected a list of clip ids"),
        ({"left_out": ["\ud800"]}, "is no JSON"),
    ],
)
def test_a_file_that_is_no_split_is_refused(made: Split, change: dict[str, Any], message: str) -> None:
    value = json.loads(text_of(made)) | change
    with pytest.raises(InputError) as caught:
        parse_split(json.dumps(value).encode())
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [b"", b"\xff", b"[]", b"7", b"NaN", b"[" * 100_000, b'{"format": "1.0"}', b'{"parts": 1, "parts": 2}', b"1" * 5000],
)
def test_what_is_no_json_object_is_refused(source: bytes) -> None:
    with pytest.raises(InputError):
        parse_split(source)


def test_a_name_is_taken_once(made: Split, tmp_path: Path) -> None:
    path = tmp_path / "cv.json"
    assert write_split(made, path)
    assert read_split(path) == made
    before = path.stat().st_mtime_ns
    assert not write_split(made, path)
    assert path.stat().st_mtime_ns == before
    other = replace(made, seed=8)
    with pytest.raises(InputError, match="is another split"):
        write_split(other, path)
    assert read_split(path) == made
    assert write_split(other, path, force=True)
    assert read_split(path).seed == 8
    assert [file.name for file in tmp_path.iterdir()] == ["cv.json"]


def test_a_reader_refuses_a_clip_in_two_parts(made: Split, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    parts = made.parts | {"fold2": (*made.parts["fold2"], made.parts["fold1"][0])}
    path.write_bytes(text_of(replace(made, parts=parts)))
    with pytest.raises(InputError, match="is in fold1 and fold2"):
        read_split(path)
    path.write_bytes(text_of(made).replace(b'"complete": true', b'"complete": false'))
    with pytest.raises(InputError, match="'complete' is False"):
        read_split(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_split(tmp_path / "nowhere.json")
