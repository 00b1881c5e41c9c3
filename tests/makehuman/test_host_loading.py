"""Models loaded in a real MakeHuman: the weights that its targets have then are those that ours get."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synthgen.assets import Assets
from synthgen.human.body import target_weights
from synthgen.human.library import SUITE
from synthgen.human.mhm import parse_mhm
from synthgen.human.modifiers import MACROS

from .hosts import IN_A_HOST, Host

pytestmark = IN_A_HOST


def act(hands: Any, folder: str) -> Iterator[None]:
    """Open every model, and say which weights its targets have."""
    from pathlib import Path

    for path in sorted(Path(folder).glob("*.mhm")):
        hands.app.loadHumanMHM(str(path))
        hands.say(**{path.stem: dict(hands.human.targetsDetailStack)})
        yield


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
def weights(new_host: Callable[..., Host], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """{file: {target: weight}} in MakeHuman."""
    out = tmp_path_factory.mktemp("models")
    for name, text in FILES.items():
        (out / f"{name}.mhm").write_bytes(text.encode())
    said = new_host().play(act, folder=out)
    return {name: {Path(path).stem: weight for path, weight in said[name].items()} for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_targets_have_the_weights_of_makehuman(
    name: str, weights: dict[str, dict[str, float]], embedded: Assets
) -> None:
    ours, unknown = target_weights(parse_mhm(FILES[name].encode(), path=Path("m.mhm")).modifiers, embedded)
    found = {path.rsplit("/", 1)[-1]: weight for path, weight in ours.items()}
    assert found == pytest.approx(weights[name], abs=1e-9) and unknown == ()
