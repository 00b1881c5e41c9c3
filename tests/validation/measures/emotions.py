"""How readers of expressions trained on photographs call neutral faces, smiles, and signals of anger and disgust."""

from __future__ import annotations

import numpy as np
from readers.statistics import auc

from measures.groups import ALL, Readings, by, only, people_group, rows_of, share
from measures.table import Table

READERS = ("facex", "fer", "human")
#: of signals, ``human`` also before its package cuts scores to hundredths: disgust is seldom above one
RANKERS = (*READERS, "human, uncut")
#: kinds of smiling pictures in the sample
SMILES = ("smile", "smile_parted", "smile_teeth")
#: what readers call anger because a mouth is wide open: no negatives for anger
_OPEN_MOUTHS = ("gape", "tongue_out")
_TARGETS = {"anger": "angry", "disgust": "disgust"}


def called_table(readings: Readings, real: Readings) -> Table:
    """Return how often neutral faces are called neutral and smiles happy; the first row is real people's."""
    columns = [f"{kind} · {reader}" for kind in ("neutral", *SMILES) for reader in READERS]

    def numbers(group: Readings) -> dict[str, float]:
        return {
            f"{kind} · {reader}": _called(group, kind, reader) for kind in ("neutral", *SMILES) for reader in READERS
        }

    numbers_of_real = {
        f"{kind} · {reader}": _called(real, "smile" if kind in SMILES else kind, reader)
        for kind in ("neutral", *SMILES)
        for reader in READERS
    }
    shown = only(readings, "neutral", *SMILES)
    rows = {"real people": numbers_of_real} if real else {}
    rows |= {name: numbers(group) for name, group in rows_of(shown).items()}
    used = [column for column in columns if not np.isnan(rows.get(ALL, {}).get(column, np.nan))]
    return Table("Neutral called neutral, smiles called happy", "group", used, rows)


def _called(group: Readings, kind: str, reader: str) -> float:
    wanted = "neutral" if kind == "neutral" else "happy"
    return share(only(group, kind), lambda one: one.called(reader) == wanted)


def shares_table(readings: Readings) -> Table:
    """Return what neutral faces and smiles are called instead: mean shares of the readers' classes."""
    columns = ("neutral", "happy", "angry", "disgust", "sad", "surprise", "fear")
    rows = {}
    for kind in ("neutral", *SMILES):
        group = only(readings, kind)
        for reader in READERS if group else ():
            rows[f"{kind} · {reader}"] = {
                name: float(np.mean([o.share(reader, name) for o in group])) for name in columns
            }
    return Table("What they are called: mean shares", "pictures · reader", columns, rows)


def signal_auc(readings: Readings, emotion: str, reader: str) -> float:
    """Return the AUC of an emotion's signals at their apex against the signals of the others.

    Against anger neither gape nor tongue_out stands: wide open mouths are anger to whoever learnt from photographs.
    """
    left_out = _OPEN_MOUTHS if emotion == "anger" else ()
    kept = [one for one in only(readings, "signal") if one.row["signal"] not in left_out]
    scores = [one.share(reader, _TARGETS[emotion]) for one in kept]
    return auc(scores, [one.row["emotion"] == emotion for one in kept])


def signal_tables(readings: Readings) -> list[Table]:
    """Return the AUC by reader, all and by group, and what each signal is called."""
    signals = only(readings, "signal")
    if not signals:
        return []
    groups = by(signals, people_group)
    readers = [name for name in RANKERS if name in signals[0].shares]
    columns = [f"{emotion} · {reader}" for emotion in _TARGETS for reader in readers]

    def numbers(group: Readings) -> dict[str, float]:
        return {
            f"{emotion} · {reader}": signal_auc(group, emotion, reader) for emotion in _TARGETS for reader in readers
        }

    rows = {ALL: numbers(signals), **{name: numbers(group) for name, group in groups.items()}}
    per_group = [rows[name] for name in groups]
    rows["gap between groups"] = {
        column: max(row[column] for row in per_group) - min(row[column] for row in per_group) for column in columns
    }
    called = {}
    for name, group in by(signals, lambda one: f"{one.row['emotion']} / {one.row['signal']}").items():
        called[name] = {
            f"{label} · {reader}": float(np.mean([one.share(reader, label) for one in group]))
            for label in ("angry", "disgust", "neutral")
            for reader in READERS
        }
    names = [f"{label} · {reader}" for label in ("angry", "disgust", "neutral") for reader in READERS]
    return [
        Table("AUC of anger and disgust signals", "group", columns, rows),
        Table("What signals are called: mean shares", "signal", names, called),
    ]
