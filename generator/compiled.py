"""YAML documents read ahead, for a Python without a YAML parser: what MakeHuman's plugin carries with it.

``synthgen makehuman install`` writes ``compiled.json`` beside this module's copy; the program itself has none. A
document is found by the SHA-256 of its text, so one that was edited is parsed, not mistaken.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

#: data of a document, and {address: line} of its keys and list elements, as ``yamlfile`` has them
Document = Tuple[Any, Dict[Tuple[Any, ...], int]]
NAME = "compiled.json"


def find_document(source: bytes) -> Document | None:
    """Return a document by its text, None where it was not compiled."""
    return _documents().get(hashlib.sha256(source).hexdigest())


def compiled_text(documents: Iterable[tuple[bytes, Document]]) -> str:
    """Return the JSON text of documents by their sources. Raises ValueError for one that JSON changes (a date, a key
    that is no text)."""
    entries = {}
    for source, (data, lines) in documents:
        entry = [data, [[list(at), line] for at, line in lines.items()]]
        text = json.dumps(entry, ensure_ascii=False, allow_nan=False)
        if repr(_document(json.loads(text))) != repr((data, dict(lines))):
            raise ValueError(f"a YAML document is not the same as JSON: {source[:60]!r}…")
        entries[hashlib.sha256(source).hexdigest()] = entry
    # keys are not sorted: tracks are played in a document's order
    return json.dumps({key: entries[key] for key in sorted(entries)}, ensure_ascii=False)


@functools.lru_cache(maxsize=None)
def _documents() -> Mapping[str, Document]:
    path = Path(__file__).with_name(NAME)
    if not path.is_file():
        return {}
    return {key: _document(entry) for key, entry in json.loads(path.read_text(encoding="utf-8")).items()}


def _document(entry: Any) -> Document:
    data, lines = entry
    return data, {tuple(at): line for at, line in lines}
