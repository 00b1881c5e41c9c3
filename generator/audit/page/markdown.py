"""The report in brief, as GitHub-flavoured Markdown: to be attached to a paper or pasted into a review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from synthgen.audit.page.coverage import balance_tables, hands_table, leak_table, scene_table
from synthgen.audit.page.groups import Group, group_findings
from synthgen.audit.page.provenance import (
    licence_rows,
    pixel_tables,
    rerender_words,
    signature_words,
    split_words,
)
from synthgen.audit.page.summary import (
    GLOSSARY,
    STAGES,
    STATUSES,
    caveats,
    command,
    facts,
    tally,
    verdict_sentence,
)
from synthgen.audit.page.units import duration, moment, several, text, whole
from synthgen.dataset.factors import PEOPLE_FACTORS, label
from synthgen.reader.finding import Finding

if TYPE_CHECKING:
    from synthgen.audit.balance import Distribution
    from synthgen.audit.report import CheckResult, Coverage, Report

#: findings of a kind, levels of a distribution, and cells of a table of two factors that are printed
_MOST_FINDINGS, _MOST_LEVELS, _MOST_CELLS = 5, 25, 120
#: what Markdown or HTML reads as more than a character: anywhere, at the beginning of a line, at the edge of a word
_SPECIAL = re.compile(r"[\\`*{}\[\]<>#|~&$@]")
_ENTITIES = {"&": "&amp;", "$": "&#36;", "@": "&#64;"}
_LEADING = re.compile(r"^(\d+(?=[.)])|)([-+=.)])(?=[-=\s]|$)")
_UNDERSCORES = re.compile(r"(?<![A-Za-z0-9_])_+|_+(?![A-Za-z0-9_])")


def report_markdown(report: Report) -> str:
    """Return the report in brief. Text of the dataset is escaped: it makes no link, picture, table or HTML."""
    audit, coverage = report.audit, report.coverage
    name = text(report.dataset.name, most=120) or "a dataset"
    sentence = verdict_sentence(report)
    parts = [
        f"# Audit of {escape(name)}: {report.verdict}",
        f"{escape(sentence[:1].upper() + sentence[1:])} {escape(tally(report)).capitalize()}.",
        f"Audited {escape(moment(audit.created))} with synthgen {escape(text(audit.synthgen))}, by the policy "
        f"“{escape(text(audit.policy.name))}”.",
        "## What was checked",
        _table(("check", "result", "what was done", "findings", "time"), _checks(audit.checks)),
        "### What the verdict does not say",
        "\n".join(f"- {escape(line)}" for line in caveats(report)),
        "## The dataset",
        _table(("", ""), facts(report)),
        "## Findings",
        *_findings(group_findings(report.findings)),
        "## Coverage",
        *_coverage(coverage),
        "## Balance",
        *_balance(report),
        "## Splits",
        "\n".join(f"- {escape(text(split.name))}: {escape(split_words(split))}" for split in coverage.splits)
        or "The dataset has no splits.",
        *_pixels(report),
        "## Licences, signature, rendering again",
        _table(("asset", "SPDX", "from", "sha256", "clips"), licence_rows(report)),
        f"Signature: {escape(signature_words(report))}",
        f"Rendered again: {escape(rerender_words(report))}",
        "## To audit again",
        _fence(command(report)),
        "The policy:",
        _fence(audit.policy.text[:20_000]),
        "## Measures",
        "\n".join(f"- **{escape(term)}**: {escape(meaning)}" for term, meaning in GLOSSARY),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace").decode()


def escape(value: str) -> str:
    """Return text that Markdown shows as it is.

    >>> print(escape("a|b <img src=x> side_eye _x_"), escape("- https://x.org & @you"))
    a\\|b \\<img src=x\\> side_eye \\_x\\_ \\- https\\://x.org &amp; &#64;you
    """
    line = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), " ".join(value.split()))
    line = line.replace("://", "\\://").replace("www.", "www\\.")
    line = _UNDERSCORES.sub(lambda match: match[0].replace("_", "\\_"), line)
    return _LEADING.sub(r"\1\\\2", line)


def _checks(checks: Sequence[CheckResult]) -> list[list[str]]:
    return [
        [
            STAGES[check.stage],
            STATUSES[check.status],
            text(check.did),
            "–" if check.status == "skipped" else whole(check.findings),
            "–" if check.status == "skipped" else duration(check.seconds),
        ]
        for check in checks
    ]


def _findings(groups: Sequence[Group]) -> list[str]:
    if not groups:
        return ["None. No check found anything to report."]
    parts = []
    for group in groups:
        clips = f" in {several(group.clips, 'clip')}" if group.clips else ""
        parts.append(f"### {group.severity} `{group.code}`: {several(len(group.places), 'finding')}{clips}")
        remedies = " ".join(escape(text(remedy)) for remedy in group.remedies if remedy)
        parts.append(escape(group.means) + (f" **What to do:** {remedies}" if remedies else ""))
        shown = group.first[:_MOST_FINDINGS]
        lines = [f"- {escape(text(_where(one), most=300))}: {escape(text(one.message))}" for one in shown]
        if len(group.places) > len(shown):
            lines.append(f"- and {whole(len(group.places) - len(shown))} more in coverage.json")
        parts.append("\n".join(lines))
    return parts


def _where(finding: Finding) -> str:
    return finding.clip or finding.path or "dataset"


def _coverage(coverage: Coverage) -> list[str]:
    """Return the distributions, and the tables of two factors that are declared of a person."""
    rows = [[label(factor.name), *_distribution(factor)] for factor in coverage.factors]
    parts = [_table(("factor", "clips", "people"), rows)]
    levels = {factor.name: [text(level, most=80) for level in factor.levels] for factor in coverage.factors}
    for table in coverage.tables:
        if len(table.factors) != 2 or table.count != "people" or not {*table.factors} <= {*PEOPLE_FACTORS}:
            continue
        (one, other), cells = table.factors, table.cells
        if min(len(levels[one]), len(levels[other])) < 2 or cells > _MOST_CELLS:
            continue
        title = label(f"People, {one} × {other}")
        parts.append(f"{title}: {whole(table.empty)} of {several(cells, 'cell')} empty")
        lines = [
            [level, *("**0**" if number == 0 else str(number) for number in numbers)]
            for level, numbers in zip(levels[one], table.counts, strict=True)
        ]
        parts.append(_table(("", *levels[other]), lines, marked=True))
    return parts


def _distribution(factor: Distribution) -> list[str]:
    """Return how many clips and people each level has, in two cells."""
    return [_each(factor.levels, factor.clips), _each(factor.levels, factor.people) if factor.people else ""]


def _each(levels: Sequence[str], counts: Sequence[int]) -> str:
    if len(levels) > 1 and len({*counts}) == 1:
        return f"{whole(counts[0])} of each of {len(levels)} levels"
    shown = [f"{text(level, most=80)}: {whole(count)}" for level, count in zip(levels, counts, strict=True)]
    more = [f"and {len(shown) - _MOST_LEVELS} more"] if len(shown) > _MOST_LEVELS else []
    return ", ".join([*shown[:_MOST_LEVELS], *more])


def _balance(report: Report) -> list[str]:
    parts = [_table(table["columns"], table["rows"]) for table in balance_tables(report) if table["ways"] < 3]
    leaks = leak_table(report)
    if leaks["rows"]:
        parts += [f"{escape(leaks['title'])}:", _table(leaks["columns"], leaks["rows"])]
    scenes = scene_table(report)
    if scenes["rows"]:
        parts += [f"{escape(scenes['title'])}:", _table(scenes["columns"], scenes["rows"])]
    hands = hands_table(report)
    if hands["rows"]:
        parts += [f"{escape(hands['title'])}:", _table(hands["columns"], hands["rows"])]
    return parts


def _pixels(report: Report) -> list[str]:
    parts = []
    for table in pixel_tables(report):
        parts += [f"{escape(table['title'])}:", _table(table["columns"], table["rows"])]
    return ["## What the pictures show", *parts] if parts else []


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, marked: bool = False) -> str:
    """Return a table, "" for one without rows. ``marked``: "**0**" is meant."""
    lines = [[escape(str(value)) if not (marked and value == "**0**") else value for value in row] for row in rows]
    if not lines:
        return ""
    head = [escape(column) for column in columns]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines))


def _fence(source: str) -> str:
    """Return a code block that its text cannot end."""
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{source.rstrip()}\n{fence}" if source else ""
