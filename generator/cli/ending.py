"""How every command ends: one line on standard error, and an exit code. docs/errors.md has the table."""

from __future__ import annotations

import click

from synthgen.cli.explain import explained
from synthgen.errors import Fault, InputError

#: what the person has to give differently, as click tells it
_BAD_USAGE = InputError.exit_code


def end(error: BaseException) -> int:
    """Say on standard error how a command ended badly, and return its exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return _BAD_USAGE
    known = explained(error)
    if known is None:
        known = _fault(error)
    click.echo(f"synthgen: {known}", err=True)
    return known.exit_code


def _fault(error: BaseException) -> Fault:
    from synthgen.cli.faultreport import write_report

    what = str(error) if isinstance(error, Fault) else f"unexpected {type(error).__name__}: {error}"
    return Fault(f"{' '.join(what.split())}. The program is at fault. {write_report(error)}")
