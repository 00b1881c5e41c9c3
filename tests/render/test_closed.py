"""Closed eyes and mouths are closed on pixels, from all sides: no sample of what they cover is seen."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.actor.actor import make_actor
from synthgen.human.library import find_models
from synthgen.render.raster.gbuffer import EYE, TEETH, TONGUE
from synthgen.render.raster.raster import TRIANGLE_MASK
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle, read_angles
from synthgen.scene.camera import frame_head


def samples(studio: Studio, materials: tuple[int, ...]) -> int:
    """Return how many of the samples (four a pixel) of nine views show one of these materials."""
    count = 0
    for angle in read_angles("sim2real9").angles:
        studio.view(frame_head(studio.bounds, angle, width=studio.width, height=studio.height))
        triangle = (studio.picture.samples & TRIANGLE_MASK) - 1
        count += int(np.isin(studio.figure.drawn.material[triangle[triangle >= 0]], materials).sum())
    return count


@pytest.mark.parametrize("against", [{}, {"AU5": 1.0}, {"AU7": 1.0, "AU9": 1.0}, {"AU61": 1.0, "AU64": 0.5}], ids=str)
def test_no_eye_is_seen_through_closed_lids(studio, person, against) -> None:
    rig = person[3]
    studio.pose(rig.pose({"AU43": 1.0} | against))
    assert samples(studio, (EYE,)) == 0
    studio.pose(rig.pose({}))
    assert samples(studio, (EYE,)) > 500


def test_teeth_are_seen_through_parted_lips_alone(studio, person) -> None:
    rig = person[3]
    studio.pose(rig.pose({"AU24": 1.0}))
    assert samples(studio, (TEETH, TONGUE)) == 0
    studio.pose(rig.pose({"AU25": 0.8, "AU26": 0.5}))
    assert samples(studio, (TEETH, TONGUE)) > 200


@pytest.mark.parametrize("name", ["female_asian_2", "female_caucasian_3", "male_asian_3"])
def test_closed_lips_meet_in_a_line_rather_than_in_dots(embedded, name) -> None:
    # both lips lie at one depth there: a pixel that shows either of them would be dark or light by chance
    actor = make_actor(find_models(name)[0], embedded, seed=0, width=256, height=256)
    front = Angle("frontal", 0.0, 0.0)
    actor.pose({})
    grey = actor.view(front).mean(axis=2)
    points = actor.camera(front).project(actor.rig.pose({})[embedded.assets.landmarks68[[60, 62, 64, 66]]])
    (left, top), (right, bottom) = points.min(axis=0).astype(int), points.max(axis=0).astype(int)
    seam = grey[top - 1 : bottom + 3, left + 3 : right - 2]
    assert np.abs(seam[:, 2:] - 2 * seam[:, 1:-1] + seam[:, :-2]).max() < 60  # up to 150 with dots
