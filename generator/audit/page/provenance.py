"""The page's sections on splits, pictures, licences, signature, rendering again and the policy, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synthgen.audit.page.summary import command, has_bad_signature
from synthgen.audit.page.units import moment, percent, several, text, whole

Report = Mapping[str, Any]


def sections(report: Report) -> dict[str, Any]:
    """Return what the page's sections from splits to policy show, but for the pictures' tables."""
    policy = report["audit"]["policy"]
    return {
        "splits": [_split(split) for split in report["coverage"]["splits"]],
        "licences": licence_rows(report),
        "signature": signature_words(report),
        "rerender": rerender_words(report),
        "policy": {
            "name": text(policy["name"]),
            "description": text(policy.get("description")),
            "severity": {"error": "errors", "warning": "warnings", "note": "notes"}.get(policy["fail_on"], "errors"),
            "text": str(policy.get("text") or "")[:200_000],
            "own": "policy.yaml" in command(report),
        },
    }


def pixel_tables(report: Report) -> list[dict[str, Any]]:
    """Return the tables of what the pictures show, wherever they are in ``coverage.pixels``: title, columns, rows."""
    return [
        {
            "title": text(table["title"]),
            "columns": [text(column) for column in table["columns"]],
            "rows": [[text(value) for value in row] for row in table["rows"]],
        }
        for table in _tables(report["coverage"].get("pixels"))
    ]


def licence_rows(report: Report) -> list[list[str]]:
    """Return the assets: id, SPDX, source, sha256 (its beginning), clips."""
    return [
        [
            text(asset["id"]),
            text(asset["spdx"]) or "none",
            text(asset.get("source"), most=300),
            text(asset.get("sha256"))[:16],
            whole(asset["clips"]),
        ]
        for asset in report["coverage"]["licences"]
    ]


def signature_words(report: Report) -> str:
    """Return what is known of the signature, in a sentence."""
    signature = report["coverage"].get("signature")
    if not signature and has_bad_signature(report):
        return "There is one, and it does not hold or was not checked: see the findings."
    if not signature:
        return "None. The dataset is not signed."
    keys = ", ".join(text(key) for key in signature.get("keys") or ()) or "no key that holds"
    trusted = {True: "which is trusted", False: "which is not trusted"}.get(
        signature.get("trusted"), "which nobody was asked to trust"
    )
    words = [f"Signed {moment(signature['signed'])}"] if signature.get("signed") else ["Signed"]
    words += [f"of {several(signature['subjects'], 'file')}"] if isinstance(signature.get("subjects"), int) else []
    stale = signature.get("stale") or 0
    changed = f"{several(stale, 'file')} changed since" if stale else "nothing changed since"
    return f"{' '.join(words)}, with {keys}, {trusted}; {changed}."


def rerender_words(report: Report) -> str:
    """Return what came of rendering cells again, in a sentence."""
    again = report["coverage"].get("rerender")
    if not again:
        return "Nothing was rendered again."
    same, different = whole(again["same"]), whole(again["different"])
    return f"{several(again['asked'], 'cell')}: {same} the same to the bit, {different} not."


def split_words(split: Mapping[str, Any]) -> str:
    """Return a split's parts, in a sentence: "train: 3591 clips of 19 people; test: 945 clips of 5 people"."""
    people = split.get("models") or {}
    return "; ".join(
        f"{text(part)}: {several(clips, 'clip')}"
        + (f" of {several(people[part], 'person', 'people')}" if part in people else "")
        for part, clips in split["parts"].items()
    )


def _split(split: Mapping[str, Any]) -> dict[str, Any]:
    parts = list(split["parts"])
    return {
        "name": text(split["name"]),
        "kind": text(split["kind"]),
        "parts": split_words(split),
        "columns": ["group", "whole", *(text(part) for part in parts)],
        "rows": [
            [
                f"{text(share['factor']).replace('_', ' ')}: {text(share['level'])}",
                percent(share["whole"]),
                *(percent(share["parts"].get(part)) for part in parts),
            ]
            for share in split["shares"]
        ],
    }


def _tables(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if {"title", "columns", "rows"} <= value.keys():
            yield value
        else:
            for part in value.values():
                yield from _tables(part)
    elif isinstance(value, list):
        for part in value:
            yield from _tables(part)
