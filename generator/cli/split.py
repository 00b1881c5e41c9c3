"""``synthgen split`` and ``splits``: parts for training and testing, with people or signals kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from synthgen.cli import options
from synthgen.cli.group import Group
from synthgen.errors import InputError

if TYPE_CHECKING:
    from synthgen.dataset.people import Contents
    from synthgen.dataset.splits import Split


@click.command(epilog="Exit codes: 0 done; 2 bad input; 3 failed (a full disk).")
@click.argument("dataset", type=options.PATH)
@click.option(
    "--kind", type=click.Choice(["holdout", "kfold", "group", "signals"]), help="[default: what the options are for]"
)
@click.option("--models", metavar="N,N[,N]", help="Models (or shares) to train, validate, test.  [default: 19 to 5]")
@click.option("--folds", type=int, metavar="K", help="So many parts of equal size.")
@click.option("--hold-out", metavar="CONDITIONS", help="People to keep out: 'ethnicity!=caucasian', 'age>=60'.")
@click.option("--signals", metavar="N|NAME,…", help="Signals to keep out: N of each emotion, or these.")
@click.option("--seed", type=options.SEED, default=0, show_default=True, help="Seed of whatever is drawn.")
@click.option("--by-lot", is_flag=True, help="Draw people by lot, instead of so that parts resemble each other.")
@click.option("--name", help="The split's name.  [default: from its kind]")
@options.out("Write here; the dataset stays untouched.", metavar="FILE")
@options.force("Replace another split of that name.")
@click.option("--list", "list_them", is_flag=True, hidden=True)
def split(dataset: Path, list_them: bool, **asked: Any) -> None:
    """Split a dataset into parts that share no people, or no signals.

    \b
    synthgen split dataset                                     19 models to train on, 5 to validate
    synthgen split dataset --folds 5                           cross-validation
    synthgen split dataset --hold-out 'ethnicity!=caucasian'   train on Caucasian people alone
    synthgen split dataset --signals 2                         2 signals of each emotion kept out
    synthgen split dataset --signals 2 --models 19,5           new people doing new signals
    """
    from synthgen.dataset.newsplit import split_dataset

    if list_them:
        options.hint("split DATASET --list", "splits list DATASET")
        click.echo(_listed(dataset))
        return
    made = split_dataset(dataset, **asked)
    click.echo(_table(made.split, made.contents))
    click.echo(f"{made.path}" + ("" if made.written else ": there already, and the same"))


@click.group(cls=Group)
def splits() -> None:
    """List the splits of a dataset; `synthgen split` makes them."""


@splits.command("list")
@click.argument("dataset", type=options.PATH)
def list_splits(dataset: Path) -> None:
    """List the splits that a dataset has."""
    click.echo(_listed(dataset))


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
