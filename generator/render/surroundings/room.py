"""A room that is drawn: walls, floor and ceiling, windows, lamps, and what people have along their walls."""

from __future__ import annotations

from dataclasses import dataclass

from synthgen.render.surroundings import patterns
from synthgen.render.surroundings.cast import Scenery
from synthgen.render.surroundings.chance import Chance, coloured
from synthgen.render.surroundings.place import Place, Point
from synthgen.scene.illumination import black_body
from synthgen.scene.lights import RGB

#: dm: how deep things stand off the wall
_FLAT, _SHELF, _CABINET = 0.15, 1.5, 2.6
#: share of its light that a room gives back, all in all
_GIVEN_BACK = 0.5
_SQUARE = 3.1416
#: how much more light goes back and forth than the mean of a room's walls say: chosen by eye, for faces to be seen
_BOUNCED = 3.0


@dataclass(frozen=True)
class _Wall:
    """A wall of a room: the axis that it stands across, which end, and its length and height from, to."""

    place: Place
    axis: int
    end: int

    @property
    def span(self) -> tuple[float, float]:
        other = 2 - self.axis
        return self.place.low[other], self.place.high[other]

    @property
    def inwards(self) -> Point:
        sign = 1.0 if self.end == 0 else -1.0
        return (sign, 0.0, 0.0) if self.axis == 0 else (0.0, 0.0, sign)

    def at(self, along: float, height: float, off: float) -> Point:
        """Return the point so far along the wall, at a height, and so far off it."""
        edge = self.place.low[0 if self.axis == 0 else 2] if self.end == 0 else self.place.high[self.axis]
        across = edge + off if self.end == 0 else edge - off
        return (across, height, along) if self.axis == 0 else (along, height, across)

    def box(
        self, along: float, height: float, half: tuple[float, float, float], *, off: float = 0.0
    ) -> tuple[Point, Point]:
        """Return middle and half extents of a box on the wall; ``half``: along, up, off the wall."""
        middle = self.at(along, height, off + half[2])
        return middle, (half[2], half[1], half[0]) if self.axis == 0 else half


def draw_room(take: int) -> Scenery:
    """Return the room that the seed of a take draws."""
    chance = Chance(take, "room")
    floor = -chance.between(12.0, 15.5)
    place = Place(
        (-chance.between(17, 42), floor, -chance.between(16, 42)),
        (chance.between(17, 42), floor + chance.between(24, 31), chance.between(20, 45)),
    )
    walls = [_Wall(place, axis, end) for axis in (0, 2) for end in (0, 1)]
    _paint(place, chance)
    day = chance.happens(0.75)
    windows = chance.pick((1, 1, 2, 2, 3)) if day else chance.pick((0, 1))
    order = sorted(range(4), key=lambda _: chance.between(0, 1))
    light = _daylight(chance) if day else (0.02, 0.03, 0.05)
    for rank, which in enumerate(order):
        _furnish(walls[which], Chance(take, f"wall {which}"), light if rank < windows else None)
    _hang_lamps(place, chance, on=not day or chance.happens(0.35))
    _set_about(place, Chance(take, "middle"))
    width, height, depth = (b - a for a, b in zip(place.low, place.high, strict=True))
    area = 2 * (width * height + width * depth + height * depth)
    sums = [sum(lamp[6 + k] for lamp in place.lamps) * _SQUARE / area for k in range(3)]
    bounce = [round(_BOUNCED * total * _GIVEN_BACK / (1 - _GIVEN_BACK), 6) for total in sums]
    tint = place.colour(2)
    down: RGB = tuple(round(b * (0.35 + 0.9 * tint[k]), 6) for k, b in enumerate(bounce))  # type: ignore[assignment]
    return place.scenery(((bounce[0], bounce[1], bounce[2]), down))


def _daylight(chance: Chance) -> RGB:
    strength = chance.between(4.0, 11.0)
    red, green, blue = (strength * channel for channel in black_body(chance.between(5200, 9000)))
    return red, green, blue


