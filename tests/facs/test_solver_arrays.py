"""The solvers in numpy alone: what they make of a face is what the kernels make of it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.assets import Assets
from synthgen.facs import solver_arrays, solver_kernels, solvers
from synthgen.facs.basis import Basis, Rig, load_basis
from synthgen.human.body import shape_model
from synthgen.human.library import find_models

MODELS = ("female_asian_1", "male_african_2", "female_caucasian_3", "male_hispanic_3")
SHARED_POSES = (
    {"AU4": 0.6, "AU7": 0.5, "AU10": 0.3, "AU12": 0.7, "AU24": 0.4, "AU43": 0.5},
    {"AU5": 1.0, "AU43": 1.0, "AU28": 1.0},
    {"AU6": 1.0, "AU12": 1.0, "AU25": 0.7, "AU51": 0.5, "AU61": 1.0},
    {"AU9": 1.0, "AU17": 0.8, "AU23": 1.0, "AU43L": 0.9},
    {"AU26": 1.0, "AU15": 1.0, "AU7": 1.0, "AU64": 0.8},
)


def both(rig: Rig, weights: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return what the kernels and what numpy make of a pose, float64 before it is rounded."""
    active = {code[2:]: weight for code, weight in weights.items() if weight > 0}
    with pytest.MonkeyPatch.context() as patch:
        found = []
        for module in (solver_kernels, solver_arrays):
            patch.setattr(solvers, "solvers", module)
            found.append(rig._solve(active))
    return found[0], found[1]


@pytest.fixture(scope="module", params=MODELS)
def rig(request: pytest.FixtureRequest, embedded: Basis) -> Rig:
    (model,) = find_models([request.param])
    return embedded.fit(embedded.at_rest(shape_model(model, embedded.assets).vertices))


@pytest.mark.parametrize("weights", SHARED_POSES, ids=lambda weights: "+".join(weights))
def test_the_same_bits_on_models_of_the_suite(rig: Rig, weights: dict[str, float]) -> None:
    kernels, plain = both(rig, weights)
    assert np.abs(kernels - rig.neutral).max() > 0.01
    assert np.array_equal(kernels, plain)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_same_bits_under_any_units(base_rig: Rig, data: st.DataObject) -> None:
    codes = sorted(base_rig.basis.codes)
    chosen = data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=8, unique=True))
    weights = {code: data.draw(st.floats(0.0, 1.0)) for code in chosen}
    kernels, plain = both(base_rig, weights)
    assert np.array_equal(kernels, plain)


def test_the_same_bits_with_facshumans_fields(facshuman: Basis) -> None:
    (model,) = find_models(["female_asian_1"])
    rig = facshuman.fit(facshuman.at_rest(shape_model(model, facshuman.assets).vertices))
    for weights in SHARED_POSES:
        kernels, plain = both(rig, weights)
        assert np.array_equal(kernels, plain), weights


def test_lips_at_rest_are_the_same(assets: Assets) -> None:
    (model,) = find_models(["male_african_2"])
    vertices = shape_model(model, assets).vertices
    mouth = load_basis("embedded", assets)
    kernels = mouth.at_rest(vertices)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solvers, "solvers", solver_arrays)
        assert mouth.at_rest(vertices).tobytes() == kernels.tobytes()
    assert kernels.tobytes() != vertices.tobytes()


@pytest.mark.parametrize(("missing", "chosen"), [("numba", "solver_arrays"), ("nothing_of_the_kind", "solver_kernels")])
def test_numpy_is_chosen_where_there_is_no_compiler(missing: str, chosen: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from synthgen.facs.solvers import solvers; print(solvers)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert f"synthgen.facs.{chosen}" in done.stdout
