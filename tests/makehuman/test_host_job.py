"""Jobs in a real MakeHuman: paths, what is missing and said, and a result however the job ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.run import audit_dataset
from synthgen.human.library import find_models
from synthgen.version import __version__

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST

SMALL = {"design": "sim2real", "size": [64, 64], "codec": "png"}


@pytest.fixture
def result(host: Host) -> Iterator[Path]:
    """Where a result goes that the job names no place for; what lies beside the job is cleared away afterwards."""
    place = host.folder / "job.result.json"
    yield place
    place.unlink(missing_ok=True)
    for name in ("set", "people"):
        shutil.rmtree(host.folder / name, ignore_errors=True)


def said(place: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(place.read_text())
    return answer


def test_paths_start_at_the_job_and_what_is_amiss_is_said_in_result_record_and_audit(host: Host, result: Path) -> None:
    config = host.user / "plugins" / "synthgen_batch" / "config.json"
    before, other = config.read_text(), host.folder / "python"
    other.write_text("#!/bin/sh\necho 0.0.9\n")
    other.chmod(0o755)
    config.write_text(json.dumps({**json.loads(before), "python": str(other)}))
    (host.folder / "people").mkdir()
    source = find_models("female_asian_2")[0].source.decode()
    model = source.replace(
        "eyebrow001 9c81ec3a-faa5-4c94-9cdb-992300ba3084", "bushy 00000000-0000-4000-8000-000000000000"
    )
    model = model.replace("skins/old_asian_female/old_asian_female.mhmat", "skins/gone/gone.mhmat")
    (host.folder / "people" / "ada.mhm").write_text(model.replace("subdivide", "hair wig01 11111111-0000\nsubdivide"))
    try:
        host.run(
            {**SMALL, "out": "set", "models": ["people/*.mhm"], "signals": ["fighting_tears"], "angles": ["frontal"]}
        )
    finally:
        config.write_text(before)
    answer = said(result)
    assert (answer["outcome"], answer["done"]) == ("done", 1)
    notes = "\n".join(answer["notes"])
    assert f"of synthgen {__version__}" in notes and f"is 0.0.9 ({other})" in notes
    missing = ["eyelashes Eyelashes01", "eyebrows bushy", "hair wig01", "skinMaterial skins/gone/gone.mhmat"]
    assert f"model ada: MakeHuman has no {', '.join(missing)}" in notes
    assert notes.count("MakeHuman cannot show flush_eyes, tear_film: left out of the pictures") == 1
    report = audit_dataset(host.folder / "set")
    assert report.entries[0].model["appearance"]["missing"] == missing
    found = {finding.code: finding.message for finding in report.findings}
    assert found.keys() == {"part-missing", "undeclared", "signs-unseen"}
    assert found["signs-unseen"] == "fighting_tears: shown without flush_eyes, tear_film"
    assert found["part-missing"] == f"ada: shown without {', '.join(missing)}"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"result": "nowhere/result.json"}, "there is no folder"),
        ({"model": ["ada"]}, "unknown key 'model'"),
    ],
)
def test_a_job_that_cannot_be_done_is_refused_at_once_with_a_result_beside_it(
    host: Host, result: Path, wrong: dict[str, Any], message: str
) -> None:
    host.run({**SMALL, "out": "set", **wrong})
    answer = said(result)
    assert answer["outcome"] == "failed" and message in answer["message"] and answer["next_step"]
    assert not (host.folder / "set").exists()


def closed(hands: Any) -> Iterator[Any]:
    """Close the window after the first clip."""
    runner = hands.open().runner
    yield lambda: runner.batch is not None and runner.batch.progress.clips >= 1
    hands.say(clips=runner.batch.progress.clips)
    hands.app.mainwin.close()
    yield lambda: False


def killed(hands: Any) -> Iterator[Any]:
    """Die after some clips, as in a crash."""
    import os
    import signal

    runner = hands.open().runner
    yield lambda: runner.batch is not None and runner.batch.progress.clips >= 1
    yield 1.5
    hands.say(clips=runner.batch.progress.clips)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("act", "outcome", "message"),
    [(closed, "stopped", "MakeHuman was closed"), (killed, "running", "it crashed or was killed")],
)
def test_an_application_that_ends_in_mid_job_leaves_a_result(
    host: Host, result: Path, act: Callable[..., Any], outcome: str, message: str
) -> None:
    result.write_text(json.dumps({"outcome": "done"}))  # of another job
    told = host.play(act, job={**SMALL, "out": "set", "models": ["female_asian_2"]}, closes=True)
    answer = said(result)
    assert answer["outcome"] == outcome and message in answer["message"]
    assert 1 <= answer["clips"] <= told["clips"]
    report = audit_dataset(host.folder / "set")
    remedies = {finding.code: finding.remedy for finding in report.findings}
    assert remedies.keys() <= {"dataset-unfinished", "cell-missing", "part-missing", "leftover"}
    assert "press Start" in remedies["dataset-unfinished"] and "synthgen render" not in remedies["dataset-unfinished"]
    assert len(report.entries) >= told["clips"]
