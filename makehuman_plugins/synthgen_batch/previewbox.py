"""The preview as it is operated: which signal, from where, frame by frame or played, with a strip of all views."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np
from PyQt5 import QtCore, QtGui, QtWidgets

from synthgen.facs.animation import Animation
from synthgen.scene.angles import Angle

from .preview import Preview, apex_of
from .runner import makehuman_works
from .widgets import button, chooser, column, text

#: the strip: pictures in a row, at most so many in all, pixels each way
_ACROSS, _MOST, _SIDE = 5, 9, 44


class PreviewBox:
    """Shows signals on the human of the window. ``allowed`` says whether that may be done now."""

    def __init__(self, preview: Preview, allowed: Callable[[], bool]) -> None:
        self._preview, self._allowed = preview, allowed
        self._signals: Sequence[Animation] = ()
        self._angles: Sequence[Angle] = ()
        preview.told = self._tell
        preview.small = self._small
        preview.shown = self._started
        self.signal = chooser(tip="The signal to look at")
        self.signal.activated.connect(lambda _index: self._choose_signal())
        self.angle = chooser(tip="The view to look from")
        self.angle.activated.connect(lambda _index: self._show())
        self.show_button = button("Show", lambda: None, "Show the signal on the human of this window")
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._toggle)
        self.play_button = button("Play", lambda: None)
        self.play_button.setCheckable(True)
        self.play_button.toggled.connect(self._play)
        self.frame = QtWidgets.QSlider(QtCore.Qt.Horizontal)
        self.frame.valueChanged.connect(lambda _value: self._show())
        self.about = text()
        self._strip = QtWidgets.QGridLayout()
        self._strip.setSpacing(2)
        self._strip.setContentsMargins(0, 0, 0, 0)
        self.views: list[Any] = []
        self._strip_part = QtWidgets.QWidget()
        self._strip_part.setLayout(self._strip)
        self._strip_part.hide()
        self.part = column(
            self.signal,
            self.angle,
            [self.show_button, self.play_button, self.frame],
            self.about,
            self._strip_part,
            None,
        )
        self._clock = QtCore.QTimer()
        self._clock.timeout.connect(self._tick)

    def fill(self, signals: Sequence[Animation], angles: Sequence[Angle]) -> None:
        """Show these to choose from; what was chosen stays where it is among them."""
        before = self.signal.currentText(), self.angle.currentText()
        self._signals, self._angles = signals, angles
        for part, names in ((self.signal, [one.signal for one in signals]), (self.angle, [one.id for one in angles])):
            part.clear()
            part.addItems(names)
        front = [index for index, one in enumerate(angles) if not (one.yaw or one.pitch or one.roll)]
        self.signal.setCurrentIndex(max(0, self.signal.findText(before[0])))
        self.angle.setCurrentIndex(max(front[0] if front else 0, self.angle.findText(before[1])))
        while self._strip.count():
            self._strip.takeAt(0).widget().deleteLater()
        self.views = []
        for index, angle in enumerate(angles[:_MOST]):
            part = QtWidgets.QToolButton()
            part.setFixedSize(_SIDE + 4, _SIDE + 4)
            part.setIconSize(QtCore.QSize(_SIDE, _SIDE))
            part.setToolTip(angle.id)
            part.clicked.connect(lambda _checked, index=index: self._choose_view(index))
            self._strip.addWidget(part, index // _ACROSS, index % _ACROSS)
            self.views.append(part)
        self._choose_signal()

    def stop(self) -> None:
        """Put the human's own face back."""
        self.show_button.setChecked(False)

    def forget(self) -> None:
        """Let go of the human, which has become another."""
        self._preview.forget()
        self.stop()

    def _choose_signal(self) -> None:
        index = self.signal.currentIndex()
        if not 0 <= index < len(self._signals):
            return
        signal = self._signals[index]
        self._clock.setInterval(round(1000 / signal.fps))
        self.frame.blockSignals(True)
        self.frame.setRange(0, signal.frames - 1)
        self.frame.setValue(apex_of(signal))
        self.frame.blockSignals(False)
        self._show()
        self._small_ones()

    def _choose_view(self, index: int) -> None:
        self.angle.setCurrentIndex(index)
        self.show_button.setChecked(True)
        self._show()

    def _toggle(self, on: bool) -> None:
        if on and not self._allowed():
            self.show_button.setChecked(False)
            self._tell("While clips are rendered there is no preview.")
            return
        self.show_button.setText("Put back" if on else "Show")
        self._strip_part.setVisible(on)
        if on:
            self._show()
            self._small_ones()
            return
        self.play_button.setChecked(False)
        self._preview.end()
        for part in self.views:
            part.setIcon(QtGui.QIcon())
        self._about()

    def _play(self, on: bool) -> None:
        self.play_button.setText("Hold" if on else "Play")
        if not on:
            self._clock.stop()
            return
        self.show_button.setChecked(True)
        if not self.show_button.isChecked():
            self.play_button.setChecked(False)
            return
        self._clock.start()

    def _tick(self) -> None:
        if self._preview.ready and not makehuman_works():
            self.frame.setValue((self.frame.value() + 1) % (self.frame.maximum() + 1))

    def _started(self) -> None:
        self._about()

    def _show(self) -> None:
        if self._preview.ready or not self.show_button.isChecked():
            self._about()
        if self.show_button.isChecked() and self._allowed():
            self._preview.begin(
                self._signals[self.signal.currentIndex()], self._angles[self.angle.currentIndex()], self.frame.value()
            )

    def _small_ones(self) -> None:
        if self.show_button.isChecked():
            self._preview.views(self._angles[:_MOST], _SIDE)

    def _small(self, index: int, picture: np.ndarray) -> None:
        if index < len(self.views):
            height, width = picture.shape[:2]
            image = QtGui.QImage(picture.tobytes(), width, height, 3 * width, QtGui.QImage.Format_RGB888)
            self.views[index].setIcon(QtGui.QIcon(QtGui.QPixmap.fromImage(image)))

    def _about(self) -> None:
        index = self.signal.currentIndex()
        apex = apex_of(self._signals[index]) if 0 <= index < len(self._signals) else 0
        frame = self.frame.value()
        self._tell(f"Picture {frame + 1} of {self.frame.maximum() + 1}" + (", the strongest" if frame == apex else ""))

    def _tell(self, words: str) -> None:
        if words:
            self.about.setText(words)
