"""What the audit says of scenes: levels, fits and leaks, of draws that follow their design and of draws that do not."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest

from synthgen.audit.groups import Groups, clip_groups
from synthgen.audit.policy import read_policy
from synthgen.audit.scenelevels import scene_columns
from synthgen.audit.scenes import SceneSummary, summarise
from synthgen.design import design_of
from synthgen.reader.finding import Finding
from synthgen.yamlfile import parse

EMOTIONS = ("anger", "confusion", "disgust")
SCENES = """\
- studio
- name: room
  background: {kind: {choice: {plain: 0.75, wall: 0.25}}, hue: {uniform: [0, 360]}}
  light: {kind: pair, left: {truncated_normal: {mean: 1, sd: 1, low: 0.5, high: 3}}}
  person: {yaw: {grid: {low: -30, high: 30, strata: 4}}, tempo: {log_normal: {median: 1, sd: 0.2, low: 0.5, high: 2}}}
"""


def declared(scenes: str = SCENES, more: str = "") -> Any:
    text = f"name: d\nmodels: '*'\nsignals: '*'\nangles: [frontal]\n{more}scenes:\n{scenes}"
    return SimpleNamespace(design=design_of(parse(text, where="d.yaml"), folder=None))


def entries(of: Any, people: int = 24, angles: int = 4) -> list[Any]:
    """Clips of 7 signals of each emotion, with what the design draws for them."""
    made = []
    for scene in of.design.stagings:
        for person in range(people):
            for number in range(21):
                for angle in range(angles):
                    name, signal, view = f"p{person}", f"s{number}", f"a{angle}"
                    emotion = EMOTIONS[number % 3]
                    drawn = scene.draw(0, model=name, signal=signal, angle=view, emotion=emotion)
                    made.append(
                        SimpleNamespace(
                            model={"id": name},
                            signal={"id": signal},
                            angle={"id": view},
                            emotion=EMOTIONS[number % 3],
                            hands=None,
                            scene={"id": scene.name, "values": dict(drawn.values)},
                        )
                    )
    return made


def judged(of: Any, clips: list[Any]) -> tuple[SceneSummary, list[Finding]]:
    return summarise(scene_columns(clips, of), clips, of, read_policy("default"))


def test_draws_of_the_design_fit_and_tell_nothing() -> None:
    of = declared()
    summary, findings = judged(of, entries(of))
    assert findings == []
    by_name = {factor.name: factor for factor in summary.factors}
    assert list(by_name) == ["scene", "background.kind", "background.hue", "light.left", "person.yaw", "person.tempo"]
    assert by_name["person.yaw"].levels == ("-22.5", "-7.5", "7.5", "22.5", "as usual")
    assert by_name["background.hue"].levels[:2] == ("0 to 72", "72 to 144")
    assert by_name["background.kind"].levels == ("plain", "wall", "as usual")
    assert by_name["scene"].clips == (24 * 21 * 4,) * 2
    for factor in summary.factors[1:]:
        assert sum(factor.clips) == 2 * 24 * 21 * 4 and factor.clips[-1] == 24 * 21 * 4
        # in each scene a draw a take, or a clip
        assert factor.draws == 2 * 24 * 21 * (1 if factor.scope == "take" else 4)
        assert factor.p is not None and factor.p > 1e-3
    assert by_name["background.kind"].clips[0] == pytest.approx(0.75 * 24 * 21 * 4, rel=0.05)


def test_intensities_and_takes_are_factors_and_scenes_stay_those_of_the_design() -> None:
    of = declared(SCENES.replace("- studio\n", ""), "intensities: [0.2, 1]\ntakes: 12\n")
    clips = entries(of, people=3, angles=1)
    summary, findings = judged(of, clips)
    assert findings == []
    assert [factor.name for factor in summary.factors[:3]] == ["take", "background.kind", "background.hue"]
    by_name = {factor.name: factor for factor in summary.factors}
    assert "scene" not in by_name
    assert by_name["take"].levels == ("1 to 2", "3 to 5", "6 to 7", "8 to 10", "11 to 12")
    assert by_name["take"].clips == tuple(takes * 3 * 21 * 2 for takes in (2, 3, 2, 3, 2))
    assert by_name["person.intensity"].levels == ("0.2", "1")
    assert by_name["person.intensity"].clips == (12 * 3 * 21,) * 2
    kind = by_name["background.kind"]
    assert kind.draws == 2 * 12 * 3 * 21 and kind.p is not None and kind.p > 1e-3  # each staging is a draw of its scene
    few = declared(more="intensities: [0.2, 1]\n")
    groups = clip_groups_of(few, entries(few, people=1, angles=1))
    assert groups.levels["scene"] == ("studio", "room") and groups.table(("scene",)).tolist() == [42, 42]
    assert groups.levels["person.intensity"] == ("0.2", "1")
    assert groups.table(("scene", "person.intensity")).tolist() == [[21, 21], [21, 21]]


def clip_groups_of(of: Any, clips: list[Any]) -> Groups:
    model = {"age": None, "skin_tone": None, "gender": "female", "ethnicity": "asian"}
    shown = [SimpleNamespace(**{**vars(clip), "model": {**clip.model, **model}}) for clip in clips]
    given = SimpleNamespace(design=of.design, signals={}, angles={"a0": None})
    return clip_groups(shown, given, read_policy("default"), scene_columns(shown, given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("background.hue", lambda value, lot: value / 2),
        ("background.kind", lambda value, lot: "plain" if lot.random() < 0.5 else "wall"),
        ("light.left", lambda value, lot: lot.uniform(0.5, 3)),
        ("person.yaw", lambda value, lot: abs(value)),
        ("person.tempo", lambda value, lot: 1.0),
    ],
)
def test_draws_of_another_distribution_are_found(name: str, spoil: Any) -> None:
    of, lot = declared(), random.Random(3)
    clips = entries(of)
    for clip in clips:
        if name in clip.scene["values"]:
            clip.scene["values"][name] = spoil(clip.scene["values"][name], lot)
    _, findings = judged(of, clips)
    assert {(finding.code, finding.message.split(":")[0]) for finding in findings} == {("scene-unlikely", name)}


def test_a_background_that_predicts_an_emotion_is_found() -> None:
    of = declared()
    clips = [
        clip
        for clip in entries(of)
        if clip.scene["id"] == "studio" or (clip.scene["values"]["background.hue"] < 120) == (clip.emotion == "anger")
    ]
    summary, findings = judged(of, clips)
    leaks = [finding.message for finding in findings if finding.code == "scene-leak"]
    assert [message.partition(" ")[0] for message in leaks] == ["scene", "background.hue"]
    assert "of draws at 0 to 72, 100% are anger; of all" in leaks[1]
    bits = {factor.name: factor.bits for factor in summary.factors}
    assert bits["background.hue"] > 0.2 and bits["light.left"] < 0.005


def test_chance_alone_is_no_leak_however_few_people_there_are() -> None:
    of = declared()
    for people in (1, 2, 3, 5, 8):
        assert judged(of, entries(of, people, angles=1))[1] == []


def test_what_is_no_value_of_a_factor_is_counted_as_unknown() -> None:
    of = declared()
    clips = entries(of, 2)
    for clip, value in zip(clips[-4:], ("wide", True, None, 1e9), strict=True):
        clip.scene["values"]["background.hue"] = value
    hue = next(column for column in scene_columns(clips, of) if column.factor.name == "background.hue")
    assert hue.of_clip[-4:] == ("unknown",) * 4 and hue.levels[-1] == "unknown"
    judged(of, clips)


def test_a_design_without_scenes_has_none() -> None:
    of = declared("- studio\n")
    assert scene_columns(entries(of, 2), of) == ()


MEANT = """\
- name: room
  hand: {gesture: {choice: {none: 0.8, brow: 0.2}}}
  emotions:
    disgust: {hand: {gesture: {choice: {none: 0.1, brow: 0.9}}}}
