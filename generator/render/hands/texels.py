"""Where the texels of hands and arms lie on a hand: the same for everybody, from the base mesh alone."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.hands import layout
from synthgen.render.hands.mesh import Axes, arm_faces, axes_of, nearest_bones
from synthgen.render.raster.light import vertex_normals
from synthgen.render.skin.texels import SIZE, chart

#: Texels beyond a chart's edge that are painted too.
_BLEED = 6
#: What is known of a texel, in this order. Base position xyz, dm, of the left hand. ``palmar``: cosine of the angle
#: between its normal and where the inside of its digit or palm looks. ``digit``, ``along``: see ``nearest_bones``.
#: ``beside``: to its digit's side, dm, the thumb's way. ``palm a``, ``palm b``: over the palm, from the index's knuckle
#: to the little finger's and from the wrist to the knuckles, 0–1 each. ``crease``: how near it is to one of the palm's
#: lines, 0–1. ``arm``: how far down the arm, see ``down_arm``.
FIELDS = ("x", "y", "z", "palmar", "digit", "along", "beside", "palm a", "palm b", "crease", "arm", "u", "v")
X, Y, Z, PALMAR, DIGIT, ALONG, BESIDE, PALM_A, PALM_B, CREASE, ARM, U, V = range(len(FIELDS))
#: The palm's lines, as (palm a, palm b) from where they begin: of the heart, of the head, of life.
_LINES = (
    ((1.10, 0.66), (0.85, 0.72), (0.60, 0.77), (0.35, 0.84), (0.20, 0.93)),
    ((-0.20, 0.66), (0.10, 0.66), (0.40, 0.58), (0.65, 0.47), (0.85, 0.36)),
    ((-0.20, 0.68), (0.02, 0.62), (0.20, 0.48), (0.30, 0.30), (0.33, 0.12), (0.30, 0.0)),
)
#: Half as wide as such a line, on that scale: some millimetre.
_LINE = 0.020


@dataclass(frozen=True)
class HandTexels:
    """Texels ``where`` (n,) of the full texture, as yet not transposed, and what is known of each (n, FIELDS)."""

    where: Ints
    fields: Floats


@stored
def hand_texels(assets: Assets) -> HandTexels:
    """Return the texels of hand and arm."""
    faces, on_hand = arm_faces(assets, "left")
    quads = np.asarray(assets.faces)[faces]
    base = np.asarray(assets.base, np.float32)
    axes = axes_of(assets)
    whole = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int32)
    normals = np.zeros_like(base)
    vertex_normals(base, whole, normals, 0, len(base))
    uv = np.asarray(assets.uv, np.float64)[np.asarray(assets.face_uv)[faces]]
    own = np.where(
        on_hand[:, None, None],
        layout.hand_texture(uv, "left"),
        layout.arm_texture(base[quads].astype(np.float64), axes.arm),
    )
    found = []
    for which, row, column, rows, columns in (
        (on_hand, layout.HAND_ROW, layout.HAND_COLUMN, layout.HAND_SIDE, layout.HAND_SIDE),
        (~on_hand, layout.ARM_ROW, layout.ARM_COLUMN, layout.ARM_ROWS, layout.ARM_COLUMNS),
    ):
        found.append(_texels(quads[which], own[which], uv[which], base, normals, (row, column, rows, columns)))
    where, place, normal, made = (np.concatenate(column) for column in zip(*found, strict=True))
    return HandTexels(where.astype(np.int32), _fields(axes, place, normal, made))


def _texels(
    quads: Ints, own: Doubles, uv: Doubles, base: Floats, normals: Floats, box: tuple[int, int, int, int]
) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the texels of quads (m, 4) in a ``box`` (row, column, rows, columns) of the texture: where they are, base
    positions, unit normals, and MakeHuman's u and v."""
    row, column, rows, columns = box
    side = max(rows, columns)
    cut = [0, 1, 2, 0, 2, 3]
    triangles = quads[:, cut].reshape(-1, 3).astype(np.int32)
    across = (own[..., 0] * SIZE - column) / side
    down = ((1.0 - own[..., 1]) * SIZE - row) / side
    corners = np.stack([across, 1.0 - down], axis=2)[:, cut].reshape(-1, 6).astype(np.float32)
    charted = []
    flat = np.arange(3 * len(triangles), dtype=np.int32).reshape(-1, 3)
    coordinates = np.zeros((3 * len(triangles), 3), np.float32)
    coordinates[:, :2] = uv[:, cut].reshape(-1, 2)
    for index, values in ((triangles, base), (triangles, normals), (flat, coordinates)):
        dense, owner = np.zeros((side * side, 3), np.float32), np.zeros(side * side, np.uint8)
        chart(index, corners, values, side, _BLEED, dense, owner)
        charted.append(dense)
    inside = np.flatnonzero(owner.reshape(side, side)[:rows, :columns].ravel())
    y, x = np.divmod(inside, columns)
    place, normal, made = (dense.reshape(side, side, 3)[y, x] for dense in charted)
    length = np.sqrt(normal[:, 0] ** 2 + normal[:, 1] ** 2 + normal[:, 2] ** 2)
    where = ((row + y) * SIZE + column + x).astype(np.int32)
    return where, place, normal / np.maximum(length, np.float32(1e-6))[:, None], made[:, :2]


