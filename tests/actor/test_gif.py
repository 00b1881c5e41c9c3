"""``synthgen.actor.gif``: every frame of the curves, with one palette and a pause that players take."""

import io

import numpy as np
import pytest
from PIL import Image

from synthgen.actor.actor import make_actor
from synthgen.actor.gif import gif
from synthgen.facs.curves import Curves
from synthgen.human.library import find_models
from synthgen.scene.angles import read_angles

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("fps", "pause"), [(25, 40), (240, 20), (4, 250)])
def test_a_smile(embedded, fps, pause):
    actor = make_actor(find_models("female_asian_1")[0], embedded, seed=0, width=64, height=64)
    curves = Curves(("AU12",), np.array([[0.0], [0.5], [1.0]]), fps)
    with Image.open(io.BytesIO(gif(actor, curves, read_angles("frontal").angles[0]))) as picture:
        assert (picture.n_frames, picture.size, picture.info["duration"]) == (3, (64, 64), pause)
        frames = []
        for index in range(3):
            picture.seek(index)
            frames.append(np.asarray(picture.convert("RGB"), float))
    steps = [abs(frames[k] - frames[0]).mean() for k in range(3)]
    assert 0 == steps[0] < steps[1] < steps[2]
