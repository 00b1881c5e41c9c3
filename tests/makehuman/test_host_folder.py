"""The panel and the folder in a real MakeHuman: what it says before Start, and what it asks when the window closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .hosts import IN_A_HOST, Host
from .test_host_kept import start

pytestmark = IN_A_HOST


def chosen(hands: Any, out: str, people: str, empty: str, pictures: str) -> Iterator[Any]:
    """Make a small set, choose something else for it, take it away; close the window in the middle of a run."""
    import shutil

    def tell(name: str) -> None:
        box = task.run_box
        told[name] = {
            "words": task.summary.words.text().splitlines()[-1],
            "cost": task.summary.words.text().splitlines()[1],
            "state": box.name.text(),
            "next": box.next_step.text(),
            "start": box.start.isEnabled(),
            "check": box.check.isEnabled(),
        }
        hands.picture(f"{pictures}-{name}.png")
        hands.say(told=told)

    def compared() -> bool:
        return not task._compare.isActive() and task._destination._looking is None

    told: dict[str, Any] = {}
    task = start(hands, out, people, signals=2)
    yield lambda: not task.runner.running and not task.aftercare.busy
    yield compared
    yield 0.3
    tell("finished")
    for name, row in (("less", 1), ("again", 1), ("more", 2)):
        hands.tick(task.signals, row)
        yield compared
        yield 0.3
        tell(name)
    hands.tick(task.signals, 2)
    hands.write(task.size, "128")
    yield compared
    yield 0.3
    tell("size")
    hands.click(task.start_button)
    yield lambda: not task.runner.running
    tell("refused")
    hands.write(task.size, "64")
    yield compared
    yield 0.3
    tell("corrected")
    hands.write(task.models, empty)
    tell("nobody")
    hands.write(task.models, people)
    for name, folder in (("no folder", ""), ("file", __file__)):
        hands.write(task.out, folder)
        yield compared
        tell(name)
    hands.write(task.out, out)
    yield compared
    shutil.rmtree(out)
    yield lambda: not task._held
    tell("gone")
    task = start(hands, out, people, signals=8)
    yield lambda: task.runner.batch.progress.clips >= 1
    hands.app.currentFile.modified = False
    asked = []
    for answer in ("button2", "button1"):
        hands.post(hands.app.mainwin.close)
        yield lambda: hands.dialog is not None
        asked.append([hands.dialog.text.text(), task.runner.running])
        hands.say(asked=asked)
        hands.picture(f"{pictures}-question.png")
        yield 0.3
        hands.click(getattr(hands.dialog, answer))
        yield lambda: hands.dialog is None
    yield lambda: False


def opened(hands: Any) -> Iterator[Any]:
    """Say what the panel offers when the application has just started."""
    task = hands.open()
    yield 1.0
    hands.say(check=task.run_box.check.isEnabled(), words=task.summary.words.text())


def test_the_folder_is_told_before_start_and_a_run_is_not_closed_without_a_question(
    host: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    people, empty, out = tmp_path / "people", tmp_path / "empty", tmp_path / "set"
    people.mkdir()
    empty.mkdir()
    write_model(people / "ada.mhm", gender=0.0, african=1.0)
    (host.user / "synthgen-panel.json").unlink(missing_ok=True)
    said = host.play(chosen, start, out=out, people=people, empty=empty, pictures=tmp_path / "panel", closes=True)
    told = said["told"]
    assert told["finished"]["state"] == "Finished" and told["finished"]["check"]
    assert told["finished"]["words"] == "The folder holds this set, whole: all 2 clips. Nothing is left to make."
    for name, words in (("less", "and not chosen here"), ("size", "size is 128x128, in the folder 64x64")):
        assert told[name]["words"].startswith("The folder holds another set: ") and words in told[name]["words"]
        assert told[name]["state"] == "Ready" and told[name]["check"]
    assert told["again"]["words"] == told["finished"]["words"]
    assert told["more"]["words"] == "The folder holds 2 of these clips: 1 clip to make."
    assert told["more"]["cost"].startswith("Very roughly 10 s")
    assert told["refused"]["state"] == "Failed" and "another folder" in told["refused"]["next"]
    assert told["corrected"]["state"] == "Ready" and told["corrected"]["start"]
    assert not told["nobody"]["start"] and "holds no .mhm file" in told["nobody"]["next"]
    assert told["no folder"]["words"].startswith("No folder is named") and not told["no folder"]["check"]
    assert told["file"]["words"].startswith("Where the clips are to be saved is a file")
    assert not told["gone"]["check"]
    (first, running), (second, still) = said["asked"]
    assert running and still and "Stop it and exit?" in first and first == second and "unsaved" not in first
    kept = host.play(opened)
    assert kept["check"] and " of these clips: " in kept["words"]
