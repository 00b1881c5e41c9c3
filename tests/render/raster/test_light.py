"""Irradiance at vertices against what falls on a sphere, worked out by hand."""

import numpy as np
import pytest

from synthgen.render.raster import light
from synthgen.render.raster.raster import Screen

f4 = np.float32


def sphere(count=4000):
    """Unit normals (count, 3) spread evenly."""
    y = 1 - 2 * (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    flat = np.sqrt(1 - y * y)
    return np.stack([flat * np.cos(turn), y, flat * np.sin(turn)], axis=1).astype(f4)


def irradiance(normals, *, wrap=0.0, lamp=0.0, sky=0.0, ground=0.0, front=0.0, open_sky=1.0, shadow=1.0, bounce=0.0):
    """Red irradiance (n,) with one lamp from (0.6, 0, 0.8)."""
    n = len(normals)
    out = np.zeros((n, light.VERTEX_COLUMNS), f4)
    lamps = np.array([[0.6, 0.0, 0.8, lamp, lamp, lamp]], f4)
    lights = light.Lights(lamps, lamps, 1, np.full(3, sky, f4), np.full(3, ground, f4), np.full(3, front, f4))
    full = np.ones(n, f4)
    light.irradiance(
        normals,
        full * f4(open_sky),
        full[None] * f4(shadow),
        np.full((n, 3), wrap, f4),
        np.full((n, 3), bounce, f4),
        lights,
        out,
    )
    np.testing.assert_array_equal(out[:, :3], normals)
    return out[:, 3].astype(np.float64)


def test_a_lambertian_sphere_under_a_lamp():
    normals = sphere()
    got = irradiance(normals, lamp=2.0)
    cosine = normals.astype(np.float64) @ [0.6, 0.0, 0.8]
    np.testing.assert_allclose(got, 2 * np.maximum(cosine, 0), atol=1e-6)
    # cross-section π over surface 4π
    assert got.mean() == pytest.approx(2 / 4, abs=1e-3)


def test_a_sphere_under_sky_and_ground():
    normals = sphere()
    got = irradiance(normals, sky=0.9, ground=0.1)
    assert got.mean() == pytest.approx((0.9 + 0.1) / 2, abs=1e-4)
    assert got[0] == pytest.approx(0.9, abs=1e-3)
    assert got[-1] == pytest.approx(0.1, abs=1e-3)


def test_the_front_lights_what_faces_as_the_face_does():
    ahead, behind, up = np.eye(3, dtype=f4)[2:], -np.eye(3, dtype=f4)[2:], np.eye(3, dtype=f4)[1:2]
    assert irradiance(ahead, front=0.6)[0] == pytest.approx(0.6)
    assert irradiance(up, front=0.6)[0] == pytest.approx(0.3)
    assert irradiance(behind, front=0.6)[0] == pytest.approx(0.0)


def test_bright_surroundings_send_light_into_hollows_but_never_more_than_the_open_sky():
    up = np.array([[0.0, 1.0, 0.0]], f4)
    dark, pale = (irradiance(up, sky=1.0, open_sky=0.4, bounce=albedo)[0] for albedo in (0.03, 0.5))
    assert dark == pytest.approx(0.4)
    # a cavity of albedo ρ sends back ρ of what falls into it, of which 0.4 gets out: again and again
    assert pale == pytest.approx(0.4 / (1 - 0.6 * 0.5), abs=0.06)
    assert irradiance(up, sky=1.0, open_sky=1.0, bounce=0.5)[0] == pytest.approx(1.0, abs=0.01)


def test_points_of_a_lamp_make_a_soft_shadow():
    """Two points of one lamp, of which one is hidden: half of the light, and half of the key is seen."""
    normals = np.array([[0.0, 0.0, 1.0]], f4)
    points = np.array([[0, 0, 1, 0.5, 0.5, 0.5], [0, 0, 1, 0.5, 0.5, 0.5], [0, 0, 1, 0.25, 0.25, 0.25]], f4)
    none = np.zeros(3, f4)
    out = np.zeros((1, light.VERTEX_COLUMNS), f4)
    one, shadow = np.ones(1, f4), np.array([[0.0], [1.0], [1.0]], f4)
    flat = np.zeros((1, 3), f4)
    light.irradiance(normals, one, shadow, flat, flat, light.Lights(points[:1], points, 2, none, none, none), out)
    assert out[0, 3] == pytest.approx(0.75)
    assert out[0, 7] == pytest.approx(0.5)


def test_every_surface_that_is_drawn_wraps_little_enough(studio):
    """A wrapped sphere takes as much light as a Lambertian one within 4.2 %, which holds for wraps up to 0.55."""
    widest = float(studio.figure.wrap.max())
    assert 0 < widest <= 0.55
    assert irradiance(sphere(), wrap=widest, lamp=1.0).mean() == pytest.approx(0.25, rel=0.042)


def test_shadow_takes_the_key_light_alone_and_occlusion_the_sky_and_part_of_lamps():
    up = np.array([[0.0, 1.0, 0.0]], f4)
    to_lamp = np.array([[0.6, 0.0, 0.8]], f4)
    assert irradiance(to_lamp, lamp=1.0, shadow=0.25)[0] == pytest.approx(0.25)
    assert irradiance(up, sky=0.8, open_sky=0.5)[0] == pytest.approx(0.4)
    # 3/10 of a lamp reaches where no sky is seen
    assert irradiance(to_lamp, lamp=1.0, open_sky=0.0)[0] == pytest.approx(0.3)


def test_vertex_normals_of_a_tetrahedron_point_away_from_its_middle():
    vertices = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]], f4)
    triangles = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]], np.int32)
    normals = np.zeros((4, 3), f4)
    light.vertex_normals(vertices, triangles, normals, 0, 4)
    np.testing.assert_allclose(normals, vertices / np.sqrt(3), atol=1e-6)


