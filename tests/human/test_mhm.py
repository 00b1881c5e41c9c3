"""Reading .mhm files: whole, cut off, malformed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.errors import InputError
from synthgen.human.mhm import Model, Proxy, age_of, parse_mhm, read_mhm, years_of

WRITTEN = """# Written by MakeHuman 1.3.0 final
version v1.3.0
uuid 1234
name Ann O Nymous
tags a;b
camera 356.0 3.0 0.0 0.85 0.12 9.0
modifier head/head-oval 0.25
modifier macrodetails/Age 0.750000
hair short04 e09bfd91-f83f-4f9a-ba8c-4635cd1ae0d8
clothes two words cccccccc
skeleton default.mhskel
clothesHideFaces True
skinMaterial skins/young_caucasian_male/young_caucasian_male.mhmat
material short04 e09bfd91 short04.mhmat
background left False
fancy new thing
subdivide False
"""


def parse(text: str | bytes) -> Model:
    return parse_mhm(text.encode() if isinstance(text, str) else text, path=Path("who.mhm"))


def test_a_file_is_read_line_by_line() -> None:
    model = parse(WRITTEN)
    assert (model.id, model.version) == ("who", "v1.3.0")
    assert model.modifiers == (("head/head-oval", 0.25), ("macrodetails/Age", 0.75))
    assert model.proxies == (
        Proxy("hair", "short04", "e09bfd91-f83f-4f9a-ba8c-4635cd1ae0d8"),
        Proxy("clothes", "two words", "cccccccc"),
    )
    assert model.skin == "skins/young_caucasian_male/young_caucasian_male.mhmat"
    assert model.unknown_lines == ((16, "fancy new thing"),)
    assert model.macros == {"age": 0.75} and model.age_years == 57.5
    assert model.demographics.gender == "undeclared"


def test_windows_line_ends_a_byte_order_mark_and_no_newline_at_the_end_are_fine() -> None:
    text = WRITTEN.strip().replace("\n", "\r\n")
    assert parse(b"\xef\xbb\xbf" + text.encode()).modifiers == parse(WRITTEN).modifiers


def test_a_file_of_makehumans_cut_anywhere_is_refused_with_a_line() -> None:
    whole = WRITTEN.strip()
    for cut in range(len(whole)):
        with pytest.raises(InputError, match=r"who\.mhm, line \d+: "):
            parse(whole[:cut])


def test_a_published_file_cut_in_the_middle_says_what_is_missing(published: Path) -> None:
    source = (published / "man1_Afr.mhm").read_bytes()
    lines = source.splitlines(keepends=True)
    with pytest.raises(InputError, match=r"man1_Afr\.mhm, line 100: is cut off: MakeHuman's files end with"):
        parse_mhm(b"".join(lines[:100]), path=published / "man1_Afr.mhm")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version v1.2.0\nmodifier head/head-oval\n", "line 2: the line is 'modifier head/head-oval'; expected"),
        ("version v1.2.0\nmodifier head/head-oval 0,5\n", "line 2"),
        ("version v1.2.0\nmodifier head/head-oval nan\n", "finite"),
        ("version v1.2.0\nmodifier head-oval 1\n", "line 2"),
        ("version v1.2.0\nmodifier head/head-oval 1 2\n", "line 2"),
        ("version v1.2.0\n\nsubdivide Maybe\n", "line 3"),
        ("version v1.2.0\nhair\n", "line 2: the line is 'hair'; expected"),
        ("version v1.2.0\nskinMaterial\n", "line 2"),
        ("version\n", "line 1"),
        ("version 1.0.2\n", "names its modifiers differently"),
        ("modifier head/head-oval 0.5\n", "has no 'version' line"),
        ("", "has no 'version' line"),
        (b"version v1.2.0\n\xff\xfe\n", "line 2: is not UTF-8"),
        (b"version v1.2.0\nmodifier head/head-oval 0.5\n" + bytes(50), "line 3: holds zero bytes"),
    ],
)
def test_malformed_files_are_refused_with_their_line(text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(text)


def test_a_missing_file_and_a_folder_are_input_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "no.mhm", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_mhm(path)


def test_the_demographics_beside_a_model_are_read(tmp_path: Path) -> None:
    (tmp_path / "who is it.mhm").write_text(WRITTEN)
    (tmp_path / "who is it.demographics.yaml").write_text("gender: female\nage: 30\n")
    model = read_mhm(tmp_path / "who is it.mhm")
    assert (model.id, model.demographics.gender, model.demographics.age) == ("who_is_it", "female", 30)
    assert model.source == WRITTEN.encode()


@given(st.floats(1, 90))
def test_years_and_slider_are_inverse(years: float) -> None:
    assert years_of(age_of(years)) == pytest.approx(years)