def _paint(place: Place, chance: Chance) -> None:
    own = chance.colour((72, 93), (0, 12)) if chance.happens(0.65) else chance.colour((38, 78), (10, 38))
    accent = chance.colour((25, 75), (10, 45)) if chance.happens(0.4) else own
    where = chance.pick((0, 1, 4, 4, 5))
    for which in (0, 1, 4, 5):
        colour = accent if which == where else own
        kind = chance.between(0, 1)
        second = tuple(min(channel * chance.between(0.7, 1.25), 0.9) for channel in colour)
        if which == where and kind < 0.22:
            brick = chance.colour((30, 60), (8, 40), (25, 60))
            place.face(
                which, brick, chance.colour((55, 80), (0, 8)), pattern=patterns.BRICKS, scale=0.8, seed=chance.seed()
            )
        elif which == where and kind < 0.4:
            place.face(
                which, colour, (second[0], second[1], second[2]), pattern=patterns.STRIPES, scale=chance.between(1, 3)
            )
        elif which == where and kind < 0.55:
            wood = chance.colour((30, 65), (15, 35), (55, 75))
            darker = (wood[0] * 0.7, wood[1] * 0.68, wood[2] * 0.66)
            place.face(which, wood, darker, pattern=patterns.BOARDS, scale=chance.between(0.9, 1.6), seed=chance.seed())
        else:
            place.face(which, colour, seed=chance.seed())
    if chance.happens(0.6):
        wood = chance.colour((30, 70), (14, 34), (55, 78))
        darker = (wood[0] * 0.75, wood[1] * 0.73, wood[2] * 0.7)
        place.face(2, wood, darker, pattern=patterns.BOARDS, scale=1.2, seed=chance.seed())
    elif chance.happens(0.5):
        place.face(2, chance.colour((30, 65), (0, 30)), seed=chance.seed())
    else:
        tile = chance.colour((45, 85), (0, 14))
        place.face(
            2,
            tile,
            chance.colour((30, 60), (0, 5)),
            pattern=patterns.TILES,
            scale=chance.between(3, 6),
            seed=chance.seed(),
        )
    _ceiling(place, chance)


def _ceiling(place: Place, chance: Chance) -> None:
    """Paint the ceiling: plain, in tiles as offices have it, or boards; beams go across some."""
    white = chance.colour((85, 95), (0, 4))
    kind = chance.between(0, 1)
    if kind < 0.25:
        grey: RGB = tuple(0.75 * channel for channel in white)  # type: ignore[assignment]
        place.face(3, white, grey, pattern=patterns.TILES, scale=6.0, seed=chance.seed())
    elif kind < 0.45:
        wood = chance.colour((40, 88), (4, 32), (55, 85))
        darker = (wood[0] * 0.82, wood[1] * 0.8, wood[2] * 0.78)
        place.face(3, wood, darker, pattern=patterns.BOARDS, scale=1.4, seed=chance.seed())
    else:
        place.face(3, white, seed=chance.seed())
    if chance.happens(0.35):
        beam = chance.colour((20, 60), (8, 30), (45, 80)) if chance.happens(0.7) else white
        for k in range(5):
            x = place.low[0] + (k + 0.5) / 5 * (place.high[0] - place.low[0])
            place.solid(
                (x, place.high[1] - 0.9, 0.0), (0.8, 0.9, 60.0), beam, pattern=patterns.PLAIN, seed=chance.seed()
            )


