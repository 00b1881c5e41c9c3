"""Terminals and pipes of all kinds: what is printed there changes no exit code, unless results are lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SYNTHGEN = [sys.executable, "-m", "synthgen"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which ``synthgen`` is this program."""
    given = f'synthgen() {{ "{sys.executable}" -m synthgen "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", given], capture_output=True, env={**os.environ, **environment}, check=False)


@posix
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("synthgen models list | true", 0),  # nobody reads
        ("synthgen signals list | head -1 >/dev/null", 0),
        ("synthgen signals list 2>&1 >/dev/null | true", 0),
        ("synthgen models check nobody 2>&1 | true", 2),
        ("synthgen models list >&-", 0),  # closed from the start
        ("synthgen models list 2>&- >/dev/null", 0),
        ("synthgen models check nobody 2>&-", 2),
        ("synthgen models list <&- >/dev/null", 0),
        ("synthgen models list <&- >&- 2>&-", 0),
    ],
)
def test_nobody_who_reads_changes_no_exit_code(line: str, code: int) -> None:
    done = shell(f"{line}; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, b"Traceback" in done.stderr + done.stdout) == (code, False)


@posix
def test_an_audit_says_what_it_found_also_to_nobody(copy: Path) -> None:
    """1 means that a check found something, 0 that it did not; a reader that went away changes neither."""
    audit = f"synthgen audit '{copy}' --no-report"
    assert shell(f"{audit} | true; exit ${{PIPESTATUS[0]}}").returncode == 0
    next((copy / "clips").rglob("*.mp4")).unlink()
    assert shell(f"{audit} | true; exit ${{PIPESTATUS[0]}}").returncode == 1
    assert shell(f"{audit} >&- 2>&-").returncode == 1


@posix
@full
def test_results_that_are_lost_are_said_to_be() -> None:
    done = shell("synthgen models list >/dev/full")
    assert done.returncode == 3
    assert done.stderr.startswith(b"synthgen: Standard output cannot be written (No space left on device): what was ")
    assert shell("synthgen models list 2>/dev/full").returncode == 0


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8"])
def test_every_encoding_is_readable(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([*SYNTHGEN, "designs", "list"], capture_output=True, env=environment, check=False)
    ages = "aged 18-90, some" if encoding == "latin-1" else "aged 18–90, some"  # a dash that Latin-1 has not
    assert done.returncode == 0 and ages in done.stdout.decode(encoding)
    done = subprocess.run([*SYNTHGEN, "models", "show", "李"], capture_output=True, env=environment, check=False)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert ("李" if encoding == "utf-8" else "\\u674e") in done.stderr.decode(encoding)


def test_what_programs_read_is_utf8_everywhere(a_model: Path) -> None:
    person = a_model.rename(a_model.with_name("Zoë.mhm"))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    words = ["models", "check", str(person), "--json"]
    done = subprocess.run([*SYNTHGEN, *words], capture_output=True, env=environment, check=False)
    assert json.loads(done.stdout)["models"][0]["path"] == str(person)
    done = subprocess.run([*SYNTHGEN, "designs", "init", "--name", "Zoë"], capture_output=True, env=environment)
    assert 'name: "Zoë"' in done.stdout.decode() or "name: Zoë" in done.stdout.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are UTF-8 whatever the language")
@pytest.mark.parametrize("words", [["models", "list"], ["signals", "list"], ["render", "--out", "new", "--design"]])
def test_a_name_that_cannot_be_written_is_not_said_to_be_missing(words: list[str], tmp_path: Path) -> None:
    """In a language without UTF-8, what a file says in UTF-8 names no file that can be asked for."""
    (tmp_path / "design.yaml").write_text(
        "name: x\nmodels: [李.mhm]\nsignals: [side_eye]\nangles: [frontal]\n", encoding="utf-8"
    )
    given = "design.yaml" if words[0] == "render" else "李.mhm"
    code = f"import sys; sys.argv = ['synthgen', *{words!r}, {given!r}]; from synthgen.cli import main; main()"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    (tmp_path / "main.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 2 and "Set the environment variable PYTHONUTF8=1" in done.stderr, done.stderr


@posix
def test_a_file_that_is_opened_does_not_become_standard_error(tmp_path: Path) -> None:
    """With standard error closed, the next file opened would have its number, and get the messages of libraries."""
    out = tmp_path / "design.yaml"
    done = shell(f"synthgen designs init --out '{out}' 2>&-; echo noise >&2; exit 0")
    assert done.returncode == 0 and out.read_text().startswith("# A design")
