"""What a record says of hands and a thing before a face: what was drawn, and in every frame what is seen of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Sequence

import numpy as np

if TYPE_CHECKING:
    from synthgen.hands.seen import Outlines, Seen
    from synthgen.scene.occluders import Moment, Occluders

#: what outlines there are of
OUTLINED = ("left", "right", "sleeve", "thing")
#: digits of a share and of an amount
_DIGITS = 4
#: fewest points of an outline
_LEAST_POINTS = 3


def hands_part(drawn: Occluders, moments: Sequence[Moment], seen: Sequence[Seen]) -> dict[str, Any]:
    """Return the part ``hands`` of a record; ``moments`` and ``seen`` hold one for every frame."""
    outlines = {name: [_polygons(getattr(one, name)) for one in seen] for name in OUTLINED}
    return {
        "gesture": drawn.gesture,
        "side": drawn.side,
        "thing": drawn.thing,
        "thing_side": drawn.thing_side,
        "amount": [round(float(moment.amount), _DIGITS) for moment in moments],
        "left": [bool(frame) for frame in outlines["left"]],
        "right": [bool(frame) for frame in outlines["right"]],
        "covered": [round(float(one.covered), _DIGITS) for one in seen],
        "outlines": outlines,
    }


def without_outlines(hands: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the part without its outlines, which are nine tenths of it; None where there is none."""
    return None if hands is None else {key: value for key, value in hands.items() if key != "outlines"}


def _polygons(outlines: Outlines) -> list[list[int]]:
    """Return outlines as [x0, y0, x1, y1, …] in whole pixels, without points that fall together."""
    rounded = (np.rint(outline).astype(np.int32) for outline in outlines)
    kept = (points[np.any(points != np.roll(points, 1, axis=0), axis=1)] for points in rounded)
    return [points.reshape(-1).tolist() for points in kept if len(points) >= _LEAST_POINTS]
