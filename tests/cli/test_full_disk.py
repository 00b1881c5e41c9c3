"""A disk that is really full: a small one of memory, in a name space of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
#: mounts a disk of $1 bytes at $2, and runs the rest there; then says what is on it
MOUNTED = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cd "$2" && shift 2 && "$@"; code=$?; find . -type f; exit $code'


def on_a_small_disk(folder: Path, size: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``synthgen`` in a folder on a disk of its own; skips where nobody may mount one."""
    unshare = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNTED, "sh", size, str(folder)]
    try:
        subprocess.run([*unshare, "true"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    command = [*unshare, sys.executable, "-m", "synthgen", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_people_that_were_drawn_stay_in_pairs(tmp_path: Path) -> None:
    done = on_a_small_disk(tmp_path, "32k", "models", "sample", "--n", "9", "--seed", "1", "--out", "people")
    assert done.returncode == 3, done.stderr
    assert (
        done.stderr
        == "synthgen: The disk is full: nothing more can be written below people. Free some space and try again.\n"
    )
    files = [Path(line) for line in done.stdout.splitlines() if line.startswith("./")]
    assert len(files) >= 2 and {path.name.split(".")[0] for path in files if path.suffix == ".mhm"} == {
        path.name.split(".")[0] for path in files if path.suffix == ".yaml"
    }


def test_a_run_that_has_no_room_to_begin_leaves_nothing(tmp_path: Path) -> None:
    done = on_a_small_disk(tmp_path, "8k", "designs", "init", "--out", "design.yaml")
    assert done.returncode == 0
    limit = ["--only", "model=female_asian_1,signal=glare,angle=frontal", "--size", "64"]
    done = on_a_small_disk(tmp_path, "64k", "render", "--out", "new", *limit)
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("synthgen: The disk is full: nothing more can be written below new. ")
    assert done.stdout == ""
