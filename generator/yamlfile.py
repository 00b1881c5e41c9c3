"""YAML files read with their line numbers, so that an error names the file, the line, the key and the value.

>>> file = parse("name: x\\ntracks:\\n  AU4: [[0, 0], [6, 0.6]]\\n", where="smirk.yaml")
>>> file.data["tracks"]["AU4"][1], file.line("tracks", "AU4", 1)
([6, 0.6], 3)
>>> print(file.error("intensity 0.6 is above 0.5", "tracks", "AU4", 1, remedy="Lower it."))
smirk.yaml, line 3: intensity 0.6 is above 0.5. Lower it.
"""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, Union

from synthgen.compiled import find_document
from synthgen.errors import InputError, shown
from synthgen.files import read_file

Key = Union[str, int, float]
Word = TypeVar("Word", bound=str)
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
            raise self.unexpected("text", *at)
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
            raise self.unexpected("true or false", *at)
        return value

    def word(self, allowed: Iterable[Word], *at: Key) -> Word:
        """Return the word at an address, one of those that are allowed, or raise."""
        for word in (words := tuple(allowed)):
            if word == self.get(*at):
                return word
        raise self.unexpected(f"one of {', '.join(words)}", *at)


def load(path: str | Path) -> YamlFile:
    """Read a YAML file. Raises InputError, with the line, for what cannot be read, is no YAML or repeats a key."""
    return parse(read_file(Path(path)), where=path)


def parse(source: bytes | str, *, where: str | Path) -> YamlFile:
    """Read YAML text that came from ``where`` (for messages). Raises as ``load`` does."""
    raw = source.encode() if isinstance(source, str) else source
    known = find_document(raw)
    if known is not None:
        return YamlFile(copy.deepcopy(known[0]), str(where), raw, known[1])
    import yaml

    loader: Any = None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(raw.decode("utf-8-sig"))
        node = loader.get_single_node()
        lines: dict[tuple[Any, ...], int] = {(): 1 if node is None else node.start_mark.line + 1}
        data = None if node is None else _plain(node, (), lines, loader, str(where), set())
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", where=where, line=line, remedy="Save it as UTF-8.") from error
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
    return YamlFile(data, str(where), raw, lines)


def _plain(
    node: Any, at: tuple[Any, ...], lines: dict[tuple[Any, ...], int], loader: Any, where: str, seen: set[int]
) -> Any:
    import yaml

    if not (isinstance(node, yaml.ScalarNode) or node.tag in _COLLECTIONS):
        raise InputError(f"tag '{node.tag}' is not supported", where=where, line=_line(node))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, loader, where)
    if id(node) in seen:  # an alias may be recursive, or grow without end
        raise InputError("aliases (*name) of lists and mappings are not supported", where=where, line=_line(node))
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, child in enumerate(node.value):
            here = (*at, index)
            lines[here] = _line(child)
            items.append(_plain(child, here, lines, loader, where, seen))
        return items
    result: dict[Any, Any] = {}
    for key_node, child in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError("a key must be a word or a number", where=where, line=_line(key_node))
        key = _scalar(key_node, loader, where)
        here = (*at, key)
        if key in result:
            first = lines[here]
            raise InputError(f"key '{key}' stands twice (first in line {first})", where=where, line=_line(key_node))
        lines[here] = _line(key_node)
        result[key] = _plain(child, here, lines, loader, where, seen)
    return result


def _scalar(node: Any, loader: Any, where: str) -> Any:
    try:
        return loader.construct_object(node)
    except (ValueError, KeyError, AttributeError) as error:  # a date such as 2024-13-45, or "!!bool maybe"
        what = f"{shown(node.value)} cannot be read as {node.tag.rsplit(':', 1)[-1]}"
        raise InputError(f"{what} ({error})", where=where, line=_line(node)) from error


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
