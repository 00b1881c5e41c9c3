"""Findings by kind: what each kind means, how many there are, what to do, and the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthgen.reader.finding import SEVERITIES, codes

#: findings of a kind that the page lists; coverage.json has them all
MOST_LISTED = 50


@dataclass(frozen=True)
class Group:
    """Findings with one code and severity. ``places``: where they are in the report's list; ``first``: those listed."""

    code: str
    severity: str
    stage: str
    means: str
    remedies: tuple[str, ...]
    places: tuple[int, ...]
    clips: int
    first: tuple[Mapping[str, Any], ...]


def group_findings(findings: Sequence[Mapping[str, Any]]) -> list[Group]:
    """Return findings by kind, errors first, then in the order of the checks."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, finding in enumerate(findings):
        places.setdefault((str(finding["code"]), str(finding["severity"])), []).append(place)
    order = list(codes())

    def rank(key: tuple[str, str]) -> tuple[int, int, str]:
        code, severity = key
        level = SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
        return level, order.index(code) if code in order else len(order), code

    return [_group(code, severity, places[code, severity], findings) for code, severity in sorted(places, key=rank)]


def _group(code: str, severity: str, places: Sequence[int], findings: Sequence[Mapping[str, Any]]) -> Group:
    known = codes().get(code)
    own = [findings[place] for place in places]
    return Group(
        code=code,
        severity=severity,
        stage=known.stage if known else "",
        means=known.means if known else "",
        remedies=tuple(dict.fromkeys(str(finding.get("remedy") or "") for finding in own))[:3],
        places=tuple(places),
        clips=len({finding["clip"] for finding in own if finding.get("clip")}),
        first=tuple(own[:MOST_LISTED]),
    )


def failing(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the findings that the policy fails a dataset for."""
    severities = SEVERITIES[: SEVERITIES.index(report["audit"]["policy"]["fail_on"]) + 1]
    return [finding for finding in report["findings"] if finding["severity"] in severities]
