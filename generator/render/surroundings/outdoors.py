"""A place under the sky that is drawn: sun and clouds, the ground, and trees, hedges and houses round about."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthgen.render.surroundings import patterns
from synthgen.render.surroundings.cast import Scenery
from synthgen.render.surroundings.chance import Chance, coloured
from synthgen.render.surroundings.place import Place, Point
from synthgen.scene.illumination import black_body
from synthgen.scene.lights import RGB

#: the sun's light on a surface that faces it, the sky's being 1
_SUN = 4.5
#: share of the sun's light that a sky full of clouds lets through
_THROUGH_CLOUDS = 0.03
#: kinds of places, each as often as it stands here: what stands there and what the ground is
_KINDS = ("park", "park", "street", "street", "garden", "garden", "field")
_EVERYWHERE = 1e6


@dataclass(frozen=True)
class Sun:
    """Unit direction to it, and the light (rgb) on a surface that faces it."""

    direction: Point
    light: RGB


def draw_sun(take: int, elevation: float, clouds: float) -> Sun:
    """Return the sun at a height in degrees, over a sky of which clouds cover a share."""
    chance = Chance(take, "sun")
    azimuth, height = math.radians(chance.between(-180, 180)), math.radians(elevation)
    flat = math.cos(height)
    direction = (
        round(math.sin(azimuth) * flat, 9),
        round(math.sin(height), 9),
        round(math.cos(azimuth) * flat, 9),
    )
    through = 1.0 - (1.0 - _THROUGH_CLOUDS) * clouds * clouds
    # longer ways through the air: weaker and redder
    strength = _SUN * through * elevation / (elevation + 8.0)
    red, green, blue = (
        round(strength * channel, 9) for channel in black_body(2000.0 + 4000.0 * elevation / (elevation + 10.0))
    )
    return Sun(direction, (red, green, blue))


def draw_outdoors(take: int, sun: Sun, clouds: float) -> Scenery:
    """Return the place that the seed of a take draws, in the light of a sun."""
    chance = Chance(take, "outdoors")
    ground = -chance.between(13.0, 17.0)
    place = Place((-_EVERYWHERE, ground, -_EVERYWHERE), (_EVERYWHERE, _EVERYWHERE, _EVERYWHERE))
    kind = chance.pick(_KINDS)
    _lay_ground(place, kind, chance)
    _lay_about(place, kind, Chance(take, "flat things"))
    for k in range(_RINGS[kind]):
        _ring(place, kind, k, Chance(take, f"ring {k}"))
    grey = 0.25 + 0.75 * (1.0 - clouds)
    zenith = _blend((0.32, 0.48, 0.80), (0.62, 0.68, 0.76), clouds * clouds)
    low = 1.0 - sun.direction[1]
    horizon = _blend(
        _blend((0.80, 0.92, 1.05), (1.25, 0.88, 0.62), max(low - 0.55, 0.0) * 1.6 * grey), (0.85, 0.88, 0.92), clouds
    )
    cloud = _blend((1.35, 1.33, 1.30), (0.80, 0.83, 0.87), clouds)
    drawn = (clouds, float(chance.seed()), chance.between(1500.0, 6000.0))
    above = _blend(zenith, horizon, 0.5)
    earth, other_earth = place.colour(2), place.colour(2, second=True)
    below: RGB = tuple(
        (above[k] + sun.light[k] * max(sun.direction[1], 0.0)) * 0.5 * (earth[k] + other_earth[k]) for k in range(3)
    )  # type: ignore[assignment]
    return place.scenery((above, below), [zenith, horizon, sun.direction, sun.light, cloud, drawn])


def _blend(one: RGB, other: RGB, share: float) -> RGB:
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share, 9) for a, b in zip(one, other, strict=True))
    return red, green, blue


#: how many things stand round about in each kind of place
_RINGS = {"park": 34, "street": 30, "garden": 34, "field": 16}


def _lay_ground(place: Place, kind: str, chance: Chance) -> None:
    if kind == "street":
        grey = chance.colour((35, 62), (0, 6), (60, 100))
        place.face(
            2,
            grey,
            chance.colour((28, 55), (0, 5)),
            pattern=patterns.TILES,
            scale=chance.between(4, 9),
            seed=chance.seed(),
        )
        return
    grass, other = chance.colour((35, 58), (18, 40), (100, 128)), chance.colour((40, 65), (15, 35), (80, 112))
    if kind == "field" and chance.happens(0.5):  # sand, stubble
        grass, other = chance.colour((58, 78), (12, 28), (70, 88)), chance.colour((50, 70), (10, 30), (65, 95))
    place.face(2, grass, other, pattern=patterns.GROUND, scale=chance.between(1.5, 4.0), seed=chance.seed())


def _lay_about(place: Place, kind: str, chance: Chance) -> None:
    """Lay flat things on the ground: paths, kerbs, stripes, beds, patches of another green."""
    ground = place.low[1]
    for k in range(3 if kind == "field" else 7):
        x, z = _spot(chance, 0.0, 110.0)
        long, wide = chance.between(60, 200), chance.between(3, 12)
        half = (long, 0.05 + 0.01 * k, wide) if chance.happens(0.5) else (wide, 0.05 + 0.01 * k, long)
        if kind == "street":
            stone = chance.colour((30, 88), (0, 8), (60, 100))
            joint = (0.7 * stone[0], 0.7 * stone[1], 0.7 * stone[2])
            look = chance.pick((patterns.TILES, patterns.GROUND, patterns.STRIPES))
            place.solid(
                (x, ground, z), half, stone, joint, pattern=look, scale=chance.between(2, 6), seed=chance.seed()
            )
        elif k < 2:
            gravel = chance.colour((45, 75), (3, 18), (60, 90))
            earth = (0.75 * gravel[0], 0.72 * gravel[1], 0.7 * gravel[2])
            place.solid((x, ground, z), half, gravel, earth, pattern=patterns.GROUND, scale=1.2, seed=chance.seed())
        else:
            size = chance.between(10, 35)
            half = (size, 0.05 + 0.01 * k, size * chance.between(0.4, 1.2))
            one, other = _greens(chance)
            if kind == "garden" and chance.happens(0.5):  # a bed of flowers
                other = chance.colour((45, 85), (30, 75))
                half = (half[0] * 0.4, chance.between(1.0, 3.0), half[2] * 0.4)
            place.solid((x, ground, z), half, one, other, pattern=patterns.LEAVES, scale=1.6, seed=chance.seed())


def _spot(chance: Chance, near: float, far: float) -> tuple[float, float]:
    """Return a place (x, z) at least ``near`` away."""
    while True:
        x, z = chance.between(-far, far), chance.between(-far, far)
        if near * near < x * x + z * z < far * far:
            return x, z


def _ring(place: Place, kind: str, k: int, chance: Chance) -> None:
    if kind == "street":
        _house(place, chance, k) if k < 14 else chance.pick((_tree, _car, _post, _car))(place, chance, 45.0, 160.0)
    elif kind == "garden":
        chance.pick((_hedge, _tree, _bush, _bush, _fence))(place, chance, 28.0, 110.0)
    elif kind == "park":
        chance.pick((_tree, _tree, _tree, _bush, _hedge))(place, chance, 40.0, 260.0)
    else:
        chance.pick((_tree, _bush, _far_trees, _far_trees))(place, chance, 120.0, 900.0)


def _greens(chance: Chance) -> tuple[RGB, RGB]:
    if chance.happens(0.12):  # autumn, blossom
        return chance.colour((35, 55), (25, 50), (45, 85)), chance.colour((55, 75), (30, 60), (60, 95))
    return chance.colour((16, 36), (15, 32), (105, 135)), chance.colour((42, 66), (28, 52), (98, 125))


def _crown(place: Place, chance: Chance, middle: Point, size: float) -> None:
    x, y, z = middle
    one, other = _greens(chance)
    for k in range(3):
        share = 1.0 if k == 0 else chance.between(0.5, 0.75)
        away = 0.0 if k == 0 else 0.75 * size
        at = (
            x + away * chance.between(-1, 1),
            y + 0.6 * away * chance.between(-1, 1),
            z + away * chance.between(-1, 1),
        )
        half = (share * size, share * size * chance.between(0.75, 1.15), share * size)
        place.solid(
            at, half, one, other, pattern=patterns.LEAVES, scale=0.12 * size + 0.8, ball=True, seed=chance.seed()
        )


def _tree(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, near, far)
    ground = place.low[1]
    tall, size = chance.between(22, 60), chance.between(14, 32)
    bark = chance.colour((20, 45), (4, 18), (50, 80))
    thick = chance.between(1.0, 2.6)
    place.solid((x, ground + 0.5 * tall, z), (thick, 0.5 * tall, thick), bark, scale=0.8, seed=chance.seed())
    _crown(place, chance, (x, ground + tall + 0.4 * size, z), size)


def _bush(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, near, far)
    size = chance.between(5, 13)
    _crown(place, chance, (x, place.low[1] + 0.8 * size, z), size)


def _far_trees(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, 500.0, 1500.0)
    one, other = _greens(chance)
    high = chance.between(50, 130)
    half = (chance.between(120, 400), high, chance.between(120, 400))
    at = (x, place.low[1] + 0.3 * high, z)
    place.solid(at, half, one, other, pattern=patterns.LEAVES, scale=14.0, ball=True, seed=chance.seed())


def _hedge(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, near, far)
    high, long, deep = chance.between(7, 13), chance.between(25, 70), chance.between(2.5, 4.0)
    half = (long, high, deep) if abs(z) > abs(x) else (deep, high, long)
    one, other = _greens(chance)
    place.solid((x, place.low[1] + high, z), half, one, other, pattern=patterns.LEAVES, scale=1.6, seed=chance.seed())


def _fence(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, near, far)
    high, long = chance.between(7, 10), chance.between(25, 60)
    half = (long, high, 0.3) if abs(z) > abs(x) else (0.3, high, long)
    wood = chance.colour((35, 90), (2, 26), (50, 85))
    darker = (wood[0] * 0.7, wood[1] * 0.7, wood[2] * 0.7)
    at = (x, place.low[1] + high, z)
    place.solid(at, half, wood, darker, pattern=patterns.BOARDS, scale=1.2, seed=chance.seed())


def _house(place: Place, chance: Chance, k: int) -> None:
    """Stand houses along both sides of a street, and across its ends."""
    side = (-1.0, 1.0)[k % 2]
    x, z = (
        (side * chance.between(80, 130), (k // 4 - 1.5) * 110.0)
        if k % 4 < 2
        else ((k // 4 - 1.5) * 110.0, side * chance.between(130, 260))
    )
    half = (chance.between(35, 60), chance.between(45, 110), chance.between(35, 60))
    wall = chance.colour((35, 88), (0, 35), (20, 100)) if chance.happens(0.8) else chance.colour((35, 80), (5, 25))
    glass = chance.colour((20, 55), (2, 14), (220, 270))
    at = (x, place.low[1] + half[1], z)
    place.solid(at, half, wall, glass, pattern=patterns.FACADE, scale=chance.between(16, 28), seed=chance.seed())


def _car(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, near, far)
    ground = place.low[1]
    paint = (
        coloured(chance.pick((20, 45, 60, 85, 92)), 2, 250)
        if chance.happens(0.65)
        else chance.colour((25, 60), (30, 65))
    )
    long, wide = (20.0, 8.5) if chance.happens(0.5) else (8.5, 20.0)
    place.solid((x, ground + 5.0, z), (long, 3.2, wide), paint)
    place.solid((x, ground + 10.2, z), (0.62 * long, 2.6, 0.62 * wide), coloured(22, 3, 250))
    place.solid((x, ground + 12.9, z), (0.58 * long, 0.4, 0.58 * wide), paint)


def _post(place: Place, chance: Chance, near: float, far: float) -> None:
    x, z = _spot(chance, near, far)
    tall = chance.between(28, 50)
    place.solid((x, place.low[1] + 0.5 * tall, z), (0.7, 0.5 * tall, 0.7), coloured(35, 2, 250))
    if chance.happens(0.6):
        sign = chance.colour((35, 80), (20, 80))
        place.solid((x, place.low[1] + 0.8 * tall, z), (3.0, 3.0, 0.3), sign, ball=True)
