"""A dataset with lossless clips, read as a source of frames: nothing is taken from it that its own hashes deny."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from synthgen.codec import LOSSLESS
from synthgen.dataset.decoder import Bounds, decode_picture, open_video
from synthgen.design.spec import frame_rate
from synthgen.errors import InputError, reason
from synthgen.lineends import as_hashed
from synthgen.reader.declared import Declared, read_declared
from synthgen.reader.descriptor import Descriptor, open_folder
from synthgen.reader.entry import Entry
from synthgen.reader.fixity import check_records
from synthgen.reader.records import read_entries, root_of
from synthgen.reader.tree import Tree, UnsafePath

if TYPE_CHECKING:
    import numpy as np

    from synthgen.dataset.freeze import InputNames
    from synthgen.design import Design, Inputs

#: findings about a dataset whose run was stopped: the next run mends them
_UNFINISHED = {"dataset-unfinished", "manifest-torn", "csv-missing", "csv-differs", "record-missing"}
#: bytes of one PNG frame: 2048×2048 pixels that cannot be compressed are 12.6 million
_LARGEST_FRAME = 16 << 20


@dataclass(frozen=True)
class Source:
    """A dataset whose records, design and inputs agree with their hashes; its clips are checked when they are read."""

    tree: Tree
    facts: Descriptor
    declared: Declared
    design: Design
    inputs: Inputs
    rows: tuple[Entry, ...]

    @property
    def names(self) -> InputNames:
        """The paths of the copies of inputs, in the order of ``inputs``."""
        paths = self.declared.paths
        return {
            "models": [paths[f"model/{model.id}"] for model in self.inputs.models],
            "signals": [paths[f"signal/{signal.signal}"] for signal in self.inputs.signals],
            "angles": [str(path) for path in self.design.angles],
        }

    def rate(self, row: Entry) -> Fraction:
        """Return a clip's frames a second."""
        return frame_rate(self.declared.curves[row.signal["id"]].fps)

    def frames(self, row: Entry) -> Iterator[np.ndarray]:
        """Yield a clip's frames, (h, w, 3) uint8 sRGB.

        Raises InputError, at the latest in place of the end, where the clip is not what its record says.
        """
        try:
            yield from _checked(self.tree, row)
        except (ValueError, OSError, EOFError) as error:  # a wrong clip (UnsafePath is a ValueError), or an unreadable
            raise InputError(
                f"the clip {row.clip} {reason(error)}",
                where=self.tree.root,
                remedy="`synthgen audit` tells what else is wrong; the command that rendered it makes the clip again.",
            ) from error


def open_source(root: Path) -> Source:
    """Read a dataset that was finished or stopped. Raises InputError where it is none, or denies itself."""
    tree, facts = open_folder(root)
    declared, findings = read_declared(tree, facts)
    try:
        records = read_entries(tree, workers=1, root_hash=facts.root_hash)
        findings += check_records(tree, records, facts)
    except (OSError, UnsafePath) as error:
        raise InputError(f"its manifest cannot be read ({reason(error)})", where=root) from error
    allowed = {"dataset-unfinished"} if facts.root_hash else _UNFINISHED
    wrong = [finding.message for finding in findings if finding.code not in allowed]
    wrong += _altered_inputs(tree, facts)
    if facts.root_hash is not None and facts.root_hash != root_of(records.entries):  # also of a part of a design
        wrong.append(f"the root over the {len(records.entries)} records is not the root_hash in dataset.json")
    if wrong or declared.design is None or declared.inputs is None:
        raise InputError(
            f"is not what its own hashes and design say: {wrong[0]}",
            where=root,
            remedy=f"`synthgen audit {root}` tells all that is wrong.",
        )
    source = Source(tree, facts, declared, declared.design, _as_frozen(declared, declared.inputs), records.entries)
    _check_lossless(source)
    for row in source.rows:
        problem = _not_declared(source, row)
        if problem:
            raise InputError(f"the record of {row.clip} {problem}", where=root, remedy=f"See `synthgen audit {root}`.")
    return source


