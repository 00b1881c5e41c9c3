"""The names of a dataset's files and folders, and which of them are whose. Paths have forward slashes everywhere."""

from __future__ import annotations

#: the frozen design, which makes a folder a dataset, and the copies that it names: INPUTS/models, /signals, /angles
DESIGN = "design.yaml"
INPUTS = "inputs"
#: what the dataset says of itself: versions, assets, licence, and the root hash when it is finished
FACTS = "dataset.json"
#: a record a clip, and the same as a flat table
MANIFEST = "manifest.jsonl"
TABLE = "manifest.csv"
CLIPS = "clips"
PREVIEW = "preview.png"
SPLITS = "splits"
LABELS = "labels"
#: what an audit says; every audit writes it anew
REPORT = "report"
SIGNATURE = "signature.json"
#: what other people's tools read
CROISSANT = "croissant.json"
DATASHEET = "DATASHEET.md"
CITATION = "CITATION.cff"
DOCUMENTS = (CROISSANT, DATASHEET, CITATION)
#: only there while somebody writes: the lock, and everything that is not whole yet, on the dataset's own file system
LOCK = ".lock"
TEMPORARY = ".partial"


def input_path(kind: str, name: str) -> str:
    """Return where the copy of an input lies; ``kind`` is models, signals or angles.

    >>> input_path("models", "ada.mhm")
    'inputs/models/ada.mhm'
    """
    return f"{INPUTS}/{kind}/{name}"


def clip_path(emotion: str, signal: str, model: str, name: str) -> str:
    """Return where a clip lies; ``name`` is its id with the codec's suffix (none for a folder of frames)."""
    return f"{CLIPS}/{emotion}/{signal}/{model}/{name}"
