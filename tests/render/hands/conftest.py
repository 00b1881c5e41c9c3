"""A hand held up as it is at rest, so that tests need no solver: where it is drawn follows from where it was put."""

import numpy as np
import pytest

from synthgen.hands.pose import HandPose, PosedHand
from synthgen.render.figure import PARTS
from synthgen.render.hands import hand
from synthgen.render.hands.mesh import arm_faces
from synthgen.render.studio import Studio


@pytest.fixture(scope="session")
def studio(person):
    """A person whose hands can be drawn."""
    assets, body, look, _ = person
    return Studio(assets, body, look, width=192, height=192, makers=(*PARTS, hand.parts))


@pytest.fixture(scope="session")
def held(person):
    """A function that holds a hand up: ``held(side, at)``, its wrist at a point (dm), its palm before the face, fingers
    up; ``aside`` its fingers point outwards instead."""
    assets, body, _, _ = person

    def pose(side, at, *, aside=False):
        faces, _ = arm_faces(assets, side)
        indices = np.unique(np.asarray(assets.faces)[faces]).astype(np.int32)

        def joint(name):
            return body[assets.joint(f"joint-{side[0]}-{name}")].mean(axis=0).astype(float)

        up = joint("finger-3-1") - joint("hand")
        up /= np.linalg.norm(up)
        across = joint("finger-2-1") - joint("finger-5-1")
        across -= (across @ up) * up
        across /= np.linalg.norm(across)
        own = np.stack([across, up, np.cross(across, up)])
        # the back of the hand looks ahead
        wanted = np.diag([1.0, 1.0, 1.0]) if side == "left" else np.diag([-1.0, 1.0, -1.0])
        turn = wanted.T @ own
        if aside:
            sign = -1.0 if side == "left" else 1.0
            turn = np.array([[0, -sign, 0], [sign, 0, 0], [0, 0, 1.0]]) @ turn
        vertices = ((body[indices] - joint("hand")) @ turn.T + np.array(at)).astype(np.float32)
        far = np.linalg.norm(vertices - np.array([0.0, 7.2, 0.4]), axis=1) - 1.0
        return PosedHand(side, indices, vertices, np.clip(far, 0.0, 0.5).astype(np.float32))

    return lambda *args, **options: HandPose("wave", 1.0, (pose(*args, **options),))
