"""What MakeHuman shows against our own body model, and what a batch costs inside it: ``python makehuman.py HOST``.

HOST is a folder that ``../shared/tools/makehuman_host.py create HOST`` made. The published models' vertices, as
MakeHuman has them under FACSHuman's action units, are compared with this program's; then a batch of 504 clips is timed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from synthgen.assets import load_assets
from synthgen.assets.facshuman import FacsHumanFolder
from synthgen.facs.basis import load_basis
from synthgen.human.body import shape_model
from synthgen.human.library import find_models
from synthgen.makehuman.install import install

SHARED = Path(__file__).resolve().parents[3] / "shared"
MODELS = SHARED / "data" / "sim2real" / "models"
AUS = {"AU4": 0.8, "AU7": 0.6, "AU10": 0.5, "AU12": 0.4, "AU25": 0.7, "AU43": 0.5, "AU51": 0.3, "AU63": 0.4}
#: head skin: vertices of the body whose base y is above this, dm
_HEAD = 6.0
PROBE = """
import json
import numpy as np
from pathlib import Path
from PyQt5 import QtCore

def load(app):
    timer = QtCore.QTimer(app)
    timer.setInterval(200)
    def look():
        if app.splash is None and app.mainwin.isVisible():
            timer.stop()
            try:
                go(app)
            finally:
                QtCore.QTimer.singleShot(0, app.stop)
    timer.timeout.connect(look)
    timer.start()

def unload(app):
    pass

def go(app):
    from synthgen_batch.choices import basis_of
    from synthgen_batch.face import Face
    basis = basis_of("facshuman")
    shown = {{}}
    for path in sorted(Path({models!r}).glob("*.mhm")):
        app.loadHumanMHM(str(path))
        face = Face(app.selectedHuman, basis)
        face.pose({aus!r})
        shown[path.stem] = app.selectedHuman.meshData.coord.copy()
    np.savez({out!r}, **shown)
"""


def start(host: Path, **environment: str) -> None:
    """Run the application to its end."""
    command = [sys.executable, str(SHARED / "tools" / "makehuman_host.py"), "run", str(host)]
    subprocess.run(command, env={**os.environ, **environment}, check=False, capture_output=True, timeout=1200)


def main() -> None:
    """Print the two tables."""
    host = Path(sys.argv[1]).resolve()
    user = host / "home" / "makehuman" / "v1py3"
    shutil.copytree(SHARED / "data" / "facshuman", user / "data" / "facshuman", dirs_exist_ok=True)
    install(user, load_assets(imports=False))
    settings = user / "settings.ini"
    before = settings.read_text()
    active = json.loads(before)
    active["activeUserPlugins"].append("zz_probe")
    settings.write_text(json.dumps(active))
    out = host / "shown.npz"
    probe = user / "plugins" / "zz_probe.py"
    probe.write_text(PROBE.format(models=str(MODELS), aus=AUS, out=str(out)))
    try:
        start(host)
    finally:
        probe.unlink()
        settings.write_text(before)
    assets = load_assets(imports=False, facshuman=FacsHumanFolder(SHARED / "data" / "facshuman"))
    basis = load_basis("facshuman", assets)
    head = np.flatnonzero(np.asarray(assets.base)[:13380, 1] > _HEAD)
    shown = np.load(out)
    print("| model | largest difference on the head, dm |\n|---|---|")
    for model in find_models([str(MODELS)]):
        ours = basis.fit(basis.at_rest(shape_model(model, assets).vertices)).pose(AUS)
        print(f"| {model.id} | {np.abs(ours[head] - shown[model.path.stem][head]).max():.5f} |", flush=True)
    job = {"design": "sim2real", "out": str(host / "set"), "models": ["*_asian_1", "*_african_2"], "limit": 504,
           "codec": "png", "result": str(host / "result.json")}  # fmt: skip
    (host / "job.json").write_text(json.dumps(job))
    shutil.rmtree(host / "set", ignore_errors=True)
    start(host, SYNTHGEN_JOB=str(host / "job.json"))
    print((host / "result.json").read_text())


if __name__ == "__main__":
    main()
