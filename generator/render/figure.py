"""One person at rest: all that is made once and that every frame uses (parts, triangles, textures)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.human import colour
from synthgen.human.imported import Imported
from synthgen.render.arrays import Floats, Picture, Reals
from synthgen.render.clothes import cloth, garment, glasses, headwear, proxy
from synthgen.render.drawlist import draw_list
from synthgen.render.face import eyes, iris, lashes, mouth, mouthpicture, teardrop, tearfilm, teeth, tongue
from synthgen.render.hair import beard, hair, strandpicture, styles
from synthgen.render.head import Head, head_of
from synthgen.render.materials import MATERIALS, Material, lay_out, shrink
from synthgen.render.part import Part
from synthgen.render.raster.gbuffer import EYE
from synthgen.render.skin import skin, skinmesh, texels
from synthgen.render.skin.flush import Flush
from synthgen.render.skin.relief import Relief
from synthgen.scene.bounds import bounding_sphere

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance


#: Makes parts of one kind for a person.
Maker = Callable[[Head], Iterable[Part]]
#: What is drawn of everybody, in the order of a frame's vertices. Whoever adds a part adds its maker here.
PARTS: tuple[Maker, ...] = (
    skinmesh.parts,
    tongue.parts,
    eyes.parts,
    lashes.parts,
    teeth.parts,
    garment.parts,
    headwear.parts,
    glasses.parts,
    proxy.parts,
    hair.parts,
    beard.parts,
    tearfilm.parts,
    teardrop.parts,
)


class Figure:
    """A person for pictures whose shorter side has ``pixels``. Nothing of it but ``relief`` and what
    ``flush`` does to the texels changes with a frame.

    ``neutral`` vertices (19158, 3) dm are in MakeHuman's order; ``key`` (3,) points to the key light, which the iris
    is painted for.
    """

    def __init__(
        self,
        assets: Assets,
        neutral: Reals,
        look: Appearance,
        *,
        pixels: int,
        imported: Imported,
        key: Floats,
        makers: Sequence[Maker],
    ) -> None:
        self.look = look
        self.head = head_of(assets, neutral, look, pixels=pixels, imported=imported)
        self.landmarks = np.asarray(assets.landmarks68)
        self.apart_at_rest = min(mouth.opening(self.head.neutral[self.landmarks])[0], mouth.MOST_AT_REST)
        made = (part for make in makers for part in make(self.head))
        self.parts = tuple(part for part in made if part.stands_for not in imported.kinds)
        #: which parts are there in some frames only
        self.fleeting = [k for k, part in enumerate(self.parts) if part.fleeting]
        #: … and which come close to others
        self.closing = [k for k, part in enumerate(self.parts) if part.closing]
        #: the sphere that pictures keep whole
        self.bounds = bounding_sphere(np.concatenate([part.extent(self.head.centre) for part in self.parts]))
        own = dict.fromkeys(part.material for part in self.parts if isinstance(part.material, Material))
        materials = (*MATERIALS, *own)
        numbers = {material: number for number, material in enumerate(materials)}
        self.drawn = draw_list(self.parts, numbers)
        of_part = [
            part.material if isinstance(part.material, Material) else MATERIALS[part.material] for part in self.parts
        ]
        #: how far light spreads past the terminator (v, 3), per vertex and channel
        self.wrap = np.repeat(
            np.array([material.wrap for material in of_part], np.float32), [part.count for part in self.parts], axis=0
        )
        #: albedo of what hides the sky (v, 3), per vertex
        self.bounce = np.repeat(
            np.array([part.bounce for part in self.parts], np.float32), [part.count for part in self.parts], axis=0
        )
        pixel = 2.0 * self.bounds.radius / (0.84 * pixels)
        size = texels.SIZE
        while size > 512 and texels.TEXEL * texels.SIZE / size < 0.5 * pixel:
            size //= 2  # one or two texels a pixel: finer would shimmer
        painted = self._paint(key, size)
        self.relief = Relief(assets, look, size=size, pixel=pixel)
        for part in self.parts:
            part.paint(painted[0], self.relief.texels)
        self.texels, self.materials = lay_out(painted, materials)
        self.flush = Flush(
            assets,
            self.texels,
            size=size,
            tone=look.skin.tone,
            undertone=look.skin.undertone,
            seed=self.head.seed,
            eyes=(int(self.materials[EYE, 3]), lambda: self._paint_eye(key, redness=1.0)),
        )

    def _paint(self, key: Floats, size: int) -> tuple[Picture, ...]:
        """Paint the textures of ``MATERIALS``, the skin's with a side of ``size``."""
        look, seed, cloth_span = self.look, self.head.seed, 1.5 * cloth.SPAN
        return (
            skin.paint_skin(self.head.assets, look, size=size, picture=self.head.imported.skin),
            self._paint_eye(key),
            strandpicture.paint_hair(
                colour.hair_albedo(look.hair.colour, 0.0),
                colour.hair_albedo(look.hair.colour, 1.0),
                look.hair.grey,
                pixels=self.head.pixels,
                seed=seed,
                sheen=styles.SHEEN[look.hair.texture],
            ),
            cloth.paint_garment(look.dress, seed=seed, size=self._texels(cloth_span)),
            mouthpicture.paint_mouth(age=look.age, seed=seed, size=self._texels(4.0)),
            cloth.paint_headwear(look.dress, seed=seed + 1, size=self._texels(cloth_span)),
            glasses.paint_frame(look.dress),
        )

    def _paint_eye(self, key: Floats, *, redness: float = 0.0) -> Picture:
        painted = iris.paint_eye(self.look.eyes, key, seed=self.head.seed, size=512, redness=redness)
        return shrink(painted, self._texels(1.35))

    def _texels(self, span: float) -> int:
        """Return how many texels a texture of ``span`` dm has where a texel is about a pixel: more would shimmer."""
        return max(16, int(span * 0.5 * self.head.pixels / self.bounds.radius))
