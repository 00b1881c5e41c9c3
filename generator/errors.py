"""The two ways a run ends badly: the input is wrong (exit 2), or the run itself failed (exit 3)."""

from __future__ import annotations

from pathlib import Path


class InputError(ValueError):
    """Bad input or usage. The message says where, what value, what was expected and what to do.

    >>> print(InputError("AU code 'AU99' is not in the catalogue", where="smirk.yaml", line=7, remedy="See `x`."))
    smirk.yaml, line 7: AU code 'AU99' is not in the catalogue. See `x`.
    """

    exit_code = 2

    def __init__(
        self, problem: str, *, where: str | Path | None = None, line: int | None = None, remedy: str = ""
    ) -> None:
        place = "" if where is None else f"{where}" + (f", line {line}" if line is not None else "") + ": "
        super().__init__(f"{place}{problem.rstrip('.')}." + (f" {remedy}" if remedy else ""))


class RunError(RuntimeError):
    """A run that began with good input and could not be finished: a full disk, a worker that died, no network."""

    exit_code = 3
