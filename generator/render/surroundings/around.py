"""What a draw has round about a person: the place, how it stands to the person, and the light that it is."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace

import numpy as np

from synthgen.render.arrays import Floats
from synthgen.render.surroundings.cast import Scenery, look
from synthgen.render.surroundings.lamps import MOST, split_lamps
from synthgen.render.surroundings.outdoors import Sun, draw_outdoors, draw_sun
from synthgen.render.surroundings.panorama import ROWS, directions, harmonics_of, reduced
from synthgen.render.surroundings.panoramafile import file_of, panorama_of
from synthgen.render.surroundings.room import draw_room
from synthgen.scene.illumination import drawn_lighting, exposed_for_a_head, on_a_head
from synthgen.scene.lights import RGB, STUDIO, Lamp, Lighting
from synthgen.scene.spec import Drawn
from synthgen.scene.staging import SAME, Rotation, about_y, product, turned, world_turn
from synthgen.scene.userfiles import UserFile
from synthgen.srgb import luminance

#: nothing of a place that is nearer to the head than this gives it light, dm
_NEAREST = np.float32(2.5)
#: how much steeper than light falls on surfaces they mirror it: the ratio is 1.5 for mirrors. Chosen by eye.
_MIRRORED_STEEPER = 1.3
#: a camera is set for the head by half, in stops, of what the head gets more or less than all round has in the mean;
#: and the most stops, down and up, that a head so is darker or lighter than in the studio
_SET_BY, _DARKER, _LIGHTER = 0.5, -1.2, 0.3
#: how much of the light's colour a camera takes back: its automatic white balance
_BALANCED = 0.6
#: radius of the sun as soft as its shadows are, degrees
_SUN_RADIUS = 1.0
#: what the studio's lamps cannot go without
_DARK: RGB = (1e-3, 1e-3, 1e-3)
#: how far a lamp is from straight up or down at least
_ASIDE = 0.05


@dataclass(frozen=True, eq=False)
class Around:
    """A place: what is ``seen`` of it, drawn or a panorama; as light its ``lamps``, a small panorama (h, 2h, 3) of all
    that is no lamp, and how bright all of it is in the mean."""

    seen: Scenery | Floats
    lamps: tuple[Lamp, ...]
    rest: Floats
    mean: RGB


def around(drawn: Drawn) -> Around:
    """Return what a draw has round about; the last ones are kept, since all cameras of a take share one."""
    if drawn["surroundings.kind"] == "sky":
        return _sky(drawn.take, drawn.number("surroundings.sun"), drawn.number("surroundings.clouds"))
    if drawn["surroundings.kind"] == "file":
        return _of_file(file_of(drawn))
    return _room(drawn.take)


@functools.lru_cache(maxsize=2)
def _room(take: int) -> Around:
    return _lit(draw_room(take), None)


@functools.lru_cache(maxsize=2)
def _sky(take: int, elevation: float, clouds: float) -> Around:
    sun = draw_sun(take, elevation, clouds)
    return _lit(draw_outdoors(take, sun, clouds), sun)


@functools.lru_cache(maxsize=2)
def _of_file(file: UserFile) -> Around:
    panorama = panorama_of(file)
    return _come_down(panorama, reduced(panorama, ROWS), None)


def _lit(scenery: Scenery, sun: Sun | None) -> Around:
    seen = np.empty((2 * ROWS * ROWS, 3), np.float32)
    look(np.zeros(3, np.float32), directions(ROWS)[0].reshape(-1, 3), _NEAREST, scenery, seen)
    return _come_down(scenery, seen.reshape(ROWS, 2 * ROWS, 3), sun)


def _come_down(seen: Scenery | Floats, panorama: Floats, sun: Sun | None) -> Around:
    """Return a place whose light a small panorama has, but for the sun's."""
    lamps, rest = split_lamps(panorama)
    if sun is not None:
        lamps = (Lamp(sun.direction, sun.light, radius=_SUN_RADIUS), *lamps[: MOST - 1])
        lamps = tuple(sorted(lamps, key=lambda lamp: -luminance(lamp.colour)))
    # on surfaces that face every way; of a lamp's light that is a quarter
    mean = harmonics_of(rest, SAME).terms[0]
    for lamp in lamps:
        red, green, blue = (had + 0.25 * more for had, more in zip(mean, lamp.colour, strict=True))
        mean = (red, green, blue)
    return Around(seen, lamps, rest, mean)


def placed(drawn: Drawn) -> Rotation:
    """Return how a place is turned: its directions to the person's space."""
    return product(world_turn(drawn), about_y(drawn.number("surroundings.turn")))


def lighting_of(drawn: Drawn) -> Lighting:
    """Return the light of a draw, of whatever kind, in the person's space."""
    return surrounding_light(drawn) if drawn["light.kind"] == "surroundings" else drawn_lighting(drawn)


def surrounding_light(drawn: Drawn) -> Lighting:
    """Return the light of what is round about, in the person's space, as a camera shows it."""
    return _light(around(drawn), placed(drawn))[0]


def shown_as(drawn: Drawn) -> RGB:
    """Return how many times as bright as it is the camera shows what is round about, in red, green and blue."""
    return _light(around(drawn), placed(drawn))[1]


@functools.lru_cache(maxsize=2)
def _light(place: Around, turn: Rotation) -> tuple[Lighting, RGB]:
    raw = _seen_by_a_person(place, turn, (1.0, 1.0, 1.0))
    on_head, mean = on_a_head(raw), luminance(place.mean)
    balance = _balance(on_head)
    stops = _SET_BY * math.log2(luminance(on_head) / mean)
    wanted = round(STUDIO.exposure * 2.0 ** min(max(stops, _DARKER), _LIGHTER), 6)
    balanced = _seen_by_a_person(place, turn, balance)
    light = exposed_for_a_head(replace(balanced, exposure=wanted))
    gain = luminance(light.lamps[0].colour) / luminance(balanced.lamps[0].colour)
    red, green, blue = (round(gain * channel, 6) for channel in balance)
    return light, (red, green, blue)


def _balance(light: RGB) -> RGB:
    """Return what a camera's white balance multiplies the three channels of such a light with."""
    mean = luminance(light)
    red, green, blue = (round((mean / max(channel, 1e-3 * mean)) ** _BALANCED, 6) for channel in light)
    return red, green, blue


def _seen_by_a_person(place: Around, turn: Rotation, balance: RGB) -> Lighting:
    lamps = tuple(
        replace(lamp, direction=_rounded(turned(turn, lamp.direction)), colour=_times(lamp.colour, balance))
        for lamp in place.lamps
    )
    harmonics = harmonics_of(place.rest * np.array(balance, np.float32), turn)
    sky, ground, front = harmonics.dome(_MIRRORED_STEEPER)
    lamps = lamps or (Lamp((0.0, 0.6, 0.8), _DARK, casts=False),)
    return Lighting(lamps, sky, ground, front, STUDIO.exposure, STUDIO.backdrop, around=harmonics)


def _times(colour: RGB, by: RGB) -> RGB:
    red, green, blue = (a * b for a, b in zip(colour, by, strict=True))
    return red, green, blue


def _rounded(direction: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return a direction that is not straight up or down: lamps' discs lie about what is beside them."""
    x, y, z = (round(v, 9) for v in direction)
    return (x, y, z if abs(x) + abs(z) > _ASIDE else _ASIDE)
