"""What is behind a face tells where the face is only where it is the studio's grey."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.measure import _check_frames
from synthgen.audit.pixels.outline import FaceLook
from synthgen.reader.entry import Entry


@pytest.mark.parametrize(
    ("values", "codes"),
    [({}, ["face-misplaced"]), ({"light.left": 2.0}, []), ({"background.kind": "wall"}, [])],
)
def test_a_wall_may_have_the_colour_of_skin(values: dict[str, Any], codes: list[str]) -> None:
    nothing: dict[str, Any] = {entry.name: None for entry in fields(Entry)}
    scene = {"id": "somewhere", "seed": 1, "values": values}
    entry = Entry(**nothing | {"clip": "a", "path": "a.mp4", "frames": 1, "width": 64, "height": 64, "scene": scene})
    square = np.array([[20, 20], [40, 20], [40, 40], [20, 40]])
    looks: dict[int, FaceLook | None] = {0: FaceLook(clipped=0.0, skin=(120.0, 110.0, 150.0), background=0.9)}
    found = _check_frames(entry, PixelLimits(), [9.0], looks, [square])
    assert [finding.code for finding in found] == codes
