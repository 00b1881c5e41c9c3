"""What of the base mesh is drawn, and as what: triangles, materials and texture coordinates, the same for every model.

Vertices of a frame, in this order: the refined cage (skin, tongue), the two eyes, lashes, teeth, hair, clothes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.render.face import eyes, lashes, mouth, teeth
from synthgen.render.raster.gbuffer import EYE, LASH, SKIN, TEETH, TONGUE
from synthgen.render.stored import stored
from synthgen.render.subdivide import Subdivision, catmull_clark

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

#: Body skin below this height of the base mesh (dm) is never in the picture, down to 9:16 portraits.
CUT_HEIGHT = 1.0
#: Below this height (dm), the base mesh is fine enough for small pictures: only the garment is seen.
TRUNK_HEIGHT = 5.0


@dataclass(frozen=True)
class Geometry:
    """Static topology. Triangles (t, 3) index the frame's vertices; corners (t, 6) are u, v of the three corners."""

    cage: Ints  # (c,) base mesh vertices that are refined
    subdivision: Subdivision
    rest: Floats  # (r, 3) refined vertices of the unshaped base mesh, dm: where on a head a vertex is
    skin_triangles: Ints  # (s, 3) the whole refined skin, also what clothes hide: for normals
    triangles: Ints  # everything but the mouth's parts, hair and clothes; skin that clothes may hide is among it
    material: npt.NDArray[np.uint8]
    corners: Floats
    mouth: tuple[Ints, npt.NDArray[np.uint8], Floats]  # triangles, material and corners of tongue and teeth
    lining: Ints  # refined vertices of the skin inside the mouth
    teeth: teeth.Teeth
    eye_triangles: tuple[slice, slice]  # where in ``triangles`` the left and the right eye are
    lashes: lashes.Lashes
    margins: eyes.Margins
    first: dict[str, int]  # part -> its first vertex; "end" -> the number of vertices without hair


def _behind_eyes(assets: Assets, points: Floats) -> npt.NDArray[np.bool_]:
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
    kind = np.repeat(np.array([SKIN, TONGUE], np.uint8), [body.sum(), tongue.sum()])
    faces = np.asarray(assets.faces)[selected]
    sides = base[faces] - base[np.roll(faces, -1, axis=1)]
    large = np.sqrt((sides.astype(np.float64) ** 2).sum(axis=2)).max(axis=1) > detail
    if detail > 0:  # a small picture shows little of the trunk, and that smooth and at its edge
        large &= base[faces, 1].max(axis=1) > TRUNK_HEIGHT
    cage, local = np.unique(faces, return_inverse=True)
    subdivision = catmull_clark(local.reshape(faces.shape).astype(np.int32), len(cage), divide=large)

    def refined(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        terms = subdivision.weight.astype(np.float64) * values[cage][subdivision.index]
        total: npt.NDArray[np.float64] = np.add.reduceat(terms, subdivision.start[:-1])
        return total

    rest = np.stack([refined(base[:, column]) for column in range(3)], axis=1).astype(np.float32)
    triangles = subdivision.triangles
    material = kind[subdivision.source]
    uv = np.asarray(assets.uv)[np.asarray(assets.face_uv)[selected]].astype(np.float32)
    uv = 1.0 - uv[:, :, ::-1]  # the skin's texture lies on its side: see paint_skin
    corners = subdivision.spread(uv).reshape(-1, 6)
    is_skin = material == SKIN
    corners[~is_skin] = mouth.tongue_coordinates(rest)[triangles[~is_skin]].reshape(-1, 6)
    on_skin = np.zeros(subdivision.count, bool)
    on_skin[triangles[is_skin]] = True
    skin = is_skin & ~_behind_eyes(assets, rest[triangles].mean(axis=1))
    eye = eyes.sphere()
    strands = lashes.build(assets)
    grown = teeth.build(assets)
    first = {"left eye": subdivision.count}
    first["right eye"] = first["left eye"] + len(eye.directions)
    first["lashes"] = first["right eye"] + len(eye.directions)
    first["teeth"] = first["lashes"] + strands.count
    first["end"] = first["teeth"] + grown.count

    parts = [
        (triangles[skin], SKIN, corners[skin]),
        *((eye.triangles + np.int32(first[side]), EYE, None) for side in ("left eye", "right eye")),
        (strands.triangles + np.int32(first["lashes"]), LASH, None),
    ]
    eye_from = len(parts[0][0])
    size = len(eye.triangles)
    biting = grown.triangles + np.int32(first["teeth"])
    return Geometry(
        cage=cage.astype(np.int32),
        subdivision=subdivision,
        rest=rest,
        skin_triangles=triangles[is_skin],
        triangles=np.concatenate([part for part, _, _ in parts]).astype(np.int32),
        material=np.concatenate([np.full(len(part), number, np.uint8) for part, number, _ in parts]),
        corners=np.concatenate(
            [np.zeros((len(part), 6), np.float32) if uvs is None else uvs for part, _, uvs in parts]
        ).astype(np.float32),
        mouth=(
            np.concatenate([triangles[~is_skin], biting]),
            np.repeat(np.array([TONGUE, TEETH], np.uint8), [(~is_skin).sum(), len(biting)]),
            np.concatenate([corners[~is_skin], grown.corners]),
        ),
        lining=np.flatnonzero(on_skin & (refined(mouth.lining(assets)) > 0.5)).astype(np.int32),
        teeth=grown,
        eye_triangles=(slice(eye_from, eye_from + size), slice(eye_from + size, eye_from + 2 * size)),
        lashes=strands,
        margins=eyes.lid_margins(assets),
        first=first,
    )
