"""Where the skin texture's texels lie on a head: base mesh positions, masks and regions, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, Picture, f4
from synthgen.render.face.lashes import lash_line
from synthgen.render.hair import hairline
from synthgen.render.skin.regions import regions

#: Side of the full texture; renderers use it at this size or halved.
SIZE = 2048
#: Skin below this height of the base mesh (dm) is under every garment.
LOWEST = 4.9
#: dm: a texel of the full texture, on the face.
TEXEL = 0.00236
#: Texels beyond a chart's edge that are painted too, so that bilinear lookups at seams find skin.
_BLEED = 3
#: Columns of the texel fields: base position xyz, hairline distance, masks lips, lids, mouth inside, ears, lash line.
_FIELDS = 9


@dataclass(frozen=True)
class TexelMap:
    """The texels that skin uses.

    ``where`` (n,) flat index; ``fields`` (n, 9) float32: base position xyz, distance inside the hairline (dm), masks
    (0–1) of lips, lids, mouth inside, ears, line of the lashes; ``regions`` (n, len(REGIONS)) uint8: see there.
    """

    where: Ints
    fields: Floats
    regions: Picture


@kernel
def chart(faces, corners, rest, size, bleed, fields, owner):  # type: ignore[no-untyped-def]
    """Write base positions into ``fields`` (size², k) for texels of uv triangles; ``owner``: 1 inside, 2 bleed."""
    for t in range(faces.shape[0]):
        u0 = corners[t, 0] * size
        v0 = (f4(1) - corners[t, 1]) * size
        u1 = corners[t, 2] * size
        v1 = (f4(1) - corners[t, 3]) * size
        u2 = corners[t, 4] * size
        v2 = (f4(1) - corners[t, 5]) * size
        area = (u1 - u0) * (v2 - v0) - (u2 - u0) * (v1 - v0)
        if abs(area) < f4(1e-6):
            continue
        left = max(0, int(min(u0, min(u1, u2))) - bleed)
        right = min(size, int(max(u0, max(u1, u2))) + bleed + 1)
        top = max(0, int(min(v0, min(v1, v2))) - bleed)
        bottom = min(size, int(max(v0, max(v1, v2))) + bleed + 1)
        for y in range(top, bottom):
            for x in range(left, right):
                at = y * size + x
                if owner[at] == 1:
                    continue
                px = f4(x) + f4(0.5)
                py = f4(y) + f4(0.5)
                b1 = ((px - u0) * (v2 - v0) - (u2 - u0) * (py - v0)) / area
                b2 = ((u1 - u0) * (py - v0) - (px - u0) * (v1 - v0)) / area
                b0 = f4(1) - b1 - b2
                inside = min(b0, min(b1, b2)) >= f4(0)
                if not inside:
                    if owner[at] == 2:
                        continue
                    b0 = min(max(b0, f4(0)), f4(1))
                    b1 = min(max(b1, f4(0)), f4(1) - b0)
                    b2 = f4(1) - b0 - b1
                owner[at] = 1 if inside else 2
                for k in range(3):
                    fields[at, k] = b0 * rest[faces[t, 0], k] + b1 * rest[faces[t, 1], k] + b2 * rest[faces[t, 2], k]


@stored
def texel_map(assets: Assets) -> TexelMap:
    """Return the texels of head, neck and shoulders with what is known of each, from the base mesh alone."""
    base = np.asarray(assets.base, np.float32)
    body = np.flatnonzero(np.asarray(assets.face_group) == assets.groups.index("body"))
    body = body[base[np.asarray(assets.faces)[body], 1].min(axis=1) > LOWEST]
    quads = np.asarray(assets.faces)[body][:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int32)
    corner = np.asarray(assets.face_uv)[body][:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    uv = np.asarray(assets.uv, np.float32)[corner].reshape(-1, 6)
    dense = np.zeros((SIZE * SIZE, 3), np.float32)
    owner = np.zeros(SIZE * SIZE, np.uint8)
    chart(quads, uv, base, SIZE, _BLEED, dense, owner)
    where = np.flatnonzero(owner).astype(np.int32)
    fields = np.zeros((len(where), _FIELDS), np.float32)
    fields[:, :3] = dense[where]
    fields[:, 3] = hairline.inside(fields[:, :3])
    for column, name in enumerate(("lips", "eyelids", "inside-mouth", "ears"), start=4):
        fields[:, column] = np.asarray(assets.mask(name)).reshape(-1)[where] * np.float32(1 / 255)
    fields[:, 8] = lash_line(assets, fields[:, :3])
    return TexelMap(where, fields, regions(fields))
