"""People that this program exports, rendered by the plugin: what they wear is declared, under a licence each."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from synthgen.assets import Assets
from synthgen.audit.run import audit_dataset
from synthgen.human.library import find_models
from synthgen.makehuman.export import export_models
from synthgen.makehuman.proxyfile import Hung, mesh_text, proxy_text, proxy_uuid

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST

#: MakeHuman's own teeth, which the test host lacks
TEETH = "0a5ec82a-0d5f-43ce-a765-8f076f95692d"
#: two triangles of the base mesh's band of upper teeth
BAND = np.array([[15069, 15086, 15061], [15086, 15060, 15061]])


def write_teeth(folder: Path, assets: Assets) -> None:
    """Write some teeth as MakeHuman's library has them, with a material that says no licence of its own."""
    folder.mkdir(parents=True)
    used, triangles = np.unique(BAND, return_inverse=True)
    triangles = triangles.reshape(-1, 3)
    points = np.asarray(assets.base, np.float64)[used]
    hung = Hung(np.stack([used] * 3, axis=1), np.tile([1.0, 0.0, 0.0], (len(used), 1)), np.zeros((len(used), 3)))
    text = proxy_text("teeth", hung, triangles, mesh="teeth.obj", material="teeth.mhmat")
    (folder / "teeth.mhclo").write_text(text.replace(proxy_uuid("teeth"), TEETH))
    (folder / "teeth.obj").write_text(mesh_text(points, triangles, np.zeros((2, 6))))
    (folder / "teeth.mhmat").write_text("name teeth\ndiffuseColor 1 1 1\n")


def test_exported_people_pass_the_audit_and_what_they_wear_is_declared(
    new_host: Callable[..., Host], tmp_path: Path, embedded: Assets
) -> None:
    host = new_host()
    host.install()
    person = find_models("female_african_2")[0]
    list(export_models([person], host.user, seed=0, size=512))
    write_teeth(host.user / "data/teeth/teeth", embedded)
    models = tmp_path / "models"
    shutil.copytree(host.user / "models", models)
    answer = host.do(
        design="sim2real", out=str(tmp_path / "set"), models=[str(models)], signals=["shout"], angles=["frontal"],
        size=[64, 64], codec="png",
    )  # fmt: skip
    assert (answer["outcome"], answer["done"]) == ("done", 1), answer
    assert any("tongue tongue01" in note and "Teeth_Base" not in note for note in answer["notes"])
    report = audit_dataset(tmp_path / "set", full=True)
    assert {finding.code for finding in report.findings} == {"part-missing"}  # lashes and tongue
    (entry,) = report.entries
    look = entry.model["appearance"]
    assert look["missing"] == ["eyelashes Eyelashes01", "tongue tongue01"]
    name = "synthgen_female_african_2"
    worn = {kind: look[kind]["name"] for kind in ("skin", "hair", "hair material", "teeth", "eyes", "eyes material")}
    assert worn == {
        "skin": name, "hair": name, "hair material": name, "teeth": "teeth", "eyes": "HighPolyEyes",
        "eyes material": name,
    }  # fmt: skip
    facts = json.loads((tmp_path / "set" / "dataset.json").read_text())
    licences = {asset["id"]: asset["spdx"] for asset in facts["assets"]}
    for part in (*worn, "teeth material"):
        assert look[part]["asset"] in entry.assets and licences[look[part]["asset"]] == "CC0-1.0"
