"""The light that a draw of a scene declares: lamps and dome, in the person's space, as bright as a camera shows it.

Intensities count only beside one another; how bright all of it is shown follows a camera's automatic exposure, which
takes back half (in stops) of what the lamps have more or less than usual.
"""

from __future__ import annotations

import colorsys
import math
from dataclasses import replace

from synthgen.cielab import rgb_of_xyz
from synthgen.scene.lights import RGB, STUDIO, Lamp, Lighting
from synthgen.scene.spec import Drawn
from synthgen.scene.staging import Rotation, turned, world_turn
from synthgen.srgb import decode, luminance

#: how much of a difference of light a camera leaves, in stops; and how far from usual it goes at most, in stops
_LEFT, _MOST_STOPS = 0.5, 1.5
#: of a pair: how far to the side and up, and the share of the two that comes from all sides
_SIDE, _UP, _PAIR_DOME = 45.0, 20.0, 0.06
#: radius of a pair's lamps, and the points that each shines from
_PAIR_RADIUS, _PAIR_POINTS = 4.0, 2
#: degrees to both sides of ahead of the cards that the light is metered with, beside one that faces ahead
_METERED = 50.0
#: colours are never less than this, or a hue that a lamp lacks would leave skin black
_LEAST = 0.02


def black_body(kelvin: float) -> RGB:
    """Return linear rgb of luminance 1 of a black body at 1667–25000 K, white (1, 1, 1) at D65's 6504 K.

    Chromaticity by the cubic spline of B. Kim et al. (US patent 7024034), relative to its own white at 6504 K.
    """
    white = _chromatic(6504.0)
    red, green, blue = (a / b for a, b in zip(_chromatic(kelvin), white, strict=True))
    return _bright((red, green, blue), 1.0)


def _chromatic(kelvin: float) -> RGB:
    t = 1000.0 / kelvin
    if kelvin < 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if kelvin < 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif kelvin < 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    red, green, blue = (max(channel, _LEAST) for channel in rgb_of_xyz((x / y, 1.0, (1.0 - x - y) / y)))
    return red, green, blue


def _bright(colour: RGB, wanted: float) -> RGB:
    """Return a colour scaled to the luminance that is wanted."""
    had = luminance(colour)
    red, green, blue = (round(max(c, _LEAST * had) * wanted / had, 9) for c in colour)
    return red, green, blue


def hue_light(hue: float, saturation: float) -> RGB:
    """Return the linear rgb, of luminance 1, of a hue in degrees; saturation 0 is white."""
    red, green, blue = colorsys.hsv_to_rgb(hue / 360.0 % 1.0, saturation, 1.0)
    return _bright((decode(red), decode(green), decode(blue)), 1.0)


def _direction(azimuth: float, elevation: float) -> tuple[float, float, float]:
    """Return the unit direction of the world at degrees to the person's left of ahead, and up."""
    a, e = math.radians(azimuth), math.radians(elevation)
    return (
        round(math.sin(a) * math.cos(e), 9),
        round(math.sin(e), 9),
        round(math.cos(a) * math.cos(e), 9),
    )


def _scaled(colour: RGB, by: float) -> RGB:
    red, green, blue = (channel * by for channel in colour)
    return red, green, blue


def drawn_lighting(drawn: Drawn) -> Lighting:
    """Return the lighting of a draw whose ``light.kind`` is studio, pair or three, in the person's space."""
    kind = drawn["light.kind"]
    turn = world_turn(drawn)
    if kind == "pair":
        return _pair(drawn, turn)
    if kind == "three":
        return _three(drawn, turn)
    return _facing(STUDIO, turn)


def _facing(lighting: Lighting, turn: Rotation) -> Lighting:
    """Return a light whose lamps stand in the world as they stand in the person's space of ``lighting``."""
    lamps = tuple(replace(lamp, direction=turned(turn, lamp.direction)) for lamp in lighting.lamps)
    return replace(lighting, lamps=lamps)


