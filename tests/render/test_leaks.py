"""Nothing shows through a face: no action unit, from no angle, opens a way to the backdrop or to what lies behind."""

import numpy as np
import pytest

from synthgen.assets import load_assets
from synthgen.errors import InputError
from synthgen.facs.basis import load_basis
from synthgen.facs.catalogue import CATALOGUE
from synthgen.human.appearance import appearance_of
from synthgen.human.body import shape_model
from synthgen.human.library import find_models
from synthgen.render.face import mouth
from synthgen.render.raster import gbuffer
from synthgen.render.raster.raster import TRIANGLE_MASK
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

from .test_studio import with_part

pytestmark = pytest.mark.slow

EXTREMES = [Angle("a", yaw, pitch) for yaw, pitch in ((0, 0), (40, 30), (-40, 30), (40, -30), (-40, -30))]
#: two or more at once, as expressions have them
TOGETHER = [
    {"AU12": 1.0, "AU25": 1.0}, {"AU10": 1.0, "AU25": 1.0}, {"AU16": 1.0, "AU25": 1.0}, {"AU26": 1.0, "AU12": 1.0},
    {"AU27": 1.0, "AU5": 1.0}, {"AU4": 1.0, "AU7": 1.0, "AU43": 1.0}, {"AU27": 1.0, "AU20": 1.0},
]  # fmt: skip


def enclosed(open_):
    """Where ``open_`` (h, w) cannot be reached from the picture's edge."""
    reached = np.zeros_like(open_)
    reached[[0, -1]], reached[:, [0, -1]] = open_[[0, -1]], open_[:, [0, -1]]
    while True:
        wider = reached.copy()
        wider[1:] |= reached[:-1]
        wider[:-1] |= reached[1:]
        wider[:, 1:] |= reached[:, :-1]
        wider[:, :-1] |= reached[:, 1:]
        wider &= open_
        if (wider == reached).all():
            return open_ & ~reached
        reached = wider


def within(polygon, shape_):
    """Pixels (h, w) whose middle lies in a polygon (n, 2)."""
    y, x = np.mgrid[: shape_[0], : shape_[1]] + 0.5
    inside = np.zeros(shape_, bool)
    for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        crosses = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def beside(mask):
    """Pixels (h, w) of a mask and those that touch one by an edge or a corner."""
    padded = np.pad(mask, 1)
    h, w = mask.shape
    return np.any([padded[y : y + h, x : x + w] for y in range(3) for x in range(3)], axis=0)


def seen(studio, camera):
    """The triangle (h, w) at the middle of each pixel, −1 for the backdrop."""
    studio.view(camera)
    keys = studio.picture.samples[::2, : 2 * studio.width : 2]
    return (keys & TRIANGLE_MASK).astype(int) - 1


@pytest.mark.parametrize("name", ["female_asian_2", "male_african_3"])
def test_nothing_shows_through_a_face(name):
    assets = load_assets()
    (model,) = find_models(name)
    basis = load_basis("embedded", assets)
    rig = basis.fit(basis.at_rest(shape_model(model, assets).vertices))
    look = with_part(appearance_of(model, 0), "hair", style="shaved", beard_style="none")
    studio = Studio(assets, rig.pose({}), look, width=192, height=192)
    behind = np.isin(studio.figure.drawn.material, [gbuffer.CLOTH, gbuffer.HAIR, gbuffer.EYE])
    between = np.isin(studio.figure.drawn.material, [gbuffer.LASH, gbuffer.HAIR])  # the backdrop may show between them
    inner = np.asarray(assets.landmarks68)[60:68]
    found = []
    for weights in [*({code: 1.0} for code in CATALOGUE), *TOGETHER]:
        try:
            posed = rig.pose(weights)
        except InputError:  # a code that the basis has no shape for
            continue
        studio.pose(posed)
        parted = mouth.opening(posed[np.asarray(assets.landmarks68)])[0] > 2 * mouth.PARTED
        for angle in EXTREMES:
            camera = frame_head(studio.bounds, angle, width=192, height=192)
            triangle = seen(studio, camera)
            holes = enclosed((triangle < 0) | between[triangle]) & (triangle < 0)
            holes &= ~beside((triangle < 0) & ~holes)
            if holes.any():
                found.append((weights, angle.yaw, angle.pitch, "hole", int(holes.sum())))
            if parted:
                lips = within(camera.project(posed[inner]), triangle.shape)
                through = lips & enclosed((triangle < 0) | behind[triangle])
                if through.any():
                    found.append((weights, angle.yaw, angle.pitch, "through the mouth", int(through.sum())))
    assert not found, found
