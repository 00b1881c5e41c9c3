"""What goes wrong under a run in a real MakeHuman: no room, folders and models that vanish, a second one, its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from synthgen.audit.run import audit_dataset
from synthgen.dataset.lock import hold_lock

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST


def spoiled(hands: Any, out: str, people: str) -> Iterator[Any]:
    """Take folder, room and models away under runs; the last one goes on with what the one before has left."""
    import resource
    import shutil
    from pathlib import Path

    from PyQt5 import QtCore

    task = hands.open()
    hands.write(task.models, people)
    task.size.setValue(64)
    task.angles.setCurrentText("frontal")
    for row in range(task.signals.count()):
        task.signals.item(row).setCheckState(QtCore.Qt.Checked if row < 2 else QtCore.Qt.Unchecked)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = {}

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, unlimited[1]))

    def no_folder() -> None:
        shutil.rmtree(out)

    def no_models() -> None:
        for model in Path(people).glob("*.mhm"):
            model.unlink()

    for deed in (no_folder, no_room, no_models):
        hands.write(task.out, out)
        hands.click(task.start_button)
        yield lambda: task.runner.batch.progress.clips >= 1 or not task.runner.running
        deed()
        yield lambda: not task.runner.running
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        state = task.runner.state
        told[deed.__name__] = [state.phase.value, state.message, state.next_step, task.runner.batch.progress.done]
        hands.say(told=told, log=task.lines.toPlainText())
    yield lambda: not task.aftercare.busy  # it draws the overview picture, and has the folder's lock until then


def test_no_room_no_folder_and_no_models_are_said_and_whole_clips_stay(
    host: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    (tmp_path / "people").mkdir()
    for name, gender in (("ada", 0.0), ("ben", 1.0)):
        write_model(tmp_path / "people" / f"{name}.mhm", gender=gender, african=1.0)
    said = host.play(spoiled, out=tmp_path / "set", people=tmp_path / "people")
    told = said["told"]
    for deed, named in (("no_room", "nothing more can be written below"), ("no_folder", "No such file")):
        phase, message, next_step, _ = told[deed]
        assert phase == "failed" and named in message and str(tmp_path / "set") in message, told[deed]
        assert message in said["log"] and "command" not in message + next_step
    assert told["no_models"][0] == "done" and told["no_models"][3] >= 1  # a whole clip of the run without room is kept
    assert {finding.code for finding in audit_dataset(tmp_path / "set").findings} == {"undeclared"}


def test_a_folder_of_another_run_is_refused_and_a_job_ends_the_program(each_host: Host, tmp_path: Path) -> None:
    words = {"models": ["female_asian_2"], "signals": ["shout"], "angles": ["frontal"], "size": [64, 64]}
    job = {"design": "sim2real", "out": str(tmp_path / "set"), "result": str(tmp_path / "result.json"), **words}
    (tmp_path / "set").mkdir()
    with hold_lock(tmp_path / "set"):
        ended = each_host.run(job)
    result = json.loads((tmp_path / "result.json").read_text())
    assert (result["outcome"], result["clips"]) == ("failed", 0) and "another run is writing" in result["message"]
    assert ended.returncode == 0 and "Exit from event loop" in ended.stdout + ended.stderr


def closed(hands: Any) -> Iterator[Any]:
    """Close the window while MakeHuman loads a model and say No, then close it again and say Yes."""
    from PyQt5 import QtCore

    app = hands.app
    runner = app.getTask("Rendering", "Synthgen").runner
    app.currentFile.changed()
    loading = QtCore.QTimer(app)
    asked = []

    def close_in_the_middle() -> None:
        if runner.busy and app.mainwin.canvas.blockRedraw and not asked:
            asked.append(True)
            app.mainwin.close()
            hands.say(at_once=hands.dialog is not None)

    loading.timeout.connect(close_in_the_middle)
    loading.start(5)
    yield lambda: hands.dialog is not None
    loading.stop()
    hands.say(question=hands.dialog.text.text(), busy=runner.busy)
    hands.click(hands.dialog.button2)
    yield lambda: hands.dialog is None and runner.batch.progress.clips >= 1
    hands.say(running=runner.running)
    hands.post(app.mainwin.close)
    yield lambda: hands.dialog is not None
    hands.say(clips=runner.batch.progress.clips)
    hands.click(hands.dialog.button1)
    yield 60


def test_a_window_that_is_closed_asks_when_nothing_is_in_the_middle_and_leaves_whole_clips(
    each_host: Host, tmp_path: Path
) -> None:
    words = {"models": ["female_asian_2"], "angles": ["frontal"], "size": [64, 64], "codec": "png"}
    job = {"design": "sim2real", "out": str(tmp_path / "set"), "result": str(tmp_path / "result.json"), **words}
    said = each_host.play(closed, job=job, closes=True)
    assert (said["at_once"], said["busy"], said["running"]) == (False, False, True)
    assert "unsaved changes" in said["question"]
    result = json.loads((tmp_path / "result.json").read_text())
    assert result["outcome"] == "stopped" and result["clips"] >= said["clips"] >= 1
    codes = {finding.code for finding in audit_dataset(tmp_path / "set").findings}
    assert {"dataset-unfinished", "cell-missing"} <= codes <= {"dataset-unfinished", "cell-missing", "part-missing"}
    assert said["status"] == 0
