"""Draw what a reader of smiles is trained on by transfer.py: people neutral, smiling, and doing what is no smile.

    python tests/validation/smiles.py --out SMILES [--people FOLDER]

Runs in the project's own environment. Without ``--people`` 60 of ``models sample`` are drawn first; with the suite they
are 84. Of each there are 8 neutral pictures, 8 distractors and 14 smiles of drawn intensities, from drawn angles within
15° of yaw and 10° of pitch. The folder has the form that sample.py writes.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from sample import Sitter, basis, draw_all, people_of, sitters

from synthgen import Angle, make_actor

SEED = 5
SAMPLED = 60
_YAW, _PITCH = 15.0, 10.0
_NEUTRAL, _DISTRACTORS, _SMILES = 8, 8, 14
#: what moves a face without a smile, at the greatest intensity that is drawn
DISTRACTORS: tuple[Mapping[str, float], ...] = (
    {"AU14": 1.0},
    {"AU15": 1.0},
    {"AU4": 1.0},
    {"AU25": 1.0},
    {"AU26": 0.5},
    {"AU17": 1.0},
    {"AU1": 1.0, "AU2": 1.0},
    {"AU10": 0.7},
    {"AU6": 0.6},
    {"AU14": 0.7, "AU4": 0.7},
    {"AU15": 0.7, "AU4": 0.7},
    {"AU43": 0.5},
)


def expressions(random: np.random.Generator) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the kind and the action units of a person's pictures."""
    for _ in range(_NEUTRAL):
        yield "neutral", {}
    for _ in range(_DISTRACTORS):
        chosen = DISTRACTORS[random.integers(len(DISTRACTORS))]
        yield "distractor", {unit: most * random.uniform(0.4, 1.0) for unit, most in chosen.items()}
    for _ in range(_SMILES):
        weights = {"AU12": random.uniform(0.4, 1.0), "AU6": random.uniform(0.3, 0.9)}
        if random.random() < 0.7:
            weights["AU25"] = random.uniform(0.0, 0.6)
        yield "smile", weights


def draw(sitter: Sitter, out: Path, size: int) -> list[dict]:
    """Draw a sitter's pictures into ``out`` and return their lines of the index."""
    seed = zlib.crc32(sitter.name.encode())
    random = np.random.default_rng(seed)
    actor = make_actor(sitter.model, basis(), seed=seed & 0xFFFF, width=size, height=size)
    declared = sitter.model.demographics
    rows, pictures = [], []
    for kind, weights in expressions(random):
        actor.pose(weights)
        angle = Angle("drawn", float(random.uniform(-_YAW, _YAW)), float(random.uniform(-_PITCH, _PITCH)))
        pictures.append(actor.view(angle).copy())
        row = {"file": f"{sitter.name}.npy", "row": len(rows), "model": sitter.name, "kind": kind, "angle": angle.id}
        row |= {"gender": declared.gender, "ethnicity": declared.ethnicity_name, "emotion": None, "signal": None}
        rows.append(row | {"age": declared.age, "tone": declared.skin_tone})
    np.save(out / f"{sitter.name}.npy", np.stack(pictures))
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--people", type=Path, help="a folder of models, in place of drawing them")
    options.add_argument("--size", type=int, default=256)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    given.out.mkdir(parents=True)
    people = given.people or people_of(SEED, SAMPLED, given.out / "people")
    chosen = sitters(people, ("neutral",), every=1)
    draw_all(partial(draw, out=given.out, size=given.size), chosen, given.out, workers=given.workers)


if __name__ == "__main__":
    main()
