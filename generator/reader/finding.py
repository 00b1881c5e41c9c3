"""Findings: what an audit has to say of a dataset, each under a code that no other kind of fault has.

``codes.yaml`` lists every code with its severity, what it means and what to do about it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args, overload

from synthgen.yamlfile import load

#: error: the dataset is not what it claims to be. warning: something to know before using it. note: for completeness
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_LONGEST = 1000


@dataclass(frozen=True)
class Code:
    """A kind of fault. ``stage`` is the check that looks for it, ``means`` one sentence, ``remedy`` what to do.

    ``in_makehuman`` is what to do where MakeHuman made the dataset, "" where that is the same.
    """

    name: str
    stage: str
    severity: Severity
    means: str
    remedy: str
    in_makehuman: str = ""


@dataclass(frozen=True)
class Finding:
    """One fault. ``clip`` is a clip id and ``path`` a file relative to the dataset, where the fault is in one."""

    code: str
    severity: Severity
    clip: str | None
    path: str | None
    message: str
    remedy: str


@functools.cache
def codes() -> Mapping[str, Code]:
    """Return every code by name, in the order of the checks."""
    file = load(Path(__file__).with_name("codes.yaml"))
    return {name: Code(name, stage, **entry) for stage, entries in file.data.items() for name, entry in entries.items()}


def found(code: str, message: str, *, clip: str | None = None, path: str | None = None) -> Finding:
    """Return a finding of a known code, with the code's severity and remedy. Raises KeyError for an unknown code.

    Text from a dataset is made harmless: what cannot be printed (and might steer a terminal) is written as an escape.
    """
    known = codes()[code]
    return Finding(code, known.severity, plain(clip), plain(path), plain(message), known.remedy)


def remedied(finding: Finding, *, in_makehuman: bool) -> Finding:
    """Return a finding with the remedy that a dataset has which MakeHuman made, or which it did not."""
    other = codes()[finding.code].in_makehuman
    return replace(finding, remedy=other) if in_makehuman and other else finding


@overload
def plain(text: str) -> str: ...
@overload
def plain(text: str | None) -> str | None: ...
def plain(text: str | None) -> str | None:
    """Return text with characters that cannot be printed, or encoded, as escapes, cut at 1000 characters.

    >>> plain("red: \\x1b[31m")
    'red: \\\\x1b[31m'
    """
    if text is None or (text.isprintable() and len(text) <= _LONGEST):
        return text
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:_LONGEST])
    return safe if len(text) <= _LONGEST else safe + "…"