"""


def test_what_a_design_declares_of_an_emotion_is_no_leak() -> None:
    of = declared(MEANT)
    clips = entries(of)
    summary, findings = judged(of, clips)
    (gesture,) = (factor for factor in summary.factors if factor.name == "hand.gesture")
    assert findings == [] and gesture.meant == ("disgust",) and gesture.p is not None and gesture.p > 0.01
    shares = dict(zip(gesture.levels, gesture.by_emotion, strict=True))["brow"]
    each = dict(zip(summary.emotions, shares, strict=True))
    assert 0.85 < each["disgust"] / (24 * 7 * 4) < 0.95 and 0.15 < each["anger"] / (24 * 7 * 4) < 0.25


def test_a_hand_tells_of_an_emotion_that_it_was_not_declared_to() -> None:
    of = declared(MEANT)
    clips = entries(of)
    for clip in clips:
        if clip.emotion == "anger" and int(clip.model["id"][1:]) % 2:
            clip.scene["values"]["hand.gesture"] = "brow"
    _, findings = judged(of, clips)
    assert {finding.code for finding in findings} == {"scene-leak", "scene-unlikely"}
    leak = next(finding.message for finding in findings if finding.code == "scene-leak")
    assert "hand.gesture tells" in leak and "of draws at brow" in leak and "are anger" in leak


def test_the_same_hands_for_all_emotions_tell_nothing_and_others_than_declared_do() -> None:
    plain = declared(MEANT.partition("  emotions:")[0])
    assert judged(plain, entries(plain))[1] == []
    _, findings = judged(plain, entries(declared(MEANT)))
    assert "scene-leak" in {finding.code for finding in findings}


def test_sides_that_chance_gave_are_counted_and_may_leak() -> None:
    of = declared("- {name: room, hand: {gesture: brow}}\n")
    clips = entries(of)
    sides = ("left", "right", "both")
    for number, clip in enumerate(clips):
        clip.hands = {"side": sides[number // 4 % 3], "thing_side": "none"}
    summary, _ = judged(of, clips)
    assert [(factor.name, factor.levels) for factor in summary.factors] == [("hand.side", sides)]
    assert not judged(of, [clip for k, clip in enumerate(clips) if k % 3])[0].factors[0].p
    for clip in clips:
        clip.hands = {"side": sides[EMOTIONS.index(clip.emotion)], "thing_side": "none"}
    _, findings = judged(of, clips)
    assert {finding.code for finding in findings} == {"scene-leak"}
