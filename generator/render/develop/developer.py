"""What becomes of a picture between the lens and the file: blur, vignette, noise, sharpening, compression.

In the order in which a camera does it, and in linear light where light is what is added up. Exposure and white balance
come before, in the light that is shaded (``exposure``).
"""

from __future__ import annotations

import numpy as np

from synthgen.render.arrays import Floats, Picture
from synthgen.render.develop import blur, light, sensor
from synthgen.render.develop.h264 import H264
from synthgen.render.develop.jpeg import Jpeg
from synthgen.render.develop.sharpen import STEPS, sharpen
from synthgen.render.raster.tonemap import tone_table
from synthgen.scene.handheld import heading
from synthgen.scene.spec import Drawn
from synthgen.seeds import seed_of

#: a blur of fewer pixels is none
_LEAST_BLUR = 0.25


class Developer:
    """Develops the pictures of one clip, all of one size; what a draw does not ask for costs nothing.

    A frame may be asked for in any order, but where H.264 is drawn: that makes of pictures what follows from the one
    before.
    """

    def __init__(self, drawn: Drawn, width: int, height: int) -> None:
        self._drawn, self._size = drawn, (height, width)
        radius, self._drag = (drawn.number(f"picture.{name}") * height for name in ("defocus", "motion"))
        iso, quality = drawn.number("picture.iso"), round(drawn.number("picture.jpeg"))
        vignette = drawn.number("picture.vignette")
        self._disc = blur.disc(radius) if radius >= _LEAST_BLUR else None
        self._noise = sensor.noise_of(iso) if iso else None
        self._grey = drawn.says("picture.grey")
        self._strength = np.int32(round(drawn.number("picture.sharpen") * STEPS))
        self._jpeg = Jpeg(quality, width, height) if quality else None
        crf = round(drawn.number("picture.h264"))
        self._video = H264(crf, width, height) if crf else None
        if self._drag < _LEAST_BLUR:
            self._drag = 0.0
        in_light = self._disc is not None or self._drag or self._noise is not None or vignette or self._grey
        self._vignette = light.vignette_of(vignette, width, height) if in_light else None
        planes = 2 if self._disc is not None or self._drag else 1
        self._light: list[Floats] = [np.empty((3, height, width), np.float32) for _ in range(planes if in_light else 0)]
        self._pictures: list[Picture] = []

    def develop(self, picture: Picture, frame: int) -> Picture:
        """Return what the file gets of a picture (h, w, 3) uint8 sRGB; valid until the next call."""
        if self._vignette is not None:
            picture = self._exposed(picture, self._vignette, frame)
        if self._strength:
            out = self._room(1)
            sharpen(picture.reshape(len(picture), -1), self._strength, out.reshape(len(out), -1))
            picture = out
        if self._jpeg is not None:
            out = self._room(0)
            self._jpeg.apply(picture, out)
            picture = out
        return picture if self._video is None else self._video.apply(picture)

    def _exposed(self, picture: Picture, vignette: Floats, frame: int) -> Picture:
        """Return a picture after all that happens to light."""
        now, *other = self._light
        light.linearise(picture, light.linear_table(), vignette, now)
        if self._disc is not None:
            blur.defocus(now, self._disc, other[0])
            now, other[0] = other[0], now
        if self._drag:
            blur.drag(now, *blur.line(self._drag, *heading(self._drawn, frame)), other[0])
            now = other[0]
        if self._noise is not None:
            sensor.expose(now, self._noise, np.uint32(seed_of(self._drawn.clip, (str(frame),), "noise") & 0xFFFFFFFF))
        if self._grey:
            light.without_colour(now)
        out = self._room(0)
        light.show(now, tone_table(), out)
        return out

    def _room(self, which: int) -> Picture:
        while len(self._pictures) <= which:
            self._pictures.append(np.empty((*self._size, 3), np.uint8))
        return self._pictures[which]
