"""Measure hands before faces: how deep they are in the head, what touches, whether fingers meet, what they cover.

    python tests/validation/hands_placed.py [--people FOLDER | --suite] [--gestures cover_eyes,…] [--json FILE]

Runs in the project's own environment. Without ``--people`` or ``--suite`` it is the suite and 60 of ``models sample
--seed 17``; some ten minutes of a core in all. Every gesture is held by every side it has, before the neutral face,
and by one side before one that shows fear (``--faces`` has one that shouts, too).

Distances are exact ones to all triangles of the skin, by code of its own: none of the program's is used for them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from synthgen import Model, find_models, load_assets, load_basis, shape_model
from synthgen.assets.landmarks import FACE_OUTLINE, LANDMARKS68
from synthgen.assets.mesh import SKIN
from synthgen.hands import GESTURES, Side, gesture_named
from synthgen.hands.arm import PALM, Arm, arm_of
from synthgen.hands.form import GROUPS, form_of
from synthgen.hands.hands import Hands

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SEED, SAMPLED = 17, 60
#: faces before which a gesture is held, beside the neutral one
FACES: Mapping[str, Mapping[str, float]] = {
    "neutral": {},
    "fear": {"AU1": 0.9, "AU2": 0.7, "AU4": 0.6, "AU5": 0.9, "AU20": 0.8, "AU25": 0.6, "AU26": 0.5},
    "shout": {"AU4": 0.5, "AU25": 1.0, "AU27": 0.6},
}
#: dm: skin of the hand that is farther from the nearest vertex of the face is not measured
_LOOKED_AT = 0.08
#: rows of the picture from which covered shares are counted
_ROWS = 300


@numba.njit(cache=True)
def signed_distances(points, vertices, normals, triangles, reach, out):  # type: ignore[no-untyped-def]
    """Write the distances of points (n, 3) from a surface, below 0 inside by the normal at the nearest place.

    Triangles whose middle is farther than the nearest vertex by more than their size are passed over; points farther
    than ``reach`` from all vertices are infinitely far.
    """
    middle = np.zeros((len(triangles), 3))
    size = np.zeros(len(triangles))
    for t in range(len(triangles)):
        for k in range(3):
            for c in range(3):
                middle[t, k] += vertices[triangles[t, c], k] / 3
        for c in range(3):
            away = 0.0
            for k in range(3):
                away += (vertices[triangles[t, c], k] - middle[t, k]) ** 2
            size[t] = max(size[t], np.sqrt(away))
    for i in range(len(points)):
        x, y, z = points[i]
        near = 1e18
        for v in range(len(vertices)):
            near = min(near, (vertices[v, 0] - x) ** 2 + (vertices[v, 1] - y) ** 2 + (vertices[v, 2] - z) ** 2)
        near = np.sqrt(near)
        out[i] = np.inf
        if near > reach:
            continue
        best, sign = 1e18, 1.0
        for t in range(len(triangles)):
            away = (middle[t, 0] - x) ** 2 + (middle[t, 1] - y) ** 2 + (middle[t, 2] - z) ** 2
            if away > (near + size[t]) ** 2:
                continue
            a, b, c = triangles[t]
            square, side = _to_triangle(x, y, z, vertices, normals, a, b, c)
            if square < best:
                best, sign = square, side
        out[i] = sign * np.sqrt(best)


@numba.njit(cache=True)
def _to_triangle(x, y, z, vertices, normals, a, b, c):  # type: ignore[no-untyped-def]
    """Return the squared distance to a triangle, and 1 outside or −1 inside: in its plane, else along its edges."""
    e, f, q = vertices[b] - vertices[a], vertices[c] - vertices[a], np.array([x, y, z]) - vertices[a]
    ee, ef, ff = (e * e).sum(), (e * f).sum(), (f * f).sum()
    qe, qf = (q * e).sum(), (q * f).sum()
    whole = ee * ff - ef * ef
    best, u, v = 1e18, 0.0, 0.0
    if whole > 0:
        s, t = (ff * qe - ef * qf) / whole, (ee * qf - ef * qe) / whole
        if s >= 0 and t >= 0 and s + t <= 1:
            r = q - s * e - t * f
            best, u, v = (r * r).sum(), s, t
    if best > 1e17:
        for k in range(3):  # from corner k to the next
            sx, tx = (0.0, 0.0) if k == 0 else ((1.0, 0.0) if k == 1 else (0.0, 1.0))
            sy, ty = (1.0, 0.0) if k == 0 else ((0.0, 1.0) if k == 1 else (0.0, 0.0))
            start = sx * e + tx * f
            way = sy * e + ty * f - start
            long = (way * way).sum()
            share = min(1.0, max(0.0, ((q - start) * way).sum() / long)) if long > 0 else 0.0
            r = q - start - share * way
            if (r * r).sum() < best:
                best, u, v = (r * r).sum(), sx + share * (sy - sx), tx + share * (ty - tx)
    out = q - u * e - v * f
    normal = (1 - u - v) * normals[a] + u * normals[b] + v * normals[c]
    return best, 1.0 if (out * normal).sum() >= 0 else -1.0


@numba.njit(cache=True)
def turns_round(points, vertices, triangles, out):  # type: ignore[no-untyped-def]
    """Write how often a closed surface winds round points (n, 3): 1 inside, 0 outside (van Oosterom and Strackee 1983).

    Lips that lie on each other mislead normals; this they do not.
    """
    for i in range(len(points)):
        whole = 0.0
        for t in range(len(triangles)):
            ax, ay, az = vertices[triangles[t, 0]] - points[i]
            bx, by, bz = vertices[triangles[t, 1]] - points[i]
            cx, cy, cz = vertices[triangles[t, 2]] - points[i]
            a = np.sqrt(ax * ax + ay * ay + az * az)
            b = np.sqrt(bx * bx + by * by + bz * bz)
            c = np.sqrt(cx * cx + cy * cy + cz * cz)
            volume = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
            ab = ax * bx + ay * by + az * bz
            bc = bx * cx + by * cy + bz * cz
            ca = cx * ax + cy * ay + cz * az
            whole += np.arctan2(volume, a * b * c + ab * c + bc * a + ca * b)
        out[i] = whole / (2 * np.pi)


def triangles_of(quads: npt.NDArray[np.integer]) -> Ints:
    """Return the triangles (2 q, 3) of quads (q, 4)."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int64)


