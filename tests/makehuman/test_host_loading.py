"""Models loaded in a real MakeHuman: the weights that its targets have then are those that ours get."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from synthgen.assets import Assets
from synthgen.human.body import target_weights
from synthgen.human.library import SUITE
from synthgen.human.mhm import parse_mhm
from synthgen.human.modifiers import MACROS

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "makehuman_host.py"

pytestmark = [
    pytest.mark.makehuman,
    pytest.mark.slow,
    pytest.mark.skipif(not TOOL.exists(), reason="MAKEHUMAN NOT TESTED: there is no ../shared with the host's tool"),
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="MAKEHUMAN NOT TESTED: Debian's xvfb is missing"),
]

#: a plugin of the tests: opens every model, and says which weights its targets have
PROBE = """
import json, traceback
from pathlib import Path
from PyQt5 import QtCore
OUT = Path({out!r})

def load(app):
    timer = app.synthgen_probe = QtCore.QTimer(app)
    timer.setInterval(200)

    def turn():
        if app.splash is not None or not app.mainwin.isVisible():
            return
        timer.stop()
        answer = {{}}
        for path in sorted(OUT.glob("*.mhm")):
            try:
                app.loadHumanMHM(str(path))
                answer[path.stem] = dict(app.selectedHuman.targetsDetailStack)
            except Exception:
                answer[path.stem] = traceback.format_exc()
        (OUT / "answer.json").write_text(json.dumps(answer))
        QtCore.QTimer.singleShot(0, app.stop)

    timer.timeout.connect(turn)
    timer.start()

def unload(app):
    pass
"""
DETAILS = ("nose/nose-hump-decr|incr", "head/head-oval", "chin/chin-width-decr|incr")


def drawn(seed: int) -> str:
    """Return a file of some modifiers in any order, some of them twice, some beyond their bounds."""
    lot = random.Random(seed)
    names = lot.choices((*MACROS, *DETAILS), k=lot.randint(1, 14))
    lines = [f"modifier {name} {lot.choice((lot.uniform(-0.2, 1.2), 0.0, 1.0, 0.5)):.6f}" for name in names]
    return lot.choice(("\n", "\r\n", "\r")).join(["version v1.2.0", *lines, lot.choice(("subdivide no", ""))])


FILES = {
    **{f"drawn{seed}": drawn(seed) for seed in range(12)},
    "empty": "version v1.3.0\n",
    "words": "version v1.2.0\nmodifier head/head-oval 0.5 and more\nunknown line\nsubdivide maybe\n",
    "woman": (SUITE / "female_african_1.mhm").read_text(),
    "man": (SUITE / "male_asian_1.mhm").read_text(),
}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """{file: {target: weight}} in MakeHuman."""
    out, folder = tmp_path_factory.mktemp("models"), tmp_path_factory.mktemp("made") / "host"
    for name, text in FILES.items():
        (out / f"{name}.mhm").write_bytes(text.encode())
    command = [sys.executable, str(TOOL)]
    made = subprocess.run(
        [*command, "create", str(folder), "--plugin", "zz_probe"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]
    (folder / "home/makehuman/v1py3/plugins/zz_probe.py").write_text(PROBE.format(out=str(out)))
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    done = subprocess.run(
        [*command, "run", str(folder)], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert (out / "answer.json").exists(), done.stdout[-3000:] + done.stderr[-3000:]
    return {
        name: {Path(path).stem: weight for path, weight in targets.items()}
        for name, targets in json.loads((out / "answer.json").read_text()).items()
    }


@pytest.mark.parametrize("name", FILES)
def test_targets_have_the_weights_of_makehuman(
    name: str, weights: dict[str, dict[str, float]], embedded: Assets
) -> None:
    ours, unknown = target_weights(parse_mhm(FILES[name].encode(), path=Path("m.mhm")).modifiers, embedded)
    found = {path.rsplit("/", 1)[-1]: weight for path, weight in ours.items()}
    assert found == pytest.approx(weights[name], abs=1e-9) and unknown == ()
