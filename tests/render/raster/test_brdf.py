"""Each physical term against its closed form, or against an integral worked out here in float64."""

import math

import numpy as np
import pytest

from synthgen.render.materials import MATERIALS
from synthgen.render.raster import brdf, hairshading
from synthgen.render.raster.gbuffer import SKIN

f4 = np.float32
#: GGX α² of everything that is drawn, and of the sharper lobe that skin has too.
ROUGH = [m for m in MATERIALS if m.alpha2 > 0]
ROUGHNESSES = sorted({m.alpha2 for m in ROUGH} | {0.15 * m.alpha2 for m in ROUGH if m.sharp})


def each(function, *arrays):
    """Call a device function of float32 numbers on arrays, one by one, and return float64."""
    rows = np.broadcast_arrays(*(np.asarray(array, f4) for array in arrays))
    values = [function(*row) for row in zip(*(row.ravel() for row in rows), strict=True)]
    return np.array(values, np.float64).reshape(rows[0].shape)


def directions(count, seed):
    """Unit vectors (count, 3) of the upper half sphere, z up, evenly."""
    rng = np.random.default_rng(seed)
    z, turn = rng.random(count), rng.random(count) * 2 * np.pi
    flat = np.sqrt(1 - z * z)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=1)


def glint(light, view, alpha2, lobe, f0, edge=1.0):
    """What ``specular`` returns for light and view directions (…, 3) on a surface with normal z."""
    half = light + view
    s = (half * half).sum(axis=-1) + float(brdf.TINY_HALF)
    return each(brdf.specular, light[..., 2], half[..., 2], s, alpha2, lobe, f0, edge)


def test_schlick_is_f0_straight_on_and_all_at_grazing():
    assert brdf.schlick(f4(0.04), f4(1), f4(1)) == f4(0.04)
    assert brdf.schlick(f4(0.04), f4(0), f4(1)) == f4(1)
    assert brdf.schlick(f4(0.04), f4(0), f4(0)) == f4(0.04)
    # 60°: (1 − 1/2)⁵ = 1/32 of what is left
    assert brdf.schlick(f4(0.04), f4(0.5), f4(1)) == pytest.approx(0.04 + 0.96 / 32, abs=1e-7)


@pytest.mark.parametrize("alpha2", ROUGHNESSES)
def test_ggx_is_normalised(alpha2):
    """∫ D(h) n·h dω = 1: with u = (n·h)², ∫ π D du from 0 to 1, here by the midpoint rule."""
    steps = 40_000
    u = (np.arange(steps) + 0.5) / steps
    distribution = float(f4(alpha2)) / each(brdf.ggx_divisor, np.sqrt(u), 1.0, alpha2)
    assert distribution.mean() == pytest.approx(1.0, abs=2e-3)


def test_ggx_at_its_peak():
    # n·h = 1: π D = 1 / α²
    assert 0.25 / brdf.ggx_divisor(f4(1), f4(1), f4(0.25)) == pytest.approx(4.0)


def test_visibility_between_kelemens_and_none():
    # l·h = 1: 1; l·h → 0: k², so that grazing light does not blow up as Kelemen's 1 / (l·h)² does
    assert brdf.visibility_divisor(f4(4)) == pytest.approx(1.0)
    assert brdf.visibility_divisor(f4(0)) == pytest.approx(0.1)
    assert brdf.visibility_divisor(f4(1)) == pytest.approx(0.9 / 4 + 0.1)


@pytest.mark.parametrize(("alpha2", "lobe", "f0"), [(m.alpha2, m.sharp, m.reflectance) for m in ROUGH])
def test_specular_is_the_textbooks_product(alpha2, lobe, f0):
    """D·V·F with a half vector of unit length, in float64: Walter 2007, Hable 2014, Schlick 1994."""
    light, view = directions(300, 1), directions(300, 2)
    half = (light + view) / np.linalg.norm(light + view, axis=1)[:, None]
    nh, lh = half[:, 2], (light * half).sum(axis=1)
    lobes = [a2 / (math.pi * (nh * nh * (a2 - 1) + 1) ** 2) for a2 in (alpha2, 0.15 * alpha2)]
    distribution = (1 - lobe) * lobes[0] + lobe * lobes[1]
    expected = distribution * (f0 + (1 - f0) * (1 - lh) ** 5) / (4 * (lh * lh * 0.9 + 0.1))
    got = glint(light, view, alpha2, lobe, f0) / math.pi
    # s is 1e-4 too long, which takes a hundredth off the peak of the sharpest lobe
    near = lh > 0.5
    np.testing.assert_allclose(got[near], (expected * light[:, 2])[near], rtol=0.015)


