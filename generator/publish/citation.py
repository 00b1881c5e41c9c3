"""How a dataset is cited: CITATION.cff, and BibTeX for Croissant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from synthgen.publish import words
from synthgen.publish.publication import Author, Publication
from synthgen.yamlscalar import dump_yaml

if TYPE_CHECKING:
    from synthgen.audit.report import Report

NOBODY = "Author not named"
#: licences that assets have had so far, of those that CFF 1.2.0 knows; it has a list of its own, of 2021
_KNOWN = {
    *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT"),
    *("CC-BY-3.0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0"),
    *(
        f"{name}-{kind}"
        for name in ("AGPL-3.0", "GPL-2.0", "GPL-3.0", "LGPL-2.1", "LGPL-3.0")
        for kind in ("only", "or-later")
    ),
}
_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {letter: f"\\{letter}" for letter in "&%$#_"}


def citation(report: Report, publication: Publication) -> str:
    """Return CITATION.cff, in Citation File Format 1.2.0. ``report`` is an audit's.

    A licence stands there only where it is a single one: several mean "any of these" in that format, and of assets all
    licences hold.
    """
    data = report.dataset
    licence = str(data.licence)
    document: dict[str, Any] = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "If you use this dataset, please cite it as below.",
        "title": publication.title or words.plain(data.name, longest=200),
        "version": publication.version,
        "authors": [_author(author) for author in publication.authors] or [{"name": NOBODY}],
        "abstract": (
            f"{words.plain(data.description or '').rstrip('.') or 'Synthetic video of facial expressions'}. "
            f"{words.design_line(report)}. Licence of what it is made from: {words.plain(licence)}."
        ),
        "keywords": ["synthetic data", "facial expression", "video"],
        "identifiers": [
            {
                "type": "other",
                "value": words.plain(data.root_hash),
                "description": "Merkle root (SHA-256) over the dataset's records: what it holds, to the bit.",
            }
        ],
    }
    if licence in _KNOWN:
        document["license"] = licence
    if publication.doi:
        document["doi"] = publication.doi
    if publication.url:
        document["url"] = publication.url
    if publication.published:
        document["date-released"] = publication.published.isoformat()
    return dump_yaml(document, width=120)


def bibtex(report: Report, publication: Publication) -> str:
    """Return a BibTeX entry."""
    data = report.dataset
    day = publication.published.isoformat() if publication.published else str(data.finished)
    name = words.plain(data.name, longest=200)
    key = re.sub(r"[^A-Za-z0-9]+", "", name) or "dataset"
    authors = " and ".join(
        f"{_tex(author.family)}, {_tex(author.given)}" if author.given else f"{{{_tex(author.family)}}}"
        for author in publication.authors
    )
    fields = {
        "title": f"{{{_tex(publication.title or name)}}}",
        "author": authors or f"{{{NOBODY}}}",
        "year": words.plain(day)[:4],
        "version": publication.version,
        "doi": publication.doi or "",
        "url": publication.url or "",
        "note": f"Synthetic video, made with synthgen {_tex(words.plain(data.synthgen))}; Merkle root "
        f"{_tex(words.plain(data.root_hash)[:16])}",
    }
    inside = ", ".join(f"{key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{{key}, {inside}}}"


def _author(author: Author) -> dict[str, str]:
    names = {"family-names": author.family, "given-names": author.given} if author.given else {"name": author.family}
    return {**names, **({"email": author.mail} if author.mail else {})}


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
