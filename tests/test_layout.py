"""The names of a dataset's files: those that the documents promise, and where inputs and clips lie."""

from pathlib import Path

from synthgen import layout
from synthgen.dataset.freeze import input_names
from synthgen.design import Cell, read_design, resolve

DOCUMENT = Path(__file__).parents[1] / "docs" / "dataset.md"


def test_every_name_is_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in [
        "design.yaml",
        "dataset.json",
        "manifest.jsonl",
        "manifest.csv",
        "inputs",
        "clips",
        "splits",
        "report",
        "croissant.json",
        "DATASHEET.md",
        "CITATION.cff",
        "signature.json",
        "preview.png",
        ".lock",
        ".partial",
    ]:
        assert name in text
        assert name in vars(layout).values()


def test_inputs_and_clips_lie_where_the_document_says(tmp_path: Path, a_model: Path) -> None:
    (tmp_path / "d.yaml").write_text(f"name: x\nmodels: [{a_model}]\nsignals: [side_eye]\nangles: [frontal]\n")
    assert input_names(resolve(read_design(tmp_path / "d.yaml"))) == {
        "models": ["inputs/models/plain.mhm"],
        "signals": ["inputs/signals/side_eye.yaml"],
        "angles": ["inputs/angles/frontal.yaml"],
    }
    cell = Cell("ada", "smile", "joy", "front", "studio")
    assert cell.path("h264") == "clips/joy/smile/ada/ada__smile__front.mp4"
    assert cell.path("png") == "clips/joy/smile/ada/ada__smile__front"
