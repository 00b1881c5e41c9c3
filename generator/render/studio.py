"""A studio: one person under lights. Pose the person, then take as many views as there are cameras.

``render`` takes arrays, not files: vertices in MakeHuman's order in, pictures out. What is made once a person is the
``figure``; a pose runs the passes place, shadow, irradiance and diffusion over a ``frame``, a ``view`` of it projects,
rasterises and shades.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.landmarks import FACE_OUTLINE
from synthgen.facs.signs import NONE_SHOWN, Looks
from synthgen.hands.pose import HandPose
from synthgen.human.imported import NOTHING_IMPORTED, Imported
from synthgen.render.arrays import Floats, Picture, Reals
from synthgen.render.face import mouth
from synthgen.render.figure import PARTS, Figure, Maker
from synthgen.render.frame import Frame, place
from synthgen.render.irradiance import Irradiance
from synthgen.render.shadow import Shadows, open_sky
from synthgen.render.view import AS_IT_IS, Backdrop, View
from synthgen.scene.camera import Camera
from synthgen.scene.lights import STUDIO, Lighting

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance


class Studio:
    """One model, ready to be posed and seen. Costs about a second to make; `pose` and `view` cost milliseconds.

    Parameters: neutral vertices (19158, 3) dm in MakeHuman's order; a look; the picture's size in pixels; the
    makers of what is drawn of the person, the skin's first.
    """

    def __init__(
        self,
        assets: Assets,
        neutral: Reals,
        look: Appearance,
        *,
        width: int = 256,
        height: int = 256,
        imported: Imported = NOTHING_IMPORTED,
        lighting: Lighting = STUDIO,
        makers: Sequence[Maker] = PARTS,
    ) -> None:
        if width < 64 or height < 64 or max(width, height) > 4096:
            raise ValueError(f"picture size {width}×{height}: each side must be 64 to 4096")
        key = lighting.table()[0]
        figure = self.figure = Figure(
            assets, neutral, look, pixels=min(width, height), imported=imported, key=key[:3], makers=makers
        )
        self.width, self.height, self.bounds = width, height, figure.bounds
        self.frame = Frame(figure, casting=lighting.casting)
        self.relight(lighting)
        self.picture = View(figure, lighting, width, height)
        self._bake_occlusion()
        self._open = self.frame.occlusion.copy() if figure.closing else None
        self.pose(figure.head.neutral)

    def relight(self, lighting: Lighting) -> None:
        """Stand in another light from the next pose on; what is behind the person stays."""
        figure = self.figure
        self._irradiance = Irradiance(figure, lighting)
        self._shadows = Shadows(
            self._irradiance.lights.points[: lighting.casting], figure.head.centre, figure.drawn.count
        )
        self.frame.cast_by(lighting.casting)

    def _bake_occlusion(self) -> None:
        """Measure open sky once, at the neutral face; eyes and mouth are shaded frame by frame."""
        figure, frame = self.figure, self.frame
        place(figure, figure.head.neutral, frame)
        open_sky(frame.vertices, frame.normals, figure.drawn.casting, figure.head.centre, frame.occlusion)
        for part, rows in zip(figure.parts, frame.rows, strict=True):
            part.bake(rows.occlusion)
            if part.shade is not None:
                frame.rows[0].occlusion[:] *= part.shade

    def pose(
        self,
        vertices: Reals,
        weights: Mapping[str, float] | None = None,
        right: Mapping[str, float] | None = None,
        looks: Looks = NONE_SHOWN,
        hands: HandPose | None = None,
        thing: tuple[str, str] | None = None,
    ) -> None:
        """Take posed vertices (19158, 3) dm and do all work that views share: light, shadow, diffusion.

        ``weights``: the action units that posed them, which fold the skin; ``right`` where that side plays others.
        ``looks``: the signs of the moment. ``hands``: those that are up, of a figure that has some; ``thing``: kind and
        side of what else is before the face, of one that has it.
        """
        figure, frame, drawn = self.figure, self.frame, self.figure.drawn
        self._posed = np.ascontiguousarray(vertices, np.float32)
        if self._open is not None:
            frame.occlusion[:] = self._open
        place(figure, self._posed, frame, looks, hands, thing)
        figure.relief.fold(weights or {}, right)
        figure.flush.show(looks)
        apart, opening = mouth.opening(self._posed[figure.landmarks])
        for k in figure.fleeting:
            drawn.let_seen(k, frame.seen[k])
        end = None if apart - figure.apart_at_rest > mouth.PARTED else drawn.mouth_from
        frame.drawn = drawn.shown[:end]
        vertices, normals = frame.vertices[: frame.used], frame.normals[: frame.used]
        for k in figure.closing:
            if frame.seen[k]:
                figure.parts[k].close(drawn.vertices[k], vertices, normals, frame.occlusion)
        self._shadows.fall(vertices, normals, drawn.casting[:end], frame.shadow)
        self._irradiance.fall(frame, opening)
        self._irradiance.diffuse(frame)

    def view(self, camera: Camera, behind: Backdrop | None = None, gain: Floats = AS_IT_IS) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB from ``camera``; valid until the next call.

        ``behind``: what is behind the person, where it is not the studio's own. ``gain`` (3,): what the person's red,
        green and blue light is multiplied by before it is shown.
        """
        if (camera.width, camera.height) != (self.width, self.height):
            raise ValueError(f"camera is {camera.width}×{camera.height}, studio {self.width}×{self.height}")
        return self.picture.draw(self.frame, self._irradiance, camera, behind, gain)

    def face_polygon(self, camera: Camera) -> Floats:
        """Return the outline of the face (k, 2) in pixels at the current pose: jaw line, then over the brows."""
        return camera.project(self._posed[self.figure.landmarks[list(FACE_OUTLINE)]]).astype(np.float32)
