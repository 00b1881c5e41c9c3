"""Small parts of the panel: narrow enough for MakeHuman's columns, and with the keyboard to themselves."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from PyQt5 import QtCore, QtWidgets

#: pixels between parts, and at the edge of a box
GAP, EDGE = 3, 4
#: in MakeHuman's dark theme a pressed button looks like any other, and what is disabled cannot be read
STYLE = """
QWidget:disabled { color: #8c8c8c; }
QPushButton:checked { background: #2f7fd0; color: white; }
"""
#: keys that MakeHuman takes for its camera wherever they are pressed; a part of the panel that has the focus needs them
_OWN_KEYS = frozenset(
    (
        *(QtCore.Qt.Key_Left, QtCore.Qt.Key_Right, QtCore.Qt.Key_Up, QtCore.Qt.Key_Down),
        *(QtCore.Qt.Key_Plus, QtCore.Qt.Key_Minus, QtCore.Qt.Key_Period),
        *(QtCore.Qt.Key_0 + digit for digit in range(10)),
    )
)


class OwnKeys(QtCore.QObject):
    """An event filter for a column: arrow keys and digits are for the part of it that has the focus, rather than for
    MakeHuman's camera."""

    def eventFilter(self, panel: Any, event: Any) -> bool:
        """Say that a key is wanted, where the part itself did not; Qt then sends it to the part as usual."""
        if event.type() != QtCore.QEvent.ShortcutOverride or event.key() not in _OWN_KEYS:
            return False
        if event.modifiers() & ~(QtCore.Qt.KeypadModifier | QtCore.Qt.ShiftModifier):
            return False
        event.accept()
        return True  # else Qt asks the panel's own parents, too, and forgets that it was accepted


def column(*parts: Any, edge: int = EDGE) -> Any:
    """Return a widget with parts below each other: widgets, or lists of widgets for a row; None is a gap that grows."""
    box = QtWidgets.QWidget()
    layout = QtWidgets.QVBoxLayout(box)
    layout.setContentsMargins(edge, edge, edge, edge)
    layout.setSpacing(GAP)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, list):
            layout.addLayout(row(part))
        else:
            layout.addWidget(part)
    return box


def row(parts: Sequence[Any]) -> Any:
    """Return a layout with widgets beside each other; the first that can grow takes what is left."""
    layout = QtWidgets.QHBoxLayout()
    layout.setSpacing(GAP)
    for part in parts:
        layout.addWidget(part)
    return layout


def button(text: str, pressed: Callable[[], None], tip: str = "") -> Any:
    """Return a button that is no wider than its text needs."""
    part = QtWidgets.QPushButton(text)
    part.setMinimumWidth(20)
    part.setToolTip(tip)
    part.clicked.connect(lambda _checked: pressed())
    return part


def chooser(*entries: tuple[str, Any], tip: str = "") -> Any:
    """Return a combo box that does not widen the column, with (text, data) entries."""
    part = QtWidgets.QComboBox()
    part.setSizeAdjustPolicy(QtWidgets.QComboBox.AdjustToMinimumContentsLengthWithIcon)
    part.setMinimumContentsLength(6)
    part.setSizePolicy(QtWidgets.QSizePolicy.Expanding, QtWidgets.QSizePolicy.Fixed)
    part.setToolTip(tip)
    for text, data in entries:
        part.addItem(text, data)
    return part


def text(words: str = "", *, lines: int = 1) -> Any:
    """Return a label that wraps its words and keeps room for some lines."""
    part = QtWidgets.QLabel(words)
    part.setWordWrap(True)
    part.setAlignment(QtCore.Qt.AlignLeft | QtCore.Qt.AlignTop)
    part.setMinimumHeight(lines * part.fontMetrics().lineSpacing())
    part.setTextInteractionFlags(QtCore.Qt.TextSelectableByMouse)
    return part


def scrolled(part: Any, *, lines: int) -> Any:
    """Return a label in room for some lines; longer text scrolls rather than push everything else down."""
    area = QtWidgets.QScrollArea()
    area.setWidget(part)
    area.setWidgetResizable(True)
    area.setFrameShape(QtWidgets.QFrame.NoFrame)
    area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarAlwaysOff)
    area.setFixedHeight(lines * part.fontMetrics().lineSpacing() + GAP)
    return area


def label(words: str) -> Any:
    """Return a label of a word or two."""
    return QtWidgets.QLabel(words)


def spin(low: int, high: int, *, step: int = 1) -> Any:
    """Return a field for a whole number."""
    part = QtWidgets.QSpinBox()
    part.setRange(low, high)
    part.setSingleStep(step)
    part.setMinimumWidth(50)
    return part


def clear(layout: Any) -> None:
    """Take all widgets out of a layout."""
    while layout.count():
        part = layout.takeAt(0).widget()
        if part is not None:
            part.setParent(None)
            part.deleteLater()
