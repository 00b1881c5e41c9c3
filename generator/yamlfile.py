"""YAML files read with their line numbers, so that an error names the file, the line, the key and the value.

What a word means is what the core schema of YAML 1.2 says (``yamlscalar``).

>>> file = parse("name: x\\ntracks:\\n  AU4: [[0, 0], [6, 0.6]]\\n", where="smirk.yaml")
>>> file.data["tracks"]["AU4"][1], file.line("tracks", "AU4", 1)
([6, 0.6], 3)
>>> print(file.error("intensity 0.6 is above 0.5", "tracks", "AU4", 1, remedy="Lower it."))
smirk.yaml, line 3: intensity 0.6 is above 0.5. Lower it.
"""

from __future__ import annotations

import copy
import difflib
import gc
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, Union

from synthgen.compiled import find_document
from synthgen.errors import InputError, shown
from synthgen.files import decoded, read_file
from synthgen.formats import CORE_YAML, UNKNOWN, version_of
from synthgen.jsontext import parse_json
from synthgen.layout import DESIGN, FACTS, INPUTS
from synthgen.yamlscalar import CORE, EARLIER, Rules, is_supported, new_loader, value_of

Key = Union[str, int, float]
Word = TypeVar("Word", bound=str)
#: bytes of a file that is read: the frozen design of 200,000 people
LARGEST = 8 << 20
#: lines, list elements and keys of a file that is read, which cost a kilobyte each
_MOST_MARKS = 400_000
#: words that YAML 1.1 takes for true and false
_SWITCHES = ("yes", "no", "on", "off", "y", "n")
_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True)
class YamlFile:
    """A YAML document: ``data`` as plain dicts, lists and scalars, and the line of every key and list element.

    An address is the keys and list positions that lead to a value: ``("tracks", "AU4", 1)``.
    """

    data: Any
    where: str
    source: bytes
    lines: Mapping[tuple[Any, ...], int]

    def line(self, *at: Key) -> int:
        """Return the 1-based line of an address; of its nearest ancestor where the address does not exist."""
        while at not in self.lines:
            at = at[:-1]
        return self.lines[at]

    def get(self, *at: Key) -> Any:
        """Return the value at an address, None where it does not exist."""
        value = self.data
        for key in at:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def error(self, problem: str, *at: Key, expected: str = "", remedy: str = "") -> InputError:
        """Return (for ``raise``) an InputError that names this file and the line of an address."""
        return InputError(problem, where=self.where, line=self.line(*at), expected=expected, remedy=remedy)

    def unexpected(self, expected: str, *at: Key, remedy: str = "") -> InputError:
        """Return (for ``raise``) the error of an address whose value is not what was expected."""
        line, value = self.line(*at), self.get(*at)
        return InputError(_name(at), where=self.where, line=line, value=value, expected=expected, remedy=remedy)

    def mapping(self, *at: Key) -> dict[Any, Any]:
        """Return the mapping at an address, or raise."""
        value = self.get(*at)
        if not isinstance(value, dict):
            raise self.unexpected("a mapping of 'key: value' lines", *at)
        return value

    def text(self, *at: Key) -> str:
        """Return the non-empty text at an address, or raise."""
        value = self.get(*at)
        if not isinstance(value, str) or not value.strip():
            quoted = "Write it in quotes." if isinstance(value, (bool, int, float)) else ""
            raise self.unexpected("text", *at, remedy=quoted)
        return value

    def number(self, *at: Key, low: float = -math.inf, high: float = math.inf) -> float:
        """Return the finite number in [low, high] at an address, or raise."""
        value = self.get(*at)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_finite(value):
            raise self.unexpected("a number", *at)
        if not low <= value <= high:
            raise self.unexpected(f"a number from {low:g} to {high:g}", *at)
        return value

    def integer(self, *at: Key, low: float = -math.inf, high: float = math.inf) -> int:
        """Return the whole number in [low, high] at an address, or raise."""
        value = self.number(*at, low=low, high=high)
        if value != int(value):
            raise self.unexpected("a whole number", *at)
        return int(value)

    def sequence(self, *at: Key) -> list[Any]:
        """Return the list of one or more at an address, or raise."""
        value = self.get(*at)
        if not isinstance(value, list) or not value:
            raise self.unexpected("a list of one or more", *at)
        return value

    def only_keys(self, allowed: Iterable[str], *at: Key) -> None:
        """Raise where the mapping at an address has a key that is not allowed; the message names the nearest one."""
        known = list(allowed)
        for key in self.mapping(*at):
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1)
                hint = f"Did you mean '{near[0]}'?" if near else ""
                raise self.error(f"unknown key '{key}'", *at, key, expected=f"one of {', '.join(known)}", remedy=hint)

    def flag(self, *at: Key) -> bool:
        """Return the true or false at an address, or raise."""
        value = self.get(*at)
        if not isinstance(value, bool):
            words = "In YAML 1.2 yes, no, on and off are words." if str(value).lower() in _SWITCHES else ""
            raise self.unexpected("true or false", *at, remedy=words)
        return value

    def word(self, allowed: Iterable[Word], *at: Key) -> Word:
        """Return the word at an address, one of those that are allowed, or raise."""
        for word in (words := tuple(allowed)):
            if word == self.get(*at):
                return word
        raise self.unexpected(f"one of {', '.join(words)}", *at)


