"""Whether a face works: published faces do, and each kind of damage is found under its own words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets
from synthgen.assets.mesh import LOWER_TEETH
from synthgen.facs.basis import Basis, load_basis
from synthgen.human.body import shape_model
from synthgen.human.mhm import read_mhm
from synthgen.population.soundness import problems


@pytest.fixture(scope="module")
def basis(assets: Assets) -> Basis:
    return load_basis("embedded", assets)


def test_the_base_mesh_and_published_faces_are_sound(basis: Basis, assets: Assets, shared: Path) -> None:
    files = sorted((shared / "data" / "sim2real" / "models").glob("*.mhm"))
    assert len(files) == 16
    faces = {file.stem: basis.at_rest(shape_model(read_mhm(file), assets).vertices) for file in files}
    found = {name: problems(basis.fit(face), assets) for name, face in {"base": assets.base, **faces}.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def moved(assets: Assets, *names: str) -> np.ndarray:
    """Return the base mesh with targets of both sides at full weight."""
    vertices = np.array(assets.base)
    for target in (assets.target(f"{side}-{name}") for name in names for side in "lr"):
        vertices[target.index] += target.delta
    return vertices


def test_lower_teeth_as_wide_as_the_face(basis: Basis, assets: Assets) -> None:
    wide = np.array(assets.base)
    wide[LOWER_TEETH, 0] *= 3
    assert any("through the skin" in text for text in problems(basis.fit(wide), assets))


def test_eyes_that_do_not_open(basis: Basis, assets: Assets) -> None:
    shut = moved(assets, "eye-height1-decr", "eye-height2-decr", "eye-height3-decr")
    assert any("the left eye opens" in text for text in problems(basis.fit(shut), assets))


def test_an_eye_before_its_socket(basis: Basis, assets: Assets) -> None:
    damaged = np.array(assets.base)
    damaged[assets.joint("helper-l-eye"), 2] += 0.05
    found = problems(basis.fit(damaged), assets)
    assert any("left eyeball stands" in text for text in found)
    assert not any("right eyeball stands" in text for text in found)


def test_a_mouth_that_stands_open(basis: Basis, assets: Assets) -> None:
    parted = basis.fit(np.array(assets.base)).pose({"AU26": 0.5})
    assert any("the neutral lips stand" in text for text in problems(basis.fit(parted), assets))


def test_skin_that_turns_over(basis: Basis, assets: Assets) -> None:
    """A cheek crumpled to almost nothing turns over as soon as it is moved."""
    flat = np.array(assets.base)
    face = (flat[:13380, 1] > 6.15) & (flat[:13380, 2] > 0.75)
    flat[:13380][face, 1] = 6.7 + 0.02 * (flat[:13380][face, 1] - 6.7)
    assert any("pieces of skin turn over" in text for text in problems(basis.fit(flat), assets))
