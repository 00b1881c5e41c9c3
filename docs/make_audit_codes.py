"""Write docs/audit-codes.md: every code of the audit, its severity, what it means and what to do about it.

Run as ``python docs/make_audit_codes.py``; a test compares the page with the codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from synthgen.reader.finding import codes

PAGE = Path(__file__).with_name("audit-codes.md")
HEAD = """\
# What the audit can find
Every finding has a code; no two kinds of fault share one. *error* fails the audit, *warning* does so under a policy
with `fail_on: warning`, *note* never does. A policy may give a code another severity (`severity: {csv-missing: error}`)
or drop it (`off`). [planted-faults.md](planted-faults.md) shows each of them found.
"""


def page() -> str:
    """Return the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    for stage, found in groupby(codes().values(), lambda code: code.stage):
        yield f"## {stage.capitalize()}\n| code | severity | what it means | what to do |\n|---|---|---|---|"
        for code in found:
            yield f"| `{code.name}` | {code.severity} | {code.means} | {code.remedy} |"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
