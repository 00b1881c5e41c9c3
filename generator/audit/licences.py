"""Whose assets are in the clips, and under which licences: SPDX for each, carried to each clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from synthgen.audit.policy import Policy
from synthgen.dataset.folder import joined_licence
from synthgen.reader.descriptor import FACTS, Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found, plain

#: SPDX's words for "nobody said"
_SAYS_NOTHING = {"", "NOASSERTION", "NONE"}


def check_licences(entries: Sequence[Entry], descriptor: Descriptor, policy: Policy) -> list[Finding]:
    """Return what is wrong with the licences of the assets that clips are made from."""
    findings = []
    for name, asset in descriptor.assets.items():
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
    for entry in entries:
        for name in entry.assets:
            if name not in descriptor.assets:
                message = f"{entry.clip} is made from {name[:80]!r}, which dataset.json does not list"
                findings.append(found("asset-unknown", message, clip=entry.clip))
    follows = joined_licence(str(asset.get("spdx", "")) for asset in descriptor.assets.values())
    said = descriptor.record.get("licence")
    if said != follows:
        findings.append(
            found(
                "licence-differs", f"dataset.json says {str(said)[:80]!r}; its assets make it {follows!r}", path=FACTS
            )
        )
    return findings


def licences_record(entries: Sequence[Entry], descriptor: Descriptor) -> list[dict[str, Any]]:
    """Return every asset with its licence and the number of clips made from it."""
    used = Counter(name for entry in entries for name in entry.assets)
    return [
        {
            "id": plain(name),
            **{key: plain(str(asset.get(key, ""))) for key in ("spdx", "source", "sha256")},
            "clips": used[name],
        }
        for name, asset in descriptor.assets.items()
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
