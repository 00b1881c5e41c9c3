"""The skin as a part: refined from the base mesh, lit through where it is thin, and letting light spread within."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.human.tones import albedo_of
from synthgen.render.arrays import Floats, Ints
from synthgen.render.part import Grown, Rows
from synthgen.render.raster import light
from synthgen.render.raster.gbuffer import SKIN

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: How far light spreads in skin, by channel, as mean square distances (dm²): roots of 2.0, 0.6 and 0.3 mm. The profile
#: of E. d'Eon and D. Luebke, "Advanced techniques for realistic real-time skin rendering" (2007), has 1.7, 0.4 and 0.2.
DIFFUSION = np.array([0.020**2, 0.006**2, 0.003**2], np.float32)


@dataclass(frozen=True, eq=False, kw_only=True)
class Skin(Grown):
    """The skin, under clothes too.

    Attributes:
        whole: (t, 3) all its triangles: ``triangles`` are without those behind the eyes.
        head: (k, 3) dm, the vertices above the neck.
        neighbours: edge neighbours of each vertex (start, index), and their ``closeness`` (n,): see ``light``.
        thin: vertices of thin skin (m,), and how thin they are (m,).
        spread: (n, 3) work memory.
    """

    whole: Ints
    head: Floats
    neighbours: tuple[Ints, Ints]
    closeness: Floats
    thin: tuple[Ints, Floats]
    spread: Floats

    @property
    def surface(self) -> Ints:
        """All its triangles: what clothes hide bends the skin at their edge too."""
        return self.whole

    def extent(self, centre: Floats) -> Floats:
        """Return the head's skin."""
        return self.head

    def diffuse(self, rows: Rows, lights: Floats, skin: Rows) -> None:
        """Let light through thin skin, and spread what fell on skin as far as it diffuses there."""
        light.glow(rows.normals, *self.thin, lights, rows.shaded)
        light.diffuse(rows.shaded, *self.neighbours, self.closeness, self.spread, DIFFUSION)


def parts(head: Head) -> tuple[Skin]:
    """Return the skin of a person."""
    geometry, rest = head.geometry, head.geometry.rest
    inside = np.flatnonzero(geometry.lining).astype(np.int32)
    neighbours = light.neighbours_of(geometry.triangles, len(rest))
    above_neck = rest[:, 1] > 6.15 + np.clip(0.9 - rest[:, 2], 0.0, 0.6)
    skin = Skin(
        stencil=geometry.skin,
        triangles=geometry.triangles[geometry.open],
        corners=geometry.corners[geometry.open],
        material=SKIN,
        bounce=albedo_of(head.look.skin.tone, head.look.skin.undertone),
        mouth=(inside, np.ones(len(inside), np.float32)),
        whole=geometry.triangles,
        head=head.skin[above_neck],
        neighbours=neighbours,
        closeness=light.closeness_of(head.skin, *neighbours),
        thin=light.thin(rest),
        spread=np.zeros_like(rest),
    )
    return (skin,)
