"""People of scenes that say so look otherwise in every take, and stay who they are."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from synthgen.actor.actor import make_actor
from synthgen.assets import load_assets
from synthgen.facs.basis import load_basis
from synthgen.human.appearance import another_day, appearance_of
from synthgen.human.hairlook import BALDING, HAIR_STYLES, OWN_TEXTURE
from synthgen.human.library import find_models
from synthgen.human.looks import PLAIN_LOOKS, Looks
from synthgen.scene.angles import Angle
from synthgen.scene.spec import STUDIO, Drawn, parse_scene
from synthgen.yamlfile import parse

(ADA,) = find_models(["female_african_1"])
(BEN,) = find_models(["male_caucasian_1"])


def take(signal: str, look: float = 1) -> Drawn:
    spec = parse_scene(parse(f"name: days\nperson: {{look: {look}}}\n".encode(), where="days.yaml"))
    return spec.draw(4, model="ada", signal=signal, angle="front")


@pytest.mark.parametrize("model", [ADA, BEN])
def test_another_day_changes_hair_and_clothes_and_nothing_else(model) -> None:  # type: ignore[no-untyped-def]
    own = appearance_of(model, 4)
    days = [another_day(own, model, seed) for seed in range(60)]
    for day in days:
        assert replace(day, hair=own.hair, dress=own.dress) == own
        assert replace(day.hair, style=own.hair.style) == own.hair
        assert day.dress.glasses == day.dress.headwear == "none"
    assert len({day.dress.garment for day in days}) > 8 and len({day.dress.neckline for day in days}) == 5
    styles = {day.hair.style for day in days}
    assert len(styles) > 3 or own.hair.style in BALDING


def test_nobody_grows_hair_of_another_texture_or_that_they_lost() -> None:
    for style in HAIR_STYLES:
        own = appearance_of(ADA, 4)
        texture = OWN_TEXTURE.get(style, "straight")
        own = replace(own, hair=replace(own.hair, style=style, texture=texture))
        drawn = {another_day(own, ADA, seed).hair.style for seed in range(80)}
        if style in BALDING:
            assert drawn == {style}
        else:
            assert not drawn & BALDING
            assert {OWN_TEXTURE.get(one, texture) for one in drawn} == {texture}


def test_glasses_come_and_go_where_a_design_has_them() -> None:
    own = appearance_of(ADA, 4, Looks(glasses=True))
    worn = [another_day(own, ADA, seed, Looks(glasses=True)).dress.glasses for seed in range(40)]
    assert {"none", "round", "rectangular"} == set(worn)


def test_takes_differ_in_look_and_the_studio_is_what_it_was() -> None:
    actor = make_actor(ADA, load_basis("embedded", load_assets()), seed=4, width=64, height=64, looks=PLAIN_LOOKS)

    def seen(drawn: Drawn) -> np.ndarray:
        actor.enter(drawn)
        actor.pose({})
        return actor.view(Angle("front", 0, 0)).copy()

    def record() -> object:
        return actor.record()

    own, own_record = seen(STUDIO.draw(4, model="ada", signal="a", angle="front")), record()
    first, first_record = seen(take("a")), record()
    second = seen(take("b"))
    assert first_record != own_record == asdict(appearance_of(ADA, 4))
    assert (own != first).any() and (first != second).any()
    face = np.s_[28:40, 28:36]  # as large as the head with its hair lets it be, and of the same skin
    assert np.abs(own[face].mean((0, 1)) - first[face].mean((0, 1))).max() < 8
    assert (seen(take("a")) == first).all() and (seen(take("a", look=0)) == own).all()
    assert record() == own_record
