"""A person's teeth and gums as the renderer grows them, for MakeHuman: each jaw hangs on its band of the base mesh."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.actor.actor import Actor
from synthgen.makehuman.proxyfile import Hung, PartMesh, hang, joined, spread
from synthgen.render.face.mouthpicture import paint_mouth
from synthgen.render.face.teeth import grow_teeth
from synthgen.srgb import encode_array

#: the base mesh's bands of teeth, and how many anchors one has
_BANDS, _ANCHORS = ("helper-upper-teeth", "helper-lower-teeth"), 16
#: texels a side, and how much light is left in a mouth: MakeHuman casts no shadow into it (by eye)
_SIZE, _LIGHT = 256, 0.6


def teeth_mesh(actor: Actor) -> tuple[PartMesh, Hung]:
    """Return an actor's teeth and gums at rest, and how they hang on the jaws."""
    head = actor.studio.figure.head
    grown = grow_teeth(head.assets)
    points = np.zeros((grown.count, 3), np.float32)
    grown.stencil.apply(head.neutral, points)
    first = np.asarray(grown.stencil.index)[np.asarray(grown.stencil.start)[:-1]]
    jaws, rows = [], []
    for band in (head.assets.joint(name) for name in _BANDS):
        own = np.flatnonzero(np.isin(first, band))
        anchors = spread(np.asarray(head.assets.base, np.float64), band, _ANCHORS)
        jaws.append(hang(points[own].astype(np.float64), head.neutral, anchors))
        rows.append(own)
    mesh = PartMesh(
        points=points.astype(np.float64),
        triangles=grown.triangles.astype(np.int64),
        corners=grown.corners.astype(np.float64),
        texture=_texture(paint_mouth(age=actor.appearance.age, seed=head.seed, size=_SIZE)),
    )
    return mesh, joined(jaws, rows)


def _texture(painted: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return a picture (h, w, 4), √linear and gloss, as sRGB (h, w, 3) in the light of a mouth."""
    linear = _LIGHT * np.square(painted[..., :3].astype(np.float64) / 255)
    return np.round(255 * encode_array(linear)).astype(np.uint8)
