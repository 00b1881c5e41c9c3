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

#: MakeHuman's own tongue, which the test host lacks
TONGUE = "52ad91a3-caad-4e50-8c38-67634e5e789c"
#: two triangles of the base mesh in the mouth
INSIDE = np.array([[15069, 15086, 15061], [15086, 15060, 15061]])


def write_tongue(folder: Path, assets: Assets) -> None:
    """Write something as MakeHuman's library has its tongue, with a material that says no licence of its own."""
    folder.mkdir(parents=True)
    used, triangles = np.unique(INSIDE, return_inverse=True)
    triangles = triangles.reshape(-1, 3)
    points = np.asarray(assets.base, np.float64)[used]
    hung = Hung(np.stack([used] * 3, axis=1), np.tile([1.0, 0.0, 0.0], (len(used), 1)), np.zeros((len(used), 3)))
    text = proxy_text("tongue", hung, triangles, mesh="tongue.obj", material="tongue.mhmat")
    (folder / "tongue.mhclo").write_text(text.replace(proxy_uuid("tongue"), TONGUE))
    (folder / "tongue.obj").write_text(mesh_text(points, triangles, np.zeros((2, 6))))
    (folder / "tongue.mhmat").write_text("name tongue\ndiffuseColor 1 1 1\n")


def test_exported_people_pass_the_audit_and_what_they_wear_is_declared(
    new_host: Callable[..., Host], tmp_path: Path, embedded: Assets
) -> None:
    host = new_host()
    host.install()
    person = find_models("female_african_2")[0]
    list(export_models([person], host.user, seed=0, size=512))
    write_tongue(host.user / "data/tongue/tongue", embedded)
    models = tmp_path / "models"
    shutil.copytree(host.user / "models", models)
    answer = host.do(
        design="sim2real", out=str(tmp_path / "set"), models=[str(models)], signals=["shout"], angles=["frontal"],
        size=[64, 64], codec="png",
    )  # fmt: skip
    assert (answer["outcome"], answer["done"]) == ("done", 1), answer
    assert "model female_african_2: MakeHuman has no eyelashes Eyelashes01: shown without" in answer["notes"]
    report = audit_dataset(tmp_path / "set", full=True)
    assert {finding.code for finding in report.findings} == {"part-missing"}  # lashes
    (entry,) = report.entries
    look = entry.model["appearance"]
    assert look["missing"] == ["eyelashes Eyelashes01"]
    name = "synthgen_female_african_2"
    kinds = ("skin", "hair", "hair material", "teeth", "teeth material", "tongue", "eyes", "eyes material")
    worn = {kind: look[kind]["name"] for kind in kinds}
    assert worn == {
        **dict.fromkeys(("skin", "hair", "hair material", "eyes material"), name),
        **dict.fromkeys(("teeth", "teeth material"), f"{name}_teeth"),
        "tongue": "tongue",
        "eyes": "HighPolyEyes",
    }
    facts = json.loads((tmp_path / "set" / "dataset.json").read_text())
    licences = {asset["id"]: asset["spdx"] for asset in facts["assets"]}
    for part in (*worn, "tongue material"):
        assert look[part]["asset"] in entry.assets and licences[look[part]["asset"]] == "CC0-1.0"
