"""Writes api.md from the public names in generator/__init__.pyi and their docstrings.

python docs/make_api.py
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import synthgen

STUB = Path(synthgen.__file__).with_suffix(".pyi")
HEAD = """\
# The Python API
What `import synthgen` offers, made from docstrings by `python docs/make_api.py`. Each name is imported when it is first
used. What is not listed here may change without notice. Errors are `InputError` (what was given is wrong: where, what
was expected, what to do) and `RunError` (a run could not be finished). It works in a script (with or without a guard),
in a notebook and on `python -`: worker processes do not run the script that starts them again.

```python
import synthgen

synthgen.render_design(synthgen.read_design("sim2real"), "dataset", limit=27)
print(synthgen.audit_dataset("dataset").verdict)  # "fail" while clips of the design are missing
for clip in synthgen.Dataset("dataset").clips(emotion="anger", angle="frontal"):
    print(clip.model.age, clip.signal.apex, clip.frames().shape)
```
"""


def sections() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield (title, [(module, name), …]) of the stub."""
    for block in re.split(r"\n(?=# )", STUB.read_text(encoding="utf-8"))[2:]:
        title, _, body = block.partition("\n")
        names = []
        for module, listed in re.findall(r"from \.([\w.]+) import (\([^)]*\)|.*)", body):
            names += [(module, name) for name in re.findall(r"(\w+) as ", listed)]
        yield title.removeprefix("# "), names


class Text(str):
    """An annotation as it stands in the source."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def signature(thing: Any) -> str:
    """Return (a: int, b: int = 1) -> str, without the object a method is called on and what a class returns."""
    found = inspect.signature(thing)
    kept = [
        p.replace(annotation=Text(p.annotation), default=shown(p.default))
        for p in found.parameters.values()
        if p.name != "self" and not p.name.startswith("_")
    ]
    returned = inspect.Signature.empty if isinstance(thing, type) else Text(found.return_annotation)
    return str(found.replace(parameters=kept, return_annotation=returned))


def shown(default: Any) -> Any:
    """Return a default that is short and the same on every machine, or an ellipsis."""
    if default is inspect.Parameter.empty:
        return default
    text = repr(default)
    return Text("…" if len(text) > 40 or "<" in text else text)


def paragraphs(thing: Any) -> str:
    """Return a docstring as Markdown."""
    return re.sub(r"``([^`]*)``", r"`\1`", inspect.getdoc(thing) or "").replace("::\n", ":\n")


def members(kind: type) -> Iterator[tuple[str, Any]]:
    for name, member in vars(kind).items():
        if not name.startswith("_"):
            if isinstance(member, (property, cached_property)) and paragraphs(member):
                yield f".{name}", member
            elif inspect.isfunction(member) and paragraphs(member):
                yield f".{name}{signature(member)}", member


def entry(module: str, name: str) -> Iterator[str]:
    """Yield the lines of a public name."""
    thing = getattr(import_module(f"synthgen.{module}"), name)
    if not callable(thing):
        yield f"### {name}\n\nThis program's version.\n"
        return
    is_error = isinstance(thing, type) and issubclass(thing, Exception)
    yield f"### {name}\n"
    if not is_error:
        yield f"```python\n{name}{signature(thing)}\n```\n"
    yield paragraphs(thing) + "\n"
    for shown, member in members(thing) if isinstance(thing, type) else ():
        yield f"`{shown}`: {paragraphs(member)}\n"


def page() -> str:
    """Return the whole page."""
    lines = [HEAD]
    for title, names in sections():
        lines.append(f"## {title[0].upper()}{title[1:]}\n")
        for module, name in names:
            lines += entry(module, name)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("api.md").write_text(page(), encoding="utf-8")
