"""How a face looks in the picture: colours of its regions in CIELAB (D65), and lengths between its landmarks.

Colours are medians; those called ``_minus_cheek``, and lips and brows, are differences to the mean of both cheeks.
``sclera_L`` and ``iris_L`` are the brightest and the darkest tenth inside the lids; ``left_right`` the difference of
the cheeks; ``cheek_texture`` the standard deviation of L* in them. Lengths are in distances of the outer eye corners,
``brow_tilt`` in degrees (positive: the outer end is lower); ``corner_drop``: mouth corners below the middle of the
upper lip's inner edge.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readers.alignment import OUTER_EYES, Points
from readers.pictures import Picture

Lab = npt.NDArray[np.float64]

LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
BROWS = ((70, 63, 105, 66, 107, 55, 65, 52, 53, 46), (300, 293, 334, 296, 336, 285, 295, 282, 283, 276))
LIDS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
_CHEEKS = (50, 280)
#: the face's outline beside the cheeks, in the order of _CHEEKS
_TEMPLES = (234, 454)
#: radius of a disc that stands for a region, in distances of the outer eye corners
_RADIUS = 0.06
#: sRGB (IEC 61966-2-1) to CIE XYZ, and D65's white
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(picture: Picture) -> Lab:
    """Return a picture (h, w, 3) of sRGB bytes as CIELAB (h, w, 3)."""
    share = picture / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _XYZ.T / _WHITE
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


class Face:
    """A face's colours and lengths: the picture in CIELAB, with the landmarks that say where what lies."""

    def __init__(self, picture: Picture, points: Points) -> None:
        self._lab = lab(picture)
        self._points = points[:, :2].astype(np.float64)
        self._unit = self.length(*OUTER_EYES)

    def length(self, one: int, other: int) -> float:
        """Return the distance of two landmarks in pixels."""
        return float(np.linalg.norm(self._points[one] - self._points[other]))

    def ratio(self, *pairs: tuple[int, int]) -> float:
        """Return the mean distance of pairs of landmarks, in distances of the outer eye corners."""
        return float(np.mean([self.length(*pair) for pair in pairs])) / self._unit

    def disc(self, centre: int, size: float = 1.0, towards: int | None = None) -> Lab:
        """Return the colours (n, 3) of a disc around a landmark, or a quarter of the way from there to another."""
        point = self._points[centre]
        if towards is not None:
            point = 0.75 * point + 0.25 * self._points[towards]
        mask = np.zeros(self._lab.shape[:2], np.uint8)
        radius = max(int(size * _RADIUS * self._unit), 1)
        cv2.circle(mask, (round(point[0]), round(point[1])), radius, 1, -1)
        return self._lab[mask > 0]

    def inside(self, outline: Sequence[int]) -> Lab:
        """Return the colours (n, 3) inside a polygon of landmarks."""
        mask = np.zeros(self._lab.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.rint(self._points[list(outline)]).astype(np.int32)], 1)
        return self._lab[mask > 0]

    def colours(self) -> dict[str, float]:
        """Return the colours of the regions."""
        sides = [np.median(self.disc(centre, 1.3), axis=0) for centre in _CHEEKS]
        cheek = np.mean(sides, axis=0)
        edges = [
            np.median(self.disc(edge, 1.0, cheek_point), axis=0)
            for edge, cheek_point in zip(_TEMPLES, _CHEEKS, strict=True)
        ]
        lips = np.median(self.inside(LIPS), axis=0) - cheek
        brows = np.mean([np.median(self.inside(brow), axis=0) for brow in BROWS], axis=0)
        under = np.mean([np.median(self.disc(centre, 0.7), axis=0) for centre in (230, 450)], axis=0)
        eyes = np.concatenate([self.inside(lid) for lid in LIDS])[:, 0]
        return {
            "cheek_L": cheek[0],
            "cheek_a": cheek[1],
            "cheek_b": cheek[2],
            "fore_minus_cheek": np.median(self.disc(151, 1.5)[:, 0]) - cheek[0],
            "nose_minus_cheek": np.median(self.disc(5)[:, 0]) - cheek[0],
            "side_minus_cheek": np.mean(edges, axis=0)[0] - cheek[0],
            "chin_minus_cheek": np.median(self.disc(199)[:, 0]) - cheek[0],
            "under_eye_minus_cheek": under[0] - cheek[0],
            "lips_L": lips[0],
            "lips_a": lips[1],
            "lips_b": lips[2],
            "brow_L": brows[0] - cheek[0],
            "sclera_L": np.percentile(eyes, 90) - cheek[0],
            "iris_L": np.percentile(eyes, 10) - cheek[0],
            "left_right": abs(sides[0][0] - sides[1][0]),
            "cheek_texture": np.mean([self.disc(centre, 2.0)[:, 0].std() for centre in _CHEEKS]),
        }

    def lengths(self) -> dict[str, float]:
        """Return the lengths between landmarks."""
        points = self._points
        tilts = [
            np.degrees(np.arctan2(points[outer, 1] - points[inner, 1], abs(points[inner, 0] - points[outer, 0])))
            for outer, inner in ((70, 107), (300, 336))
        ]
        opening = [
            self.length(upper, lower) / self.length(outer, inner)
            for upper, lower, outer, inner in ((159, 145, 33, 133), (386, 374, 263, 362))
        ]
        return {
            "eye_open": float(np.mean(opening)),
            "eye_w": self.ratio((33, 133), (263, 362)),
            "brow_eye": self.ratio((105, 159), (334, 386)),
            "brow_tilt": float(np.mean(tilts)),
            "mouth_w": self.ratio((61, 291)),
            "nose_w": self.ratio((48, 278)),
            "nose_len": self.ratio((168, 2)),
            "face_w": self.ratio((234, 454)),
            "face_h": self.ratio((10, 152)),
            "lip_h": self.ratio((0, 17)),
            "chin_h": self.ratio((17, 152)),
            "corner_drop": float((points[[61, 291], 1].mean() - points[13, 1]) / self._unit),
        }

    def measures(self) -> dict[str, float]:
        """Return colours and lengths."""
        return {name: float(value) for name, value in (self.colours() | self.lengths()).items()}
