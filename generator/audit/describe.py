"""The documents that go with a dataset, from what an audit measures: Croissant, a datasheet, a citation."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from synthgen.audit.policy import Policy, read_policy
from synthgen.audit.report import Report
from synthgen.audit.run import audit_dataset
from synthgen.dataset.folder import read_facts
from synthgen.dataset.lock import writing
from synthgen.errors import InputError
from synthgen.files import disk_errors, write_whole
from synthgen.layout import SIGNATURE
from synthgen.publish.documents import described_files, documents
from synthgen.publish.publication import Publication, read_publication
from synthgen.reader.finding import codes

_ELSEWHERE = "Write them elsewhere: --out DIR."


@dataclass(frozen=True)
class Described:
    """The documents that were written, what the publisher said in them, and the audit they were made from.

    ``unsigned``: the dataset had a signature, which does not hold any more.
    """

    files: tuple[Path, ...]
    publication: Publication
    report: Report
    unsigned: bool


def describe_dataset(
    dataset: str | Path,
    *,
    policy: str | Path | Policy = "default",
    full: bool = False,
    out: str | Path | None = None,
    force: bool = False,
    title: str | None = None,
    authors: Sequence[str] = (),
    url: str | None = None,
    doi: str | None = None,
    purpose: str | None = None,
    version: str = "1.0.0",
    published: str | None = None,
) -> Described:
    """Write croissant.json, DATASHEET.md and CITATION.cff into a dataset, over older ones, or into the folder ``out``.

    ``policy`` and ``full`` are the audit's; the others are what only the publisher knows: ``authors`` as
    "Family, Given <mail>", ``published`` as YYYY-MM-DD, ``version`` of the edition.

    Raises InputError for a dataset that is unfinished, or signed, unless by ``force``; RunError for a full disk.
    """
    root, folder = Path(dataset), None if out is None else Path(out)
    publication = read_publication(
        title=title, authors=authors, url=url, doi=doi, purpose=purpose, version=version, published=published
    )
    judge = _without_signature(policy if isinstance(policy, Policy) else read_policy(policy))
    facts = read_facts(root)
    signed = folder is None and (root / SIGNATURE).exists()
    if signed and not force:
        raise InputError(
            "is signed, and new documents would make the signature stale",
            where=root,
            remedy="--force writes them all the same: sign again afterwards. Or write them elsewhere: --out DIR.",
        )
    report = audit_dataset(root, policy=judge, full=full)
    with writing(root, remedy=_ELSEWHERE) if folder is None else contextlib.nullcontext():
        if read_facts(root) != facts or facts.get("complete") is not True:
            raise InputError(
                "is not finished, or was changed meanwhile: there are no numbers to describe it by",
                where=root,
                remedy="Finish it (`synthgen audit` says how), then describe it.",
            )
        files = documents(report, described_files(report.tree, report), publication)
        if folder is not None:
            with disk_errors(folder, remedy="Choose another --out."):
                folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder or root, files, remedy=_ELSEWHERE if folder is None else "Choose another --out.")
    return Described(tuple((folder or root) / name for name in files), publication, report, signed)


def _without_signature(policy: Policy) -> Policy:
    """Return a policy that does not ask for a signature: it comes after the documents, and covers them."""
    off: Literal["off"] = "off"
    dropped = tuple((name, off) for name, code in codes().items() if code.stage == "signature")
    return replace(policy, signature=False, keys=(), severity=(*policy.severity, *dropped))
