"""``synthgen describe``: the documents that go with a dataset, from what an audit measures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from synthgen.cli import options


@click.command(epilog="Exit codes: 0 written; 1 written, and the audit failed the dataset; 2 bad input; 3 a full disk.")
@click.argument("dataset", type=options.PATH)
@click.option("--title", help="What the dataset is called.  [default: its design's name]")
@click.option(
    "--author", "authors", multiple=True, metavar="WHO", help="'Family, Given <mail>'; 'Name <mail>' of a group."
)
@click.option("--url", help="Where the dataset is, or will be, published.")
@click.option("--doi", help="Its DOI.")
@click.option("--purpose", help="What it was made for, in a sentence.")
@click.option("--version", default="1.0.0", show_default=True, metavar="X.Y.Z", help="Which edition this is.")
@click.option("--published", metavar="DATE", help="The day of publication, YYYY-MM-DD.")
@options.policy
@click.option("--full", is_flag=True, help="Look at every picture, too, as `synthgen audit --full` does.")
@options.out("Write here; the dataset stays untouched.", metavar="DIR")
@options.force("Write into a signed dataset: its signature does not hold any more then.")
def describe(dataset: Path, out: Path | None, **asked: Any) -> None:
    """Write croissant.json, DATASHEET.md and CITATION.cff into a dataset, over older ones.

    Everything the program can know is answered from an audit's numbers. What only the publisher knows is asked for by
    options, and said to be missing where they are.

    \b
    synthgen describe dataset --author 'Lovelace, Ada <ada@example.org>' --url https://example.org/faces
    synthgen sign dataset --key me.pem           the signature covers the documents: sign afterwards
    """
    from synthgen.audit.describe import describe_dataset

    done = describe_dataset(dataset, out=out, **asked)
    for path in done.files:
        click.echo(f"written   {path}")
    if done.unsigned:
        click.echo("synthgen: warning: the signature does not hold any more: `synthgen sign` again", err=True)
    if out is not None:
        click.echo("croissant.json names files relative to itself: publish it beside manifest.csv")
    if not done.publication.authors or not done.publication.url:
        click.echo(
            "not said: who made it or where it is, which Croissant wants of a published dataset: --author, --url"
        )
    if done.report.verdict == "fail":
        click.echo(f"The audit failed the dataset, and the datasheet says so: `synthgen audit {dataset}`", err=True)
        sys.exit(1)
