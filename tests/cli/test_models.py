"""``synthgen models`` as a user calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from synthgen.assets import load_assets
from synthgen.cli.models import models
from synthgen.errors import InputError, InputWarning
from synthgen.human.library import find_models


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(models, [str(word) for word in words], catch_exceptions=False)


def test_list_names_the_suite_and_what_is_declared() -> None:
    lines = call("list").output.splitlines()
    assert len(lines) == 24
    assert (
        lines[0].startswith("female_african_1")
        and "ethnicity african, age 31 years, skin tone 9, undertone 0.58" in lines[0]
    )


def test_show_says_what_was_understood_and_what_was_not(tmp_path: Path) -> None:
    (tmp_path / "who.mhm").write_text(
        "version v1.2.0\nmodifier head/head-oval 0.5\nmodifier custom/scar 0.25\nmodifier macrodetails/Age 0.75\n"
        "hair short04 e09bfd91\nskinMaterial skins/mine.mhmat\nsparkle yes\n"
    )
    with pytest.warns(InputWarning, match=r"who\.mhm, line 7: 'sparkle yes' is no line of MakeHuman's"):
        text = call("show", tmp_path / "who.mhm").output
    for words in (
        "no who.demographics.yaml beside it",
        "age 0.75 = 57.5 years",
        "2 of 3 understood",
        "UNKNOWN     modifier custom/scar 0.25",
        "hair        short04: not at hand",
        "skin        skins/mine.mhmat: not at hand",
        "NOT READ    line 7: sparkle yes",
    ):
        assert words in text


def positions(path: Path) -> np.ndarray:
    return np.array([line.split()[1:] for line in path.read_text().splitlines() if line.startswith("v ")], float)


def test_show_writes_the_mesh_neutral_and_posed(tmp_path: Path) -> None:
    call("show", "female_asian_1", "--obj", tmp_path / "n.obj")
    call("show", "female_asian_1", "--obj", tmp_path / "s.obj", "--au", "AU12=D", "--au", "AU43=1")
    neutral, posed = positions(tmp_path / "n.obj"), positions(tmp_path / "s.obj")
    assert neutral.shape == (19158, 3)
    moved = np.abs(posed - neutral).max(axis=1) > 1e-4
    corners = load_assets().landmarks68[[48, 54]]
    assert moved[corners].all() and (posed[corners, 1] > neutral[corners, 1]).all(), "a smile lifts the mouth's corners"
    assert not moved[:13380][load_assets().base[:13380, 1] < 4].any(), "and leaves the body alone"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "nobody"), "no model is called 'nobody'"),
        (("show", "female_asian_1", "--au", "AU12=0.8"), "Add --obj"),
        (("show", "female_asian_1", "--obj", "x.obj", "--au", "AU12=2"), "from 0 to 1 or a FACS letter"),
        (("show", "female_asian_1", "--obj", "x.obj", "--au", "AU99=1"), "AU code 'AU99'"),
        (("show", "female_asian_*", "--obj", "x.obj"), "writes one model, and 3 are named"),
        (("sample", "--seed", "1", "--out", "new", "--balance", "height"), "expected some of gender"),
        (("sample", "--seed", "1", "--out", "."), "is not empty"),
    ],
)
def test_bad_input_is_refused(
    words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "something").touch()
    with pytest.raises(InputError, match=message):
        call(*words)
    assert not (tmp_path / "x.obj").exists()


def test_sample_draws_the_same_people_twice_and_extends_them(tmp_path: Path) -> None:
    first = call("sample", "--n", "3", "--seed", "5", "--out", tmp_path / "a")
    assert "3 models in" in first.output
    call("sample", "--n", "4", "--seed", "5", "--out", tmp_path / "b")
    small, large = (find_models(str(tmp_path / name)) for name in "ab")
    assert {m.sha256 for m in small} < {m.sha256 for m in large} and len(large) == 4
    assert all(m.demographics.age for m in large)
    call("sample", "--n", "3", "--seed", "6", "--out", tmp_path / "c")
    assert not {m.sha256 for m in small} & {m.sha256 for m in find_models(str(tmp_path / "c"))}


def test_sample_goes_on_where_it_was_stopped_and_only_there(tmp_path: Path) -> None:
    """As docs/errors.md says: what was stopped, the same command goes on with."""
    words = ("sample", "--n", "2", "--seed", "5", "--out", tmp_path / "people")
    call(*words)
    before = {path.name: path.read_bytes() for path in (tmp_path / "people").iterdir()}
    for name in list(before)[:2]:
        (tmp_path / "people" / name).unlink()
    (tmp_path / "people" / ".DS_Store").touch()
    call(*words)
    (tmp_path / "people" / ".DS_Store").unlink()
    assert {path.name: path.read_bytes() for path in (tmp_path / "people").iterdir()} == before
    with pytest.raises(InputError, match="is not what this command draws"):
        call(*("6" if word == "5" else word for word in words))
    with pytest.raises(InputError, match="is not empty"):
        call(*("1" if word == "2" else word for word in words))
    assert {path.name: path.read_bytes() for path in (tmp_path / "people").iterdir()} == before


def test_help_imports_nothing_heavy() -> None:
    import subprocess

    code = (
        "import sys\nfrom synthgen.cli import cli\nfrom click.testing import CliRunner\n"
        "for words in (['models', '--help'], ['assets', '--help'], ['doctor', '--help']):\n"
        "    assert CliRunner().invoke(cli, words).exit_code == 0\n"
        "assert not {'numpy', 'numba', 'av', 'PIL'} & set(sys.modules), 'heavy'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


COPY = "version v1.2.0\nmodifier macrodetails/Gender 1.0\nmodifier nose/nose-hump-decr|incr 0.3\nsubdivide False\n"


def people(folder: Path, *names: str, gender: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / f"{name}.mhm").write_text(COPY)
        (folder / f"{name}.demographics.yaml").write_text(
            f"gender: {gender}\nethnicity: {{african: 0.34, asian: 0.33, caucasian: 0.33}}\nage: 25\nskin_tone: 4\n"
        )
    return folder


def test_check_passes_the_suite() -> None:
    result = call("check", "*")
    lines = result.output.splitlines()
    assert result.exit_code == 0 and len(lines) == 27
    assert " ".join(lines[1].split()).startswith(
        "female_african_1 female / 0.03 african / 0.95 0.05 0.00 31 / 31.0 young"
    )
    assert lines[-1] == "24 models checked, 0 findings, 0 of which fail."


def test_check_finds_contradictions_and_copies(tmp_path: Path) -> None:
    folder = people(tmp_path / "people", "one", "two", gender="female")
    result = call("check", folder)
    assert result.exit_code == 1
    assert result.output.count("gender-contradicts") == 2
    assert f"two has the same parameters as one ({folder / 'one.mhm'})" in result.output
    assert "2 models checked, 3 findings, 3 of which fail." in result.output


def test_check_judges_by_the_policy(tmp_path: Path) -> None:
    folder = people(tmp_path / "people", "one", "two", gender="male")
    policy = tmp_path / "mine.yaml"
    policy.write_text("severity: {identity-duplicated: off}\n")
    assert call("check", folder).exit_code == 1
    assert call("check", folder, "--policy", policy).exit_code == 0
    policy.write_text("severity: {identity-duplicated: off}\npeople: {ages: [30, 60]}\n")
    assert "age-outside" in call("check", folder, "--policy", policy).output


def test_check_as_json(tmp_path: Path) -> None:
    folder = people(tmp_path / "people", "one", "two", gender="female")
    result = call("check", folder, "--json")
    data = json.loads(result.output)
    assert result.exit_code == 1 and data["verdict"] == "fail"
    assert [finding["code"] for finding in data["findings"]] == ["gender-contradicts"] * 2 + ["identity-duplicated"]
    assert data["findings"][2]["path"] == str(folder / "two.mhm")
    assert data["models"][0]["declared"]["gender"] == "female" and data["models"][0]["measured"]["gender"] == 1
    assert data["models"][0]["nearest"] == {"id": "two", "distance": 0}
    assert json.loads(call("check", "male_asian_1", "--json").output)["models"][0]["nearest"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nobody",), "no model is called 'nobody'"),
        (("*", "--policy", "lax"), "there is no policy 'lax'"),
    ],
)
def test_check_refuses_bad_input(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        call("check", *words)
