"""Models in MakeHuman's form: modifiers to the digit, the skin where the file says, and nobody's own file replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from synthgen.assets.proxies import parse_material, parse_mesh, parse_proxy
from synthgen.human.library import find_models
from synthgen.human.mhm import Model, parse_mhm, read_mhm
from synthgen.makehuman.modelfile import model_text

pytestmark = pytest.mark.slow

Run = Callable[..., Any]
SUITE = find_models("*")
PARTS: dict[str, Any] = {
    "skin": "skins/s/s.mhmat",
    "eyes": "eyes/materials/s.mhmat",
    "parts": {"hair": "synthgen_s", "teeth": "synthgen_s_teeth"},
}


def again(model: Model, text: str) -> Model:
    return parse_mhm(text.encode(), path=model.path)


def modifier_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("modifier ")]


@pytest.mark.parametrize("model", SUITE, ids=lambda model: model.id)
def test_a_model_keeps_its_modifiers_to_the_digit(model: Model) -> None:
    text = model_text(model, **PARTS)
    assert modifier_lines(text) == modifier_lines(model.source.decode())
    written = again(model, text)
    assert written.modifiers == model.modifiers
    assert written.skin == PARTS["skin"]
    assert written.unknown_lines == ()
    kinds = [proxy.kind for proxy in written.proxies]
    assert len(kinds) == len(set(kinds))
    assert {"eyes", "eyelashes", "hair", "teeth", "tongue"} <= set(kinds)
    assert "eyebrows" not in kinds  # the skin has them
    assert PARTS["eyes"] in written.materials.values()
    assert text.splitlines()[0] == model.source.decode().splitlines()[0]
    assert text.endswith("\nsubdivide False\n")


@pytest.mark.parametrize("model", SUITE[::5], ids=lambda model: model.id)
def test_exporting_an_export_changes_nothing(model: Model) -> None:
    once = model_text(model, **PARTS)
    assert model_text(again(model, once), **PARTS) == once


def test_what_makehuman_would_not_read_is_written_so_that_it_does(a_model: Path) -> None:
    """Seen in MakeHuman 1.3.2: without a version it opens nothing; the uuid of "hair NAME UUID" is the third word."""
    source = b"modifier macrodetails/Age 0.5\nhair my long hair 11111111-2222-3333-4444-555555555555\n"
    model = parse_mhm(source, path=a_model)
    text = model_text(model, **PARTS)
    assert text.startswith("version v1.3.0\nmodifier macrodetails/Age 0.5\n")
    assert "\nhair my_long_hair 11111111-2222-3333-4444-555555555555\n" in text


def test_what_a_file_wears_stays(a_model: Path) -> None:
    lines = a_model.read_text().splitlines()
    hair = "hair mine 11111111-2222-3333-4444-555555555555"
    brows = "eyebrows eyebrow002 a4e73c2f-3a12-47c8-b706-31a68cac6907"
    own = [
        hair,
        brows,
        "eyes LowPolyEyes 00000000-0000-0000-0000-000000000001",
        "skinMaterial skins/old/old.mhmat",
        "material mine 11111111-2222-3333-4444-555555555555 mine.mhmat",
        "material eyebrow002 a4e73c2f-3a12-47c8-b706-31a68cac6907 eyebrow002.mhmat",
        "subdivide True",
    ]
    a_model.write_text("\n".join([*lines[:-1], *own]) + "\n")
    model = read_mhm(a_model)
    text = model_text(model, **PARTS)
    assert hair in text
    assert "material mine 11111111-2222-3333-4444-555555555555 mine.mhmat" in text
    assert "eyebrow" not in text
    assert text.count("hair ") == 1
    assert text.count("skinMaterial") == 1
    assert PARTS["eyes"] not in text  # other eyes have another layout
    assert text.endswith("subdivide True\n")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, module_synthgen: Run) -> Path:
    """The folder that an export of one model wrote into."""
    root = tmp_path_factory.mktemp("exported")
    module_synthgen("makehuman", "export", "-m", "female_asian_2", "--texture-size", "512", "--out", str(root))
    return root


@pytest.fixture(scope="module")
def module_synthgen() -> Run:
    from click.testing import CliRunner

    from synthgen.cli import cli

    def run(*words: str) -> None:
        result = CliRunner().invoke(cli, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output

    return run


def test_everything_is_where_makehuman_looks(exported: Path) -> None:
    name = "synthgen_female_asian_2"
    found = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    skin, eyes = f"data/skins/{name}/", "data/eyes/materials/"
    assert found == {
        "models/female_asian_2.mhm",
        "models/female_asian_2.thumb",
        "models/female_asian_2.demographics.yaml",
        *(f"{skin}{name}{end}" for end in (".mhmat", ".png", ".thumb")),
        f"{skin}light.png",
        *(f"data/hair/{name}/{name}{end}" for end in (".mhclo", ".obj", ".mhmat", ".png", ".thumb")),
        f"data/hair/{name}/light.png",
        *(f"data/teeth/{name}_teeth/{name}_teeth{end}" for end in (".mhclo", ".obj", ".mhmat", ".png", ".thumb")),
        f"data/teeth/{name}_teeth/light.png",
        *(f"{eyes}{name}{end}" for end in (".mhmat", ".png")),
        f"{eyes}synthgen_light.png",
    }


def test_what_files_name_is_there(exported: Path) -> None:
    model = read_mhm(exported / "models/female_asian_2.mhm")
    assert model.demographics == SUITE[[m.id for m in SUITE].index("female_asian_2")].demographics
    assert model.skin is not None
    for material in (model.skin, *(path for path in model.materials.values() if "synthgen" in path)):
        path = exported / "data" / material
        assert parse_material(path.read_bytes(), where=str(path)).spdx == "CC0-1.0"
        entries = [line.split() for line in path.read_text().splitlines() if line]
        for texture in (words[-1] for words in entries if words[0] == "diffuseTexture" or "litsphereTexture" in words):
            assert (path.parent / texture).is_file()
        assert dict(entry[:2] for entry in entries if len(entry) == 2)["shader"] == "data/shaders/glsl/litsphere"


@pytest.mark.parametrize(
    ("kind", "name"), [("hair", "synthgen_female_asian_2"), ("teeth", "synthgen_female_asian_2_teeth")]
)
def test_a_part_is_a_proxy_that_names_its_files(kind: str, name: str, exported: Path) -> None:
    folder = exported / "data" / kind / name
    path = folder / f"{name}.mhclo"
    proxy = parse_proxy(path.read_bytes(), where=str(path))
    mesh = parse_mesh((folder / proxy.mesh).read_bytes(), where=proxy.mesh)
    material = parse_material((folder / proxy.material).read_bytes(), where=proxy.material)
    assert mesh.count == len(proxy.fit.vertex) and set(mesh.triangles.ravel()) == set(range(mesh.count))
    assert (proxy.spdx, material.spdx) == ("CC0-1.0", "CC0-1.0") and (folder / material.texture).is_file()
    worn = {proxy.kind: proxy for proxy in read_mhm(exported / "models/female_asian_2.mhm").proxies}
    assert (worn[kind].name, worn[kind].uuid) == (proxy.name, proxy.uuid) == (name, proxy.uuid)


@pytest.mark.parametrize(
    ("path", "size", "mode"),
    [
        ("models/female_asian_2.thumb", 128, "RGB"),
        ("data/skins/synthgen_female_asian_2/synthgen_female_asian_2.thumb", 128, "RGB"),
        ("data/skins/synthgen_female_asian_2/synthgen_female_asian_2.png", 512, "RGB"),
        ("data/skins/synthgen_female_asian_2/light.png", 256, "RGB"),
        ("data/eyes/materials/synthgen_female_asian_2.png", 1024, "RGBA"),
        ("data/hair/synthgen_female_asian_2/synthgen_female_asian_2.png", (2048, 1024), "RGBA"),
        ("data/teeth/synthgen_female_asian_2_teeth/synthgen_female_asian_2_teeth.png", 256, "RGB"),
    ],
)
def test_pictures_are_png_of_their_size(exported: Path, path: str, size: int | tuple[int, int], mode: str) -> None:
    with Image.open(exported / path) as picture:
        assert (picture.format, picture.size, picture.mode) == (
            "PNG",
            size if isinstance(size, tuple) else (size, size),
            mode,
        )
        assert len(picture.convert("RGB").getcolors(2**24) or []) > 20  # not one flat colour


def test_a_second_export_writes_the_same_bytes(exported: Path, module_synthgen: Run) -> None:
    before = {path: path.read_bytes() for path in exported.rglob("*") if path.is_file()}
    module_synthgen("makehuman", "export", "-m", "female_asian_2", "--texture-size", "512", "--out", str(exported))
    assert {path: path.read_bytes() for path in exported.rglob("*") if path.is_file()} == before


def test_ones_own_model_is_not_replaced(tmp_path: Path, synthgen: Run) -> None:
    (tmp_path / "there/models").mkdir(parents=True)
    mine = tmp_path / "there/models/female_asian_2.mhm"
    mine.write_text("# Written by MakeHuman 1.3.0\nversion v1.3.0\nsubdivide False\n")
    refused = synthgen("makehuman", "export", "-m", "female_asian_*", "--out", "there")
    assert refused.code == 2
    assert "female_asian_2.mhm: is there already, and not from an export. Rename it, or give --force." in refused.err
    assert [path.name for path in (tmp_path / "there").rglob("*") if path.is_file()] == ["female_asian_2.mhm"]
    words = ("-m", "female_asian_2", "--texture-size", "512", "--out", "there")
    assert synthgen("makehuman", "export", *words, "--force").code == 0
    assert b"synthgen_female_asian_2" in mine.read_bytes()


def test_what_makehuman_shows_differently_is_said(tmp_path: Path, synthgen: Run) -> None:
    result = synthgen("makehuman", "export", "-m", "male_hispanic_1", "--texture-size", "512", "--out", ".")
    assert result.out.splitlines() == [
        "male_hispanic_1",
        "    the beard 'full' is only painted on the skin",
        "1 models and 0 signals are below .",
    ]


def test_signals_alone(tmp_path: Path, synthgen: Run) -> None:
    result = synthgen("makehuman", "export", "-s", "anger", "--out", "there")
    assert result.code == 0
    names = {path.name for path in (tmp_path / "there/data/facs/synthgen").iterdir()}
    assert {"glare.fani", "glare.facs"} <= names
    assert len(names) == 14
    assert not (tmp_path / "there/models").exists()


def test_a_design_says_it_all(tmp_path: Path, synthgen: Run) -> None:
    (tmp_path / "d.yaml").write_text(
        "name: d\nseed: 4\nmodels: [female_asian_2]\nsignals: [glare, side_eye]\nangles: [frontal]\n"
    )
    result = synthgen("makehuman", "export", "--design", "d.yaml", "--texture-size", "512", "--out", "there")
    assert result.out.endswith("1 models and 2 signals are below there\n")
    refused = synthgen("makehuman", "export", "--design", "d.yaml", "-s", "glare", "--out", "there")
    assert refused.code == 2
    assert "--design says models, signals and seed" in refused.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-m", "nobody", "--out", "x"), "no model is called 'nobody'"),
        (("-s", "nothing", "--out", "x"), "nothing"),
        (("--user-dir", "gone"), "gone: there is no such user folder of MakeHuman"),
        (("--user-dir", ".", "--out", "x"), "--user-dir and --out both say where to write"),
        (("-s", "glare", "--out", "file"), "file"),
        (("--design", "sim2rael", "--out", "x"), "Did you mean 'sim2real'?"),
    ],
)
def test_bad_input_is_refused(tmp_path: Path, synthgen: Run, words: tuple[str, ...], message: str) -> None:
    (tmp_path / "file").write_text("in the way")
    result = synthgen("makehuman", "export", *words)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert not (tmp_path / "x").exists()
