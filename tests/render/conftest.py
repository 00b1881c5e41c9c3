"""A person in a studio, made once for all tests of the renderer."""

import pytest

from synthgen.assets import load_assets
from synthgen.facs.basis import load_basis
from synthgen.human.appearance import appearance_of
from synthgen.human.body import shape
from synthgen.human.mhm import read_mhm
from synthgen.render.studio import Studio


@pytest.fixture(scope="session")
def person(tmp_path_factory, write_model):
    """(assets, neutral vertices, look, rig) of a plain model."""
    model = read_mhm(write_model(tmp_path_factory.mktemp("m") / "plain.mhm", gender=0.5, african=0.3, caucasian=0.7))
    assets = load_assets()
    body = shape(model, assets).vertices
    return assets, body, appearance_of(model, 0), load_basis("embedded", assets).fit(body)


@pytest.fixture(scope="session")
def studio(person):
    assets, body, look, _ = person
    return Studio(assets, body, look, width=192, height=192)
