"""``synthgen audit``: is a dataset what it claims to be?"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from synthgen.cli import options
from synthgen.cli.streams import echo_document
from synthgen.errors import InputError, RunError

if TYPE_CHECKING:
    from synthgen.audit.report import Report
    from synthgen.reader.finding import Finding

#: findings of one code that are shown; the report has them all
_SHOWN = 5
_MARKS = {"pass": "ok", "warning": "warning", "fail": "FAIL", "skipped": "-"}


@click.command(epilog="Exit codes: 0 the dataset passes; 1 it does not; 2 not a dataset, or a bad policy; 3 failed.")
@click.argument("dataset", type=options.PATH)
@options.policy
@click.option("--full", is_flag=True, help="Decode and measure every picture, too.")
@click.option("--records-only", is_flag=True, help="Leave the clips' files alone: only the manifest need be there.")
@click.option("--rerender", type=click.IntRange(min=0), default=0, metavar="N", help="Render N random cells again.")
@click.option("--rerender-seed", type=options.SEED, help="The cells that this seed chose before.")
@click.option("--trust", multiple=True, metavar="KEY.pub|SHA256", help="The signature has to be of one of these keys.")
@click.option("--report", type=options.PATH, metavar="DIR", help="For the report.  [DATASET/report]")
@click.option("--no-report", is_flag=True, help="Write no report.")
@options.as_json
@options.workers
@options.quiet("Print nothing but the verdict.")
def audit(
    dataset: Path,
    policy: str,
    full: bool,
    records_only: bool,
    rerender: int,
    rerender_seed: int | None,
    trust: tuple[str, ...],
    report: Path | None,
    no_report: bool,
    as_json: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Audit a dataset: is everything there, unaltered, what its design declares, and balanced?

    \b
    synthgen audit dataset                          records, files, cells, people, balance, licences
    synthgen audit dataset --full --rerender 20     every picture, and 20 cells rendered again
    synthgen audit dataset --policy strict --trust maker.pub
    """
    from synthgen.audit.run import audit_dataset
    from synthgen.publish.keys import fingerprint_of

    if report is not None and no_report:
        raise InputError("--report and --no-report contradict each other", remedy="Leave out one.")
    shown = _Progress(quiet=quiet or as_json)
    try:
        result = audit_dataset(
            dataset,
            policy=policy,
            full=full,
            records_only=records_only,
            rerender=rerender,
            seed=rerender_seed,
            trust=tuple(map(fingerprint_of, trust)),
            workers=workers,
            progress=shown,
        )
        written, problem = (None, None) if no_report else _write(result, report)
    except KeyboardInterrupt:
        raise RunError("Stopped. Nothing was written.") from None
    finally:
        shown.close()
    if as_json:
        echo_document(json.dumps(result.record(), ensure_ascii=False) + "\n")
    elif quiet:
        click.echo(result.verdict)
    else:
        click.echo(_summary(result, written))
    if problem is not None:
        raise problem
    sys.exit(0 if result.verdict == "pass" else 1)


def _write(result: Report, folder: Path | None) -> tuple[Path | None, Exception | None]:
    """Write the report, and return the page or why there is none; where nobody named a folder, do without."""
    try:
        return result.write(folder)[-1], None
    except (InputError, RunError) as error:
        if folder is not None:
            return None, error
        click.echo(f"synthgen: warning: no report: {error}", err=True)
        return None, None


def _summary(result: Report, written: Path | None) -> str:
    lines = [f"{_MARKS[check.status]:<8} {check.stage:<13} {check.did}" for check in result.audit.checks]
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        by_code[finding.code].append(finding)
    for code, found in by_code.items():
        lines += ["", f"{found[0].severity}: {code}" + (f", {len(found)} times" if len(found) > 1 else "")]
        lines += [f"  {finding.message}" for finding in found[:_SHOWN]]
        lines += [f"  … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        lines.append(f"  → {found[0].remedy}")
    clips = {finding.clip for finding in result.findings if finding.clip}
    about = _many(len(by_code), "kind") + " of finding" if by_code else "no findings"
    about += f", in {_many(len(clips), 'clip')}" if clips else ""
    whole = _many(result.dataset.clips, "clip")
    lines += ["", f"{result.verdict.upper()}: {result.dataset.name}, {whole}, {about}"]
    lines.append(f"root {result.dataset.root_hash}; judged by the policy '{result.audit.policy.name}'")
    if written is not None:
        lines.append(f"report {written}")
    return "\n".join(lines)


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


class _Progress:
    """A line on a terminal that says which stage is on; nothing elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar: Any = None
        self._quiet = quiet or not sys.stderr.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._quiet:
            return
        from tqdm import tqdm

        if self._bar is None or self._bar.desc != f"{stage}: ":
            self.close()
            self._bar = tqdm(desc=stage, total=total or None, unit="clip", leave=False)
        if total:
            self._bar.total = total
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
