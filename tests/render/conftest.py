"""A person in a studio, made once for all tests of the renderer."""

import pytest

from synthgen.render.studio import Studio


@pytest.fixture(scope="session")
def studio(person):
    assets, body, look, _ = person
    return Studio(assets, body, look, width=192, height=192)
