"""What is drawn of one person: the order of a frame's vertices, and the triangles, without skin that cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.render.clothes.attached import Attached
from synthgen.render.clothes.outfit import Outfit
from synthgen.render.geometry import Geometry
from synthgen.render.hair.beard import Bristles
from synthgen.render.hair.hair import Hair
from synthgen.render.raster import gbuffer, raster

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Order:
    """The first vertex of each part that comes after those of ``Geometry``, and how many vertices there are in all."""

    cloth: int
    rigid: int
    attached: int
    hair: int
    beard: int
    count: int


def order_of(geometry: Geometry, outfit: Outfit, attached: Attached, hair: Hair, beard: Bristles) -> Order:
    """Return where in a frame's vertices what a person wears and what grows on the head is."""
    cloth = geometry.first["end"]
    rigid = cloth + outfit.cloth.count
    worn = rigid + len(outfit.rigid.points)
    grown = worn + attached.count
    bristles = grown + len(hair.points)
    return Order(cloth, rigid, worn, grown, bristles, bristles + len(beard.hair.points))


@dataclass(frozen=True)
class DrawList:
    """Triangles (t, 3) that index the frame's vertices, with material (t,) and the corners' u, v (t, 6).

    Teeth and tongue come last, so that a frame with closed lips can leave them out.
    """

    triangles: Ints
    material: npt.NDArray[np.uint8]
    corners: Floats
    shown: Ints  # (t, 3) without those that are rasterised apart or that an imported mesh stands in for
    casting: Ints  # (t, 3) those that throw shadow
    worn: slice  # imported meshes
    eyes: tuple[slice, ...]  # left and right
    parts_from: int  # the first triangle that is not of refined skin
    hair_from: int
    mouth_from: int


def draw_list(
    geometry: Geometry,
    order: Order,
    outfit: Outfit,
    attached: Attached,
    hair: Hair,
    beard: Bristles,
    *,
    under_hair: npt.NDArray[np.bool_],
    replaced: Sequence[int],
) -> DrawList:
    """Put together what is drawn: no skin (vertices (n,)) ``under_hair`` or clothes, no materials ``replaced``."""
    hairy = np.zeros(order.count, bool)
    hairy[: len(under_hair)] = under_hair
    other = geometry.material != gbuffer.SKIN
    clothed = np.zeros(order.count, bool)
    clothed[: len(outfit.hidden)] = outfit.hidden
    clothed[: geometry.subdivision.count] |= attached.covers(geometry.cage, geometry.subdivision)
    hidden = hairy[geometry.triangles].all(axis=1) | clothed[geometry.triangles].all(axis=1)
    kept = other | ~hidden
    inner, inner_material, inner_corners = geometry.mouth
    bristles = beard.hair
    hair_triangles = np.concatenate([hair.triangles + np.int32(order.hair), bristles.triangles + np.int32(order.beard)])
    cloth, rigid = outfit.cloth, outfit.rigid
    cloth_triangles = cloth.triangles + np.int32(order.cloth)
    rigid_triangles = rigid.triangles + np.int32(order.rigid)
    worn_triangles = attached.triangles + np.int32(order.attached)
    hair_material = np.full(len(hair_triangles), gbuffer.HAIR, np.uint8)
    skin = geometry.triangles[kept]
    triangles = np.concatenate([skin, cloth_triangles, rigid_triangles, worn_triangles, hair_triangles, inner])
    if len(triangles) > raster.TRIANGLE_MASK:
        raise ValueError(f"{len(triangles)} triangles do not fit {raster.TRIANGLE_BITS} bits")
    material = np.concatenate(
        [geometry.material[kept], cloth.material, rigid.material, attached.material, hair_material, inner_material]
    )
    corners = np.concatenate(
        [
            geometry.corners[kept],
            cloth.corners,
            rigid.corners,
            attached.corners,
            hair.corners,
            bristles.corners,
            inner_corners,
        ]
    )
    first = len(skin) + len(cloth_triangles) + len(rigid_triangles)
    worn = slice(first, first + len(worn_triangles))
    away = np.isin(material, replaced)
    holed, hollow = away.copy(), away.copy()
    holed[worn], hollow[worn] = attached.holed, ~attached.solid
    dropped = int((~kept).sum())
    mouth_from = len(triangles) - len(inner)
    return DrawList(
        triangles=triangles,
        material=material,
        corners=corners,
        # what is not drawn, or not thrown into shadow, becomes a triangle without area
        shown=np.where(holed[:, None], np.int32(0), triangles),
        casting=np.where(hollow[:, None], np.int32(0), triangles),
        worn=worn,
        eyes=tuple(slice(s.start - dropped, s.stop - dropped) for s in geometry.eye_triangles),
        parts_from=int(np.argmax(triangles.max(axis=1) >= geometry.first["left eye"])),
        hair_from=mouth_from - len(hair_triangles),
        mouth_from=mouth_from,
    )
