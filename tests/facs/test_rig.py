"""What every pose keeps to, whatever the weights."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.errors import InputError
from synthgen.facs.basis import Rig
from synthgen.facs.lips import seal_lips

WEIGHTS = {"AU4": 0.8, "AU7": 0.55, "AU12L": 0.4, "AU43": 0.3, "AU24": 0.7, "AU26": 0.2, "AU51": 0.6, "AU61": 0.9}


def test_neutral_to_the_bit(base_rig: Rig) -> None:
    for weights in ({}, {"AU12": 0.0, "AU43": 0}):
        posed = base_rig.pose(weights)
        assert posed.dtype == np.float32 and posed.shape == (19158, 3)
        assert posed.tobytes() == base_rig.neutral.tobytes()
    posed[:] = 0  # a pose is the caller's own
    assert base_rig.pose({}).any()


def test_what_no_unit_moves_stays_to_the_bit(base_rig: Rig) -> None:
    posed = base_rig.pose(WEIGHTS)
    low = base_rig.neutral[:, 1] < 4.5
    assert np.array_equal(posed[low], base_rig.neutral[low])


def test_the_order_of_the_weights_does_not_matter(base_rig: Rig) -> None:
    turned = dict(reversed(WEIGHTS.items()))
    assert base_rig.pose(WEIGHTS).tobytes() == base_rig.pose(turned).tobytes()


@pytest.mark.parametrize("weight", [-0.1, 1.01, float("nan")])
def test_weights_outside_0_to_1_are_refused(base_rig: Rig, weight: float) -> None:
    with pytest.raises(InputError, match="the intensity of AU12 is"):
        base_rig.pose({"AU12": weight})


def test_other_meshes_are_refused(base_rig: Rig) -> None:
    with pytest.raises(ValueError, match="19158"):
        base_rig.basis.fit(base_rig.neutral[:100])


def test_a_dropping_jaw_takes_lower_teeth_and_tongue_along(base_rig: Rig) -> None:
    joint = base_rig.basis.assets.joint
    moved = base_rig.pose({"AU26": 1.0}) - base_rig.neutral
    assert not moved[joint("helper-upper-teeth")].any()
    teeth, tongue = moved[joint("helper-lower-teeth")][:, 1], moved[joint("helper-tongue")][:, 1]
    assert teeth.min() < -0.25 and teeth.max() < 0 and tongue.min() < -0.2
    wider = base_rig.pose({"AU27": 1.0}) - base_rig.neutral
    assert wider[joint("helper-lower-teeth"), 1].min() < 1.1 * teeth.min()


def test_stretch_takes_the_place_of_drop(base_rig: Rig) -> None:
    assert np.array_equal(base_rig.pose({"AU26": 1.0, "AU27": 1.0}), base_rig.pose({"AU27": 1.0}))


def test_parting_wins_over_pressing(base_rig: Rig) -> None:
    pressed, parted, both = (
        base_rig.lips.gaps(base_rig.pose(w).astype(np.float64))[1]
        for w in ({"AU24": 1.0}, {"AU26": 0.5}, {"AU24": 1.0, "AU26": 0.5})
    )
    assert pressed.max() < 0 < base_rig.lips.slit[1].min()
    assert both.max() > 0.7 * parted.max() > 0.1


def test_lips_neither_cross_nor_gape_when_pressed(rigs: dict[str, Rig]) -> None:
    for name, rig in rigs.items():
        for code in ("AU17", "AU23", "AU24", "AU28"):
            gaps = rig.lips.gaps(rig.pose({code: 1.0}).astype(np.float64))
            assert (gaps > np.minimum(rig.lips.slit, 0) - 0.006).all(), (name, code)
            if code in ("AU23", "AU24"):
                assert gaps.min(axis=0).max() < 0.001, (name, code)  # each column meets on one of its loops


def test_a_neutral_slit_can_be_sealed(rigs: dict[str, Rig]) -> None:
    for name, rig in rigs.items():
        closed = seal_lips(rig.basis.mouth, rig.neutral)
        gaps = rig.lips.gaps(closed.astype(np.float64))
        assert gaps.min(axis=0).max() < 0.001 and gaps.min() > min(rig.lips.slit.min(), 0) - 0.005, name
        moved = np.abs(closed - rig.neutral).max(axis=1)
        assert moved.max() < 0.025 and (moved > 0).sum() <= len(rig.basis.mouth.vertex), name


def test_the_same_bits_on_every_processor(base_rig: Rig) -> None:
    """NumPy chooses its loops by the processor's features; a pose may not show which."""
    from numpy._core import _multiarray_umath as umath

    able = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]
    if not able:
        pytest.skip("this processor has no features beyond NumPy's baseline")
    code = (
        "import hashlib; from synthgen.assets import load_assets; from synthgen.facs.basis import load_basis\n"
        "a = load_assets(imports=False); r = load_basis('embedded', a).fit(a.base)\n"
        f"print(hashlib.sha256(r.pose({WEIGHTS!r}).tobytes()).hexdigest())"
    )
    environment = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(able)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == hashlib.sha256(base_rig.pose(WEIGHTS).tobytes()).hexdigest()


CODES = [
    "AU1",
    "AU4",
    "AU5",
    "AU6",
    "AU7",
    "AU9",
    "AU10",
    "AU12",
    "AU15",
    "AU17",
    "AU20",
    "AU23",
    "AU24",
    "AU25",
    "AU26",
]
CODES += ["AU28", "AU43", "AU43L", "AU51", "AU54", "AU56", "AU61", "AU63", "AU64"]


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(CODES), st.floats(0, 1), max_size=8))
def test_any_mixture_keeps_lids_and_lips_apart(base_rig: Rig, weights: dict[str, float]) -> None:
    still = {code: weight for code, weight in weights.items() if code not in ("AU51", "AU54", "AU56")}
    posed = base_rig.pose(still).astype(np.float64)
    assert np.isfinite(base_rig.pose(weights)).all()
    for lids in base_rig.lids:
        assert lids.gaps(posed).min() > -0.0045
        away = lids.distances(posed)[lids.eye.skin]
        assert (away > np.minimum(lids.distance[lids.eye.skin], lids.radius) - 1e-6).all()
    assert base_rig.lips.gaps(posed).min() > -0.015


def test_a_smile_and_raised_cheeks_lift_the_skin_above_the_mouth_once(base_rig: Rig) -> None:
    rig = base_rig
    both, smile, cheeks = (
        rig.pose(weights) - rig.neutral for weights in ({"AU6": 1.0, "AU12": 1.0}, {"AU12": 1.0}, {"AU6": 1.0})
    )
    corner = rig.basis.assets.landmarks68[[48, 54]]
    highest = np.maximum(smile[corner, 1], cheeks[corner, 1])
    assert (both[corner, 1] < highest + 0.5 * np.minimum(smile[corner, 1], cheeks[corner, 1])).all()
    lids = rig.basis.assets.landmarks68[[40, 41, 46, 47]]
    assert (both[lids, 1] > 0.8 * cheeks[lids, 1]).all(), "cheeks still narrow the eyes"
