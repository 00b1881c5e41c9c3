"""croissant.json as MLCommons' own reader sees it, and CITATION.cff as its schema does."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import COLUMNS, read_records
from synthgen.dataset.people import contents_of
from synthgen.dataset.splitfile import save_split
from synthgen.dataset.splitkinds import Holdout
from synthgen.dataset.splits import make_split
from synthgen.errors import InputError
from synthgen.publish.citation import bibtex, citation
from synthgen.publish.croissant import croissant, croissant_bytes, licences
from synthgen.publish.documents import described_files, documents
from synthgen.publish.publication import Publication, read_publication
from synthgen.reader.tree import scan

pytestmark = pytest.mark.slow

PUBLISHER = read_publication(
    title='Faces & "signals" </script><b>',
    authors=["Lovelace, Ada <ada@example.org>", "A Laboratory"],
    url="https://example.org/faces",
    doi="https://doi.org/10.5281/zenodo.1003150",
    version="2.1.0",
    published="2026-02-03",
)
#: by field of a record: where its value stands in manifest.jsonl, for the test below to read it independently
ADDRESSES = {
    "clip": "clip path frames fps width height codec bytes sha256_file sha256_frames sha256_decoded",
    "model": "model gender ethnicity age skin_tone",
    "signal": "signal emotion onset apex offset symmetric au_basis",
    "angle": "angle yaw pitch roll",
    "scene": "scene",
}


@pytest.fixture
def split(copy: Path) -> Path:
    """The dataset with a split of one person to train on and one to validate."""
    contents = contents_of((record["clip"], record["model"], record["signal"]) for record in records(copy))
    facts = json.loads((copy / "dataset.json").read_text())
    made = make_split(contents, Holdout((("train", 1), ("validation", 1))), name="people", root_hash=facts["root_hash"])
    save_split(made, copy)
    return copy


def records(folder: Path) -> Iterator[dict[str, Any]]:
    return read_records(folder / "manifest.jsonl")


def describe(folder: Path, publication: Publication = PUBLISHER) -> dict[str, Any]:
    """Write croissant.json into a dataset, and return it as it was read back."""
    report = audit_dataset(folder)
    files = documents(report, described_files(scan(folder), report), publication)
    (folder / "croissant.json").write_bytes(files["croissant.json"])
    loaded: dict[str, Any] = json.loads(files["croissant.json"])
    return loaded


def read_by_mlcommons(folder: Path, caplog: pytest.LogCaptureFixture) -> Any:
    """Return mlcroissant's dataset; it reports no error and no warning, on whatever way."""
    mlcroissant = pytest.importorskip("mlcroissant", reason="MLCommons' reader is not installed")
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    assert caplog.messages == []
    return dataset


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, inside mlcroissant
@pytest.mark.parametrize("publication", [PUBLISHER, Publication()])
def test_mlcommons_reader_finds_no_fault_and_reads_every_record(
    split: Path, publication: Publication, caplog: pytest.LogCaptureFixture
) -> None:
    describe(split, publication)
    dataset = read_by_mlcommons(split, caplog)
    read = {row["clips/clip"].decode(): row for row in dataset.records("clips")}
    expected = {record["clip"]: record for record in records(split)}
    assert read.keys() == expected.keys()
    for clip, record in expected.items():
        row = {
            key.removeprefix("clips/"): value.decode() if isinstance(value, bytes) else value
            for key, value in read[clip].items()
        }
        assert set(row) == set(COLUMNS)
        for part, names in ADDRESSES.items():
            for name in names.split():
                place = record if part == "clip" else record[part]
                assert row[name] == place["id" if name == part != "clip" else name], name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_splits_are_read_part_by_part(split: Path, caplog: pytest.LogCaptureFixture) -> None:
    describe(split)
    dataset = read_by_mlcommons(split, caplog)
    parts = json.loads((split / "splits" / "people.json").read_text())["parts"]
    assert set(parts) == {"train", "validation"}
    for part, clips in parts.items():
        rows = list(dataset.records(f"splits/people/{part}/clips"))
        assert [row[f"splits/people/{part}/clip"].decode() for row in rows] == clips


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_altered_manifest_is_not_read(copy: Path, caplog: pytest.LogCaptureFixture) -> None:
    describe(copy)
    table = copy / "manifest.csv"
    table.write_text(table.read_text().replace("anger", "fear"))
    dataset = read_by_mlcommons(copy, caplog)
    with pytest.raises(Exception, match="Download") as caught:
        list(dataset.records("clips"))
    assert "is not identical with the" in str(caught.value.__cause__)


