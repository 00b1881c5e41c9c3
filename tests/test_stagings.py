"""Intensities, takes and classes of a design: the cells that follow, what each plays and draws, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.design import Design, design_of, expand, read_design, resolve
from synthgen.errors import InputError
from synthgen.yamlfile import parse

START = "name: x\nmodels: [{}]\nsignals: [glare, gape]\nangles: [frontal]\n"


def design(model: Path, text: str, *, start: str = START) -> Design:
    return design_of(parse(start.format(model) + text, where="d.yaml"), folder=None)


def test_every_cell_comes_at_every_intensity_in_every_take_once(a_model: Path) -> None:
    got = design(a_model, "scenes: [varied]\nintensities: [0.2, 1]\ntakes: 3\nvideo: {frames: 1}\n")
    cells = [cell for unit in expand(got, resolve(got)) for cell in unit.cells]
    assert [cell.scene for cell in cells if cell.signal == "gape"] == [
        *("varied_at20_1", "varied_at20_2", "varied_at20_3"),
        *("varied_at100_1", "varied_at100_2", "varied_at100_3"),
    ]
    assert len({cell.clip.casefold() for cell in cells}) == len(cells) == 12
    assert cells[6].clip == "plain__glare__frontal__varied_at20_1"
    assert cells[6].path("png", still=True) == "clips/anger/glare/plain/plain__glare__frontal__varied_at20_1.png"


def test_takes_share_nothing_that_is_drawn_and_play_as_strongly_as_their_id_says(a_model: Path) -> None:
    got = design(a_model, "scenes: [varied]\nintensities: [0.25, 1]\ntakes: 4\n")
    inputs = resolve(got)
    units = [unit for unit in expand(got, inputs) if unit.signal.signal == "glare"]
    drawn = [unit.drawn(got.seed, inputs.angles[0]) for unit in units]
    for name in ("light.azimuth", "background.hue", "person.yaw", "camera.distance"):
        assert len({one.values[name] for one in drawn}) == len(units) == 8
    assert len({one.take for one in drawn} | {one.clip for one in drawn}) == 16
    full = got.performance(units[0].signal, drawn[-1]).curves.values
    for unit, one in zip(units, drawn, strict=True):
        share = 0.25 if "_at25_" in unit.scene.name else 1.0
        assert one.values["person.intensity"] == share
        assert (got.performance(unit.signal, one).curves.values == full * share).all()


def test_another_take_or_intensity_changes_nothing_of_those_that_were_there(a_model: Path) -> None:
    few = design(a_model, "scenes: [varied]\nintensities: [1]\ntakes: 2\n")
    many = design(a_model, "scenes: [varied]\nintensities: [0.5, 1]\ntakes: 5\n")
    for staging in few.stagings:
        same = many.staging(staging.name)
        assert same is not None
        one, other = (spec.draw(0, model="a", signal="b", angle="c") for spec in (staging, same))
        assert (one.values, one.take, one.clip) == (other.values, other.take, other.clip)


def test_designs_without_them_are_what_they_were(a_model: Path) -> None:
    plain, said = design(a_model, ""), design(a_model, "takes: 1\nclasses: [anger, disgust]\n")
    assert plain.stagings == plain.scenes == said.stagings
    assert plain.sha256 == said.sha256 != design(a_model, "intensities: [1]\n").sha256
    assert read_design("sim2real").sha256 == "739c01dc9564364c21a54a446dd80f5fde753505196c904742e13c7f63891a4d"


def test_a_staging_knows_its_scene(a_model: Path) -> None:
    got = design(a_model, "scenes: [studio, {name: dim, light: {kind: pair, left: 0.5}}]\nintensities: [0.125]\n")
    assert [(one.name, one.declared) for one in got.stagings] == [("studio_at12.5", "studio"), ("dim_at12.5", "dim")]
    assert got.staging("dim") is None


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        (
            "[anger]",
            r"d.yaml, line 3: signal 'gape' is of class 'disgust'; expected one of anger. Leave it out, or add",
        ),
        ("[anger, disgusted]", r"line 3: signal 'gape' is of class 'disgust'.*Did you mean 'disgusted'\?"),
        ("[anger, disgust, joy]", r"line 5: 'classes': no signal of the design is of class 'joy'. Add one under"),
        ("[anger, disgust, angr]", r"line 5: .* class 'angr'. Did you mean 'anger'\?"),
    ],
)
def test_signals_and_classes_have_to_agree(a_model: Path, classes: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        resolve(design(a_model, f"classes: {classes}\n"))


def test_a_signal_without_a_class_is_refused_where_there_are_classes(tmp_path: Path, a_model: Path) -> None:
    (tmp_path / "nod.yaml").write_text("signal: nod\nframes: 9\nfps: 25\ntracks: {AU4: [[0, 0], [8, 1]]}\n")
    start = START.replace("[glare, gape]", f"[glare, {tmp_path / 'nod.yaml'}]")
    assert len(resolve(design(a_model, "", start=start)).signals) == 2
    with pytest.raises(InputError, match=r"line 3: signal 'nod' is of no class; .*Write 'emotion: CLASS' into"):
        resolve(design(a_model, "classes: [anger]\n", start=start))


YES_OR_NO = "picture: {grey: {uniform: [0, 0.5]}}"


@pytest.mark.parametrize(
    ("scene", "differ"),
    [
        ("background: {kind: gradient, hue: 40}", False),
        ("background: {kind: wall, hue: 40}", True),
        ("light: {kind: pair, left: 2}", False),
        ("light: {kind: surroundings}", True),
        ("picture: {iso: 0, motion: 0}", False),
        ("picture: {iso: 400}", True),
        ("picture: {iso: {choice: [[0, 1], [400, 0]]}}", False),
        ("person: {idle: 0, look: 0.5}", False),
        ("person: {look: 1}", True),
        ("person: {yaw: 10}", False),
        ("person: {yaw: {uniform: [10, 20]}}", True),
        ("person: {yaw: [10, 20]}", False),  # four takes of two values
        ("person: {yaw: {grid: {low: 0, high: 9, strata: 1}}}", False),
        ("person: {onset: {uniform: [0, 0.4]}}", False),
        (YES_OR_NO, False),
        ("person: {side: {uniform: [-1, 1]}}", True),
        ("thing: {kind: phone}", False),  # on two sides, four times
    ],
)
def test_takes_that_would_be_copies_are_refused(a_model: Path, scene: str, differ: bool) -> None:
    got = design(a_model, f"takes: 4\nscenes: {{name: o, {scene}}}\n")
    if differ:
        assert len(resolve(got).signals) == 2
        return
    with pytest.raises(
        InputError, match=r"d.yaml, line 5: 'takes': nothing that is seen differs between 'o_\d' and 'o_\d'"
    ):
        resolve(got)


@pytest.mark.parametrize(
    ("signals", "more", "same"),
    [
        (
            "[glare, still]",
            "intensities: [0.5, 1]\n",
            "between 'studio_at50' and 'studio_at100' where plain plays still",
        ),
        ("[glare, still]", "intensities: [0.5]\n", ""),
        ("[glare, still]", "intensities: [0.5, 1]\nscenes: [varied]\n", ""),
        (
            "[glare]",
            "intensities: [0.5, 1]\nscenes: {name: o, person: {onset: 10}}\nvideo: {frames: 1, frame: 3}\n",
            "plain plays glare",
        ),
        ("[glare]", "takes: 3\nscenes: {name: o, person: {tempo: {uniform: [0.5, 2]}}}\nvideo: {frames: 1}\n", "glare"),
        ("[glare, smirk]", "takes: 3\nscenes: {name: o, person: {side: {uniform: [-1, 1]}}}\n", "plays smirk"),
    ],
)
def test_what_is_seen_of_a_signal_has_to_differ(a_model: Path, signals: str, more: str, same: str) -> None:
    got = design(a_model, more, start=START.replace("[glare, gape]", signals))
    if not same:
        assert resolve(got).signals
        return
    with pytest.raises(InputError, match=same):
        resolve(got)


def test_a_design_made_in_python_is_checked_as_well(a_model: Path) -> None:
    made = Design("c", (str(a_model),), ("glare",), ("frontal",), takes=3)
    with pytest.raises(InputError, match="design 'c': 'takes': nothing that is seen differs between 'studio_1'"):
        resolve(made)


def test_a_scene_is_not_called_as_another_s_staging(a_model: Path) -> None:
    room = "light: {kind: pair, left: {uniform: [0.5, 3]}}"
    with pytest.raises(InputError, match=r"line 8: scene 'dim_1' is called as a staging of scene 'dim' is. Rename one"):
        design(a_model, f"takes: 2\nscenes:\n- {{name: dim, {room}}}\n- {{name: dim_1, {room}}}\n")
