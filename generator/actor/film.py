"""One clip's camera in a scene: its lens in a hand, what is behind the person, and what becomes of pictures."""

from __future__ import annotations

import math

import numpy as np

from synthgen.render.arrays import Floats, Picture
from synthgen.render.backdrop.moved import move
from synthgen.render.backdrop.paint import paint_backdrop, shown_files
from synthgen.render.develop.developer import Developer
from synthgen.render.develop.exposure import exposure_of, rolled_off
from synthgen.render.raster.tonemap import tone_table
from synthgen.render.studio import Studio
from synthgen.render.view import Backdrop, backdrop_of
from synthgen.scene.camera import Camera
from synthgen.scene.handheld import held
from synthgen.scene.spec import Drawn


class Film:
    """What one camera takes of a person who is posed by somebody else: a picture a frame."""

    def __init__(self, studio: Studio, drawn: Drawn, camera: Camera) -> None:
        self._studio, self._drawn, self._camera = studio, drawn, camera
        self._gain = exposure_of(drawn)
        self._developer = Developer(drawn, camera.width, camera.height)
        #: pixels that a hand may uncover at each side, and one between pixels
        self._margin = math.ceil(drawn.number("camera.shake") * camera.height) + 1
        self._behind, self._wide = self._backdrop()
        #: ids of the user's files that are seen
        self.assets = shown_files(drawn)

    def _backdrop(self) -> tuple[Backdrop | None, Floats | None]:
        """Return what is behind the person, and where a hand moves that, more round about; None: the studio's."""
        shaken = self._drawn.number("camera.shake") > 0
        camera = self._camera.widened(self._margin) if shaken else self._camera
        painted = paint_backdrop(self._drawn, camera, height=self._camera.height)
        if painted is not None:
            light = rolled_off(painted * self._gain)
        elif (self._gain == 1).all():
            return None, None
        else:  # the studio's is a part of the picture and stays where it is
            light, shaken = rolled_off(self._studio.picture.behind.linear * self._gain), False
        if not shaken:
            return backdrop_of(light), None
        inside = light[self._margin : -self._margin, self._margin : -self._margin]
        return backdrop_of(np.ascontiguousarray(inside)), light

    def camera(self, frame: int) -> Camera:
        """Return the camera of a frame: a hand may have moved it."""
        return held(self._camera, self._drawn, frame)

    def picture(self, frame: int) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB of the person as posed now; read before the next call."""
        camera = self.camera(frame)
        if self._wide is not None and self._behind is not None:
            right, down = camera.centre_x - self._camera.centre_x, camera.centre_y - self._camera.centre_y
            place = np.float32(self._margin - right), np.float32(self._margin - down)
            move(self._wide, *place, tone_table(), self._behind.linear, self._behind.shown)
        return self._developer.develop(self._studio.view(camera, self._behind, self._gain), frame)
