"""Below the choices: how many clips they are, how long they take here, what disk they need, what is in the way."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

from synthgen.design import Video
from synthgen.design.spec import size_problem
from synthgen.facs.animation import Animation
from synthgen.scene.angles import Angle

from .destination import Found
from .estimate import Speed, cost_of, counted, disk_size, duration, usual_speed, whole_work
from .trial import Trial
from .widgets import button, column, text

_MEASURE, _MEASURING = "Measure this computer", "Measuring …"


class Summary:
    """What the choices cost; speeds that were measured are kept by size, codec and basis."""

    def __init__(self, app: Any, *, basis: Callable[[], Any], measure: Callable[[], None], tell: Callable[[str], None]):
        self._basis, self._tell = basis, tell
        self._speeds: dict[str, Speed] = {}
        self._kind = ""
        self._again: Callable[[], None] = lambda: None
        self.trial = Trial(app, self._measured)
        self.words = text(lines=5)
        self.measure_button = button(_MEASURE, measure, "Film one signal on the human of this window, and keep nothing")
        self.part = column(self.words, self.measure_button, edge=0)

    def show(
        self,
        *,
        people: int,
        signals: Sequence[Animation],
        views: Sequence[Angle],
        video: Video,
        basis: str,
        out: Path,
        found: Found,
    ) -> None:
        """Show what so many people, signals and views cost in a folder of which is ``found`` what it holds, or why
        nothing can be rendered."""
        measured = self._speeds.get(_kind(video, basis))
        speed = measured or usual_speed(video.width, video.height)
        work = whole_work(people, [signal.frames for signal in signals], len(views))
        cost = cost_of(work if found.left is None else found.left, video, speed)
        parts = counted(people, "person"), counted(len(signals), "signal"), counted(len(views), "view")
        lines = [f"{' × '.join(parts)} = {counted(work.clips, 'clip')}"]
        problem = size_problem(video)
        if problem:
            lines.append(f"{problem[0]}. {problem[1]}")
        elif cost.clips:
            how = "About" if measured else "Very roughly"
            lines.append(f"{how} {duration(cost.seconds)}, {disk_size(cost.bytes)} of disk{_room(out, cost.bytes)}")
        elif not work.clips:
            lines.append("Tick people, signals and views to render.")
        self.words.setText("\n".join([*lines, *filter(None, [found.words])]))

    def measure(
        self,
        signals: Sequence[Animation],
        views: Sequence[Angle],
        video: Video,
        basis: str,
        *,
        again: Callable[[], None],
    ) -> None:
        """Measure this computer with the first of the signals; ``again`` is called when there is another speed."""
        self._kind, self._again = _kind(video, basis), again
        self.measure_button.setText(_MEASURING)
        self.measure_button.setEnabled(False)
        self.trial.begin(signals[0], views, video, self._basis)

    def stop(self) -> None:
        """Measure no more."""
        self.trial.end()
        self.measure_button.setText(_MEASURE)
        self.measure_button.setEnabled(True)

    def kept(self) -> dict[str, Any]:
        """Return the speeds as JSON values."""
        return {kind: asdict(speed) for kind, speed in self._speeds.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take speeds that were kept."""
        self._speeds = {kind: Speed(**speed) for kind, speed in kept.items()}

    def _measured(self, speed: Speed | None, problem: str) -> None:
        self.stop()
        if speed is None:
            self._tell(f"The speed could not be measured: {problem}")
            return
        self._speeds[self._kind] = speed
        self._again()


def _kind(video: Video, basis: str) -> str:
    return f"{video.width}x{video.height} {video.codec} {basis}"


def _room(out: Path, wanted: int) -> str:
    while not out.exists() and out != out.parent:
        out = out.parent
    try:
        free = shutil.disk_usage(out).free
    except OSError:
        return ""
    return f"; only {disk_size(free)} are free!" if wanted > free else f" ({disk_size(free)} free)"
