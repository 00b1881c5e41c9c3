"""What a plain word of a YAML document means: by the core schema of YAML 1.2, or by the rules of YAML 1.1.

YAML 1.1, which datasets of formats before 1.3 were read by, takes ``012`` for ten, ``no`` and ``off`` for false, and
``1e-05`` for text. By the core schema, which people expect and JSON agrees with, they are 12, text, and 0.00001.
"""

from __future__ import annotations

import functools
import re
from typing import Any, Literal

Rules = Literal["1.1", "1.2"]
#: the rules of what a person writes, and of datasets since format 1.3
CORE: Rules = "1.2"
#: the rules of datasets of earlier formats
EARLIER: Rules = "1.1"

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ODD = {
    **{f"{sign}.{word}": float(f"{sign}inf") for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")},
    **{f".{word}": float("nan") for word in ("nan", "NaN", "NAN")},
}
#: characters that a word which is not text begins with
_FIRST = frozenset("+-.0123456789~nNtTfF")
_TAG = "tag:yaml.org,2002:"
_PLAIN = "plain"
_KINDS = {f"{_TAG}str": str, f"{_TAG}int": int, f"{_TAG}float": float, f"{_TAG}bool": bool, f"{_TAG}null": type(None)}


def core_value(word: str) -> Any:
    """Return what a plain word means by the core schema. Raises ValueError for a number of thousands of digits.

    >>> [core_value(word) for word in ("012", "no", "1e-05", "0o14", "TRUE", "~", "2024-01-01", "1_000")]
    [12, 'no', 1e-05, 12, True, None, '2024-01-01', '1_000']
    """
    if word in _NULL:
        return None
    if word[0] not in _FIRST:
        return word
    if word in _BOOL:
        return _BOOL[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0)
    return float(word) if _FLOAT.fullmatch(word) else _ODD.get(word, word)


def new_loader(text: str, rules: Rules) -> Any:
    """Return PyYAML's safe loader of a document; by the core schema its plain words have no type yet."""
    return _loader(rules)(text)


def value_of(node: Any, loader: Any, rules: Rules) -> Any:
    """Return the value of a scalar node of a ``new_loader``. Raises ValueError, LookupError or AttributeError."""
    if rules == EARLIER:
        return loader.construct_object(node)
    return core_value(node.value) if node.tag == _PLAIN else _tagged(node)


def is_supported(node: Any, rules: Rules) -> bool:
    """Tell whether a scalar node has a type that is read."""
    return rules == EARLIER or node.tag == _PLAIN or node.tag in _KINDS


def dump_yaml(document: Any, *, width: int) -> str:
    """Return a document as YAML that is read the same by both rules, its keys in their order."""
    import yaml

    text: str = yaml.dump(document, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=width)
    return text


def _tagged(node: Any) -> Any:
    """Return the value of a word whose type is written before it, "!!int 12", or that is quoted."""
    kind = _KINDS[node.tag]
    if kind is str:
        return node.value
    value = core_value(node.value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        raise ValueError("it is none")
    return value


@functools.lru_cache(maxsize=None)
def _loader(rules: Rules) -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if rules == EARLIER:
        return base

    class Loader(base):  # type: ignore[misc]  # the base is one of two
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is yaml.ScalarNode and implicit[0]:
                return _PLAIN
            return super().resolve(kind, value, implicit)

    return Loader


@functools.lru_cache(maxsize=None)
def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes what either rules would take for a number."""

    for kind, pattern in (("int", f"{_OTHER_BASE.pattern}|{_WHOLE.pattern}"), ("float", _FLOAT.pattern)):
        Dumper.add_implicit_resolver(f"{_TAG}{kind}", re.compile(rf"(?:{pattern})\Z"), list("+-.0123456789"))
    return Dumper
