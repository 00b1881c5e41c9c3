"""A report of an unexpected error, which an ordinary person can send: what was asked, what happened, and where."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import traceback
from datetime import datetime, timezone

from synthgen.errors import Fault
from synthgen.home import home
from synthgen.version import __version__

_HEAD = """\
synthgen {version} met an error that it should not have met. Whoever gets this file can find out why.
Look through it before you send it: it has the names of folders and files that were given.

command  {command}
when     {when}
"""


def write_report(error: BaseException) -> str:
    """Write a report of an error into the folder for temporary files; return a sentence that says where it is.

    Where it cannot be written, the sentence is followed by the report.
    """
    text = report(error)
    try:
        handle, path = tempfile.mkstemp(prefix="synthgen-report-", suffix=".txt")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        return f"A report could not be written ({problem.strerror}); here it is:\n{text}"
    return f"A report that you can send is in {path}"


def report(error: BaseException) -> str:
    """Return what is to be known of an error, with "~" for the home folder."""
    when = datetime.now(timezone.utc).isoformat(timespec="seconds")
    parts = [_HEAD.format(version=__version__, command=" ".join(map(repr, sys.argv)), when=when)]
    if isinstance(error, Fault) and error.traceback:
        parts.append(f"in a worker process:\n{error.traceback}")
    parts.append("".join(traceback.format_exception(type(error), error, error.__traceback__)))
    parts.append(f"synthgen doctor:\n{_machine()}")
    return _without_home("\n".join(parts))


def _machine() -> str:
    from synthgen.cli.doctor import findings

    return "\n".join(f"{state:>7}  {text}" for state, text in findings()) + "\n"


def _without_home(text: str) -> str:
    user = home()
    if user is None or user == user.parent:
        return text
    return re.sub(rf"{re.escape(str(user))}(?![\w-])", "~", text)  # not the beginning of another's
