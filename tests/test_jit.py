"""Where compiled kernels are kept, and that nobody else's settings change for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_a_folder_that_the_user_names_goes_before(tmp_path: Path) -> None:
    folder, kept, _ = run(NUMBA_CACHE_DIR=str(tmp_path / "chosen"))
    assert Path(folder) == tmp_path / "chosen"
    assert Path(kept).parent == tmp_path / "chosen"


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