def _pair(drawn: Drawn, turn: Rotation) -> Lighting:
    sides = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        strength = drawn.number(f"light.{side}")
        colour = hue_light(drawn.number(f"light.{side}_hue"), drawn.number("light.colour"))
        sides.append((strength, turned(turn, _direction(sign * _SIDE, _UP)), colour))
    sides.sort(key=lambda side: -side[0])  # the key first
    total = sides[0][0] + sides[1][0]
    lamps = tuple(
        Lamp(direction, _scaled(colour, strength), radius=_PAIR_RADIUS, samples=_PAIR_POINTS)
        for strength, direction, colour in sides
        if strength > 0
    )
    if not lamps:  # both are off: what comes from all sides alone
        lamps = (Lamp(sides[0][1], (1e-3, 1e-3, 1e-3), casts=False),)
    dome = _scaled(_mixed([(strength, colour) for strength, _, colour in sides]), _PAIR_DOME * max(total, 0.1))
    return _shown(lamps, dome, dome, total / 2.0)


def _three(drawn: Drawn, turn: Rotation) -> Lighting:
    colour = black_body(drawn.number("light.temperature"))
    azimuth, elevation = drawn.number("light.azimuth"), drawn.number("light.elevation")
    softness = drawn.number("light.softness")
    points = 1 if softness < 2 else 4
    lamps = (
        Lamp(turned(turn, _direction(azimuth, elevation)), colour, radius=softness, samples=points),
        Lamp(
            turned(turn, _direction(-_away(azimuth), -10.0)),
            _scaled(colour, max(drawn.number("light.fill"), 1e-3)),
            radius=7.0,
            casts=False,
        ),
        Lamp(
            turned(turn, _direction(-180.0 + azimuth, 35.0)),
            _scaled(colour, max(drawn.number("light.rim"), 1e-3)),
            radius=10.0,
        ),
    )
    dome = _scaled(colour, drawn.number("light.dome"))
    return _shown(lamps, dome, _scaled(dome, 0.7), 1.0)


def _away(azimuth: float) -> float:
    """Return where a fill stands that opens the shadows of a key: at the other side, never straight ahead."""
    return math.copysign(max(abs(azimuth), 25.0), azimuth or 1.0)


def _mixed(parts: list[tuple[float, RGB]]) -> RGB:
    total = math.fsum(weight for weight, _ in parts) or 1.0
    red, green, blue = (math.fsum(weight * colour[k] for weight, colour in parts) / total for k in range(3))
    return (red, green, blue) if red + green + blue else (1.0, 1.0, 1.0)


def _shown(lamps: tuple[Lamp, ...], sky: RGB, ground: RGB, strength: float) -> Lighting:
    """Return a light as a camera shows it whose lamps are ``strength`` times as strong as usual."""
    stops = _LEFT * math.log2(max(strength, 1e-3))
    wanted = STUDIO.exposure * 2.0 ** round(min(max(stops, -_MOST_STOPS), _MOST_STOPS), 6)
    return exposed_for_a_head(Lighting(lamps, sky, ground, (0.0, 0.0, 0.0), wanted, STUDIO.backdrop))


def exposed_for_a_head(light: Lighting) -> Lighting:
    """Return a light whose ``exposure`` is what a head gets in the mean, with strengths as they are shown."""
    # exposed() meters a card that faces as the face does; a camera meters the whole head
    ahead, head = (luminance(colour) for colour in (_on_card(light, 0.0), on_a_head(light)))
    return replace(light, exposure=round(light.exposure * max(ahead, 1e-6) / max(head, 1e-6), 6)).exposed()


def on_a_head(light: Lighting) -> RGB:
    """Return the light (rgb) on a head in the mean: on cards that face ahead and to both sides."""
    cards = [_on_card(light, yaw) for yaw in (0.0, -_METERED, _METERED)]
    red, green, blue = (math.fsum(channel) / len(cards) for channel in zip(*cards, strict=True))
    return red, green, blue


def _on_card(light: Lighting, yaw: float) -> RGB:
    """Return the light (rgb) on a card that faces ``yaw`` degrees to the person's left of ahead."""
    facing = _direction(yaw, 0.0)
    found = light.from_around(facing)
    for lamp in light.lamps:
        cosine = max(math.fsum(a * b for a, b in zip(lamp.unit(), facing, strict=True)), 0.0)
        red, green, blue = (had + cosine * channel for had, channel in zip(found, lamp.colour, strict=True))
        found = (red, green, blue)
    return found
