"""A person in a studio, and the head that parts are fitted to, made once for all tests of the renderer."""

import pytest

from synthgen.human.imported import NOTHING_IMPORTED
from synthgen.render.head import head_of
from synthgen.render.studio import Studio


@pytest.fixture(scope="session")
def studio(person):
    assets, body, look, _ = person
    return Studio(assets, body, look, width=192, height=192)


@pytest.fixture(scope="session")
def head(person):
    """The neutral head."""
    assets, body, look, _ = person
    return head_of(assets, body, look, pixels=256, imported=NOTHING_IMPORTED)
