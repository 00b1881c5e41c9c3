"""How a run shows how far it is, with a terminal and without."""

import os
import subprocess
import sys

import pytest

from synthgen.engines import progress
from synthgen.engines.progress import Progress


def test_without_a_terminal_there_is_a_plain_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    shown = Progress(4)
    shown.clip(25)
    shown.note("something")
    shown.close()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("1/4 clips, ")
    assert "frames/s" in lines[0]
    assert lines[0].endswith("left")
    assert lines[1] == "synthgen: something"


def test_quiet_is_quiet_but_for_notes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    shown = Progress(4, quiet=True)
    shown.clip(25)
    shown.close()
    assert capsys.readouterr().err == ""
    assert (shown.done, shown.frames) == (1, 25)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a POSIX thing")
def test_a_terminal_gets_a_bar_even_if_it_says_that_it_has_no_size() -> None:
    import pty

    terminal, theirs = pty.openpty()
    code = "from synthgen.engines.progress import Progress as P; p = P(10); p.clip(25); p.close()"
    subprocess.run([sys.executable, "-c", code], stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(terminal, 4096)
    os.close(terminal)
    assert b"1/10" in shown
    assert b"clip/s" in shown
