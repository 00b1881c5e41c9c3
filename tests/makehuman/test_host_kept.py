"""The user's own human while a run is on in a real MakeHuman: out of reach, and back to the bit however it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.run import audit_dataset

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST


def snapshot(app: Any) -> dict[str, Any]:
    """Return all of the user's that a run borrows or could touch, by name."""
    human, camera, actions = app.selectedHuman, app.modelCamera, app.actions
    tasks = [task for category in app.categories.values() for task in category.tasks if hasattr(task, "sliders")]
    sliders = [slider for task in tasks for slider in list(task.sliders) if hasattr(slider, "modifier")]
    worn = [entry for entry in human.getProxyObjects() if entry is not None]

    passing = "updated", "changedPending"

    def look(material: Any) -> dict[str, Any]:
        return {
            name: getattr(value, "asTuple", lambda value=value: value)()
            for name, value in vars(material).items()
            if name != "_shaderChanged"
        }

    def plain(value: Any) -> Any:
        return list(value) if isinstance(value, list) else value

    return {
        "vertices": human.meshData.coord.tobytes(),
        "vertices at rest": human.getRestposeCoordinates().tobytes(),
        "normals": human.meshData.vnorm.round(4).tobytes(),
        "targets": list(human.targetsDetailStack.items()),
        "modifiers": [(modifier.fullName, modifier.getValue()) for modifier in human.modifiers],
        "numbers": {name: value for name, value in vars(human).items() if isinstance(value, (bool, int, float, str))},
        "tags": set(human.getTags()),
        "skin": look(human.material),
        "worn": [(e.proxy.uuid, e.getSeedMesh().coord.tobytes(), look(e.material)) for e in worn],
        "pose": (human.isPosed(), human.getAnimations(), getattr(human.getActiveAnimation(), "name", None)),
        "smooth": (human.isSubdivided(), actions.smooth.isChecked(), actions.wireframe.isChecked(), human.isSolid()),
        "camera": {name: plain(value) for name, value in vars(camera).items() if name not in passing},
        "place": [list(human.getPosition()), list(human.getRotation()), list(human.getScale())],
        "undo": (id(app.undoStack), list(app.undoStack), actions.undo.isEnabled()),
        "redo": (id(app.redoStack), list(app.redoStack), actions.redo.isEnabled()),
        "file": (id(app.currentFile), app.currentFile.path, app.currentFile.modified, app.mainwin.isWindowModified()),
        "title": app.mainwin.windowTitle(),
        "sliders": [(slider.modifier.fullName, slider.getValue(), slider.isEnabled()) for slider in sliders],
        "grids": [grid.isVisible() for grid in (app.backplaneGrid, app.groundplaneGrid) if grid],
        "bars": [bar.isEnabled() for bar in app.mainwin.tabs.findChildren(type(app.mainwin.tabs.tabBar()))],
        "saving": "save" in vars(human),
    }


def differences(before: Any, now: Any, name: str = "") -> list[str]:
    """Return what is other now, in words."""
    if isinstance(before, dict) and isinstance(now, dict) and set(before) == set(now):
        return [line for key in before for line in differences(before[key], now[key], f"{name} {key}")]
    if isinstance(before, (list, tuple)) and isinstance(now, (list, tuple)) and len(before) == len(now):
        return [line for index in range(len(now)) for line in differences(before[index], now[index], f"{name} {index}")]
    return [] if before == now else [f"{name}: {str(before)[:100]} / {str(now)[:100]}"]


