"""Distributions that looks are drawn from, as their docstrings declare them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from synthgen.human.basics import Basics
from synthgen.human.eyelook import IRIS_COLOURS, EyeLook, draw_eyes
from synthgen.human.hairlook import HairLook, draw_hair
from synthgen.human.relieflook import draw_relief
from synthgen.human.skinlook import SkinLook, draw_skin

PEOPLE = 800


def many(
    draw: Callable[[Basics, np.random.Generator], EyeLook | HairLook | SkinLook], **basics: float
) -> dict[str, np.ndarray]:
    """Return {field: values of many people} of those who have these ``basics``."""
    of = Basics(male=basics.get("male", 0.5), tone=int(basics.get("tone", 3)), age=basics.get("age", 40.0))
    looks = [draw(of, np.random.default_rng(seed)) for seed in range(PEOPLE)]
    return {name: np.array([getattr(look, name) for look in looks]) for name in looks[0].__dataclass_fields__}


def test_every_iris_on_light_skin_and_dark_ones_on_dark_skin() -> None:
    light, dark = many(draw_eyes, tone=1)["iris"], many(draw_eyes, tone=10)["iris"]
    assert set(light) == set(IRIS_COLOURS)
    assert set(dark) <= {"dark brown", "brown"}


def test_pupils_shrink_with_age_by_what_winn_measured() -> None:
    young, old = many(draw_eyes, age=25.0), many(draw_eyes, age=80.0)
    iris = 11.7  # mm, the usual diameter
    change = (young["pupil"].mean() - old["pupil"].mean()) * iris / 55
    assert change == pytest.approx(0.02, abs=0.006)  # mm a year
    assert old["yellow"].mean() > 5 * young["yellow"].mean() and old["ring"].mean() < 0.5 * young["ring"].mean()


def test_years_show_in_skin_and_melanin_hides_freckles() -> None:
    young, old, dark = many(draw_skin, age=20.0), many(draw_skin, age=80.0), many(draw_skin, age=20.0, tone=10)
    assert young["spots"].max() == 0 < old["spots"].min()
    assert old["blemishes"].max() == 0 < young["blemishes"].max()
    assert dark["freckles"].max() == 0 < young["freckles"].max()
    assert np.array_equal(dark["moles"], young["moles"])  # tone plays no part


def test_relief_is_within_its_range_and_fills_it() -> None:
    looks = [draw_relief(np.random.default_rng(seed)) for seed in range(PEOPLE)]
    for name, spread in (("pores", 0.30), ("lines", 0.35)):
        values = np.array([getattr(look, name) for look in looks])
        assert 1 - spread <= values.min() < 1 - 0.95 * spread and 1 + 0.95 * spread < values.max() <= 1 + spread
        assert values.mean() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("draw", "name", "more"),
    [
        (draw_hair, "brow_thickness", "men"),
        (draw_hair, "brow_arch", "women"),
        (draw_eyes, "lashes", "women"),
        (draw_skin, "lids", "women"),
        (draw_skin, "lips", "women"),
    ],
)
def test_eyes_brows_and_lips_differ_between_women_and_men_and_lie_between_them_elsewhere(draw, name, more) -> None:
    women, between, men = (many(draw, male=male)[name].mean() for male in (0.0, 0.5, 1.0))
    assert (women < between < men) if more == "men" else (men < between < women)
