"""A real MakeHuman under Xvfb for tests: made, started with a job or a script, and what it answered."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
TOOL = SHARED / "tools" / "makehuman_host.py"
FACSHUMAN = SHARED / "data" / "facshuman"
#: seconds after which a start that hangs is a failure
_PATIENCE = 240
#: the plugin that plays a test's script
_HANDS = "zz_hands"
#: variables of the outer session that would reach into it
_STRANGE = ("DISPLAY", "SYNTHGEN_JOB", "MH_HOME_LOCATION")

#: ``pytestmark`` of every module that starts MakeHuman
IN_A_HOST = [
    pytest.mark.makehuman,
    pytest.mark.slow,
    pytest.mark.skipif(not TOOL.exists(), reason="MAKEHUMAN NOT TESTED: there is no ../shared with the host's tool"),
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="MAKEHUMAN NOT TESTED: Debian's xvfb is missing"),
]


def make_environment(folder: Path) -> Path:
    """Return a Python environment with the `makehuman` wheel, made in a folder unless it is there.

    Several may try at once. Another tool or another Python makes another environment.
    """
    key = hashlib.sha256(TOOL.read_bytes() + sys.version.encode()).hexdigest()[:12]
    made = folder / key
    if made.exists():
        return made
    own = folder / f"making-{os.getpid()}"
    _tool("create", own)
    try:
        (own / "venv").rename(made)
    except OSError:  # somebody else was first
        if not made.exists():
            raise
    shutil.rmtree(own)
    return made


class Host:
    """A MakeHuman of a test's own; ``user`` is its user folder.

    The application is the `makehuman` wheel, or, where ``application`` is given, the folder with a ``makehuman.py``.
    """

    def __init__(self, folder: Path, environment: Path, application: Path | None = None) -> None:
        self.folder, self.application = folder, application
        self.user = folder / "home" / "makehuman" / "v1py3"
        self._settings = self.user / "settings.ini"
        folder.mkdir(parents=True)
        (folder / "venv").symlink_to(environment, target_is_directory=True)
        _tool("create", folder)

    def install(self) -> None:
        """Put the plugin into it, as a user does, and FACSHuman's data."""
        shutil.copytree(FACSHUMAN, self.user / "data" / "FACSHuman")  # as FACSHuman itself calls it
        command = [sys.executable, "-m", "synthgen", "makehuman", "install", "--user-dir", str(self.user)]
        subprocess.run(command, check=True, capture_output=True)

    @contextlib.contextmanager
    def settings(self, **changes: Any) -> Iterator[None]:
        """Change MakeHuman's settings for a while; those that it writes itself when it ends are lost, too."""
        before = self._settings.read_text()
        self._settings.write_text(json.dumps({**json.loads(before), **changes}))
        try:
            yield
        finally:
            self._settings.write_text(before)

    def run(
        self, job: dict[str, Any] | None = None, *, timeout: float = _PATIENCE, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Start the application, with a job or without, and wait for its end. Further words are its environment's."""
        environment = {key: value for key, value in os.environ.items() if key not in _STRANGE} | variables
        if job is not None:
            path = self.folder / "job.json"
            path.write_text(json.dumps(job))
            environment["SYNTHGEN_JOB"] = str(path)
        if self.application is None:
            command = [sys.executable, str(TOOL), "run", str(self.folder)]
        else:
            environment |= {"MH_HOME_LOCATION": str(self.folder / "home"), "LIBGL_ALWAYS_SOFTWARE": "1"}
            python = str(self.folder / "venv" / "bin" / "python")
            command = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", python, "makehuman.py"]
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=self.application,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            out, errors = process.communicate(timeout=timeout)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # Xvfb and the application are its children
            process.wait()
            raise
        return subprocess.CompletedProcess(command, process.returncode, out, errors)

    def do(self, **job: Any) -> dict[str, Any]:
        """Run a job and return its result."""
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        done = self.run({**job, "result": str(result)})
        assert result.exists(), done.stdout[-3000:] + done.stderr[-3000:]
        answer: dict[str, Any] = json.loads(result.read_text())
        return answer

    def play(
        self,
        act: Callable[..., Any],
        *shared: Callable[..., Any],
        job: dict[str, Any] | None = None,
        closes: bool = False,
        timeout: float = _PATIENCE,
        **arguments: Any,
    ) -> dict[str, Any]:
        """Play a script by mouse and keyboard; return what it said and the application's "status" and "printed".

        ``act(hands, **arguments)`` is a generator function (see ``hands.Hands``) that runs inside MakeHuman, so it
        imports what it needs and sees nothing of the test's module but the functions ``shared``. An error in it fails
        the test. A script that ``closes`` the application itself need not come to its end.
        """
        answer = self.folder / "said.json"
        answer.unlink(missing_ok=True)
        plugin = self.user / "plugins" / _HANDS
        plugin.mkdir()
        shutil.copy(Path(__file__).with_name("hands.py"), plugin / "__init__.py")
        sources = [textwrap.dedent(inspect.getsource(function)) for function in (*shared, act)]
        lines = ["from __future__ import annotations", "from typing import Any", *sources, f"act = {act.__name__}", ""]
        (plugin / "act.py").write_text("\n".join(lines))
        words = {"answer": str(answer), "arguments": arguments}
        (plugin / "arguments.json").write_text(json.dumps(words, default=str))
        plugins = json.loads(self._settings.read_text())["activeUserPlugins"]
        try:
            with self.settings(activeUserPlugins=[*plugins, _HANDS]):
                done = self.run(job, timeout=timeout)
        finally:
            shutil.rmtree(plugin)
        printed = done.stdout + done.stderr
        assert answer.exists(), f"nothing was said; status {done.returncode}\n{printed[-5000:]}"
        said: dict[str, Any] = json.loads(answer.read_text())
        assert "error" not in said, printed[-3000:] + said["error"]
        assert closes or said.pop("finished", False), f"ended early; status {done.returncode}\n{printed[-3000:]}"
        return {**said, "status": done.returncode, "printed": printed}


def _tool(verb: str, folder: Path) -> None:
    made = subprocess.run([sys.executable, str(TOOL), verb, str(folder)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
