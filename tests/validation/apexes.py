"""Draw what signals.py reads: people at rest and at the apex of any signals, from the front, at some intensities.

    python tests/validation/apexes.py --out SET [--signals PATTERN …] [--people FOLDER | --suite] [--intensities .2,1]

Runs in the project's own environment. A signal is named as everywhere: its name, its class, a glob, a file of YAML or
.fani. Without ``--people`` or ``--suite`` the suite and 60 of ``models sample --seed 16`` are drawn. An intensity is a
factor of all units of the apex; those below 1, and signals of classes that readers have no name for, are drawn of the
suite alone. ``SET`` has the form that sample.py writes, and in ``apexes.json`` the units of every apex.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import numpy as np
from sample import SEED, Sitter, basis, draw_all, people_of, sitters

from synthgen import Angle, find_animations, make_actor
from synthgen.actor.contactsheet import apex_weights

#: SAMPLED people of ``models sample --seed PEOPLE_SEED``
PEOPLE_SEED = 16
SAMPLED = 60
#: the classes of signals that have a name among what readers of expressions say
BASIC = ("anger", "disgust", "fear", "happiness", "sadness", "surprise")
_FRONT = Angle("frontal", 0.0, 0.0)
#: what names of sampled people begin with, whose names are those of the suite otherwise
_NEW = "new_"


@dataclass(frozen=True)
class Apex:
    """A signal's strongest frame: its units."""

    emotion: str | None
    signal: str
    weights: Mapping[str, float]


def shots(apexes: Sequence[Apex], intensities: Sequence[float]) -> Iterator[tuple[dict, Mapping[str, float]]]:
    """Yield what the index says of a picture beside whose it is, and the units to play; first, the face at rest."""
    yield {"kind": "neutral", "emotion": None, "signal": None, "intensity": 1.0}, {}
    for apex in apexes:
        for intensity in intensities if apex.emotion in BASIC else [1.0]:
            known = {"kind": "signal", "emotion": apex.emotion, "signal": apex.signal, "intensity": intensity}
            yield known, {code: weight * intensity for code, weight in apex.weights.items()}


def draw(sitter: Sitter, *, apexes: Sequence[Apex], intensities: Sequence[float], out: Path, size: int) -> list[dict]:
    """Draw a person's pictures into ``out`` and return their lines of the index."""
    actor = make_actor(sitter.model, basis(), seed=SEED, width=size, height=size)
    declared = sitter.model.demographics
    person = {
        "file": f"{sitter.name}.npy",
        "model": sitter.name,
        "gender": declared.gender,
        "ethnicity": declared.ethnicity_name,
        "age": declared.age,
        "tone": declared.skin_tone,
        "angle": _FRONT.id,
    }
    asked = list(shots(apexes, intensities))
    if sitter.name.startswith(_NEW):
        asked = [shot for shot in asked if shot[0]["intensity"] == 1 and shot[0]["emotion"] in (None, *BASIC)]
    rows, pictures = [], []
    for known, weights in asked:
        actor.pose(weights)
        rows.append({**person, "row": len(rows), **known})
        pictures.append(actor.view(_FRONT).copy())
    np.save(out / f"{sitter.name}.npy", np.stack(pictures))
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--signals", nargs="+", default=list(BASIC))
    options.add_argument("--intensities", default="1", help="of all units of basic emotions, with commas [1]")
    options.add_argument("--people", type=Path, help="a folder of models, in place of drawing them")
    options.add_argument("--suite", action="store_true", help="the suite alone, nobody sampled")
    options.add_argument("--models", default="*", help="a glob: who of them")
    options.add_argument("--size", type=int, default=256)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    given.out.mkdir(parents=True)
    apexes = [Apex(one.emotion, one.signal, apex_weights(one)) for one in find_animations(given.signals)]
    people = None if given.suite else given.people or people_of(PEOPLE_SEED, SAMPLED, given.out / "people")
    chosen = [one for one in sitters(people, ("apexes",), every=1) if fnmatchcase(one.name, given.models)]
    intensities = [float(one) for one in given.intensities.split(",")]
    task = partial(draw, apexes=apexes, intensities=intensities, out=given.out, size=given.size)
    draw_all(task, chosen, given.out, workers=given.workers)
    with (given.out / "apexes.json").open("w", encoding="utf-8") as file:
        json.dump({apex.signal: apex.weights for apex in apexes}, file, indent=1)


if __name__ == "__main__":
    main()
