"""Which set is to be made: one that comes along, or one from a file, which is read while the application goes on."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable

from PyQt5 import QtCore, QtWidgets

from synthgen.errors import InputError, RunError

from . import choices
from .plainwords import in_plain_words
from .widgets import chooser, scrolled, text

_BROWSE = "Open a set's file …"
#: milliseconds between looks at a file that is being read
_LOOK = 50


class DesignBox:
    """A list of sets, and below it what there is to say of one. ``chosen`` is called when another one is, ``tell`` with
    what goes into the log."""

    def __init__(self, chosen: Callable[[], None], tell: Callable[[str], None]) -> None:
        self.choice: choices.Choice | None = None
        self._chosen, self._tell = chosen, tell
        self._pool = ThreadPoolExecutor(1)
        self._reading: tuple[str, Future[choices.Choice]] | None = None
        self._look = QtCore.QTimer()
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._read)
        self.list = chooser(*((name, name) for name in choices.design_names()), (_BROWSE, None))
        self.list.activated.connect(self._choose)
        self.about = text()
        self.about_area = scrolled(self.about, lines=3)

    @property
    def reading(self) -> bool:
        """Whether a set is being read."""
        return self._reading is not None

    def read(self, name: str | Path) -> None:
        """Read a set in a thread (people may have to be drawn) and choose it, or say why it cannot be."""
        self._say(f"Reading {name} …")
        self._reading = str(name), self._pool.submit(choices.read_choice, name)
        self._look.start()

    def show(self, choice: choices.Choice) -> None:
        """Choose a set that has been read."""
        self.choice = choice
        self._show()
        self._chosen()

    def _choose(self, index: int) -> None:
        name: Any = self.list.itemData(index)
        if name is None:
            chosen, _ = QtWidgets.QFileDialog.getOpenFileName(None, "A set's file", "", "Sets (*.yaml *.yml *.json)")
            if not chosen:
                self._show()
                return
            name = Path(chosen)
        self.read(name)

    def _read(self) -> None:
        if self._reading is None or not self._reading[1].done():
            return
        self._look.stop()
        (name, future), self._reading = self._reading, None
        try:
            self.show(future.result())
        except (InputError, RunError) as error:
            self._show()
            self._tell(f"{name} cannot be used: {error}")
            what = f"{error.message}. {error.remedy}" if isinstance(error, InputError) else str(error)
            words = in_plain_words(f"{Path(name).name} cannot be used: {what}")
            self._say(f"{words.strip()} The set above is still chosen.")

    def _show(self) -> None:
        """Show which set is chosen; one from a file by the name of its file."""
        if self.choice is None:
            return
        name = self.choice.name
        index = next((i for i in range(self.list.count()) if self.list.itemData(i) == name), -1)
        if index < 0:
            index = self.list.count() - 1
            self.list.insertItem(index, Path(name).name, name)
        self.list.setCurrentIndex(index)
        self.list.setToolTip(f"{name}\n{self.choice.design.description}")
        self._say("")

    def _say(self, words: str) -> None:
        self.about.setText(words)
        self.about_area.setVisible(bool(words))
