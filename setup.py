"""Maps the project's folders to import names (pyproject.toml holds everything else).

``generator/`` is imported as ``synthgen``; the data folders beside it become sub-packages, so that what a person
edits at the top level is what the installed program reads.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from setuptools import setup

ROOTS = {
    "synthgen": "generator",
    "synthgen.facs_animations": "facs_animations",
    "synthgen.angle_specs": "angle_specs",
    "synthgen.makehuman_plugins": "makehuman_plugins",
}


def package_dirs():
    """Return {import name: folder} for every folder with an ``__init__.py`` under the four roots."""
    here = Path(__file__).resolve().parent
    found = {}
    for name, root in ROOTS.items():
        for init in sorted((here / root).rglob("__init__.py")):
            parts = init.parent.relative_to(here / root).parts
            found[".".join((name, *parts))] = init.parent.relative_to(here).as_posix()
    return found


directories = package_dirs()
# A build folder of its own: setuptools' usual build/ keeps files that were renamed or removed since, and ships them.
scratch = tempfile.mkdtemp(prefix="synthgen-build-")
atexit.register(shutil.rmtree, scratch, ignore_errors=True)
setup(package_dir=directories, packages=sorted(directories), options={"build": {"build_base": scratch}})
