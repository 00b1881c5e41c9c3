"""What a dataset declares, read from its files by the rules of its format."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.reader.declared import read_declared
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.tree import scan

FILES = {
    "design.yaml": "name: set\nmodels: [inputs/models/a.mhm]\nsignals: [inputs/signals/s.yaml]\n"
    "angles: [inputs/angles/v.yaml]\nlooks: {glasses: GLASSES}\n",
    "inputs/models/a.mhm": "version v1.2.0\nmodifier head/head-oval 0.5\n",
    "inputs/models/a.demographics.yaml": "age: 022\n",
    "inputs/signals/s.yaml": "signal: s\nframes: 014\nfps: 25\ntracks: {AU4: [[0, 0], [010, 0.5]]}\n",
    "inputs/angles/v.yaml": "name: v\nangles: [{id: up, yaw: 0, pitch: 010}]\n",
}


@pytest.mark.parametrize(
    ("version", "glasses", "numbers"), [("1.2", "yes", (18, 12, 8, 8)), ("1.3", "true", (22, 14, 10, 10))]
)
def test_files_of_a_dataset_are_read_by_the_yaml_of_its_format(
    tmp_path: Path, version: str, glasses: str, numbers: tuple[int, int, int, int]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace("GLASSES", glasses))
    declared, findings = read_declared(scan(tmp_path), Descriptor({"format": version}))
    assert findings == [] and declared.design is not None and declared.design.looks.glasses is True
    signal = declared.signals["s"]
    found = (
        declared.models["a"].demographics.age,
        signal.frames,
        signal.tracks["AU4"][1][0],
        declared.angles["up"].pitch,
    )
    assert found == numbers
