"""Which AUs a basis plays, and that it moves what FACSHuman's fields move."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from synthgen.errors import InputError
from synthgen.facs.basis import CLOSURE, TargetBasis, load_basis
from synthgen.facs.catalogue import CATALOGUE, to_facshuman
from synthgen.facs.embedded import recipes
from synthgen.facs.rigid import GAZE_CODES, HEAD_CODES, PUPIL_CODES

from .conftest import dense, facshuman_file

#: the codes that the 21 published animations use and that are not rigid (facts/au-basis.md)
PUBLISHED = tuple("1 2 2_a 4 4_a 4_b 5 6 6_b 7 9 10 12 15 16 17 18 20 22_25_up_down 23 25 25_a 26".split())  # noqa: SIM905


def test_codes(embedded: TargetBasis) -> None:
    assert set(CATALOGUE) - embedded.codes == {"AU8", "AU21", "AU36", "AU37"}
    assert embedded.codes <= set(CATALOGUE)


def test_codes_of_facshuman(facshuman: TargetBasis) -> None:
    assert set(CATALOGUE) - facshuman.codes == {"AU8", "AU21", "AU27", "AU36", "AU37"}
    assert facshuman.codes <= set(CATALOGUE)


def test_every_recipe_names_a_code_and_moves_something(embedded: TargetBasis) -> None:
    assert set(recipes()) <= set(CATALOGUE)
    rigid = HEAD_CODES | PUPIL_CODES
    for code in embedded.codes - CLOSURE:
        index, delta = embedded.field(code)
        assert code[2:] in rigid or (len(index) > 8 and np.abs(delta).max() > 0.009), code


def test_unknown_basis_and_missing_facshuman(embedded: TargetBasis) -> None:
    with pytest.raises(InputError, match=r"'arkit' does not exist.*embedded, facshuman"):
        load_basis("arkit", embedded.assets)
    with pytest.raises(InputError, match="synthgen assets import DIR"):
        load_basis("facshuman", embedded.assets)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AU99", "'AU99' is not in the catalogue"),
        ("AU21", r"AU21 \(Neck tightener\) has no shape in the AU basis 'embedded'"),
        ("L12", "Did you mean AU12L"),
    ],
)
def test_codes_that_cannot_be_played(embedded: TargetBasis, code: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        embedded.fit(embedded.assets.base).pose({code: 1.0})


@pytest.mark.parametrize("code", ["AU1", "AU9", "AU12", "AU15"])
def test_sides_add_up_and_stay_on_their_side(embedded: TargetBasis, code: str) -> None:
    both, left, right = (dense(*embedded.field(code + side)) for side in ("", "L", "R"))
    assert np.allclose(left + right, both, rtol=0, atol=1e-12)
    x = embedded.assets.base[:, 0]
    assert not left[x < -0.08].any() and not right[x > 0.08].any()
    assert np.abs(left[x > 0.08] - both[x > 0.08]).max() == 0


def test_landmarks_move_as_facshuman_moves_them(embedded: TargetBasis, shared: Path) -> None:
    """``weights`` of facts/au_from_arkit.yaml reach a median cosine of .75 and .50 at least."""
    landmarks = embedded.assets.landmarks68
    facts = yaml.safe_load((shared / "facts" / "au_from_arkit.yaml").read_text())["aus"]
    cosines = {}
    for code in PUBLISHED:
        ours = dense(*embedded.field(f"AU{code}"))[landmarks].ravel()
        target = facshuman_file(shared, code)
        theirs = dense(target.index, target.delta)[landmarks].ravel()
        cosines[code] = float(ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs))
    stated = np.median([facts[code]["landmark_cosine"] for code in PUBLISHED])
    assert np.median(list(cosines.values())) > max(stated, 0.9), cosines
    assert min(cosines.values()) > 0.7, cosines


@pytest.mark.parametrize("code", ["AU4", "AU9", "AU10", "AU1", "AU6", "AU7", "AU15", "AU17", "AU23", "AU24", "AU12"])
def test_main_units_are_as_large_as_facshumans(embedded: TargetBasis, shared: Path, code: str) -> None:
    ours = np.linalg.norm(dense(*embedded.field(code)))
    target = facshuman_file(shared, to_facshuman(code))
    assert 0.65 < ours / np.linalg.norm(target.delta) < 1.7


def test_facshuman_fields_are_its_targets(facshuman: TargetBasis, shared: Path) -> None:
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
def test_facshuman_poses_are_its_targets(facshuman: TargetBasis, shared: Path, code: str) -> None:
    rig = facshuman.fit(facshuman.assets.base)
    target = facshuman_file(shared, to_facshuman(code))
    expected = dense(target.index, target.delta)[:13380]
    apart = np.abs(rig.pose({code: 1.0})[:13380].astype(np.float64) - rig.neutral[:13380] - expected)
    solved = [facshuman.mouth.vertex, *(eye.vertex for eye in facshuman.eyes)]
    assert apart.max() < 0.0015  # .15 mm: what lids and lips give way to each other
    apart[np.concatenate(solved)] = 0
    assert apart.max() < 2e-6


def test_facshuman_closes_eyes_exactly_too(facshuman: TargetBasis) -> None:
    rig = facshuman.fit(facshuman.assets.base)
    posed = rig.pose({"AU43": 1.0, "AU5": 0.5}).astype(np.float64)
    for lids in rig.lids:
        assert -0.004 <= lids.gaps(posed).min() <= lids.gaps(posed).max() <= 0