@pytest.mark.parametrize("alpha2", ROUGHNESSES)
@pytest.mark.parametrize("degrees", [0, 45, 60, 75, 87])
def test_white_furnace(alpha2, degrees):
    """Light of 1 from everywhere on a surface that reflects all (F = 1): no more than 1 comes back to the camera.

    The visibility term loses light towards grazing instead (down to 8 % is left of a smooth surface's).
    """
    steps = 90
    z = (np.arange(steps) + 0.5) / steps
    turn = (np.arange(2 * steps) + 0.5) / (2 * steps) * np.pi
    z, turn = np.meshgrid(z, turn)
    flat = np.sqrt(1 - z * z)
    light = np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=-1)
    angle = math.radians(degrees)
    view = np.array([math.sin(angle), 0.0, math.cos(angle)])
    # dω is even in z and turn; ∫ over half of the half sphere is half
    reflected = 2 * glint(light, view, alpha2, 0.0, 1.0).mean()
    assert 0.05 < reflected < 1.02  # 2 % for the sharpest peaks between these steps


def test_skin_reflects_little_enough_to_leave_room_for_its_colour():
    """Diffuse light is not dimmed by what is reflected: highlight and albedo together must not pass 1."""
    skin = MATERIALS[SKIN]
    light = directions(4000, 3)
    for degrees in (0, 30, 60, 80):
        view = np.array([math.sin(math.radians(degrees)), 0.0, math.cos(math.radians(degrees))])
        assert 2 * glint(light, view, skin.alpha2, skin.sharp, skin.reflectance).mean() < 0.08


@pytest.mark.parametrize("material", ROUGH[:3])
def test_highlights_are_reciprocal(material):
    light, view = directions(200, 4), directions(200, 5)
    optics = (material.alpha2, material.sharp, material.reflectance)
    there = glint(light, view, *optics) / light[:, 2]
    back = glint(view, light, *optics) / view[:, 2]
    np.testing.assert_allclose(there, back, rtol=1e-5)


def test_wrapped_diffuse_is_not_reciprocal_and_unwrapped_is():
    """Light at 30°, camera at 80°, and the other way round: f = diffuse / n·l."""
    near, far = math.cos(math.radians(30)), math.cos(math.radians(80))
    for wrap, alike in ((0.0, True), (0.3, False)):
        f = [brdf.wrapped_diffuse(f4(1), f4(nl), f4(wrap), f4(1 / (1 + wrap))) / nl for nl in (near, far)]
        assert (f[0] == pytest.approx(f[1], rel=1e-5)) == alike


@pytest.mark.parametrize("wrap", [0.0, 0.1, 0.25, 0.4, 0.55])
def test_a_wrapped_sphere_takes_as_much_light_as_a_lambertian_one(wrap):
    """Mean over a sphere, where n·l is even from −1 to 1: Lambert's is 1/4; see ``wrapped_diffuse`` for the rest."""
    steps = 20_000
    nl = (np.arange(steps) + 0.5) / steps * 2 - 1
    mean = each(brdf.wrapped_diffuse, 1.0, nl, wrap, 1 / (1 + wrap)).mean()
    assert mean == pytest.approx(0.25 * (1 + wrap / 3 - 2 * wrap * wrap / 3), abs=1e-5)
    assert abs(mean / 0.25 - 1) < 0.042