def pseudonormals(vertices: Floats, triangles: Ints) -> Floats:
    """Return vertex normals weighted by angle, which tell inside from outside (Bærentzen and Aanæs 2005)."""
    normals = np.zeros_like(vertices)
    corners = vertices[triangles]
    flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-15)
    for k in range(3):
        one, two = corners[:, (k + 1) % 3] - corners[:, k], corners[:, (k + 2) % 3] - corners[:, k]
        size = np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1)
        angle = np.arccos(np.clip((one * two).sum(axis=1) / np.maximum(size, 1e-15), -1, 1))
        np.add.at(normals, triangles[:, k], flat * angle[:, None])
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-15)


def distances(points: Floats, vertices: Floats, triangles: Ints, reach: float) -> Floats:
    """Return signed distances of points (n, 3) from a surface; those farther than ``reach`` from its vertices: inf."""
    used = np.unique(triangles)
    rows = np.full(len(vertices), -1)
    rows[used] = np.arange(len(used))
    surface, local = np.ascontiguousarray(vertices[used]), rows[triangles]
    found = np.zeros(len(points))
    signed_distances(np.ascontiguousarray(points), surface, pseudonormals(surface, local), local, reach, found)
    return found


class Bench:
    """What of the base mesh is measured against: all skin of the head, with what lines the mouth, and the eyeballs."""

    def __init__(self) -> None:
        self.assets = load_assets()
        self.basis = load_basis("embedded", self.assets)
        self.arms: dict[str, Arm] = {"left": arm_of(self.assets, "left"), "right": arm_of(self.assets, "right")}
        base = self.assets.base.astype(np.float64)
        skin = np.zeros(len(base), bool)
        skin[:SKIN] = base[:SKIN, 1] > 5.6  # the head and the upper half of the neck
        eyes = np.concatenate([self.assets.joint(f"helper-{side}-eye") for side in "lr"])
        skin[eyes] = True
        self.head = triangles_of(self.assets.faces[skin[self.assets.faces].all(axis=1)])
        closed = np.zeros(len(base), bool)
        closed[:SKIN], closed[eyes] = True, True
        self.closed = triangles_of(self.assets.faces[closed[self.assets.faces].all(axis=1)])

    def gaps(self, points: Floats, face: Floats) -> Floats:
        """Return the distances of points (n, 3) from the head (n,), below 0 inside it; far ones are infinitely far."""
        found = distances(points, face, self.head, _LOOKED_AT)
        inside = np.flatnonzero(found < 0)  # by normals, which lips that lie on each other mislead
        turns = np.zeros(len(inside))
        turns_round(np.ascontiguousarray(points[inside]), face, self.closed, turns)
        found[inside] *= np.where(turns > 0.5, 1.0, -1.0)
        return found

    def people(self, folder: str | None, *, suite: bool) -> Iterator[tuple[str, Model]]:
        """Yield (name, model)."""
        if folder:
            yield from ((model.id, model) for model in find_models(folder))
            return
        yield from ((model.id, model) for model in find_models("*"))
        if not suite:
            with tempfile.TemporaryDirectory() as drawn:
                command = ["models", "sample", "--n", str(SAMPLED), "--seed", str(SEED), "--out", f"{drawn}/people"]
                subprocess.run([sys.executable, "-m", "synthgen", *command], check=True)
                yield from ((f"new_{model.id}", model) for model in find_models(f"{drawn}/people"))

    def measure(
        self, name: str, model: Model, gestures: list[str], faces: Iterable[str] = FACES
    ) -> Iterator[dict[str, Any]]:
        """Yield a line for each gesture, side and face of a person."""
        rig = self.basis.fit(self.basis.at_rest(shape_model(model, self.assets).vertices))
        posed_faces = {face: rig.pose(FACES[face]) for face in faces}
        hands = Hands(self.assets, rig.neutral)
        for gesture in map(gesture_named, gestures):
            for side in gesture.sides:
                for face, vertices in posed_faces.items():
                    if face != "neutral" and side != gesture.sides[-1]:
                        continue
                    posed = hands.posed(gesture, side, 1.0, 0.0, vertices)
                    line = {"person": name, "gesture": gesture.name, "side": side, "face": face}
                    # how digits lie to each other hardly depends on the face, nor on the side
                    alone = face == "neutral" and side != "right"
                    yield line | self._line(gesture.name, side, vertices.astype(np.float64), posed.hands, digits=alone)

    def _line(self, name: str, side: Side, face: Floats, hands: Any, *, digits: bool) -> dict[str, Any]:
        form = form_of(gesture_named(name), side)
        deepest, apart, crossed, covering = 0.0, 0.0, 0.0, []
        for hand in hands:
            arm = self.arms[hand.side]
            own = arm.digit >= PALM
            points = hand.vertices.astype(np.float64)
            gaps = np.full(len(points), np.inf)
            gaps[own] = self.gaps(points[own], face)
            deepest = min(deepest, float(gaps[own].min()))
            for group in form.touch:
                apart = max(apart, float(np.abs(gaps[arm.digit == group]).min()))
            if digits and hand is hands[0]:
                crossed = self._crossed(arm, points)
            covering.append((points, triangles_of(arm.faces)))
        meeting = 0.0
        if len(hands) == 2:
            one, two = ([points, self.arms[hand.side]] for (points, _), hand in zip(covering, hands, strict=True))
            for (points, arm), (others, other) in ((one, two), (two, one)):
                of_hand = triangles_of(other.faces[(other.digit[other.faces] >= PALM).all(axis=1)])
                inside = distances(points[arm.digit >= PALM], others, of_hand, 0.1)
                meeting = min(meeting, float(inside.min()))
        return {
            "deepest_mm": 100 * deepest,
            "apart_mm": 100 * apart,
            "fingers_mm": 100 * crossed,
            "hands_mm": 100 * meeting,
            "covered": covered_share(face, covering),
            "declared": gesture_named(name).covered[side],
            "touches": [GROUPS[group] for group in form.touch],
        }

    def _crossed(self, arm: Arm, points: Floats) -> float:
        """Return how deep (dm, below 0) a digit's outer two bones are in those of another, or in the palm."""
        outer = (arm.bones[:, 0] - 5) % 3 > 0
        worst = 0.0
        for digit in range(1, 6):
            own = (arm.digit == digit) & outer
            for other in range(6):
                if other == digit:
                    continue
                theirs = arm.digit == other
                if other:
                    theirs &= outer
                quads = arm.faces[theirs[arm.faces].all(axis=1)]
                found = distances(points[own], points, triangles_of(quads), 0.06)
                worst = min(worst, float(found.min()))
        return worst