def load(path: str | Path) -> YamlFile:
    """Read a YAML file. Raises InputError, with the line, for what cannot be read, is no YAML or repeats a key."""
    file = parse(read_file(Path(path), most=LARGEST), where=path)
    refuse_changed(file)
    return file


def refuse_changed(file: YamlFile) -> None:
    """Raise InputError for a file of a dataset of an earlier format that means something else by the rules of now."""
    if not _is_earlier(Path(file.where)):
        return
    before = parse(file.source, where=file.where, rules=EARLIER)
    for at in file.lines:
        now, then = file.get(*at), before.get(*at)
        if not isinstance(now, (dict, list)) and (type(now), now) != (type(then), then):
            raise InputError(
                f"{_name(at)} is {shown(then)} in this dataset, by YAML 1.1, and {shown(now)} by the rules of now",
                where=file.where,
                line=file.line(*at),
                remedy="Copy what you need out of the dataset, and write it so that it is what you mean.",
            )


def _is_earlier(path: Path) -> bool:
    """Tell whether a file is the design, or an input, of a dataset of an earlier format."""
    folders = path.absolute().parents
    root = folders[0] if path.name == DESIGN else folders[2] if len(folders) > 2 and folders[1].name == INPUTS else None
    try:
        facts = parse_json(read_file(root / FACTS, most=LARGEST)) if root else None
    except ValueError:
        return False
    return isinstance(facts, dict) and UNKNOWN < version_of(facts.get("format")) < CORE_YAML


def parse(source: bytes | str, *, where: str | Path, rules: Rules = CORE) -> YamlFile:
    """Read YAML text that came from ``where`` (for messages), in a dataset of an earlier format by the rules of its
    time. Raises as ``load`` does."""
    raw = source.encode() if isinstance(source, str) else source
    known = find_document(raw)
    if known is not None:
        return YamlFile(copy.deepcopy(known[0]), str(where), raw, known[1])
    import yaml

    text = decoded(raw, where=where, most=LARGEST)
    if sum(map(text.count, "\n,[{")) > _MOST_MARKS:
        raise InputError(f"holds more than {_MOST_MARKS} lines and elements, the most that are read", where=where)
    loader: Any = None
    collects = gc.isenabled()
    gc.disable()  # it would look at every node again and again, and find none to collect: half of the time
    try:
        loader = new_loader(text, rules)
        node = loader.get_single_node()
        reader = _Reader(loader, rules, str(where))
        data = None if node is None else reader.plain(node, ())
        lines = {(): 1 if node is None else _line(node), **reader.lines}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        at = mark.line + 1 if mark else None
        raise InputError(f"is not well-formed YAML: {what}", where=where, line=at) from error
    except RecursionError as error:
        raise InputError("is nested too deeply", where=where) from error
    finally:
        if loader is not None:
            loader.dispose()
        if collects:
            gc.enable()
    return YamlFile(data, str(where), raw, lines)


class _Reader:
    """Turns a document's nodes into plain values, and notes where they stand: ``lines`` by address."""

    def __init__(self, loader: Any, rules: Rules, where: str) -> None:
        self._loader, self._rules, self._where = loader, rules, where
        self._seen: set[int] = set()
        self.lines: dict[tuple[Any, ...], int] = {}

    def plain(self, node: Any, at: tuple[Any, ...]) -> Any:
        """Return the value of a node at an address. Raises InputError."""
        if node.id == "scalar":
            return self._scalar(node)
        if node.tag not in _COLLECTIONS:
            raise self._error(f"tag '{node.tag}' is not supported", node)
        if id(node) in self._seen:  # an alias may be recursive, or grow without end
            raise self._error("aliases (*name) of lists and mappings are not supported", node)
        self._seen.add(id(node))
        return self._list(node, at) if node.id == "sequence" else self._mapping(node, at)

    def _list(self, node: Any, at: tuple[Any, ...]) -> list[Any]:
        items = []
        for index, child in enumerate(node.value):
            here = (*at, index)
            self.lines[here] = _line(child)
            items.append(self.plain(child, here))
        return items

    def _mapping(self, node: Any, at: tuple[Any, ...]) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, child in node.value:
            if key_node.id != "scalar":
                raise self._error("a key must be a word or a number", key_node)
            key = self._scalar(key_node)
            here = (*at, key)
            if key in result:
                raise self._error(f"key {shown(key)} stands twice (first in line {self.lines[here]})", key_node)
            self.lines[here] = _line(key_node)
            result[key] = self.plain(child, here)
        return result

    def _scalar(self, node: Any) -> Any:
        if not is_supported(node, self._rules):
            raise self._error(f"tag '{node.tag}' is not supported", node)
        try:
            return value_of(node, self._loader, self._rules)
        except (ValueError, LookupError, AttributeError) as error:  # "!!bool maybe"; in YAML 1.1 a 13th month
            what = node.tag.rsplit(":", 1)[-1]
            what = "a number" if what == "plain" else what
            raise self._error(f"{shown(node.value)} cannot be read as {what} ({error})", node) from error

    def _error(self, problem: str, node: Any) -> InputError:
        return InputError(problem, where=self._where, line=_line(node))


def _is_finite(number: float) -> bool:
    """Tell whether a number can be a float at all: YAML's whole numbers may have hundreds of digits."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _name(at: tuple[Any, ...]) -> str:
    """Return an address in words: 'tracks.AU4[1]'."""
    if not at:
        return "the document"
    return "'" + "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in at).lstrip(".") + "'"
