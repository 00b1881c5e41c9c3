"""Draw what the validation reads: some frames of every cell of a design, not encoded, a folder of arrays.

    python tests/validation/draw.py --out FRAMES [--frames 0,12,24|apex] [--angles GLOB] [--au-basis facshuman]

Runs in the project's own environment. ``FRAMES/index.jsonl`` has a line a picture (file, row, model, gender, ethnicity,
signal, emotion, angle, frame), ``FRAMES/*.npy`` holds a model's pictures of one signal, (n, 256, 256, 3) uint8 sRGB.
``--frames apex`` draws the frame at which the signal is strongest.
"""

from __future__ import annotations

import argparse
import json
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from synthgen.actor.actor import make_actor
from synthgen.assets import load_assets
from synthgen.design import expand, read_design, resolve
from synthgen.facs.animation import sample_animation
from synthgen.facs.basis import load_basis
from synthgen.facs.curves import phases


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--design", default="sim2real")
    options.add_argument("--frames", default="0,12,24")
    options.add_argument("--models", default="*")
    options.add_argument("--signals", default="*")
    options.add_argument("--angles", default="*")
    options.add_argument("--au-basis", default="embedded")
    options.add_argument("--size", type=int, default=256)
    given = options.parse_args()
    given.out.mkdir(parents=True)
    basis = load_basis(given.au_basis, load_assets())
    design = read_design(given.design)
    actor = None
    with (given.out / "index.jsonl").open("w", encoding="utf-8") as index:
        for unit in expand(design, resolve(design)):
            if not (fnmatchcase(unit.model.id, given.models) and fnmatchcase(unit.signal.signal, given.signals)):
                continue
            if actor is None or actor.model.id != unit.model.id:
                actor = None
                actor = make_actor(unit.model, basis, seed=design.seed, width=given.size, height=given.size)
                print(unit.model.id, flush=True)
            curves = sample_animation(unit.signal)
            if given.frames == "apex":
                found = phases(curves)
                frames = [found.apex if found else 0]
            else:
                frames = [int(frame) for frame in given.frames.split(",")]
            angles = [angle for angle in unit.angles if fnmatchcase(angle.id, given.angles)]
            pictures = []
            name = f"{unit.model.id}.{unit.signal.signal}.npy"
            for frame in frames:
                actor.pose(curves.weights(frame))
                for angle in angles:
                    declared = unit.model.demographics
                    row = {
                        "file": name,
                        "row": len(pictures),
                        "model": unit.model.id,
                        "gender": declared.gender,
                        "ethnicity": declared.ethnicity_name,
                        "signal": unit.signal.signal,
                        "emotion": unit.signal.emotion,
                        "angle": angle.id,
                        "frame": frame,
                    }
                    index.write(json.dumps(row) + "\n")
                    pictures.append(actor.view(angle).copy())
            np.save(given.out / name, np.stack(pictures))


if __name__ == "__main__":
    main()