def work(hands: Any, path: str, smooth: bool) -> Iterator[Any]:
    """Work as an artist does: a saved human, changed after that by sliders, one change undone; seen from close."""
    import guisave
    from PyQt5 import QtCore, QtGui, QtWidgets

    app, human = hands.app, hands.human
    human.setName("Eve")
    human.addTag("mine")
    human.getModifier("macrodetails/Age").setValue(0.7123456789)
    human.getModifier("nose/nose-hump-decr|incr").setValue(-0.33333333333)
    human.getModifier("macrodetails/African").setValue(0.777777777)
    human.applyAllTargets()
    guisave.saveMHM(path)
    hands.open("Modelling", "Macro modelling")
    yield 0.3
    age, weight = (
        next(slider for slider in app.currentTask.sliders if slider.modifier.fullName == f"macrodetails{name}")
        for name in ("/Age", "-universal/Weight")
    )
    for slider, share in ((age, 0.2), (weight, 0.9), (weight, 0.4)):
        hands.drag(slider, share)
        yield 0.3
    yield lambda: len(app.undoStack) == 3
    hands.shortcut("Ctrl+Z")
    yield lambda: len(app.redoStack) == 1
    if smooth:
        hands.shortcut("Alt+S")
        yield human.isSubdivided
    canvas = app.mainwin.canvas
    middle = canvas.rect().center()
    wheel = [QtCore.Qt.NoModifier, QtCore.Qt.NoScrollPhase, False]
    for _ in range(3):
        turned = QtGui.QWheelEvent(
            QtCore.QPointF(middle),
            QtCore.QPointF(canvas.mapToGlobal(middle)),
            QtCore.QPoint(),
            QtCore.QPoint(0, 120),
            QtCore.Qt.NoButton,
            *wheel,
        )
        QtWidgets.QApplication.sendEvent(canvas, turned)
        yield 0.1


def start(hands: Any, out: str, people: str, signals: int) -> Any:
    """Choose a small run in the panel and press Start."""
    from PyQt5 import QtCore

    task = hands.open()
    hands.write(task.out, out)
    hands.write(task.models, people)
    task.size.setValue(64)
    task.angles.setCurrentText("frontal")
    for row in range(task.signals.count()):
        task.signals.item(row).setCheckState(QtCore.Qt.Checked if row < signals else QtCore.Qt.Unchecked)
    hands.click(task.start_button)
    return task


@pytest.fixture
def people(tmp_path: Path, write_model: Callable[..., Path]) -> Path:
    """A folder with one model."""
    folder = tmp_path / "people"
    folder.mkdir()
    write_model(folder / "ada.mhm", gender=0.0, african=1.0)
    return folder


def meddled(hands: Any, out: str, people: str, own: str, picture: str) -> Iterator[Any]:
    """Try to reach the human in every way while a run is on, then let it end."""
    from pathlib import Path

    from PyQt5 import QtCore, QtGui, QtTest, QtWidgets

    app = hands.app
    yield from work(hands, own, smooth=True)
    before = snapshot(app)
    hands.say(dirty=app.currentFile.modified, undo=len(app.undoStack), redo=len(app.redoStack))
    saved = Path(own).read_bytes()
    task = start(hands, out, people, signals=3)
    yield lambda: task.runner.batch.progress.clips >= 1
    said = []

    def seen(what: str) -> None:
        said.append([what, app.currentTask is task, "Stop" in app.statusBar.currentMessage()])
        app.status("")

    bar = app.mainwin.tabs.tabBar()
    QtTest.QTest.mouseClick(bar, QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, bar.tabRect(1).center())
    seen("tab")
    for keys in ("Ctrl+S", "Ctrl+Z", "Ctrl+Y", "Ctrl+L", "Ctrl+E", "Alt+S", "Ctrl+F", "Ctrl+M"):
        hands.shortcut(keys)
        seen(keys)
    button = app.file_toolbar.widgetForAction(app.actions.save)
    QtTest.QTest.mouseClick(button, QtCore.Qt.LeftButton)
    seen("save button")
    button = app.edit_toolbar.widgetForAction(app.actions.reset)
    QtTest.QTest.mouseClick(button, QtCore.Qt.LeftButton)
    seen("reset button")
    mime = QtCore.QMimeData()
    mime.setUrls([QtCore.QUrl.fromLocalFile(own)])
    point, copy, left = QtCore.QPoint(300, 300), QtCore.Qt.CopyAction, QtCore.Qt.LeftButton
    for kind in (QtGui.QDragEnterEvent, QtGui.QDropEvent):
        place = point if kind is QtGui.QDragEnterEvent else QtCore.QPointF(point)
        QtWidgets.QApplication.sendEvent(app.mainwin, kind(place, copy, mime, left, QtCore.Qt.NoModifier))
    seen("drop")
    hands.picture(picture)
    app.switchCategory("Modelling")  # as another plugin may
    slider = app.currentTask.sliders[1]
    hands.drag(slider, 0.9)
    hands.drag(slider, 0.1)
    app.switchCategory("Rendering")
    canvas = app.mainwin.canvas
    QtTest.QTest.mousePress(canvas, QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, QtCore.QPoint(60, 60))
    QtTest.QTest.mouseMove(canvas, QtCore.QPoint(160, 90))
    QtTest.QTest.mouseRelease(canvas, QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, QtCore.QPoint(160, 90))
    app.modelCamera.addRotation(1, 33.0)
    hands.say(
        said=said,
        file=app.currentFile.path,
        modified=app.currentFile.modified,
        untouched=Path(own).read_bytes() == saved,
    )
    hands.post(app.mainwin.close)
    yield lambda: hands.dialog is not None
    hands.say(question=hands.dialog.text.text(), running=task.runner.running)
    hands.click(hands.dialog.button2)
    yield lambda: not task.runner.running
    yield 0.5
    hands.say(phase=task.runner.state.phase.value, message=task.runner.state.message)
    hands.say(differences=differences(before, snapshot(app)), untouched_after=Path(own).read_bytes() == saved)
    yield lambda: not task.aftercare.busy  # it draws the overview picture, and has the folder's lock until then


