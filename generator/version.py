"""The version of this program, and under what name it is installed."""

from importlib import metadata

#: on the public index "synthgen" is another project; command and import are called that all the same
DISTRIBUTION = "synthgen-faces"

try:
    __version__ = metadata.version(DISTRIBUTION)
except metadata.PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
