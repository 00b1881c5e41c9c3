"""Contact sheets: pictures in rows, with a line or two of text below each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont
    from PIL.Image import Image

#: pixels: between tiles, round about, two lines of text, from the first to the second
_GAP, _MARGIN, LABEL, _LINE = 4, 12, 36, 14
PAPER, INK, FAINT = (248, 248, 246), (28, 28, 30), (110, 110, 115)


@dataclass(frozen=True)
class Tile:
    """A picture (RGB, of any size), what is said of it, and what else, in paler letters."""

    picture: Image
    title: str
    more: str = ""


@dataclass(frozen=True)
class Rows:
    """Tiles in rows of ``columns``, each a square of ``side`` pixels with the gap to the next."""

    tiles: Iterable[Tile]
    count: int
    columns: int
    side: int

    @property
    def width(self) -> int:
        return min(self.columns, self.count) * self.side

    @property
    def height(self) -> int:
        return -(-self.count // self.columns) * (self.side + LABEL)

    def places(self) -> Iterator[tuple[Tile, int, int]]:
        """Yield each tile and its place in the rows."""
        for index, tile in enumerate(self.tiles):
            yield tile, index % self.columns * self.side, index // self.columns * (self.side + LABEL)


def tile_sheet(*blocks: Rows) -> Image:
    """Return a sheet (RGB) of rows below rows. Tiles are taken one by one: only one's picture is in memory."""
    from PIL import Image, ImageDraw

    width = 2 * _MARGIN + max((rows.width for rows in blocks), default=0)
    height = 2 * _MARGIN + sum(rows.height for rows in blocks)
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    top = _MARGIN
    for rows in blocks:
        for tile, x, y in rows.places():
            _place(sheet, draw, tile, _MARGIN + x, top + y, rows.side - _GAP)
        top += rows.height
    return sheet


def _place(sheet: Image, draw: ImageDraw.ImageDraw, tile: Tile, x: int, y: int, side: int) -> None:
    from PIL import Image

    scale = side / max(tile.picture.size)
    shown = (max(1, round(tile.picture.width * scale)), max(1, round(tile.picture.height * scale)))
    picture = tile.picture.resize(shown, Image.Resampling.LANCZOS)
    sheet.paste(picture, (x + (side - picture.width) // 2, y + (side - picture.height) // 2))
    for row, (text, ink) in enumerate(((tile.title, INK), (tile.more, FAINT))):
        draw.text((x + 2, y + side + _LINE * row), _shorten(draw, text, side), fill=ink, font=_font())


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(12)


def _shorten(draw: ImageDraw.ImageDraw, text: str, width: int) -> str:
    """Return text cut so that it fits a width in pixels."""
    while len(text) > 4 and draw.textlength(text, font=_font()) > width:
        text = text[:-2].rstrip("…") + "…"
    return text
