"""The lines in docs/dataset.md that read the tables run, and read what is there."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

TEXT = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
TYPES = {"age": float, "skin_tone": int, "yaw": float, "symmetric": bool, "emotion": str, "apex": int}


ROWS = {
    "pandas": lambda table: table.to_dict("records"),
    "polars": lambda table: table.to_dicts(),
    "duckdb": lambda table: [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()],
    "pyarrow": lambda table: table.to_pylist(),
    "datasets": lambda table: list(table.remove_columns("video")),
}


def run(library: str, finished: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **cells: str) -> dict[str, Any]:
    """Run the one recipe that imports a library beside a dataset, and return its names. ``cells``: {column: value} of
    every row of the table."""
    pytest.importorskip(library)
    if library == "pandas":
        pytest.importorskip("pyarrow", reason="pandas writes Parquet with it")
    (recipe,) = (text for text in RECIPES if re.search(rf"^(import|from) {library}\b", text, re.MULTILINE))
    shutil.copytree(finished, folder / "dataset")
    with (folder / "dataset" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [{**row, **cells} for row in csv.DictReader(file)]
    with (folder / "dataset" / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(folder / "cache"))
    names: dict[str, Any] = {}
    exec(recipe, names)
    return names


@pytest.mark.parametrize("library", ROWS)
def test_the_table_is_read_with_its_types(
    library: str, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = run(library, finished, tmp_path, monkeypatch)["clips"]
    if library == "datasets":
        assert clips.features["emotion"].names == ["anger", "confusion"], "the label is no person"
        types = {**TYPES, "emotion": int}
    else:
        types = TYPES
    read = ROWS[library](clips)
    assert sorted(row["clip"] for row in read)[0] == "female_asian_1__glare__frontal" and len(read) == 4
    for row in read:
        assert {name: type(row[name]) for name in types} == types
        assert (row["gender"], row["conditions"]) in (("female", "{}"), ("male", "{}"))


@pytest.mark.parametrize("library", ROWS)
def test_names_that_look_like_numbers_stay_names(
    library: str, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are often called 001.mhm, 002.mhm, …; views by their degrees; a gender may be a number in all rows."""
    cells = {"model": "12", "gender": "0.50", "angle": "045"}
    clips = run(library, finished, tmp_path, monkeypatch, **cells)["clips"]
    assert all({name: row[name] for name in cells} == cells for row in ROWS[library](clips))


@pytest.mark.parametrize("library", ["pandas", "polars", "duckdb", "pyarrow"])
def test_records_become_parquet(library: str, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    run(library, finished, tmp_path, monkeypatch)
    (file,) = tmp_path.glob("*.parquet")
    read = parquet.read_table(file).to_pylist()
    assert {row["model"]["id"] for row in read} == {"female_asian_1", "male_african_2"}
    glare = next(row for row in read if row["signal"]["id"] == "glare")
    assert glare["signal"]["peaks"][0]["au"].startswith("AU") and len(glare["face"]) == glare["frames"]


def test_a_hub_reads_the_table_where_the_readme_says_so(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (head,) = re.findall(r"```yaml\n(---\n.*?---\n)```", TEXT, re.DOTALL)
    root = Path(shutil.copytree(finished, tmp_path / "set"))
    guessed = datasets.load_dataset(str(root), split="train", cache_dir=str(tmp_path / "one"))
    assert "label" in guessed.features, "what the document warns of"
    (root / "README.md").write_text(f"{head}# Faces\n")
    clips = datasets.load_dataset(str(root), split="train", cache_dir=str(tmp_path / "two"))
    assert "label" not in clips.features and set(clips["emotion"]) == {"anger", "confusion"}


def test_a_loader_of_folders_takes_the_person_for_the_label(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the document warns of."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    guessed = datasets.load_dataset(
        "videofolder", data_dir=str(finished / "clips"), split="train", cache_dir=str(tmp_path)
    )
    assert guessed.features["label"].names == ["female_asian_1", "male_african_2"]
    assert '`load_dataset("videofolder"' in TEXT