def test_wrapped_diffuse_is_whole_where_it_faces_the_light_and_none_past_the_wrap():
    for wrap in (0.0, 0.3, 0.5):
        scale = f4(1 / (1 + wrap))
        assert brdf.wrapped_diffuse(f4(2), f4(1), f4(wrap), scale) == pytest.approx(2.0, abs=1e-6)
        assert brdf.wrapped_diffuse(f4(2), f4(-wrap - 1e-3), f4(wrap), scale) == 0


@pytest.mark.parametrize("degrees", [0, 37, 90, 143, 180])
def test_the_dome_is_the_integral_over_sky_and_ground(degrees):
    """∫ L max(n·l, 0) / π dω, L the sky's above the horizon and the ground's below, by the midpoint rule."""
    sky, ground = 0.8, 0.2
    tilt = math.radians(degrees)
    steps = 400
    y, turn = np.meshgrid((np.arange(steps) + 0.5) / steps * 2 - 1, (np.arange(steps) + 0.5) / steps * 2 * np.pi)
    cosine = y * math.cos(tilt) + np.sqrt(1 - y * y) * np.cos(turn) * math.sin(tilt)
    integral = 4 * np.mean(np.where(y > 0, sky, ground) * np.maximum(cosine, 0))
    up = f4((1 + math.cos(tilt)) / 2)
    assert brdf.dome(f4(sky), f4(ground), f4(0), up, f4(0.5)) == pytest.approx(integral, abs=1e-3)


def test_what_is_mirrored_of_sky_and_ground_stays_within_what_falls_in():
    for material in MATERIALS:
        shares = each(brdf.mirrored, material.reflectance, 1.0, np.linspace(0, 1, 50))
        assert (np.diff(shares) <= 0).all()  # more towards grazing
        assert 0 < shares.min() <= material.reflectance
        assert shares.max() < 0.5


def test_hairs_highlights_peak_at_their_shift_and_halve_as_a_lorentzian_squared():
    peak = hairshading.lobe(f4(0.11), f4(0.14), f4(0.14), f4(1 / 0.26), f4(0))
    assert peak == pytest.approx(0.11)
    # 1 / (1 + x²)² = 1/4 at x = 1, one width off
    assert hairshading.lobe(f4(0.11), f4(0.40), f4(0.14), f4(1 / 0.26), f4(0)) == pytest.approx(0.11 / 4, rel=1e-5)


@pytest.mark.parametrize("degrees", [0, 60, 90, 180])
@pytest.mark.parametrize(("light", "view"), [(0, 0), (20, -35)])
def test_half_azimuth_is_cosine_squared_of_half_the_angle_round_the_strand(degrees, light, view):
    """Strand along x; light and view at inclinations from its normal plane, ``degrees`` apart round it."""
    a, b, turn = math.radians(light), math.radians(view), math.radians(degrees)
    to_light = (math.sin(a), math.cos(a), 0.0)
    to_camera = (math.sin(b), math.cos(b) * math.cos(turn), math.cos(b) * math.sin(turn))
    lv = sum(p * q for p, q in zip(to_light, to_camera, strict=True))
    got = hairshading.half_azimuth(f4(to_light[0]), f4(to_camera[0]), f4(lv))
    assert got == pytest.approx(math.cos(turn / 2) ** 2, abs=1e-5)


def test_a_catchlight_is_the_lamp_seen_in_a_mirror():
    """Its brightness is the lamp's radiance (irradiance over the disc) times f0; its edge is half its radius away."""
    radius = math.radians(16)
    disc = math.sin(radius) ** 2

    def seen(degrees):
        """Of a lamp straight ahead of the camera, on a normal turned away by ``degrees``."""
        cosine = math.cos(math.radians(degrees))
        return float(brdf.catchlight(f4(cosine), f4(2 * cosine), f4(4), f4(disc), f4(0.03)))

    assert seen(0) == pytest.approx(0.03 / disc, rel=1e-5)
    assert seen(5) == pytest.approx(seen(0), rel=1e-5)
    assert seen(8) == pytest.approx(seen(0) / 2, rel=0.08)
    assert seen(11) == 0
    assert brdf.catchlight(f4(-0.1), f4(2), f4(4), f4(disc), f4(0.03)) == 0
