"""The task "Synthgen": what to render, a preview, start, pause and stop, progress and a log."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import gui
import gui3d
import log
from PyQt5 import QtCore, QtWidgets

from synthgen.errors import InputError, RunError
from synthgen.home import home

from . import choices
from .plainwords import in_plain_words
from .preview import Preview
from .runner import Runner

_BROWSE = "Design file …"


class SynthgenTask(gui3d.TaskView):
    """MakeHuman's view of a ``Runner``."""

    def __init__(self, category: Any) -> None:
        gui3d.TaskView.__init__(self, category, "Synthgen", label="Synthgen")
        self.runner = Runner()
        self.runner.changed = self._changed
        self.runner.ended = self._ended
        self.preview = Preview(gui3d.app, self._basis)
        self.preview.told = self._tell
        self._design: choices.Choice | None = None
        self._shown_at = 0.0
        self._build_choice()
        self._build_preview()
        self._build_run()
        self.designs.setCurrentText(choices.USUAL)
        self._choose_design(self.designs.currentIndex())
        self._changed()

    # -- what is to be rendered

    def _build_choice(self) -> None:
        box = self.addLeftWidget(gui.GroupBox("What to render"))
        self.designs = box.addWidget(QtWidgets.QComboBox())
        self.designs.addItems([*choices.design_names(), _BROWSE])
        self.designs.activated.connect(self._choose_design)
        self.about = box.addWidget(_text())
        box.addWidget(_label("Models (a folder of .mhm files; empty: the design's)"))
        self.models = self._path_field(box, "dir")
        box.addWidget(_label("Signals"))
        self.signals = box.addWidget(QtWidgets.QListWidget())
        self.signals.setMinimumHeight(150)
        box.addWidget(_label("Angles"))
        self.angles = box.addWidget(QtWidgets.QComboBox())
        box.addWidget(_label("Picture, pixels each way"))
        self.size = box.addWidget(QtWidgets.QSpinBox())
        self.size.setRange(64, 2048)
        self.size.setSingleStep(2)
        box.addWidget(_label("Clips as"))
        self.codec = box.addWidget(QtWidgets.QComboBox())
        self.codec.addItem("PNG frames", "png")
        self.codec.addItem("MP4 video", "h264")
        box.addWidget(_label("Action units"))
        self.basis = box.addWidget(QtWidgets.QComboBox())
        self.basis.addItem("embedded", "embedded")
        self.basis.addItem("FACSHuman's", "facshuman")
        box.addWidget(_label("Into the folder"))
        self.out = self._path_field(box, "dir")
        self.out.setText(str((home() or Path()) / "synthgen-dataset"))

    def _path_field(self, box: Any, mode: str) -> Any:
        field = box.addWidget(gui.TextEdit(""))
        button = box.addWidget(gui.BrowseButton(mode, "Choose …"))

        @button.mhEvent
        def onClicked(path: str) -> None:
            if path:
                field.setText(path)

        return field

    def _choose_design(self, index: int) -> None:
        name: str | Path = self.designs.itemText(index)
        if name == _BROWSE:
            chosen, _ = QtWidgets.QFileDialog.getOpenFileName(None, "Design", "", "Designs (*.yaml *.yml *.json)")
            if not chosen:
                self.designs.setCurrentText(choices.USUAL)
                return
            name = Path(chosen)
        try:
            self._design = choices.read_choice(name)
        except (InputError, RunError) as error:
            self._tell(str(error))
            return
        choice = self._design
        self.about.setText(choice.about)
        self.signals.clear()
        for signal in choice.signals:
            item = QtWidgets.QListWidgetItem(f"{signal.emotion or 'none'}: {signal.signal}")
            item.setFlags(item.flags() | QtCore.Qt.ItemIsUserCheckable)
            item.setCheckState(QtCore.Qt.Checked)
            self.signals.addItem(item)
        self.angles.clear()
        self.angles.addItem(f"the design's {len(choice.angles)}", None)
        for spec in choices.angle_names():
            self.angles.addItem(spec, spec)
        video = choice.design.video
        self.size.setValue(video.width)
        self.basis.setCurrentIndex(self.basis.findData(choice.design.au_basis))
        self._fill_preview()

    def _document(self) -> dict[str, Any]:
        """Return what was chosen as a job. Raises InputError where no design is."""
        choice = self._design
        if choice is None:
            raise InputError("no design is chosen")
        document: dict[str, Any] = {
            "design": str(choice.name),
            "out": self.out.text,
            "size": [self.size.value(), self.size.value()],
            "codec": self.codec.currentData(),
            "au_basis": self.basis.currentData(),
        }
        if self.models.text.strip():
            document["models"] = [self.models.text.strip()]
        ticked = [
            signal.signal
            for index, signal in enumerate(choice.signals)
            if self.signals.item(index).checkState() == QtCore.Qt.Checked
        ]
        if not ticked:
            raise InputError("no signal is ticked")
        if len(ticked) < len(choice.signals):
            document["signals"] = ticked
        if self.angles.currentData():
            document["angles"] = [self.angles.currentData()]
        return document

    # -- preview

    def _build_preview(self) -> None:
        box = self.addRightWidget(gui.GroupBox("Preview on this human"))
        self.preview_signal = box.addWidget(QtWidgets.QComboBox())
        self.preview_angle = box.addWidget(QtWidgets.QComboBox())
        self.frame_label = box.addWidget(_label("Frame 0"))
        self.frame = box.addWidget(QtWidgets.QSlider(QtCore.Qt.Horizontal))
        self.preview_button = box.addWidget(QtWidgets.QPushButton("Show"))
        self.preview_button.setCheckable(True)
        self.preview_button.toggled.connect(self._toggle_preview)
        self.preview_signal.activated.connect(self._refill_frames)
        self.preview_angle.activated.connect(lambda _: self._show_preview())
        self.frame.valueChanged.connect(lambda _: self._show_preview())

    def _fill_preview(self) -> None:
        choice = self._design
        if choice is None:
            return
        self.preview_signal.clear()
        self.preview_signal.addItems([signal.signal for signal in choice.signals])
        self.preview_angle.clear()
        self.preview_angle.addItems([angle.id for angle in choice.angles])
        front = [index for index, angle in enumerate(choice.angles) if not (angle.yaw or angle.pitch or angle.roll)]
        self.preview_angle.setCurrentIndex(front[0] if front else 0)
        self._refill_frames(0)

    def _refill_frames(self, index: int) -> None:
        if self._design is not None and index >= 0:
            self.frame.setRange(0, self._design.signals[index].frames - 1)
            self._show_preview()

    def _toggle_preview(self, on: bool) -> None:
        self.preview_button.setText("Put back" if on else "Show")
        self._show_preview() if on else self.preview.end()

    def _show_preview(self) -> None:
        self.frame_label.setText(f"Frame {self.frame.value()}")
        choice = self._design
        if choice is None or not self.preview_button.isChecked() or self.runner.running:
            return
        signal = choice.signals[self.preview_signal.currentIndex()]
        angle = choice.angles[self.preview_angle.currentIndex()]
        self.preview.begin(signal, angle, self.frame.value())

    def _basis(self) -> Any:
        return choices.basis_of(self.basis.currentData())

    # -- the run

    def _build_run(self) -> None:
        box = self.addRightWidget(gui.GroupBox("Render"))
        self.start_button = box.addWidget(QtWidgets.QPushButton("Start"))
        self.pause_button = box.addWidget(QtWidgets.QPushButton("Pause"))
        self.stop_button = box.addWidget(QtWidgets.QPushButton("Stop"))
        self.start_button.clicked.connect(lambda _: self._start())
        self.pause_button.clicked.connect(lambda _: self.runner.pause())
        self.stop_button.clicked.connect(lambda _: self.runner.stop())
        self.bar = box.addWidget(gui.ProgressBar())
        self.state = box.addWidget(_text())
        self.lines = box.addWidget(QtWidgets.QPlainTextEdit())
        self.lines.setReadOnly(True)
        self.lines.setMaximumBlockCount(500)
        self.lines.setMinimumHeight(220)

    def _start(self) -> None:
        from .setup import make_batch

        self.preview_button.setChecked(False)
        try:
            batch = make_batch(gui3d.app, self._document(), note=self._tell)
            self.runner.start(batch)
        except (InputError, RunError) as error:
            self.runner.refuse(error)
            self._tell(str(error))
            return
        self._tell(f"Started: {self.out.text}")

    def _changed(self) -> None:
        """Show how far the run is, a few times a second."""
        running = self.runner.running
        instant = time.monotonic()
        if running and instant - self._shown_at < 0.25:
            return
        self._shown_at = instant
        self.start_button.setEnabled(not running)
        self.pause_button.setEnabled(running)
        self.stop_button.setEnabled(running)
        self.pause_button.setText("Go on" if self.runner.paused else "Pause")
        batch = self.runner.batch
        if batch is None:
            self.state.setText("Nothing has been rendered yet.")
            return
        progress = batch.progress
        left = progress.wanted - progress.clips
        self.bar.setProgress(progress.clips / progress.wanted if progress.wanted else 0.0)
        words = [f"{progress.done + progress.clips} of {progress.declared} clips, {left} left"]
        if running and progress.clips:
            words.append(f"about {_duration(left * self.runner.seconds / progress.clips)} to go")
        words.append("paused" if self.runner.paused else progress.stage)
        self.state.setText("\n".join(words))

    def _ended(self, outcome: str, message: str) -> None:
        self._shown_at = 0.0
        self._changed()
        words = {"done": "Done", "stopped": "Stopped; Start goes on", "failed": "Failed"}
        self._tell(words[outcome] + (f": {message}" if message else "."))

    def _tell(self, text: str) -> None:
        text = in_plain_words(text)
        if text:
            log.message("synthgen: %s", text)
            self.lines.appendPlainText(text)

    # -- MakeHuman's events

    def onHide(self, event: Any) -> None:
        """Put the face back when another task is shown."""
        self.preview_button.setChecked(False)
        gui3d.TaskView.onHide(self, event)

    def onHumanChanging(self, event: Any) -> None:
        """Let go of the face when the human becomes another."""
        if event.change in ("reset", "load", "targets", "modifier") and self.preview.on:
            self.preview.forget()
            self.preview_button.setChecked(False)


def _label(text: str) -> Any:
    return QtWidgets.QLabel(text)


def _text() -> Any:
    label = QtWidgets.QLabel("")
    label.setWordWrap(True)
    return label


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {int(seconds % 60):02d} s" if minutes else f"{int(seconds)} s"
