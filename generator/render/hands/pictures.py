"""What things before a face look like: pictures painted from a seed, √linear·255 and gloss, as materials take them."""

from __future__ import annotations

import numpy as np

from synthgen.render.arrays import Doubles, Picture

#: sRGB of cloth of medical masks, wool of scarves, paper of cups, frames of phones.
_MASKS = ((150, 190, 212), (226, 229, 230), (46, 47, 50), (166, 204, 186))
_WOOLS = ((122, 36, 40), (52, 66, 92), (128, 116, 98), (74, 84, 62), (150, 142, 134), (52, 48, 52))
_CUPS = ((196, 160, 116), (232, 230, 224), (60, 84, 74), (142, 46, 40))
_PHONES = ((28, 29, 32), (214, 214, 218), (60, 72, 92))
_INKS = ((24, 62, 120), (150, 30, 36), (30, 96, 66), (40, 40, 44))


def _linear(colour: tuple[int, int, int]) -> Doubles:
    """Return √linear (3,) of sRGB bytes, by the power law that is nearest to its curve."""
    return np.round((np.array(colour, np.float64) / 255.0) ** 1.1, 6)


def _choice(colours: tuple[tuple[int, int, int], ...], seed: int) -> Doubles:
    return _linear(colours[(seed >> 3) % len(colours)])


def _bytes(picture: Doubles, gloss: int) -> Picture:
    """Return √linear (h, w, 3) as a texture (h, w, 4) with one gloss."""
    out = np.full((*picture.shape[:2], 4), gloss, np.uint8)
    out[..., :3] = np.rint(np.clip(picture, 0.0, 1.0) * 255.0)
    return out


def _grain(shape: tuple[int, int], strength: float, seed: int) -> Doubles:
    """Return 1 and more or less (h, w, 1)."""
    rng = np.random.default_rng(seed)
    return 1.0 + strength * (rng.random((*shape, 1)) - 0.5)


def mask_picture(seed: int, size: int) -> Picture:
    """Return a medical mask: three pleats across, a welded rim; columns go from the right ear to the left."""
    rows, columns = size, 2 * size
    y = (np.arange(rows) + 0.5)[:, None, None] / rows
    x = (np.arange(columns) + 0.5)[None, :, None] / columns
    picture = _choice(_MASKS, seed) * _grain((rows, columns), 0.05, seed)
    for fold in (0.30, 0.48, 0.66):
        below = (y - fold) * 26.0
        picture = picture * (1.0 - 0.17 * np.maximum(1.0 - np.abs(below - 0.35), 0.0))
        picture = picture * (1.0 + 0.06 * np.maximum(1.0 - np.abs(below + 0.9), 0.0))
    rim = np.minimum(np.minimum(y, 1.0 - y) / 0.055, np.minimum(x, 1.0 - x) / 0.035)
    welded = np.where(np.floor(x * 160.0) % 2 == 0, 0.93, 1.03) * np.where(np.abs(rim - 1.0) < 0.14, 0.90, 1.0)
    picture = np.where(rim < 1.1, picture * welded * 1.03, picture)
    return _bytes(picture, 70)


def scarf_picture(seed: int, size: int) -> Picture:
    """Return knitted wool that repeats: columns of stitches, each a slanted pair."""
    y = (np.arange(size) + 0.5)[:, None, None] / size
    x = (np.arange(size) + 0.5)[None, :, None] / size
    across = x * 16.0 % 1.0
    side = np.abs(across - 0.5)
    slant = (y * 24.0 + 0.9 * side) % 1.0
    stitch = (1.0 - 1.6 * (np.abs(slant - 0.5) ** 2)) * (1.0 - 0.9 * (np.abs(side - 0.25) * 2.0) ** 2)
    picture = _choice(_WOOLS, seed) * (0.62 + 0.42 * stitch) * _grain((size, size), 0.16, seed)
    return _bytes(picture, 25)


def card_picture(seed: int, size: int) -> Picture:
    """Return a printed card: a band with a mark, a head line, lines of text, a picture of bars."""
    rows, columns = size, (3 * size) // 4
    rng = np.random.default_rng(seed)
    picture = np.full((rows, columns, 3), 0.93) * _grain((rows, columns), 0.03, seed)
    ink, grey = _choice(_INKS, seed), np.full(3, 0.30)

    def box(top: float, bottom: float, left: float, right: float, colour: Doubles) -> None:
        picture[round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)] = colour

    box(0.0, 0.13, 0.0, 1.0, ink)
    box(0.035, 0.095, 0.07, 0.20, np.full(3, 0.95))
    box(0.055, 0.075, 0.26, 0.70, np.full(3, 0.90))
    box(0.18, 0.205, 0.08, 0.08 + 0.5 + 0.3 * float(rng.random()), grey)
    for line in range(9):
        top = 0.25 + 0.034 * line
        left = 0.08
        while left < 0.86:
            word = 0.03 + 0.09 * float(rng.random())
            box(top, top + 0.011, left, min(left + word, 0.92), grey * 1.25)
            left += word + 0.018
    for bar in range(6):
        high = 0.05 + 0.16 * float(rng.random())
        box(0.86 - high, 0.86, 0.12 + 0.13 * bar, 0.21 + 0.13 * bar, ink if bar % 2 else 0.5 * ink + 0.45)
    return _bytes(picture, 90)


def cup_picture(seed: int, size: int) -> Picture:
    """Return a paper cup from its lid down: a pale lid, a band of card with a mark, plain paper."""
    rows, columns = size, 2 * size
    y = (np.arange(rows) + 0.5)[:, None, None] / rows
    x = (np.arange(columns) + 0.5)[None, :, None] / columns
    paper, band = _linear((236, 234, 228)), _choice(_CUPS, seed)
    picture = np.broadcast_to(paper, (rows, columns, 3)) * _grain((rows, columns), 0.025, seed)
    sleeve = (y > 0.42) & (y < 0.86)
    ribs = 1.0 - 0.05 * (np.floor(x * 96.0) % 2)
    picture = np.where(sleeve, band * ribs * _grain((rows, columns), 0.05, seed + 1), picture)
    turn = np.abs((x * 2.0 + 0.5) % 1.0 - 0.5)  # marks before and behind
    disc = (turn * 2.2) ** 2 + ((y - 0.64) * 2.0) ** 2
    picture = np.where((disc < 0.045) & sleeve, 0.35 * band + 0.6, picture)
    picture = np.where((disc < 0.025) & sleeve, band * 0.7, picture)
    lid = _linear((42, 42, 44)) if seed & 4 else _linear((244, 244, 244))
    picture = np.where(y < 0.26, lid * (1.0 - 0.12 * (np.abs(y - 0.20) < 0.02)), picture)
    return _bytes(picture, 120)


def phone_picture(seed: int, size: int) -> Picture:
    """Return a phone: on the left half its dark screen, on the right one its back with two lenses."""
    rows, columns = size, size
    picture = np.zeros((rows, columns, 3))
    frame = _choice(_PHONES, seed)
    picture[:] = frame
    half = columns // 2
    edge = max(1, size // 40)
    picture[edge:-edge, edge : half - edge] = 0.09
    y = (np.arange(rows) + 0.5)[:, None] / rows
    x = (np.arange(columns) + 0.5)[None, :] / half
    for at in (0.10, 0.22):
        far = ((x - 1.24) / 2.0) ** 2 + (y - at) ** 2
        picture[far < 0.0022] = 0.14
        picture[far < 0.0008] = 0.04
    return _bytes(picture, 200)
