"""Exported models opened in a real MakeHuman: it finds skin and eyes, keeps the modifiers, and shows the tone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
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

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "makehuman_host.py"
PEOPLE = ("female_caucasian_3", "male_african_3", "male_hispanic_1")

pytestmark = [
    pytest.mark.makehuman,
    pytest.mark.slow,
    pytest.mark.skipif(not TOOL.exists(), reason="MAKEHUMAN NOT TESTED: there is no ../shared with the host's tool"),
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="MAKEHUMAN NOT TESTED: Debian's xvfb is missing"),
]

#: a plugin of the tests: opens every model, takes its picture, and one in which only the cheeks are white
PROBE = """
import json, traceback
from pathlib import Path
import numpy as np
from PyQt5 import QtCore
OUT, MASK, PEOPLE = Path({out!r}), {mask!r}, {people!r}

def load(app):
    timer = app.synthgen_probe = QtCore.QTimer(app)
    timer.setInterval(200)

    def turn():
        if app.splash is not None or not app.mainwin.isVisible():
            return
        timer.stop()
        try:
            answer = {{name: look(app, name) for name in PEOPLE}}
        except Exception:
            answer = {{"error": traceback.format_exc()}}
        (OUT / "answer.json").write_text(json.dumps(answer))
        QtCore.QTimer.singleShot(0, app.stop)

    timer.timeout.connect(turn)
    timer.start()

def unload(app):
    pass

def look(app, name):
    import material, mh
    from core import G
    app.loadHumanMHM(mh.getPath("models") + "/" + name + ".mhm")
    human = app.selectedHuman
    app.backplaneGrid.setVisibility(False)
    app.groundplaneGrid.setVisibility(False)
    app.setTargetCamera(132, 8.7, False)
    G.app.modelCamera.setRotation([0.0, 0.0, 0.0])
    G.canvas.makeCurrent()
    np.save(str(OUT / (name + ".npy")), np.array(mh.renderToBuffer(512, 512).data))
    skin, eyes = human.material, human.eyesProxy.object.material
    modifiers = {{m.fullName: m.getValue() for m in human.modifiers}}
    said = dict(skin=skin.filename, texture=skin.diffuseTexture, sphere=skin.shaderParameters["litsphereTexture"],
                eyes=eyes.filename, iris=eyes.diffuseTexture, modifiers=modifiers)
    cheeks = material.Material(skin)
    cheeks.shadeless = True
    cheeks.diffuseTexture = MASK
    human.material = cheeks
    np.save(str(OUT / (name + ".cheeks.npy")), np.array(mh.renderToBuffer(512, 512).data))
    return said
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, embedded: Assets) -> tuple[Path, dict[str, Any]]:
    """The folder of pictures that MakeHuman made of exported people, and what it said of them."""
    folder = tmp_path_factory.mktemp("exported") / "host"
    command = [sys.executable, str(TOOL)]
    made = subprocess.run(
        [*command, "create", str(folder), "--plugin", "zz_probe"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]
    user, out = folder / "home/makehuman/v1py3", folder.parent / "out"
    out.mkdir()
    models = [find_models(name)[0] for name in PEOPLE]
    assert len(list(export_models(models, user, seed=0, size=1024))) == len(PEOPLE)
    texels = texel_map(embedded)
    mask = np.zeros(SIZE * SIZE, np.uint8)
    mask[texels.where[on_cheek(texels.fields)]] = 255
    Image.fromarray(mask.reshape(SIZE, SIZE)).convert("RGB").save(out / "cheeks.png")
    probe = PROBE.format(out=str(out), mask=str(out / "cheeks.png"), people=PEOPLE)
    (user / "plugins/zz_probe.py").write_text(probe)
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    done = subprocess.run(
        [*command, "run", str(folder)], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert (out / "answer.json").exists(), done.stdout[-3000:] + done.stderr[-3000:]
    answer = json.loads((out / "answer.json").read_text())
    assert "error" not in answer, answer
    return out, answer


@pytest.mark.parametrize("name", PEOPLE)
def test_makehuman_finds_skin_eyes_and_light(name: str, seen: tuple[Path, dict[str, Any]]) -> None:
    said = seen[1][name]
    assert said["skin"].endswith(f"data/skins/synthgen_{name}/synthgen_{name}.mhmat")
    assert said["texture"].endswith(f"data/skins/synthgen_{name}/synthgen_{name}.png")
    assert said["sphere"].endswith(f"data/skins/synthgen_{name}/light.png")
    assert said["eyes"].endswith(f"data/eyes/materials/synthgen_{name}.mhmat")
    assert said["iris"].endswith(f"data/eyes/materials/synthgen_{name}.png")
    for key in ("texture", "sphere", "iris"):
        assert Path(said[key]).is_file()


@pytest.mark.parametrize("name", PEOPLE)
def test_makehuman_has_the_modifiers_of_the_file(name: str, seen: tuple[Path, dict[str, Any]]) -> None:
    model = find_models(name)[0]
    values = seen[1][name]["modifiers"]
    for modifier, value in model.modifiers:
        assert values[modifier] == pytest.approx(value, abs=2e-6), modifier
    assert read_mhm(seen[0].parent / f"host/home/makehuman/v1py3/models/{name}.mhm").modifiers == model.modifiers


@pytest.mark.parametrize("name", PEOPLE)
def test_makehuman_shows_about_the_declared_tone(name: str, seen: tuple[Path, dict[str, Any]]) -> None:
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
