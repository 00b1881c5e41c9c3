"""Draw the sample that look.py reads: people neutral, with shaved heads, smiling, at every signal's apex, nine angles.

    python tests/validation/sample.py --out SAMPLE [--people FOLDER] [--parts PARTS]

Runs in the project's own environment. Without ``--people`` 120 of ``models sample`` are drawn first, into
``SAMPLE/people``. ``SAMPLE/index.jsonl`` has a line a picture, ``SAMPLE/PERSON.npy`` a person's pictures (n, s, s, 3)
uint8 sRGB. Apexes, the most by far, are drawn of the suite and of every ``--every``-th of the others.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from synthgen import (
    Angle,
    Animation,
    Basis,
    Model,
    find_animations,
    find_models,
    load_assets,
    load_basis,
    make_actor,
    read_angles,
)
from synthgen.actor.actor import Actor
from synthgen.actor.contactsheet import apex_weights
from synthgen.render.studio import Studio

#: SAMPLED people of ``models sample --seed SEED``, whose looks SEED draws too
SEED = 7
SAMPLED = 120
PARTS = ("neutral", "shaved", "smiles", "apexes", "angles")
SMILES: Mapping[str, Mapping[str, float]] = {
    "smile": {"AU6": 0.6, "AU12": 0.8},
    "smile_parted": {"AU6": 0.6, "AU12": 0.8, "AU25": 0.3},
    "smile_teeth": {"AU6": 0.6, "AU12": 0.8, "AU25": 0.6},
}
#: those of the design sim2real: what docs/validation.md says of apexes was measured on them
SIGNALS = ("anger", "confusion", "disgust")
_FRONT = Angle("frontal", 0.0, 0.0)


@dataclass(frozen=True)
class Shot:
    """A picture to take: action units, and from where; ``emotion`` and ``signal`` where it is a signal's apex."""

    kind: str
    weights: Mapping[str, float]
    angle: Angle = _FRONT
    emotion: str | None = None
    signal: str | None = None


@dataclass(frozen=True)
class Sitter:
    """A model under the name it has in the sample (sampled people are called as the suite's are), and its ``parts``.

    ``number`` says which signals are drawn from oblique views: one a view, every signal in turn.
    """

    name: str
    model: Model
    parts: tuple[str, ...]
    number: int


def people_of(seed: int, count: int, folder: Path) -> Path:
    """Draw people into a folder as ``models sample`` does, balanced by all that it can balance."""
    balance = ["--balance", "gender,ethnicity,age,skin_tone"]
    command = [sys.executable, "-m", "synthgen", "models", "sample", "--n", str(count), "--seed", str(seed), *balance]
    subprocess.run([*command, "--out", str(folder)], check=True)
    return folder


def sitters(people: Path | None, parts: tuple[str, ...], *, every: int) -> list[Sitter]:
    """Return the suite and the models of a folder. Of these every ``every``-th has all parts, the rest no apexes."""
    few = tuple(part for part in parts if part != "apexes")
    found = [Sitter(model.id, model, parts, number) for number, model in enumerate(find_models("*"))]
    sampled = find_models(str(people)) if people is not None else ()
    for number, model in enumerate(sampled):
        found.append(Sitter(f"new_{model.id}", model, parts if number % every == 0 else few, number))
    return [sitter for sitter in found if sitter.parts]


def shots(sitter: Sitter, signals: tuple[tuple[Animation, Mapping[str, float]], ...]) -> Iterator[Shot]:
    """Yield the pictures that a sitter's parts ask for."""
    parts = sitter.parts
    oblique = [angle for angle in read_angles("sim2real9").angles if angle.id != _FRONT.id]
    if "neutral" in parts:
        yield Shot("neutral", {})
    if "shaved" in parts:
        yield Shot("shaved", {})
    if "smiles" in parts:
        for kind, weights in SMILES.items():
            yield Shot(kind, weights)
    if "apexes" in parts:
        for animation, weights in signals:
            yield Shot("signal", weights, _FRONT, animation.emotion, animation.signal)
    if "angles" in parts:
        for number, angle in enumerate(oblique):
            animation, weights = signals[(sitter.number + number) % len(signals)]
            yield Shot("neutral", {}, angle)
            yield Shot("signal", weights, angle, animation.emotion, animation.signal)


@cache
def basis() -> Basis:
    """Return the action units that the program comes with; loaded once."""
    return load_basis("embedded", load_assets())


def shaved(actor: Actor) -> Actor:
    """Return a person with a shaved head; a beard stays."""
    look = replace(actor.appearance, hair=replace(actor.appearance.hair, style="shaved"))
    size = {"width": actor.studio.width, "height": actor.studio.height}
    return replace(actor, appearance=look, studio=Studio(basis().assets, actor.rig.neutral, look, **size))


def draw(sitter: Sitter, out: Path, size: int) -> list[dict]:
    """Draw a sitter's pictures into ``out`` and return their lines of the index."""
    signals = tuple((animation, apex_weights(animation)) for animation in find_animations(SIGNALS))
    actor = make_actor(sitter.model, basis(), seed=SEED, width=size, height=size)
    declared = sitter.model.demographics
    rows, pictures = [], []
    landmarks = actor.rig.pose({})[basis().assets.landmarks68]
    bald = shaved(actor) if "shaved" in sitter.parts else actor
    for shot in shots(sitter, signals):
        seen = bald if shot.kind == "shaved" else actor
        seen.pose(shot.weights)
        declared_points = actor.camera(shot.angle).project(landmarks) if shot.kind == "neutral" else None
        rows.append(
            {
                "file": f"{sitter.name}.npy",
                "row": len(rows),
                "model": sitter.name,
                "gender": declared.gender,
                "ethnicity": declared.ethnicity_name,
                "age": declared.age,
                "tone": declared.skin_tone,
                "kind": shot.kind,
                "emotion": shot.emotion,
                "signal": shot.signal,
                "angle": shot.angle.id,
                "landmarks68": None if declared_points is None else np.round(declared_points, 2).tolist(),
            }
        )
        pictures.append(seen.view(shot.angle).copy())
    np.save(out / f"{sitter.name}.npy", np.stack(pictures))
    return rows


def draw_all(draw_one: Callable[[Sitter], list[dict]], chosen: Sequence[Sitter], out: Path, *, workers: int) -> None:
    """Draw all sitters' pictures and write the index of ``out``."""
    basis()  # kernels compile once, before workers are made
    with (
        multiprocessing.get_context("fork").Pool(workers) as pool,
        (out / "index.jsonl").open("w", encoding="utf-8") as index,
    ):
        for rows in pool.imap(draw_one, chosen):
            index.writelines(json.dumps(row) + "\n" for row in rows)
    print(f"{out}: {len(chosen)} people")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--people", type=Path, help="a folder of models, in place of drawing them")
    options.add_argument("--suite", action="store_true", help="the suite alone, nobody sampled")
    options.add_argument("--parts", default=",".join(PARTS), help="of " + ", ".join(PARTS))
    options.add_argument("--every", type=int, default=4)
    options.add_argument("--size", type=int, default=256)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    parts = tuple(given.parts.split(","))
    if unknown := set(parts) - set(PARTS):
        options.error(f"no part is called {', '.join(sorted(unknown))}; parts: {', '.join(PARTS)}")
    given.out.mkdir(parents=True)
    people = None if given.suite else given.people or people_of(SEED, SAMPLED, given.out / "people")
    chosen = sitters(people, parts, every=given.every)
    draw_all(partial(draw, out=given.out, size=given.size), chosen, given.out, workers=given.workers)


if __name__ == "__main__":
    main()