def test_what_the_publisher_says_is_there_and_what_not_is_left_out(copy: Path) -> None:
    said = describe(copy)
    assert said["name"] == 'Faces & "signals" </script><b>'
    assert said["creator"] == [
        {"@type": "sc:Person", "name": "Ada Lovelace", "email": "ada@example.org"},
        {"@type": "sc:Organization", "name": "A Laboratory"},
    ]
    assert (said["url"], said["sameAs"]) == ("https://example.org/faces", "https://doi.org/10.5281/zenodo.1003150")
    assert (said["version"], said["datePublished"]) == ("2.1.0", "2026-02-03")
    plain = describe(copy, Publication())
    finished = json.loads((copy / "dataset.json").read_text())["finished"]
    assert (plain["name"], plain["datePublished"]) == ("tiny", finished[:10])
    assert not {"creator", "url", "sameAs"} & plain.keys()


def test_files_have_their_hashes_and_the_clips_their_pattern(split: Path) -> None:
    distribution = {entry["@id"]: entry for entry in describe(split)["distribution"]}
    clips = distribution.pop("clip-files")
    names = {path.relative_to(split).as_posix() for pattern in clips["includes"] for path in split.glob(pattern)}
    assert names == {record["path"] for record in records(split)}
    assert clips["encodingFormat"] == ["video/mp4"]
    for entry in distribution.values():
        content = (split / entry["contentUrl"]).read_bytes()
        assert (entry["sha256"], entry["contentSize"]) == (hashlib.sha256(content).hexdigest(), f"{len(content)} B")
    assert {entry["contentUrl"] for entry in distribution.values()} == {
        "manifest.csv",
        "manifest.jsonl",
        "splits/people.json",
    }


def test_responsible_ai_fields_hold_measured_numbers(copy: Path) -> None:
    said = describe(copy)
    assert said["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    assert "4 clips (100 frames, 4 seconds" in said["rai:dataCollection"]
    assert "2 people × 2 signals × 1 angles; 4 of 4 declared cells are there" in said["rai:dataCollection"]
    assert "0 of 4 declared clips are missing" in said["rai:dataCollectionMissingData"]
    biases = " ".join(said["rai:dataBiases"])
    assert "gender: 2 clips at each level. Clips: female 2, male 2. People: female 1, male 1." in biases
    assert "each of 20 mutual informations is 0 bits" in biases
    assert said["rai:personalSensitiveInformation"][0].startswith("None. Every face is synthetic")
    first = min(copy.rglob("*.mp4"))
    first.unlink()
    manifest = copy / "manifest.jsonl"
    kept = [line for line in manifest.read_text().splitlines(keepends=True) if first.stem not in line]
    manifest.write_text("".join(kept))
    said = describe(copy)
    assert "1 of 4 declared clips are missing" in said["rai:dataCollectionMissingData"]
    assert "a ratio of 2.00" in " ".join(said["rai:dataBiases"])
    assert "fail, " in " ".join(said["rai:dataLimitations"])


def test_the_text_can_stand_in_a_page(copy: Path) -> None:
    report = audit_dataset(copy)
    evil = "</script><img src=x onerror=alert(1)>\ud800\u202e"
    report = replace(report, dataset=replace(report.dataset, description=evil))
    content = croissant_bytes(croissant(report, described_files(scan(copy), report), PUBLISHER))
    assert b"<" not in content
    assert "\\ud800" not in content.decode("ascii")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", ["https://spdx.org/licenses/MIT"]),
        ("CC0-1.0 AND MIT", ["https://spdx.org/licenses/CC0-1.0", "https://spdx.org/licenses/MIT"]),
        ("MIT OR CC0-1.0", ["MIT OR CC0-1.0"]),
        ("CC0-1.0 AND NOASSERTION", ["CC0-1.0 AND NOASSERTION"]),
        ("LicenseRef-mine", ["LicenseRef-mine"]),
        (None, ["NOASSERTION"]),
    ],
)
def test_licences_that_all_hold_become_addresses(expression: str | None, expected: list[str]) -> None:
    assert licences(expression) == expected