def _fields(axes: Axes, place: Floats, normal: Floats, made: Floats) -> Floats:
    points = place.astype(np.float64)
    digit, along = nearest_bones(axes, points)
    beside, palmar = np.zeros(len(points)), np.zeros(len(points))
    for k, joints in enumerate(axes.joints, start=1):
        of = digit == k
        # a palm's inside turns to that of its digits
        share = np.clip(along[of] + 0.5, 0.0, 1.0)[:, None]
        inside = share * axes.palmar[k - 1] + (1.0 - share) * axes.inside
        inside /= np.sqrt((inside * inside).sum(axis=1))[:, None]
        palmar[of] = (normal[of] * inside).sum(axis=1)
        step = joints[3] - joints[0]
        aside = np.cross(axes.palmar[k - 1], step / np.sqrt((step * step).sum()))
        bone = np.clip(along[of].astype(int), 0, 2)
        t = along[of] - bone
        at = joints[bone] + t[:, None] * (joints[bone + 1] - joints[bone])
        beside[of] = ((points[of] - at) * aside).sum(axis=1)
    wrist, first, last = axes.arm[2], axes.joints[1, 0], axes.joints[4, 0]
    ahead = 0.5 * (first + last) - wrist
    across = last - first
    across = across - (across * ahead).sum() / (ahead * ahead).sum() * ahead
    palm_a = ((points - first) * across).sum(axis=1) / (across * across).sum()
    palm_b = ((points - wrist) * ahead).sum(axis=1) / (ahead * ahead).sum()
    crease = np.where(palmar > 0.2, _near_lines(palm_a, palm_b), 0.0)
    columns = [*points.T, palmar, digit, along, beside, palm_a, palm_b, crease, layout.down_arm(points, axes.arm)]
    return np.stack([*columns, *made.T.astype(np.float64)], axis=1).astype(np.float32)


def _near_lines(a: Doubles, b: Doubles) -> Doubles:
    """Return how near (n,) points of the palm are to one of its lines: 1 on it, 0 beside."""
    found = np.zeros(len(a))
    for line in _LINES:
        for k, (begin, end) in enumerate(itertools.pairwise(line)):
            step = np.array(end) - np.array(begin)
            da, db = a - begin[0], b - begin[1]
            t = np.clip((da * step[0] + db * step[1]) / (step * step).sum(), 0.0, 1.0)
            square = (da - t * step[0]) ** 2 + (db - t * step[1]) ** 2
            # lines run out
            strength = 1.0 - 0.7 * (k + t) / (len(line) - 1) if line is not _LINES[2] else 1.0 - 0.4 * (k + t) / 5
            found = np.maximum(found, strength * np.exp(-square / (_LINE * _LINE)))
    return np.round(found, 6)
