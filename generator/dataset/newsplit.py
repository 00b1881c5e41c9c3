"""A new split of a dataset, from what is asked for: its kind follows from what it is asked with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from synthgen.dataset.groups import parse_group
from synthgen.dataset.people import Contents
from synthgen.dataset.splitfile import check_name, dataset_contents, save_split, write_split
from synthgen.dataset.splitkinds import (
    HELD_OUT,
    PARTS,
    HeldOutGroup,
    HeldOutSignals,
    Holdout,
    KFold,
    Settings,
    parse_models,
    parse_signals,
)
from synthgen.dataset.splits import Split, make_split
from synthgen.errors import InputError

#: option -> the kinds it is for; the first is the one that it means where no kind is named
_FOR = {
    "--folds": ("kfold",),
    "--hold-out": ("group",),
    "--signals": ("signals",),
    "--models": ("holdout", "signals"),
    "--by-lot": ("holdout", "kfold", "signals"),
}


@dataclass(frozen=True)
class NewSplit:
    """A split, where its file is, whether it was not there before, and the contents that were split."""

    split: Split
    path: Path
    written: bool
    contents: Contents


def split_dataset(
    dataset: str | Path,
    *,
    kind: str | None = None,
    models: str | None = None,
    folds: int | None = None,
    hold_out: str | None = None,
    signals: str | None = None,
    seed: int = 0,
    by_lot: bool = False,
    name: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
) -> NewSplit:
    """Split a dataset into parts that share no people, or no signals, and write the split.

    ``models``: how many to train on, to validate and to test, "19,5" or shares; ``folds``: so many parts; ``hold_out``:
    people to keep out, "age>=60"; ``signals``: signals to keep out, so many of each emotion, or their names. ``kind``
    (holdout, kfold, group, signals) follows from these. ``by_lot`` draws people by lot instead of so that parts
    resemble each other. ``out`` writes elsewhere than into the dataset.

    Raises InputError for what does not go together or does not fit the dataset, and where another split has the name,
    unless by ``force``; RunError for a full disk.
    """
    given = {
        "--folds": folds is not None,
        "--hold-out": hold_out is not None,
        "--signals": signals is not None,
        "--models": models is not None,
        "--by-lot": by_lot,
    }
    kind = _kind(kind, {option for option, is_there in given.items() if is_there})
    name = name or f"{kind}{folds if kind == 'kfold' else ''}"
    check_name(name)
    root = Path(dataset)
    contents, root_hash = dataset_contents(root)
    settings = _settings(kind, contents, models, folds, hold_out, signals, by_lot)
    made = make_split(contents, settings, name=name, seed=seed, root_hash=root_hash)
    if out is None:
        return NewSplit(made, *save_split(made, root, force=force), contents)
    return NewSplit(made, Path(out), write_split(made, Path(out), force=force), contents)


def _kind(kind: str | None, options: set[str]) -> str:
    """Return the kind that is asked for or meant. Raises InputError for an option that is for other kinds."""
    if kind is None:
        kind = next((kinds[0] for option, kinds in _FOR.items() if option in options), "holdout")
    for option in sorted(options):
        if kind not in _FOR[option]:
            raise InputError(f"{option} is for {' and '.join(_FOR[option])} splits; this is a {kind} split")
    needed = {"group": "--hold-out", "signals": "--signals"}.get(kind)
    if needed is not None and needed not in options:
        raise InputError(f"a {kind} split needs {needed}", remedy="`synthgen split --help` shows how.")
    return kind


def _settings(
    kind: str,
    contents: Contents,
    models: str | None,
    folds: int | None,
    hold_out: str | None,
    signals: str | None,
    by_lot: bool,
) -> Settings:
    if kind == "holdout":
        return Holdout(parse_models(models, len(contents.people), PARTS), not by_lot)
    if kind == "kfold":
        return KFold(5 if folds is None else folds, not by_lot)
    if kind == "group":
        return HeldOutGroup(parse_group(hold_out or ""))
    if by_lot and models is None:
        raise InputError("--by-lot is about people: with --signals it needs --models")
    sizes = () if models is None else parse_models(models, len(contents.people), HELD_OUT)
    return HeldOutSignals(parse_signals(signals or ""), sizes, not by_lot)
