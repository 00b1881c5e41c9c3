"""What a forger does: change a dataset's files and records, and cover it up by computing every hash again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.dataset.columns import packed, unpacked
from synthgen.dataset.manifest import root_hash, write_csv
from synthgen.dataset.record import model_part
from synthgen.dataset.video import open_writer, read_frames, sha256_decoded
from synthgen.files import sha256_file
from synthgen.human.mhm import read_mhm

Record = dict[str, Any]


class Forger:
    """A dataset's folder in the hands of somebody who can write it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = root / "manifest.jsonl"
        self.table = root / "manifest.csv"

    def records(self) -> list[Record]:
        """Return the records, as the program has them, in the manifest's order."""
        return [unpacked(json.loads(line)) for line in self.manifest.read_text(encoding="utf-8").splitlines()]

    def clip(self, index: int = 0) -> Record:
        """Return one record, counted in order of clip id."""
        return sorted(self.records(), key=lambda record: str(record["clip"]))[index]

    def write(self, records: Iterable[Record]) -> None:
        """Write the manifest and nothing else."""
        lines = (json.dumps(_line(r), sort_keys=True, separators=(",", ":"), ensure_ascii=False) for r in records)
        self.manifest.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def edit(self, clips: Iterable[str], change: Callable[[Record], object]) -> None:
        """Change the records of some clips, and nothing else."""
        records, chosen = self.records(), set(clips)
        for record in records:
            if record["clip"] in chosen:
                change(record)
        self.write(records)

    def facts(self, change: Callable[[Record], object]) -> None:
        """Change ``dataset.json``."""
        path = self.root / "dataset.json"
        facts = json.loads(path.read_text(encoding="utf-8"))
        change(facts)
        path.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def write_table(self) -> None:
        """Write ``manifest.csv`` as the records have it."""
        write_csv(self.manifest, self.table, temporary=self.root / "table")

    def cover(self) -> None:
        """Compute everything again that follows from files and records: table, root, totals, hashes of inputs."""
        self.write_table()
        done = len(self.records())

        def change(facts: Record) -> None:
            facts["root_hash"] = root_hash(self.manifest)
            facts["clips"]["done"] = done
            facts["inputs"] = {
                name: hashlib.sha256((self.root / name).read_bytes()).hexdigest()
                for name in facts["inputs"]
                if (self.root / name).exists()
            }

        self.facts(change)

    def input(self, name: str, change: Callable[[str], str], *, covered: bool = True) -> None:
        """Change a file under ``inputs/`` and, covered up, the hashes of it that records hold."""
        path = self.root / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        if not covered:
            return
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        records = self.records()
        for record in records:
            for part in ("model", "signal"):
                if record[part]["input"] == name:
                    record[part]["sha256"] = digest
        self.write(records)
        self.cover()

    def redeclare(self, model: str) -> None:
        """Write what a model's files now say into all its records, and cover it up."""
        path = self.root / "inputs" / "models" / f"{model}.mhm"
        part = model_part(read_mhm(path), source=f"inputs/models/{model}.mhm", appearance={})
        del part["appearance"]
        records = self.records()
        for record in records:
            if record["model"]["id"] == model:
                record["model"].update(part)
        self.write(records)
        self.cover()

    def command(self, *words: str) -> None:
        """Give a synthgen command that must succeed."""
        result = CliRunner().invoke(cli, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output

    def frames(self, record: Record) -> np.ndarray:
        """Return a clip's frames, (n, h, w, 3) uint8 sRGB."""
        return np.stack(list(read_frames(self.root / record["path"], record["codec"])))

    def film(self, record: Record, frames: np.ndarray, *, covered: bool = True) -> None:
        """Encode other frames as a clip, of their own size, and, covered up, their hashes into its record."""
        path = self.root / record["path"]
        if path.is_dir():
            for frame in path.iterdir():
                frame.unlink()
            path.rmdir()
        height, width = frames.shape[1:3]
        writer = open_writer(
            path,
            codec=record["codec"],
            width=width,
            height=height,
            rate=Fraction(record["fps"]).limit_denominator(1000),
        )
        for frame in frames:
            writer.add(np.ascontiguousarray(frame))
        writer.close()
        if covered:
            self.hash(record["clip"], hashlib.sha256(np.ascontiguousarray(frames).tobytes()).hexdigest())

    def hash(self, clip: str, sha256_frames: str | None = None) -> None:
        """Write the hashes of a clip's file into its record and cover it up."""

        def change(record: Record) -> None:
            path = self.root / record["path"]
            record["sha256_file"] = sha256_file(path)
            record["sha256_decoded"] = sha256_decoded(path, record["codec"])[1]
            files = list(path.iterdir()) if path.is_dir() else [path]
            record["bytes"] = sum(file.stat().st_size for file in files)
            if sha256_frames is not None:
                record["sha256_frames"] = sha256_frames

        self.edit([clip], change)
        self.cover()


def _line(record: Record) -> Record:
    """Return a record as it stands in a manifest; as it is where the forger broke it too far for that."""
    try:
        return packed(record)
    except (AttributeError, KeyError, TypeError, ValueError):
        return record
