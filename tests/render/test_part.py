"""A part is made in one file: a ring in the nose, which no other file knows of."""

import math
from dataclasses import dataclass

import numpy as np

from synthgen.render.figure import PARTS
from synthgen.render.materials import Material
from synthgen.render.part import Part
from synthgen.render.studio import Studio

from .test_studio import picture


@dataclass(frozen=True, eq=False, kw_only=True)
class Ring(Part):
    """A ring of blue steel below the tip of the nose."""

    tip: int
    circle: np.ndarray

    @property
    def count(self):
        """Its vertices."""
        return len(self.circle)

    def place(self, pose, rows):
        """Hang the ring from the tip of the nose, whatever the face does."""
        rows.vertices[:] = pose.base[self.tip] + self.circle @ pose.head.T.astype(np.float32)


def nose_ring(head):
    """The maker of the ring: a band of quads, seen from both sides."""
    steps = 24
    turns = [2 * math.pi * k / steps for k in range(steps)]
    circle = np.array([(r * math.sin(t), r * math.cos(t) - 0.12, 0.08) for r in (0.07, 0.12) for t in turns])
    quads = [(k, (k + 1) % steps, steps + (k + 1) % steps, steps + k) for k in range(steps)]
    front = np.array([t for a, b, c, d in quads for t in ((a, c, b), (a, d, c))], np.int32)
    triangles = np.concatenate([front, front[:, ::-1]])
    blue = Material(0.02, 0.2, (0.0, 0.0, 0.0), (0.1, 0.2, 1.0))
    ring = Ring(
        triangles=triangles,
        corners=np.zeros((len(triangles), 6), np.float32),
        material=blue,
        tip=int(head.assets.landmarks68[30]),
        circle=circle.astype(np.float32),
    )
    return [ring]


def blue(image):
    """Where a picture is bluer than a face or the backdrop ever is."""
    return image[..., 2].astype(int) > image[..., 0].astype(int) + 60


def test_a_part_is_seen_and_follows_the_face(person, studio):
    assets, body, look, rig = person
    pierced = Studio(assets, body, look, width=192, height=192, makers=(*PARTS, nose_ring))
    bare, worn = picture(studio, body), picture(pierced, body)
    assert not blue(bare).any()
    assert blue(worn).sum() > 40
    rows, columns = np.nonzero(blue(worn))
    changed = np.nonzero(np.abs(bare.astype(int) - worn).sum(axis=2) > 12)
    # its shadow falls from the subject's upper left, on lip, cheek and shoulder; the rest is as it was
    assert changed[0].min() > rows.min() - 6 and changed[1].max() < columns.max() + 10
    assert len(changed[0]) < 0.05 * bare[..., 0].size
    turned = picture(pierced, rig.pose({"AU51": 1.0}))
    assert np.nonzero(blue(turned))[1].mean() > columns.mean() + 4  # the subject's left is on the right
    again = Studio(assets, body, look, width=192, height=192)
    np.testing.assert_array_equal(picture(again, body), bare)
