"""The encoder, got ready: imports and compilation that would fall into the first clip, or into several threads."""

from __future__ import annotations


def load_encoder() -> None:
    """Import and compile what encoding a clip needs, in any codec."""
    import av  # noqa: F401
    import numpy as np
    from PIL import PngImagePlugin  # noqa: F401

    from synthgen.planes import to_yuv420

    luma = np.zeros((2, 2), np.uint8)
    to_yuv420(np.zeros((2, 2, 3), np.uint8), luma, luma[:1, :1].copy(), luma[:1, :1].copy())
