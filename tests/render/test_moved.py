"""A piece of a wider backdrop, also from between its pixels."""

from __future__ import annotations

import numpy as np

from synthgen.render.backdrop.moved import move
from synthgen.render.raster.tonemap import tone_table
from synthgen.render.view import backdrop_of


def test_a_piece_from_between_pixels() -> None:
    y, x = np.mgrid[:20, :30]
    wide = np.stack([x / 40, y / 40, np.full_like(x, 0.25, float)], axis=2).astype(np.float32)
    piece = backdrop_of(np.zeros((14, 24, 3), np.float32))
    move(wide, np.float32(2.25), np.float32(4.5), tone_table(), piece.linear, piece.shown)
    rows, columns = np.mgrid[:14, :24]
    assert np.allclose(piece.linear[..., 0], (columns + 2.25) / 40, atol=1e-6)
    assert np.allclose(piece.linear[..., 1], (rows + 4.5) / 40, atol=1e-6)
    assert np.array_equal(piece.shown, backdrop_of(piece.linear).shown)
    assert (piece.shown[..., 2] == 137).all()  # sRGB of 0.25
