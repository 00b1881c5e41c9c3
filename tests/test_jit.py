"""Where compiled kernels are kept, and that nobody else's settings change for it."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthgen import jit

pytestmark = pytest.mark.slow

SCRIPT = """
import json, os, sys, tempfile
if len(sys.argv) > 1:
    tempfile.tempdir = sys.argv[1]
environment = dict(os.environ)
import numba
setting = numba.config.CACHE_DIR
from synthgen import jit
from synthgen.render.noise import smoothstep
import numpy as np
f4 = np.float32
half = float(smoothstep(f4(0), f4(2), f4(1)))
assert dict(os.environ) == environment
assert numba.config.CACHE_DIR == setting
print(json.dumps([str(jit.CACHE_DIR), smoothstep.stats.cache_path, half]))
"""


def run(*arguments: str, **environment: str) -> list:
    clean = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], env=clean | environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_kernels_are_kept_in_our_cache_and_the_process_stays_as_it_was(tmp_path: Path) -> None:
    folder, kept, half = run(SYNTHGEN_CACHE=str(tmp_path))
    assert Path(folder).parent == tmp_path / "kernels"
    assert Path(kept).parent == Path(folder)
    assert list(Path(kept).glob("noise.smoothstep-*.nbc"))
    assert half == 0.5


def test_below_a_folder_that_the_user_names_there_is_one_for_these_kernels(tmp_path: Path) -> None:
    """Else kernels of other sources would be found there, and draw under the name of these."""
    folder, kept, _ = run(NUMBA_CACHE_DIR=str(tmp_path / "chosen"))
    ours, _, _ = run(SYNTHGEN_CACHE=str(tmp_path / "cache"))
    assert Path(folder) == tmp_path / "chosen" / f"synthgen-{Path(ours).name}"
    assert Path(kept).parent == Path(folder)


def test_kernels_of_other_sources_have_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    before = jit._cache_dir()
    changed = tmp_path / "changed.py"
    changed.write_text("@kernel\ndef f(x): return x + 1\n")
    sources = jit._kernel_sources()
    monkeypatch.setattr(jit, "_kernel_sources", lambda: [*sources, changed])
    assert before is not None and before.parent == tmp_path
    assert jit._cache_dir() not in (None, before)


def test_where_nothing_can_be_locked_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that write at once would give one kernel the code of another."""
    fcntl = pytest.importorskip("fcntl")

    def no_locks(handle: object, kind: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path))
    assert jit._cache_dir() is not None
    monkeypatch.setattr(fcntl, "flock", no_locks)
    assert jit._cache_dir() is None


def test_a_full_disk_leaves_kernels_to_run(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "SYNTHGEN_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert json.loads(done.stdout)[2] == 0.5
    assert not list(tmp_path.rglob("*.nbc"))


def test_where_our_cache_cannot_be_written_a_temporary_folder_is_shared(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder, kept, half = run(str(tmp_path), SYNTHGEN_CACHE=str(tmp_path / "file"))
    assert Path(folder).parent == tmp_path
    assert Path(folder).name.startswith("synthgen-kernels-")
    assert Path(kept).parent == Path(folder)
    assert half == 0.5


def test_where_nothing_can_be_written_kernels_still_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder, kept, half = run(str(tmp_path / "file"), SYNTHGEN_CACHE=str(tmp_path / "file"))
    assert (folder, kept, half) == ("None", None, 0.5)
