"""Whose assets are in the clips, and under which licences: SPDX for each, carried to each clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from synthgen.audit.check import Check, Context, Outcome, conclude
from synthgen.audit.policy import Policy
from synthgen.dataset.folder import joined_licence
from synthgen.layout import FACTS
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found, plain

#: SPDX's words for "nobody said"
_SAYS_NOTHING = {"", "NOASSERTION", "NONE"}


@dataclass(frozen=True)
class AssetUse:
    """An asset, its licence as SPDX, where it is from, its hash, and how many clips are made from it."""

    id: str
    spdx: str
    source: str
    sha256: str
    clips: int


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


def asset_uses(entries: Sequence[Entry], descriptor: Descriptor) -> tuple[AssetUse, ...]:
    """Return every asset with its licence and the number of clips made from it."""
    used = Counter(name for entry in entries for name in entry.assets)
    uses = []
    for name, asset in descriptor.assets.items():
        spdx, source, sha256 = (plain(str(asset.get(key, ""))) for key in ("spdx", "source", "sha256"))
        uses.append(AssetUse(plain(name), spdx, source, sha256, used[name]))
    return tuple(uses)


def _canonical(spdx: str) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(spdx)
    except (InvalidLicenseExpression, RecursionError):
        return None


def _parts(spdx: str) -> set[str]:
    """Return the licences that all have to be kept; "A OR B" counts as one that the policy has to name as it is."""
    return {part.strip() for part in spdx.split(" AND ")}


def _check(context: Context) -> Outcome[tuple[AssetUse, ...]]:
    entries, descriptor = context.evidence.entries, context.evidence.descriptor
    findings = check_licences(entries, descriptor, context.policy)
    did = f"{len(descriptor.assets)} assets' SPDX licences, and those of every clip"
    return conclude(findings, did, asset_uses(entries, descriptor))


LICENCES = Check("licences", _check)
