"""The plugin in a real MakeHuman under Xvfb: installed, run without clicks, stopped, resumed, pressed, refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.run import audit_dataset

ROOT = Path(__file__).parents[2]
TOOL = ROOT.parent / "shared" / "tools" / "makehuman_host.py"
FACSHUMAN = ROOT.parent / "shared" / "data" / "facshuman"
#: a start that hangs is a failure
_PATIENCE = 240

pytestmark = [
    pytest.mark.makehuman,
    pytest.mark.slow,
    pytest.mark.skipif(not TOOL.exists(), reason="MAKEHUMAN NOT TESTED: there is no ../shared with the host's tool"),
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="MAKEHUMAN NOT TESTED: Debian's xvfb is missing"),
]

#: a plugin of the tests that presses the task's button as a person would, and looks at what is shown
PRESSER = """
import json, traceback
from pathlib import Path
import numpy as np
from PyQt5 import QtCore, QtTest, QtWidgets
ANSWER, OUT, PICTURE = {answer!r}, {out!r}, {picture!r}

def load(app):
    app.synthgen_test = Presser(app)

def unload(app):
    pass

class Presser:
    def __init__(self, app):
        self.app, self.step = app, self.begin
        self.timer = QtCore.QTimer(app)
        self.timer.setInterval(200)
        self.timer.timeout.connect(self.turn)
        self.timer.start()

    def turn(self):
        try:
            self.step()
        except Exception:
            self.answer(error=traceback.format_exc())

    def answer(self, **content):
        self.timer.stop()
        Path(ANSWER).write_text(json.dumps(content))
        QtCore.QTimer.singleShot(0, self.app.stop)

    def begin(self):
        app = self.app
        if app.splash is not None or not app.mainwin.isVisible():
            return
        app.mainwin.resize(1240, 960)
        app.switchCategory("Rendering")
        app.switchTask("Synthgen")
        self.task = app.currentTask
        human = app.selectedHuman
        human.getModifier("macrodetails/Age").setValue(0.7123456789)
        human.applyAllTargets()
        app.modelCamera.setRotation([10.0, 25.0, 0.0])
        self.coord = human.meshData.coord.copy()
        self.camera = list(app.modelCamera.getRotation())
        task = self.task
        task.preview_signal.setCurrentIndex(4)
        task._refill_frames(4)
        task.frame.setValue(12)
        QtTest.QTest.mouseClick(task.preview_button, QtCore.Qt.LeftButton)
        self.step = self.previewed
        self.waited = 0

    def previewed(self):
        self.waited += 1
        if self.waited < 8:
            return
        coord = self.app.selectedHuman.meshData.coord
        self.moved = float(np.abs(coord - self.coord).max())
        self.app.mainwin.screen().grabWindow(0).save(PICTURE)
        QtTest.QTest.mouseClick(self.task.preview_button, QtCore.Qt.LeftButton)
        self.back = float(np.abs(self.app.selectedHuman.meshData.coord - self.coord).max())
        task = self.task
        task.out.setText(OUT)
        task.size.setValue(64)
        task.angles.setCurrentText("frontal")
        for row in range(task.signals.count()):
            task.signals.item(row).setCheckState(QtCore.Qt.Checked if row == 3 else QtCore.Qt.Unchecked)
        task.models.setText(str(Path(OUT).parent / "people"))
        QtTest.QTest.mouseClick(task.start_button, QtCore.Qt.LeftButton)
        self.enabled = task.pause_button.isEnabled(), task.start_button.isEnabled()
        QtTest.QTest.mouseClick(task.pause_button, QtCore.Qt.LeftButton)
        self.waited, self.stage = 0, task.runner.batch.progress.stage
        self.step = self.paused

    def paused(self):
        self.waited += 1
        if self.waited < 5:
            return
        runner = self.task.runner
        self.still = runner.running and runner.paused and runner.batch.progress.stage == self.stage
        QtTest.QTest.mouseClick(self.task.pause_button, QtCore.Qt.LeftButton)
        self.step = self.rendered

    def rendered(self):
        task = self.task
        if task.runner.running:
            return
        coord = self.app.selectedHuman.meshData.coord
        self.answer(
            moved=self.moved, back=self.back, enabled=self.enabled, still=self.still, log=task.lines.toPlainText(),
            state=task.state.text(), apart=float(np.abs(coord - self.coord).max()),
            age=self.app.selectedHuman.getModifier("macrodetails/Age").getValue(),
            camera=list(self.app.modelCamera.getRotation()), before=self.camera,
            grid=bool(self.app.backplaneGrid.isVisible()),
        )
