"""An audit's report in words: what Croissant's responsible-AI fields and the datasheet have in common.

The report's text comes from a dataset and is not to be trusted: ``plain`` is for JSON and YAML, ``markdown`` for
Markdown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from synthgen.dataset.factors import title
from synthgen.human.demographics import UNDECLARED

if TYPE_CHECKING:
    from synthgen.audit.balance import Distribution, Leak
    from synthgen.audit.report import Report

#: what stands at the beginning of Markdown's and HTML's constructs
_MARKS = re.compile(r"([\\`*_\[\]|#~!])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "://": ":&#47;&#47;", "@": "&#64;"}
_SHOWN = 12

SYNTHETIC = (
    "Every face is synthetic: a parametric model of the human head, drawn by a program; nobody was filmed for it."
)
LIKENESS = (
    "Whether whoever made a model, or an asset that was imported, had a real person in mind is not recorded; the "
    "models and assets that come with synthgen are nobody's likeness."
)
DECLARED = (
    "Gender, ethnicity, age, skin tone and conditions of the face are declared of the simulated people by whoever made "
    "the models; they are not inferred from pictures, and say nothing of real people or groups."
)


def plain(text: Any, *, longest: int = 2000) -> str:
    """Return text on one line, with no characters that do not print, cut at ``longest``; "not stated" for None.

    >>> plain("a\\n\\x1b[2Jb\\u202e")
    'a ?[2Jb?'
    """
    words = "not stated" if text is None else " ".join(str(text).split())
    words = "".join(letter if letter.isprintable() else "?" for letter in words)
    return words if len(words) <= longest else words[: longest - 1] + "…"


def markdown(text: Any, *, longest: int = 2000) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no link.

    >>> markdown("<b>*x*</b> https://a")
    '&lt;b&gt;\\\\*x\\\\*&lt;/b&gt; https:&#47;&#47;a'
    """
    words = plain(text, longest=longest)
    words = words.replace("&", "&amp;")
    words = _MARKS.sub(r"\\\1", words)
    for letter, entity in _ENTITIES.items():
        if letter != "&":
            words = words.replace(letter, entity)
    return words


def number(value: float) -> str:
    """Return a number with thousands apart, and two decimals where it is small and not whole.

    >>> number(4536), number(0.25), number(1.0)
    ('4,536', '0.25', '1')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def size_words(count: int) -> str:
    """Return bytes in the unit that suits.

    >>> size_words(16819), size_words(142016733)
    ('16.8 kB', '142.0 MB')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count} bytes"


def factors(report: Report) -> dict[str, Distribution]:
    """Return the report's factors by name."""
    return {factor.name: factor for factor in report.coverage.factors}


def levels_line(factor: Distribution, *, people: bool = False) -> str:
    """Return how often each level of a factor occurs: "female 12, male 12"; of many levels the first, and the rest."""
    counts = list(zip(factor.levels, (factor.people or ()) if people else factor.clips, strict=True))
    shown = ", ".join(f"{plain(level, longest=60)} {number(count)}" for level, count in counts[:_SHOWN])
    rest = f", and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    return shown + rest


def evenness_line(factor: Distribution) -> str:
    """Return how even a factor is: the smallest and the largest number of clips, and their ratio."""
    counts = [count for count in factor.clips if count]
    if len(counts) < 2:
        return "one level" if counts else "no clips"
    least, most = min(counts), max(counts)
    empty = len(factor.clips) - len(counts)
    gaps = f"; {empty} of {len(factor.clips)} levels have no clip" if empty else ""
    if least == most:
        return f"{number(least)} clips at each level{gaps}"
    return f"{number(least)} to {number(most)} clips a level, a ratio of {most / least:.2f}{gaps}"


def design_line(report: Report) -> str:
    """Return what was rendered, of what was declared."""
    data, coverage, known = report.dataset, report.coverage, factors(report)
    signals, angles = (len(known[name].levels) for name in ("signal", "angle"))
    return (
        f"{number(data.clips)} clips ({number(data.frames)} frames, {number(data.seconds)} seconds, "
        f"{size_words(data.bytes)}) of the design '{plain(data.name)}', seed {plain(data.seed)}: "
        f"{len(coverage.people)} people × {signals} signals × {angles} angles; "
        f"{number(coverage.cells.found)} of {number(coverage.cells.declared)} declared cells are there"
    )


def picture_line(report: Report) -> str:
    """Return size, rate and codec of the clips, as far as all clips share them."""
    data = report.dataset
    pixels = f"{data.size[0]}×{data.size[1]} pixels" if data.size else "several picture sizes"
    rates = " and ".join(f"{rate:g}" for rate in data.fps)
    return f"{pixels}, {rates} frames a second, {plain(data.codec or 'several codecs')}"


def ages_line(report: Report) -> str:
    """Return the range of declared ages."""
    ages = sorted(person.age for person in report.coverage.people if person.age is not None)
    missing = len(report.coverage.people) - len(ages)
    said = f"from {ages[0]:g} to {ages[-1]:g} years" if ages else "undeclared"
    return said + (f" ({missing} undeclared)" if ages and missing else "")


def undeclared_line(report: Report) -> str:
    """Return how many people lack a declaration of something."""
    gaps = [
        f"{title(factor.name)} of {count}"
        for factor in report.coverage.factors
        if factor.people
        for level, count in zip(factor.levels, factor.people, strict=True)
        if level == UNDECLARED and count
    ]
    return f"undeclared: {', '.join(gaps)}" if gaps else "everything is declared of everybody"


def strongest_leak(report: Report) -> Leak | None:
    """Return the factor of people that tells most of a label, with its bits; None where nothing was measured."""
    return max(report.coverage.leaks, key=lambda leak: leak.bits, default=None)


def leak_line(report: Report) -> str:
    """Return how much who is in a clip tells of its labels, in bits."""
    leak, pairs = strongest_leak(report), len(report.coverage.leaks)
    if leak is None:
        return "What people tell of labels was not measured."
    if leak.bits == 0:
        return (
            f"Who is in a clip tells nothing of its signal, emotion, angle or scene: each of {pairs} mutual "
            "informations is 0 bits."
        )
    return (
        f"Of {pairs} mutual informations between who is in a clip and its labels the largest is {leak.bits:.4f} bits, "
        f"of {title(leak.people)} and {leak.label}; the policy allows {leak.limit:g}."
    )


def audit_line(report: Report) -> str:
    """Return the verdict, what it was judged by, and what was found."""
    count = len(report.findings)
    found = f"{count} finding{'s' if count != 1 else ''}" if count else "no findings"
    return (
        f"synthgen audit {plain(report.audit.synthgen)}: {report.verdict}, {found}, judged by the policy "
        f"'{plain(report.audit.policy.name)}'"
    )


def skipped_checks(report: Report) -> list[str]:
    """Return what the audit did not do, a line a stage that was skipped; signatures come after documents."""
    return [
        f"{check.stage}: {plain(check.did)}"
        for check in report.audit.checks
        if check.status == "skipped" and check.stage != "signature"
    ]
