"""Worker processes: what they need of the script that starts them, and what is said of one that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from synthgen.errors import InputError, RunError
from synthgen.processes import ending, fewer, pool, starting

#: starts processes wherever it is run, also in a process that a process of it started
SCRIPT = """\
import sys
sys.path.insert(0, {folder!r})
from synthgen.processes import pool
with pool(2) as spread:
    print(list(spread(abs, [-1, -2, -3])))
"""


def _die(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("how", ["stdin", "-c", "file"])
def test_a_script_without_a_guard_or_a_file_starts_processes(how: str, tmp_path: Path) -> None:
    text = SCRIPT.format(folder=str(tmp_path))
    (tmp_path / "script.py").write_text(text)
    words = {"stdin": ["-"], "-c": ["-c", text], "file": [str(tmp_path / "script.py")]}[how]
    done = subprocess.run([sys.executable, *words], input=text, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("[1, 2, 3]\n", "", 0)


OWN = """\
from functools import partial
from synthgen.processes import context, starting
def shout(word):
    print(word)
if __name__ == "__main__":
    call = partial(shout, "called")
    process = context().Process(target=call)
    with starting(call):
        process.start()
    process.join()
"""


def test_what_is_called_in_a_process_may_stand_in_a_file_but_not_on_standard_input(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    done = subprocess.run([sys.executable, str(tmp_path / "own.py")], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("called\n", "")
    done = subprocess.run([sys.executable, "-"], input=OWN, capture_output=True, text=True, check=False)
    assert "cannot read what was typed or piped into Python. Put the renderer's functions into a file" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_the_system_kills_is_told_with_the_way_out() -> None:
    told = r"ended unexpectedly\. .* fewer workers help: --workers 1 \(there were 2\)"
    with pytest.raises(RunError, match=told), pool(2) as spread:
        list(spread(_die, [0, 1, 2]))


def test_how_a_process_ended_in_words() -> None:
    assert ending(3) == "with exit code 3"
    assert ending(-11) == "by signal 11"
    assert ending(-9) == "by signal 9 (the system ended it: out of memory?)"
    assert "--workers 4 (there were 8)" in fewer(8) and "--size" in fewer(1)


def test_what_cannot_be_sent_is_told() -> None:
    with pytest.raises(InputError, match=r"cannot get the renderer .*lambda.* no lambdas"), starting(lambda: None):
        pass
