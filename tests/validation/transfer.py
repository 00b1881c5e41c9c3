"""Readers of smiles trained on our renders alone, on real people, and on both; tested on real people.

    validation/bin/python tests/validation/transfer.py SMILES --london FOLDER [--draw PYTHON] [--write DOC]

``SMILES`` is what smiles.py drew, or with ``--draw`` draws now, by the interpreter of an environment that has the
project; ``--london`` is the path of the Face Research Lab London Set. Two arms: logistic regression on 468 landmarks
after alignment, and EfficientNet-Lite0 on aligned crops of 64². Readers that learn from real people do so in five folds
by person, drawn anew by each of ``--seeds``; scores are means over the seeds. Tested on people of even number, as one
number, never by group; intervals of 95 % by person, paired where two readers are compared. The landmarks take two
minutes, the pixels half an hour on two cores (``--arms landmarks`` leaves them out).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measures import document
from measures.table import Table
from readers.alignment import Points, align, mean_shape
from readers.detectors import YuNet
from readers.london import london
from readers.mesh import Mesh, crop
from readers.pictures import Picture, read_set
from readers.reading import Row
from readers.statistics import auc, by_person

#: the marks in a document that the table stands between
MARK = "transfer"
SIDE = 64
FOLDS = 5
#: how often a real picture stands beside our renders, which are many more
_REPEATS = 5
_PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1)
_OUR_EPOCHS, _OUR_BATCH = 5, 32
_REAL_EPOCHS, _REAL_BATCH = 14, 16

Floats = npt.NDArray[np.float64]
#: from training rows of real pictures and those to read, with a seed, to scores of the latter
Learner = Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp], int], Floats]


@dataclass(frozen=True)
class Faces:
    """Pictures of faces that were found: whose, whether smiling, landmarks (n, 468, 3), crops (n, 64, 64, 3) uint8."""

    people: npt.NDArray[np.str_]
    smiles: npt.NDArray[np.int64]
    points: Points
    crops: npt.NDArray[np.uint8]


def faces_of(pictures: Iterable[tuple[Row, Picture]], template: Points | None) -> tuple[Faces, Points]:
    """Find and align the faces of pictures; without a template, on the mean of the neutral ones. Returns both."""
    detector, mesh = YuNet(), Mesh()
    rows, seen, kept = [], [], []
    for row, picture in pictures:
        (found,) = detector.read([picture])
        if found.box is not None:
            rows.append(row)
            seen.append(mesh.read(picture, found))
            kept.append(picture)
    if template is None:
        template = mean_shape([points for row, points in zip(rows, seen, strict=True) if row["kind"] == "neutral"])
    crops = [crop(picture, points, template, SIDE) for picture, points in zip(kept, seen, strict=True)]
    people = np.array([row["model"] for row in rows])
    smiles = np.array([row["kind"] == "smile" for row in rows]).astype(np.int64)
    return Faces(people, smiles, np.stack(seen), np.stack(crops)), template


def folds(people: npt.NDArray[np.str_], seed: int) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Yield rows to learn from and rows to read, five times; nobody is in both, everybody is read once."""
    names = np.unique(people)
    np.random.default_rng(seed).shuffle(names)
    for number in range(FOLDS):
        read = np.isin(people, names[number::FOLDS])
        yield np.flatnonzero(~read), np.flatnonzero(read)


def cross_validated(real: Faces, learner: Learner, seeds: int) -> Floats:
    """Return the mean score of each real picture by readers that did not learn from its person."""
    scores = np.zeros((seeds, len(real.smiles)))
    for seed in range(seeds):
        for learnt, read in folds(real.people, seed):
            scores[seed, read] = learner(learnt, read, seed)
    return scores.mean(axis=0)


