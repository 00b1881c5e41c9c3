"""Scenes: streams that depend on nothing else, what is refused and where, and that a frozen scene draws the same."""

from __future__ import annotations

from typing import Any

import pytest

from synthgen.design import design_of, resolve
from synthgen.errors import InputError
from synthgen.scene.factors import FACTORS
from synthgen.scene.spec import STUDIO, SceneSpec, builtin_scenes, parse_scene, read_scene
from synthgen.yamlfile import parse
from synthgen.yamlscalar import dump_yaml

TWO_LAMPS = "light: {kind: pair, left: {uniform: [0.5, 3]}, right: {uniform: [0.5, 3]}}\n"


def scene(text: str) -> SceneSpec:
    return parse_scene(parse("name: s\n" + text, where="s.yaml"))


def drawn(spec: SceneSpec, **other: Any) -> dict[str, Any]:
    return dict(spec.draw(3, **{"model": "ada", "signal": "glare", "angle": "frontal", **other}).values)


def test_another_factor_or_another_order_changes_no_value() -> None:
    alone = drawn(scene(TWO_LAMPS))
    turned = drawn(scene("person: {yaw: {uniform: [-30, 30]}}\n" + TWO_LAMPS + "camera: {roll: [0, 5]}\n"))
    assert {name: turned[name] for name in alone} == alone
    swapped = "light: {right: {uniform: [0.5, 3]}, kind: pair, left: {uniform: [0.5, 3]}}\n"
    assert drawn(scene(swapped)) == alone and alone["light.left"] != alone["light.right"]


def test_what_belongs_to_a_take_is_shared_by_its_cameras_and_by_nothing_else() -> None:
    spec = scene(TWO_LAMPS + "background: {kind: plain, hue: {uniform: [0, 360]}}\n")
    one, other = drawn(spec), drawn(spec, angle="left20")
    assert one["light.left"] == other["light.left"] and one["background.hue"] != other["background.hue"]
    for change in ({"model": "ben"}, {"signal": "shout"}):
        assert drawn(spec, **change)["light.left"] != one["light.left"]
    seeds = {spec.draw(3, model="ada", signal="glare", angle=angle).take for angle in ("frontal", "left20")}
    assert len(seeds) == 1


def test_each_name_of_the_table_belongs_to_one_group_and_its_usual_value_is_allowed() -> None:
    for name, factor in FACTORS.items():
        assert name == factor.name and name.count(".") == 1
        if factor.words:
            assert factor.usual in factor.words
        else:
            assert isinstance(factor.usual, (int, float)) and factor.low <= factor.usual <= factor.high, name


