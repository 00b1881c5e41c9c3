"""Reading .mhm files: whole, cut off, malformed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.errors import InputError, InputWarning
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
material short04 e09bfd91-f83f-4f9a-ba8c-4635cd1ae0d8 short04.mhmat
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
        ("version v1.2.0\nhair\n", "line 2: the line is 'hair'; expected"),
        ("version v1.2.0\nskinMaterial\n", "line 2"),
        ("version\n", "line 1"),
        ("version 1.0.2\n", "names its modifiers differently"),
        ("", "has no 'version' line and no 'modifier' line"),
        ("hair short04 1234\n", "has no 'version' line and no 'modifier' line"),
        (f"version v1.{'9' * 5000}\nmodifier head/head-oval 0.5\n", "line 1"),
        ("version v1.2.0\n#" + "x" * 2**20, "is larger than 1 MiB"),
        (b"version v1.2.0\n\xff\xfe\n", "line 2: is not UTF-8"),
        (b"version v1.2.0\nmodifier head/head-oval 0.5\n" + bytes(50), "line 3: holds zero bytes"),
    ],
)
def test_malformed_files_are_refused_with_their_line(text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_one_and_blanks_are_no_other(end: str) -> None:
    model = parse(WRITTEN.replace("\n", end))
    assert (model.modifiers, model.skin) == (parse(WRITTEN).modifiers, parse(WRITTEN).skin)
    one = parse("version v1.2.0\nmodifier macrodetails/Gender 0.2\u2028modifier macrodetails/Age 0.9\n")
    assert one.modifiers == (("macrodetails/Gender", 0.2),), "MakeHuman reads one line there"


def test_names_and_files_with_blanks_are_read_as_makehuman_writes_them() -> None:
    """``proxychooser.saveHandler``: "%s %s %s\\n" % (kind, name, uuid); materials: "material NAME UUID FILE"."""
    uuid, other = "2a1b0000-0000-0000-0000-000000000001", "2a1b0000-0000-0000-0000-000000000002"
    model = parse(
        "version v1.2.0\n"
        f"hair my  hair {uuid}\n"
        "eyes myeyes\n"
        f"material long hair {uuid.upper()} hair/long  hair/long hair.mhmat\n"
        f"clothes hat {other}\n"
        f"material {other} hats/a hat.mhmat\n"
        "skinMaterial skins/my  skin/my skin.mhmat  \n"
    )
    assert model.proxies == (
        Proxy("hair", "my  hair", uuid),
        Proxy("eyes", "myeyes", ""),
        Proxy("clothes", "hat", other),
    )
    assert model.materials == {uuid: "hair/long  hair/long hair.mhmat", other: "hats/a hat.mhmat"}
    assert model.skin == "skins/my  skin/my skin.mhmat" and model.notes == ()


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ("modifier head/head-oval 1 junk more", (2, "'junk more' behind the value is passed over")),
        ("modifier head/head-oval -7", (2, "head/head-oval -7 is taken as 0")),
        ("modifier nose/nose-hump-decr|incr -7", (2, "nose/nose-hump-decr|incr -7 is taken as -1")),
        ("modifier a/b 0\nmodifier a/b 1", (3, "a/b stands in line 2 already; the last counts")),
        ("subdivide Maybe", (2, "'subdivide Maybe' is neither true nor false: taken for false")),
        ("subdivide", (2, "'subdivide' is neither true nor false: taken for false")),
        ("version v1.3.0", (2, "the version stands in line 1 already; the first counts")),
        (
            "modifier macrodetails/African 1\nmodifier macrodetails/Asian 1\nmodifier macrodetails/Caucasian 1",
            (4, "the macros African, Asian and Caucasian add up to 3: scaled to 1"),
        ),
        (
            "modifier macrodetails/African 1\nmodifier macrodetails/Asian 1",
            (
                3,
                "the macros African, Asian and Caucasian, those without a line at a third, add up to 2.33333: "
                "scaled to 1",
            ),
        ),
        (
            "modifier macrodetails/African 0\nmodifier macrodetails/Asian 0\nmodifier macrodetails/Caucasian 0",
            (4, "the macros African, Asian and Caucasian are all 0: a third each"),
        ),
        ("material a b", (2, "'material a b': the model wears nothing that has this: left out")),
        (
            "material hat 2a1b0000-0000-0000-0000-000000000002 hat.mhmat",
            (2, "the model wears nothing that has the uuid 2a1b0000-0000-0000-0000-000000000002: left out"),
        ),
    ],
)
def test_what_makehuman_takes_is_taken_and_said(lines: str, note: tuple[int, str]) -> None:
    ((number, text),) = parse(f"version v1.2.0\n{lines}\n").notes
    assert number == note[0] and text.endswith(note[1])


@pytest.mark.parametrize("word", ["True", "true", "YES", "False", "no"])
def test_subdivide_is_true_or_false_in_any_spelling_of_makehumans(word: str) -> None:
    assert parse(f"# Written by MakeHuman 1.3.0\nversion v1.3.0\nsubdivide {word}").notes == ()


def test_a_file_without_a_version_is_read_and_a_later_one_as_of_1_3() -> None:
    model = parse("modifier macrodetails/Age 0.75\n")
    assert (model.version, model.age_years) == ("", 57.5)
    assert model.notes == (
        (1, "no line says the version: read as 1.3; MakeHuman 1.3 itself does not open such a file"),
    )
    assert parse("version v2.0.1\n").notes == ((1, "version 'v2.0.1' is later than 1.3, and read as 1.3"),)


def test_what_the_sampler_draws_beyond_a_bound_is_no_surprise() -> None:
    lines = "version v1.2.0\nmodifier chin/chin-width-decr|incr -1.049\nsubdivide False\n"
    assert parse("# Written by synthgen's sampler, in MakeHuman's format\n" + lines).notes == ()
    assert len(parse("# Written by MakeHuman 1.2.0\n" + lines).notes) == 1


def test_a_person_is_warned_once_a_file(tmp_path: Path) -> None:
    lines = "modifier a/b 0\nmodifier a/b 1\nmodifier a/b 2\nfancy new thing\n"
    (tmp_path / "who.mhm").write_text("version v1.2.0\n" + lines)
    with pytest.warns(InputWarning) as caught:
        read_mhm(tmp_path / "who.mhm")
    (warning,) = caught
    assert str(warning.message) == (
        f"{tmp_path / 'who.mhm'}, line 3: a/b stands in line 2 already; the last counts; "
        "line 4: a/b 2 is taken as 1; line 4: a/b stands in line 2 already; the last counts; and 1 more"
    )


def test_a_missing_file_and_a_folder_are_input_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "no.mhm", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_mhm(path)


def test_the_demographics_beside_a_model_are_read(tmp_path: Path) -> None:
    (tmp_path / "who is it.mhm").write_text(WRITTEN)
    (tmp_path / "who is it.demographics.yaml").write_text("gender: female\nage: 30\n")
    with pytest.warns(InputWarning, match="line 16: 'fancy new thing' is no line of MakeHuman's: left out"):
        model = read_mhm(tmp_path / "who is it.mhm")
    assert (model.id, model.demographics.gender, model.demographics.age) == ("who-is-it-22dabca48a", "female", 30)
    assert model.source == WRITTEN.encode()


@given(st.floats(1, 90))
def test_years_and_slider_are_inverse(years: float) -> None:
    assert years_of(age_of(years)) == pytest.approx(years)
