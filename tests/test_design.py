"""Designs: what a file may say, what its mistakes are called, which cells follow, and what their chance depends on."""

import shutil
from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.design import (
    Design,
    Video,
    builtin_designs,
    design_of,
    expand,
    read_design,
    resolve,
    seed_of,
    with_options,
)
from synthgen.design.spec import frame_rate
from synthgen.errors import InputError, InputWarning
from synthgen.facs.library import find_animations
from synthgen.human.looks import Looks
from synthgen.population.drawn import Sample
from synthgen.yamlfile import parse

GOOD = "name: mine\nmodels: ['*']\nsignals: [side_eye]\nangles: [frontal]\n"
DRAWN = "name: mine\nmodels: {{sample: {{{}}}}}\nsignals: [side_eye]\nangles: [frontal]\n"


def design(text: str) -> Design:
    return design_of(parse(text, where="d.yaml"), folder=None)


def test_a_short_design_has_the_documented_defaults() -> None:
    got = design(GOOD)
    assert (got.seed, got.au_basis, got.video) == (0, "embedded", Video(256, 256, None, "h264"))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("models: ['*']\nsignals: [a]\nangles: [b]\n", 1, "'name' is missing"),
        ("name: x\nsignals: [a]\nangles: [b]\n", 1, "'models' is missing"),
        ("name: x\nmodels: []\nsignals: [a]\nangles: [b]\n", 2, "'models' is []"),
        ("name: x\nmodels: [a, 3]\nsignals: [a]\nangles: [b]\n", 2, "'models[1]' is 3; expected text"),
        (GOOD + "sead: 3\n", 5, "unknown key 'sead'"),
        (GOOD + "seed: -1\n", 5, "'seed' is -1"),
        (GOOD + "seed: 1.5\n", 5, "whole number"),
        (GOOD + "au_basis: arkit\n", 5, "expected one of embedded, facshuman"),
        (GOOD + "video:\n  size: [256, 255]\n", 6, "256x255 is odd; h264 needs an even"),
        (GOOD + "video:\n  codec: ffv1\n  size: 255\n", 7, "Nearest: 254x254, 254x256, 256x254, 256x256"),
        (GOOD + "video:\n  size: [32, 256]\n", 6, "outside 64x64 to 2048x2048"),
        (GOOD + "video:\n  size: big\n", 6, "expected [width, height]"),
        (GOOD + "video:\n  fps: 0\n", 6, "'video.fps' is 0"),
        (GOOD + "video:\n  codec: vp9\n", 6, "expected one of h264, ffv1, png"),
        (GOOD + "video: 25\n", 5, "expected a mapping"),
        (GOOD + "scenes: [beach]\n", 5, "there is no scene 'beach'. Built in: "),
        (GOOD + "intensities:\n- 0.2\n- 1.2\n", 7, "'intensities[1]' is 1.2; expected a number from 0.05 to 1"),
        (GOOD + "intensities: [0]\n", 5, "'intensities[0]' is 0; expected a number from 0.05 to 1. 1 is what"),
        (GOOD + "intensities: [0.04]\n", 5, "'intensities[0]' is 0.04; expected a number from 0.05 to 1"),
        (GOOD + "intensities: [-0.5]\n", 5, "'intensities[0]' is -0.5"),
        (GOOD + "intensities: [half]\n", 5, "'intensities[0]' is 'half'; expected a number from 0.05"),
        (GOOD + "intensities: [true]\n", 5, "'intensities[0]' is True; expected a number from 0.05"),
        (GOOD + "intensities: [.nan]\n", 5, "'intensities[0]' is nan; expected a number from 0.05"),
        (GOOD + "intensities:\n- 0.2\n- 1\n- 0.2\n", 8, "'intensities' has 0.2 twice. Leave one"),
        (GOOD + "intensities: 0.5\n", 5, "'intensities' is 0.5; expected a list of one or more"),
        (GOOD + "intensities: []\n", 5, "expected a list of one or more"),
        (
            GOOD + "scenes: [everything]\nintensities: [0.5]\n",
            6,
            "so does 'person.intensity' of scene 'everything'",
        ),
        (GOOD + "takes: 0\n", 5, "'takes' is 0; expected a number from 1 to 10000"),
        (GOOD + "takes: 2.5\n", 5, "'takes' is 2.5; expected a whole number"),
        (
            GOOD + "scenes: [varied]\nintensities: [0.5, 1]\ntakes: 5001\n",
            7,
            "1 scenes × 2 intensities × 5001 takes are",
        ),
        (GOOD + "classes: [anger, anger]\n", 5, "'classes' has 'anger' twice"),
        (GOOD + "classes: anger\n", 5, "'classes' is 'anger'; expected a list of one or more"),
        (GOOD + "classes: [1]\n", 5, "'classes[0]' is 1; expected text"),
        (GOOD + "splits: {train: 19}\n", 5, "call `synthgen split DATASET` after"),
        (GOOD + "policy: strict\n", 5, "call `synthgen audit DATASET --policy NAME|FILE`"),
        (GOOD + "looks: {hat: true}\n", 5, "unknown key 'hat'; expected one of glasses, headwear, imported"),
        (GOOD + "looks:\n  glasses: some\n", 6, "expected true or false"),
        (DRAWN.format("seed: 1"), 2, "'models.sample.n' is missing"),
        (DRAWN.format("n: 0, seed: 1"), 2, "from 1 to 10000"),
        (DRAWN.format("n: 3, seed: 1, tones: 5"), 2, "unknown key 'tones'"),
        (DRAWN.format("n: 3, seed: 1, balance: [sex]"), 2, "'balance' has 'sex'; expected some of gender"),
        (DRAWN.format("n: 3, seed: 1, ages: [40, 30]"), 2, "from 40 to 90"),
        (DRAWN.format("n: 3, seed: 1, gender: both"), 2, "expected one of binary, continuous"),
        (DRAWN.format("n: 3, seed: 1, conditions: {palsy: 2}"), 2, "from 0 to 1"),
        (DRAWN.format("n: {women: 3}, seed: 1"), 2, "unknown key 'women'; expected one of female, male"),
        (DRAWN.format("n: {female: -3}, seed: 1"), 2, "'models.sample.n.female' is -3; expected a number from 0"),
        (DRAWN.format("n: {female: 0}, seed: 1"), 2, "expected somebody, e.g. {female: 88, male: 86}"),
        (
            DRAWN.format("n: {female: 3}, seed: 1, gender: continuous"),
            2,
            "women and men there are, and 'gender' is",
        ),
        (GOOD.replace("['*']", "[{samples: {}}]"), 2, "unknown key 'samples'"),
        ("- 1\n", 1, "expected a mapping"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        design(text)
    assert str(caught.value).startswith(f"d.yaml, line {line}: ")
    assert words in str(caught.value)


def test_png_takes_an_odd_size() -> None:
    assert design(GOOD + "video: {size: [255, 301], codec: png}\n").video == Video(255, 301, None, "png")


@pytest.mark.parametrize(
    ("key", "entry", "words"),
    [
        ("models", "nobody", "no model is called 'nobody'"),
        ("models", "people/*.mhm", "people/*.mhm"),
        ("models", "gone.mhm", "gone.mhm"),
        ("signals", "side_eyes", "Did you mean"),
        ("signals", "joy/*", "joy/*"),
        ("signals", "gone.fani", "gone.fani"),
        ("angles", "sim2real10", "Did you mean 'sim2real9'"),
        ("angles", "views/*.yaml", "nothing matches"),
    ],
)
def test_a_name_that_matches_nothing_is_named_with_its_line(
    tmp_path: Path, a_model: Path, key: str, entry: str, words: str
) -> None:
    lists = {"models": [str(a_model)], "signals": ["side_eye"], "angles": ["frontal"]}
    lists[key].append(entry)
    path = tmp_path / "d.yaml"
    path.write_text("name: x\n" + "".join(f"{name}:\n- {e[0]}\n{extra(e)}" for name, e in lists.items()))
    line = path.read_text().splitlines().index(f"- {entry}") + 1
    with pytest.raises(InputError) as caught:
        resolve(read_design(path))
    assert f"d.yaml, line {line}: '{key}'" in str(caught.value)
    assert words in str(caught.value)


def extra(entries: list[str]) -> str:
    return "".join(f"- {entry}\n" for entry in entries[1:])


def test_a_mistake_in_a_named_file_keeps_that_files_line(tmp_path: Path, a_model: Path) -> None:
    (tmp_path / "bad.yaml").write_text("signal: bad\nframes: 5\nfps: 25\ntracks:\n  AU99: [[0, 0]]\n")
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [bad.yaml]\nangles: [frontal]\n")
    with pytest.raises(InputError, match=r"bad.yaml, line 5: .*AU99"):
        resolve(read_design(path))


def test_two_models_of_one_name_are_refused(tmp_path: Path, a_model: Path) -> None:
    for folder, text in (("a", b""), ("b", b"# another\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Eve.mhm").write_bytes(text + a_model.read_bytes())
    path = tmp_path / "d.yaml"
    path.write_text("name: x\nmodels: [a/Eve.mhm, b/Eve.mhm]\nsignals: [side_eye]\nangles: [frontal]\n")
    with pytest.raises(InputError, match=r"line 2: 'models': two different ones are called 'Eve'.*Rename one"):
        resolve(read_design(path))


def test_one_thing_through_two_patterns_counts_once(tmp_path: Path, a_model: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        f"name: x\nmodels: [{a_model}, {a_model.parent}/*.mhm]\nsignals: [side_eye, confusion/*]\nangles: [frontal]\n"
    )
    inputs = resolve(read_design(path))
    assert len(inputs.models) == 1
    assert [signal.signal for signal in inputs.signals].count("side_eye") == 1


def test_two_specs_may_not_share_an_angle_id(tmp_path: Path, a_model: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [side_eye]\nangles: [frontal, sim2real9]\n")
    with pytest.raises(InputError, match=r"'angles': two different ones are called"):
        resolve(read_design(path))


@pytest.mark.parametrize("rate", [1, 2, 2.4])
def test_a_rate_at_which_a_clip_shows_nothing_of_its_signal_is_refused(
    tmp_path: Path, a_model: Path, rate: float
) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [brief.yaml]\nangles: [frontal]\nvideo:\n  fps: {rate}\n")
    keys = "[[0, 0], [5, 1], [8, 0]]"
    (tmp_path / "brief.yaml").write_text(f"signal: brief\nframes: 25\nfps: 25\ntracks: {{AU4: {keys}, AU1: {keys}}}\n")
    said = rf"d\.yaml, line 6: at {rate:g} frames a second clips of 'brief' have [12] and show nothing of it"
    with pytest.raises(InputError, match=said):
        resolve(read_design(path))


def test_an_au_that_no_frame_shows_is_said(tmp_path: Path, a_model: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [brief.yaml]\nangles: [frontal]\nvideo: {{fps: 3}}\n")
    tracks = "{AU4: [[0, 0], [24, 1]], AU1: [[0, 0], [3, 1], [6, 0]]}"
    (tmp_path / "brief.yaml").write_text(f"signal: brief\nframes: 25\nfps: 25\ntracks: {tracks}\n")
    with pytest.warns(InputWarning, match="at 3 frames a second clips of 'brief' have 3 and show nothing of AU1"):
        resolve(read_design(path))


@pytest.mark.parametrize("pattern", ["views/*.yaml", "views/A.YAML", "views"])
def test_views_are_found_whatever_the_case_of_their_ending(tmp_path: Path, a_model: Path, pattern: str) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "A.YAML").write_text("name: mine\nangles:\n  - {id: up, yaw: 0, pitch: 10}\n")
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [side_eye]\nangles: ['{pattern}']\n")
    assert [angle.id for angle in resolve(read_design(path)).angles] == ["up"]


def test_views_are_found_beside_the_design_in_any_unicode_form(tmp_path: Path, a_model: Path) -> None:
    (tmp_path / normalize("NFD", "Zoë.yaml")).write_text("name: v\nangles: [{id: up, yaw: 0, pitch: 20}]\n")
    path = tmp_path / "d.yaml"
    path.write_text(
        f"name: x\nmodels: [{a_model}]\nsignals: [side_eye]\nangles: [{normalize('NFC', 'Zoë')}.yaml]\n",
        encoding="utf-8",
    )
    assert [angle.id for angle in resolve(read_design(path)).angles] == ["up"]


def test_the_built_in_design_is_the_papers_set() -> None:
    got = read_design("sim2real")
    inputs = resolve(got)
    units = expand(got, inputs)
    cells = [cell for unit in units for cell in unit.cells]
    assert (len(inputs.models), len(inputs.signals), len(inputs.angles)) == (24, 21, 9)
    assert len(units) == 504
    assert len(cells) == len({cell.clip for cell in cells}) == 4536
    assert len({cell.path("h264").casefold() for cell in cells}) == 4536
    assert {cell.emotion for cell in cells} == {"confusion", "anger", "disgust"}


def test_the_diverse_design_draws_its_people() -> None:
    got = read_design("diverse")
    (sample,) = got.models
    assert isinstance(sample, Sample) and sample.count == 48
    assert got.looks == Looks(glasses=True, headwear=True)
    assert read_design("sim2real").looks == Looks()


def test_the_unity_set_has_as_many_pictures_as_the_paper() -> None:
    got = read_design("unity18")
    inputs = resolve(got)
    cells = [cell for unit in expand(got, inputs) for cell in unit.cells]
    assert len(cells) == len({cell.clip for cell in cells}) == 1800
    assert Counter(cell.emotion for cell in cells) == dict.fromkeys(("anger", "crying", "happiness"), 600)
    assert set(Counter((cell.model, cell.emotion) for cell in cells).values()) == {100}  # 18 models, as it calls them
    people = [model.demographics for model in inputs.models]
    assert Counter((who.gender, who.ethnicity) for who in people) == {
        (gender, ethnicity): 1 for gender in ("female", "male") for ethnicity in ("african", "asian", "caucasian")
    }
    assert set(Counter((cell.emotion, cell.scene.split("_")[1]) for cell in cells).values()) == {300}
    drawn = [unit.drawn(got.seed, unit.angles[0]) for unit in expand(got, inputs)]
    for name, low, high in (("light.left", 0.5, 3), ("person.yaw", -30, 30), ("person.roll", -30, 30)):
        values = [one.number(name) for one in drawn]
        assert low <= min(values) < low + 0.05 * (high - low) and high - 0.05 * (high - low) < max(values) <= high


@pytest.mark.parametrize(("name", "each", "stills"), [("basic6", 5, False), ("basic6-stills", 3, True)])
def test_the_six_basic_emotions_and_neutral_are_as_often(name: str, each: int, stills: bool) -> None:
    got = read_design(name)
    (sample,) = got.models
    assert isinstance(sample, Sample) and sample.quotas == {"female": 88, "male": 86}
    assert sample.population.ages == (18, 84) and got.video.still is stills
    signals = find_animations(got.signals)
    classes = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")
    assert got.classes == classes and Counter(signal.emotion for signal in signals) == dict.fromkeys(classes, each)
    if stills:  # what is called neutral has its eyes open in the one frame that is seen
        shown = [
            got.performance(signal, got.scenes[0].draw(0, model="m", signal=signal.signal, angle="a"))
            for signal in signals
        ]
        assert all("AU43" not in one.curves.weights(0) for one in shown if one.signal.emotion == "neutral")


def test_drawn_people_are_the_same_every_time_and_beside_others(tmp_path: Path, a_model: Path, monkeypatch) -> None:
    monkeypatch.setattr("synthgen.cache.cache_folder", lambda: tmp_path / "cache")
    text = f"name: x\nmodels:\n- {a_model}\n- sample: {{n: 2, seed: 12, conditions: {{vitiligo: 1}}}}\n"
    path = tmp_path / "d.yaml"
    path.write_text(text + "signals: [side_eye]\nangles: [frontal]\n")
    first = resolve(read_design(path)).models
    assert [model.id for model in first] == ["p12_female_african_1", "p12_male_african_1", "plain"]
    assert first[0].demographics.conditions.vitiligo > 0
    (kept,) = (tmp_path / "cache" / "people").glob("[!.]*")
    (kept / "p12_male_african_1.mhm").unlink()  # what was drawn is read back, not drawn again
    assert len(resolve(read_design(path)).models) == 2
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_bytes(b"")  # no folder can be made there
    again = resolve(read_design(path)).models
    assert [(model.source, model.demographics.source) for model in again] == [
        (model.source, model.demographics.source) for model in first
    ]


def test_a_sample_has_as_many_women_and_men_as_it_says(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("synthgen.cache.cache_folder", lambda: tmp_path / "cache")
    plain = resolve(design(DRAWN.format("n: 3, seed: 12"))).models
    exact = resolve(design(DRAWN.format("n: {female: 2, male: 0}, seed: 12"))).models
    assert [model.id for model in exact] == ["p12_female_african_1", "p12_female_asian_1"]
    same = {model.id: (model.source, model.demographics.source) for model in plain}
    assert all((model.source, model.demographics.source) == same[model.id] for model in exact)


def test_a_cell_has_the_documented_name_and_place(tmp_path: Path, a_model: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [side_eye]\nangles: [frontal]\n")
    got = read_design(path)
    (unit,) = expand(got, resolve(got))
    (cell,) = unit.cells
    assert cell.clip == "plain__side_eye__frontal"
    assert cell.path("h264") == "clips/confusion/side_eye/plain/plain__side_eye__frontal.mp4"
    assert cell.path("png") == "clips/confusion/side_eye/plain/plain__side_eye__frontal"


def test_seeds_are_pinned() -> None:
    """SHA-256 of '[7,["a","b"],"scene"]', first 8 bytes, one bit to the right: a change would change every dataset."""
    assert seed_of(7, ("a", "b"), "scene") == 1590565066027570155


@given(st.integers(0, 2**63 - 1), st.lists(st.text(), min_size=1, max_size=4), st.text())
def test_seeds_depend_on_everything_and_on_nothing_else(seed: int, identity: list[str], purpose: str) -> None:
    mine = seed_of(seed, tuple(identity), purpose)
    assert 0 <= mine < 2**63
    assert mine == seed_of(seed, tuple(identity), purpose)
    assert mine != seed_of(seed + 1, tuple(identity), purpose)
    assert mine != seed_of(seed, (*identity, ""), purpose)
    assert mine != seed_of(seed, tuple(identity), purpose + "x")
    assert mine != seed_of(seed, (identity[0] + purpose + "x", *identity[1:]), "")  # no two parts run together


def test_options_replace_settings_and_are_checked() -> None:
    got = with_options(design(GOOD), seed=0, size=(128, 96), codec="png", au_basis="facshuman")
    assert (got.seed, got.video, got.au_basis) == (0, Video(128, 96, None, "png"), "facshuman")
    with pytest.raises(InputError, match=r"129x96 is odd.*128x96, 130x96"):
        with_options(design(GOOD), size=(129, 96))


def test_the_settings_hash_ignores_what_may_grow() -> None:
    assert design(GOOD).sha256 == design(GOOD.replace("[side_eye]", "[side_eye, glare]")).sha256
    assert design(GOOD).sha256 != design(GOOD + "seed: 1\n").sha256


def test_there_is_no_such_design() -> None:
    with pytest.raises(InputError, match=r"no design 'sim2reel'.*Did you mean 'sim2real'"):
        read_design("sim2reel")
    assert "sim2real" in builtin_designs()


@pytest.mark.parametrize(("fps", "exact"), [(25, "25"), (29.97, "30000/1001"), (23.976, "24000/1001"), (12.5, "25/2")])
def test_rates_are_exact(fps: float, exact: str) -> None:
    assert str(frame_rate(fps)) == exact


def test_hands_of_an_imported_body_are_refused_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "ada.mhm").write_text("version v1.2.0\nname ada\nproxy female1605 1234\n")
    text = "name: d\nmodels: [ada.mhm]\nsignals: [glare]\nangles: [frontal]\nlooks: {imported: true}\n"
    scenes = "scenes: [studio, {name: s, hand: {gesture: [none, brow]}}]\n"
    with pytest.raises(InputError, match=r"ada\.mhm, line 3: scene 's' has hands .* 'ada' has the body 'female1605'"):
        resolve(design_of(parse(text + scenes, where="d.yaml"), folder=tmp_path))
    resolve(design_of(parse(text + scenes.replace("[none, brow]", "none"), where="d.yaml"), folder=tmp_path))
    resolve(design_of(parse(text.replace("true", "false") + scenes, where="d.yaml"), folder=tmp_path))


def test_the_design_of_hands_has_scenes_that_differ_in_hands_alone() -> None:
    bare, hands = read_design("hands").scenes
    others = {name: given for name, given in hands.factors.items() if not name.startswith("hand.")}
    assert dict(bare.factors) == others and len(hands.factors) > len(others)
