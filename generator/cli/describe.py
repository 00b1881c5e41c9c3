"""``synthgen describe``: the documents that go with a dataset, from what an audit measures."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from synthgen.errors import InputError

if TYPE_CHECKING:
    from synthgen.audit.policy import Policy

_ELSEWHERE = "Write them elsewhere: --out DIR."


@click.command(epilog="Exit codes: 0 written; 1 written, and the audit failed the dataset; 2 bad input; 3 a full disk.")
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--title", help="What the dataset is called.  [default: its design's name]")
@click.option(
    "--author", "authors", multiple=True, metavar="WHO", help="'Family, Given <mail>'; 'Name <mail>' of a group."
)
@click.option("--url", help="Where the dataset is, or will be, published.")
@click.option("--doi", help="Its DOI.")
@click.option("--purpose", help="What it was made for, in a sentence.")
@click.option("--version", default="1.0.0", show_default=True, metavar="X.Y.Z", help="Which edition this is.")
@click.option("--published", metavar="DATE", help="The day of publication, YYYY-MM-DD.")
@click.option("--policy", default="default", show_default=True, metavar="NAME|FILE", help="What it is judged by.")
@click.option("--full", is_flag=True, help="Look at every picture, too, as `synthgen audit --full` does.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write here; the dataset stays untouched.")
@click.option("--force", is_flag=True, help="Write into a signed dataset: its signature does not hold any more then.")
def describe(
    dataset: Path,
    title: str | None,
    authors: tuple[str, ...],
    url: str | None,
    doi: str | None,
    purpose: str | None,
    version: str,
    published: str | None,
    policy: str,
    full: bool,
    out: Path | None,
    force: bool,
) -> None:
    """Write croissant.json, DATASHEET.md and CITATION.cff into a dataset, over older ones.

    Everything the program can know is answered from an audit's numbers. What only the publisher knows is asked for by
    options, and said to be missing where they are.

    \b
    synthgen describe dataset --author 'Lovelace, Ada <ada@example.org>' --url https://example.org/faces
    synthgen sign dataset --key me.pem           the signature covers the documents: sign afterwards
    """
    from synthgen.audit.policy import read_policy
    from synthgen.audit.run import audit_dataset
    from synthgen.dataset.atomic import write_whole, writing
    from synthgen.dataset.folder import read_facts
    from synthgen.publish.documents import described_files, documents
    from synthgen.publish.publication import read_publication
    from synthgen.publish.statement import NAME

    publication = read_publication(
        title=title, authors=authors, url=url, doi=doi, purpose=purpose, version=version, published=published
    )
    judge = _without_signature(read_policy(policy))
    facts = read_facts(dataset)
    signed = out is None and (dataset / NAME).exists()
    if signed and not force:
        raise InputError(
            "is signed, and new documents would make the signature stale",
            where=dataset,
            remedy="--force writes them all the same: sign again afterwards. Or write them elsewhere: --out DIR.",
        )
    report = audit_dataset(dataset, policy=judge, full=full)
    record = report.record()
    with writing(dataset, remedy=_ELSEWHERE) if out is None else contextlib.nullcontext():
        if read_facts(dataset) != facts or facts.get("complete") is not True:
            raise InputError(
                "is not finished, or was changed meanwhile: there are no numbers to describe it by",
                where=dataset,
                remedy="Give the same `synthgen render` command again, then describe it.",
            )
        files = documents(record, described_files(report.tree, record), publication)
        if out is not None:
            _make(out)
        write_whole(out or dataset, files, remedy=_ELSEWHERE if out is None else "Choose another --out.")
    for name in files:
        click.echo(f"written   {(out or dataset) / name}")
    if signed:
        click.echo("synthgen: warning: the signature does not hold any more: `synthgen sign` again", err=True)
    if out is not None:
        click.echo("croissant.json names files relative to itself: publish it beside manifest.csv")
    if not publication.authors or not publication.url:
        click.echo(
            "not said: who made it or where it is, which Croissant wants of a published dataset: --author, --url"
        )
    if report.verdict == "fail":
        click.echo(f"The audit failed the dataset, and the datasheet says so: `synthgen audit {dataset}`", err=True)
        sys.exit(1)


def _without_signature(policy: Policy) -> Policy:
    """Return a policy that does not ask for a signature: it comes after the documents, and covers them."""
    from synthgen.reader.finding import codes

    off: Literal["off"] = "off"
    dropped = tuple((name, off) for name, code in codes().items() if code.stage == "signature")
    return replace(policy, signature=False, keys=(), severity=(*policy.severity, *dropped))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made ({error.strerror})", where=folder, remedy="Choose another --out.") from error
