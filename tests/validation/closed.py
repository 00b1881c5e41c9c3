"""Measure on pixels whether closed eyes and mouths are closed, on all models of the suite.

    python tests/validation/closed.py [--size 512] [--models GLOB] [--markdown]

Rendered with every sample's triangle kept (four samples a pixel), at the nine angles of the paper's design. Counted are
samples of eyeballs under AU43 (alone, and against AU5, 6, 7, 9 and gaze), and of teeth and tongue under AU24: as
rendered, and "through" the lips where teeth and tongue are drawn behind closed lips, too.
Overlap is how far one lid's or lip's margin goes beyond the other's, in pixels, on the surface as it is drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import numpy as np
from limits import shown

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.facs.basis import load_basis
from synthgen.human.library import find_models
from synthgen.render.raster.gbuffer import EYE, TEETH, TONGUE
from synthgen.scene.angles import read_angles

SHUT = (
    {"AU43": 1.0},
    {"AU43": 1.0, "AU5": 1.0},
    {"AU43": 1.0, "AU6": 1.0, "AU7": 1.0, "AU9": 1.0},
    {"AU43": 1.0, "AU61": 1.0, "AU64": 0.5},
)
PRESSED = ({"AU24": 1.0}, {"AU23": 1.0, "AU24": 1.0}, {"AU17": 1.0, "AU24": 1.0})


def samples(
    actor: Actor, weights: Mapping[str, float], materials: tuple[int, ...], angles: str, *, through: bool = False
) -> int:
    """Return how many samples of these materials are seen, in all angles together.

    ``through``: draw teeth and tongue even where the renderer finds the lips closed and leaves them out.
    """
    actor.pose(weights)
    if through:
        actor.studio.frame.drawn = actor.studio.figure.drawn.triangles
    count = 0
    for angle in read_angles(angles).angles:
        actor.view(angle)
        count += int(np.isin(shown(actor), materials).sum())
    return count


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=512)
    options.add_argument("--models", default="*")
    options.add_argument("--angles", default="sim2real9")
    options.add_argument("--markdown", action="store_true")
    given = options.parse_args()
    basis = load_basis("embedded", load_assets())
    front = read_angles("frontal").angles[0]
    bar = "|" if given.markdown else ""
    names = ("model", "eye samples, open", "closed", "overlap", "mouth samples", "through", "overlap")
    widths = (24, 18, 8, 9, 14, 9, 9)
    print(bar + bar.join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True)) + bar)
    if given.markdown:
        print("|---" * 7 + "|")
    failed = 0
    for model in find_models(given.models):
        actor = make_actor(model, basis, seed=0, width=given.size, height=given.size)
        a_pixel = actor.camera(front).project(np.array([[0.0, 7.0, 1.4], [0.01, 7.0, 1.4]]))
        scale = 100 * float(a_pixel[1, 0] - a_pixel[0, 0])  # pixels a dm
        opened = samples(actor, {}, (EYE,), given.angles)
        shut = sum(samples(actor, weights, (EYE,), given.angles) for weights in SHUT)
        posed = [actor.rig.pose(weights).astype(np.float64) for weights in SHUT]
        lids = max(-float(lid.gaps(p).min()) for p in posed for lid in actor.rig.rig.lids)
        mouth = sum(samples(actor, weights, (TEETH, TONGUE), given.angles) for weights in PRESSED)
        behind = sum(samples(actor, weights, (TEETH, TONGUE), given.angles, through=True) for weights in PRESSED)
        posed = [actor.rig.pose(weights).astype(np.float64) for weights in PRESSED]
        lips = max(float((np.minimum(actor.rig.rig.lips.slit, 0) - actor.rig.rig.lips.gaps(p)).max()) for p in posed)
        texts = (model.id, opened, shut, f"{lids * scale:.2f}", mouth, behind, f"{lips * scale:.2f}")
        print(bar + bar.join(f"{text:>{width}}" for text, width in zip(texts, widths, strict=True)) + bar, flush=True)
        failed += shut > 0 or mouth > 0
    if not given.markdown:
        print(f"{failed} models show an eye or teeth where they are closed.")


if __name__ == "__main__":
    main()