def test_diffusion_moves_light_as_far_as_it_says_and_loses_none():
    """A ring of vertices 0.01 dm apart: a pulse's variance grows by the area a channel diffuses over."""
    n, step = 64, 0.01
    turn = np.arange(n) * 2 * np.pi / n
    radius = step / (2 * np.sin(np.pi / n))
    points = np.stack([radius * np.cos(turn), radius * np.sin(turn), 0 * turn], axis=1).astype(f4)
    start = np.arange(0, 2 * n + 1, 2, dtype=np.int32)
    index = np.stack([(np.arange(n) - 1) % n, (np.arange(n) + 1) % n], axis=1).ravel().astype(np.int32)
    shaded = np.zeros((n, light.VERTEX_COLUMNS), f4)
    shaded[n // 2, 3:6] = 1
    area = np.array([0.006**2, 0.004**2, 0.0], f4)
    closeness = light.closeness_of(points, start, index)
    light.diffuse(shaded, start, index, closeness, np.zeros((n, 3), f4), area)
    np.testing.assert_allclose(shaded[:, 3:6].sum(axis=0), 1, atol=1e-6)
    distance = (np.arange(n) - n // 2) * step
    np.testing.assert_allclose((shaded[:, 3:6] * distance[:, None] ** 2).sum(axis=0), area, rtol=2e-3, atol=1e-12)


def test_visibility_counts_the_samples_of_the_map_that_do_not_hide_a_vertex():
    depths = np.full((32, 32), -1e9, f4)
    depths[:, 16:] = 5.0  # a wall before the right half
    screen_xy = np.array([[8, 16], [24, 16], [16, 16], [24, 16]], np.int32) * 16
    normals = np.array([[0, 0, 1.0], [0, 0, 1], [0, 0, 1], [0, 0, -1]], f4)
    out = np.zeros(4, f4)
    toward = np.array([0, 0, 1, 1, 1, 1], f4)
    light.visibility(Screen(screen_xy, np.zeros(4, f4)), normals, toward, depths, f4(0.1), out)
    # at the wall's edge the columns 14 | 16, 18: a third is free; what faces away is left at 1
    np.testing.assert_allclose(out, [1, 0, 1 / 3, 1], atol=1e-6)
