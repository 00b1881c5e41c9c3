"""Checks that compare people, groups and clips, on measures made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.duplicates import check_duplicates, duplicate_pairs, pictures_across_splits
from synthgen.audit.pixels.lightness import check_groups, group_skins
from synthgen.audit.pixels.measure import ClipMeasures
from synthgen.audit.pixels.strata import Clip
from synthgen.audit.pixels.tone import STUDIO_ITA, PersonSkin, check_people_tones
from synthgen.audit.skin import skin_of_rgb
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan

pytestmark = pytest.mark.slow

LIMITS = PixelLimits()


@pytest.mark.parametrize(
    ("rgb", "lightness", "hue", "ita"),
    [
        # CIELAB of sRGB's primaries under D65 as published (Lindbloom): red 53.24, 80.09, 67.20; blue 32.30, 79.19,
        # −107.86
        ((255, 0, 0), 53.24, 40.0, 2.76),
        ((0, 0, 255), 32.30, -53.7, -170.7),
        ((255, 255, 255), 100.0, None, None),
    ],
)
def test_colour_against_published_values(
    rgb: tuple[int, ...], lightness: float, hue: float | None, ita: float | None
) -> None:
    skin = skin_of_rgb(rgb)
    assert skin.lightness == pytest.approx(lightness, abs=0.01)
    if hue is not None:
        assert skin.hue == pytest.approx(hue, abs=0.05)
        assert skin.ita == pytest.approx(ita, abs=0.05)


def person(name: str, tone: int | None, *, ita: float | None = None, lightness: float = 50.0, studio: bool = True):
    """Return a person whose skin is that expected of a tone, or has another typology angle or lightness."""
    skin = replace(skin_of_rgb((128, 128, 128)), ita=STUDIO_ITA["measured"][(tone or 1) - 1] if ita is None else ita)
    return PersonSkin(name, tone, replace(skin, lightness=lightness), 1.0, 9, studio, "measured")


def test_tones_are_read_off_the_studio_scale() -> None:
    people = [person(f"p{tone}", tone) for tone in range(1, 11)]
    assert [round(one.measured_tone, 6) for one in people] == [float(tone) for tone in range(1, 11)]
    assert list(check_people_tones(people, LIMITS)) == []


@pytest.mark.parametrize(("tone", "ita", "found"), [(3, -40.0, True), (9, 40.0, True), (5, -5.0, False)])
def test_a_tone_two_steps_off_is_told(tone: int, ita: float, found: bool) -> None:
    findings = list(check_people_tones([person("p", tone, ita=ita)], LIMITS))
    assert [finding.code for finding in findings] == ["tone-differs"] * found


def test_under_unknown_light_only_the_order_counts() -> None:
    """Everybody measures 60° darker than in the studio; one person is lighter than those who are declared lighter."""
    studio = STUDIO_ITA["measured"]
    people = [person(f"p{tone}", tone, ita=studio[tone - 1] - 60, studio=False) for tone in range(1, 10)]
    assert list(check_people_tones(people, LIMITS)) == []
    odd = person("odd", 10, ita=40.0, studio=False)
    findings = list(check_people_tones([*people, odd], LIMITS))
    assert [finding.code for finding in findings] == ["tone-differs"]
    assert findings[0].message.startswith("odd ")


def test_a_group_that_is_darker_than_its_tones_explain_is_told() -> None:
    """L* falls by 7 a tone for everybody; in the odd group it is lower by 20."""
    people, levels = [], {}
    for index in range(24):
        tone, odd = 1 + index % 9, index % 6 == 0
        name = f"p{index:02}"
        people.append(person(name, tone, lightness=90 - 7 * tone - 20 * odd))
        levels[name] = {"gender": "female" if odd else "male", "ethnicity": "any", "age_band": "18–29"}
    groups = group_skins(people, levels)
    table = {(group.factors, group.levels): group for group in groups}
    female, male = table[("gender",), ("female",)], table[("gender",), ("male",)]
    assert (female.people, male.people) == (4, 20)
    assert female.unexplained is not None and male.unexplained is not None
    assert female.unexplained - male.unexplained == pytest.approx(-20, abs=6)
    codes = [(finding.code, finding.severity) for finding in check_groups(groups, LIMITS)]
    assert codes == [("group-darker", "warning")] * 2  # gender, and gender × ethnicity, which are one here
    assert (
        check_groups(group_skins([person(f"p{t}", t, lightness=90 - 7 * t) for t in range(1, 10)], levels), LIMITS)
        == []
    )


def test_too_few_people_say_nothing_of_groups() -> None:
    people = [person("a", 1, lightness=90), person("b", 9, lightness=5)]
    levels = {one.model: {"gender": one.model, "ethnicity": "any", "age_band": "any"} for one in people}
    groups = group_skins(people, levels)
    assert {group.unexplained for group in groups} == {None}
    assert check_groups(groups, LIMITS) == []
    assert groups[0].unexplained is None


@pytest.fixture
def seen(population: Path, measured: Mapping[str, ClipMeasures]) -> list[Clip]:
    return [Clip(row, measured[row.clip]) for row in read_entries(scan(population), workers=1).entries]


def coded_anew(clip: Clip, other: Clip, noise: int) -> Clip:
    """Return a clip with the pictures of another, changed as coding changes them."""
    rng = np.random.default_rng(1)
    shots = other.measures.shots
    changed = {
        name: np.clip(
            getattr(shots, name).astype(int) + rng.integers(-noise, noise + 1, getattr(shots, name).shape), 0, 255
        )
        for name in ("start", "end", "between")
    }
    shots = replace(shots, **{name: value.astype(np.uint8) for name, value in changed.items()})
    return Clip(clip.entry, replace(clip.measures, shots=shots, sha256=bytes(32)))


def test_pictures_coded_anew_are_duplicates_across_people_and_nothing_else_is(seen: list[Clip]) -> None:
    assert duplicate_pairs(seen, set(), LIMITS) == []
    by_id = {clip.id: clip for clip in seen}
    source, target = by_id["female_asian_1__gape__front"], by_id["male_caucasian_1__sneer__side"]
    copied = [coded_anew(clip, source, 2) if clip is target else clip for clip in seen]
    pairs = duplicate_pairs(copied, set(), LIMITS)
    assert pairs == [(source.id, target.id)]
    clips = {clip.id: clip for clip in copied}
    assert {finding.clip for finding in check_duplicates(pairs, clips, set())} == {source.id, target.id}
    assert [finding.clip for finding in check_duplicates(pairs, clips, {target.id})] == [target.id]
    far = [coded_anew(clip, source, 12) if clip is target else clip for clip in seen]
    assert duplicate_pairs(far, set(), LIMITS) == []


def test_similar_signals_of_one_person_are_no_duplicates_unless_one_is_suspect(seen: list[Clip]) -> None:
    by_id = {clip.id: clip for clip in seen}
    source, target = by_id["female_asian_1__nose_wrinkle__front"], by_id["female_asian_1__sneer__front"]
    again = coded_anew(target, source, 1)
    again = Clip(again.entry, replace(again.measures, motion=source.measures.motion))
    copied = [again if clip is target else clip for clip in seen]
    assert duplicate_pairs(copied, set(), LIMITS) == []
    assert duplicate_pairs(copied, {target.id}, LIMITS) == [(source.id, target.id)]


def test_duplicates_across_the_parts_of_a_split_are_told() -> None:
    splits = {
        "by_model": {"train": {"a", "b"}, "test": {"c"}},
        "fold": {"0": {"a", "c"}, "1": {"b"}},
        "half": {"train": {"a"}},
    }
    findings = list(pictures_across_splits([("a", "c"), ("b", "z")], splits))
    assert [(finding.code, finding.clip) for finding in findings] == [("pictures-across-splits", "a")]
    assert "'by_model'" in findings[0].message and "'train'" in findings[0].message
