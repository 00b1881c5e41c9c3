"""Draw what the validation reads: some frames of every cell of a design, not encoded, a folder of arrays.

    python tests/validation/draw.py --out FRAMES [--frames 0,12,24|apex] [--angles GLOB] [--au-basis facshuman]
    python tests/validation/draw.py --out FRAMES --design sim2real-varied --sample 1000

Runs in the project's own environment. ``FRAMES/index.jsonl`` has a line a picture (file, row, model, gender, ethnicity,
signal, emotion, angle, frame; in scenes the head's circle in pixels, [x, y, radius]), ``FRAMES/*.npy`` holds a model's
pictures of one signal, (n, 256, 256, 3) uint8 sRGB. ``--frames apex`` draws the frame at which the signal is strongest,
``--sample`` so many clips chosen at random. Pictures are those of clips before they are encoded, in their scenes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import numpy.typing as npt

from synthgen.actor.actor import Actor, make_actor
from synthgen.assets import load_assets
from synthgen.design import Design, WorkUnit, expand, read_design, resolve
from synthgen.facs.basis import load_basis
from synthgen.facs.curves import phases
from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera
from synthgen.scene.staging import staged_camera


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--design", default="sim2real")
    options.add_argument("--frames", default="0,12,24")
    options.add_argument("--models", default="*")
    options.add_argument("--signals", default="*")
    options.add_argument("--angles", default="*")
    options.add_argument("--au-basis", default="embedded")
    options.add_argument("--sample", type=int)
    options.add_argument("--size", type=int, default=256)
    given = options.parse_args()
    given.out.mkdir(parents=True)
    basis = load_basis(given.au_basis, load_assets())
    design = read_design(given.design)
    design = replace(design, video=replace(design.video, width=given.size, height=given.size))
    units = [
        replace(unit, cells=(), angles=tuple(angle for angle in unit.angles if fnmatchcase(angle.id, given.angles)))
        for unit in expand(design, resolve(design))
        if fnmatchcase(unit.model.id, given.models) and fnmatchcase(unit.signal.signal, given.signals)
    ]
    if given.sample is not None:
        units = _sample(units, given.sample)
    actor = None
    with (given.out / "index.jsonl").open("w", encoding="utf-8") as index:
        for unit in units:
            if actor is None or actor.model.id != unit.model.id:
                actor = None
                actor = make_actor(unit.model, basis, seed=design.seed, width=given.size, height=given.size)
                print(unit.model.id, flush=True)
            name = f"{unit.model.id}.{unit.signal.signal}.npy"
            declared = unit.model.demographics
            row = {
                "file": name,
                "model": unit.model.id,
                "gender": declared.gender,
                "ethnicity": declared.ethnicity_name,
                "signal": unit.signal.signal,
                "emotion": unit.signal.emotion,
            }
            pictures = []
            for angle, frame, picture, head in _pictures(actor, design, unit, given.frames):
                place = {"row": len(pictures), "angle": angle.id, "frame": frame, **head}
                index.write(json.dumps({**row, **place}) + "\n")
                pictures.append(picture.copy())
            np.save(given.out / name, np.stack(pictures))


def _sample(units: list[WorkUnit], count: int) -> list[WorkUnit]:
    """Return units with ``count`` of their views, chosen by a fixed seed."""
    views = [(place, angle) for place, unit in enumerate(units) for angle in unit.angles]
    chosen: dict[int, list[Angle]] = {}
    for place, angle in sorted(random.Random(0).sample(views, count), key=lambda view: view[0]):
        chosen.setdefault(place, []).append(angle)
    return [replace(units[place], angles=tuple(angles)) for place, angles in chosen.items()]


def _pictures(
    actor: Actor, design: Design, unit: WorkUnit, asked: str
) -> Iterator[tuple[Angle, int, npt.NDArray[np.uint8], dict[str, list[float]]]]:
    """Yield a unit's pictures at the frames that are asked for: "0,12,24", or "apex"."""
    drawn = {angle: unit.drawn(design.seed, angle) for angle in unit.angles}
    performance = design.performance(unit.signal, drawn[unit.angles[0]])
    films, heads = None, {}
    if not unit.scene.is_studio:
        actor.enter(drawn[unit.angles[0]])
        size = {"width": design.video.width, "height": design.video.height}
        cameras = {angle: staged_camera(actor.bounds, angle, drawn[angle], **size) for angle in drawn}
        films = {angle: actor.film(drawn[angle], camera) for angle, camera in cameras.items()}
        heads = {angle: {"head": _circle(actor.bounds, camera)} for angle, camera in cameras.items()}
    found = phases(performance.expression)
    frames = [found.apex if found else 0] if asked == "apex" else [int(frame) for frame in asked.split(",")]
    for frame in frames:
        actor.pose(performance.curves.weights(frame))
        for angle in unit.angles:
            yield angle, frame, films[angle].picture(frame) if films else actor.view(angle), heads.get(angle, {})


def _circle(bounds: HeadBounds, camera: Camera) -> list[float]:
    """Return the circle of a head in pixels, [x, y, radius]."""
    (middle,) = camera.project([bounds.centre])
    radius = camera.focal * bounds.radius / math.dist(camera.position, bounds.centre)
    return [round(float(value), 1) for value in (*middle, radius)]


if __name__ == "__main__":
    main()
