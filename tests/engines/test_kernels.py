"""Kernels compiled in advance: the list is what a run calls, and processes share the work."""

import subprocess
import sys
from pathlib import Path

import pytest

from synthgen.engines import kernels
from synthgen.files import claim
from synthgen.jit import kernel

pytestmark = pytest.mark.slow

HOLD = """
import sys, time
from pathlib import Path
from synthgen.files import claim
with claim(Path(sys.argv[1]), wait=False) as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


def test_the_list_is_what_a_run_calls() -> None:
    expected = set(kernels.listed())
    for _ in range(2):  # where nothing is compiled yet, the first one compiles inner kernels too
        printed = subprocess.run(
            [sys.executable, "-m", "synthgen.engines.kernels"], capture_output=True, text=True, check=True
        ).stdout
        got = {(module, name, tuple(types)) for module, name, *types in map(str.split, printed.splitlines())}
        if got == expected:
            break
    assert got == expected, "python -m synthgen.engines.kernels says what kernels.txt has to hold"


@pytest.mark.parametrize("text", ["f4", "i8", "u1:3C", "f4:2A", "f4:2Cr", "render.raster.raster.Screen(i4:2C,f4:1C)"])
def test_types_are_written_as_they_are_read(text: str) -> None:
    assert kernels._written(kernels._read(text)) == text


def test_a_claim_is_one_processs_and_a_kill_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "kernel.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with claim(path, wait=False) as mine:
            assert not mine
        holder.kill()
        with claim(path, wait=True) as mine:
            assert mine


def test_an_outdated_list_and_a_cache_that_cannot_be_written_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "kernels.txt"
    wrong.write_text("# old\nrender.noise gone f4\nrender.noise smoothstep f4:2C i4:1C f4\nnowhere at f4\n")
    monkeypatch.setattr(kernels, "LIST", wrong)
    monkeypatch.setattr(kernels, "CACHE_DIR", tmp_path / "cache")
    kernels.compile_kernels()
    assert any((tmp_path / "cache").glob("compiled-*"))
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(kernels, "CACHE_DIR", tmp_path / "file")
    kernels.compile_kernels()


def test_constants_of_a_call_do_not_compile_anew() -> None:
    @kernel
    def inner(x, times):
        return x * times

    @kernel
    def outer(x):
        return inner(x, 1) + inner(x, 2) + inner(x, 3)

    assert outer(2) == 12
    assert len(inner.signatures) <= 1  # none where outer came from the cache
