"""What a camera sees of hands and a thing in one frame: what the renderer gives, and records keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np
import numpy.typing as npt

#: (k, 2) float32 pixels, x right and y down from the picture's upper left corner; closed by itself
Outline = npt.NDArray[np.float32]
#: outlines of what is seen of one thing, the largest first; () where nothing of it is
Outlines = Tuple[Outline, ...]


@dataclass(frozen=True, eq=False)
class Seen:
    """What is in the picture of a frame.

    Attributes:
        left: outlines of what is seen of the subject's left hand and bare arm. What is hidden by something else, as by
            the other hand, is not in them; holes are not cut out.
        right: of the right one.
        sleeve: of the sleeves of both.
        thing: of the thing.
        covered: 0–1, the share of pixels inside the face's outline (``Studio.face_polygon``) in which a hand, an arm, a
            sleeve or the thing is what is seen; of a face that nobody sees 0.
    """

    left: Outlines
    right: Outlines
    sleeve: Outlines
    thing: Outlines
    covered: float


#: nothing is before the face
NOTHING_SEEN = Seen((), (), (), (), 0.0)
