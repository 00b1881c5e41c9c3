"""``dataset.json``, read as something that may be anything: is this a dataset of ours, and what does it say?"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synthgen.dataset.manifest import FORMAT
from synthgen.dataset.plainfile import cache_of_links
from synthgen.errors import InputError, reason
from synthgen.formats import CORE_YAML, version_of
from synthgen.jsontext import parse_json
from synthgen.layout import CLIPS, DESIGN, FACTS, MANIFEST
from synthgen.reader.tree import LINKS, Tree, scan
from synthgen.yamlscalar import CORE, EARLIER, Rules

#: what it says besides when a run has ended
_AT_THE_END = ("clips", "root_hash", "inputs", "licence", "created", "finished")


#: the asset that is in every picture of MakeHuman's
_MAKEHUMAN = re.compile(r"makehuman-[^:]*:base")


@dataclass(frozen=True)
class Descriptor:
    """What a dataset says of itself in ``dataset.json``, as plain values; none of it is known to be true."""

    record: Mapping[str, Any]

    @property
    def version(self) -> tuple[int, int]:
        """The dataset's format, (major, minor)."""
        return version_of(self.record["format"])

    @property
    def yaml_rules(self) -> Rules:
        """The rules by which its design and inputs are read."""
        return EARLIER if self.version < CORE_YAML else CORE

    @property
    def complete(self) -> bool:
        return bool(self.record["complete"])

    @property
    def root_hash(self) -> str | None:
        return self.record.get("root_hash")

    @property
    def declared(self) -> int | None:
        return self.record.get("clips", {}).get("declared")

    @property
    def done(self) -> int | None:
        return self.record.get("clips", {}).get("done")

    @property
    def inputs(self) -> Mapping[str, str]:
        """{path: SHA-256} of the frozen design and its inputs; {} where the dataset was never finished."""
        return self.record.get("inputs", {})

    @cached_property
    def assets(self) -> Mapping[str, Mapping[str, str]]:
        """{asset id: its record}."""
        return {asset["id"]: asset for asset in self.record["assets"]}

    @property
    def in_makehuman(self) -> bool:
        """Whether its clips are made by MakeHuman, with this program inside."""
        return any(_MAKEHUMAN.fullmatch(name) for name in self.assets)


def open_folder(root: Path) -> tuple[Tree, Descriptor]:
    """List a dataset's folder and read its ``dataset.json``; files are called by the names that this has for them.

    Raises as ``scan`` and ``read_descriptor`` do.
    """
    tree = scan(root)
    descriptor = read_descriptor(tree)
    return tree.named(descriptor.inputs), descriptor


def read_descriptor(tree: Tree) -> Descriptor:
    """Return what a folder's ``dataset.json`` says.

    Raises InputError for a folder that is no dataset of ours, or one of a newer format than this program reads.
    """
    root = tree.root
    check_no_links(tree)
    if FACTS not in tree.files:
        what = f"is {tree.links[FACTS]}" if FACTS in tree.links else "is not there"
        raise InputError(
            f"is no dataset: {FACTS} {what}",
            where=root,
            remedy="Give the folder that `synthgen render --out` made.",
        )
    try:
        document = parse_json(tree.read(FACTS))
    except (OSError, ValueError) as error:
        raise InputError(f"is no dataset: {FACTS} cannot be read ({reason(error)})", where=root) from error
    if not isinstance(document, dict) or not isinstance(document.get("format"), str):
        raise InputError(f"is no dataset of synthgen: its {FACTS} has no 'format'", where=root)
    major = document["format"].partition(".")[0]
    if major != FORMAT.partition(".")[0]:
        newer = version_of(document["format"]) > version_of(FORMAT)
        raise InputError(
            f"has format {document['format'][:20]!r}; this version reads {FORMAT.partition('.')[0]}.x",
            where=root / FACTS,
            remedy="Update synthgen: `pip install --upgrade synthgen-faces`."
            if newer
            else "Is it a dataset of synthgen?",
        )
    _check(document, root)
    for name in (MANIFEST, DESIGN):
        if name not in tree.files:
            what = f"its {name} is {tree.links[name]}" if name in tree.links else f"it has no {name}"
            raise InputError(f"is no dataset: {what}", where=root)
    return Descriptor(document)


def check_no_links(tree: Tree) -> None:
    """Raise InputError for a cache of links, once: a hub, git-annex or DVC keeps a set's files elsewhere."""
    clips = sum(path.startswith(f"{CLIPS}/") for path in tree.links)
    if tree.links.get(FACTS) in LINKS or clips > sum(path.startswith(f"{CLIPS}/") for path in tree.files):
        raise cache_of_links(tree.root)


def _check(document: dict[str, Any], root: Path) -> None:
    import fastjsonschema

    import synthgen.dataset

    schema = Path(synthgen.dataset.__path__[0]) / "facts.schema.json"
    try:
        fastjsonschema.compile(json.loads(schema.read_text(encoding="utf-8")))(document, name_prefix="dataset")
    except fastjsonschema.JsonSchemaValueException as error:
        raise InputError(f"is no whole {FACTS}: {str(error)[:200]}", where=root / FACTS) from error
    missing = [key for key in _AT_THE_END if document["complete"] and key not in document]
    if missing:
        raise InputError(f"says that the dataset is complete, and has no '{missing[0]}'", where=root / FACTS)
    ids = Counter(asset["id"] for asset in document["assets"])
    twice = [name for name, number in ids.items() if number > 1]
    if twice:
        raise InputError(f"lists the asset {twice[0][:80]!r} twice", where=root / FACTS)
