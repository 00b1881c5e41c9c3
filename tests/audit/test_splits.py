"""What the audit says of splits: nothing of sound ones, and of every kind of fault its own code, at the right clip."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.limits import SplitLimits
from synthgen.audit.policy import Policy
from synthgen.audit.splits import Splits, SplitSummary, check_splits
from synthgen.dataset.groups import parse_group
from synthgen.dataset.people import contents_of
from synthgen.dataset.splitfile import text_of
from synthgen.dataset.splitkinds import HeldOutGroup, HeldOutSignals, Holdout, KFold, Settings
from synthgen.dataset.splits import make_split
from synthgen.jsontext import json_value
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, codes
from synthgen.reader.tree import scan

SIGNALS = {"gape": "anger", "glare": "anger", "side_eye": "confusion", "squint": "confusion"}
SIZES = (("train", 6), ("validation", 2))
KINDS: dict[str, Settings] = {
    "holdout": Holdout(SIZES),
    "folds": KFold(4),
    "older": HeldOutGroup(parse_group("age>=60")),
    "signals": HeldOutSignals(1),
    "both": HeldOutSignals(("gape",), (("train", 6), ("held_out", 2))),
}


def people(count: int = 8) -> list[dict[str, Any]]:
    """Women and men in turn, four ethnicities, ages from 20 in steps of 7, all ten tones in turn."""
    return [
        {
            "id": f"m{number}",
            "gender": ("female", "male")[number % 2],
            "ethnicity": ("african", "asian", "caucasian", {"asian": 0.5, "african": 0.5})[number // 2 % 4],
            "age": 20.0 + 7 * number,
            "skin_tone": number % 10 + 1,
        }
        for number in range(count)
    ]


def rows_of(models: list[dict[str, Any]]) -> list[Entry]:
    """The rows of everybody doing every signal, seen from one angle; only what splits ask for is filled in."""
    rest: dict[str, Any] = dict.fromkeys(Entry.__slots__)
    return [
        Entry(
            **rest
            | {
                "clip": f"{model['id']}__{signal}__frontal",
                "model": model,
                "signal": {"id": signal, "emotion": emotion},
            }
        )
        for model in models
        for signal, emotion in SIGNALS.items()
    ]


ROWS = rows_of(people())


def text(settings: Settings, rows: list[Entry] = ROWS, *, name: str, seed: int = 0) -> dict[str, Any]:
    """A split's file, as JSON values."""
    contents = contents_of((row.clip, row.model, row.signal) for row in rows)
    value: dict[str, Any] = json.loads(text_of(make_split(contents, settings, name=name, seed=seed)))
    return value


def audit(
    root: Path, files: dict[str, Any], rows: list[Entry] = ROWS, policy: Policy | None = None
) -> tuple[list[Finding], tuple[SplitSummary, ...]]:
    (root / "splits").mkdir(exist_ok=True)
    for name, value in files.items():
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        (root / "splits" / name).write_bytes(content)
    findings, splits = check_splits(scan(root), rows, policy or Policy())
    return findings, splits.summaries


