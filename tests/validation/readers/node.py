"""Readers that run under node: a process that answers paths of pictures with lines of JSON."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import cv2

from readers import weights
from readers.pictures import Picture


class Node:
    """One process for all pictures of a script, started with the first: its models take seconds to load."""

    def __init__(self, script: str, *options: str) -> None:
        if not (weights.NODE / "node_modules").is_dir():
            raise SystemExit(f"{weights.NODE} is missing: run tests/validation/readers/weights.py")
        self._command = ["node", str(weights.NODE / script), *options]

    @cached_property
    def _process(self) -> subprocess.Popen[str]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self, pictures: Sequence[Picture]) -> list[dict | None]:
        """Return what the script says of each picture."""
        with tempfile.TemporaryDirectory() as folder:
            return [self._answer(picture, Path(folder) / f"{index}.png") for index, picture in enumerate(pictures)]

    def _answer(self, picture: Picture, path: Path) -> dict | None:
        """Write a picture where node can read it, and return what it says about it."""
        cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        to, back = self._process.stdin, self._process.stdout
        assert to is not None and back is not None  # both are pipes
        to.write(f"{path}\n")
        to.flush()
        for line in back:
            if line.startswith(("{", "null")):  # the rest is what libraries have to say
                return json.loads(line)
        raise RuntimeError(f"node ended at {path}: its message stands above")
