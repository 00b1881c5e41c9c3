"""All that a person wears, put on a neutral body: garment, head wear and glasses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.human import colour
from synthgen.render import textures
from synthgen.render.clothes import garment, glasses, headwear, shell, worn
from synthgen.render.clothes.shell import Sheet
from synthgen.render.clothes.worn import Worn
from synthgen.render.hair.hair import near_ears

if TYPE_CHECKING:
    from synthgen.human.dress import Dress

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Picture = npt.NDArray[np.uint8]

#: Gloss of a frame's surface: thin ones are of metal, thick ones of acetate.
_FRAME_GLOSS = {"none": 0, "round": 255, "rectangular": 60}


@dataclass(frozen=True)
class Outfit:
    """``cloth`` moves with the skin, ``rigid`` with the head. Per skin vertex (n,): whether it is ``hidden``, the share
    of the sky that a collar leaves to it, and how far (dm) it lies inside what covers the hair (None: bare-headed).
    """

    cloth: Sheet
    rigid: Worn
    hidden: npt.NDArray[np.bool_]
    sky: Floats
    covered: Floats | None

    @property
    def covers_all(self) -> bool:
        """Whether no hair is to be seen."""
        return self.covered is not None and float(self.covered.min()) > headwear.ALL


def put_on(
    dress: Dress,
    rest: Floats,
    triangles: Ints,
    skin: Floats,
    normals: Floats,
    *,
    lining: Ints,
    centre: Floats,
    corneas: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
) -> Outfit:
    """Dress a person whose skin vertices are ``rest`` on the base mesh, ``skin`` on the neutral person, each (n, 3).

    ``normals`` (n, 3); skin ``triangles`` (t, 3); the vertices of the mouth's ``lining``; the head's ``centre`` (3,);
    the fronts of the ``corneas`` (3,), left and right.
    """
    inside = np.zeros(len(rest), bool)
    inside[lining] = True
    on_skin, on_head = headwear.build(dress, rest, triangles, skin, normals, centre=centre, lining=inside)
    cloth = garment.tailor(dress, rest, triangles, skin, normals, collar=on_skin is None)
    rigid = [on_head]
    if dress.glasses != "none":
        rigid.append(glasses.build(dress.glasses, skin, near_ears(rest), corneas, centre))
    return Outfit(
        cloth=cloth if on_skin is None else shell.joined([cloth, on_skin]),
        rigid=worn.joined(rigid),
        hidden=garment.hides(dress, rest) | headwear.hides(dress, rest, inside),
        sky=garment.shade_of(dress, rest),
        covered=headwear.covers(dress, rest),
    )


def paint(dress: Dress, *, seed: int, size: int) -> tuple[Picture, Picture]:
    """Return the textures of head wear (size, size, 4) and of a glasses' frame, uint8, √linear·255 and gloss."""
    over = textures.paint_cloth(dress.headwear_colour, dress.headwear_colour, "plain", seed=seed, size=size)
    frame = np.zeros((2, 2, 4), np.uint8)
    frame[..., :3] = np.round(np.sqrt(colour.linear(dress.frame)) * 255)
    frame[..., 3] = _FRAME_GLOSS[dress.glasses]
    return over, frame
