"""The result of a job: one JSON file that is there from the start of the job on, whole at every moment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping, Sequence

import log

from synthgen.errors import InputError


class ResultFile:
    """A result that goes to the first of some places that can be written; the log says where there is none."""

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        self._went: Path | None = None

    def check(self) -> None:
        """Raise InputError where what was written last did not go to the wanted place: before anything is rendered."""
        wanted = self._places[0]
        if not wanted.parent.is_dir():
            raise InputError(
                f"'result' is {wanted}, and there is no folder {wanted.parent}", remedy="Make that folder first."
            )
        if self._went != wanted:
            raise InputError(
                f"'result' is {wanted}, which cannot be written", remedy="Name a file in a folder of yours."
            )

    def write(self, content: Mapping[str, Any]) -> None:
        """Write the result; what stood there is there until it is whole. Never raises OSError."""
        text = json.dumps(content, indent=1)
        for place in self._places:
            partial = place.with_name(f"{place.name}.partial")
            try:
                partial.write_text(text, encoding="utf-8")
                partial.replace(place)
            except OSError as error:
                log.warning("synthgen: the result cannot be written to %s: %s", place, error)
                continue
            self._went = place
            return
        log.error("synthgen: the result could be written nowhere: %s", text)
