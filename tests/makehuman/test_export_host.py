"""Exported models opened in a real MakeHuman: it finds skin and eyes, keeps the modifiers, and shows the tone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synthgen.assets import Assets
from synthgen.cielab import difference
from synthgen.human import colour
from synthgen.human.appearance import appearance_of
from synthgen.human.library import find_models
from synthgen.human.mhm import read_mhm
from synthgen.human.tones import lab_of
from synthgen.makehuman.export import export_models
from synthgen.render.skin.skin import on_cheek
from synthgen.render.skin.texels import SIZE, texel_map
from synthgen.srgb import decode_array

from .hosts import IN_A_HOST, Host

PEOPLE = ("female_caucasian_3", "male_african_3", "male_hispanic_1")

pytestmark = IN_A_HOST


def act(hands: Any, out: str, mask: str, people: list[str]) -> Iterator[None]:
    """Open every model, take its picture, and one in which only the cheeks are white."""
    import material
    import mh
    import numpy as np
    from core import G

    app, human = hands.app, hands.human
    for name in people:
        app.loadHumanMHM(mh.getPath("models") + "/" + name + ".mhm")
        app.backplaneGrid.setVisibility(False)
        app.groundplaneGrid.setVisibility(False)
        app.setTargetCamera(132, 8.7, False)
        app.modelCamera.setRotation([0.0, 0.0, 0.0])
        G.canvas.makeCurrent()
        np.save(f"{out}/{name}.npy", np.array(mh.renderToBuffer(512, 512).data))
        skin, eyes = human.material, human.eyesProxy.object.material
        said = dict(
            skin=skin.filename,
            texture=skin.diffuseTexture,
            sphere=skin.shaderParameters["litsphereTexture"],
            eyes=eyes.filename,
            iris=eyes.diffuseTexture,
            hair=human.hairProxy.object.material.diffuseTexture,
            modifiers={modifier.fullName: modifier.getValue() for modifier in human.modifiers},
        )
        np.save(f"{out}/{name}.hair.npy", human.hairProxy.object.getSeedMesh().coord)
        np.save(f"{out}/{name}.teeth.npy", human.teethProxy.object.getSeedMesh().coord)
        cheeks = material.Material(skin)
        cheeks.shadeless = True
        cheeks.diffuseTexture = mask
        human.material = cheeks
        np.save(f"{out}/{name}.cheeks.npy", np.array(mh.renderToBuffer(512, 512).data))
        hands.say(**{name: said})
        yield


@pytest.fixture(scope="module")
def seen(
    new_host: Callable[..., Host], tmp_path_factory: pytest.TempPathFactory, embedded: Assets
) -> tuple[Path, Host, dict[str, Any]]:
    """The folder of pictures that MakeHuman made of exported people, that MakeHuman, and what it said of them."""
    host, out = new_host(), tmp_path_factory.mktemp("exported")
    models = [find_models(name)[0] for name in PEOPLE]
    assert len(list(export_models(models, host.user, seed=0, size=1024))) == len(PEOPLE)
    texels = texel_map(embedded)
    mask = np.zeros(SIZE * SIZE, np.uint8)
    mask[texels.where[on_cheek(texels.fields)]] = 255
    Image.fromarray(mask.reshape(SIZE, SIZE)).convert("RGB").save(out / "cheeks.png")
    return out, host, host.play(act, out=out, mask=out / "cheeks.png", people=PEOPLE)


@pytest.mark.parametrize("name", PEOPLE)
def test_makehuman_finds_skin_eyes_and_light(name: str, seen: tuple[Path, Host, dict[str, Any]]) -> None:
    said = seen[2][name]
    assert said["skin"].endswith(f"data/skins/synthgen_{name}/synthgen_{name}.mhmat")
    assert said["texture"].endswith(f"data/skins/synthgen_{name}/synthgen_{name}.png")
    assert said["sphere"].endswith(f"data/skins/synthgen_{name}/light.png")
    assert said["eyes"].endswith(f"data/eyes/materials/synthgen_{name}.mhmat")
    assert said["iris"].endswith(f"data/eyes/materials/synthgen_{name}.png")
    assert said["hair"].endswith(f"data/hair/synthgen_{name}/synthgen_{name}.png")
    for key in ("texture", "sphere", "iris", "hair"):
        assert Path(said[key]).is_file()


@pytest.mark.parametrize("name", PEOPLE)
def test_makehuman_has_the_modifiers_of_the_file(name: str, seen: tuple[Path, Host, dict[str, Any]]) -> None:
    model = find_models(name)[0]
    values = seen[2][name]["modifiers"]
    for modifier, value in model.modifiers:
        assert values[modifier] == pytest.approx(value, abs=2e-6), modifier
    assert read_mhm(seen[1].user / f"models/{name}.mhm").modifiers == model.modifiers


@pytest.mark.parametrize("name", PEOPLE)
def test_makehuman_shows_about_the_declared_tone(name: str, seen: tuple[Path, Host, dict[str, Any]]) -> None:
    """The host has no shaders: its one lamp stands to the side, and takes up to a fifth of the light from a cheek."""
    picture, cheeks = (np.load(seen[0] / f"{name}{kind}.npy") for kind in ("", ".cheeks"))
    share = picture[cheeks[..., :3].min(axis=2) > 250][:, 2::-1].astype(np.float64) / 255  # buffers are BGR
    assert len(share) > 1000
    light = decode_array(share).mean(axis=0)
    lab = colour.lab((float(light[0]), float(light[1]), float(light[2])))
    model = find_models(name)[0]
    declared = model.demographics.skin_tone
    assert declared is not None
    undertone = appearance_of(model, 0).skin.undertone
    off = [difference(lab, lab_of(step, undertone)) for step in range(1, 11)]
    assert off[declared - 1] < 10.0
    assert abs(off.index(min(off)) + 1 - declared) <= 2


@pytest.mark.parametrize("name", PEOPLE)
def test_hair_and_teeth_are_in_makehuman_where_the_renderer_grew_them(
    name: str, seen: tuple[Path, Host, dict[str, Any]]
) -> None:
    out, host, _ = seen
    for kind, part in (("hair", f"synthgen_{name}"), ("teeth", f"synthgen_{name}_teeth")):
        lines = (host.user / "data" / kind / part / f"{part}.obj").read_text().splitlines()
        grown = np.array([line.split()[1:] for line in lines if line.startswith("v ")], float)
        assert np.abs(np.load(out / f"{name}.{kind}.npy") - grown).max() < 0.005, kind  # dm
