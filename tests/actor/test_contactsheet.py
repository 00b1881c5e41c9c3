"""The contact sheet puts every picture where its row, angle and expression say."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from synthgen.actor.actor import Actor
from synthgen.actor.contactsheet import apex_weights, model_sheet
from synthgen.facs.animation import Animation, parse_animation
from synthgen.human.demographics import Demographics
from synthgen.scene.angles import Angle

TILE, GAP, GROUP, NAMES, HEADER = 40, 2, 10, 150, 36


@pytest.fixture
def frown() -> Animation:
    text = "signal: frown\nframes: 5\nfps: 25\ninterpolation: linear\ntracks:\n  AU4: [[0, 0], [2, 0.75], [4, 0]]\n"
    return parse_animation(text.encode(), where="frown.yaml")


class Flat:
    """An actor whose pictures are one colour: red tells who, green what is played, blue from where."""

    def __init__(self, name: str, red: int) -> None:
        self.model = SimpleNamespace(id=name, demographics=Demographics(), path=Path(f"{name}.mhm"))
        self.red, self.green = red, 0

    def pose(self, weights: dict[str, float]) -> None:
        self.green = round(200 * weights.get("AU4", 0.0))

    def view(self, angle: Angle) -> Any:
        return np.full((TILE, TILE, 3), (self.red, self.green, round(angle.yaw)), np.uint8)


def test_a_row_a_person_a_group_an_angle_a_column_an_expression(frown: Animation) -> None:
    actors = [Flat("anna", 100), Flat("bert", 200)]
    angles = [Angle("front", 0.0, 0.0), Angle("side", 60.0, 0.0)]
    seen: list[Any] = []
    sheet = np.asarray(
        model_sheet(cast("Any", iter(actors)), 2, [frown], angles, tile=TILE, done=lambda actor: seen.append(actor))
    )
    group = 2 * (TILE + GAP) + GROUP
    assert sheet.shape == (HEADER + 2 * (TILE + GAP), NAMES + 2 * group, 3)
    for row, red in enumerate((100, 200)):
        for place, blue in enumerate((0, 60)):
            for column, green in enumerate((0, 150)):
                y, x = HEADER + row * (TILE + GAP), NAMES + place * group + column * (TILE + GAP)
                assert (sheet[y : y + TILE, x : x + TILE] == (red, green, blue)).all()
    assert seen == cast("list[Actor]", actors)


def test_the_apex_is_what_is_shown(frown: Animation) -> None:
    assert apex_weights(frown) == {"AU4": 0.75}
    still = parse_animation(b"signal: still\nframes: 3\nfps: 25\ntracks:\n  AU4: [[0, 0.5]]\n", where="still.yaml")
    assert apex_weights(still) == {"AU4": 0.5}
