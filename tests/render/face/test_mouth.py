"""Light in the mouth."""

from __future__ import annotations

import numpy as np

from synthgen.render.face.mouth import let_in


def test_the_light_that_lips_which_touch_let_in_is_a_number() -> None:
    """A point on the line where lips meet once got 0 / 0 of the light, and the picture's kernels an index from it."""
    vertices = np.array([[0.0, 6.6, 1.55], [0.0, 6.6, 1.2]], np.float32)
    closed = np.array([0.0, 6.6, 1.5, 0.0, 0.25], np.float32)
    parted = np.array([0.0, 6.6, 1.5, 0.1, 0.25], np.float32)
    head, light = np.eye(3, dtype=np.float32), np.ones(2, np.float32)
    share = np.full(2, np.nan, np.float32)
    let_in(vertices, np.arange(2, dtype=np.int32), light, closed, head, share)
    assert np.isfinite(share).all() and 0 <= share[1] < 0.1
    let_in(vertices, np.arange(2, dtype=np.int32), light, parted, head, share)
    assert share[0] > 0.9 > share[1] > 0.1
