"""The log of a run, kept in the dataset's folder: beside the audit's report, where it is no stranger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from synthgen.layout import REPORT

NAME = "makehuman.log"


class LogFile:
    """Lines with their time. They wait until the folder is known to be this run's; what the disk refuses is lost."""

    def __init__(self) -> None:
        self._root: Path | None = None
        self._waiting: list[str] = []

    def open(self, root: Path) -> None:
        """Begin the log of a run into a dataset's folder."""
        self._root, self._waiting = root, []

    def add(self, words: str, *, ready: bool) -> None:
        """Add a line or more; where the folder is ``ready``, they and all that waited are written."""
        if self._root is None:
            return
        self._waiting += [f"{datetime.now():%Y-%m-%d %H:%M:%S} {line}\n" for line in words.splitlines()]
        if not ready or not self._root.is_dir():
            return
        lines, self._waiting = self._waiting, []
        try:
            folder = self._root / REPORT
            folder.mkdir(exist_ok=True)
            with (folder / NAME).open("a", encoding="utf-8") as handle:
                handle.writelines(lines)
        except OSError:  # a full disk, a folder that is gone: the log in the panel has it all
            return