def regression(features: Floats, smiles: npt.NDArray[np.int64], people: npt.NDArray[np.str_]) -> Callable:
    """Return a logistic regression's score of features; its penalty by cross-validation over the training people."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def model(penalty: float) -> object:
        return make_pipeline(StandardScaler(), LogisticRegression(C=penalty, max_iter=400, class_weight="balanced"))

    def held_out(penalty: float) -> float:
        scores = cross_val_predict(
            model(penalty), features, smiles, groups=people, cv=GroupKFold(4), method="predict_proba"
        )
        return auc(scores[:, 1], smiles)

    best = max(_PENALTIES, key=held_out)
    fitted = model(best).fit(features, smiles)
    return lambda others: fitted.predict_proba(others)[:, 1]


def landmark_scores(ours: Faces, real: Faces, template: Points, seeds: int) -> dict[str, Floats]:
    """Return the scores of real pictures by readers of landmarks."""
    x, z = (np.array([align(points, template).ravel() for points in faces.points]) for faces in (ours, real))

    def from_real(learnt: npt.NDArray[np.intp], read: npt.NDArray[np.intp], seed: int) -> Floats:
        return regression(z[learnt], real.smiles[learnt], real.people[learnt])(z[read])

    def from_both(learnt: npt.NDArray[np.intp], read: npt.NDArray[np.intp], seed: int) -> Floats:
        again = np.repeat(learnt, _REPEATS)
        smiles, people = np.r_[ours.smiles, real.smiles[again]], np.r_[ours.people, real.people[again]]
        return regression(np.r_[x, z[again]], smiles, people)(z[read])

    return {
        "our renders": regression(x, ours.smiles, ours.people)(z),
        "real people": cross_validated(real, from_real, seeds),
        "both": cross_validated(real, from_both, seeds),
    }


def pixel_scores(ours: Faces, real: Faces, seeds: int) -> dict[str, Floats]:
    """Return the scores of real pictures by readers of pixels; ``both`` learns from our renders first."""
    import copy

    from readers import network

    trained = []
    for seed in range(seeds):
        began = time.monotonic()
        trained.append(network.train(ours.crops, ours.smiles, epochs=_OUR_EPOCHS, batch=_OUR_BATCH, seed=seed))
        print(f"pixels, our renders, seed {seed}: {time.monotonic() - began:.0f} s", flush=True)

    def fine_tuned(start: bool) -> Learner:
        def learner(learnt: npt.NDArray[np.intp], read: npt.NDArray[np.intp], seed: int) -> Floats:
            begun = copy.deepcopy(trained[seed]) if start else None
            settings = {"epochs": _REAL_EPOCHS, "batch": _REAL_BATCH, "seed": seed, "start": begun}
            return network.predict(network.train(real.crops[learnt], real.smiles[learnt], **settings), real.crops[read])

        return learner

    return {
        "our renders": np.mean([network.predict(one, real.crops) for one in trained], axis=0),
        "real people": cross_validated(real, fine_tuned(False), seeds),
        "both": cross_validated(real, fine_tuned(True), seeds),
    }


def mouth_width(points: Points) -> Floats:
    """Return the width of mouths over the distance of the outer eye corners, of landmarks (n, 468, 3)."""
    mouth = np.linalg.norm(points[:, 61, :2] - points[:, 291, :2], axis=1)
    return mouth / np.linalg.norm(points[:, 33, :2] - points[:, 263, :2], axis=1)


def table(scores: dict[str, Floats], real: Faces) -> Table:
    """Return the AUC of scores on people of even number, with intervals, and what each gains on ``real people``."""
    even = np.array([int(person) % 2 == 0 for person in real.people])
    smiles, people = real.smiles[even], real.people[even].tolist()

    def row(measure: Callable[[npt.NDArray[np.intp]], float]) -> dict[str, float]:
        return dict(zip(("AUC", "from", "to"), map(float, by_person(measure, people)), strict=True))

    rows = {}
    for name, score in scores.items():
        shown = score[even]
        rows[name] = row(lambda at, shown=shown: auc(shown[at], smiles[at]))
        arm, _, learnt = name.partition(", learnt from ")
        base = scores.get(f"{arm}, learnt from real people")
        if base is not None and learnt != "real people":
            other = base[even]
            rows[f"{name}: less real people"] = row(
                lambda at, shown=shown, other=other: auc(shown[at], smiles[at]) - auc(other[at], smiles[at])
            )
    title = "Smile or neutral: real people of even number"
    return Table(title, "reader", ("AUC", "from", "to"), rows, ".3f")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("smiles", type=Path)
    options.add_argument("--draw", metavar="PYTHON", help="draw them first, with this interpreter")
    options.add_argument("--london", type=Path, required=True)
    options.add_argument("--arms", default="landmarks,pixels")
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--before", type=Path, help="transfer.json of another set, shown in parentheses")
    options.add_argument("--write", type=Path, help="a document with the mark <!-- transfer -->")
    given = options.parse_args()
    if given.draw:
        script = Path(__file__).with_name("smiles.py")
        subprocess.run([given.draw, str(script), "--out", str(given.smiles)], check=True)
    ours, template = faces_of(read_set(given.smiles), None)
    real, _ = faces_of(london(given.london), template)
    print(
        f"ours: {len(ours.smiles)} faces of {len(set(ours.people))} people; "
        f"real: {len(real.smiles)} of {len(set(real.people))}"
    )
    arms = {
        "landmarks": lambda: landmark_scores(ours, real, template, given.seeds),
        "pixels": lambda: pixel_scores(ours, real, given.seeds),
    }
    scores = {"mouth width": mouth_width(real.points)}
    for arm in given.arms.split(","):
        if arm not in arms:
            options.error(f"no arm is called {arm}; arms: {', '.join(arms)}")
        scores |= {f"{arm}, learnt from {name}": score for name, score in arms[arm]().items()}
    result = table(scores, real)
    before = json.loads(given.before.read_text(encoding="utf-8")) if given.before else {}
    text = document.text_of([result], before)
    print(text)
    if given.write:
        document.write_into(given.write, MARK, text)
    document.keep([result], given.smiles / "transfer.json")


if __name__ == "__main__":
    main()
