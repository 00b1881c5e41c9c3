"""The panel in a real MakeHuman, by mouse and keyboard: all in sight, choices that count at once and are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .hosts import IN_A_HOST, Host
from .test_host_kept import differences, snapshot

pytestmark = IN_A_HOST

MINE = """name: mine
models: [{models}]
signals: [glare, shout]
angles: [portrait3]
au_basis: embedded
video: {{size: [128, 96], codec: png}}
"""


def choices_made(hands: Any, people: str, empty: str, mine: str, broken: str, out: str, pictures: str) -> Iterator[Any]:
    """Choose everything that can be chosen, and say what the panel shows."""
    from PyQt5 import QtCore, QtTest, QtWidgets

    app, task = hands.app, hands.open()
    yield 0.3
    task.files.basis.setCurrentIndex(0)
    hands.write(task.out, out)

    # everything is in sight in the window as it opens
    app.mainwin.resize(800, 600)
    scrolled = {}
    for tabs in (task.tabs, task.right_tabs):
        for page in range(tabs.count()):
            hands.click(tabs.tabBar(), at=center(tabs.tabBar().tabRect(page)))
            yield 0.2
            panel = task.left if tabs is task.tabs else task.right
            name = tabs.tabText(page)
            scrolled[name] = [panel._scrollbar.maximum(), panel.width(), cut_off(tabs.widget(page))]
            hands.picture(f"{pictures}-{name}.png")
    hands.say(scrolled=scrolled)

    # signals: none, by emotion, with the keyboard
    counts = {}
    camera = list(app.modelCamera.translation), list(app.modelCamera.getRotation()), app.modelCamera.zoomFactor
    buttons = task.choose_signals.buttons
    hands.click(buttons["None"])
    counts["none"] = task.summary.words.text()
    hands.click(buttons["anger"])
    counts["anger"] = task.summary.words.text()
    hands.click(task.signals.viewport(), at=(60, 4))
    hands.key(task.signals, QtCore.Qt.Key_Down)
    hands.key(task.signals, QtCore.Qt.Key_Space)
    hands.say(row=task.signals.currentRow(), second=task.signals.item(1).checkState() == QtCore.Qt.Checked)
    counts["one less"] = task.summary.words.text()
    hands.click(buttons["All"])
    counts["all"] = task.summary.words.text()

    # views, one by one
    hands.click(next(part for part in task.views.part.findChildren(QtWidgets.QPushButton) if part.text() == "None"))
    hands.click(task.views.buttons[2])
    hands.click(task.views.buttons[4])
    counts["two views"] = task.summary.words.text()
    hands.say(views=[view.id for view in task.views.chosen])

    # people of a folder that is not one, of an empty one, of one's own
    for name, folder in (("gone", people + "-gone"), ("empty", empty), ("people", people)):
        hands.write(task.models, folder)
        counts[name] = task.people.about.text() + " | " + task.summary.words.text()
    hands.tick(task.people.list, 1)
    counts["one person"] = task.summary.words.text()

    # the size of the picture, square and not
    hands.write(task.size, "200")
    hands.say(square=task.files.height.value())
    hands.click(task.files.square, at=(8, task.files.square.height() // 2))
    hands.write(task.files.height, "120")
    hands.say(size=[task.files.width.value(), task.files.height.value()])
    hands.write(task.files.height, "121")
    counts["odd"] = task.summary.words.text()
    hands.write(task.files.height, "120")

    # a file of one's own, one that cannot be read, and back
    def named(path: str) -> Iterator[Any]:
        hands.click(task.designs)
        QtTest.QTest.keyClick(task.designs.view(), QtCore.Qt.Key_End)
        hands.post(lambda: QtTest.QTest.keyClick(task.designs.view(), QtCore.Qt.Key_Return))
        yield lambda: hands.dialog is not None and hands.dialog.isVisible()
        yield 0.3
        field = hands.dialog.findChild(QtWidgets.QLineEdit, "fileNameEdit")
        QtTest.QTest.keyClicks(field, path)
        hands.picture(f"{pictures}-dialog.png")
        QtTest.QTest.keyClick(field, QtCore.Qt.Key_Return)
        yield lambda: hands.dialog is None and not task.design_box.reading
        yield 0.2

    yield from named(broken)
    hands.say(broken=[task.designs.currentText(), task.about.text(), task.about.isVisible(), task.signals.count()])
    yield from named(mine)
    hands.say(mine=[task.designs.currentText(), task.about.isVisible(), task.signals.count(), task.size.value()])
    counts["mine"] = task.summary.words.text()

    # arrows on lists, sliders and fields are theirs, not the camera's
    hands.drag(task.frame, 0.5)
    before = task.frame.value()
    hands.key(task.frame, QtCore.Qt.Key_Right)
    hands.say(slid=task.frame.value() - before)
    hands.key(task.preview_signal, QtCore.Qt.Key_Down)
    hands.say(stepped=task.preview_signal.currentIndex(), counts=counts)
    after = list(app.modelCamera.translation), list(app.modelCamera.getRotation()), app.modelCamera.zoomFactor
    hands.say(camera=[camera, after])
    yield 1.5  # choices are kept


def center(rect: Any) -> tuple[int, int]:
    return rect.center().x(), rect.center().y()


def cut_off(page: Any) -> list[str]:
    """Return the texts of labels and buttons that are wider than their place."""
    from PyQt5 import QtWidgets

    found = []
    for part in page.findChildren(QtWidgets.QWidget):
        if part.isVisible() and isinstance(part, (QtWidgets.QPushButton, QtWidgets.QCheckBox)):
            widest = max(part.fontMetrics().horizontalAdvance(line) for line in part.text().split("\n"))
            if widest > part.width() - 4:
                found.append(part.text())
    return found


def choices_kept(hands: Any) -> Iterator[Any]:
    """Say what is chosen when the application has just started."""
    task = hands.open()
    yield 0.2
    hands.say(
        design=task.designs.currentText(),
        people=[task.models.text(), task.people.count],
        signals=task.signals.count(),
        size=[task.size.value(), task.files.height.value()],
        out=task.out.text(),
        document=task.document(),
    )


def test_choices_are_in_sight_count_at_once_and_are_there_again(
    host: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    people, empty = tmp_path / "people", tmp_path / "empty"
    people.mkdir()
    empty.mkdir()
    for name in ("ada", "ben"):
        write_model(people / f"{name}.mhm", gender=0.0, african=1.0)
    mine, broken = tmp_path / "mine.yaml", tmp_path / "broken.yaml"
    mine.write_text(MINE.format(models=people / "ada.mhm"))
    broken.write_text("name: broken\nmodels: [\n")
    (host.user / "synthgen-panel.json").unlink(missing_ok=True)
    said = host.play(
        choices_made,
        center,
        cut_off,
        people=people,
        empty=empty,
        mine=mine,
        broken=broken,
        out=tmp_path / "set",
        pictures=tmp_path / "panel",
    )
    assert set(said["scrolled"]) == {"People", "Signals", "Views", "Files", "Preview", "Log"}
    for name, (hidden, width, cut) in said["scrolled"].items():
        assert hidden <= 0 and width <= 300 and cut == [], name
    counts = said["counts"]
    assert "Tick people, signals and views" in counts["none"]
    assert counts["anger"].startswith("24 people × 7 signals × 9 views = 1,512 clips\n")
    assert said["row"] == 1 and said["second"] is False
    assert counts["one less"].startswith("24 people × 6 signals × 9 views = 1,296 clips\n")
    assert counts["all"].startswith("24 people × 21 signals × 9 views = 4,536 clips\n")
    assert "of disk" in counts["all"] and "free" in counts["all"]
    assert said["views"] == ["frontal", "right40_up30"]
    assert counts["two views"].startswith("24 people × 21 signals × 2 views = 1,008 clips\n")
    assert f"{people}-gone: there is no such folder" in counts["gone"] and "0 people" in counts["gone"]
    assert f"{empty}: holds no .mhm file" in counts["empty"] and ".yaml" not in counts["empty"]
    assert "2 of the folder's 2 people ticked" in counts["people"] and "2 people × 21 signals" in counts["people"]
    assert counts["one person"].startswith("1 person × 21 signals × 2 views = 42 clips\n")
    assert said["square"] == 200 and said["size"] == [200, 120]
    assert "200x121 is odd" in counts["odd"]
    name, about, visible, signals = said["broken"]
    assert name == "sim2real" and visible and signals == 21
    assert about.startswith("broken.yaml cannot be used: ") and "still chosen" in about
    assert said["mine"] == ["mine.yaml", False, 2, 128]
    assert counts["mine"].startswith("1 person × 2 signals × 3 views = 6 clips\n")
    assert said["slid"] == 1
    assert said["stepped"] == 1
    assert said["camera"][0] == said["camera"][1]

    kept = host.play(choices_kept)
    assert kept["design"] == "mine.yaml" and kept["signals"] == 2 and kept["size"] == [128, 96]
    assert kept["people"] == [str(people), 1] and kept["out"] == str(tmp_path / "set")
    assert kept["document"]["design"] == str(mine) and kept["document"]["models"] == [str(people / "ada.mhm")]
    assert kept["document"]["codec"] == "png"


def preview_seen(hands: Any, pictures: str) -> Iterator[Any]:
    """Look at a signal on a face that FACSHuman has posed, from every view; put it back."""
    from pathlib import Path

    import numpy as np
    from core import G
    from getpath import getDataPath

    app, human, task = hands.app, hands.human, hands.open()
    mesh, camera = human.meshData, app.modelCamera
    facs = next(path for path in Path(getDataPath()).rglob("*.target") if path.stem == "26")
    shown: dict[Any, Any] = {}
    plain = before = mesh.coord
    camera.setRotation([10.0, 25.0, 0.0])
    head = np.flatnonzero(mesh.orig_coord[:13380, 1] > 6.5)
    hands.choose(task.preview_signal, 5)
    hands.say(signal=task.preview_signal.currentText(), apex=task.frame.value())
    for posed in (0.0, 0.8):
        human.setDetail(str(facs), posed)
        human.applyAllTargets()
        yield 0.3
        own, everything = mesh.coord.copy(), snapshot(app)
        hands.click(task.preview_button)
        yield lambda: G.cameras[0] is not camera
        yield 0.3
        strongest = mesh.coord.copy()
        hands.drag(task.frame, 0.0)
        rest, frame = mesh.coord.copy(), task.frame.value()
        yield lambda: all(not part.icon().isNull() for part in task.preview_box.views)
        corners = []
        for index in range(len(task.preview_box.views)):
            hands.click(task.preview_box.views[index])
            projection, view = G.cameras[0].getMatrices(0)
            points = np.c_[mesh.coord[head], np.ones(len(head))]
            clip = points @ (projection @ view @ G.cameras[0].getModelMatrix(human.mesh)).T
            flat = clip[:, :2] / clip[:, 3:]
            corners.append([flat.min(axis=0), flat.max(axis=0)])
        hands.picture(f"{pictures}-{posed}.png")
        out_of_sight = task.right._scrollbar.maximum()
        hands.click(task.preview_box.play_button)
        yield 0.6
        moving = task.frame.value()
        hands.click(task.preview_button)
        yield 0.2
        shown[posed] = {
            "frame": frame,
            "corners": corners,
            "moving": moving,
            "out of sight": out_of_sight,
            "other": differences(everything, snapshot(app)),
            "apart": float(np.abs(strongest - own).max()),
            "camera": G.cameras[0] is camera,
        }
        if posed:
            shown["from rest"] = float(np.abs(rest - plain).max())
            shown["posed by"] = float(np.abs(own - before).max())
        plain, before = rest, own
    hands.click(task.summary.measure_button)
    yield lambda: not task.summary.trial.on
    shown["measured"] = [task.summary.words.text(), differences(everything, snapshot(app))]
    hands.say(shown=shown)


@pytest.mark.parametrize("where", ["host", "application"])
def test_the_preview_begins_at_the_apex_from_rest_and_sees_the_whole_head_from_everywhere(
    where: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    host = request.getfixturevalue(where)
    (host.user / "synthgen-panel.json").unlink(missing_ok=True)
    said = host.play(preview_seen, snapshot, differences, pictures=tmp_path / "preview")
    assert said["signal"] == "shout" and said["apex"] == 16  # the second syllable: the jaw is at 1, everything is high
    shown = said["shown"]
    assert shown["posed by"] > 0.1 and shown["from rest"] < 1e-4
    words, other = shown["measured"]
    assert "\nAbout " in words and other == []
    for posed in ("0.0", "0.8"):
        one = shown[posed]
        assert one["out of sight"] <= 0
        assert one["frame"] == 0 and 0 < one["moving"] < 25
        assert one["apart"] > 0.05 and one["other"] == []
        assert one["camera"]
        assert len(one["corners"]) == 9
        for (left, low), (right, high) in one["corners"]:
            assert -1 < left < right < 1 and -1 < low < high < 1
            assert abs(left + right) < 0.25 and abs(low + high) < 0.3  # in the middle