def told(findings: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    return [(finding.code, finding.clip, finding.path) for finding in findings]


@pytest.mark.parametrize("seed", range(3))
def test_sound_splits_are_not_faulted(seed: int, tmp_path: Path) -> None:
    files = {f"{name}.json": text(settings, name=name, seed=seed) for name, settings in KINDS.items()}
    findings, summaries = audit(tmp_path, files, rows=ROWS[::-1])
    assert findings == []
    assert [summary.name for summary in summaries] == sorted(KINDS)
    json.dumps(json_value(summaries))


def test_a_dataset_without_splits(tmp_path: Path) -> None:
    assert check_splits(scan(tmp_path), ROWS, Policy()) == ([], Splits())


def test_a_summary_counts_clips_models_and_shares_of_people(tmp_path: Path) -> None:
    _, (summary,) = audit(tmp_path, {"older.json": text(KINDS["older"], name="older")})
    assert (summary.kind, summary.parts, summary.models) == (
        "group", {"train": 24, "held_out": 8}, {"train": 6, "held_out": 2}
    )  # fmt: skip
    shares = {(share.factor, share.level): (share.whole, share.parts) for share in summary.shares}
    assert shares["age", "60 and over"] == (0.25, {"train": 0.0, "held_out": 1.0})
    # the two oldest, m6 and m7, are mixtures: half asian, half african
    assert shares["ethnicity", "asian"] == (0.375, {"train": 0.333333, "held_out": 0.5})
    assert shares["gender", "male"] == (0.5, {"train": 0.5, "held_out": 0.5})
    assert not any(factor == "condition" for factor, _ in shares)


def move(value: dict[str, Any], clips: list[str], to: str) -> None:
    """Put clips into a part (or among those left out), as somebody with an editor does."""
    places = value["parts"] | {"left_out": value["left_out"]}
    for part, held in places.items():
        held[:] = sorted((set(held) - set(clips)) | (set(clips) if part == to else set()))


def of_model(value: dict[str, Any], model: str) -> list[str]:
    return [clip for clips in value["parts"].values() for clip in clips if clip.startswith(f"{model}__")]


def home(value: dict[str, Any], model: str) -> str:
    return next(part for part, clips in value["parts"].items() for clip in clips if clip.startswith(f"{model}__"))


def leak(value: dict[str, Any]) -> str:
    clip = value["parts"]["train"][5]
    move(value, [clip], "validation")
    return clip


def swap_models(value: dict[str, Any]) -> str:
    one = next(f"m{n}" for n in range(8) if home(value, f"m{n}") == "train")
    other = next(f"m{n}" for n in range(8) if home(value, f"m{n}") == "validation")
    clips, others = of_model(value, one), of_model(value, other)
    move(value, clips, "validation")
    move(value, others, "train")
    return min(clips + others)


def overlap(value: dict[str, Any]) -> str:
    clip: str = value["parts"]["train"][5]
    value["parts"]["validation"].append(clip)
    return clip


def twice(value: dict[str, Any]) -> str:
    clip: str = value["parts"]["train"][5]
    value["parts"]["train"].append(clip)
    return clip


def drop(value: dict[str, Any]) -> str:
    clip: str = value["parts"]["train"].pop(5)
    return clip


def leave_out(value: dict[str, Any]) -> str:
    clip: str = value["parts"]["train"][5]
    move(value, [clip], "left_out")
    return clip


def leave_out_openly(value: dict[str, Any]) -> str:
    value["complete"] = False
    return leave_out(value)


def invent(value: dict[str, Any]) -> str:
    value["parts"]["train"].append("eve__gape__frontal")
    return "eve__gape__frontal"


def change(**entries: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: value.update(entries)


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], str | None], str]] = {
    "a clip moved": (leak, "split-leak"),
    "nothing kept apart": (change(disjoint=[]), "split-unreadable"),
    "two models exchanged": (swap_models, "split-altered"),
    "another name": (change(name="mine"), "split-altered"),
    "by lot, it says": (change(settings={"models": dict(SIZES), "stratified": False}), "split-altered"),
    "other numbers": (change(settings={"models": {"train": 7, "validation": 2}, "stratified": True}), "split-altered"),
    "nothing left out, incomplete": (change(complete=False), "split-altered"),
    "a clip left out, openly": (leave_out_openly, "split-altered"),
    "a clip in two parts": (overlap, "split-overlap"),
    "a clip twice in a part": (twice, "split-overlap"),
    "a clip dropped": (drop, "split-incomplete"),
    "a clip left out": (leave_out, "split-incomplete"),
    "a clip invented": (invent, "split-unknown"),
    "other contents": (change(contents_sha256="0" * 64), "split-foreign"),
    "another format": (change(format="9.0"), "split-unreadable"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_code_and_its_clip(fault: str, tmp_path: Path) -> None:
    plant, code = FAULTS[fault]
    value = text(KINDS["holdout"], name="holdout")
    clip = plant(value)
    findings, _ = audit(tmp_path, {"holdout.json": value, "folds.json": text(KINDS["folds"], name="folds")})
    assert [(finding.code, finding.path) for finding in findings] == [(code, "splits/holdout.json")]
    if clip is not None:
        assert findings[0].clip == clip


def test_a_signal_in_two_parts_is_a_leak(tmp_path: Path) -> None:
    value = text(KINDS["both"], name="both")
    clip = next(clip for clip in value["left_out"] if "__gape__" in clip)
    move(value, [clip], "train")
    findings, _ = audit(tmp_path, {"both.json": value})
    assert told(findings) == [("split-leak", clip, "splits/both.json")]
    assert "signal 'gape' is in 2 parts" in findings[0].message


def test_many_faults_of_a_file_are_counted(tmp_path: Path) -> None:
    value = text(KINDS["holdout"], name="holdout")
    value["parts"]["train"] += [f"eve__{number:03}__frontal" for number in range(100)]
    findings, _ = audit(tmp_path, {"holdout.json": value})
    assert {finding.code for finding in findings} == {"split-unknown"}
    assert (len(findings), findings[-1].message) == (21, "80 more clips are not in the dataset")


def test_a_dataset_that_grew_leaves_its_splits_behind(tmp_path: Path) -> None:
    """New clips are in no part; whether the rest is as it was made can still be told."""
    grown = rows_of(people(9))
    value = text(KINDS["holdout"], name="holdout")
    findings, _ = audit(tmp_path, {"holdout.json": value}, grown)
    assert told(findings) == [("split-outdated", "m8__gape__frontal", "splits/holdout.json")]
    assert "4 more are in no part" in findings[0].message
    clip = swap_models(value)
    findings, _ = audit(tmp_path, {"holdout.json": value}, grown)
    assert told(findings)[1:] == [("split-altered", clip, "splits/holdout.json")]


def test_a_clip_that_is_gone_from_the_dataset_is_unknown(tmp_path: Path) -> None:
    files = {"holdout.json": text(KINDS["holdout"], name="holdout")}
    findings, summaries = audit(tmp_path, files, ROWS[1:])
    assert told(findings) == [("split-unknown", ROWS[0].clip, "splits/holdout.json")]
    assert sum(summaries[0].models.values()) == 8


def test_people_declared_anew_make_a_split_foreign(tmp_path: Path) -> None:
    """Also where one record of many says something else, and hashes were made to fit."""
    files = {"holdout.json": text(KINDS["holdout"], name="holdout")}
    older = [replace(row, model=row.model | {"age": 90.0}) if row.model["id"] == "m0" else row for row in ROWS]
    one = [replace(ROWS[0], model=ROWS[0].model | {"age": 90.0}), *ROWS[1:]]
    for rows in (older, one):
        findings, _ = audit(tmp_path, files, rows)
        assert told(findings) == [("split-foreign", None, "splits/holdout.json")]


def lopsided() -> dict[str, Any]:
    """By lot, the first draw that puts two of one gender into the smaller part."""
    for seed in range(50):
        value = text(Holdout(SIZES, stratified=False), name="lot", seed=seed)
        genders = {int(clip[1]) % 2 for clip in value["parts"]["validation"]}
        if len(genders) == 1:
            return value
    raise AssertionError("no draw of 50 is lopsided")


def test_uneven_groups_are_a_warning_where_they_could_be_even(tmp_path: Path) -> None:
    findings, _ = audit(tmp_path, {"lot.json": lopsided()})
    assert {finding.code for finding in findings} == {"split-uneven"}
    assert any(
        "gender" in finding.message and "100% of the people in 'validation'" in finding.message for finding in findings
    )
    assert audit(tmp_path, {}, policy=Policy(splits=SplitLimits(uneven=1.0)))[0] == []


def test_another_seed_than_it_was_drawn_with_is_an_alteration(tmp_path: Path) -> None:
    value = lopsided()
    findings, _ = audit(tmp_path, {"lot.json": value | {"seed": value["seed"] + 1}})
    assert [finding.code for finding in findings] == ["split-altered"]
    assert findings[0].clip in value["parts"]["train"] + value["parts"]["validation"]


def test_small_parts_are_as_even_as_they_can_be(tmp_path: Path) -> None:
    """Folds of one person differ from the whole in everything, and that is nobody's fault."""
    files = {
        "folds.json": text(KFold(8), name="folds"),
        "pair.json": text(Holdout((("train", 7), ("validation", 1))), name="pair"),
    }
    assert audit(tmp_path, files, policy=Policy(splits=SplitLimits(uneven=0.01)))[0] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b"[" * 200_000),
        ("a.json", b'{"format": "1.0", "format": "1.0"}'),
        ("a.txt", b"notes"),
        ("<b>.json", b"{}"),
    ],
)
def test_what_cannot_be_read_is_said_to_be(name: str, content: bytes, tmp_path: Path) -> None:
    findings, summaries = audit(tmp_path, {name: content})
    assert told(findings) == [("split-unreadable", None, f"splits/{name}")]
    assert summaries == ()


def test_more_splits_than_anybody_makes_are_not_all_read(tmp_path: Path) -> None:
    value = text(KINDS["signals"], name="s")
    findings, summaries = audit(tmp_path, {f"s{n:02}.json": value | {"name": f"s{n:02}"} for n in range(60)})
    assert told(findings) == [("split-unreadable", None, "splits/s50.json")]
    assert len(summaries) == 50


def test_the_faults_here_are_all_there_are() -> None:
    reached = {code for _, code in FAULTS.values()} | {"split-outdated", "split-uneven"}
    assert reached == {name for name, code in codes().items() if code.stage == "splits"}
