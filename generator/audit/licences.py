"""Whose assets are in the clips, and under which licences: SPDX for each, carried to each clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from synthgen.audit.policy import Policy
from synthgen.dataset.folder import joined_licence
from synthgen.reader.entry import Row
from synthgen.reader.facts import FACTS, Facts
from synthgen.reader.finding import Finding, found, plain

#: SPDX's words for "nobody said"
_SAYS_NOTHING = {"", "NOASSERTION", "NONE"}


def check_licences(rows: Sequence[Row], facts: Facts, policy: Policy) -> list[Finding]:
    """Return what is wrong with the licences of the assets that clips are made from."""
    findings = []
    for name, asset in facts.assets.items():
        spdx = str(asset.get("spdx", "")).strip()
        known = _canonical(spdx)
        if spdx in _SAYS_NOTHING:
            findings.append(found("licence-missing", f"asset {name} has no licence ({spdx or 'empty'})", path=FACTS))
        elif known is None:
            findings.append(found("licence-unknown", f"asset {name} has the licence {spdx[:80]!r}", path=FACTS))
        elif policy.licences and not _parts(known) <= set(policy.licences):
            allowed = ", ".join(policy.licences)
            findings.append(
                found("licence-refused", f"asset {name} is under {spdx}; the policy allows {allowed}", path=FACTS)
            )
    for row in rows:
        for name in row.assets:
            if name not in facts.assets:
                message = f"{row.clip} is made from {name[:80]!r}, which dataset.json does not list"
                findings.append(found("asset-unknown", message, clip=row.clip))
    follows = joined_licence(str(asset.get("spdx", "")) for asset in facts.assets.values())
    said = facts.record.get("licence")
    if said != follows:
        findings.append(
            found(
                "licence-differs", f"dataset.json says {str(said)[:80]!r}; its assets make it {follows!r}", path=FACTS
            )
        )
    return findings


def licences_record(rows: Sequence[Row], facts: Facts) -> list[dict[str, Any]]:
    """Return every asset with its licence and the number of clips made from it."""
    used = Counter(name for row in rows for name in row.assets)
    return [
        {
            "id": plain(name),
            **{key: plain(str(asset.get(key, ""))) for key in ("spdx", "source", "sha256")},
            "clips": used[name],
        }
        for name, asset in facts.assets.items()
    ]


def _canonical(spdx: str) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(spdx)
    except (InvalidLicenseExpression, RecursionError):
        return None


def _parts(spdx: str) -> set[str]:
    """Return the licences that all have to be kept; "A OR B" counts as one that the policy has to name as it is."""
    return {part.strip() for part in spdx.split(" AND ")}