def _as_frozen(declared: Declared, inputs: Inputs) -> Inputs:
    """Return inputs in the order of the frozen design, so that freezing them again gives the same text."""
    assert declared.design is not None
    signals, paths = declared.design.signals, declared.paths
    return replace(
        inputs,
        signals=tuple(sorted(inputs.signals, key=lambda signal: signals.index(paths[f"signal/{signal.signal}"]))),
    )


def _check_lossless(source: Source) -> None:
    codec = source.design.video.codec
    if codec not in LOSSLESS:
        raise InputError(
            f"has {codec} clips; encoding takes lossless ones ({', '.join(LOSSLESS)})",
            where=source.tree.root,
            remedy="Render the design with --codec png, or straight with the codec that is wanted.",
        )


def _altered_inputs(tree: Tree, facts: Descriptor) -> list[str]:
    """Return what is wrong with the design and the inputs, by their hashes in dataset.json."""
    wrong = []
    for path, digest in facts.inputs.items():
        try:
            if as_hashed(tree.read(path), digest) is None:
                wrong.append(f"{path} is another file than dataset.json has the hash of")
        except (OSError, UnsafePath) as error:
            wrong.append(f"{path} {reason(error)}")
    return wrong


def _not_declared(source: Source, row: Entry) -> str | None:
    """Return in what a record differs from its cell of the design, as far as encoding depends on it."""
    design, cell = source.design, source.declared.cells.get(row.clip)
    if cell is None:
        return "is of no cell of the design"
    if row.signal["id"] not in source.declared.curves:
        return f"names the signal '{row.signal['id']}', which the design does not"
    curves = source.declared.curves[row.signal["id"]]
    expected = {
        "path": design.path(cell),
        "codec": design.video.codec,
        "width": design.video.width,
        "height": design.video.height,
        "fps": round(curves.fps, 6),
        "design_sha256": design.sha256,
    }
    for key, value in expected.items():
        if getattr(row, key) != value:
            return f"has the {key} {getattr(row, key)!r}; its design says {value!r}"
    return None


def _checked(tree: Tree, row: Entry) -> Iterator[np.ndarray]:
    """Yield a clip's frames. Raises ValueError, OSError where file or frames have not their hashes."""
    digest, files, count = hashlib.sha256(), hashlib.sha256(), 0
    for frame in _png_frames(tree, row, files) if row.codec == "png" else _video_frames(tree, row, files):
        if frame.shape != (row.height, row.width, 3):
            raise ValueError(
                f"has a frame of {frame.shape[1]}×{frame.shape[0]} pixels; its record says {row.width}×{row.height}"
            )
        count += 1
        digest.update(frame.data if frame.flags.c_contiguous else frame.tobytes())
        yield frame
    if count != row.frames:
        raise ValueError(f"has {count} frames; its record says {row.frames}" if count else f"is not at {row.path}")
    if files.hexdigest() != row.sha256_file:
        raise ValueError("is another file than its record has the hash of (sha256_file)")
    if digest.hexdigest() != row.sha256_frames:
        raise ValueError("shows other frames than its record has the hash of (sha256_frames)")


def _png_frames(tree: Tree, row: Entry, files: hashlib._Hash) -> Iterator[np.ndarray]:
    bounds = Bounds(row.frames, row.width, row.height)
    for index, path in enumerate(path for path in tree.pictures(row.path) if path.endswith(".png")):
        bounds.check_frames(index + 1)
        content = tree.read(path, most=_LARGEST_FRAME)
        digest = hashlib.sha256(content).hexdigest()
        files.update(content if path == row.path else f"{digest}  {path.rpartition('/')[2]}\n".encode())
        yield decode_picture(io.BytesIO(content), "png", bounds)


def _video_frames(tree: Tree, row: Entry, files: hashlib._Hash) -> Iterator[np.ndarray]:
    with tree.open(row.path) as file:
        while chunk := file.read(1 << 20):
            files.update(chunk)
        file.seek(0)
        with open_video(file, row.codec, Bounds(row.frames, row.width, row.height)) as video:
            for (picture,) in video.frames():
                yield picture
