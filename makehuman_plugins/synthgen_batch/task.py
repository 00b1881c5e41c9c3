"""The task "Synthgen": what to render on the left, the run and a preview on the right."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import gui3d
import log
from PyQt5 import QtCore, QtWidgets

from synthgen.errors import InputError, RunError
from synthgen.home import home

from . import choices
from .aftercare import Aftercare
from .barrier import Barrier
from .core import config
from .designbox import DesignBox
from .destination import Destination, compare, holds_set
from .estimate import counted, duration
from .logfile import LogFile
from .memory import remember, remembered
from .picks import Files, People, Signals, Views
from .plainwords import in_plain_words
from .preview import Preview
from .previewbox import PreviewBox
from .runbox import RunBox, show_folder
from .runner import Runner
from .state import Phase
from .summary import Summary
from .values import choose_values, chosen_values
from .version import plugin_sources
from .widgets import STYLE, OwnKeys, column, label

#: milliseconds after a change until the choices are kept
_KEEP = 1000
#: milliseconds after a change until the choices are compared with the folder, and between looks at the folder
_SETTLED, _WATCH = 300, 250
#: seconds between two updates of what only counts up
_OFTEN = 0.25


class SynthgenTask(gui3d.TaskView):
    """MakeHuman's view of a ``Runner``."""

    def __init__(self, category: Any) -> None:
        gui3d.TaskView.__init__(self, category, "Synthgen", label="Synthgen")
        self.runner = Runner()
        self.runner.changed = self._changed
        self.runner.ended = self._ended
        self.runner.barrier = Barrier(gui3d.app, self, lambda: self.runner.busy, asks=lambda: self._into is not None)
        self.aftercare = Aftercare(config())
        self._log = LogFile()
        #: the folder of the run that was started here; None where a job without clicks has the runner
        self._into: Path | None = None
        self._shown: Any = None
        self._shown_at = 0.0
        self._destination = Destination()
        #: what was chosen when it was last counted, and whether the folder held a set when it was last looked at
        self._counted: Any = None
        self._held = False
        self._lacking = ""
        self._keep = _timer(_KEEP, self._remember, once=True)
        self._compare = _timer(_SETTLED, self._look_at_folder, once=True)
        self._watch = _timer(_WATCH, self._watch_folder)
        self._build_left()
        self._build_right()
        self._name_parts()
        self._keys = OwnKeys()
        for panel in (self.left, self.right):
            panel.installEventFilter(self._keys)
        self._restore()
        self._changed()

    # -- the left: what is to be rendered

    def _build_left(self) -> None:
        self.design_box = DesignBox(self._show_choice, self._tell)
        self.people = People(self._count)
        self.choose_signals = Signals(self._count)
        self.views = Views(self._count)
        self.files = Files(self._count, (home() or Path()) / "synthgen-dataset")
        self.tabs = QtWidgets.QTabWidget()
        self.tabs.setUsesScrollButtons(False)
        for part, name in (
            (self.people.part, "People"),
            (self.choose_signals.part, "Signals"),
            (self.views.part, "Views"),
            (self.files.part, "Files"),
        ):
            self.tabs.addTab(part, name)
        self.summary = Summary(gui3d.app, basis=self._basis, measure=self._measure, tell=self._tell)
        self.left_column = column(
            [label("Set:"), self.design_box.list], self.design_box.about_area, self.tabs, self.summary.part, edge=0
        )
        self._column(self.left, self.left_column)

    def _column(self, panel: Any, content: Any) -> None:
        """Fill one of MakeHuman's columns to its height, with as little margin as the other tasks leave."""
        panel.layout.setContentsMargins(4, 4, 4, 4)
        panel.child.setSizePolicy(QtWidgets.QSizePolicy.MinimumExpanding, QtWidgets.QSizePolicy.Expanding)
        content.setStyleSheet(STYLE)
        panel.addWidget(content)

    @property
    def choice(self) -> choices.Choice | None:
        """The set that is chosen."""
        return self.design_box.choice

    def _show_choice(self) -> None:
        for part in (self.people, self.choose_signals, self.views, self.files):
            part.show(self.choice)
        assert self.choice is not None
        self.preview_box.fill(self.choice.signals, self.choice.angles)
        self._count()

    def _count(self) -> None:
        """Show what is chosen and what it will cost."""
        if self.choice is None:
            return
        signals, views = self.choose_signals.chosen, self.views.chosen
        chosen = (
            *(self.choice.name, self.people.folder.text(), self.people.chosen, [signal.signal for signal in signals]),
            *(self.views.sets.currentData(), [view.id for view in views]),
            *(self.files.video(), self._basis_name(), self.files.out.text()),
        )
        if chosen != self._counted and not self.runner.running:
            self._counted = chosen
            self._into = None
            self.run_box.remarks = []
            self.runner.ready()
            self._compared_anew()
        self._lacking = ""
        if not (self.people.count and signals and views):
            self._lacking = self.people.problem or "Nothing to render yet: tick people, signals and views on the left."
        self._show_state()
        self._show_cost()
        self._keep.start()

    def _compared_anew(self) -> None:
        """Say at once what the folder is, and compare a set in it when the choices have settled."""
        self._destination.look(self.files.out.text(), None)
        self._compare.start()

    def _look_at_folder(self) -> None:
        try:
            document = self.document()
        except InputError:
            self._destination.forget(self.files.out.text())  # what has to be chosen first is shown
            self._show_cost()
            return
        sources = plugin_sources()
        self._destination.look(
            self.files.out.text(), lambda folder: compare(choices.chosen_design(document), folder, sources)
        )
        self._show_cost()

    def _watch_folder(self) -> None:
        """Show what became of the folder: a set that was compared, or that came or went."""
        held = self._holds_set()
        if self._destination.poll():
            self._show_cost()
        if held != self._held and not self.runner.running:
            self._held = held
            self._compared_anew()
            self._show_cost()
            self._show_state()

    def _show_cost(self) -> None:
        self.summary.show(
            people=self.people.count,
            signals=self.choose_signals.chosen,
            views=self.views.chosen,
            video=self.files.video(),
            basis=self._basis_name(),
            out=self._folder(),
            found=self._destination.found,
        )

    def _measure(self) -> None:
        signals, views = self.choose_signals.chosen, self.views.chosen
        if not signals or not views:
            self._tell("To measure this computer, tick a signal and a view.")
            return
        self.preview_box.stop()
        self.summary.measure(signals, views, self.files.video(), self._basis_name(), again=self._count)

    def _basis_name(self) -> str:
        return str(self.files.basis.currentData())

    def _basis(self) -> Any:
        return choices.basis_of(self._basis_name())

    def document(self) -> dict[str, Any]:
        """Return what was chosen as a job. Raises InputError for what is missing."""
        if self.choice is None:
            raise InputError("no set is chosen")
        document: dict[str, Any] = {"design": str(self.choice.name), **self.files.document()}
        chosen = {
            "models": self.people.document(),
            "signals": self.choose_signals.document(),
            "angles": self.views.document(),
        }
        document.update((key, names) for key, names in chosen.items() if names is not None)
        return document

    def _name_parts(self) -> None:
        """Name what a person or a script operates, wherever in the columns it stands."""
        self.designs, self.about = self.design_box.list, self.design_box.about
        self.models, self.signals, self.angles = self.people.folder, self.choose_signals.list, self.views.sets
        self.size, self.out = self.files.width, self.files.out
        run, preview = self.run_box, self.preview_box
        self.start_button, self.pause_button, self.stop_button = run.start, run.pause, run.stop
        self.state, self.lines = run.state, run.lines
        self.preview_signal, self.preview_angle = preview.signal, preview.angle
        self.preview_button, self.frame = preview.show_button, preview.frame

    # -- what is remembered

    def _remember(self) -> None:
        if self.choice is None:
            return
        remember(chosen_values(self))

    def _restore(self) -> None:
        """Choose what was chosen the last time; what is not there any more is as at first."""
        kept = remembered()
        name = kept.get("design", choices.USUAL)
        try:
            self.design_box.show(choices.read_choice(name if name in choices.design_names() else Path(name)))
        except (InputError, RunError, TypeError):
            kept = {}
            self.design_box.show(choices.read_choice(choices.USUAL))
        try:
            if kept:
                choose_values(self, kept)
                self._count()
        except (KeyError, TypeError, ValueError):
            log.warning("synthgen: the choices of the last time are of another version")
        self._keep.stop()

    # -- the right: the run, the preview and the log

    def _build_right(self) -> None:
        self.run_box = RunBox(
            start=self._start,
            pause=self.runner.pause,
            stop=self.runner.stop,
            open_folder=self._open_folder,
            check=self._check,
        )
        preview = Preview(gui3d.app, self._basis)
        self.preview_box = PreviewBox(preview, lambda: not self.runner.running)
        self.right_tabs = QtWidgets.QTabWidget()
        self.right_tabs.addTab(self.preview_box.part, "Preview")
        self.right_tabs.addTab(self.run_box.log, "Log")
        self._column(self.right, column(self.run_box.part, self.right_tabs, edge=0))

    def _folder(self) -> Path:
        """Return the folder that is chosen."""
        return Path(self.files.out.text().strip() or ".").expanduser()

    def _holds_set(self) -> bool:
        """Tell whether there is a set to check where the last run was, else in the folder that is chosen."""
        return bool(self._into or self.files.out.text().strip()) and holds_set(self._into or self._folder())

    def _open_folder(self) -> None:
        folder = self._into or self._folder()
        if not show_folder(folder):
            self._tell(f"The folder cannot be opened here: {folder}")

    def _check(self) -> None:
        self.run_box.remarks = ["Checking the set …"]
        self.run_box.check.setEnabled(False)
        self.aftercare.check(self._into or self._folder(), self._checked)
        self._show_state()

    def _checked(self, words: str) -> None:
        """Show the verdict of a check, and in the log all of it."""
        self._tell(words)
        self.run_box.remarks = words.splitlines()[:1]
        self.right_tabs.setCurrentWidget(self.run_box.log)
        self._show_state()

    def _remark(self, words: str) -> None:
        """Show what else there is to say of a run that has ended."""
        self._tell(words)
        self.run_box.remarks.append(words)
        self._show_state()

    def _start(self) -> None:
        from .setup import make_batch

        self.preview_box.stop()
        self.summary.stop()
        self.aftercare.end()
        self.run_box.remarks = []
        if self._compare.isActive():  # the run says it all
            self._compare.stop()
            self._destination.forget(self.files.out.text())
            self._show_cost()
        try:
            document = self.document()
            batch = make_batch(gui3d.app, document, note=self._tell)
            self._remember()
            self._into = self._folder()
            self._log.open(self._into)
            self.runner.start(batch)
        except (InputError, RunError) as error:
            self._into = None
            self.runner.refuse(error)
            self._tell(str(error))
            return
        self._tell(f"Started: {self.files.out.text()}")

    def _changed(self) -> None:
        """Show the state at once, and how far the run is a few times a second."""
        state, instant = self.runner.state, time.monotonic()
        if state == self._shown and instant - self._shown_at < _OFTEN:
            return
        self._shown, self._shown_at = state, instant
        self._show_state()

    def _show_state(self) -> None:
        state, batch = self.runner.state, self.runner.batch
        on = state.phase.on
        progress = batch.progress if batch and state.phase is not Phase.IDLE else None
        self.run_box.show(state, progress, self.runner.seconds, lacking=self._lacking)
        for part in (self.designs, *(self.tabs.widget(page) for page in range(self.tabs.count()))):
            part.setEnabled(not on)
        self.summary.measure_button.setEnabled(not on and not self.summary.trial.on)
        self.preview_box.part.setEnabled(not on)
        folder = self._into or self._folder()
        self.run_box.open_folder.setEnabled(bool(self._into or self.files.out.text().strip()) and folder.is_dir())
        able = self.aftercare.available and not self.aftercare.busy and not on
        self.run_box.check.setEnabled(able and self._holds_set())

    def _ended(self, outcome: str, message: str) -> None:
        words = {"done": "Finished", "stopped": "Stopped; Start goes on", "failed": "Failed"}
        self._tell(words[outcome] + (f": {message}" if message else "."))
        self._compared_anew()
        batch = self.runner.batch
        if outcome == "done" and batch is not None and self._into is not None:
            made = batch.progress
            words = f"{counted(made.clips, 'clip')} made in {duration(self.runner.seconds)}."
            self._remark(words)
            if self.aftercare.available:
                self.aftercare.draw(self._into, self._drawn)

    def _drawn(self, words: str) -> None:
        """Say what became of the overview picture: in the log alone where something else is wanted by now."""
        if self.runner.state.phase is Phase.FINISHED:
            self._remark(words)
        else:
            self._tell(words)
            self._show_state()

    def _tell(self, words: str) -> None:
        words = "\n".join(filter(None, map(in_plain_words, words.splitlines())))
        if words:
            log.message("synthgen: %s", words)
            self.run_box.tell(words)
            batch = self.runner.batch
            self._log.add(words, ready=bool(batch and batch.progress.declared))

    def leave(self) -> None:
        """Keep the choices and end what is under way, because the application ends."""
        self.aftercare.end()
        if self._keep.isActive():
            self._remember()

    # -- MakeHuman's events

    def onShow(self, event: Any) -> None:
        """Look now and then at the folder while the panel is shown."""
        gui3d.TaskView.onShow(self, event)
        self._watch.start()

    def onHide(self, event: Any) -> None:
        """Put the face back when another task is shown."""
        self._watch.stop()
        self.summary.stop()
        self.preview_box.stop()
        gui3d.TaskView.onHide(self, event)

    def onHumanChanging(self, event: Any) -> None:
        """Let go of the face when the human becomes another."""
        if event.change in ("reset", "load", "targets", "modifier"):
            self.summary.stop()
            self.preview_box.forget()


def _timer(interval: int, call: Any, *, once: bool = False) -> Any:
    timer = QtCore.QTimer()
    timer.setInterval(interval)
    timer.setSingleShot(once)
    timer.timeout.connect(call)
    return timer
