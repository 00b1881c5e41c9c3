"""The report in sentences: the verdict, what was checked, what the verdict does not say, the dataset's facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from synthgen.audit.page.units import decimal, duration, moment, several, size, text, whole
from synthgen.audit.policy import builtin_policies
from synthgen.dataset.factors import label
from synthgen.reader.finding import SEVERITIES

if TYPE_CHECKING:
    from synthgen.audit.balance import Table
    from synthgen.audit.report import Report

#: a check's name as a reader knows it
STAGES = {
    "integrity": "Files and records",
    "completeness": "Declared and found",
    "labels": "Labels",
    "people": "People",
    "balance": "Balance",
    "scenes": "Scenes",
    "hands": "Hands and things",
    "splits": "Splits",
    "licences": "Licences",
    "signature": "Signature",
    "pixels": "Pictures",
    "reproduction": "Rendering again",
}
MARKS = {"pass": "✓", "warning": "!", "fail": "✗", "skipped": "–"}
SEVERITY_MARKS = {"error": "✗", "warning": "!", "note": "·"}
STATUSES = {"pass": "nothing found", "warning": "warnings", "fail": "faults", "skipped": "not checked"}


def verdict_sentence(report: Report) -> str:
    """Return what the verdict means, in a sentence that anybody understands."""
    name = text(report.dataset.name, most=80) or "the design"
    clips = report.dataset.clips
    if report.verdict == "fail":
        severities = SEVERITIES[: SEVERITIES.index(report.audit.policy.fail_on) + 1]
        faults = [finding for finding in report.findings if finding.severity in severities]
        kinds = len({finding.code for finding in faults})
        in_clips = len({finding.clip for finding in faults if finding.clip})
        elsewhere = sum(not finding.clip for finding in faults)
        where = [f"in {whole(in_clips)} of {several(clips, 'clip')}"] if in_clips else []
        where += [f"in the dataset as a whole ({several(elsewhere, 'finding')})"] if elsewhere else []
        found = f"{several(kinds, 'kind')} of fault, {' and '.join(where)}."
        return f"{found} The dataset is not what it claims to be, or not what the policy asks for."
    subject = f"the {several(clips, 'clip')} that {name} declares" if clips != 1 else f"the clip that {name} declares"
    are, their = ("are", "their") if clips != 1 else ("is", "its")
    if report.audit.options.records_only:
        return f"the records of {subject} agree with the design and with each other. No clip was opened."
    there = f"{are} there and unaltered since {their} records were written"
    return f"{subject} {there}; nothing that the policy forbids was found."


def tally(report: Report) -> str:
    """Return the number of findings by severity: "2 errors, 1 warning"; "no findings"."""
    counts = Counter(finding.severity for finding in report.findings)
    return ", ".join(several(counts[name], name) for name in SEVERITIES if counts[name]) or ("no findings")


def caveats(report: Report) -> list[str]:
    """Return what the verdict does not say, a sentence each: checks left out, and what no check can tell."""
    options, coverage = report.audit.options, report.coverage
    said = []
    if options.records_only:
        said.append("No clip's file was opened: whether the files are there and unaltered was not checked.")
    elif coverage.pixels is None:
        said.append(
            "The pictures were not looked at: their files are compared by hash, but what they show was not measured. "
            "--full does that."
        )
    if not coverage.rerender:
        said.append("No cell was rendered again to be compared to the bit. --rerender N does that for N cells.")
    if not coverage.signature and has_bad_signature(report):
        said.append("Nobody stands behind the dataset: there is a signature, but none that was found to hold.")
    elif not coverage.signature:
        said.append(
            "The dataset is not signed. Hashes show every change made by somebody who could not also rewrite the "
            "records: compare the root hash below with the one its maker published."
        )
    elif coverage.signature.trusted is None:
        said.append("The signature's key was compared with none that you trust. --trust KEY does that.")
    said.append(
        "Gender, ethnicity, age, skin tone and condition are what the dataset's maker declared of computer-made "
        "people. They say how the dataset was designed, not how anybody is."
    )
    return said


def has_bad_signature(report: Report) -> bool:
    """Tell whether there is a signature that does not hold, or could not be checked."""
    told = {finding.code for finding in report.findings}
    return any(code.startswith("signature-") for code in told - {"signature-missing"})


def facts(report: Report) -> list[tuple[str, str]]:
    """Return what the dataset is, as (name, value); what is not known is left out."""
    data, cells = report.dataset, report.coverage.cells
    rate = f"{text(data.fps)} frames a second" if data.fps else ""
    held = (several(data.clips, "clip"), several(data.frames, "frame"), duration(data.seconds), size(data.bytes))
    compared = f"{whole(cells.declared)} declared, {whole(cells.found)} of them found, {whole(cells.missing)} "
    compared += f"missing; {whole(cells.undeclared)} found that nobody declared"
    entries = [
        ("Name", text(data.name)),
        ("Description", text(data.description)),
        ("Holds", ", ".join(held)),
        ("Video", _join(" × ".join(map(str, data.size or ())), rate, data.codec)),
        ("Cells of the design", compared),
        ("Root hash", data.root_hash),
        ("Licence", text(data.licence)),
        ("Made by", _join(f"synthgen {text(data.synthgen)}" if data.synthgen else "", data.renderers)),
        ("AU basis, seed", _join(data.au_basis, data.seed)),
        ("Begun, finished", _join(moment(data.created), moment(data.finished))),
    ]
    return [(name, value) for name, value in entries if value]


def command(report: Report) -> str:
    """Return the command that makes this audit again."""
    options, policy, again = report.audit.options, report.audit.policy, report.coverage.rerender
    parts = ["synthgen", "audit", "DATASET"]
    builtin = builtin_policies().get(policy.name)
    if builtin is None or builtin.read_text(encoding="utf-8") != policy.text:
        parts += ["--policy", "policy.yaml"]
    elif policy.name != "default":
        parts += ["--policy", policy.name]
    parts += ["--full"] if options.full else []
    parts += ["--records-only"] if options.records_only else []
    parts += ["--rerender", str(options.rerender)] if options.rerender else []
    parts += ["--rerender-seed", str(again.seed)] if again else []
    return " ".join(parts)


def measures(tables: Sequence[Table]) -> list[dict[str, str]]:
    """Return the balance measures of every table as text, in the report's order."""
    return [
        {
            "factors": " × ".join(map(label, table.factors)),
            "ways": str(len(table.factors)),
            "count": table.count,
            "cells": whole(table.cells),
            "empty": whole(table.empty),
            "least": whole(table.least),
            "most": whole(table.most),
            "ratio": "∞" if table.ratio is None else decimal(table.ratio, 2),
            "shannon": decimal(table.shannon, 3),
            "simpson": decimal(table.simpson, 3),
            "chi2": decimal(table.chi2, 1),
            "dof": whole(table.dof),
            "p": "< 0.001" if table.p == 0 else decimal(table.p, 3),
            "cramers_v": decimal(table.cramers_v, 3),
            "bits": decimal(table.bits, 4),
        }
        for table in tables
    ]


