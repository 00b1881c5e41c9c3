"""How commands end: a misspelt one, one that is stopped, and one that is at fault itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.cli.explain import explained
from synthgen.cli.faultreport import report
from synthgen.errors import InputError, RunError

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
#: the command line, with something in it that goes wrong
BROKEN = """\
import sys
import synthgen.cli.angles as angles
{what}
from synthgen.cli import main
sys.argv = ["synthgen", "angles", "list"]
main()
"""


def broken(what: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", BROKEN.format(what=what)], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["rendr"], "render"),
        (["Audit"], "audit"),
        (["model", "list"], "models"),
        (["models", "lst"], "list"),
        (["signals", "imports", "x.fani"], "import"),
        (["makehuman", "instal"], "install"),
    ],
)
def test_a_misspelt_command_is_told_what_was_meant(words: list[str], meant: str) -> None:
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert f"Did you mean '{meant}'?" in result.stderr


def test_a_command_like_no_other_is_told_which_there_are() -> None:
    assert "There are init, list, show." in CliRunner().invoke(cli, ["designs", "quux"]).stderr
    assert "No such option" in CliRunner().invoke(cli, ["designs", "--quux"]).stderr


def test_a_fault_of_ours_is_one_line_and_a_report_to_send(tmp_path: Path) -> None:
    done = broken("angles.builtin_angles = lambda: 1 / 0", tmp_path)
    assert done.returncode == 4
    (report,) = tmp_path.glob("synthgen-report-*.txt")
    assert done.stderr == (
        "synthgen: unexpected ZeroDivisionError: division by zero. The program is at fault. "
        f"A report that you can send is in {report}\n"
    )
    text = report.read_text()
    assert "ZeroDivisionError: division by zero" in text and "in list_" in text  # the traceback
    assert re.search(r"^     ok  numba \d", text, re.MULTILINE) and "cores" in text  # what doctor says
    assert "'angles' 'list'" in text
    assert str(Path.home()) == "/" or str(Path.home()) not in text


def test_a_report_hides_the_home_folder_and_leaves_others_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synthgen.cli.faultreport.home", lambda: Path("/home/an"))
    text = report(ValueError("/home/an/a.mhm /home/anna/b.mhm '/home/an'"))
    assert "~/a.mhm /home/anna/b.mhm '~'" in text


def test_a_report_is_printed_where_it_cannot_be_written(tmp_path: Path) -> None:
    what = "import tempfile\ndef no(**_): raise PermissionError(13, 'Permission denied')\ntempfile.mkstemp = no\n"
    done = broken(what + "angles.builtin_angles = lambda: 1 / 0", tmp_path)
    assert done.returncode == 4
    assert "A report could not be written (Permission denied); here it is:" in done.stderr
    assert "synthgen doctor:" in done.stderr


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (MemoryError(), RunError, "Memory ran out. Fewer workers"),
        (OSError(12, "Cannot allocate memory"), RunError, "Memory ran out. Fewer workers"),
        (
            OSError(36, "File name too long", "a" * 5000),
            InputError,
            r"^'a+\.\.\.a+': cannot be used \(File name too long",
        ),
        (OSError(13, "Permission denied", "/data/a"), InputError, "^'/data/a': cannot be used .Permission denied"),
        (OSError(24, "Too many open files"), RunError, "Too many open files"),
        (BlockingIOError(11, "Resource temporarily unavailable"), RunError, "Resource temporarily unavailable"),
        (RuntimeError("can't start new thread"), RunError, "allows no more threads"),
        (OSError(5, "Input/output error", "/data/a"), RunError, "/data/a: Input/output error"),
        (OSError(28, "No space left on device", "/data/a"), RunError, "The disk is full: .* below /data/a"),
        (OSError(27, "File too large", "/data/a"), RunError, "A file would be larger .*ulimit -f.* Raise that limit"),
        (UnicodeEncodeError("latin-1", "a李", 1, 2, "?"), InputError, "PYTHONUTF8=1"),
        (UnicodeEncodeError("utf-8", "a\udcff", 1, 2, "?"), InputError, r"'\\udcff' is no letter.* Rename"),
        (KeyboardInterrupt(), RunError, "Stopped"),
    ],
)
def test_what_a_machine_can_do_is_no_fault_of_ours(error: BaseException, kind: type, words: str) -> None:
    known = explained(error)
    assert type(known) is kind and re.search(words, str(known))


def test_what_moves_the_cache_is_said_of_a_cache_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path))
    known = explained(PermissionError(13, "Permission denied", str(tmp_path / "assets")))
    assert isinstance(known, InputError) and "SYNTHGEN_CACHE" in known.remedy


@pytest.mark.parametrize("error", [ZeroDivisionError(), KeyError("x"), OSError("?"), BrokenPipeError(32, "?")])
def test_anything_else_is(error: BaseException) -> None:
    assert explained(error) is None


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_to_stop_is_the_same(number: int, tmp_path: Path) -> None:
    """A terminal that closes, a shutdown, Ctrl-C: in any command, at any time."""
    what = "import time\ndef wait():\n    print('here', flush=True)\n    time.sleep(60)\nangles.builtin_angles = wait"
    process = subprocess.Popen(
        [sys.executable, "-c", BROKEN.format(what=what)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    time.sleep(0.1)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (3, "synthgen: Stopped.\n")


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stop_that_python_drops_is_asked_for_again(name: str, tmp_path: Path) -> None:
    what = (
        "import os, signal, time, weakref\nclass Thing:\n    pass\n"
        f"[signal.signal(n, signal.SIG_IGN) for n in (2, 15) if n != signal.{name}]\n"
        f"def asked(_):\n    os.kill(os.getpid(), signal.{name})\n    time.sleep(1)\n"
        "def drop():\n    thing = Thing()\n    kept = weakref.ref(thing, asked)\n    del thing\n    time.sleep(60)\n"
        "angles.builtin_angles = drop"
    )
    done = broken(what, tmp_path)
    assert (done.returncode, done.stderr) == (3, "synthgen: Stopped.\n")


@posix
def test_what_nohup_ignores_stays_ignored(tmp_path: Path) -> None:
    what = (
        "import os, signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "def hang_up():\n    os.kill(os.getpid(), signal.SIGHUP)\n    return []\nangles.builtin_angles = hang_up"
    )
    done = broken(what, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@posix
def test_ctrl_c_while_python_starts(tmp_path: Path) -> None:
    """It comes while click is imported."""
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "synthgen", "--help"], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (3, "synthgen: Stopped.\n")


@posix
@pytest.mark.slow
def test_ctrl_c_in_an_audit_that_renders_again_is_no_finding(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "synthgen", "audit", str(copy), "--rerender", "4"],
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list((tmp_path / "temporary").glob("synthgen-audit-*/.partial")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (3, "", "synthgen: Stopped. Nothing was written.\n")
    assert not (copy / "report").exists()


@posix
@pytest.mark.parametrize("words", ["encode x", "audit .", "models sample --n 1 --seed 1 --out x", "models list x.mhm"])
def test_a_folder_that_is_gone(words: str, tmp_path: Path) -> None:
    line = f'mkdir gone && cd gone && rmdir "$PWD" && "{sys.executable}" -m synthgen {words}'
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr.startswith("synthgen: ") and done.stderr.count("\n") == 1


@posix
def test_whoever_asks_again_while_it_ends_changes_nothing(tmp_path: Path) -> None:
    """Ctrl-C while the line is written, and while Python cleans up."""
    (tmp_path / "again.py").write_text(
        "import atexit, os, signal, sys\n"
        "import synthgen.cli.angles as angles, synthgen.cli as cli\n"
        "again = lambda *_: os.kill(os.getpid(), signal.SIGHUP)\n"
        "atexit.register(again)\n"
        "end = cli.end\n"
        "cli.end = lambda error: (again(), end(error))[1]\n"
        "angles.builtin_angles = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['synthgen', 'angles', 'list']\n"
        "from synthgen.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "again.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "synthgen: Stopped.\n")


@posix
def test_ctrl_c_in_the_middle_of_an_exec_ends_like_any_other(tmp_path: Path) -> None:
    """Python notes a KeyboardInterrupt there, and with -m ends by SIGINT in place of the exit code."""
    (tmp_path / "sitecustomize.py").write_text(
        "import synthgen.cli.angles as angles\n"
        "angles.builtin_angles = lambda: exec('import os, signal; os.kill(os.getpid(), signal.SIGINT); [].sort()')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "synthgen", "angles", "list"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, "synthgen: Stopped.\n")
