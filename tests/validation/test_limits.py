"""Skin in the studio is neither clipped nor crushed, and the count of such pixels counts."""

import dataclasses

import numpy as np
import pytest
from limits import limits_of, places_of

from synthgen.actor.actor import make_actor
from synthgen.human.library import find_models
from synthgen.scene.angles import read_angles
from synthgen.scene.lights import STUDIO


def test_dark_pixels_are_told_apart_by_the_nearest_landmark():
    points = np.full((68, 2), 500.0)
    points[36], points[45], points[33] = (100, 100), (200, 100), (150, 160)
    dark = np.zeros((300, 300), bool)
    dark[160, 150] = dark[162, 151] = dark[250, 20] = True
    assert places_of(dark, points) == {"nose": 2, "elsewhere": 1}


@pytest.mark.parametrize("name", ["male_african_1", "female_caucasian_3"])  # the darkest and the lightest of the suite
def test_skin_keeps_within_what_a_picture_holds(embedded, name):
    (model,) = find_models((name,))
    scenes = [({}, angle) for angle in read_angles("sim2real9").angles]
    skin, bright, dark = limits_of(make_actor(model, embedded, seed=1, width=256, height=256), scenes)
    assert bright == 0 and dark.total() < 0.001 * skin
    lit = dataclasses.replace(STUDIO, exposure=40 * STUDIO.exposure).exposed()
    _, bright, _ = limits_of(make_actor(model, embedded, seed=1, width=256, height=256, lighting=lit), scenes[:1])
    assert bright > 0
