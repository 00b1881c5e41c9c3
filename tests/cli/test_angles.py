"""``synthgen angles`` as a user calls it."""

import pytest
from click.testing import CliRunner

from synthgen.cli.angles import angles
from synthgen.errors import InputError


def call(*words: str) -> tuple[list[str], str]:
    result = CliRunner().invoke(angles, words, catch_exceptions=False)
    return result.stdout.splitlines(), result.stderr


def test_the_sets_are_listed_with_their_views() -> None:
    lines, warned = call("list")
    assert any(line.startswith("sim2real9 ") and " 9 views " in line for line in lines) and warned == ""


def test_a_set_is_shown_and_repeated_views_are_warned_of() -> None:
    lines, warned = call("show", "portrait3")
    assert len(lines) == 4 and "yaw   +0.0°" in "".join(lines) and warned == ""
    assert call("show", "sim2real9_as_printed")[1].startswith("synthgen: warning: ")
    with pytest.raises(InputError, match="there is no angle spec 'nowhere'"):
        call("show", "nowhere")
