"""Which AUs a basis plays, and that it moves what FACSHuman's fields move."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthgen.errors import InputError
from synthgen.facs.basis import CLOSURE, Basis, load_basis
from synthgen.facs.catalogue import CATALOGUE, to_facshuman
from synthgen.facs.compare import BY_PEOPLE, PUBLISHED, compare, facshuman_fields
from synthgen.facs.embedded import muscles, recipes
from synthgen.facs.rigid import GAZE_CODES, HEAD_CODES, PUPIL_CODES

from .conftest import dense, facshuman_file


def test_codes(embedded: Basis) -> None:
    assert set(CATALOGUE) - embedded.codes == {"AU37"}
    assert embedded.codes <= set(CATALOGUE)


def test_codes_of_facshuman(facshuman: Basis) -> None:
    assert set(CATALOGUE) - facshuman.codes == {"AU8", "AU21", "AU27", "AU36", "AU37"}
    assert facshuman.codes <= set(CATALOGUE)


def test_every_recipe_names_a_code_and_moves_something(embedded: Basis) -> None:
    assert set(recipes()) <= set(CATALOGUE)
    rigid = HEAD_CODES | PUPIL_CODES
    for code in embedded.codes - CLOSURE:
        index, delta = embedded.field(code)
        assert code[2:] in rigid or (len(index) > 8 and np.abs(delta).max() > 0.009), code


def test_unknown_basis_and_missing_facshuman(embedded: Basis) -> None:
    with pytest.raises(InputError, match=r"'arkit' does not exist.*embedded, facshuman"):
        load_basis("arkit", embedded.assets)
    with pytest.raises(InputError, match="synthgen assets import DIR"):
        load_basis("facshuman", embedded.assets)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AU99", "'AU99' is not in the catalogue"),
        ("AU37", r"AU37 \(Lip wipe\) has no shape in the AU basis 'embedded'"),
        ("L12", "Did you mean AU12L"),
    ],
)
def test_codes_that_cannot_be_played(embedded: Basis, code: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        embedded.fit(embedded.assets.base).pose({code: 1.0})


@pytest.mark.parametrize("code", ["AU1", "AU9", "AU12", "AU15"])
def test_sides_add_up_and_stay_on_their_side(embedded: Basis, code: str) -> None:
    both, left, right = (dense(*embedded.field(code + side)) for side in ("", "L", "R"))
    assert np.allclose(left + right, both, rtol=0, atol=1e-12)
    x = embedded.assets.base[:, 0]
    assert not left[x < -0.08].any() and not right[x > 0.08].any()
    assert np.abs(left[x > 0.08] - both[x > 0.08]).max() == 0


def test_sculpted_units_move_what_facshuman_moves(embedded: Basis, shared: Path) -> None:
    """Landmarks: cosine .95, amplitude .85–1.15; all that shows: cosine .85. But not where people decide."""
    fields = facshuman_fields(shared / "data" / "facshuman")
    muscular = [code for code in PUBLISHED if recipes().get(code, {}).keys() & muscles()]
    sculpted = {code: fields[code] for code in muscular if code not in BY_PEOPLE}
    assert len(sculpted) > 10
    assert {found.code: found.shortcomings for found in compare(embedded, sculpted) if found.shortcomings} == {}


def test_facshuman_fields_are_its_targets(facshuman: Basis, shared: Path) -> None:
    skin = slice(0, 13380)
    played = 0
    for code in sorted(facshuman.codes - CLOSURE):
        if code[2:] in GAZE_CODES | HEAD_CODES | PUPIL_CODES:
            continue
        target = facshuman_file(shared, to_facshuman(code))
        assert np.array_equal(dense(*facshuman.field(code))[skin], dense(target.index, target.delta)[skin]), code
        played += 1
    assert played > 75


@pytest.mark.parametrize("code", ["AU1", "AU2", "AU4", "AU6", "AU9", "AU10", "AU12", "AU15", "AU20", "AU26"])
def test_facshuman_poses_are_its_targets(facshuman: Basis, shared: Path, code: str) -> None:
    rig = facshuman.fit(facshuman.assets.base)
    target = facshuman_file(shared, to_facshuman(code))
    expected = dense(target.index, target.delta)[:13380]
    apart = np.abs(rig.pose({code: 1.0})[:13380].astype(np.float64) - rig.neutral[:13380] - expected)
    solved = [facshuman.mouth.vertex, *(eye.vertex for eye in facshuman.eyes)]
    assert apart.max() < 0.0015  # .15 mm: what lids and lips give way to each other
    apart[np.concatenate(solved)] = 0
    assert apart.max() < 2e-6


def test_facshuman_closes_eyes_exactly_too(facshuman: Basis) -> None:
    rig = facshuman.fit(facshuman.assets.base)
    posed = rig.pose({"AU43": 1.0, "AU5": 0.5}).astype(np.float64)
    for lids in rig.lids:
        assert -0.004 <= lids.gaps(posed).min() <= lids.gaps(posed).max() <= 0
