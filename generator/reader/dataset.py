"""A dataset for those who use it: ``Dataset(path)`` streams its clips, picks some, and reads their pictures.

The folder may come from anywhere: links are not followed, and no path of a record leads out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.dataset.manifest import values_of
from synthgen.dataset.splitfile import read_split
from synthgen.dataset.splits import Split
from synthgen.design.spec import Design, design_of
from synthgen.errors import InputError, reason
from synthgen.layout import DESIGN, FACTS, MANIFEST, SPLITS
from synthgen.names import is_called
from synthgen.reader.clip import Clip, clips_of, files_of
from synthgen.reader.descriptor import read_descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.records import read_span
from synthgen.reader.tree import UnsafePath
from synthgen.yamlfile import parse

if TYPE_CHECKING:
    import pandas

#: a name or glob, or several of which one has to match
Globs = str | Iterable[str]
#: bytes of manifest whose records are in memory at a time
_SPAN = 8 << 20


class Dataset:
    """A dataset's folder, as ``render_design`` makes it.

    ``complete`` says whether its last run ended; ``root_hash`` stands for all its records, None where it has not. Its
    files are read when they are asked for, and the records one after the other, however many there are.

    Raises InputError for a folder that is no dataset, or of a newer format than this program reads.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._files = files_of(self.path, FACTS, MANIFEST, DESIGN)
        descriptor = read_descriptor(self._files)
        self._rules = descriptor.yaml_rules
        self.complete: bool = descriptor.complete
        self.root_hash: str | None = descriptor.root_hash

    def __repr__(self) -> str:
        return f"Dataset({str(self.path)!r})"

    def __iter__(self) -> Iterator[Clip]:
        """Yield every clip, in the manifest's order."""
        return self.clips()

    @cached_property
    def design(self) -> Design:
        """What the dataset declares to hold. Raises InputError where its ``design.yaml`` cannot be read."""
        try:
            source = self._files.read(DESIGN)
            return design_of(parse(source, where=self.path / DESIGN, rules=self._rules), folder=None)
        except (OSError, UnsafePath) as error:
            raise InputError(f"cannot be read ({reason(error)})", where=self.path / DESIGN) from error

    @cached_property
    def splits(self) -> Mapping[str, Split]:
        """{name: split} of the splits in the dataset. Raises InputError for one that cannot be used."""
        files = files_of(self.path, SPLITS).inside(SPLITS)
        made = (read_split(self.path / file) for file in files if file.endswith(".json"))
        return {split.name: split for split in made}

    def clips(
        self,
        *,
        model: Globs = "*",
        signal: Globs = "*",
        emotion: Globs = "*",
        angle: Globs = "*",
        scene: Globs = "*",
        split: str | None = None,
    ) -> Iterator[Clip]:
        """Yield the clips that have all that is asked for, in the manifest's order.

        ``model``, ``signal``, ``angle`` and ``scene`` are ids or globs of ids (``"female_*"``), or several of them;
        a clip without an emotion has "none". The name of a scene stands for all its stagings (``intensities``,
        ``takes``). ``split`` is a part of a split, as "holdout/train".

        Raises InputError for a split that is not there, and at a record that cannot be used.
        """
        wanted = {"model": model, "signal": signal, "angle": angle, "scene": scene}
        globs = {key: _listed(value) for key, value in wanted.items()}
        emotions, ids = _listed(emotion), None if split is None else self._part(split)

        def is_wanted(entry: Entry) -> bool:
            return (
                (ids is None or entry.clip in ids)
                and _matches(entry.emotion, emotions)
                and all(self._is_called(key, getattr(entry, key)["id"], patterns) for key, patterns in globs.items())
            )

        return self._stream(is_wanted)

    def to_pandas(self, **where: Any) -> pandas.DataFrame:
        """Return a row a clip, with the columns of ``manifest.csv``; ``where`` as of ``clips``.

        Raises InputError where pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise InputError("to_pandas needs pandas", remedy="`pip install pandas`.") from error
        return pandas.DataFrame([_row(clip.entry) for clip in self.clips(**where)])

    def _stream(self, is_wanted: Callable[[Entry], bool]) -> Iterator[Clip]:
        size = self._files.files[MANIFEST]
        for start in range(0, size, _SPAN):
            try:
                records = read_span(self._files, start, min(start + _SPAN, size))
            except OSError as error:
                raise InputError(f"cannot be read ({reason(error)})", where=self.path / MANIFEST) from error
            for finding in records.findings:
                remedy = f"`synthgen audit {self.path}` says what else is wrong."
                raise InputError(finding.message, where=self.path, remedy=remedy)
            yield from clips_of(self.path, filter(is_wanted, records.entries))

    def _is_called(self, key: str, name: str, globs: tuple[str, ...]) -> bool:
        """Tell whether a part of a clip has a name that is asked for: a staging has its scene's, too."""
        if _matches(name, globs):
            return True
        if key != "scene":
            return False
        staging = self.design.staging(name)
        return staging is not None and _matches(staging.declared, globs)

    def _part(self, split: str) -> frozenset[str]:
        """Return the clips of "NAME/PART"."""
        name, _, part = split.partition("/")
        if name not in self.splits or part not in self.splits[name].parts:
            known = [f"{name}/{part}" for name, made in self.splits.items() for part in made.parts]
            expected = f"one of {', '.join(known)}" if known else "a split, and there is none"
            raise InputError("split", value=split, expected=expected, where=self.path, remedy="`synthgen split`.")
        return frozenset(self.splits[name].parts[part])


def _row(entry: Entry) -> dict[str, Any]:
    row = values_of({name: getattr(entry, name) for name in Entry.__dataclass_fields__})
    return row | {"gender": str(row["gender"])}  # one type a column: a number beside words


def _listed(globs: Globs) -> tuple[str, ...]:
    return (globs,) if isinstance(globs, str) else tuple(globs)


def _matches(name: str, globs: tuple[str, ...]) -> bool:
    return any(is_called(name, glob) for glob in globs)