def covered_share(face: Floats, things: list[tuple[Floats, Ints]]) -> float:
    """Return the share of the face's outline that things hide from the front, in a parallel view."""
    outline = face[list(LANDMARKS68)][list(FACE_OUTLINE)][:, :2]
    low, high = outline.min(axis=0), outline.max(axis=0)
    scale = _ROWS / (high[1] - low[1])
    columns = int((high[0] - low[0]) * scale) + 1
    inside = np.zeros((_ROWS + 1, columns + 1), bool)
    _fill((outline - low) * scale, inside)
    hidden = np.zeros_like(inside)
    for points, triangles in things:
        _draw((points[:, :2] - low) * scale, triangles, hidden)
    return float((inside & hidden).sum() / inside.sum())


@numba.njit(cache=True)
def _fill(outline, inside):  # type: ignore[no-untyped-def]
    """Set what is in a polygon, by the even–odd rule."""
    for row in range(inside.shape[0]):
        for column in range(inside.shape[1]):
            odd = False
            for k in range(len(outline)):
                x0, y0 = outline[k]
                x1, y1 = outline[(k + 1) % len(outline)]
                if (y0 > row) != (y1 > row) and column < x0 + (row - y0) * (x1 - x0) / (y1 - y0):
                    odd = not odd
            inside[row, column] = odd


