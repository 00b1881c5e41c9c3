"""Measure how much of the skin is clipped or crushed: pixels of skin at sRGB 250 or more or below 12, on all models.

    python tests/validation/limits.py [--size 256] [--models GLOB]

Each model as it is: neutral at the nine angles of the paper's design, and the apex of every signal in front. A pixel is
skin's when all its samples show skin. It is bright when a channel reaches 250 (more the tone curve gives no skin), and
dark when all are below 12. Dark ones are told apart by the nearest of the 68 landmarks, if one is nearer than a tenth
of the distance of the eyes' outer corners: nostrils, eyes and mouth have holes and edges, brows are painted hair.
Elsewhere is skin, stubble and scalp.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.assets.landmarks import LANDMARKS68
from synthgen.design import expand, read_design, resolve
from synthgen.facs.animation import sample_animation
from synthgen.facs.basis import load_basis
from synthgen.facs.curves import phases
from synthgen.human.library import find_models
from synthgen.render.raster.gbuffer import SKIN
from synthgen.render.raster.raster import TRIANGLE_MASK
from synthgen.scene.angles import Angle, read_angles

BRIGHT, DARK = 250, 12
#: landmarks from, to, and what lies there
_PLACES = ((0, 17, "jaw"), (17, 27, "brows"), (27, 36, "nose"), (36, 48, "eyes"), (48, 68, "mouth"))
#: a pixel is at a landmark that is nearer than this share of the distance of the outer corners of the eyes
_NEAR = 0.1


def shown(actor: Actor) -> npt.NDArray[np.int64]:
    """Return the material (2h, 2w) that each sample of the last view shows, −1 for the backdrop."""
    triangle = (actor.studio.picture.samples[:, : 2 * actor.studio.width] & TRIANGLE_MASK).astype(np.int64) - 1
    return np.where(triangle >= 0, actor.studio.figure.drawn.material[triangle], -1)


def skin_of(actor: Actor) -> npt.NDArray[np.bool_]:
    """Return the pixels (h, w) of the last view all whose samples show skin."""
    skin = shown(actor) == SKIN
    return skin.reshape(actor.studio.height, 2, actor.studio.width, 2).all(axis=(1, 3))


def places_of(dark: npt.NDArray[np.bool_], points: npt.NDArray[np.float64]) -> Counter[str]:
    """Return how many of these pixels (h, w) lie at which landmarks, whose pixels are ``points`` (68, 2)."""
    names = [name for first, last, name in _PLACES for _ in range(first, last)]
    reach = _NEAR * float(np.linalg.norm(points[45] - points[36]))
    found: Counter[str] = Counter()
    for y, x in np.argwhere(dark):
        apart = np.linalg.norm(points - (x + 0.5, y + 0.5), axis=1)
        found[names[int(apart.argmin())] if apart.min() < reach else "elsewhere"] += 1
    return found


def limits_of(actor: Actor, scenes: Iterable[tuple[Mapping[str, float], Angle]]) -> tuple[int, int, Counter[str]]:
    """Return how many pixels of skin a person shows in poses and angles, how many are bright, and the dark by place."""
    skin = bright = 0
    dark: Counter[str] = Counter()
    for pose, angle in scenes:
        actor.pose(pose)
        camera = actor.camera(angle)
        picture, mask = actor.view(camera), skin_of(actor)
        skin += int(mask.sum())
        bright += int((mask & (picture.max(axis=2) >= BRIGHT)).sum())
        points = camera.project(actor.rig.pose(pose)[list(LANDMARKS68)]).astype(np.float64)
        dark += places_of(mask & (picture.max(axis=2) < DARK), points)
    return skin, bright, dark


def scenes(weights: Iterable[Mapping[str, float]]) -> Iterator[tuple[Mapping[str, float], Angle]]:
    """Yield what is measured of a person: a pose and an angle."""
    for angle in read_angles("sim2real9").angles:
        yield {}, angle
    front = read_angles("frontal").angles[0]
    for pose in weights:
        yield pose, front


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=256)
    options.add_argument("--models", default="*")
    given = options.parse_args()
    basis = load_basis("embedded", load_assets())
    design = read_design("sim2real")
    signals = {unit.signal.signal: unit.signal for unit in expand(design, resolve(design))}
    clips = [sample_animation(signal) for signal in signals.values()]
    weights = [clip.weights(found.apex) for clip in clips if (found := phases(clip))]
    for model in find_models(given.models):
        actor = make_actor(model, basis, seed=design.seed, width=given.size, height=given.size)
        skin, bright, dark = limits_of(actor, scenes(weights))
        found = ", ".join(f"{name} {count}" for name, count in sorted(dark.items()))
        print(f"{model.id:20} skin {skin:8}  bright {bright:5}  dark {dark.total():5}  {found}")


if __name__ == "__main__":
    main()
