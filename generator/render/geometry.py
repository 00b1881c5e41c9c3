"""What of the base mesh is drawn: the refined skin of head, neck and trunk, and the tongue, alike for every model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Floats, Ints, Mask
from synthgen.render.face import mouth
from synthgen.render.subdivide import Stencil, catmull_clark

#: Body skin below this height of the base mesh (dm) is never in the picture, down to 9:16 portraits.
CUT_HEIGHT = 1.0
#: Below this height (dm), the base mesh is fine enough for small pictures: only the garment is seen.
TRUNK_HEIGHT = 5.0


@dataclass(frozen=True)
class Geometry:
    """Static topology.

    Attributes:
        skin: the refined skin's n vertices as sums of the base mesh's.
        rest: (n, 3) dm, where they are on the unshaped base mesh: where on a head a vertex is.
        lining: (n,) those inside the mouth.
        triangles: (t, 3) of the skin, also what clothes hide.
        corners: (t, 6) u, v of their corners.
        open: (t,) those that can be seen: not the sockets behind the eyes.
        tongue: the refined tongue's vertices, likewise.
        tongue_triangles: (k, 3).
    """

    skin: Stencil
    rest: Floats
    lining: Mask
    triangles: Ints
    corners: Floats
    open: Mask
    tongue: Stencil
    tongue_triangles: Ints


def _behind_eyes(assets: Assets, points: Floats) -> Mask:
    """Return which points (n, 3) of the base mesh line the socket behind the eyeball, where nothing can be seen."""
    hidden = np.zeros(len(points), bool)
    for side in ("l", "r"):
        helper = np.asarray(assets.base, np.float64)[assets.joint(f"helper-{side}-eye")]
        centre = helper.mean(axis=0)
        radius = np.sqrt(((helper - centre) ** 2).sum(axis=1)).mean()
        near = np.sqrt(((points - centre) ** 2).sum(axis=1)) < 1.35 * radius
        hidden |= near & (points[:, 2] < centre[2] + 0.35 * radius)
    return hidden


@stored
def head_geometry(assets: Assets, detail: float = 0.0) -> Geometry:
    """Build the drawn topology from the base mesh, refining quads with an edge longer than ``detail`` (dm)."""
    base = np.asarray(assets.base, np.float32)
    group = np.asarray(assets.face_group)
    body = (group == assets.groups.index("body")) & (base[assets.faces, 1].min(axis=1) > CUT_HEIGHT)
    tongue = group == assets.groups.index("helper-tongue")
    selected = np.concatenate([np.flatnonzero(part) for part in (body, tongue)])
    faces = np.asarray(assets.faces)[selected]
    sides = base[faces] - base[np.roll(faces, -1, axis=1)]
    large = np.sqrt((sides.astype(np.float64) ** 2).sum(axis=2)).max(axis=1) > detail
    if detail > 0:  # a small picture shows little of the trunk, and that smooth and at its edge
        large &= base[faces, 1].max(axis=1) > TRUNK_HEIGHT
    cage, local = np.unique(faces, return_inverse=True)
    refined = catmull_clark(local.reshape(faces.shape).astype(np.int32), len(cage), divide=large)
    whole = Stencil(refined.start, cage[refined.index].astype(np.int32), refined.weight)

    # skin comes first, in triangles and hence in vertices
    is_skin = refined.source < body.sum()
    triangles, inner = refined.triangles[is_skin], refined.triangles[~is_skin]
    count = int(triangles.max()) + 1
    skin = whole.rows(0, count)
    rest = np.stack([skin.mean(base[:, column]) for column in range(3)], axis=1).astype(np.float32)
    uv = np.asarray(assets.uv)[np.asarray(assets.face_uv)[selected]].astype(np.float32)
    uv = 1.0 - uv[:, :, ::-1]  # the skin's texture lies on its side: see paint_skin
    return Geometry(
        skin=skin,
        rest=rest,
        lining=skin.mean(mouth.lining(assets)) > 0.5,
        triangles=triangles,
        corners=refined.spread(uv).reshape(-1, 6)[is_skin],
        open=~_behind_eyes(assets, rest[triangles].mean(axis=1)),
        tongue=whole.rows(count, whole.count),
        tongue_triangles=inner - np.int32(count),
    )
