"""What hands and things cover in a picture, sample by sample as the rasteriser has it: labels, not estimates."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from synthgen.hands.seen import NOTHING_SEEN, Outlines, Seen
from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Mask, Picture
from synthgen.render.raster.raster import TRIANGLE_MASK

if TYPE_CHECKING:
    from synthgen.render.studio import Studio
    from synthgen.scene.camera import Camera

#: What parts are called that come before a face (``Part.covers``): hands by the subject's side, sleeves, things.
COVERS = ("left", "right", "sleeve", "thing")
#: Outlines leave out pieces of fewer cells than this: specks between fingers.
_SMALLEST = 4
#: Pixels that an outline may be off where corners are left out.
_OFF = 0.75


def seen(studio: Studio, camera: Camera) -> Seen:
    """Return what is before the face in the picture that ``studio.view(camera)`` has drawn last.

    ``covered`` is counted in samples, four a pixel, of the face's outline as far as it is in the picture.
    """
    figure = studio.figure
    if not any(part.covers and there for part, there in zip(figure.parts, studio.frame.seen, strict=True)):
        return NOTHING_SEEN
    face = inside(studio.face_polygon(camera).astype(np.float64) * 2.0, 2 * studio.width, 2 * studio.height)
    which = np.zeros((face.shape[0] + 2, face.shape[1] + 2), np.uint8)
    counts = np.zeros(len(COVERS) + 3, np.int64)
    _look(studio.picture.samples, _kinds(studio), face, which, counts)
    done = np.zeros_like(which)
    left, right, sleeve, thing = (_outlines(which, k, int(counts[k]), done, 0.5) for k in range(1, len(COVERS) + 1))
    whole, before = int(counts[-2]), int(counts[-1])
    return Seen(left, right, sleeve, thing, round(before / whole, 6) if whole else 0.0)


@kernel
def _look(samples, kinds, face, which, counts):  # type: ignore[no-untyped-def]
    """Write into ``which`` (h + 2, w + 2), inside its edge, what kind of cover samples show, and count them in
    ``counts`` (k + 3,), last those of the ``face`` (h, w) and those of it that are covered."""
    for y in range(face.shape[0]):
        for x in range(face.shape[1]):
            kind = kinds[samples[y, x] & TRIANGLE_MASK]
            which[y + 1, x + 1] = kind
            counts[kind] += 1
            if face[y, x]:
                counts[-2] += 1
                counts[-1] += kind > 0


def _kinds(studio: Studio) -> Picture:
    """Return which of ``COVERS``, from 1, each triangle of a figure is of, by its number + 1; 0: none of them."""
    figure = studio.figure
    kinds = np.zeros(len(figure.drawn.triangles) + 1, np.uint8)
    for part, faces in zip(figure.parts, figure.drawn.faces, strict=True):
        if part.covers:
            kinds[faces.start + 1 : faces.stop + 1] = COVERS.index(part.covers) + 1
    return kinds


def inside(polygon: Doubles, width: int, height: int) -> Mask:
    """Return which points (height, width), at the middles of a grid's cells, lie inside a polygon (k, 2), by even and
    odd crossings."""
    found = np.zeros((height, width), bool)
    _fill(np.ascontiguousarray(polygon, np.float64), found)
    return found


@kernel
def _fill(polygon, found):  # type: ignore[no-untyped-def]
    """Mark the cells of ``found`` (h, w) whose middles lie inside ``polygon`` (k, 2)."""
    count = polygon.shape[0]
    for row in range(found.shape[0]):
        y = row + 0.5
        for k in range(count):
            x0 = polygon[k, 0]
            y0 = polygon[k, 1]
            x1 = polygon[(k + 1) % count, 0]
            y1 = polygon[(k + 1) % count, 1]
            if (y0 <= y) == (y1 <= y):
                continue
            cross = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
            # all cells to the right of the crossing change sides
            for column in range(max(0, int(np.ceil(cross - 0.5))), found.shape[1]):
                found[row, column] = not found[row, column]


def outlines_of(mask: Mask, *, scale: float = 1.0) -> Outlines:
    """Return the outlines (k, 2) of the pieces of a ``mask`` (h, w), the largest first, times ``scale``.

    They run along the edges of cells, clockwise as seen, with corners left out where that moves them by less than a
    pixel.
    """
    edged = np.zeros((mask.shape[0] + 2, mask.shape[1] + 2), np.uint8)
    edged[1:-1, 1:-1] = mask
    return _outlines(edged, 1, int(mask.sum()), np.zeros_like(edged), scale)


def _outlines(which: Picture, number: int, cells: int, done: Picture, scale: float) -> Outlines:
    """Return the outlines of the so many cells that have a ``number`` in ``which``, whose edge is empty."""
    if cells == 0:
        return ()
    points = np.empty((4 * cells + 8, 2), np.int32)
    ends = np.empty(2 * cells + 8, np.int32)
    count = _trace(which, np.uint8(number), done, points, ends)
    found = []
    for begin, end in itertools.pairwise([0, *ends[:count].tolist()]):
        line = points[begin:end].astype(np.float64) * scale
        size = _area(line)
        if size >= _SMALLEST * scale * scale:
            keep = np.zeros(len(line), bool)
            _simplify(line, _OFF, keep)
            found.append((size, line[keep]))
    found.sort(key=lambda pair: -pair[0])
    return tuple(line.astype(np.float32) for _, line in found)


def _area(line: Doubles) -> float:
    x, y = line[:, 0], line[:, 1]
    return abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2.0


@kernel
def _trace(mask, number, done, points, ends):  # type: ignore[no-untyped-def]
    """Walk round each piece of the cells of ``mask`` that have a ``number``; return how many there are.

    The mask's edge has no such cells. One walks with the cells to the right.

    ``points`` gets the corners where the way turns, one outline after another up to ``ends``. ``done`` marks cells
    whose upper edge has been walked.
    """
    pieces = 0
    n = 0
    for row in range(1, mask.shape[0] - 1):
        for column in range(1, mask.shape[1] - 1):
            if mask[row, column] != number or mask[row - 1, column] == number or done[row, column] != 0:
                continue
            # an upper edge that no outline has walked: of a new piece, or of a hole in one, which is walked and dropped
            first = n
            y = row
            x = column
            dy = 0
            dx = 1
            twice = 0  # twice the signed area: above 0 for what is walked round with its cells to the right
            while True:
                if dx == 1:
                    done[y, x] = 1
                # the cells ahead, left and right of the way
                ny = y + dy
                nx = x + dx
                if dx == 1:
                    left = mask[ny - 1, nx]
                    right = mask[ny, nx]
                elif dx == -1:
                    left = mask[ny, nx - 1]
                    right = mask[ny - 1, nx - 1]
                elif dy == 1:
                    left = mask[ny, nx]
                    right = mask[ny, nx - 1]
                else:
                    left = mask[ny - 1, nx - 1]
                    right = mask[ny - 1, nx]
                twice += x * ny - nx * y
                y = ny
                x = nx
                if right != number:  # turn right, round a corner of the piece
                    points[n, 0] = x - 1
                    points[n, 1] = y - 1
                    n += 1
                    dy, dx = dx, -dy
                elif left == number:  # turn left, into a corner
                    points[n, 0] = x - 1
                    points[n, 1] = y - 1
                    n += 1
                    dy, dx = -dx, dy
                if y == row and x == column and dx == 1 and dy == 0:
                    break
            if twice > 0:
                ends[pieces] = n
                pieces += 1
            else:
                n = first
    return pieces


@kernel
def _simplify(line, off, keep):  # type: ignore[no-untyped-def]
    """Mark the corners of a closed ``line`` (k, 2) that lie more than ``off`` beside the way between those that stay.

    D. Douglas and T. Peucker, "Algorithms for the reduction of the number of points", 1973, on both halves of it.
    """
    count = line.shape[0]
    if count <= 4:
        keep[:] = True
        return
    middle = 0
    farthest = -1.0
    for k in range(count):
        square = (line[k, 0] - line[0, 0]) ** 2 + (line[k, 1] - line[0, 1]) ** 2
        if square > farthest:
            farthest = square
            middle = k
    keep[0] = True
    keep[middle] = True
    stack = np.zeros((count + 2, 2), np.int64)
    stack[0, 0], stack[0, 1] = 0, middle
    stack[1, 0], stack[1, 1] = middle, count
    left = 2
    while left > 0:
        left -= 1
        begin = stack[left, 0]
        end = stack[left, 1]
        ax = line[end % count, 0] - line[begin, 0]
        ay = line[end % count, 1] - line[begin, 1]
        length = max(math.sqrt(ax * ax + ay * ay), 1e-9)
        worst = off
        at = -1
        for k in range(begin + 1, end):
            far = abs((line[k, 0] - line[begin, 0]) * ay - (line[k, 1] - line[begin, 1]) * ax) / length
            if far > worst:
                worst = far
                at = k
        if at >= 0:
            keep[at] = True
            stack[left, 0], stack[left, 1] = begin, at
            stack[left + 1, 0], stack[left + 1, 1] = at, end
            left += 2