"""


class Host:
    """A MakeHuman with the plugin installed by the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = folder / "home" / "makehuman" / "v1py3"

    def run(self, job: dict[str, Any] | None = None) -> subprocess.CompletedProcess[str]:
        """Start the application, with a job or without, and wait for its end."""
        environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "SYNTHGEN_JOB")}
        if job is not None:
            path = self.folder / "job.json"
            path.write_text(json.dumps(job))
            environment["SYNTHGEN_JOB"] = str(path)
        return subprocess.run(
            [sys.executable, str(TOOL), "run", str(self.folder)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )

    def do(self, **job: Any) -> dict[str, Any]:
        """Run a job and return its result."""
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        done = self.run({**job, "result": str(result)})
        assert result.exists(), done.stdout[-3000:] + done.stderr[-3000:]
        answer: dict[str, Any] = json.loads(result.read_text())
        return answer


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A MakeHuman with FACSHuman's data, into which `synthgen makehuman install` has put the plugin."""
    folder = tmp_path_factory.mktemp("makehuman") / "host"
    made = subprocess.run(
        [sys.executable, str(TOOL), "create", str(folder)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]
    host = Host(folder)
    shutil.copytree(FACSHUMAN, host.user / "data" / "facshuman")
    command = [sys.executable, "-m", "synthgen", "makehuman", "install", "--user-dir", str(host.user)]
    subprocess.run(command, check=True, capture_output=True)
    return host


def codes(root: Path) -> set[str]:
    return {finding.code for finding in audit_dataset(root).findings}


def test_a_job_without_clicks_is_stopped_in_the_middle_resumed_and_passes_the_audit(host: Host, tmp_path: Path) -> None:
    job = {
        "design": "sim2real",
        "out": str(tmp_path / "set"),
        "models": ["female_asian_2", "male_caucasian_2"],
        "signals": ["shout", "side_eye", "lip_raise"],
        "size": [64, 64],
        "codec": "png",
        "au_basis": "facshuman",
    }
    first = host.do(**job, stop_after=10)
    assert first["outcome"] == "stopped" and 10 <= first["clips"] < 54
    assert codes(tmp_path / "set") == {"dataset-unfinished", "cell-missing"}
    second = host.do(**job)
    assert (second["outcome"], second["declared"], second["done"]) == ("done", 54, 54)
    assert second["clips"] == 54 - first["done"]
    report = audit_dataset(tmp_path / "set")
    assert report.findings == ()
    assert report.dataset.renderers[0].startswith("makehuman 1.3")
    assert {entry.signal["au_basis"] for entry in report.entries} == {"facshuman"}


def test_what_cannot_be_done_is_said_and_the_application_goes_on(
    host: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    people = tmp_path / "people"
    people.mkdir()
    for name in ("ada", "ben"):
        write_model(people / f"{name}.mhm", gender=0.0, african=1.0)
    whole = (people / "ben.mhm").read_text()
    (people / "ben.mhm").write_text(whole[: len(whole) // 2])
    answer = host.do(design="sim2real", out=str(tmp_path / "set"), models=[str(people)])
    assert answer["outcome"] == "failed" and "ben.mhm, line" in answer["message"] and "is cut off" in answer["message"]
    assert not (tmp_path / "set").exists()

    (tmp_path / "file").write_text("in the way")
    shutil.move(host.user / "data" / "facshuman", tmp_path / "facshuman")
    try:
        answer = host.do(design="sim2real", out=str(tmp_path / "file" / "set"))
        assert answer["outcome"] == "failed" and "cannot be written" in answer["message"]
        answer = host.do(design="sim2real", out=str(tmp_path / "set"), au_basis="facshuman")
    finally:
        shutil.move(tmp_path / "facshuman", host.user / "data" / "facshuman")
    assert answer["outcome"] == "failed" and "FACSHuman's action units are in neither" in answer["message"]
    assert not (tmp_path / "set").exists()


def test_the_button_is_pressed_the_preview_shows_and_everything_is_as_it_was(
    host: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    (tmp_path / "people").mkdir()
    write_model(tmp_path / "people" / "ada.mhm", gender=0.0, african=1.0)
    answer, picture = tmp_path / "answer.json", tmp_path / "task.png"
    plugin = host.user / "plugins" / "zz_presser.py"
    plugin.write_text(PRESSER.format(answer=str(answer), out=str(tmp_path / "set"), picture=str(picture)))
    settings = host.user / "settings.ini"
    before = settings.read_text()
    active = json.loads(before)
    active["activeUserPlugins"].append("zz_presser")
    settings.write_text(json.dumps(active))
    try:
        done = host.run()
    finally:
        plugin.unlink()
        settings.write_text(before)
    assert answer.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    said = json.loads(answer.read_text())
    assert "error" not in said, said
    assert said["moved"] > 0.05 and said["back"] < 1e-6
    assert said["enabled"] == [True, False] and said["still"]
    assert "Done" in said["log"] and "1 of 1 clips" in said["state"]
    assert said["apart"] < 1e-5 and said["age"] == pytest.approx(0.7123456789, abs=1e-12)
    assert said["camera"] == said["before"] and said["grid"]
    assert codes(tmp_path / "set") <= {"undeclared"}
    assert picture.stat().st_size > 20_000
