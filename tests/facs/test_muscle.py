"""What a muscle does to the tissue around it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from synthgen.facs.basis import Basis
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.embedded import muscles, recipes
from synthgen.facs.muscle import PARAMETERS, Muscle
from synthgen.facs.tissue import Tissue, mirror

#: over the left cheekbone, pulling up
CHEEK = Muscle((0.4, 7.0, 1.37), (0.4, 7.5, 1.37), pull=0.1, ahead=0.3, behind=0.2, left=0.2, right=0.2)


@pytest.fixture(scope="module")
def tissue(embedded: Basis) -> Tissue:
    return embedded.tissue


def test_a_pull_is_strongest_at_its_insertion_and_stays_in_its_zone(tissue: Tissue) -> None:
    moved = CHEEK.field(tissue)
    size = np.linalg.norm(moved, axis=1)
    away = tissue.point - CHEEK.insertion
    assert np.linalg.norm(away[np.argmax(size)]) < 0.08 and 0.07 < size.max() <= 0.1
    assert not moved[np.abs(away).max(axis=1) > 0.65].any()
    assert (moved @ [0, 1, 0] >= 0.999 * size - 1e-6).all()  # straight towards the origin


def test_fibres_that_converge_meet_at_the_origin(tissue: Tissue) -> None:
    moved = dataclasses.replace(CHEEK, converge=1.0).field(tissue)
    pulled = np.flatnonzero(np.linalg.norm(moved, axis=1) > 0.01)
    to_origin = CHEEK.origin - tissue.point[pulled]
    assert np.abs(np.cross(moved[pulled], to_origin)).max() < 1e-5


def test_piled_up_tissue_stands_out(tissue: Tissue) -> None:
    flat, piled = CHEEK.field(tissue), dataclasses.replace(CHEEK, bulge=0.05, bulge_at=0.1).field(tissue)
    out = ((piled - flat) * tissue.normal).sum(axis=1)
    assert 0.03 < out.max() <= 0.05 + 1e-6 and out.min() >= 0


def test_a_sphincter_draws_the_skin_around_it_together(tissue: Tissue) -> None:
    ring = dataclasses.replace(CHEEK, kind="sphincter", narrow=1.0)
    moved = ring.field(tissue)
    away = tissue.point - ring.insertion
    pulled = (np.linalg.norm(moved, axis=1) > 0.01) & (np.abs(away[:, 2]) < 0.1)
    assert pulled.sum() > 20
    assert ((moved * away)[pulled].sum(axis=1) < 0).all()


def test_a_fold_is_a_ridge_before_a_furrow(tissue: Tissue) -> None:
    fold = dataclasses.replace(CHEEK, kind="fold", pull=0.0, bulge=0.03, narrow=0.5)
    out = (fold.field(tissue) * tissue.normal).sum(axis=1)
    above = tissue.point[:, 1] > CHEEK.insertion[1]
    assert 0.01 < out[above].max() <= 0.03 and out[above].min() >= 0
    assert -0.015 <= out[~above].min() < -0.005 and out[~above].max() <= 0


def test_lids_and_lips_are_told_apart(tissue: Tissue) -> None:
    over_all = Muscle((0.3, 7.0, 1.3), (0.3, 7.5, 1.3), pull=0.1, ahead=3, behind=3, left=3, right=3, deep=3)
    still = dataclasses.replace(over_all, lids=0.0).field(tissue)
    assert (tissue.lid == 1).sum() > 200 and not still[tissue.lid == 1].any()
    upper = dataclasses.replace(over_all, part="upper lip").field(tissue)
    assert (tissue.upper_lip == 0).any() and not upper[tissue.upper_lip == 0].any()
    assert upper[tissue.upper_lip == 1].any(axis=1).all()


def test_the_right_side_is_the_mirror_image(tissue: Tissue) -> None:
    turned = mirror(mirror(tissue))
    assert np.array_equal(turned.point, tissue.point) and np.array_equal(turned.normal, tissue.normal)
    right = CHEEK.field(mirror(tissue))
    assert not right[tissue.point[:, 0] > 0].any() and right.any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ahead": 0.0}, "ahead is 0.0; expected a length above 0"),
        ({"converge": 1.5}, "converge is 1.5; expected 0 to 1"),
        ({"kind": "ring"}, "kind is 'ring'; expected linear, sphincter, fold"),
        ({"origin": (0.4, 7.0)}, "origin has 2 numbers"),
    ],
)
def test_impossible_muscles_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(CHEEK, **change)  # type: ignore[arg-type]


def test_every_muscle_has_few_numbers_and_is_used(tissue: Tissue) -> None:
    assert len(PARAMETERS) <= 20
    used = {term for terms in recipes().values() for term in terms}
    assert set(muscles()) <= used
    for name, muscle in muscles().items():
        size = np.linalg.norm(muscle.field(tissue), axis=1)
        assert 0.005 < size.max() < 0.5, name
    assert set(recipes()) <= set(CATALOGUE)


def test_displacements_fit_the_face_they_are_carried_to(embedded: Basis) -> None:
    """On a face twice as wide a muscle moves twice as much tissue to the side, and as much up."""
    base = embedded.assets.base
    index, delta = embedded.field("AU2")
    wide = embedded.fit(base * np.array([1.3, 1, 1], np.float32))
    moved = (wide.pose({"AU2": 1.0}) - wide.neutral)[index].astype(np.float64)
    lids = np.isin(index, np.concatenate([eye.vertex for eye in embedded.eyes]))
    assert np.abs(moved - delta * [1.3, 1, 1])[~lids].max() < 0.004
    same = embedded.fit(base)
    assert np.abs((same.pose({"AU2": 1.0}) - same.neutral)[index] - delta)[~lids].max() < 1e-5


def test_a_jaw_swings_as_a_whole_and_takes_the_lower_lip_along(tissue: Tissue) -> None:
    hinge = np.array([0.0, 7.17, 0.56])
    jaw = Muscle((0, 6.4, 1.3), (0, 7.17, 0.56), kind="jaw", pull=0.3, ahead=0.4, behind=0.8, left=0.7, right=0.7)
    points = np.array([[0.3, 6.5, 1.0], [-0.3, 6.6, 1.4], [0.0, 6.4, 1.3]])
    moved = jaw.bone(points)
    before, after = points - hinge, points + moved - hinge
    assert np.abs(np.linalg.norm(after, axis=1) - np.linalg.norm(before, axis=1)).max() < 1e-6
    assert np.linalg.norm(moved[2]) == pytest.approx(0.3, abs=0.01) and (moved[:, 1] < 0).all()
    assert np.linalg.norm(after[0] - after[1]) == pytest.approx(np.linalg.norm(points[0] - points[1]))
    lower = dataclasses.replace(jaw, part="lower lip").field(tissue)
    assert not lower[tissue.upper_lip == 1].any() and lower[:, 1].min() < -0.12


def test_teeth_and_tongue_go_with_the_jaw_and_sides_have_muscles_of_their_own(embedded: Basis) -> None:
    def of(code: str, group: str) -> np.ndarray:
        moved = np.zeros((19158, 3))
        index, delta = embedded.field(code)
        moved[index] = delta
        return moved[embedded.assets.joint(group)]

    assert of("AU26", "helper-lower-teeth")[:, 1].max() < -0.05
    assert of("AU26", "helper-tongue")[:, 1].min() < -0.1
    assert not of("AU26", "helper-upper-teeth").any()
    x = embedded.assets.base[embedded.assets.joint("body"), 0]
    left, right = of("AU25L", "body"), of("AU25R", "body")
    assert not left[x < -0.08].any() and not right[x > 0.08].any()
    assert left[x > 0.08].any() and right[x < -0.08].any()
    assert of("AU30L", "helper-lower-teeth")[:, 0].min() > 0.02 > -0.02 > of("AU30R", "helper-lower-teeth")[:, 0].max()
