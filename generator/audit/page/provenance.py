"""The page's sections on splits, pictures, licences, signature, rendering again and the policy, ready to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from synthgen.audit.page.summary import command, has_bad_signature
from synthgen.audit.page.units import moment, percent, several, text, whole
from synthgen.dataset.factors import label

if TYPE_CHECKING:
    from synthgen.audit.report import Report
    from synthgen.audit.splits import SplitSummary


def sections(report: Report) -> dict[str, Any]:
    """Return what the page's sections from splits to policy show, but for the pictures' tables."""
    policy = report.audit.policy
    return {
        "splits": [_split(split) for split in report.coverage.splits],
        "licences": licence_rows(report),
        "signature": signature_words(report),
        "rerender": rerender_words(report),
        "policy": {
            "name": text(policy.name),
            "description": text(policy.description),
            "severity": f"{policy.fail_on}s",
            "text": policy.text[:200_000],
            "own": "policy.yaml" in command(report),
        },
    }


def pixel_tables(report: Report) -> list[dict[str, Any]]:
    """Return the tables of what the pictures show: title, columns, rows."""
    pixels = report.coverage.pixels
    return [
        {
            "title": text(table.title),
            "columns": [text(column) for column in table.columns],
            "rows": [[text(value) for value in row] for row in table.rows],
        }
        for table in (pixels.tables if pixels else ())
    ]


def licence_rows(report: Report) -> list[list[str]]:
    """Return the assets: id, SPDX, source, sha256 (its beginning), clips."""
    return [
        [
            text(asset.id),
            text(asset.spdx) or "none",
            text(asset.source, most=300),
            text(asset.sha256)[:16],
            whole(asset.clips),
        ]
        for asset in report.coverage.licences
    ]


def signature_words(report: Report) -> str:
    """Return what is known of the signature, in a sentence."""
    signature = report.coverage.signature
    if not signature and has_bad_signature(report):
        return "There is one, and it does not hold or was not checked: see the findings."
    if not signature:
        return "None. The dataset is not signed."
    keys = ", ".join(text(key) for key in signature.keys)
    trusted = {True: "which is trusted", False: "which is not trusted", None: "which nobody was asked to trust"}
    when = f"Signed {moment(signature.signed)}" if signature.signed else "Signed"
    changed = f"{several(signature.stale, 'file')} changed since" if signature.stale else "nothing changed since"
    return f"{when} of {several(signature.subjects, 'file')}, with {keys}, {trusted[signature.trusted]}; {changed}."


def rerender_words(report: Report) -> str:
    """Return what came of rendering cells again, in a sentence."""
    again = report.coverage.rerender
    if not again:
        return "Nothing was rendered again."
    same, different = whole(again.same), whole(again.different)
    return f"{several(again.asked, 'cell')}: {same} the same to the bit, {different} not."


def split_words(split: SplitSummary) -> str:
    """Return a split's parts, in a sentence: "train: 3591 clips of 19 people; test: 945 clips of 5 people"."""
    return "; ".join(
        f"{text(part)}: {several(clips, 'clip')} of {several(split.models[part], 'person', 'people')}"
        for part, clips in split.parts.items()
    )


def _split(split: SplitSummary) -> dict[str, Any]:
    return {
        "name": text(split.name),
        "kind": split.kind,
        "parts": split_words(split),
        "columns": ["group", "whole", *(text(part) for part in split.parts)],
        "rows": [
            [
                f"{label(share.factor)}: {text(share.level)}",
                percent(share.whole),
                *(percent(share.parts[part]) for part in split.parts),
            ]
            for share in split.shares
        ],
    }