@numba.njit(cache=True)
def _draw(xy, triangles, hidden):  # type: ignore[no-untyped-def]
    """Set what triangles hide."""
    rows, columns = hidden.shape
    for t in range(len(triangles)):
        a, b, c = xy[triangles[t, 0]], xy[triangles[t, 1]], xy[triangles[t, 2]]
        area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
        if area == 0:
            continue
        for row in range(max(0, int(min(a[1], b[1], c[1]))), min(rows, int(max(a[1], b[1], c[1])) + 2)):
            for column in range(max(0, int(min(a[0], b[0], c[0]))), min(columns, int(max(a[0], b[0], c[0])) + 2)):
                u = ((b[0] - column) * (c[1] - row) - (c[0] - column) * (b[1] - row)) / area
                v = ((c[0] - column) * (a[1] - row) - (a[0] - column) * (c[1] - row)) / area
                if u >= 0 and v >= 0 and u + v <= 1:
                    hidden[row, column] = True


def table(lines: list[dict[str, Any]]) -> str:
    """Return what docs/hands.md shows: a row a gesture and side, over all people and faces."""
    rows = [
        "| gesture | side | in the head | contact | digits | hands | covered | from … to | declared |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, side in dict.fromkeys((line["gesture"], line["side"]) for line in lines):
        some = [line for line in lines if (line["gesture"], line["side"]) == (name, side)]
        worst = {
            key: max((abs(line[key]) for line in some), default=0.0) for key in ("deepest_mm", "fingers_mm", "hands_mm")
        }
        apart = f"{max(line['apart_mm'] for line in some):.1f}" if some[0]["touches"] else "–"
        covered = np.array([line["covered"] for line in some if line["face"] == "neutral"])
        rows.append(
            f"| {name} | {side} | {worst['deepest_mm']:.1f} | {apart} | {worst['fingers_mm']:.1f} | "
            f"{worst['hands_mm']:.1f} | {np.median(covered):.2f} | {covered.min():.2f} … {covered.max():.2f} | "
            f"{some[0]['declared']:.2f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people")
    options.add_argument("--suite", action="store_true")
    options.add_argument("--first", type=int, help="so many people alone")
    options.add_argument("--gestures", default=",".join(GESTURES))
    options.add_argument("--faces", default="neutral,fear", help=f"of {', '.join(FACES)}")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    bench, lines = Bench(), []
    for count, (name, model) in enumerate(bench.people(given.people, suite=given.suite)):
        if given.first is not None and count >= given.first:
            break
        lines += bench.measure(name, model, given.gestures.split(","), given.faces.split(","))
        print(f"{count + 1} {name}", file=sys.stderr, flush=True)
    if given.json:
        given.json.write_text(json.dumps(lines, indent=0))
    print(table(lines))


if __name__ == "__main__":
    main()
