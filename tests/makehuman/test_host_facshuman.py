"""The plugin in a whole MakeHuman with FACSHuman and mhapi inside: its neighbours work before and after a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from synthgen.audit.run import audit_dataset
from synthgen.facs.library import find_animations
from synthgen.makehuman.export import signal_files

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST


def beside(hands: Any, out: str, people: str, fani: str, facs: str) -> Iterator[Any]:
    """Make a face with FACSHuman's sliders, render a set, and go on with that face, .facs and .fani files."""
    import numpy as np

    human = hands.human
    own = human.meshData.coord.copy()

    def apart(other: Any) -> float:
        return float(np.abs(human.meshData.coord - other).max())

    def values() -> dict[str, float]:
        return {modifier.fullName: modifier.getValue() for modifier in human.modifiers}

    facshuman = hands.open("Modelling", "FACSHuman 0.1")
    yield
    for code, share in (("4", 0.75), ("12", 0.5)):
        hands.drag(facshuman.sliders[code], share)
        yield 0.3
    face, before = human.meshData.coord.copy(), values()
    hands.say(posed=apart(own), codes={code: value for code, value in facshuman.slidersValues.items() if value})
    hands.browse(facshuman.save_facs_button, facs)

    task = hands.open()
    hands.write(task.out, out)
    hands.write(task.models, people)
    hands.write(task.size, "64")
    hands.choose(task.angles, task.angles.findText("frontal"))
    for row in range(1, task.signals.count()):
        hands.tick(task.signals, row)
    hands.click(task.start_button)
    yield lambda: not task.runner.running
    hands.say(log=task.lines.toPlainText(), after=apart(face), values=values() == before)

    facshuman = hands.open("Modelling", "FACSHuman 0.1")
    yield
    hands.say(shown=[facshuman.sliders[code].getValue() for code in ("4", "12")])
    yield from hands.answer(facshuman.reset_button, "Yes")
    hands.say(neutral=apart(own))
    hands.browse(facshuman.load_facs_button, facs)
    hands.say(loaded=apart(face))
    yield from hands.answer(facshuman.reset_button, "Yes")
    hands.browse(facshuman.load_animation_button, fani)
    hands.drag(facshuman.animation_test, 0.5)
    yield 0.5
    hands.say(animated=apart(own), file=facshuman.txt_animatiom_file_loaded.text())


def with_mhapi(hands: Any, result: str) -> Iterator[Any]:
    """Wait for a job's end, and say whether there was MakeHuman's API for plugins."""
    from pathlib import Path

    yield lambda: '"outcome": "done"' in Path(result).read_text()
    hands.say(mhapi=hasattr(hands.app, "mhapi"))


def test_facshumans_face_files_and_animations_work_before_and_after_a_run(
    application: Host, tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    people = tmp_path / "people"
    people.mkdir()
    write_model(people / "ada.mhm", gender=0.0, african=1.0)
    for name, content in signal_files(find_animations("shout")[0])[0].items():
        (tmp_path / name).write_bytes(content)
    files = {"fani": tmp_path / "shout.fani", "facs": tmp_path / "face.facs"}
    said = application.play(beside, out=tmp_path / "set", people=people, **files)
    assert said["posed"] > 0.05 and sorted(said["codes"]) == ["12", "4"]
    assert "Finished" in said["log"]
    assert {finding.code for finding in audit_dataset(tmp_path / "set").findings} <= {"undeclared"}  # of a bare model
    assert said["after"] == 0.0 and said["values"] and said["shown"] == [said["codes"]["4"], said["codes"]["12"]]
    assert said["neutral"] < 1e-6 and said["loaded"] < 1e-6
    assert said["animated"] > 0.1 and said["file"] == "File: shout.fani"


def test_pictures_are_the_same_with_mhapi_on_and_off(application: Host, tmp_path: Path) -> None:
    shown = []
    for name, excluded in (("on", []), ("off", ["1_mhapi"])):
        result = tmp_path / f"{name}.json"
        result.write_text("")
        job = {"design": "sim2real", "models": ["female_asian_2"], "signals": ["glare"], "angles": ["frontal"]}
        job |= {"out": str(tmp_path / name), "size": [64, 64], "codec": "png", "result": str(result), "quit": False}
        with application.settings(excludePlugins=excluded):
            said = application.play(with_mhapi, job=job, result=result)
        assert said["mhapi"] == (name == "on")
        shown.append({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.png")})
    assert len(shown[0]) > 10 and shown[0] == shown[1]