def test_a_human_that_is_put_aside_is_out_of_reach_and_comes_back_to_the_bit(
    each_host: Host, tmp_path: Path, people: Path
) -> None:
    own = tmp_path / "eve.mhm"
    said = each_host.play(
        meddled,
        snapshot,
        differences,
        work,
        start,
        out=tmp_path / "set",
        people=people,
        own=own,
        picture=tmp_path / "run.png",
    )
    assert (said["dirty"], said["undo"], said["redo"]) == (True, 2, 1)
    assert [what for what, there, answered in said["said"] if not (there and answered)] == []
    assert (said["file"], said["modified"]) == (str(own), True)
    assert said["untouched"] and said["untouched_after"]
    assert "unsaved changes" in said["question"] and said["running"]
    assert (said["phase"], said["message"]) == ("done", "")
    assert said["differences"] == []
    assert {(f.code, f.path) for f in audit_dataset(tmp_path / "set").findings} == {("undeclared", None)}


def ended(hands: Any, out: str, people: str, own: str) -> Iterator[Any]:
    """Let a run end by Stop, then by another plugin that changes the human; then let it go on to its end."""
    import guisave

    app, human = hands.app, hands.human
    yield from work(hands, own, smooth=False)
    before = snapshot(app)

    def over() -> bool:
        return not task.runner.running

    def filming() -> bool:
        return bool(over() or task.runner.batch.progress.clock.mean_ms("picture"))

    def tell(**facts: Any) -> None:
        state = task.runner.state
        facts.update(phase=state.phase.value, message=state.message, next_step=state.next_step)
        facts.update(clips=task.runner.batch.progress.clips, differences=differences(before, snapshot(app)))
        told.append(facts)
        hands.say(told=told)

    told: list[dict[str, Any]] = []
    task = start(hands, out, people, signals=4)
    yield lambda: task.runner.batch.progress.clips >= 1
    try:
        guisave.saveMHM(own)  # as another plugin may
    except RuntimeError as error:
        hands.say(refused=str(error))
    hands.click(task.stop_button)
    yield over
    tell(how="stop")

    def lips() -> None:
        human.meshData.coord[5000, 1] += 0.001

    def skin() -> None:
        human.material.shininess += 0.3

    def another() -> None:
        app.loadHumanMHM(own)

    def nothing() -> None:
        pass

    for deed in (lips, skin, another, nothing):
        task = start(hands, out, people, signals=4)
        yield filming
        yield 0.1
        deed()
        yield over
        tell(how=deed.__name__)
    yield lambda: not task.aftercare.busy


def test_a_run_that_is_stopped_or_disturbed_keeps_whole_clips_of_the_declared_human_only(
    each_host: Host, tmp_path: Path, people: Path
) -> None:
    own = tmp_path / "eve.mhm"
    said = each_host.play(ended, snapshot, differences, work, start, out=tmp_path / "set", people=people, own=own)
    told = {facts["how"]: facts for facts in said["told"]}
    assert "Synthgen is rendering" in said["refused"]
    assert {how: facts["differences"] for how, facts in told.items() if facts["differences"]} == {}
    assert (told["stop"]["phase"], told["nothing"]["phase"]) == ("stopped", "done")
    for how, named in (("lips", "vertices"), ("skin", "skin"), ("another", "macrodetails")):
        assert told[how]["phase"] == "failed" and named in told[how]["message"], told[how]
        assert "Start again" in told[how]["next_step"]
    assert {(f.code, f.path) for f in audit_dataset(tmp_path / "set").findings} == {("undeclared", None)}
