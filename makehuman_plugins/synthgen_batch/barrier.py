"""The human out of the user's reach while a run is on: mouse and keys reach the panel, the view and dialogs only."""

from __future__ import annotations

from typing import Any, Callable

import mh
from PyQt5 import QtCore, QtWidgets

#: what a person does to a window
_DEEDS = frozenset(
    (
        QtCore.QEvent.MouseButtonPress,
        QtCore.QEvent.MouseButtonDblClick,
        QtCore.QEvent.Wheel,
        QtCore.QEvent.KeyPress,
        QtCore.QEvent.Shortcut,
        QtCore.QEvent.ContextMenu,
        QtCore.QEvent.DragEnter,
        QtCore.QEvent.DragMove,
        QtCore.QEvent.Drop,
        QtCore.QEvent.TouchBegin,
        QtCore.QEvent.TabletPress,
    )
)
#: deeds of which the status bar says why nothing happens: all but those that come many times a second
_ANSWERED = _DEEDS - {QtCore.QEvent.Wheel, QtCore.QEvent.DragMove}
#: deeds on the view of the human, which move its camera and nothing else
_LOOKING = frozenset((QtCore.QEvent.MouseButtonPress, QtCore.QEvent.MouseButtonDblClick, QtCore.QEvent.Wheel))
#: MakeHuman's actions that do not touch the human: its camera's, and the end of the program, which asks
_HARMLESS = (
    *("rotateU", "rotateD", "rotateR", "rotateL", "panU", "panD", "panR", "panL", "zoomIn", "zoomOut"),
    *("front", "back", "right", "left", "top", "bottom", "resetCam", "exit"),
)
_WHY = "Synthgen is rendering: your human is put aside and comes back afterwards. To end it, press Stop."
_END = "Synthgen is rendering. Stop it and exit? Whole clips stay, and Start goes on the next time."
_UNSAVED = " You have unsaved changes: they would be lost."


class Barrier(QtCore.QObject):
    """Stands between the user and MakeHuman from ``close`` to ``open``; tabs and tool bars are grey in that time.

    ``busy`` tells whether MakeHuman is in the middle of loading: a window that is closed then waits until it is not.
    ``asks`` tells whether somebody is there who is asked whether the run is to end with the application.
    """

    def __init__(self, app: Any, view: Any, busy: Callable[[], bool], *, asks: Callable[[], bool]) -> None:
        super().__init__()
        self._asks, self._asking = asks, False
        self._app, self._view, self._busy = app, view, busy
        self._closed = False
        self._grey: list[Any] = []
        self._leaving = False

    def close(self) -> None:
        """Let nothing through, and show the panel: it is all that can be used."""
        if self._closed:
            return
        self._closed = True
        mh.changeTask(self._view.category.name, self._view.name)
        window = self._app.mainwin
        bars = [*window.findChildren(QtWidgets.QToolBar), *window.tabs.findChildren(QtWidgets.QTabBar)]
        self._grey = [bar for bar in bars if bar.isEnabled() and bar is not self._app.camera_toolbar]
        for bar in self._grey:
            bar.setEnabled(False)
        self._app.installEventFilter(self)

    def open(self) -> None:
        """Let everything through again; the window closes now if somebody wanted to close it."""
        if not self._closed:
            return
        self._closed = False
        self._app.removeEventFilter(self)
        for bar in self._grey:
            bar.setEnabled(True)
        self._grey = []
        self.leave()

    def leave(self) -> None:
        """Close the window if somebody wanted to while MakeHuman was busy."""
        if self._leaving:
            self._leaving = False
            QtCore.QTimer.singleShot(0, self._app.mainwin.close)

    def eventFilter(self, receiver: QtCore.QObject, event: QtCore.QEvent) -> bool:
        """Return whether an event goes no further."""
        kind = event.type()
        if kind == QtCore.QEvent.Close and receiver is self._app.mainwin and self._busy():
            self._leaving = True
            event.ignore()
            return True
        if self._ends(receiver, kind) and self._asks():
            event.ignore()
            if not self._asking:
                QtCore.QTimer.singleShot(0, self._ask)
            return True
        if kind not in _DEEDS or self._allows(receiver, kind):
            return False
        event.ignore()
        if kind in _ANSWERED:
            self._app.status(_WHY)
        return True

    def _ends(self, receiver: QtCore.QObject, kind: int) -> bool:
        """Tell whether an event would end the application."""
        if kind == QtCore.QEvent.Close:
            return receiver is self._app.mainwin
        return kind == QtCore.QEvent.Shortcut and receiver is self._app.actions.exit

    def _ask(self) -> None:
        """Ask whether the run is to end, in the words of MakeHuman's own question where it would ask."""
        words = _UNSAVED if self._app.currentFile.modified else ""
        self._asking = True
        try:
            self._app.prompt("Exit", _END + words, "Yes", "No", self._app.stop)
        finally:
            self._asking = False

    def _allows(self, receiver: QtCore.QObject, kind: int) -> bool:
        if kind == QtCore.QEvent.Shortcut:
            actions = self._app.actions
            harmless = any(receiver is getattr(actions, name, None) for name in _HARMLESS)
            return harmless or self._is_ours(receiver)
        if not isinstance(receiver, QtWidgets.QWidget):
            return True  # a window of the system's: what it gets is given to a widget next
        return (receiver is self._app.mainwin.canvas and kind in _LOOKING) or self._is_ours(receiver)

    def _is_ours(self, receiver: QtCore.QObject | None) -> bool:
        """Tell whether something is in the panel, or in a dialog that waits for an answer."""
        panels = self._view.left, self._view.right, QtWidgets.QApplication.activeModalWidget()
        while receiver is not None:
            if any(receiver is panel for panel in panels):
                return True
            receiver = QtCore.QObject.parent(receiver)  # some of MakeHuman's widgets have another `parent`
        return False
