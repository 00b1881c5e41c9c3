"""The 68 landmarks that the renderer declares beside their counterparts among the 468 that a reader finds.

The normalised mean error is the mean of the 68 distances in distances of the outer eye corners (300-W's measure). Along
the jaw neither set says where on the outline its points lie: there the distance is that to the outline.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from readers.alignment import OUTER_EYES, Points

from measures.displacement import seen
from measures.groups import ALL, Readings, only, rows_of
from measures.table import Table

#: iBUG's 18th to 68th -> the mesh's landmarks that it lies in the middle of
COUNTERPARTS: tuple[tuple[int, ...], ...] = (
    # brows, right and left: the mesh has an upper and a lower row, people mark their middle
    *((70, 46), (63, 53), (105, 52), (66, 65), (107, 55)),
    *((336, 285), (296, 295), (334, 282), (293, 283), (300, 276)),
    # nose: bridge, then base
    *((168, 6), (197, 195), (5,), (4,)),
    *((75,), (97,), (2,), (326,), (305,)),
    # lids, right and left
    *((33,), (160,), (158,), (133,), (153,), (144,)),
    *((362,), (385,), (387,), (263,), (373,), (380,)),
    # lips: outer, then inner edge
    *((61,), (40, 39), (37,), (0,), (267,), (270, 269), (291,), (321, 405), (314,), (17,), (84,), (91, 181)),
    *((78,), (82,), (13,), (312,), (308,), (317,), (14,), (87,)),
)
#: the mesh's outline from the subject's right ear over the chin to the left
JAW = (127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152)
JAW += (377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 356)
_JAW_POINTS = 17
PARTS = {
    "jaw": slice(0, 17),
    "brows": slice(17, 27),
    "nose": slice(27, 36),
    "eyes": slice(36, 48),
    "lips": slice(48, 68),
}


def to_line(points: npt.NDArray[np.float64], line: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the distances (n,) of points (n, 2) from a line through corners (m, 2).

    >>> to_line(np.array([[1.0, 2.0], [5.0, 0.0]]), np.array([[0.0, 0.0], [2.0, 0.0], [2.0, -1.0]])).tolist()
    [2.0, 3.0]
    """
    starts, steps = line[:-1], np.diff(line, axis=0)
    along = ((points[:, None] - starts) * steps).sum(axis=2) / (steps**2).sum(axis=1)
    nearest = starts + np.clip(along, 0, 1)[..., None] * steps
    return np.linalg.norm(points[:, None] - nearest, axis=2).min(axis=1)


def errors(points: Points, declared: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the errors (68,) of declared landmarks (68, 2) in distances of the outer eye corners."""
    flat, ours = points[:, :2].astype(np.float64), np.asarray(declared, np.float64)
    read = np.array([flat[list(one)].mean(axis=0) for one in COUNTERPARTS])
    jaw = to_line(ours[:_JAW_POINTS], flat[list(JAW)])
    rest = np.linalg.norm(read - ours[_JAW_POINTS:], axis=1)
    unit = np.linalg.norm(flat[OUTER_EYES[0]] - flat[OUTER_EYES[1]])
    return np.concatenate([jaw, rest]) / unit


def table(readings: Readings) -> Table:
    """Return the normalised mean error of neutral frontal faces, by group and part of the face, in %."""
    kept = [one for one in seen(only(readings, "neutral")) if one.row.get("landmarks68")]
    rows = {}
    for name, group in rows_of(kept).items() if kept else ():
        values = 100 * np.array([errors(one.points, one.row["landmarks68"]) for one in group])
        rows[name] = {ALL: values.mean()} | {part: values[:, where].mean() for part, where in PARTS.items()}
    return Table("The 68 landmarks: mean error in % of the outer eyes' distance", "group", [ALL, *PARTS], rows)