@pytest.mark.parametrize("name", builtin_scenes())
def test_scenes_that_come_along_read_and_freeze(name: str) -> None:
    spec = read_scene(name)
    assert spec.name == name and spec.description
    if not spec.is_studio:
        again = parse_scene(parse(dump_yaml(spec.document(), width=120), where="frozen.yaml"))
        assert again == spec and drawn(again) == drawn(spec)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lights: {kind: pair}\n", r"s.yaml, line 2: unknown key 'lights'.* Did you mean 'light'\?"),
        ("light: {kind: pair, lfet: 1}\n", r"unknown key 'lfet'.*Did you mean 'left'\?"),
        ("light: {kind: pear}\n", "line 2: 'light.kind' is 'pear'; expected of studio, pair"),
        ("light: {kind: 3}\n", "'light.kind' is 3; expected of studio"),
        (
            "person:\n  yaw: {uniform: [-90, 90]}\n",
            r"line 3: 'person.yaw' goes from -90 to 90; .*-60 to 60 \(degrees\)",
        ),
        ("person: {yaw: {normal: {mean: 0, sd: 1}}}\n", "goes from -inf to inf.*Bound it: {truncated_normal"),
        ("person: {yaw: left}\n", "'person.yaw' draws words; expected a number from -60 to 60"),
        ("person: {yaw: 70}\n", "'person.yaw' is 70; expected numbers from -60 to 60"),
        ("person: {yaw: {uniform: [9, 3]}}\n", "'person.yaw': 'uniform' goes from 9 to 3.*Swap them"),
        ("light: {left: {uniform: [0, 1]}}\n", "'light.left' varies nothing where 'light.kind' is never pair"),
        ("light: {kind: three, left: 1}\n", "'light.left' varies nothing"),
        ("person: {still: 1, idle: 0.5}\n", "'person.idle' moves nothing where 'person.still' always says"),
        ("person: {still: {uniform: [0.6, 0.9]}, idle: 1}\n", "line 2: 'person.idle' moves nothing"),
        ("person: {onset: -3}\n", "'person.onset' is -3; expected numbers from 0 to 50"),
        ("person: {intensity: 0}\n", "'person.intensity' is 0; expected numbers from 0.05 to 1"),
        ("surroundings: {kind: sky}\n", "'surroundings' light nothing and are not seen"),
        ("background: {kind: pictures}\n", "the folder that has them, go together"),
        ("background: {kind: wall, pictures: here}\n", "go together"),
        ("light: {kind: surroundings}\nsurroundings: {kind: file}\n", "the folder that has them, go together"),
        ("light: {kind: surroundings}\nsurroundings: {kind: sky, panoramas: here}\n", "go together"),
        ("description: nothing\n", "scene 's' names no factor"),
    ],
)
def test_what_a_scene_may_not_say_is_refused_at_its_line(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        scene(text)


def test_a_design_takes_scenes_by_name_by_file_and_as_they_are(tmp_path: Any) -> None:
    (tmp_path / "dim.yaml").write_text("name: dim\nlight: {kind: pair, left: 0.5}\n")
    text = "name: d\nmodels: '*'\nsignals: '*'\nangles: [frontal]\n"
    text += "scenes: [studio, dim.yaml, {name: own, person: {yaw: 9}}]\n"
    design = design_of(parse(text, where="d.yaml"), folder=tmp_path)
    assert [spec.name for spec in design.scenes] == ["studio", "dim", "own"]
    assert design.settings()["scenes"] == [
        "studio",
        {"name": "dim", "light": {"kind": "pair", "left": 0.5}},
        {"name": "own", "person": {"yaw": 9.0}},
    ]
    for scenes, told in (
        ("[stduio]", "line 5: 'scenes': there is no scene 'stduio'. Did you mean 'studio'?"),
        ("[studio, studio]", "two scenes are called 'studio'"),
        ("[]", "expected a scene's name, a file"),
        ("[{name: studio, person: {yaw: 9}}]", "'studio' is the scene in which nothing varies"),
        ("[dim.yml]", "dim.yml"),
    ):
        wrong = text.rpartition("scenes: ")[0] + f"scenes: {scenes}\n"
        with pytest.raises(InputError) as caught:
            design_of(parse(wrong, where="d.yaml"), folder=tmp_path)
        assert told in str(caught.value)


def test_the_studio_is_what_designs_have_always_had() -> None:
    text = "name: d\nmodels: '*'\nsignals: '*'\nangles: [frontal]\n"
    design = design_of(parse(text, where="d.yaml"), folder=None)
    assert design.scenes == (STUDIO,) and drawn(STUDIO) == {}
    assert design.sha256 == "eac0017a8e93c74342d464b8f314b8f76ddc45f4edabf81aedc0d256d839da88"


OF_EMOTIONS = """\
light: {kind: three, fill: {uniform: [0.1, 0.5]}}
emotions:
  fear: {hand: {gesture: cover_mouth}, light: {fill: 0.2}}
"""


def test_signals_of_an_emotion_may_draw_otherwise_and_nothing_else_changes() -> None:
    spec = scene(OF_EMOTIONS)
    plain, other, fear = drawn(spec), drawn(spec, emotion="anger"), drawn(spec, emotion="fear")
    assert plain == other == drawn(scene(OF_EMOTIONS.partition("emotions:")[0]))
    assert (
        fear == {"light.kind": "three", "light.fill": 0.2, "hand.gesture": "cover_mouth"}
        and list(fear)[-1][:4] == "hand"
    )
    again = parse_scene(parse(dump_yaml(spec.document(), width=120), where="frozen.yaml"))
    assert again == spec and drawn(again, emotion="fear") == fear
    assert not scene("emotions: {fear: {hand: {gesture: brow}}}\n").is_studio


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("emotions:\n  fear:\n    hnd: {gesture: brow}\n", r"line 4: unknown key 'hnd'.*'hand'"),
        ("emotions:\n  fear:\n    hand: {gesture: bow}\n", "line 4: 'hand.gesture' is 'bow'"),
        (
            "hand: {gesture: brow}\nemotions:\n  fear:\n    thing: {kind: strand}\n    hand: {side: both}\n",
            "line 5: .*in one place",
        ),
        ("emotions: {fear: {}}\n", "names no factor"),
        ("emotions: [fear]\n", "emotions"),
        ("emotions:\n  fear:\n    background: {pictures: here}\n", "unknown key 'pictures'"),
    ],
)
def test_what_emotions_may_not_say_is_refused_at_its_line(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        scene(text)


def test_an_emotion_that_no_signal_has_is_refused() -> None:
    text = "name: d\nmodels: female_asian_1\nsignals: [glare]\nangles: [frontal]\n"
    text += "scenes:\n- studio\n- {name: s, emotions: {angre: {hand: {gesture: brow}}}}\n"
    design = design_of(parse(text, where="d.yaml"), folder=None)
    with pytest.raises(
        InputError, match=r"d.yaml, line 7: scene 's' draws something for 'angre'.*Did you mean 'anger'"
    ):
        resolve(design)
