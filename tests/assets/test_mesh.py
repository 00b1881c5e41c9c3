"""Numbers of the base mesh against the mesh itself, and the landmarks against iBUG's own symmetry."""

from __future__ import annotations

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.landmarks import FACE_OUTLINE, LANDMARKS68
from synthgen.assets.mesh import HEAD_ALONE_FROM, HEAD_FROM, LOWER_TEETH, SKIN, TEETH, TONGUE, VERTICES

#: landmarks of the left side that mirror those of the right, in iBUG's order: jaw, brows, nostrils, eyes, lips
MIRRORED = (
    *zip(range(8), range(16, 8, -1), strict=True),
    *zip(range(17, 22), range(26, 21, -1), strict=True),
    *((31, 35), (32, 34)),
    *((36, 45), (37, 44), (38, 43), (39, 42), (40, 47), (41, 46)),
    *((48, 54), (49, 53), (50, 52), (59, 55), (58, 56), (60, 64), (61, 63), (67, 65)),
)
MIDDLE = (8, 27, 28, 29, 30, 33, 51, 57, 62, 66)


def test_ranges_are_the_groups_of_the_mesh(assets: Assets) -> None:
    assert len(assets.base) == VERTICES
    groups = {"body": range(SKIN), "helper-tongue": TONGUE, "helper-lower-teeth": LOWER_TEETH}
    for name, vertices in groups.items():
        assert assets.joint(name).tolist() == list(vertices)
    both = np.union1d(assets.joint("helper-lower-teeth"), assets.joint("helper-upper-teeth"))
    assert both.tolist() == list(TEETH)


def test_the_head_ends_between_shoulders_and_chin(assets: Assets) -> None:
    chin = assets.base[LANDMARKS68[8], 1]
    shoulders = assets.base[np.abs(assets.base[:SKIN, 0]).argsort()[-1], 1]
    assert shoulders < HEAD_FROM < HEAD_ALONE_FROM and abs(chin - HEAD_ALONE_FROM) < 0.7


def test_landmarks_lie_as_ibug_numbers_them(assets: Assets) -> None:
    points = assets.base[list(LANDMARKS68)]
    assert len(set(LANDMARKS68)) == 68 and max(LANDMARKS68) < SKIN
    for one, other in MIRRORED:
        assert np.abs(points[one] - points[other] * (-1, 1, 1)).max() < 0.02, (one, other)
        assert points[one, 0] < 0 < points[other, 0]  # the picture's left is the subject's right, −x
    assert np.abs(points[list(MIDDLE), 0]).max() < 0.02
    assert len(MIRRORED) * 2 + len(MIDDLE) == 68


def test_the_outline_goes_round_the_face(assets: Assets) -> None:
    around = assets.base[[LANDMARKS68[point] for point in FACE_OUTLINE], :2]
    x, y = (around - around.mean(axis=0)).T
    turns = np.diff(np.unwrap(np.arctan2(y, x)))
    assert (turns > 0).all() or (turns < 0).all()
