"""The run as it is shown: what state it is in, how far, what to do next; buttons and the log."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Sequence

from PyQt5 import QtCore, QtGui, QtWidgets

from .batch import Progress
from .estimate import duration
from .state import Phase, State
from .widgets import button, column, scrolled, text

#: how a phase is called, and its colour on a light and on a dark window
NAMES = {
    Phase.IDLE: ("Ready", "#707070"),
    Phase.RUNNING: ("Rendering", "#2f7fd0"),
    Phase.PAUSED: ("Paused", "#b07a10"),
    Phase.STOPPED: ("Stopped", "#b07a10"),
    Phase.FAILED: ("Failed", "#d04040"),
    Phase.FINISHED: ("Finished", "#2f9050"),
}
_LINES = 500


class RunBox:
    """Buttons, state and bar; and, in a part of its own, the log."""

    def __init__(
        self,
        *,
        start: Callable[[], None],
        pause: Callable[[], None],
        stop: Callable[[], None],
        open_folder: Callable[[], None],
        check: Callable[[], None],
    ) -> None:
        self.start = button("Start", start, "Render what is chosen on the left")
        self.pause = button("Pause", pause)
        self.stop = button("Stop", stop, "Stop here; clips that are whole stay, and Start goes on")
        self.name = QtWidgets.QLabel()
        self.name.setAlignment(QtCore.Qt.AlignCenter)
        self.name.setSizePolicy(QtWidgets.QSizePolicy.Preferred, QtWidgets.QSizePolicy.Fixed)
        self.bar = QtWidgets.QProgressBar()
        self.bar.setMinimumWidth(40)
        self.state = text()
        self.state_area = scrolled(self.state, lines=3)
        self.next_step = text()
        self.open_folder = button("Open folder", open_folder, "Show the clips in the file manager")
        self.check = button("Check the set", check, "Is every clip there and whole, and everything declared?")
        self.part = column(
            self.name,
            [self.start, self.pause, self.stop],
            self.bar,
            self.state_area,
            self.next_step,
            [self.open_folder, self.check],
            edge=0,
        )
        self.part.setSizePolicy(QtWidgets.QSizePolicy.Preferred, QtWidgets.QSizePolicy.Maximum)
        #: what came after a run, sentence by sentence
        self.remarks: list[str] = []
        self.lines = QtWidgets.QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setMaximumBlockCount(_LINES)
        self.lines.setMinimumHeight(60)
        self.lines.setSizePolicy(QtWidgets.QSizePolicy.Expanding, QtWidgets.QSizePolicy.Ignored)  # what is left
        self.copy = button("Copy all", self._copy, "Copy the log, to paste it into a message")
        self.log = column(self.lines, [self.copy])

    def show(self, state: State, progress: Progress | None, seconds: float, *, lacking: str = "") -> None:
        """Show a state with the progress of its batch, if there was one, and the seconds that it has worked.

        ``lacking`` says what has to be chosen before anything can start.
        """
        on = state.phase.on
        name, colour = NAMES[state.phase]
        self.name.setText(name)
        self.name.setStyleSheet(f"background: {colour}; color: white; font-weight: bold; padding: 2px;")
        self.start.setEnabled(not on and not lacking)
        self.pause.setEnabled(on)
        self.stop.setEnabled(on)
        self.pause.setText("Go on" if state.phase is Phase.PAUSED else "Pause")
        self.state.setText("\n".join(_words(state, progress, seconds, self.remarks)))
        self.next_step.setText(lacking if lacking and not on else state.next_step)
        whole = progress.done + progress.clips if progress else 0
        declared = progress.declared if progress else 0
        self.bar.setFormat("%v of %m clips" if declared else "")
        self.bar.setRange(0, max(1, declared))
        self.bar.setValue(whole)

    def tell(self, line: str) -> None:
        """Add a line to the log."""
        self.lines.appendPlainText(line)

    def _copy(self) -> None:
        QtWidgets.QApplication.clipboard().setText(self.lines.toPlainText())


def show_folder(path: Path) -> bool:
    """Open a folder in the system's file manager; tell whether that worked."""
    return path.is_dir() and bool(QtGui.QDesktopServices.openUrl(QtCore.QUrl.fromLocalFile(str(path))))


def _words(state: State, progress: Progress | None, seconds: float, remarks: Sequence[str]) -> list[str]:
    lines = []
    if progress is not None and progress.declared:
        left = progress.wanted - progress.clips
        if state.phase.on and progress.clips and left:
            lines.append(f"About {duration(left * seconds / progress.clips)} to go.")
    if state.message:
        lines.append(state.message)
    elif state.phase is Phase.RUNNING and progress is not None and progress.stage:
        lines.append(f"Now: {progress.stage}")
    return [*lines, *remarks]
