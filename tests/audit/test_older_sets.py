"""Sets of formats 1.1 and 1.2 are read, audited, encoded and described as what they are.

Of 1.1, ``data/monk-swatches.tar.xz``, whose skin tones are Monk's swatches: six people, two signals, frontal. Of 1.2,
``data/odd-names.tar.xz``: people called "Zoë" and "Anna Maria", signals "big__frown" and "rest", a declared mixture,
a gender that is a number; ids in it have two forms. Each was rendered by the last commit that wrote such records.
"""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import unpack
from forger import Forger

from synthgen.audit.pixels.lightness import group_skins
from synthgen.audit.pixels.summary import pixel_summary
from synthgen.audit.pixels.tone import STUDIO_ITA, PersonSkin, check_people_tones
from synthgen.audit.policy import read_policy
from synthgen.audit.report import Report
from synthgen.audit.run import audit_dataset
from synthgen.audit.skin import skin_of_rgb
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.human.tonescale import ToneScale
from synthgen.publish.documents import described_files, documents
from synthgen.publish.publication import Publication
from synthgen.reader.dataset import Dataset
from synthgen.reader.tree import scan

TONES = {
    "female_african_1": 9,
    "female_caucasian_3": 1,
    "female_hispanic_2": 6,
    "male_african_1": 8,
    "male_asian_1": 4,
    "male_hispanic_1": 7,
}


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack("monk-swatches", tmp_path_factory.mktemp("older"))


@pytest.fixture(scope="module")
def report(older: Path) -> Report:
    return audit_dataset(older, policy="default", full=True)


def test_it_is_as_it_was_written(older: Path) -> None:
    records = [json.loads(line) for line in (older / "manifest.jsonl").read_text().splitlines()]
    assert {record["format"] for record in records} == {"1.1"}
    assert {record["model"]["id"]: record["model"]["skin_tone"] for record in records} == TONES
    assert not any({"skin_tone_scale", "undertone"} & record["model"].keys() for record in records)


def test_a_full_audit_finds_nothing(report: Report) -> None:
    assert report.findings == ()
    assert report.verdict == "pass"
    assert report.coverage.pixels is not None
    assert {name: one.tone for name, one in report.coverage.pixels.people.items()} == TONES


def test_its_tones_are_called_and_measured_as_swatches(report: Report) -> None:
    levels = next(factor.levels for factor in report.coverage.factors if factor.name == "skin_tone")
    assert levels == ("Monk 1", "Monk 4", "Monk 6", "Monk 7", "Monk 8", "Monk 9")
    assert report.coverage.pixels is not None
    (table,) = (table for table in report.coverage.pixels.tables if table.title == "Skin by declared tone")
    assert [row[0] for row in table.rows] == list(levels)


def test_the_reader_says_which_scale(older: Path) -> None:
    assert {(clip.model.skin_tone_scale, clip.model.undertone) for clip in Dataset(older)} == {("monk-swatches", None)}


def test_it_is_described_by_the_columns_that_it_has(older: Path, report: Report) -> None:
    with (older / "manifest.csv").open(newline="") as handle:
        header = next(csv.reader(handle))
    assert "undertone" not in header
    written = documents(report, described_files(scan(older), report), Publication())
    sets = json.loads(written["croissant.json"])["recordSet"]
    (clips,) = (one for one in sets if one["name"] == "clips")
    assert [field["name"] for field in clips["field"]] == header


def test_a_row_of_its_table_that_was_edited_is_found(older: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(older, tmp_path / "copy"))
    table = copy / "manifest.csv"
    table.write_text(table.read_text().replace(",female,african,31.0,9,", ",female,african,31.0,8,", 1))
    assert {finding.code for finding in audit_dataset(copy, policy="default").findings} == {"csv-differs"}


def test_names_that_had_two_forms_are_read_as_they_were(odd_names: Path) -> None:
    got = {(clip.id, clip.model.id, clip.signal.id): clip.model for clip in Dataset(odd_names)}
    assert {name for name in got if name[2] == "big__frown"} == {
        ("Anna_Maria__big_frown__front", "Anna_Maria", "big__frown"),
        ("Zo__big_frown__front", "Zo_", "big__frown"),
    }
    anna = got["Anna_Maria__rest__front", "Anna_Maria", "rest"]
    assert (anna.gender, anna.ethnicity, anna.conditions) == (0.0, {"asian": 1.0}, {"vitiligo": 0.2})
    report = audit_dataset(odd_names, policy="default")
    assert (report.findings, report.verdict) == ((), "pass")
    assert report.coverage.cells.missing == report.coverage.cells.undeclared == 0


def test_nothing_is_added_to_a_set_of_an_earlier_format(odd_names: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(odd_names, tmp_path / "copy"))
    with pytest.raises(InputError, match=r"has format 1\.2; this version writes 1\.5"):
        render_design(read_design(copy / "design.yaml"), copy, workers=1, quiet=True)


def test_a_set_of_the_format_before_is_what_it_was(copy: Path) -> None:
    now = audit_dataset(copy, policy="default")
    forger = Forger(copy)
    forger.edit([record["clip"] for record in forger.records()], lambda record: record.update(format="1.3"))
    forger.facts(lambda facts: facts.update(format="1.3"))
    forger.cover()
    then = audit_dataset(copy, policy="default", full=True)
    assert {finding.code for finding in then.findings} == {finding.code for finding in now.findings}
    assert then.verdict == "pass" and then.coverage.cells == now.coverage.cells
    assert all(clip.curves().frames == clip.frame_count for clip in Dataset(copy))
    with pytest.raises(InputError, match=r"has format 1\.3; this version writes 1\.5"):
        render_design(read_design(copy / "design.yaml"), copy, workers=1, quiet=True)


def people(scale: ToneScale, lightness: float) -> list[PersonSkin]:
    """Ten people on a scale, each with the skin that is expected of the step, L* falling by 5 a step."""
    grey = skin_of_rgb((128, 128, 128))
    return [
        PersonSkin(
            f"{scale} {tone}",
            tone,
            replace(grey, ita=STUDIO_ITA[scale][tone - 1], lightness=lightness - 5 * tone),
            1.0,
            3,
            True,
            scale,
        )
        for tone in range(1, 11)
    ]


def test_a_step_is_never_held_against_a_swatch() -> None:
    """One set with people of both scales: each is compared with its own, and the tables keep them apart."""
    limits = read_policy("default").pixels
    swatches, measured = people("monk-swatches", 95.0), people("measured", 75.0)
    assert list(check_people_tones([*swatches, *measured], limits)) == []
    blind = [replace(person, studio=False) for person in (*swatches, *measured)]
    assert list(check_people_tones(blind, limits)) == []
    other = [replace(person, scale="measured") for person in swatches]
    assert {finding.code for finding in check_people_tones(other, limits)} == {"tone-differs"}
    levels = {person.model: dict.fromkeys(("gender", "ethnicity", "age_band"), person.scale) for person in blind}
    groups = group_skins(blind, levels)
    assert all(abs(group.unexplained or 0.0) < 0.01 for group in groups)
    (table,) = (t for t in pixel_summary([], blind, groups, []).tables if t.title == "Skin by declared tone")
    assert [row[0] for row in table.rows][:2] == ["step 1", "step 2"]
    assert [row[0] for row in table.rows][-1] == "Monk 10"
