"""Runs that are killed, stopped, or run out of disk: nothing half done is seen, and the next run finishes the work."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from synthgen.dataset.manifest import canonical, read_records
from synthgen.engines.run import render_design
from synthgen.errors import RunError
from synthgen.files import sha256_file

pytestmark = pytest.mark.slow

Tiny = Any
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def canonical_lines(root: Path) -> list[bytes]:
    return sorted(canonical(record) for record in read_records(root / "manifest.jsonl"))


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for_lines(path: Path, count: int, process: "subprocess.Popen[str] | None" = None) -> None:
    until = time.monotonic() + 120
    while lines(path) < count:
        assert time.monotonic() < until, f"{path} has not {count} lines after two minutes"
        assert process is None or process.poll() is None, f"the run ended early: {process.communicate()}"
        time.sleep(0.002)


def check_folder(root: Path) -> int:
    """Check that whatever is in a manifest is whole on disk; return the number of clips."""
    records = list(read_records(root / "manifest.jsonl"))
    for record in records:
        assert sha256_file(root / record["path"]) == record["sha256_file"]
    return len(records)


@posix
def test_kill_9_in_mid_run_loses_nothing_and_the_next_run_finishes(tiny: Tiny, whole: Path) -> None:
    out = tiny.folder / "out"
    process = tiny.start(out, "--workers", "2")
    wait_for_lines(out / "manifest.jsonl", 1, process)
    process.kill()
    process.communicate()
    at_kill = check_folder(out)
    assert 1 <= at_kill < 12
    # workers end with their parent: then the lock is free, and nothing is written behind the next run's back
    second = subprocess.run(tiny.command(out, "--workers", "1"), capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    assert f"{12 - at_kill} clips rendered" in second.stdout
    assert canonical_lines(out) == canonical_lines(whole)
    assert not (out / ".partial").exists()


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_a_run_that_is_asked_to_stop_does_so_cleanly_with_exit_code_3(tiny: Tiny, whole: Path, number: int) -> None:
    """Ctrl-C, a terminal that closes, a shutdown: each reaches the parent and its workers."""
    out = tiny.folder / "out"
    process = tiny.start(out, "--workers", "2")
    wait_for_lines(out / "manifest.jsonl", 1, process)
    os.killpg(process.pid, number)
    printed, said = process.communicate(timeout=60)
    assert process.returncode == 3
    done = check_folder(out)
    assert f"Stopped: {done} of 12 clips are whole" in said
    assert "Traceback" not in printed + said
    assert {path.name for path in out.iterdir()} <= {"design.yaml", "dataset.json", "manifest.jsonl", "inputs", "clips"}
    assert render_design(tiny.design, out, quiet=True).rendered == 12 - done
    assert canonical_lines(out) == canonical_lines(whole)


@posix
def test_a_worker_that_dies_is_named_with_its_unit(tiny: Tiny, whole: Path) -> None:
    out = tiny.folder / "out"

    def kill_a_worker() -> None:
        wait_for_lines(out / "manifest.jsonl", 1)
        os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    killer = threading.Thread(target=kill_a_worker)
    killer.start()
    with pytest.raises(
        RunError, match=r"A worker process ended by signal 9 .* rendered (ada|ben) × (frown|jaw|smile)\..*--size"
    ):
        render_design(tiny.design, out, workers=1, quiet=True)
    killer.join()
    assert multiprocessing.active_children() == []
    done = check_folder(out)
    assert done >= 1
    assert render_design(tiny.design, out, quiet=True).rendered == 12 - done
    assert canonical_lines(out) == canonical_lines(whole)


@posix
def test_two_runs_into_one_folder(tiny: Tiny) -> None:
    out = tiny.folder / "out"
    process = tiny.start(out, "--workers", "1")
    wait_for_lines(out / "manifest.jsonl", 1, process)
    process.send_signal(signal.SIGSTOP)
    try:
        second = subprocess.run(tiny.command(out), capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert f"another run is writing this folder (process {process.pid})" in second.stderr
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Stopped: " in said


@posix
@pytest.mark.parametrize(
    ("codec", "limit"),
    [
        ("h264", 20_000),  # the manifest outgrows the limit, in the parent
        ("ffv1", 12_000),  # a clip does, in a worker
    ],
)
def test_a_disk_that_fills_up(tiny: Tiny, whole: Path, codec: str, limit: int) -> None:
    """A limit on the size of files; the tests before have compiled the kernels."""
    import resource

    tiny.write(video=f"{{size: 64, codec: {codec}}}")
    out = tiny.folder / "out"
    full = subprocess.run(
        tiny.command(out, "--workers", "1"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)),
    )
    assert full.returncode == 3, full.stderr
    assert "A file would be larger than a file may be here (`ulimit -f`" in full.stderr
    assert "give the same command again" in full.stderr
    assert "Traceback" not in full.stderr
    assert lines(out / "manifest.jsonl") == check_folder(out) < 12
    assert not (out / ".partial").exists()
    assert render_design(tiny.design, out, quiet=True).done == 12


def test_an_error_in_a_worker_reaches_the_user(tiny: Tiny, whole: Path) -> None:
    """A folder where a clip's folder should be written: the worker's error arrives with its unit and its cause."""
    out = tiny.folder / "out"
    shutil.copytree(whole, out)
    shutil.rmtree(out / "clips" / "anger" / "frown" / "ada")
    (out / "clips" / "anger" / "frown" / "ada").write_text("a file in the way")
    with pytest.raises(RunError, match=r"ada × frown: .*(File exists|Not a directory)"):
        render_design(tiny.design, out, workers=1, quiet=True)
    assert json.loads((out / "dataset.json").read_text())["complete"] is False