def _furnish(wall: _Wall, chance: Chance, daylight: RGB | None) -> None:
    """Put things along a wall from end to end, a window among them where ``daylight`` comes in."""
    first, last = wall.span
    slots = []
    along = first + chance.between(1.0, 5.0)
    while along < last - 5.0:
        width = min(chance.between(8.0, 15.0), last - along)
        slots.append((along + 0.5 * width, 0.5 * width))
        along += width + chance.between(0.5, 3.0)
    lit = [k for k in range(len(slots)) if daylight is not None and (k == len(slots) // 2 or chance.happens(0.4))]
    for k, (middle, half) in enumerate(slots):
        if k in lit and daylight is not None:
            _window(wall, chance, middle, 0.9 * half, daylight)
            continue
        thing = chance.pick((_shelf, _shelf, _pictures, _cabinet, _cabinet, _cabinet, _door, _rack, _rack))
        thing(wall, chance, middle, half)
        if chance.happens(0.45):
            chance.pick((_cupboard, _pictures_above, _box_above))(wall, chance, middle, half)


def _cupboard(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    front = chance.colour((30, 92), (0, 32), (30, 100))
    at, size = wall.box(along, chance.between(8.0, 9.5), (0.9 * half, chance.between(2.5, 3.5), 1.6))
    wall.place.solid(at, size, front, pattern=patterns.PANELS)


def _pictures_above(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    _pictures(wall, chance, along, half, above=True)


def _box_above(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    """An air conditioner, a loudspeaker, a clock."""
    wide = chance.between(1.2, 4.0)
    at, size = wall.box(along, chance.between(7.5, 10.0), (wide, chance.between(1.0, 1.6), 1.0))
    wall.place.solid(at, size, chance.colour((15, 95), (0, 12)), ball=chance.happens(0.25))


def _window(wall: _Wall, chance: Chance, along: float, half: float, light: RGB) -> None:
    high = chance.between(5.5, 9.0)
    middle = wall.place.low[1] + chance.between(15.0, 17.0)
    frame = coloured(90, 2, 90) if chance.happens(0.7) else chance.colour((20, 50), (5, 25), (40, 80))
    strength = max(light)
    shown: RGB = tuple(channel / strength for channel in light)  # type: ignore[assignment]
    at, size = wall.box(along, middle, (half, high, _FLAT))
    wall.place.solid(at, size, frame, shown, pattern=patterns.WINDOW, glow=strength, seed=chance.seed())
    for side in (-1.0, 1.0):  # the reveal
        at, size = wall.box(along + side * (half + 0.4), middle, (0.4, high + 0.4, 0.3))
        wall.place.solid(at, size, frame)
    at, size = wall.box(along, middle - high - 0.3, (half + 0.9, 0.3, 0.9))
    wall.place.solid(at, size, frame)
    area = 4 * half * high * 0.75
    wall.place.lamp(wall.at(along, middle, 0.6), light, area, wall.inwards)
    if chance.happens(0.6):
        cloth = chance.colour((35, 90), (0, 40))
        for side in (-1.0, 1.0):
            wide = chance.between(1.2, 2.6)
            at, size = wall.box(along + side * (half + 0.3), middle - 1.0, (wide, high + 2.5, 0.3), off=0.7)
            wall.place.solid(at, size, cloth, pattern=patterns.CURTAIN, scale=1.1, seed=chance.seed())


def _shelf(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    floor = wall.place.low[1]
    top = chance.between(15, 23)
    board = chance.colour((25, 90), (0, 30), (50, 85))
    back: RGB = tuple(0.35 * channel for channel in board)  # type: ignore[assignment]
    at, size = wall.box(along, floor + 0.5 * top, (half, 0.5 * top, _SHELF))
    wall.place.solid(at, size, board, back, pattern=patterns.BOOKS, scale=chance.between(2.6, 3.6), seed=chance.seed())
    for side in (-1.0, 1.0):
        at, size = wall.box(along + side * half, floor + 0.5 * top, (0.15, 0.5 * top + 0.1, _SHELF + 0.05))
        wall.place.solid(at, size, board)


def _pictures(wall: _Wall, chance: Chance, along: float, half: float, *, above: bool = False) -> None:
    height = (5.5, 9.0) if above else (-1.5, 4.0)
    for k in range(chance.pick((1, 1, 2))):
        wide = min(chance.between(2.2, 5.5), half)
        high = wide * chance.between(0.65, 1.45)
        at, size = wall.box(along + (k - 0.3) * 0.9 * half, chance.between(*height), (wide, high, _FLAT))
        frame = chance.pick((coloured(15, 0, 0), coloured(92, 0, 0), chance.colour((25, 60), (15, 40), (50, 80))))
        mat = coloured(93, 2, 90) if chance.happens(0.6) else frame
        wall.place.solid(at, size, frame, mat, pattern=patterns.PICTURE, seed=chance.seed())


def _cabinet(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    floor = wall.place.low[1]
    high = chance.between(3.5, 6.0)
    wood = chance.colour((20, 92), (0, 32), (40, 90))
    at, size = wall.box(along, floor + high, (0.95 * half, high, _CABINET))
    wall.place.solid(at, size, wood, pattern=patterns.PANELS)
    top = floor + 2 * high
    for _ in range(chance.pick((1, 2, 2, 3))):
        spot = along + chance.between(-0.75, 0.75) * half
        kind = chance.between(0, 1)
        if kind < 0.35:
            _plant(wall.place, chance, wall.at(spot, top, _CABINET), chance.between(1.2, 2.4))
        elif kind < 0.6:
            _table_lamp(wall.place, chance, wall.at(spot, top, _CABINET), on=chance.happens(0.6))
        else:
            tall = chance.between(0.6, 2.0)
            x, y, z = wall.at(spot, top + tall, _CABINET)
            wide = chance.between(0.4, 1.0)
            wall.place.solid((x, y, z), (wide, tall, wide), chance.colour((20, 85), (5, 60)), ball=chance.happens(0.6))
    chance.pick((_pictures, _pictures, _rack, _bare))(wall, chance, along, 0.9 * half)


def _door(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    floor = wall.place.low[1]
    leaf = coloured(90, 3, 90) if chance.happens(0.6) else chance.colour((25, 65), (10, 40), (30, 90))
    frame = coloured(88, 2, 90) if chance.happens(0.7) else leaf
    at, size = wall.box(along, floor + 10.3, (5.1, 10.5, 0.2))
    wall.place.solid(at, size, frame)
    at, size = wall.box(along, floor + 10.0, (4.3, 10.0, 0.3))
    wall.place.solid(at, size, leaf, pattern=patterns.PANELS)
    x, y, z = wall.at(along + 3.6, floor + 10.3, 1.0)
    wall.place.solid((x, y, z), (0.35, 0.12, 0.35), coloured(70, 3, 80))


def _rack(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    """Boards on the wall with things on them."""
    board = chance.colour((30, 90), (0, 30), (50, 85))
    for height in (chance.between(-3.5, -1.5), chance.between(1.5, 3.5)):
        at, size = wall.box(along, height, (0.9 * half, 0.15, 1.1))
        wall.place.solid(at, size, board)
        for k in range(chance.pick((2, 3, 4))):
            tall, wide = chance.between(0.4, 1.5), chance.between(0.3, 0.9)
            x, y, z = wall.at(along + (k - 1.5) * 0.45 * half, height + 0.15 + tall, 1.1)
            if chance.happens(0.25):
                _plant(wall.place, chance, (x, height + 0.15, z), wide + 0.4)
            else:
                wall.place.solid(
                    (x, y, z), (wide, tall, wide), chance.colour((15, 88), (0, 60)), ball=chance.happens(0.35)
                )


def _bare(wall: _Wall, chance: Chance, along: float, half: float) -> None:
    """Nothing but a socket rail of the wall's own colour, lighter or darker."""
    if chance.happens(0.5):
        face = wall.place.colour((0 if wall.axis == 0 else 4) + wall.end)
        shade = chance.between(0.6, 1.2)
        colour: RGB = tuple(min(shade * channel, 0.9) for channel in face)  # type: ignore[assignment]
        at, size = wall.box(along, wall.place.low[1] + 5.0, (half, 5.0, 0.1))
        wall.place.solid(at, size, colour, pattern=patterns.PANELS)


def _plant(place: Place, chance: Chance, foot: Point, size: float) -> None:
    x, y, z = foot
    place.solid(
        (x, y + 0.35 * size, z), (0.4 * size, 0.4 * size, 0.4 * size), chance.colour((30, 90), (0, 45)), ball=True
    )
    one, other = chance.colour((22, 50), (20, 45), (105, 140)), chance.colour((45, 72), (25, 55), (100, 130))
    for _ in range(chance.pick((4, 5, 6))):
        wide, high = size * chance.between(0.25, 0.55), size * chance.between(0.4, 0.9)
        at = (
            x + size * chance.between(-0.6, 0.6),
            y + size * chance.between(0.9, 1.9),
            z + size * chance.between(-0.6, 0.6),
        )
        place.solid(
            at, (wide, high, wide), one, other, pattern=patterns.LEAVES, scale=1.0, ball=True, seed=chance.seed()
        )


def _warm(chance: Chance, strength: float) -> RGB:
    red, green, blue = (strength * channel for channel in black_body(chance.between(2500, 4000)))
    return red, green, blue


def _table_lamp(place: Place, chance: Chance, foot: Point, *, on: bool) -> None:
    x, y, z = foot
    size = chance.between(0.9, 1.5)
    place.solid((x, y + 0.8, z), (0.15, 0.8, 0.15), chance.colour((15, 80), (0, 30)))
    shade = coloured(88, 12, 85) if chance.happens(0.7) else chance.colour((50, 85), (10, 40))
    at = (x, y + 1.6 + 0.7 * size, z)
    if on:
        light = _warm(chance, chance.between(3.0, 9.0))
        place.solid(at, (size, 0.75 * size, size), light, glow=1.0, ball=chance.happens(0.4))
        place.lamp(at, light, 3.1 * size * size)
    else:
        place.solid(at, (size, 0.75 * size, size), shade)


def _hang_lamps(place: Place, chance: Chance, *, on: bool) -> None:
    """Hang what is on the ceiling: one lamp, a row of small ones, or panels as offices have them."""
    top = place.high[1]
    kind = chance.between(0, 1)
    if kind < 0.45:
        x, z = chance.between(-8, 8), chance.between(-10, 12)
        radius = chance.between(1.2, 2.2)
        light = _warm(chance, chance.between(25, 60)) if on else coloured(90, 5, 85)
        at = (x, top - chance.between(2.5, 5.0), z)
        place.solid(at, (radius, radius * chance.between(0.6, 1.0), radius), light, glow=float(on), ball=True)
        if on:
            place.lamp(at, light, 3.1 * radius * radius)
        return
    panels = kind > 0.75
    count, size = ((2, 3) if chance.happens(0.5) else (3, 3)), (3.0 if panels else 0.5)
    kelvin = chance.between(3500, 6500) if panels else chance.between(2600, 3600)
    strength = chance.between(9, 20) if panels else chance.between(150, 320)
    light = tuple(strength * channel for channel in black_body(kelvin))  # type: ignore[assignment]
    for i in range(count[0]):
        for k in range(count[1]):
            x = place.low[0] + (i + 0.5) / count[0] * (place.high[0] - place.low[0])
            z = place.low[2] + (k + 0.5) / count[1] * (place.high[2] - place.low[2])
            at = (x, top - 0.1, z)
            shown = (light[0], light[1], light[2]) if on else coloured(88, 2, 90)
            place.solid(at, (size, 0.1, size), shown, glow=float(on))
            if on:
                place.lamp((x, top - 0.3, z), shown, 4 * size * size, (0.0, -1.0, 0.0))


def _set_about(place: Place, chance: Chance) -> None:
    """Put some things between walls and person: chairs, a tall plant, a lamp that stands."""
    floor = place.low[1]
    for _ in range(chance.pick((1, 2, 3, 4))):
        x = chance.between(0.35, 0.8) * chance.pick((place.low[0], place.high[0]))
        z = chance.between(0.4, 0.85) * chance.pick((place.low[2], place.low[2], place.high[2]))
        kind = chance.between(0, 1)
        if kind < 0.35:
            _plant(place, chance, (x, floor, z), chance.between(4.0, 7.0))
        elif kind < 0.6:
            tall = chance.between(12, 16)
            place.solid((x, floor + 0.5 * tall, z), (0.12, 0.5 * tall, 0.12), coloured(20, 0, 0))
            _table_lamp(place, chance, (x, floor + tall - 1.6, z), on=chance.happens(0.7))
        else:
            cloth = chance.colour((20, 75), (0, 45))
            wide, high = chance.between(2.3, 3.0), chance.between(3.5, 5.5)
            place.solid((x, floor + high, z), (wide, high, 0.6), cloth, pattern=patterns.PLAIN)
            place.solid((x, floor + 2.2, z + 2.4), (wide, 2.2, 2.4), cloth)
