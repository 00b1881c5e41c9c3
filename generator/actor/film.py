"""One clip's camera in a scene: its pinhole, what is behind the person, and what becomes of pictures afterwards."""

from __future__ import annotations

from synthgen.render.arrays import Picture
from synthgen.render.backdrop.paint import paint_backdrop
from synthgen.render.studio import Studio
from synthgen.render.view import backdrop_of
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn


class Film:
    """What one camera takes of a person who is posed by somebody else: a picture a frame."""

    def __init__(self, studio: Studio, drawn: Drawn, camera: Camera) -> None:
        self._studio, self._camera = studio, camera
        painted = paint_backdrop(drawn, camera)
        self._behind = None if painted is None else backdrop_of(painted)

    def camera(self, frame: int) -> Camera:
        """Return the camera of a frame: a hand may have moved it."""
        return self._camera

    def picture(self, frame: int) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB of the person as posed now; read before the next call."""
        return self._studio.view(self.camera(frame), self._behind)
