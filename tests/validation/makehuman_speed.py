"""What the panel promises and what a run takes: ``python makehuman_speed.py FOLDER PEOPLE``.

In a MakeHuman that is made in FOLDER, the panel measures the computer, then renders so many people with all signals
from nine views, 192² as MP4, by mouse and keyboard. $SYNTHGEN_MAKEHUMAN names another MakeHuman to do it in. The
machine should be idle: its load stands beside the figures.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "makehuman"))

from hosts import Host, make_environment

from synthgen.human.library import find_models

#: seconds that a start may take
_PATIENCE = 3600


def act(hands: Any, out: str, people: str, count: int) -> Iterator[Any]:
    """Measure the computer and render, by the panel."""
    import time

    from synthgen_batch.estimate import cost_of, whole_work

    task = hands.open()
    yield lambda: task.choice is not None
    hands.write(task.out, out)
    hands.write(task.models, people)
    hands.write(task.size, "192")
    hands.choose(task.files.codec, task.files.codec.findData("h264"))
    hands.click(task.summary.measure_button)
    yield lambda: not task.summary.trial.on
    promised = task.summary.words.text()
    speed = next(iter(task.summary._speeds.values()))
    chosen = [signal.frames for signal in task.choice.signals]
    this, whole = (cost_of(whole_work(number, chosen, 9), task.files.video(), speed).seconds for number in (count, 24))
    hands.say(promised=promised, speed=vars(speed), estimate=this, whole_set=whole)
    start, used = time.monotonic(), time.process_time()
    hands.click(task.start_button)
    while task.runner.running:
        yield 1.0
    progress = task.runner.batch.progress
    hands.say(
        seconds=time.monotonic() - start,
        processor_seconds=time.process_time() - used,
        clips=progress.clips,
        frames=progress.frames,
        pose_ms=progress.clock.mean_ms("pose"),
        picture_ms=progress.clock.mean_ms("picture"),
        longest_gap_ms=task.runner.longest_gap,
        stage=task.runner.gap_stage,
        state=task.state.text(),
    )


def main() -> None:
    """Print what was promised and what it took."""
    folder, count = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    application = os.environ.get("SYNTHGEN_MAKEHUMAN")
    host = Host(folder / f"host-{time.time_ns()}", make_environment(folder), Path(application) if application else None)
    host.install()
    people = host.folder / "people"
    people.mkdir()
    for model in find_models("*")[:count]:
        shutil.copy(model.path, people)
    before = os.getloadavg()
    said = host.play(act, out=host.folder / "set", people=people, count=count, timeout=_PATIENCE)
    for name in sorted(set(said) - {"status", "printed"}):
        print(f"{name}: {said[name]}")
    print(f"estimate / run: {said['estimate'] / said['seconds']:.3f}")
    print(f"load before and after: {before[0]:.1f}, {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
