"""A person in a studio, and the head that parts are fitted to, made once for all tests of the renderer."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from numpy._core import _multiarray_umath as umath

from synthgen.cache import cache_folder
from synthgen.human.imported import NOTHING_IMPORTED
from synthgen.render.head import head_of
from synthgen.render.studio import Studio


@pytest.fixture(scope="session")
def studio(person):
    assets, body, look, _ = person
    return Studio(assets, body, look, width=192, height=192)


@pytest.fixture(scope="session")
def head(person):
    """The neutral head."""
    assets, body, look, _ = person
    return head_of(assets, body, look, pixels=256, imported=NOTHING_IMPORTED)


@pytest.fixture
def both_ways(tmp_path):
    """Run a script of Python twice, ``both_ways(script, *words, path=folder)``, and return what it printed each time:
    with this machine's best instructions, and with plain SSE2 code, in NumPy and in the kernels."""
    # a cache of its own, but for the assets: what the native process stored is to be computed again
    cache = tmp_path / "plain-cache"
    cache.mkdir()
    for part in cache_folder().iterdir():
        if part.name not in ("stored", "kernels"):
            (cache / part.name).symlink_to(part)
    plain = {
        "SYNTHGEN_CACHE": str(cache),
        "NUMBA_CPU_NAME": "x86-64",
        "NUMBA_CPU_FEATURES": "+sse2",
        "NPY_DISABLE_CPU_FEATURES": " ".join(n for n in umath.__cpu_dispatch__ if umath.__cpu_features__.get(n)),
    }

    def run(script: str, *words: str, path: Path = Path()) -> list[str]:
        printed = []
        for extra in ({}, plain):
            own = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
            done = subprocess.run(
                [sys.executable, "-c", textwrap.dedent(script), *words],
                env={**own, "PYTHONPATH": str(path.resolve()), **extra},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-2000:]
            assert "NPY_DISABLE" not in done.stderr
            printed.append(done.stdout.strip())
        return printed

    return run
