"""A list whose rows have a box to tick."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from PyQt5 import QtCore, QtWidgets


class _List(QtWidgets.QListWidget):
    def sizeHint(self) -> Any:
        """Return the least that it needs: it takes what is left of the column, and its rows scroll."""
        return QtCore.QSize(100, 90)


def ticked_list(changed: Callable[[], None]) -> Any:
    """Return a list whose rows have a box to tick: by mouse, or with the space bar."""
    part = _List()
    part.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarAlwaysOff)
    part.itemChanged.connect(lambda _item: changed())
    return part


def fill(part: Any, names: Iterable[str]) -> None:
    """Give a list its rows, all of them ticked."""
    part.blockSignals(True)
    part.clear()
    for name in names:
        item = QtWidgets.QListWidgetItem(name)
        item.setFlags(item.flags() | QtCore.Qt.ItemIsUserCheckable)
        item.setCheckState(QtCore.Qt.Checked)
        part.addItem(item)
    part.setCurrentRow(0)
    part.blockSignals(False)


def tick(part: Any, on: bool, rows: Iterable[int] | None = None) -> None:
    """Tick or untick rows of a list, all where none are named; the change is told once."""
    part.blockSignals(True)
    for index in range(part.count()) if rows is None else rows:
        part.item(index).setCheckState(QtCore.Qt.Checked if on else QtCore.Qt.Unchecked)
    part.blockSignals(False)
    if part.count():
        part.itemChanged.emit(part.item(0))


def ticked(part: Any) -> list[int]:
    """Return the rows that are ticked."""
    return [index for index in range(part.count()) if part.item(index).checkState() == QtCore.Qt.Checked]
