"""Skin tones: measured skin's colours, an undertone that is an axis of its own, and pigments of about that colour."""

import pytest

from synthgen.cielab import difference, hue_angle, rgb_of, typology_angle
from synthgen.human.colour import encoded, lab
from synthgen.human.pigment import MOST_BLOOD, MOST_MELANIN, albedo
from synthgen.human.tones import albedo_of, lab_of, pigments_of
from synthgen.human.tonescale import undertone_of

#: sRGB and typology angle of the steps, computed from the guide's colours by others
SWATCHES = ("c7a796", "c29e8d", "bc9584", "b58c77", "aa816a", "9c735a", "8b654c", "795744", "664b3f", "534239")
ANGLES = (57, 52, 45, 34, 21, 6, -11, -31, -53, -69)
STEPS = range(1, 11)
#: L* of the lightest and darkest of more than a thousand people
LIGHTEST, DARKEST = 71.0, 29.0


@pytest.mark.parametrize("step", STEPS)
def test_steps_are_the_colours_that_were_measured(step):
    assert encoded(rgb_of(lab_of(step, 0.0))) == SWATCHES[step - 1]
    assert typology_angle(lab_of(step, 0.0)) == pytest.approx(ANGLES[step - 1], abs=0.7)


@pytest.mark.parametrize("undertone", [0.0, 0.3, 1.0])
def test_steps_lie_within_what_skin_measures_and_in_order(undertone):
    colours = [lab_of(step, undertone) for step in STEPS]
    lightness = [colour[0] for colour in colours]
    assert lightness == sorted(set(lightness), reverse=True)
    assert lightness[-1] >= DARKEST
    assert lightness[0] <= LIGHTEST
    assert all(40 < hue_angle(colour) < 85 for colour in colours)


@pytest.mark.parametrize("step", STEPS)
def test_an_undertone_changes_hue_and_no_lightness(step):
    red, middle, olive = (lab_of(step, undertone) for undertone in (0.0, 0.5, 1.0))
    assert red[0] == middle[0] == olive[0]
    assert olive[1] - red[1] == pytest.approx(-4.0 * min(red[1] / 12.5, 1.0)) and olive[2] - red[2] == 3.0
    assert middle[1:] == pytest.approx(((red[1] + olive[1]) / 2, (red[2] + olive[2]) / 2))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("undertone", [0.0, 1.0])
def test_pigments_make_about_that_skin(step, undertone):
    pigments = pigments_of(step, undertone)
    assert difference(lab(albedo(pigments)), lab(albedo_of(step, undertone))) < 8  # the painter does the rest
    assert pigments.melanin < MOST_MELANIN / 1.5  # room for what is darker than the cheek
    assert pigments.blood < MOST_BLOOD / 8  # and for lips


def test_darker_steps_have_more_melanin_and_olive_skin_less_blood():
    melanin = [pigments_of(step, 0.0).melanin for step in STEPS]
    assert melanin == sorted(set(melanin))
    assert all(pigments_of(step, 1.0).blood < pigments_of(step, 0.0).blood for step in STEPS)


@pytest.mark.parametrize(("step", "undertone"), [(0, 0.5), (11, 0.5), (5, -0.1), (5, 1.1)])
def test_what_is_out_of_range_is_refused(step, undertone):
    for of in (lab_of, albedo_of, pigments_of):
        with pytest.raises(ValueError, match="expected"):
            of(step, undertone)


def test_drawn_undertones_are_nearer_the_red_end():
    drawn = sorted(undertone_of(share / 100) for share in range(101))
    assert drawn[0] == 0.0 and drawn[-1] == 1.0
    assert drawn[50] == 0.25 and drawn[67] == pytest.approx(0.45)
