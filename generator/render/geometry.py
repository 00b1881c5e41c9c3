"""What of the base mesh is drawn, and as what: triangles, materials and texture coordinates, the same for every model.

Vertices of a frame, in this order: the refined cage (skin, tongue, teeth), the garment, the two eyes, lashes, hair.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.render import eyes, lashes, neckline
from synthgen.render import parts as parts_texture
from synthgen.render.shade import CLOTH, EYE, LASH, SKIN, TEETH, TONGUE
from synthgen.render.subdivide import Subdivision, catmull_clark, refine_corners

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

#: Body skin below this height of the base mesh (dm) is never in the picture, down to 9:16 portraits.
CUT_HEIGHT = 3.6


@dataclass(frozen=True)
class Geometry:
    """Static topology. Triangles (t, 3) index the frame's vertices; corners (t, 6) are u, v of the three corners."""

    cage: Ints  # (c,) base mesh vertices that are refined
    subdivision: Subdivision
    rest: Floats  # (r, 3) refined vertices of the unshaped base mesh, dm: where on a head a vertex is
    skin_triangles: Ints  # (s, 3) the whole refined skin, also what the garment hides: for normals
    garment: Ints  # (g,) refined skin vertices that the garment lies on
    triangles: Ints  # everything but the mouth's parts and hair
    material: npt.NDArray[np.uint8]
    corners: Floats
    mouth: tuple[Ints, npt.NDArray[np.uint8], Floats]  # triangles, material and corners of tongue and teeth
    upper_teeth: Ints  # rows of ``cage``
    eye_triangles: tuple[slice, slice]  # where in ``triangles`` the left and the right eye are
    lashes: lashes.Lashes
    first: dict[str, int]  # part -> its first vertex; "end" -> the number of vertices without hair


def _split(quads: npt.NDArray[np.int32]) -> Ints:
    """Return quads (m, 4) as triangles (2m, 3)."""
    return quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int32)


def _split_corners(corners: Floats) -> Floats:
    """Return quad corners (m, 4, 2) as triangle corners (2m, 6)."""
    return corners[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 6).astype(np.float32)


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


@functools.lru_cache(maxsize=1)
def head_geometry(assets: Assets) -> Geometry:
    """Build the drawn topology from the base mesh."""
    base = np.asarray(assets.base, np.float32)
    group = np.asarray(assets.face_group)
    named = {name: assets.groups.index(name) for name in ("body", "helper-tongue")}
    teeth = [assets.groups.index(f"helper-{jaw}-teeth") for jaw in ("upper", "lower")]
    body = (group == named["body"]) & (base[assets.faces, 1].min(axis=1) > CUT_HEIGHT)
    selected = np.concatenate(
        [np.flatnonzero(body), np.flatnonzero(group == named["helper-tongue"]), np.flatnonzero(np.isin(group, teeth))]
    )
    kind = np.repeat(
        np.array([SKIN, TONGUE, TEETH], np.uint8),
        [body.sum(), (group == named["helper-tongue"]).sum(), np.isin(group, teeth).sum()],
    )
    faces = np.asarray(assets.faces)[selected]
    cage, local = np.unique(faces, return_inverse=True)
    subdivision = catmull_clark(local.reshape(faces.shape).astype(np.int32), len(cage), flat=kind == TEETH)
    rest = np.zeros((subdivision.count, 3), np.float32)
    for column in range(3):
        terms = subdivision.weight.astype(np.float64) * base[cage, column][subdivision.index]
        rest[:, column] = np.add.reduceat(terms, subdivision.start[:-1])
    corners = refine_corners(np.asarray(assets.uv)[np.asarray(assets.face_uv)[selected]].astype(np.float32))
    quads, quad_kind = subdivision.quads, np.repeat(kind, 4)

    # the garment is a copy of the skin, pushed out below the neckline and in above it
    below = neckline.depth(rest)
    is_skin = quad_kind == SKIN
    covered = is_skin & ((below[quads].min(axis=1) > neckline.HIDDEN) | _behind_eyes(assets, rest[quads].mean(axis=1)))
    clothed = np.flatnonzero(is_skin & (below[quads].max(axis=1) > -neckline.MARGIN))
    garment, garment_local = np.unique(quads[clothed], return_inverse=True)

    skin_triangles = _split(quads[is_skin])
    visible = ~covered
    first = {"garment": subdivision.count}
    first["left eye"] = first["garment"] + len(garment)
    eye = eyes.sphere()
    first["right eye"] = first["left eye"] + len(eye.directions)
    first["lashes"] = first["right eye"] + len(eye.directions)
    strands = lashes.build(assets)
    first["end"] = first["lashes"] + strands.count

    in_mouth = visible & ~is_skin
    visible &= is_skin
    parts = [
        (_split(quads[visible]), np.repeat(quad_kind[visible], 2), _split_corners(corners[visible])),
        (
            _split(garment_local.reshape(-1, 4).astype(np.int32)) + np.int32(first["garment"]),
            np.full(2 * len(clothed), CLOTH, np.uint8),
            _split_corners(neckline.cloth_coordinates(rest)[quads[clothed]]),
        ),
    ]
    eye_from = sum(len(part[0]) for part in parts)
    for side in ("left eye", "right eye"):
        count = len(eye.triangles)
        parts.append(
            (eye.triangles + np.int32(first[side]), np.full(count, EYE, np.uint8), np.zeros((count, 6), np.float32))
        )
    count = len(strands.triangles)
    parts.append(
        (
            strands.triangles + np.int32(first["lashes"]),
            np.full(count, LASH, np.uint8),
            np.zeros((count, 6), np.float32),
        )
    )
    corners[quad_kind == TEETH] = parts_texture.teeth_coordinates(rest)[quads[quad_kind == TEETH]]
    mouth = (_split(quads[in_mouth]), np.repeat(quad_kind[in_mouth], 2), _split_corners(corners[in_mouth]))
    upper = np.unique(np.asarray(assets.faces)[group == assets.groups.index("helper-upper-teeth")])
    size = len(eye.triangles)
    return Geometry(
        cage=cage.astype(np.int32),
        subdivision=subdivision,
        rest=rest,
        skin_triangles=skin_triangles,
        garment=garment.astype(np.int32),
        triangles=np.concatenate([part[0] for part in parts]).astype(np.int32),
        material=np.concatenate([part[1] for part in parts]),
        corners=np.concatenate([part[2] for part in parts]).astype(np.float32),
        mouth=mouth,
        upper_teeth=np.searchsorted(cage, upper).astype(np.int32),
        eye_triangles=(slice(eye_from, eye_from + size), slice(eye_from + size, eye_from + 2 * size)),
        lashes=strands,
        first=first,
    )
