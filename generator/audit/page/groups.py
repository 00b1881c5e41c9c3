"""Findings by kind: what each kind means, how many there are, what to do, and the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthgen.reader.finding import SEVERITIES, Finding, Severity, codes

#: findings of a kind that the page lists; coverage.json has them all
MOST_LISTED = 50


@dataclass(frozen=True)
class Group:
    """Findings with one code and severity. ``places``: where they are in the report's list; ``first``: those listed."""

    code: str
    severity: Severity
    stage: str
    means: str
    remedies: tuple[str, ...]
    places: tuple[int, ...]
    clips: int
    first: tuple[Finding, ...]


def group_findings(findings: Sequence[Finding]) -> list[Group]:
    """Return findings by kind, errors first, then in the order of the checks."""
    places: dict[tuple[str, Severity], list[int]] = {}
    for place, finding in enumerate(findings):
        places.setdefault((finding.code, finding.severity), []).append(place)
    order = list(codes())

    def rank(key: tuple[str, Severity]) -> tuple[int, int]:
        return SEVERITIES.index(key[1]), order.index(key[0])

    return [_group(code, severity, places[code, severity], findings) for code, severity in sorted(places, key=rank)]


def _group(code: str, severity: Severity, places: Sequence[int], findings: Sequence[Finding]) -> Group:
    known = codes()[code]
    own = [findings[place] for place in places]
    return Group(
        code=code,
        severity=severity,
        stage=known.stage,
        means=known.means,
        remedies=tuple(dict.fromkeys(finding.remedy for finding in own))[:3],
        places=tuple(places),
        clips=len({finding.clip for finding in own if finding.clip}),
        first=tuple(own[:MOST_LISTED]),
    )
