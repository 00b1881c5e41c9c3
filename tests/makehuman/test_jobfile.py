"""A job file, read outside of MakeHuman: its paths, its names, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synthgen.errors import InputError
from synthgen.facs.library import find_animations
from synthgen.human.library import find_models
from synthgen.makehuman_plugins.synthgen_batch.jobfile import ends_application, read_job, result_places

USUAL = {"design": "sim2real", "out": "set"}


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a "[" in its name, which no glob may take for one; the process works in another."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    folder = tmp_path / "lab [1]"
    (folder / "people").mkdir(parents=True)
    suite = find_models("female_asian_*")[0].path
    for name in ("ada", "bea"):
        (folder / "people" / f"{name}.mhm").write_bytes(suite.read_bytes())
    return folder


def job(folder: Path, **content: Any) -> Path:
    path = folder / "job.json"
    path.write_text(json.dumps({**USUAL, **content}))
    return path


def test_paths_start_at_the_job_file(there: Path) -> None:
    for name in ("mine.yaml", "own.yaml", "a.yaml"):
        (there / name).touch()
    read = read_job(job(there, design="mine.yaml", result="said/result.json", signals=["own.yaml"], angles=["a.yaml"]))
    assert read == {
        "design": str(there / "mine.yaml"),
        "out": str(there / "set"),
        "result": str(there / "said" / "result.json"),
        "signals": [str(there / "own.yaml")],
        "angles": [str(there / "a.yaml")],
    }


@pytest.mark.parametrize("pattern", ["people/*.mhm", "people", "**/*.mhm"])
def test_a_glob_or_folder_of_models_starts_at_the_job_file(there: Path, pattern: str) -> None:
    assert [model.id for model in find_models(read_job(job(there, models=[pattern]))["models"])] == ["ada", "bea"]


def test_what_comes_along_is_named_and_whole_paths_stay(there: Path, tmp_path: Path) -> None:
    named = {"models": ["female_*"], "signals": ["shout", "confusion", "anger/glare", "*"], "angles": ["frontal"]}
    read = read_job(job(there, out=str(tmp_path / "set"), **named))
    assert {key: read[key] for key in named} == named
    assert (read["design"], read["out"]) == ("sim2real", str(tmp_path / "set"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"desing": "sim2real"}, "unknown key 'desing'"),
        ({"model": ["ada"]}, "Did you mean 'models'?"),
        ({"design": None}, "'design' is missing; expected the name or the file of a design"),
        ({"out": ""}, "'out' is ''"),
        ({"models": "people/*.mhm"}, "expected a list of names, globs or paths"),
        ({"signals": []}, "'signals' is []"),
        ({"angles": [3]}, "'angles' is [3]"),
        ({"size": [192]}, "expected [width, height] in pixels"),
        ({"codec": "mp4"}, "expected one of h264"),
        ({"au_basis": "FACSHuman"}, "expected one of embedded, facshuman"),
        ({"seed": "0"}, "expected a whole number, 0 to"),
        ({"seed": True}, "expected a whole number, 0 to"),
        ({"limit": 0}, "expected a whole number above 0"),
        ({"stop_after": 2.5}, "expected a whole number above 0"),
        ({"quit": "no"}, "expected true or false"),
        ({"design": "sim2reel"}, "'design': there is no 'sim2reel'. Did you mean 'sim2real'?"),
        ({"signals": ["shuot"]}, "'signals': there is no 'shuot'. Did you mean 'shout'?"),
        ({"models": ["poeple/*.mhm"]}, "'models': there is no 'poeple/*.mhm'. Did you mean 'people/*.mhm'?"),
        ({"angles": ["frontal", "fontal"]}, "'angles': there is no 'fontal'. Did you mean 'frontal'?"),
        ({"angles": ["mine/qqq.yaml"]}, "'angles': there is no 'mine/qqq.yaml'. Name what comes along, or give a path"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_rendered(there: Path, wrong: dict[str, Any], said: str) -> None:
    path = job(there, **wrong)
    with pytest.raises(InputError) as refused:
        read_job(path)
    assert said in str(refused.value) and str(path) in str(refused.value)


def test_a_signal_of_the_design_s_own_is_named_as_the_design_names_it(there: Path) -> None:
    own = find_animations("shout")[0].source.decode().replace("signal: shout", "signal: bellow")
    (there / "bellow.yaml").write_text(own)
    (there / "mine.yaml").write_text("name: mine\nmodels: [people]\nsignals: [bellow.yaml]\nangles: [frontal]\n")
    assert read_job(job(there, design="mine.yaml", signals=["bellow"]))["signals"] == ["bellow"]


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '"sim2real"'])
def test_what_is_no_job_has_a_result_beside_it_all_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "night.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"night\.json"):
        read_job(path)
    assert result_places(path) == [tmp_path / "night.result.json"] and ends_application(path)


def test_the_result_goes_where_the_job_says_or_beside_it(there: Path) -> None:
    beside = there / "job.result.json"
    assert result_places(job(there)) == [beside]
    assert result_places(job(there, result="said.json", strange=1)) == [there / "said.json", beside]
    assert result_places(job(there, result=7)) == [beside]
    assert not ends_application(job(there, quit=False)) and ends_application(job(there))
