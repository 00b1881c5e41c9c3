"""How a run shows how far it is, with a terminal and without."""

import os
import subprocess
import sys
from types import SimpleNamespace

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
    assert capsys.readouterr().err.splitlines() == ["1/4 clips", "synthgen: something"]


def test_the_time_left_counts_from_the_first_clip_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling takes 30 s here, once; then there are two clips a second. 4536 clips at the first one's pace: 38 h."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("time.monotonic", lambda: clock.now)
    shown = Progress(4536, quiet=True)
    lines = []
    for clip in range(60):
        clock.now = 30.0 + clip / 2
        shown.clip(25)
        lines.append(shown.line())
    assert lines[:3] == ["1/4536 clips", "2/4536 clips", "3/4536 clips"]
    assert lines[10] == "11/4536 clips, 2.0 clips/s, 50 frames/s, 37 min 42 s left"
    assert lines[50] == "51/4536 clips, 2.0 clips/s, 50 frames/s, 37 min 22 s left"


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
    assert b"1/10 clips [00:00]" in shown


def test_nobody_is_told_where_there_is_no_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program with a window and without a terminal."""
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    monkeypatch.setattr("sys.stderr", None)
    shown = Progress(4)
    shown.clip(25)
    shown.note("something")
    shown.close()
    assert shown.done == 1
