"""Ids: safe wherever they stand, one for a name in all its Unicode forms, and never one for two names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.bystanders import is_bystander
from synthgen.names import id_of

NAMES = st.one_of(
    st.text(min_size=1),
    st.text(alphabet="aZ09_.+- é李", min_size=1),
    st.sampled_from(
        ["aux", "CON.x", "a__b", "x" * 200, "=1+1", "-40", "..", "\udcff", "lost+found", ".git", "__MACOSX"]
    ),
)


@given(NAMES)
def test_an_id_is_safe_in_a_file_name_and_in_a_spreadsheet_and_its_own_id(name: str) -> None:
    got = id_of(name)
    assert got.isascii() and 0 < len(got) <= 80
    assert "__" not in got and not set(got) & set('/\\:*?"<>| \0')
    assert got[0].isalnum() and got[-1] not in ". -_"
    assert got.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert id_of(got) == got
    assert not is_bystander(got, folder=True), "a person's clips are in a folder of that name"


@given(NAMES, NAMES)
def test_two_names_never_share_an_id(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (id_of(one) == id_of(other)) == same


@pytest.mark.parametrize("name", ["female_asian_1", "p1_0042", "yaw-40_pitch+30", "Ada.Lovelace", "7", "1.3-b"])
def test_a_plain_name_is_its_own_id(name: str) -> None:
    assert id_of(name) == name


@pytest.mark.parametrize(
    ("name", "readable"),
    [("Zoë", "Zoe"), ("Łukasz Ørsted", "Lukasz-Orsted"), ("Straße", "Strasse"), ("李", "id"), ("a__b", "a_b")],
)
def test_what_letters_allow_is_readable(name: str, readable: str) -> None:
    assert id_of(name).rpartition("-")[0] == readable


def test_the_form_of_a_letter_does_not_matter() -> None:
    """A Mac's file system, a zip and git may each write another form of one name."""
    assert id_of("Zoe\u0308") == id_of("Zo\u00eb") == "Zoe-c6a1269858"
