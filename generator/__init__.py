"""synthgen: synthetic facial-expression video that can be audited.

The public names below are imported when first used, so that ``import synthgen`` stays instant.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

#: public name -> module that defines it
_PUBLIC = {
    "InputError": "errors",
    "RunError": "errors",
}

__all__ = ["__version__", *sorted(_PUBLIC)]

try:
    __version__ = metadata.version("synthgen")
except metadata.PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"synthgen.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'synthgen' has no attribute {name!r}; public names: {', '.join(__all__)}")
