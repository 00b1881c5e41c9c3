"""The version of this program, for whoever writes it down."""

from importlib import metadata

try:
    __version__ = metadata.version("synthgen")
except metadata.PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
