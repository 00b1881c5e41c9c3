"""A plugin of the tests inside MakeHuman: mouse, keys and eyes of a user. Copied there by ``hosts.Host.play``.

It lies in MakeHuman's plugins folder as a package with ``act.py``, what the test wants done, and ``arguments.json``.
"""

from __future__ import annotations

import faulthandler
import json
import os
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PyQt5 import QtCore, QtGui, QtTest, QtWidgets

HERE = Path(__file__).resolve().parent
#: milliseconds between two turns of a script, and seconds that it may wait for one thing
_TURN, _PATIENCE = 50, 60


def load(app: Any) -> None:
    """Begin the script when the application's window is up."""
    app.synthgen_hands = Hands(app, **json.loads((HERE / "arguments.json").read_text()))


def unload(app: Any) -> None:
    """Do nothing: what was said is written."""


class Hands:
    """Plays a script: a generator function ``act(hands, …)`` that yields to let the application go on.

    ``yield`` waits for one turn (50 ms), ``yield 0.5`` for so many seconds, ``yield lambda: …`` until it is true.
    Whatever opens a modal dialog goes through ``post``, since it does not return before the dialog is closed.
    """

    def __init__(self, app: Any, answer: str, arguments: dict[str, Any]) -> None:
        self.app = app
        self._answer, self._arguments = Path(answer), arguments
        self._said: dict[str, Any] = {}
        self._script: Any = None
        self._ready: Callable[[], bool] = lambda: app.splash is None and app.mainwin.isVisible()
        self._until = time.monotonic() + _PATIENCE
        self._timer = QtCore.QTimer(app)
        self._timer.setInterval(_TURN)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    # -- what is seen and said

    @property
    def human(self) -> Any:
        return self.app.selectedHuman

    @property
    def dialog(self) -> Any:
        """The modal dialog that is open, None where there is none."""
        return QtWidgets.QApplication.activeModalWidget()

    def say(self, **facts: Any) -> None:
        """Tell the test, at once: what was said counts, also where the application ends after that."""
        self._said.update(facts)
        partial = self._answer.with_suffix(".partial")
        partial.write_text(json.dumps(self._said, default=_plain))
        partial.replace(self._answer)

    def picture(self, path: str) -> None:
        """Save what is on the screen."""
        self.app.mainwin.screen().grabWindow(0).save(path)

    # -- what is done

    def open(self, category: str = "Rendering", task: str = "Synthgen") -> Any:
        """Show a task and return it."""
        self.app.switchCategory(category)
        self.app.switchTask(task)
        self.focus()
        return self.app.currentTask

    def focus(self) -> None:
        """Make the application's window the one that gets keys: no window manager does it here."""
        self.app.mainwin.activateWindow()
        QtWidgets.QApplication.setActiveWindow(self.app.mainwin)

    def click(self, widget: Any, at: tuple[int, int] | None = None) -> None:
        """Press and release the left button on a widget, in its middle or at a place in it."""
        self._reach(widget)
        point = QtCore.QPoint(*at) if at else widget.rect().center()
        QtTest.QTest.mouseClick(widget, QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, point)

    def tick(self, listed: Any, row: int) -> None:
        """Click on the box of a row of a list."""
        listed.scrollToItem(listed.item(row))
        option = QtWidgets.QStyleOptionViewItem()
        option.initFrom(listed)
        option.rect = listed.visualItemRect(listed.item(row))
        option.features |= QtWidgets.QStyleOptionViewItem.HasCheckIndicator
        box = listed.style().subElementRect(QtWidgets.QStyle.SE_ItemViewItemCheckIndicator, option, listed)
        self.click(listed.viewport(), (box.center().x(), box.center().y()))

    def key(self, widget: Any, key: Any, modifiers: Any = QtCore.Qt.NoModifier) -> None:
        """Press and release a key."""
        self._reach(widget)
        widget.setFocus()
        QtTest.QTest.keyClick(widget, key, modifiers)

    def shortcut(self, keys: str) -> None:
        """Press the keys of a shortcut, "Ctrl+S", in the application's window."""
        code = QtGui.QKeySequence(keys)[0]
        self.focus()
        modifiers = QtCore.Qt.KeyboardModifiers(code & int(QtCore.Qt.KeyboardModifierMask))
        QtTest.QTest.keyClick(self.app.mainwin, code & ~int(QtCore.Qt.KeyboardModifierMask), modifiers)

    def write(self, field: Any, text: str) -> None:
        """Replace what is in a field by typing, and press Enter."""
        self._reach(field)
        field.setFocus()
        QtTest.QTest.keyClick(field, QtCore.Qt.Key_A, QtCore.Qt.ControlModifier)
        QtTest.QTest.keyClick(field, QtCore.Qt.Key_Delete)
        QtTest.QTest.keyClicks(field, text)
        QtTest.QTest.keyClick(field, QtCore.Qt.Key_Return)

    def choose(self, box: Any, index: int) -> None:
        """Choose an entry of a combo box from its list."""
        self.click(box)
        steps = index - box.currentIndex()
        for _ in range(abs(steps)):
            QtTest.QTest.keyClick(box.view(), QtCore.Qt.Key_Down if steps > 0 else QtCore.Qt.Key_Up)
        QtTest.QTest.keyClick(box.view(), QtCore.Qt.Key_Return)
        if box.currentIndex() != index:
            raise AssertionError(f"entry {index} of {box.count()} cannot be chosen")

    def drag(self, slider: Any, share: float) -> None:
        """Drag the handle of a slider to a share of its way, 0 to 1. MakeHuman's sliders hold Qt's."""
        slider = getattr(slider, "slider", slider)
        self._reach(slider)
        option = QtWidgets.QStyleOptionSlider()
        slider.initStyleOption(option)
        style, control = slider.style(), QtWidgets.QStyle.CC_Slider
        handle = style.subControlRect(control, option, QtWidgets.QStyle.SC_SliderHandle, slider)
        groove = style.subControlRect(control, option, QtWidgets.QStyle.SC_SliderGroove, slider)
        half = handle.width() // 2
        to = QtCore.QPoint(round(groove.left() + half + share * (groove.width() - handle.width())), handle.center().y())
        steps = [handle.center() + (to - handle.center()) * part / 4 for part in range(1, 5)]
        QtTest.QTest.mousePress(slider, QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, handle.center())
        for place in steps:  # QTest.mouseMove moves the pointer, but no button is down then
            moved = QtGui.QMouseEvent(
                QtCore.QEvent.MouseMove,
                QtCore.QPointF(place),
                QtCore.QPointF(slider.mapToGlobal(place)),
                QtCore.Qt.NoButton,
                QtCore.Qt.LeftButton,
                QtCore.Qt.NoModifier,
            )
            QtWidgets.QApplication.sendEvent(slider, moved)
        QtTest.QTest.mouseRelease(slider, QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, to)

    def answer(self, button: Any, words: str) -> Iterator[Any]:
        """Press a button that opens a question, and the answer with such words: ``yield from hands.answer(…)``.

        It ends when all is done that follows from the answer.
        """
        over = self.post(lambda: self.click(button))
        yield lambda: self.dialog
        answers = self.dialog.findChildren(QtWidgets.QPushButton)
        self.post(lambda: self.click(next(answer for answer in answers if answer.text() == words)))
        yield over

    def browse(self, button: Any, path: str) -> None:
        """Press a button that asks for a file, and name one: Qt's own dialog is left out."""
        usual = {name: getattr(QtWidgets.QFileDialog, name) for name in ("getOpenFileName", "getSaveFileName")}
        for name in usual:
            setattr(QtWidgets.QFileDialog, name, lambda *words, **more: (path, ""))
        try:
            self.click(button)
        finally:
            for name, own in usual.items():
                setattr(QtWidgets.QFileDialog, name, own)

    def post(self, action: Callable[[], Any]) -> Callable[[], bool]:
        """Do something from the event loop, as soon as the script yields; return what tells whether it has returned."""
        returned: list[bool] = []

        def do() -> None:
            try:
                action()
            except BaseException:
                self._fail(traceback.format_exc())
            returned.append(True)

        QtCore.QTimer.singleShot(0, do)
        return lambda: bool(returned)

    def _reach(self, widget: Any) -> None:
        """Turn to a widget's tab and scroll to it, as a user would; one not to be seen or pressed is an error."""
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QtWidgets.QTabWidget):
                for page in range(above.count()):
                    if above.widget(page).isAncestorOf(widget):
                        place = above.tabBar().tabRect(page).center()
                        QtTest.QTest.mouseClick(above.tabBar(), QtCore.Qt.LeftButton, QtCore.Qt.NoModifier, place)
            if isinstance(above, QtWidgets.QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()
        if not widget.isVisible() or not widget.isEnabled():
            state = "disabled" if widget.isVisible() else "not to be seen"
            raise AssertionError(f"{type(widget).__name__} {getattr(widget, 'text', str)()!r} is {state}")

    # -- the script

    def _turn(self) -> None:
        if self._script is not None and self.app.mainwin.canvas.blockRedraw:
            return  # MakeHuman works, and lets no mouse and keys through
        faulthandler.dump_traceback_later(2 * _PATIENCE, exit=True)  # an action that does not return
        try:
            if not self._ready():
                if time.monotonic() > self._until:
                    raise TimeoutError(f"waited {_PATIENCE} s in vain{_place(self._script)}")
                return
            if self._script is None:
                from .act import act

                self._script = act(self, **self._arguments)
            self._wait(next(self._script))
        except StopIteration:
            self._end({"finished": True})
        except BaseException:
            self._fail(traceback.format_exc())

    def _wait(self, wanted: Any) -> None:
        start = time.monotonic()
        self._until = start + _PATIENCE
        if callable(wanted):
            self._ready = wanted
        else:
            self._ready = lambda: time.monotonic() >= start + (wanted or 0.0)

    def _fail(self, error: str) -> None:
        seen = str(self._answer.with_suffix(".png"))
        self.picture(seen)
        self._end({"error": f"{error}What was on the screen is in {seen}"})

    def _end(self, facts: dict[str, Any]) -> None:
        """End at once: how the application ends by itself is for scripts that close it."""
        self._timer.stop()
        self.say(**facts)
        os._exit(0)


def _place(script: Any) -> str:
    """Return where a script waits, also in generators that it waits for."""
    lines = []
    while script is not None and getattr(script, "gi_frame", None):
        lines.append(f" at line {script.gi_frame.f_lineno} of {script.__name__}")
        script = script.gi_yieldfrom
    return ",".join(lines)


def _plain(value: Any) -> Any:
    """Return arrays and NumPy's numbers as JSON knows them."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
