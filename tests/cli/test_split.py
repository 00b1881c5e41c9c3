"""``synthgen split`` as a user calls it, on a rendered dataset of two people and two signals of different emotion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.cli.split import split
from synthgen.dataset.lock import hold_lock
from synthgen.dataset.splitfile import read_split
from synthgen.errors import InputError, RunError


def call(*words: str | Path) -> str:
    return CliRunner().invoke(split, [str(word) for word in words], catch_exceptions=False).output


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_split_is_written_once_and_listed(copy: Path) -> None:
    before = names(copy)
    said = call(copy)
    assert "holdout: holdout, model-disjoint, seed 0\n" in said
    assert "train              2       1        2\nvalidation         2       1        2\n" in said
    assert names(copy) == before | {"splits/holdout.json"}
    made = read_split(copy / "splits" / "holdout.json")
    assert made.root_hash == json.loads((copy / "dataset.json").read_text())["root_hash"]
    assert sorted(clip.split("__")[0] for clip in made.parts["train"]) in (
        ["female_asian_1"] * 2, ["male_african_2"] * 2
    )  # fmt: skip
    content = (copy / "splits" / "holdout.json").read_bytes()
    assert "there already, and the same" in call(copy)
    (copy / "splits" / "holdout.json").unlink()
    call(copy)
    assert (copy / "splits" / "holdout.json").read_bytes() == content
    call(copy, "--folds", "2")
    (copy / "splits" / "odd.json").write_text("{}")
    listed = CliRunner().invoke(cli, ["splits", "list", str(copy)]).output.splitlines()
    assert listed[0] == "holdout          holdout  model-disjoint, seed 0: train 2, validation 2"
    assert listed[1] == "kfold2           kfold    model-disjoint, seed 0: fold1 2, fold2 2"
    assert listed[2].startswith("odd              cannot be used: ")


def test_people_and_shares_are_shown(copy: Path) -> None:
    said = call(copy, "--hold-out", "ethnicity!=asian", "--name", "non-asian").splitlines()
    assert said[1:4] == [
        "part           clips  models  signals",
        "train              2       1        2",
        "held_out           2       1        2",
    ]
    assert "people                           all   train  held_out" in said
    assert "ethnicity  asian                50 %   100 %       0 %" in said
    assert said[-1] == f"{copy}/splits/non-asian.json"


def test_clips_that_are_left_out_are_counted(copy: Path) -> None:
    said = call(copy, "--signals", "glare", "--models", "1,1")
    assert "signals: signals, model-disjoint and signal-disjoint, seed 0" in said
    assert "left out           2       2        2" in said


def test_another_split_of_the_name_needs_force(copy: Path) -> None:
    call(copy, "--folds", "2", "--name", "mine")
    with pytest.raises(InputError, match=r"mine\.json: is there already.*--force"):
        call(copy, "--signals", "glare", "--name", "mine")
    call(copy, "--signals", "glare", "--name", "mine", "--force")
    assert read_split(copy / "splits" / "mine.json").kind == "signals"


def test_a_dataset_can_stay_untouched(finished: Path, tmp_path: Path) -> None:
    before = names(finished)
    call(finished, "--out", tmp_path / "mine.json", "--name", "mine")
    assert read_split(tmp_path / "mine.json").name == "mine"
    assert names(finished) == before
    assert call(finished, "--list").endswith("makes one.\n")
    with pytest.raises(InputError, match="cannot be written"):
        call(finished, "--out", tmp_path / "nowhere" / "mine.json")


def test_a_dataset_that_cannot_be_written_is_said_to_be(copy: Path) -> None:
    (copy / "splits").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written") as caught:
        call(copy)
    assert "--out FILE" in str(caught.value)


def test_no_split_is_made_while_a_run_is_on(copy: Path) -> None:
    with hold_lock(copy), pytest.raises(InputError, match="another run is writing"):
        call(copy)
    facts = json.loads((copy / "dataset.json").read_text())
    del facts["root_hash"]
    (copy / "dataset.json").write_text(json.dumps(facts))
    with pytest.raises(InputError, match="no root hash"):
        call(copy)


@pytest.mark.parametrize("facts", [None, "{}", "[]", '{"format": "2.0"}', "{"])
def test_what_is_no_dataset_is_refused(facts: str | None, tmp_path: Path) -> None:
    if facts is not None:
        (tmp_path / "dataset.json").write_text(facts)
    with pytest.raises(InputError, match="no dataset to split"):
        call(tmp_path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--folds", "3"], "3 folds of 2 models"),
        (["--folds", "2", "--signals", "1"], "--signals is for signals splits; this is a kfold split"),
        (["--kind", "kfold", "--models", "1,1"], "--models is for holdout and signals splits"),
        (["--kind", "group"], "a group split needs --hold-out"),
        (["--kind", "signals"], "a signals split needs --signals"),
        (["--signals", "1"], "'anger' has 1"),
        (["--signals", "0"], "expected a number from 1"),
        (["--signals", "glare,"], "expected a number from 1"),
        (["--signals", "glare", "--by-lot"], "--by-lot is about people"),
        (["--signals", "glair"], "Did you mean 'glare'"),
        (["--hold-out", "model=male_african"], "Did you mean 'male_african_2'"),
        (["--name", "../mine"], "no name for a split"),
        (["--models", "19,5"], "the dataset has 2 models"),
    ],
)
def test_options_that_do_not_fit_are_refused(words: list[str], message: str, finished: Path) -> None:
    with pytest.raises(InputError) as caught:
        call(finished, *words)
    assert message in str(caught.value)
    assert caught.value.exit_code == 2
    assert not (finished / "splits").exists()


def test_ctrl_c_is_a_run_that_failed_and_no_finding(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("synthgen.dataset.newsplit.make_split", stop)
    with pytest.raises(RunError, match="Stopped") as caught:
        cli.main(["split", str(copy)], standalone_mode=False)
    assert caught.value.exit_code == 3
    assert not (copy / "splits").exists()
