"""A shaped body as a Wavefront OBJ, in MakeHuman's vertex order and units (dm)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.files import write_whole


def write_obj(path: Path, vertices: NDArray[np.float32], assets: Assets, *, comment: str) -> None:
    """Write vertices (19158, 3), dm, with the base mesh's quads, texture coordinates and groups.

    Raises InputError where the file cannot be written.
    """
    lines = [f"# {comment}", "# basemesh hm08, decimetres, y up, z forward"]
    lines += [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in vertices.tolist()]
    lines += [f"vt {u:.6f} {v:.6f}" for u, v in assets.uv.tolist()]
    group = -1
    corners = (np.stack([assets.faces, assets.face_uv], axis=2) + 1).tolist()
    for of, quad in zip(assets.face_group.tolist(), corners, strict=True):
        if of != group:
            lines.append(f"g {assets.groups[of]}")
            group = of
        lines.append("f " + " ".join(f"{v}/{t}" for v, t in quad))
    write_whole(path.parent, {path.name: ("\n".join(lines) + "\n").encode()}, remedy="Write it elsewhere.")
