"""What units of a run share: where its parts come from, and that it can travel."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from synthgen.assets import AssetRecord
from synthgen.design import read_design, resolve
from synthgen.engines.job import Job, Renderer, check_signals, common_records, input_copies
from synthgen.engines.ownrenderer import own_renderer
from synthgen.errors import InputError
from synthgen.sources import drawing_sources


def record(name: str) -> AssetRecord:
    return AssetRecord(name, "CC0-1.0", "0" * 64, name)


@pytest.mark.parametrize(
    ("basis", "own", "expected"),
    [
        ("embedded", "facs", ["window", "mesh", "targets"]),
        ("facshuman", "facs", ["window", "mesh", "targets", "facs"]),
        ("facshuman", None, ["window", "mesh", "targets"]),
    ],
)
def test_assets_are_the_renderers_the_embedded_ones_and_the_bases(
    basis: str, own: str | None, expected: list[str]
) -> None:
    found: Any = SimpleNamespace(
        records=(record("mesh"), record("targets")), facshuman_record=record(own) if own else None
    )
    renderer = Renderer("x", "1", "0" * 16, (record("window"),))
    assert [one.id for one in common_records(renderer, found, basis)] == expected


def test_copies_are_named_after_files_and_ids() -> None:
    copies = input_copies(resolve(read_design("sim2real")))
    assert copies["model/female_asian_1"] == "inputs/models/female_asian_1.mhm"
    assert copies["signal/glare"] == "inputs/signals/glare.yaml"
    assert len(copies) == 24 + 21


def test_an_au_without_a_shape_is_named_with_its_file() -> None:
    inputs = resolve(read_design("sim2real"))
    basis: Any = SimpleNamespace(name="embedded", codes=frozenset({"AU1"}))
    with pytest.raises(InputError, match=r"AU\w+ has no shape in the AU basis 'embedded'") as caught:
        check_signals(inputs, basis)
    assert str(caught.value.where).endswith(".yaml")


def test_a_job_travels_whole_and_its_clips_begin_in_a_folder_of_the_dataset() -> None:
    design = read_design("sim2real")
    job = Job(design, Path("/data/set"), own_renderer(), {"model/a": "b"}, ("mesh",))
    assert pickle.loads(pickle.dumps(job)) == job
    assert job.temporary == Path("/data/set/.partial")


def test_our_own_renderer_has_the_hash_of_what_draws() -> None:
    assert own_renderer().record()["name"] == "numba"
    assert own_renderer().record()["sources"] == drawing_sources()