#: what the measures mean; the page and the Markdown print them
GLOSSARY = (
    ("Cell", "One combination of levels, such as female × asian. An empty cell is a combination nobody is in."),
    ("Least, most", "Clips (or people) in the smallest and in the largest cell."),
    ("Max/min", "Most divided by least: 1 where all cells are alike, ∞ where one is empty."),
    ("Shannon evenness", "Entropy of the cells over its maximum: 1 where all are alike, 0 where one cell holds all."),
    ("Simpson evenness", "Effective number of cells, 1/Σp², over their number: 1 where all are alike."),
    (
        "χ², degrees of freedom, p",
        "Test of independence of two factors; p is the chance of a table at least as uneven if they were.",
    ),
    ("Cramér's V", "Strength of association of two factors: 0 none, 1 one tells the other."),
    (
        "Bits",
        "Mutual information: how much one factor tells of the other. 0: nothing; 1 bit answers a yes-no question.",
    ),
    (
        "Leak",
        "Bits between who is in a clip and its label or view. Above the limit, the person gives the label away.",
    ),
    ("Interval", "Range that a share would lie in, 95 times of 100, were the people drawn anew at random (bootstrap)."),
    (
        "Skin tone",
        "As declared, 1 (lightest) to 10 (darkest): a step that has a colour measured on skin (step 5), or, in sets of "
        "formats before 1.2, a swatch of the Monk Skin Tone scale (Monk 5). The order is one, the colours are not.",
    ),
    ("Root hash", "Merkle root over all records: it changes with any of them."),
)


def _join(*parts: Any) -> str:
    return ", ".join(text(part) for part in parts if part not in (None, "", ()))
