"""Messages of the program as MakeHuman's panel says them: real ones, without a word of the command line."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.audit.run import audit_dataset
from synthgen.dataset.folder import disk_errors, open_dataset
from synthgen.design import read_design, resolve, with_options
from synthgen.errors import InputError, RunError
from synthgen.facs.library import find_animations
from synthgen.files import machine_error
from synthgen.human.library import find_models
from synthgen.makehuman_plugins.synthgen_batch.jobfile import read_job
from synthgen.makehuman_plugins.synthgen_batch.plainwords import in_plain_words
from synthgen.makehuman_plugins.synthgen_batch.state import State, failed
from synthgen.makehuman_plugins.synthgen_batch.video import choose_writer


def begin(root: Path, *, seed: int = 0, size: tuple[int, int] = (256, 256), sources: str = "0") -> None:
    design = with_options(read_design("sim2real"), seed=seed, size=size)
    with open_dataset(root, design, resolve(design), assets=(), unknown={}, sources=sources):
        pass


def another_design(root: Path) -> None:
    begin(root / "set")
    begin(root / "set", seed=1)


def other_code(root: Path) -> None:
    begin(root / "set")
    begin(root / "set", sources="1")


def a_stranger(root: Path) -> None:
    (root / "letter.txt").write_text("Dear …")
    begin(root)


def no_room(root: Path) -> None:
    with disk_errors(root):
        raise OSError(errno.ENOSPC, "No space left on device", str(root / "clip"))


def no_memory(root: Path) -> None:
    raised = machine_error(MemoryError(), root)
    assert raised is not None
    raise raised


def no_encoder(root: Path) -> None:
    choose_writer("ffv1", {})


def no_such_model(root: Path) -> None:
    find_models("female_africa_1")


def no_such_signal(root: Path) -> None:
    find_animations("shuot")


@pytest.mark.parametrize(
    ("cause", "advice"),
    [
        (another_design, "To go on with what the folder holds, choose its own design."),
        (other_code, "Go back to that code to go on with it, or choose another folder."),
        (a_stranger, "Choose a new folder."),
        (no_room, "free some space and start again to go on."),
        (no_memory, "Smaller pictures take less."),
        (no_encoder, "Choose PNG frames now; an installed synthgen turns them into video later."),
        (no_such_model, "Did you mean 'female_african_1'? Name one that comes along, or give a .mhm file."),
        (no_such_signal, "Name one that comes along, or give a .yaml or .fani file."),
    ],
)
def test_a_message_keeps_its_advice_without_words_of_the_command_line(
    cause: Callable[[Path], None], advice: str, tmp_path: Path
) -> None:
    with pytest.raises((InputError, RunError)) as raised:
        cause(tmp_path)
    said = in_plain_words(str(raised.value))
    assert said.endswith(advice)
    assert "--" not in said and "`" not in said


def test_a_sentence_about_a_command_that_is_not_known_here_is_left_out() -> None:
    said = in_plain_words("a.txt: is torn (try `synthgen mend a.txt`). Give --mend. It has 3 lines (of 7).")
    assert said == "a.txt: is torn. It has 3 lines (of 7)."


def refused(cause: Callable[[Path], None], root: Path, *, begun: bool) -> State:
    with pytest.raises((InputError, RunError)) as raised:
        cause(root)
    return failed(raised.value, begun=begun)


def no_job(root: Path) -> None:
    (root / "job.json").write_text('{"design": "sim2real" "out": "set"}')
    read_job(root / "job.json")


def test_nothing_goes_on_where_nothing_was_made(tmp_path: Path) -> None:
    assert refused(no_job, tmp_path, begun=False).next_step == "Correct this, then start again."
    assert refused(no_memory, tmp_path, begun=True).next_step.startswith("Start again goes on")


def test_another_design_is_told_by_what_differs(tmp_path: Path) -> None:
    begin(tmp_path / "set")
    with pytest.raises(InputError) as raised:
        begin(tmp_path / "set", size=(128, 96))
    assert "holds another set: size is 128x96, in the folder 256x256." in failed(raised.value, begun=False).message


def test_a_check_that_cannot_be_made_is_told_without_commands(tmp_path: Path) -> None:
    verdict = pytest.importorskip("synthgen.makehuman_plugins.synthgen_batch.aftercare").verdict
    with pytest.raises(InputError) as raised:
        audit_dataset(tmp_path)
    said = verdict(2, b"", str(raised.value).encode())
    assert said.startswith(f"The check could not be made: {tmp_path}") and "--" not in said and "`" not in said
