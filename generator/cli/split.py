"""``synthgen split``: parts for training and testing, with people or signals kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthgen.errors import InputError

if TYPE_CHECKING:
    from synthgen.dataset.people import Contents
    from synthgen.dataset.splitkinds import Settings
    from synthgen.dataset.splits import Split

#: option -> the kinds it is for; the first is the one that it means where --kind is left out
_FOR = {
    "--folds": ("kfold",),
    "--hold-out": ("group",),
    "--signals": ("signals",),
    "--models": ("holdout", "signals"),
    "--by-lot": ("holdout", "kfold", "signals"),
}


@click.command(epilog="Exit codes: 0 done; 2 bad input; 3 failed (a full disk).")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice(["holdout", "kfold", "group", "signals"]), help="[default: what the options are for]"
)
@click.option("--models", metavar="N,N[,N]", help="Models (or shares) to train, validate, test.  [default: 19 to 5]")
@click.option("--folds", type=int, metavar="K", help="So many parts of equal size.")
@click.option("--hold-out", metavar="CONDITIONS", help="People to keep out: 'ethnicity!=caucasian', 'age>=60'.")
@click.option("--signals", metavar="N|NAME,…", help="Signals to keep out: N of each emotion, or these.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Seed of whatever is drawn."
)
@click.option("--by-lot", is_flag=True, help="Draw people by lot, instead of so that parts resemble each other.")
@click.option("--name", help="The split's name.  [default: from its kind]")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here; the dataset stays untouched.")
@click.option("--force", is_flag=True, help="Replace another split of that name.")
@click.option("--list", "list_them", is_flag=True, help="List the splits that the dataset has.")
def split(
    dataset: Path,
    kind: str | None,
    models: str | None,
    folds: int | None,
    hold_out: str | None,
    signals: str | None,
    seed: int,
    by_lot: bool,
    name: str | None,
    out: Path | None,
    force: bool,
    list_them: bool,
) -> None:
    """Split a dataset into parts that share no people, or no signals.

    \b
    synthgen split dataset                                     19 models to train on, 5 to validate
    synthgen split dataset --folds 5                           cross-validation
    synthgen split dataset --hold-out 'ethnicity!=caucasian'   train on Caucasian people alone
    synthgen split dataset --signals 2                         2 signals of each emotion kept out
    synthgen split dataset --signals 2 --models 19,5           new people doing new signals
    """
    from synthgen.dataset.splitfile import check_name, dataset_contents, save_split, write_split
    from synthgen.dataset.splits import make_split

    if list_them:
        click.echo(_listed(dataset))
        return
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
    contents, root_hash = dataset_contents(dataset)
    settings = _settings(kind, contents, models, folds, hold_out, signals, by_lot)
    made = make_split(contents, settings, name=name, seed=seed, root_hash=root_hash)
    if out is None:
        path, written = save_split(made, dataset, force=force)
    else:
        path, written = out, write_split(made, out, force=force)
    click.echo(_table(made, contents))
    click.echo(f"{path}" + ("" if written else ": there already, and the same"))


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
    from synthgen.dataset.groups import parse_group
    from synthgen.dataset.splitkinds import (
        HELD_OUT,
        PARTS,
        HeldOutGroup,
        HeldOutSignals,
        Holdout,
        KFold,
        parse_models,
        parse_signals,
    )

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


def _table(made: Split, contents: Contents) -> str:
    """Return parts and their sizes, and what share of each part's people every group is."""
    from synthgen.dataset.factors import NONE
    from synthgen.dataset.splits import deals_people, models_in
    from synthgen.dataset.stratify import shares

    apart = " and ".join(f"{what}-disjoint" for what in made.disjoint)
    lines = [
        f"{made.name}: {made.kind}, {apart}, seed {made.seed}",
        f"{'part':12} {'clips':>7} {'models':>7} {'signals':>8}",
    ]
    people = models_in(contents, made)
    clips = {**made.parts, **({"left out": made.left_out} if made.left_out else {})}
    for part, ids in clips.items():
        models, signals = ({contents.clips[clip][at] for clip in ids} for at in (0, 1))
        lines.append(f"{part:12} {len(ids):7} {len(models):7} {len(signals):8}")
    if deals_people(made) or made.kind == "group":
        everybody = shares({person.id: person for part in people.values() for person in part}.values())
        columns = [everybody, *(shares(part) for part in people.values())]
        widths = [8, *(max(len(part) + 2, 8) for part in people)]
        heads = "".join(f"{head:>{width}}" for head, width in zip(("all", *people), widths, strict=True))
        lines += ["", f"{'people':28}{heads}"]
        for factor, level in everybody:
            if (factor, level) == ("condition", NONE) and everybody[factor, level] == 1:
                continue  # nobody has any: no news
            figures = (f"{100 * column.get((factor, level), 0):.0f} %" for column in columns)
            label = f"{factor.replace('_', ' '):10} {level}"
            lines.append(f"{label:28}" + "".join(f"{x:>{width}}" for x, width in zip(figures, widths, strict=True)))
    return "\n".join(lines)


def _listed(dataset: Path) -> str:
    from synthgen.dataset.folder import read_facts
    from synthgen.dataset.splitfile import read_split, split_files

    read_facts(dataset)
    lines = []
    for path in split_files(dataset):
        try:
            made = read_split(path)
        except InputError as error:
            lines.append(f"{path.stem:16} cannot be used: {error}")
            continue
        sizes = ", ".join(f"{part} {len(clips)}" for part, clips in made.parts.items())
        left = f", left out {len(made.left_out)}" if made.left_out else ""
        lines.append(
            f"{path.stem:16} {made.kind:8} {'+'.join(made.disjoint)}-disjoint, seed {made.seed}: {sizes}{left}"
        )
    return "\n".join(lines) or f"{dataset} has no splits; `synthgen split {dataset}` makes one."