def test_the_citation_says_what_its_format_can(copy: Path) -> None:
    report = audit_dataset(copy)
    said = yaml.safe_load(citation(report, PUBLISHER))
    assert said["authors"] == [
        {"family-names": "Lovelace", "given-names": "Ada", "email": "ada@example.org"},
        {"name": "A Laboratory"},
    ]
    assert (said["cff-version"], said["type"], said["license"]) == ("1.2.0", "dataset", "CC0-1.0")
    assert (said["doi"], said["date-released"]) == ("10.5281/zenodo.1003150", "2026-02-03")
    assert said["identifiers"][0]["value"] == report.dataset.root_hash
    bare = yaml.safe_load(citation(report, Publication()))
    assert bare["authors"] == [{"name": "Author not named"}]
    assert not {"doi", "url", "date-released"} & bare.keys()
    # in that format several licences mean "any of them", and of assets all hold
    report = replace(report, dataset=replace(report.dataset, licence="CC0-1.0 AND LGPL-3.0-only"))
    assert "license" not in yaml.safe_load(citation(report, PUBLISHER))


def test_the_citation_is_valid_by_its_schema(copy: Path) -> None:
    command = shutil.which("cffconvert")
    if command is None:
        pytest.skip(
            "no cffconvert on the path; it wants an older jsonschema, so that it needs an environment of its own"
        )
    report = audit_dataset(copy)
    report = replace(report, dataset=replace(report.dataset, description="- a: [b\n\t'\"#: \ud800 </b>"))
    for publication in (PUBLISHER, Publication()):
        (copy / "CITATION.cff").write_bytes(citation(report, publication).encode("utf-8"))
        done = subprocess.run([command, "--validate", "-i", str(copy / "CITATION.cff")], capture_output=True, text=True)
        assert "are valid" in done.stdout, done.stdout + done.stderr


def test_bibtex_is_escaped(finished: Path) -> None:
    report = audit_dataset(finished)
    report = replace(report, dataset=replace(report.dataset, name="a_b {x}", finished="2026-01-02", synthgen="1"))
    entry = bibtex(report, read_publication(title="50 % & {more}", authors=["O'Brien, A_B"]))
    assert entry.startswith("@misc{abx, title = {{50 \\% \\& \\{more\\}}}, author = {O'Brien, A\\_B}, year = {2026}")
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": "ftp://x"}, "--url 'ftp://x' is no address"),
        ({"url": "https://a b"}, "is no address"),
        ({"url": 'https://a"><script>'}, "is no address"),
        ({"doi": "zenodo.1"}, "--doi 'zenodo.1' is no DOI"),
        ({"version": "1.0"}, "--version '1.0' is no version"),
        ({"published": "3.2.2026"}, "--published '3.2.2026' is no date"),
        ({"authors": ["Ada <ada>"]}, "is no author"),
        ({"authors": [""]}, "is no author"),
        ({"authors": ["A\nB"]}, "is no author"),
        ({"title": " "}, "--title is empty"),
    ],
)
def test_what_a_publisher_cannot_mean_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        read_publication(**given)
