"""What is drawn of a list of parts: the order of a frame's vertices and triangles, without skin that cannot be seen."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.render.arrays import Floats, Ints, Mask, Picture
from synthgen.render.materials import Material
from synthgen.render.part import Part
from synthgen.render.raster import gbuffer, raster
from synthgen.render.raster.cutout import Cutouts
from synthgen.render.raster.strands import StrandRanges


@dataclass(frozen=True)
class DrawList:
    """Triangles (t, 3) that index a frame's vertices, with material (t,) and the corners' u, v (t, 6).

    A frame's vertices are the parts' one after another, those of part k at ``vertices[k]``; its triangles are at
    ``faces[k]``. What is between the lips comes last, from ``mouth_from`` on, so that a frame with closed lips can
    leave it out. ``shown`` and ``casting`` (t, 3) are the triangles that are rasterised, and those that cast shadows;
    the others have no area there. ``solid`` (t,) are those that cast one whenever they are there.
    ``displaced``: of a fleeting part, by its number, the triangles of others that are away while it is there.
    """

    triangles: Ints
    material: Picture
    corners: Floats
    shown: Ints
    casting: Ints
    solid: Mask
    vertices: tuple[slice, ...]
    faces: tuple[slice, ...]
    mouth_from: int
    cutouts: Cutouts | None
    strands: StrandRanges
    displaced: Mapping[int, Ints]

    def let_seen(self, part: int, seen: bool) -> None:
        """Rasterise a fleeting part from now on and let it cast its shadow, or no more."""
        own = self.faces[part]
        self.shown[own] = self.triangles[own] if seen else 0
        self.casting[own] = np.where(self.solid[own, None], self.triangles[own], np.int32(0)) if seen else 0
        away = self.displaced.get(part)
        if away is not None:
            self.shown[away] = 0 if seen else self.triangles[away]
            self.casting[away] = 0 if seen else np.where(self.solid[away, None], self.triangles[away], np.int32(0))

    @property
    def count(self) -> int:
        """Number of vertices."""
        return self.vertices[-1].stop


def _spans(counts: Sequence[int]) -> list[slice]:
    return [slice(*ends) for ends in itertools.pairwise(itertools.accumulate(counts, initial=0))]


def _hidden(parts: Sequence[Part], triangles: Ints) -> Mask:
    """Return which skin triangles (t,) lie with all corners under hair, or under what else is worn together."""
    under_hair, under_clothes = (np.zeros(parts[0].count, bool) for _ in range(2))
    for part in parts:
        if part.hides is not None:
            (under_hair if part.material == gbuffer.HAIR else under_clothes)[part.hides] = True
    return np.asarray(under_hair[triangles].all(axis=1) | under_clothes[triangles].all(axis=1))


def draw_list(parts: Sequence[Part], numbers: Mapping[Material, int]) -> DrawList:
    """Put together what is drawn of ``parts``, the skin first; ``numbers`` are those of materials of their own."""
    seen = ~_hidden(parts, parts[0].triangles)
    triangles, corners = [part.triangles for part in parts], [part.corners for part in parts]
    triangles[0], corners[0] = triangles[0][seen], corners[0][seen]
    vertices = _spans([part.count for part in parts])
    material = [numbers[part.material] if isinstance(part.material, Material) else part.material for part in parts]
    order = sorted(range(len(parts)), key=lambda k: parts[k].between_lips)
    spans = _spans([len(triangles[k]) for k in order])
    faces = [spans[order.index(k)] for k in range(len(parts))]
    total = spans[-1].stop
    if total > raster.TRIANGLE_MASK:
        raise ValueError(f"{total} triangles do not fit {raster.TRIANGLE_BITS} bits")
    shown, solid, casting = (np.ones(total, bool) for _ in range(3))
    for part, span in zip(parts, faces, strict=True):
        shown[span] = not (part.holed or part.fleeting)
        solid[span] = True if part.solid is None else part.solid
        casting[span] = solid[span] & (not part.fleeting)
        if part.stranded is not None:
            shown[span.start + part.stranded : span.stop] = False
    drawn = np.concatenate([triangles[k] + np.int32(vertices[k].start) for k in order])
    return DrawList(
        triangles=drawn,
        material=np.concatenate([np.full(len(triangles[k]), material[k], np.uint8) for k in order]),
        corners=np.concatenate([corners[k] for k in order]),
        shown=np.where(shown[:, None], drawn, np.int32(0)),
        casting=np.where(casting[:, None], drawn, np.int32(0)),
        solid=solid,
        vertices=tuple(vertices),
        faces=tuple(faces),
        mouth_from=sum(len(part.triangles) for part in parts if not part.between_lips) - int((~seen).sum()),
        cutouts=_cutouts(parts, faces, material),
        strands=_strands(parts, faces),
        displaced=_displaced(parts, faces),
    )


def _displaced(parts: Sequence[Part], faces: Sequence[slice]) -> dict[int, Ints]:
    """Return which triangles are away while a fleeting part is there. The skin's are not: see ``_hidden``."""
    found = {}
    for k, part in enumerate(parts):
        if part.fleeting:
            masks = [(part.displaced(other), span) for other, span in zip(parts[1:], faces[1:], strict=True)]
            away = [span.start + np.flatnonzero(mask).astype(np.int32) for mask, span in masks if mask is not None]
            if away:
                found[k] = np.concatenate(away)
    return found


def _strands(parts: Sequence[Part], faces: Sequence[slice]) -> StrandRanges:
    """Return which triangles are cards of hair."""
    which = [(part, span) for part, span in zip(parts, faces, strict=True) if part.stranded is not None]
    return StrandRanges(
        begin=np.array([span.start + (part.stranded or 0) for part, span in which], np.int64),
        end=np.array([span.stop for _, span in which], np.int64),
        kink=np.array([part.kink for part, _ in which], np.float32).reshape(-1, 2),
    )


def _cutouts(parts: Sequence[Part], faces: Sequence[slice], material: Sequence[int]) -> Cutouts | None:
    """Return what is rasterised where it is opaque alone: all that has opacity, where any of it has holes."""
    if not any(part.holed for part in parts):
        return None
    which = [k for k, part in enumerate(parts) if part.alpha is not None]
    alphas = [alpha for part in parts if (alpha := part.alpha) is not None]
    table = [
        (span.start, *alpha.shape[::-1]) for span, alpha in zip(_spans([a.size for a in alphas]), alphas, strict=True)
    ]
    return Cutouts(
        begin=faces[which[0]].start,
        end=faces[which[-1]].stop,
        alpha=np.concatenate([alpha.ravel() for alpha in alphas]),
        table=np.array(table, np.int64),
        material=material[which[0]],
    )
