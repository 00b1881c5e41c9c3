"""The left column: who is rendered, with which signals, from which views, and as what kind of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Iterable

from PyQt5 import QtWidgets

from synthgen.design import Video
from synthgen.design.spec import LARGEST, SMALLEST, size_problem
from synthgen.errors import InputError
from synthgen.scene.angles import Angle

from . import choices
from .choices import Choice
from .estimate import counted
from .memory import views_file
from .ticklist import fill, tick, ticked, ticked_list
from .widgets import button, chooser, clear, column, label, spin, text

CODECS = (("MP4 video", "h264"), ("PNG pictures", "png"))
BASES = (("Built in", "embedded"), ("FACSHuman's", "facshuman"))
#: views in a row of buttons
_ACROSS = 3


class People:
    """Who: the people of the set, or those of a folder."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._choice: Choice | None = None
        self._people: tuple[Any, ...] = ()
        self.problem = ""
        self.folder = QtWidgets.QLineEdit()
        self.folder.setPlaceholderText("folder of people")
        self.folder.setToolTip("A folder with .mhm files, as you save people under Files. Empty: the set's own people.")
        self.folder.editingFinished.connect(self._read)
        self.list = ticked_list(self._count)
        self.about = text()
        self.part = column(
            [self.folder, button("Choose …", self._browse, "Choose a folder with people")],
            self.about,
            self.list,
            [button("All", lambda: tick(self.list, True)), button("None", lambda: tick(self.list, False))],
        )

    def show(self, choice: Choice) -> None:
        """Show the people of a set, where no folder is chosen in their place."""
        self._choice = choice
        self._read()

    @property
    def count(self) -> int:
        """How many are ticked."""
        return len(ticked(self.list))

    @property
    def chosen(self) -> list[str]:
        """The ids of those who are ticked."""
        return [self._people[index].id for index in ticked(self.list)]

    def restore(self, folder: str, ids: Iterable[str]) -> None:
        """Choose a folder and tick people as they were; where none of them is there any more, all are."""
        self.folder.setText(folder)
        self._read()
        wanted = set(ids)
        rows = [row for row, model in enumerate(self._people) if model.id in wanted]
        if rows:
            tick(self.list, False)
            tick(self.list, True, rows)

    def document(self) -> list[str] | None:
        """Return what a job calls them by; None where they are the set's own. Raises InputError."""
        if self.problem:
            raise InputError(self.problem)
        rows = ticked(self.list)
        if not rows:
            raise InputError("no person is ticked", remedy="Tick at least one under People.")
        own = not self.folder.text().strip()
        if len(rows) == len(self._people):
            return None if own else [self.folder.text().strip()]
        if own and self._choice is not None and self._choice.draws_people:
            raise InputError(
                "the people of this set are drawn together", remedy="Tick all of them, or choose a folder of people."
            )
        return choices.model_names([self._people[index] for index in rows])

    def _browse(self) -> None:
        chosen = QtWidgets.QFileDialog.getExistingDirectory(None, "A folder of people", self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._read()

    def _read(self) -> None:
        folder, self.problem = self.folder.text().strip(), ""
        people: tuple[Any, ...] = self._choice.people if self._choice else ()
        if folder:
            try:
                people = choices.read_people(folder)
            except InputError as error:
                people, self.problem = (), str(error)
        if people != self._people:
            self._people = people
            fill(self.list, [model.id for model in people])
        self._count()

    def _count(self) -> None:
        whose = "the folder" if self.folder.text().strip() else "the set"
        self.about.setText(self.problem or f"{self.count} of {whose}'s {counted(len(self._people), 'person')} ticked.")
        self._changed()


class Signals:
    """What they do: signals, grouped by emotion."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._signals: tuple[Any, ...] = ()
        self.list = ticked_list(self._count)
        self.about = text()
        self._emotions = QtWidgets.QGridLayout()
        self._emotions.setSpacing(3)
        box = QtWidgets.QWidget()
        box.setLayout(self._emotions)
        self._emotions.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, Any] = {}
        self.part = column(self.about, box, self.list)

    def show(self, choice: Choice) -> None:
        """Show the signals of a set, all of them ticked."""
        self._signals = choice.signals
        fill(self.list, [f"{signal.emotion or 'other'}: {signal.signal}" for signal in choice.signals])
        clear(self._emotions)
        emotions = list(dict.fromkeys(signal.emotion or "other" for signal in choice.signals))
        self.buttons = {
            "All": button("All", lambda: tick(self.list, True)),
            "None": button("None", lambda: tick(self.list, False)),
        }
        for emotion in emotions:
            self.buttons[emotion] = self._emotion_button(emotion)
        for index, part in enumerate(self.buttons.values()):
            self._emotions.addWidget(part, index // _ACROSS, index % _ACROSS)
        self._count()

    @property
    def chosen(self) -> list[Any]:
        """The signals that are ticked."""
        return [self._signals[index] for index in ticked(self.list)]

    def restore(self, names: Iterable[str]) -> None:
        """Tick signals as they were."""
        wanted = set(names)
        tick(self.list, False)
        tick(self.list, True, [row for row, signal in enumerate(self._signals) if signal.signal in wanted])

    def document(self) -> list[str] | None:
        """Return what a job calls them by; None where they are all of the set. Raises InputError."""
        chosen = self.chosen
        if not chosen:
            raise InputError("no signal is ticked", remedy="Tick at least one under Signals.")
        return None if len(chosen) == len(self._signals) else choices.signal_names(chosen)

    def _rows(self, emotion: str) -> list[int]:
        return [index for index, signal in enumerate(self._signals) if (signal.emotion or "other") == emotion]

    def _emotion_button(self, emotion: str) -> Any:
        part = button(emotion.capitalize(), lambda: None, f"Tick or untick all of {emotion}")
        part.setCheckable(True)
        part.setChecked(True)
        part.clicked.connect(lambda on: tick(self.list, on, self._rows(emotion)))
        return part

    def _count(self) -> None:
        rows = set(ticked(self.list))
        for emotion, part in self.buttons.items():
            if part.isCheckable():
                part.setChecked(rows.issuperset(self._rows(emotion)))
        self.about.setText(f"{len(rows)} of {len(self._signals)} signals are ticked.")
        self._changed()


class Views:
    """From where: sets of views, and single ones of them."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._own: tuple[Angle, ...] = ()
        self._views: tuple[Angle, ...] = ()
        self.sets = chooser(tip="Which views there are to choose from")
        self.sets.activated.connect(lambda _index: self._show_set())
        self.about = text(lines=2)
        self._grid = QtWidgets.QGridLayout()
        self._grid.setSpacing(3)
        self._grid.setContentsMargins(0, 0, 0, 0)
        box = QtWidgets.QWidget()
        box.setLayout(self._grid)
        self.buttons: list[Any] = []
        self.part = column(
            self.sets,
            self.about,
            box,
            [button("All", lambda: self._tick(True)), button("None", lambda: self._tick(False))],
            None,
        )

    def show(self, choice: Choice) -> None:
        """Show the views of a set, all of them chosen."""
        self._own = choice.angles
        self.sets.clear()
        self.sets.addItem(f"the set's {len(choice.angles)} views", None)
        for name in choices.angle_names():
            self.sets.addItem(name, name)
        self._show_set()

    @property
    def all(self) -> tuple[Angle, ...]:
        """The views to choose from."""
        return self._views

    @property
    def chosen(self) -> list[Angle]:
        """The views that are pressed."""
        return [view for view, part in zip(self._views, self.buttons) if part.isChecked()]

    def restore(self, name: str | None, ids: Iterable[str]) -> None:
        """Choose a set of views and single ones of it, as they were."""
        self.sets.setCurrentIndex(max(0, self.sets.findData(name)))
        self._show_set()
        wanted = set(ids)
        for view, part in zip(self._views, self.buttons):
            part.setChecked(view.id in wanted)
        self._count()

    def document(self) -> list[str] | None:
        """Return what a job calls them by; None where they are the set's own. Raises InputError.

        Single views of a set become a file of their own.
        """
        chosen = self.chosen
        if not chosen:
            raise InputError("no view is chosen", remedy="Press at least one under Views.")
        if len(chosen) == len(self._views):
            return [self.sets.currentData()] if self.sets.currentData() else None
        path = views_file()
        try:
            path.write_text(choices.views_text(chosen), encoding="utf-8")
        except OSError as error:
            raise InputError(f"the chosen views cannot be written ({error})", where=path) from error
        return [str(path)]

    def _show_set(self) -> None:
        name = self.sets.currentData()
        self._views = choices.read_views(name) if name else self._own
        clear(self._grid)
        self.buttons = []
        for index, view in enumerate(self._views):
            part = button(direction(view), self._count, f"{view.id}: {seen_from(view)}")
            part.setCheckable(True)
            part.setChecked(True)
            self._grid.addWidget(part, index // _ACROSS, index % _ACROSS)
            self.buttons.append(part)
        self._count()

    def _tick(self, on: bool) -> None:
        for part in self.buttons:
            part.setChecked(on)
        self._count()

    def _count(self) -> None:
        chosen = len(self.chosen)
        self.about.setText(f"{chosen} of {len(self._views)} views. Left and right are those of the person.")
        self._changed()


class Files:
    """As what: the size of the picture, the kind of clips, whose face movements, and the folder."""

    def __init__(self, changed: Callable[[], None], out: Path) -> None:
        self._changed = changed
        self.width = spin(SMALLEST, LARGEST, step=2)
        self.height = spin(SMALLEST, LARGEST, step=2)
        self.square = QtWidgets.QCheckBox("Square")
        self.square.setChecked(True)
        self.codec = chooser(*CODECS, tip="PNG pictures keep every bit and take a hundred times the room.")
        self.basis = chooser(*BASES, tip="Whose muscles move the face. FACSHuman's need FACSHuman in this MakeHuman.")
        self.out = QtWidgets.QLineEdit(str(out))
        self.out.setToolTip("The clips are saved here. A new folder, or one with a set that is to go on.")
        self.width.valueChanged.connect(self._size)
        self.height.valueChanged.connect(lambda _value: self._changed())
        self.square.toggled.connect(lambda _on: self._size(self.width.value()))
        self.codec.activated.connect(lambda _index: self._changed())
        self.basis.activated.connect(lambda _index: self._changed())
        self.out.textChanged.connect(lambda _text: self._changed())
        self.part = column(
            label("Picture size, in pixels:"),
            [self.width, label("×"), self.height, self.square],
            label("Save clips as:"),
            self.codec,
            label("Face movements:"),
            self.basis,
            label("Save into the folder:"),
            [self.out, button("Choose …", self._browse, "Choose a folder")],
            None,
        )
        self._size(self.width.value())

    def show(self, choice: Choice) -> None:
        """Show how a set is made."""
        video = choice.design.video
        self.square.setChecked(video.width == video.height)
        self.width.setValue(video.width)
        self.height.setValue(video.height)
        self.codec.setCurrentIndex(max(0, self.codec.findData(video.codec)))
        self.basis.setCurrentIndex(max(0, self.basis.findData(choice.design.au_basis)))
        self._changed()

    def video(self) -> Video:
        """Return how clips are encoded."""
        return Video(self.width.value(), self.height.value(), None, str(self.codec.currentData()))

    def document(self) -> dict[str, Any]:
        """Return a job's part. Raises InputError."""
        problem = size_problem(self.video())
        if problem:
            raise InputError(problem[0], remedy=problem[1])
        if not self.out.text().strip():
            raise InputError("no folder is named", remedy="Choose under Files where the clips are saved.")
        return {
            "out": self.out.text().strip(),
            "size": [self.width.value(), self.height.value()],
            "codec": self.codec.currentData(),
            "au_basis": self.basis.currentData(),
        }

    def _size(self, width: int) -> None:
        self.height.setEnabled(not self.square.isChecked())
        if self.square.isChecked():
            self.height.setValue(width)
        self._changed()

    def _browse(self) -> None:
        chosen = QtWidgets.QFileDialog.getExistingDirectory(None, "Save into the folder", self.out.text())
        if chosen:
            self.out.setText(chosen)


def direction(view: Angle) -> str:
    """Return a view in a word or two, for a small button.

    >>> direction(Angle("frontal", 0, 0)), direction(Angle("a", 40, -30))
    ('front', '40° left\\n30° below')
    """
    words = []
    if view.yaw:
        words.append(f"{abs(view.yaw):g}° {'left' if view.yaw > 0 else 'right'}")
    if view.pitch:
        words.append(f"{abs(view.pitch):g}° {'above' if view.pitch > 0 else 'below'}")
    if view.roll:
        words.append(f"tilt {view.roll:g}°")
    return "\n".join(words) or "front"


def seen_from(view: Angle) -> str:
    """Return a view as a sentence's end."""
    return "seen from " + direction(view).replace("\n", ", ")
