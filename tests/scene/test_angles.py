"""Angle specs: the built-in ones hold the paper's numbers, and a bad file is refused with its line."""

import itertools

import pytest

from synthgen.errors import InputError
from synthgen.scene.angles import RepeatedAngleWarning, builtin_angles, read_angles


def test_sim2real9_is_the_x_of_nine_distinct_views():
    spec = read_angles("sim2real9")
    arms = itertools.product((1, -1), (1, -1), (20, 40))
    expected = {(sx * a, sy * a * 3 / 4) for sx, sy, a in arms} | {(0, 0)}
    assert {(a.yaw, a.pitch) for a in spec.angles} == expected
    assert len(spec.angles) == 9


def test_the_printed_list_is_kept_and_warned_of():
    with pytest.warns(RepeatedAngleWarning, match="p6 = p9; p7 = p8"):
        spec = read_angles("sim2real9_as_printed")
    assert [(a.yaw, a.pitch) for a in spec.angles] == [
        (-40, -30), (-20, -15), (0, 0), (20, 15), (40, 30), (40, -30), (20, -15), (20, -15), (40, -30),
    ]  # fmt: skip


def test_every_built_in_reads():
    for name in builtin_angles():
        if name != "sim2real9_as_printed":
            assert read_angles(name).name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: a\nangles: []\n", "line 2: 'angles' is []; expected a list of one or more"),
        ("name: a\n", "'angles' is missing; expected a list"),
        (
            "name: a\nangles:\n  - {id: x, yaw: 0, pitch: 0}\n  - {id: x, yaw: 1, pitch: 0}\n",
            "line 4: angle id 'x' stands",
        ),
        ("name: a\nangles:\n  - {id: x, yaw: 0, pitch: 95}\n", "line 3: 'angles[0].pitch' is 95"),
        ("name: a\nangles:\n  - {id: x, yaw: left, pitch: 0}\n", "line 3: 'angles[0].yaw' is 'left'"),
        ("name: a\nangles:\n  - {id: a/b, yaw: 0, pitch: 0}\n", "line 3: angle id 'a/b'"),
        ("name: a\nangles:\n  - {id: 045, yaw: 45, pitch: 0}\n", "angle id 45 is not a name of letters a to z"),
        ("name: a\nangles:\n  - {id: 045, yaw: 45, pitch: 0}\n", "Write it in quotes."),
        ("name: a\nangles:\n  - {id: x, yaw: 0, pitch: 0, tilt: 3}\n", "unknown key 'tilt'"),
        ("name: [a\n", "is not well-formed YAML"),
    ],
)
def test_bad_specs_are_refused(tmp_path, text, message):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_angles(path)
    assert message in str(caught.value)


def test_an_unknown_name_gets_a_hint():
    with pytest.raises(InputError, match="Did you mean 'sim2real9'"):
        read_angles("sim2real")
