"""Signs are tracks beside action units: read, played and labelled like them, and kept from what is of meshes."""

from pathlib import Path

import pytest

from synthgen.errors import InputError
from synthgen.facs.animation import animation_text, parse_animation, sample_animation
from synthgen.facs.basis import Basis
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.curves import phases
from synthgen.facs.lint import problems
from synthgen.facs.signs import NONE_SHOWN, SIGNS, TRACKS, Looks, looks_of, nearest_track, split
from synthgen.makehuman.export import signal_files

CRYING = b"""
signal: one_tear
emotion: crying
description: One tear.
frames: 5
fps: 25
tracks:
  AU1: [[0, 0], [4, 0.5]]
  tear_film: [[0, 0.8]]
  tear_dropL: [[0, 0], [4, 1]]
symmetric: false
"""


def test_no_sign_has_the_code_of_an_action_unit() -> None:
    assert not SIGNS.keys() & CATALOGUE.keys()
    assert set(TRACKS) == {*SIGNS, *CATALOGUE}
    assert all(not code.startswith("AU") for code in SIGNS)


def test_the_documentation_lists_the_signs() -> None:
    text = (Path(__file__).parents[2] / "docs/action-units.md").read_text(encoding="utf-8")
    section = text.partition("## Signs\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{sign.code}` | {sign.name} | {sign.side} | {sign.cause} |" for sign in SIGNS.values()]


def test_a_signal_plays_signs_as_it_plays_action_units() -> None:
    animation = parse_animation(CRYING, where="one_tear.yaml")
    curves = sample_animation(animation)
    assert curves.weights(2) == {"AU1": 0.25, "tear_film": 0.8, "tear_dropL": 0.5}
    found = phases(curves)
    assert found is not None and found.apex == 4
    running = CRYING.replace(b"tear_dropL: [[0, 0], [4, 1]]", b"tear_dropL: [[0, 0], [2, 1], [3, 0]]")
    assert phases(sample_animation(parse_animation(running, where="running.yaml"))) == found  # a tear is no apex
    assert problems(animation) == ()
    again = parse_animation(animation_text(animation).encode(), where="again.yaml")
    assert again.tracks == animation.tracks


def test_a_face_that_shows_signs_alone_moves_nothing() -> None:
    blushing = parse_animation(CRYING.replace(b"  AU1: [[0, 0], [4, 0.5]]\n", b""), where="blushing.yaml")
    assert problems(blushing)[0].startswith("moves no AU")
    found = phases(sample_animation(blushing))
    assert found is not None and found.apex == 4  # where no AU moves, signs say when most is seen


def test_a_tear_on_one_side_is_asymmetric() -> None:
    animation = parse_animation(CRYING.replace(b"symmetric: false", b"symmetric: true"), where="one_tear.yaml")
    assert problems(animation) == ("says symmetric: true but tear_dropL have no equal on the other side",)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("tear_drops", "tear_drop"),
        ("teardropL", "tear_dropL"),
        ("Blush", "blush"),
        ("flush", "blush"),
        ("L12", "AU12L"),
    ],
)
def test_the_nearest_code_is_the_one_meant(wrong: str, meant: str) -> None:
    assert meant in nearest_track(wrong)


def test_an_unknown_sign_is_refused_with_line_and_remedy() -> None:
    said = r"one_tear\.yaml, line 9: unknown AU or sign 'tear_flim'.*Did you mean tear_film"
    with pytest.raises(InputError, match=said):
        parse_animation(CRYING.replace(b"tear_film", b"tear_flim"), where="one_tear.yaml")


def test_an_intensity_beyond_1_is_refused() -> None:
    with pytest.raises(InputError, match=r"one_tear\.yaml, line 9"):
        parse_animation(CRYING.replace(b"0.8", b"1.8"), where="one_tear.yaml")


def test_looks_are_the_signs_of_a_moment() -> None:
    assert looks_of({}) == NONE_SHOWN
    signs = {"tear_drop": 0.5, "tear_dropR": 0.7, "tear_film": 0.2, "flush_eyes": 0.3, "blush": 0.4, "pallor": 0.1}
    assert looks_of(signs) == Looks(film=0.2, left_drop=0.5, right_drop=1.0, flush=0.3, blush=0.4, pallor=0.1)


@pytest.mark.parametrize("level", [-0.1, 1.01, float("nan")])
def test_an_intensity_outside_0_to_1_is_refused(level: float) -> None:
    with pytest.raises(InputError, match="the intensity of blush"):
        looks_of({"blush": level})


def test_units_and_signs_come_apart() -> None:
    assert split({"AU1": 0.1, "blush": 0.2}) == ({"AU1": 0.1}, {"blush": 0.2})


def test_a_rig_refuses_a_sign_and_says_why(embedded: Basis) -> None:
    with pytest.raises(InputError, match=r"tear_film .* is no action unit: a mesh does not show it"):
        embedded.check("tear_film")


def test_facshumans_files_are_without_signs_and_it_is_said() -> None:
    files, notes = signal_files(parse_animation(CRYING, where="one_tear.yaml"))
    assert all(b"tear" not in content and b'"1"' in content for content in files.values())
    assert notes[0] == "tear_film, tear_dropL left out: FACSHuman has no slider for it"
