"""The public API: what ``import synthgen`` offers, instantly."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import synthgen
from synthgen.version import DISTRIBUTION


def test_every_public_name_is_there():
    assert {"Dataset", "audit_dataset", "render_design", "__version__"} <= set(synthgen.__all__)
    for name in synthgen.__all__:
        assert getattr(synthgen, name) is not None
    assert dir(synthgen) == synthgen.__all__


@pytest.mark.parametrize("name", ["frobnicate", "lazy_loader", "Callable"])
def test_what_is_not_public_is_not_there(name):
    assert name not in synthgen.__all__
    with pytest.raises(AttributeError, match=name):
        getattr(synthgen, name)


@pytest.mark.parametrize(
    ("old", "new"), [("cast", "make_actor"), ("sample", "sample_animation"), ("shape", "shape_model")]
)
def test_an_older_name_says_what_it_is_called_now(old, new):
    with pytest.warns(DeprecationWarning, match=f"synthgen.{new} now"):
        assert getattr(synthgen, old) is getattr(synthgen, new)
    assert old not in dir(synthgen)


def test_import_and_help_load_nothing_heavy():
    script = (
        "import sys, synthgen, synthgen.cli\n"
        "print(sorted({'numpy', 'numba', 'av', 'PIL', 'yaml', 'jsonschema', 'imageio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_people_are_told_to_install_is_ours():
    """On the public index "synthgen" is another project; ours is DISTRIBUTION."""
    repository = Path(__file__).resolve().parents[1]
    places = [*repository.glob("*.md"), *(repository / "docs").glob("*.md"), *Path(synthgen.__file__).parent.rglob("*")]
    told = re.compile(r"""pip install ((?:--?[\w-]+ )*)["']?(synthgen[\w-]*)""")
    names = {
        match[2]
        for path in places
        if path.suffix in (".md", ".py", ".yaml")
        for match in told.finditer(path.read_text(encoding="utf-8"))
    }
    assert names == {DISTRIBUTION}
