"""What a publisher says of a dataset and no program can know: who made it, what for, where it is, how it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from synthgen.errors import InputError

_AUTHOR = re.compile(r"(?P<name>[^<>]+?)\s*(?:<(?P<mail>[^<>\s]+@[^<>\s]+\.[^<>\s]{2,})>)?")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")
_VERSION = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Author:
    """Who made a dataset: a person, or, where ``given`` is None, a group. ``mail`` may be missing."""

    family: str
    given: str | None = None
    mail: str | None = None

    @property
    def name(self) -> str:
        """The name as one writes it.

        >>> Author("Lovelace", "Ada").name, Author("A Laboratory").name
        ('Ada Lovelace', 'A Laboratory')
        """
        return f"{self.given} {self.family}" if self.given else self.family


@dataclass(frozen=True)
class Publication:
    """What a publisher says; what is missing is said to be missing. ``version`` is MAJOR.MINOR.PATCH."""

    title: str | None = None
    authors: tuple[Author, ...] = ()
    url: str | None = None
    doi: str | None = None
    purpose: str | None = None
    version: str = "1.0.0"
    published: date | None = None


def read_publication(
    *,
    title: str | None = None,
    authors: Sequence[str] = (),
    url: str | None = None,
    doi: str | None = None,
    purpose: str | None = None,
    version: str = "1.0.0",
    published: str | None = None,
) -> Publication:
    """Check what a publisher says, word by word. Raises InputError that names the value and what was expected."""
    if url is not None and not _URL.fullmatch(url):
        raise InputError(f"--url '{url}' is no address", expected="http:// or https:// and no spaces")
    if doi is not None:
        doi = re.sub(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)", "", doi.strip(), flags=re.IGNORECASE)
        if not _DOI.fullmatch(doi):
            raise InputError(f"--doi '{doi}' is no DOI", expected="something like 10.5281/zenodo.1003150")
    if not _VERSION.fullmatch(version):
        raise InputError(f"--version '{version}' is no version", expected="MAJOR.MINOR.PATCH, as in 1.0.0")
    day = None
    if published is not None:
        try:
            day = date.fromisoformat(published)
        except ValueError as error:
            raise InputError(f"--published '{published}' is no date", expected="YYYY-MM-DD") from error
    return Publication(
        title=_said(title, "--title"),
        authors=tuple(map(parse_author, authors)),
        url=url,
        doi=doi,
        purpose=_said(purpose, "--purpose"),
        version=version,
        published=day,
    )


def parse_author(text: str) -> Author:
    """Read "Family, Given <mail>" for a person, "Name <mail>" for a group. Raises InputError.

    >>> parse_author("Lovelace, Ada <ada@example.org>")
    Author(family='Lovelace', given='Ada', mail='ada@example.org')
    """
    match = _AUTHOR.fullmatch(text.strip())
    if match is None or not text.isprintable():
        raise InputError(
            f"--author {text!r} is no author", expected="'Family, Given <mail>', or 'Name <mail>' of a group"
        )
    family, _, given = match["name"].partition(",")
    return Author(family.strip(), given.strip() or None, match["mail"])


def _said(text: str | None, option: str) -> str | None:
    if text is None:
        return None
    words = " ".join(text.split())
    if not words:
        raise InputError(f"{option} is empty", expected="text")
    return words
