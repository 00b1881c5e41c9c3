"""How fast this computer is, measured: one signal on the human of the window, filmed and saved as a run would do it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

from PyQt5 import QtCore

from synthgen.design import Video
from synthgen.design.cells import SUFFIX
from synthgen.design.spec import frame_rate
from synthgen.errors import InputError, RunError
from synthgen.facs.animation import Animation, sample_animation
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

from .background import waited
from .core import config
from .estimate import LOAD_SECONDS, Speed
from .face import Face
from .person import head_bounds
from .preview import neutral_vertices
from .runner import TURN, makehuman_works
from .stage import Stage
from .video import choose_writer


class Trial:
    """At most one measurement, between the application's events; ``done`` gets the speed, or what went wrong."""

    def __init__(self, app: Any, done: Callable[[Speed | None, str], None]) -> None:
        self._app, self._done = app, done
        self._stage = Stage(app)
        self._steps: Any = None
        self._pool = ThreadPoolExecutor(1)
        self._timer = QtCore.QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    @property
    def on(self) -> bool:
        """Whether a measurement is under way."""
        return self._steps is not None

    def begin(self, signal: Animation, views: Sequence[Angle], video: Video, basis: Callable[[], Any]) -> None:
        """Measure a signal from some views; nothing of it is kept."""
        self.end()
        self._steps = self._measure(signal, views, video, basis)
        self._timer.start()

    def end(self) -> None:
        """Stop measuring, and give the human its face back."""
        self._timer.stop()
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()

    def _turn(self) -> None:
        if makehuman_works():
            return
        begin = time.perf_counter()
        try:
            while self._steps is not None and 1000 * (time.perf_counter() - begin) < TURN:
                next(self._steps)
        except StopIteration as stopped:
            self.end()
            self._done(stopped.value, "")
        except (InputError, RunError, OSError) as error:
            self.end()
            self._done(None, str(error))

    def _measure(
        self, signal: Animation, views: Sequence[Angle], video: Video, basis: Callable[[], Any]
    ) -> Iterator[None]:
        human, now = self._app.selectedHuman, time.perf_counter
        with contextlib.ExitStack() as stack:
            rest = neutral_vertices(human)
            writer = yield from waited(self._pool, choose_writer, video.codec, config())
            stack.callback(writer.close)
            loaded_basis = yield from waited(self._pool, basis)
            start = now()
            face = yield from waited(self._pool, lambda: Face(human, loaded_basis, rest=rest))
            load = LOAD_SECONDS + now() - start
            stack.callback(face.restore)
            folder = Path(tempfile.mkdtemp(prefix="synthgen-trial-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            curves = sample_animation(signal)
            face.pose({})
            bounds = head_bounds(human)
            start = now()
            yield from waited(self._pool, face.prepare, curves.peaks())
            begin = now() - start

            ending = SUFFIX[video.codec]
            rate, size = frame_rate(curves.fps), {"width": video.width, "height": video.height}
            cameras = [frame_head(bounds, view, **size) for view in views]
            start = now()
            files = [
                writer(folder / f"new-{index}{ending}", folder / f"{index}{ending}", rate=rate, **size)
                for index in range(len(views))
            ]
            for file in files:
                stack.callback(file.abort)
            posing = 0.0
            for frame in range(curves.frames):
                posed = now()
                face.pose(curves.weights(frame))
                posing += now() - posed
                yield
                for camera, file in zip(cameras, files):
                    while file.busy:
                        yield
                    file.add(self._stage.picture(camera, bounds.centre))
                    yield
            for file in files:
                file.finish()
            size_on_disk = 0
            for file in files:
                while not file.ready():
                    yield
                size_on_disk += file.publish().bytes
            pictures = curves.frames * len(views)
            return Speed(
                load=load,
                begin=begin,
                pose=posing / curves.frames,
                picture=(now() - start - posing) / pictures,
                bytes_per_pixel=size_on_disk / (pictures * video.width * video.height),
            )
