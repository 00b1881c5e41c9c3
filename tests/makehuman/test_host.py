"""The plugin in a real MakeHuman under Xvfb: installed, run without clicks, stopped, resumed, pressed, refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.run import audit_dataset

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST


def pressed(hands: Any, out: str, picture: str, people: str) -> Iterator[Any]:
    """Preview a signal, put the face back, render one clip with a pause in the middle, and look at what is shown."""
    import numpy as np
    from PyQt5 import QtWidgets

    app, human, task = hands.app, hands.human, hands.open()
    app.mainwin.resize(1240, 960)
    human.getModifier("macrodetails/Age").setValue(0.7123456789)
    human.applyAllTargets()
    app.modelCamera.setRotation([10.0, 25.0, 0.0])
    own, camera = human.meshData.coord.copy(), list(app.modelCamera.getRotation())

    def apart() -> float:
        return float(np.abs(human.meshData.coord - own).max())

    hands.choose(task.preview_signal, 4)
    hands.drag(task.frame, 0.5)
    hands.click(task.preview_button)
    yield 1.5
    hands.say(moved=apart(), frame=task.frame.value())
    hands.picture(picture)
    hands.click(task.preview_button)
    hands.say(back=apart())

    hands.write(task.out, out)
    hands.write(task.size, "64")
    hands.choose(task.angles, task.angles.findText("frontal"))
    for row in range(task.signals.count()):
        if row != 3:
            hands.tick(task.signals, row)
    hands.write(task.models, people)
    shown = task.run_box.name
    hands.click(task.start_button)
    hands.say(enabled=[task.pause_button.isEnabled(), task.start_button.isEnabled(), task.signals.isEnabled()])
    states = [shown.text()]
    hands.click(task.pause_button)
    states += [shown.text(), task.pause_button.text()]
    stage = task.runner.batch.progress.stage
    yield 1.0
    hands.say(still=task.runner.running and task.runner.paused and task.runner.batch.progress.stage == stage)
    hands.click(task.pause_button)
    states += [shown.text(), task.pause_button.text()]
    yield lambda: not task.runner.running
    yield lambda: not task.aftercare.busy
    hands.say(states=[*states, shown.text()], drawn=task.state.text())
    hands.click(task.run_box.check)
    hands.say(checking=task.state.text())
    yield lambda: not task.aftercare.busy
    hands.click(task.run_box.copy)
    hands.say(
        copied=QtWidgets.QApplication.clipboard().text(),
        log=task.lines.toPlainText(),
        state=task.state.text(),
        next_step=task.run_box.next_step.text(),
        bar=task.run_box.bar.text(),
        apart=apart(),
        age=human.getModifier("macrodetails/Age").getValue(),
        camera=[camera, list(app.modelCamera.getRotation())],
        grid=app.backplaneGrid.isVisible(),
    )


def codes(root: Path) -> set[str]:
    return {finding.code for finding in audit_dataset(root).findings}


def test_a_job_without_clicks_is_stopped_in_the_middle_resumed_and_passes_the_audit(
    each_host: Host, tmp_path: Path
) -> None:
    job = {
        "design": "sim2real",
        "out": str(tmp_path / "set"),
        "models": ["female_asian_2", "male_caucasian_2"],
        "signals": ["shout", "side_eye", "lip_raise"],
        "size": [64, 64],
        "codec": "png",
        "au_basis": "facshuman",
    }
    first = each_host.do(**job, stop_after=10)
    assert first["outcome"] == "stopped" and 10 <= first["clips"] < 54
    assert codes(tmp_path / "set") == {"dataset-unfinished", "cell-missing", "part-missing"}
    second = each_host.do(**job)
    assert (second["outcome"], second["declared"], second["done"]) == ("done", 54, 54)
    assert second["clips"] == 54 - first["done"]
    report = audit_dataset(tmp_path / "set")
    assert {finding.code for finding in report.findings} == {
        "part-missing"
    }  # this MakeHuman has neither brows nor skins
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
    shutil.move(host.user / "data" / "FACSHuman", tmp_path / "facshuman")
    try:
        answer = host.do(design="sim2real", out=str(tmp_path / "file" / "set"))
        assert answer["outcome"] == "failed" and "cannot be written" in answer["message"]
        answer = host.do(design="sim2real", out=str(tmp_path / "set"), au_basis="facshuman")
    finally:
        shutil.move(tmp_path / "facshuman", host.user / "data" / "FACSHuman")
    assert answer["outcome"] == "failed" and "FACSHuman's action units are in neither" in answer["message"]
    assert not (tmp_path / "set").exists()


def test_the_button_is_pressed_the_preview_shows_and_everything_is_as_it_was(
    each_host: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    (tmp_path / "people").mkdir()
    write_model(tmp_path / "people" / "ada.mhm", gender=0.0, african=1.0)
    picture = tmp_path / "task.png"
    said = each_host.play(pressed, out=tmp_path / "set", picture=picture, people=tmp_path / "people")
    assert said["frame"] == 12 and said["moved"] > 0.05 and said["back"] < 1e-6
    assert said["enabled"] == [True, False, False] and said["still"]
    assert said["states"] == ["Rendering", "Paused", "Go on", "Rendering", "Pause", "Finished"]
    assert "preview.png" in said["drawn"] and (tmp_path / "set" / "preview.png").stat().st_size > 10_000
    assert "Checking" in said["checking"]
    assert "Checked, and passed" in said["state"] and said["copied"] == said["log"]
    kept = (tmp_path / "set" / "report" / "makehuman.log").read_text()
    assert [line.split(" ", 2)[2] for line in kept.splitlines()] == said["log"].splitlines()
    assert "Finished" in said["log"] and said["bar"] == "1 of 1 clips"
    assert "Open the folder" in said["next_step"]
    assert said["apart"] < 1e-5 and said["age"] == pytest.approx(0.7123456789, abs=1e-12)
    assert said["camera"][0] == said["camera"][1] and said["grid"]
    assert codes(tmp_path / "set") <= {"undeclared"}
    assert picture.stat().st_size > 20_000
