"""Where hair grows, how it is combed, and what tied hair ends in."""

import dataclasses

import numpy as np
import pytest

from synthgen.render.hair import cards, hairline
from synthgen.render.hair.hair import parts
from synthgen.render.hair.styles import STYLES


def test_hair_grows_on_the_crown_and_not_on_the_nose() -> None:
    places = np.array([[0.0, 8.45, 0.3], [0.0, 6.9, 1.6], [0.0, 7.85, 1.3]], np.float32)
    full = hairline.inside(places)
    assert full[0] > 0.5 and full[1] < -0.3
    raised = hairline.of_person(places, raised=0.3, bald=0.0)
    assert raised[2] == pytest.approx(full[2] - 0.3, abs=0.02)  # the front has gone back
    assert raised[0] == pytest.approx(full[0], abs=0.05) or raised[0] < full[0]
    assert hairline.of_person(places, raised=0.0, bald=1.0)[0] < 0


@pytest.mark.parametrize("style", ["short", "bob", "tied"])
def test_hair_is_combed_along_the_head(style) -> None:
    numbers = STYLES[style].numbers()
    for x, y, z in ((0.6, 0.8, 0.0), (-0.36, 0.48, 0.8), (0.0, 0.6, -0.8)):
        way = np.array(cards.comb(np.float32(x), np.float32(y), np.float32(z), numbers), float)
        assert np.linalg.norm(way) == pytest.approx(1.0, abs=1e-3)
        assert abs(way @ [x, y, z]) < 1e-3


def test_a_tail_hangs_behind_the_head(head) -> None:
    backs = {}
    for style in ("tied", "bun", "crop"):
        look = dataclasses.replace(head.look, hair=dataclasses.replace(head.look.hair, style=style))
        (hair,) = parts(dataclasses.replace(head, look=look))
        behind = hair.points[hair.points[:, 2] < -1.05]
        backs[style] = (len(behind), float(behind[:, 1].min()) if len(behind) else 0.0)
    assert backs["tied"][0] > 200 < backs["bun"][0]
    assert backs["tied"][1] < -0.8 < backs["bun"][1]  # a bun stays up
    assert backs["crop"][0] == 0
