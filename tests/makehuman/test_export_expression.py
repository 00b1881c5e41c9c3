"""FACSHuman's expressions (.facs): the form it saves, what it does with one, and files that are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgen.errors import InputError, InputWarning
from synthgen.facs.animation import read_animation, sample_animation
from synthgen.makehuman.expression import expression_text, parse_expression, read_rising
from synthgen.makehuman.signalfile import read_facshuman

Run = Callable[..., Any]
#: as FACSHuman's "Save FACS Code" writes it: json.dump of slider -> value, indent 4
SAVED = json.dumps({"4_b": 0.8, "L12": 0.25, "22_25_up_down": 1.0}, indent=4)


def test_a_saved_expression_is_read_under_our_names() -> None:
    assert parse_expression(SAVED.encode(), where="a.facs") == {"AU4_b": 0.8, "AU12L": 0.25, "AU22_25_up_down": 1.0}


def test_writing_gives_the_file_that_facshuman_saves() -> None:
    weights = parse_expression(SAVED.encode(), where="a.facs")
    assert expression_text(weights) == SAVED + "\n"
    assert expression_text({"AU4": 0.0, "AU9": 0.5}) == '{\n    "9": 0.5\n}\n'  # sliders at 0 are not saved


def test_an_au_without_a_slider_is_not_written() -> None:
    with pytest.raises(ValueError, match="no slider for AU27"):
        expression_text({"AU27": 0.5, "AU4": 1.0})


def test_values_are_cut_as_the_sliders_do() -> None:
    with pytest.warns(InputWarning, match=r"a\.facs, line 1: '4' 1\.2 is cut to 1; line 2: '9' -0\.1 is cut to 0"):
        assert parse_expression(b'{"4": 1.2,\n"9": -0.1}', where="a.facs") == {"AU4": 1.0, "AU9": 0.0}


def test_an_empty_expression_is_a_neutral_face() -> None:
    assert parse_expression(b"{}", where="a.facs") == {}
    assert expression_text({}) == "{}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{\n "4": 1.0,\n "03_Disgust": 1.0\n}', r"a\.facs, line 3: '03_Disgust' is no AU\. .*emotions blender"),
        ('{"99": 1}', "'99' is no AU"),
        ('{\n"4": "much"}', r"a\.facs, line 2: '4' is 'much'; expected an intensity"),
        ('{"4": true}', "'4' is True"),
        ('{"4": NaN}', "'4' is nan"),
        ('{"4": 1,\n"4": 0.5}', "'4' stands twice"),
        ("[1, 2]", "expected a JSON object"),
        ('"4"', "expected a JSON object"),
        ('{"4": 1', r"a\.facs, line 1: is not a \.facs file"),
        ('{"4": {"A": 1}}', "expected an intensity"),
        ("[" * 100_000, r"is not a \.facs file"),
    ],
)
def test_what_is_no_expression_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_expression(text.encode(), where="a.facs")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match=r"line 2: is not UTF-8 text"):
        parse_expression(b'{\n"\xff', where="a.facs")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.facs: cannot be read"):
        read_rising(tmp_path / "gone.facs")


def test_expressions_have_the_ids_that_animations_of_their_names_have(tmp_path: Path) -> None:
    """Two of other letters were both called "imported"."""
    for name, own in (("Zoë", "Zoe-c6a1269858"), ("李", "id-c16667ca78"), ("an_expression", "an_expression")):
        (tmp_path / f"{name}.facs").write_text(SAVED)
        assert read_rising(tmp_path / f"{name}.facs").signal == own


def test_the_signal_rises_as_facshuman_renders_an_expression(tmp_path: Path, synthgen: Run) -> None:
    (tmp_path / "my face.facs").write_text(SAVED)
    assert synthgen("makehuman", "import", "my face.facs", "--frames", "11", "--emotion", "anger").code == 0
    signal = read_animation(tmp_path / "my-face-1bc32ae035.yaml")
    assert (signal.signal, signal.emotion, signal.frames, signal.symmetric) == (
        "my-face-1bc32ae035",
        "anger",
        11,
        False,
    )
    assert (signal.neutral.start, signal.neutral.end) == (True, False)
    curves = sample_animation(signal)
    # FACSHuman's "Render images" with N = 10: a neutral picture 0, then i/10 of every slider
    assert curves.values[:, curves.codes.index("AU4_b")].tolist() == pytest.approx([0.08 * i for i in range(11)])
    assert curves.values[:, curves.codes.index("AU22_25_up_down")].tolist() == pytest.approx(
        [i / 10 for i in range(11)]
    )


def test_a_single_frame_is_the_expression_itself(tmp_path: Path) -> None:
    (tmp_path / "a.facs").write_text(SAVED)
    signal = read_rising(tmp_path / "a.facs", frames=1)
    assert sample_animation(signal).weights(0) == parse_expression(SAVED.encode(), where="a.facs")
    assert not signal.neutral.start


def test_a_file_is_not_replaced_unasked(tmp_path: Path, synthgen: Run) -> None:
    (tmp_path / "a.facs").write_text(SAVED)
    (tmp_path / "a.yaml").write_text("mine")
    refused = synthgen("makehuman", "import", "a.facs")
    assert refused.code == 2
    assert "a.yaml: exists already" in refused.err
    assert (tmp_path / "a.yaml").read_text() == "mine"
    assert synthgen("makehuman", "import", "a.facs", "--force").code == 0
    assert read_animation(tmp_path / "a.yaml").signal == "a"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("a.facs", "--name", "no/name"), "'signal' is 'no/name'"),
        (("a.facs", "--neutral-before", "3"), "is an expression, which rises from neutral by itself"),
        (("a.facs", "--out", "b.fani/x.yaml"), "cannot be written"),
        (("torn.facs",), "is not a .fani file"),
    ],
)
def test_what_cannot_be_imported(tmp_path: Path, synthgen: Run, words: tuple[str, ...], message: str) -> None:
    (tmp_path / "a.facs").write_text(SAVED)
    (tmp_path / "b.fani").write_text("{}")
    (tmp_path / "torn.facs").write_text('{"12":')
    result = synthgen("signals", "import", *words)
    assert result.code == 2
    assert message in result.err


def test_what_stands_in_a_file_tells_what_it_is(tmp_path: Path, synthgen: Run) -> None:
    (tmp_path / "an_expression.fani").write_text(SAVED)
    assert synthgen("signals", "import", "an_expression.fani").code == 0
    signal = read_animation(tmp_path / "an_expression.yaml")
    assert signal.tracks == read_facshuman(tmp_path / "an_expression.fani").tracks
    assert sample_animation(signal).weights(signal.frames - 1) == parse_expression(SAVED.encode(), where="a.facs")
