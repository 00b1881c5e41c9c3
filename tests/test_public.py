"""The public API: what ``import synthgen`` offers, instantly."""

import subprocess
import sys

import pytest

import synthgen


def test_every_public_name_is_there_and_listed():
    assert set(synthgen.__all__) == {"__version__", *synthgen._PUBLIC}
    for name in synthgen.__all__:
        assert getattr(synthgen, name) is not None
    assert dir(synthgen) == sorted(synthgen.__all__)


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match=r"public names: .*render_design"):
        synthgen.no_such_thing  # noqa: B018


def test_import_and_help_load_nothing_heavy():
    script = (
        "import sys, synthgen, synthgen.cli\n"
        "print(sorted({'numpy', 'numba', 'av', 'PIL', 'yaml', 'jsonschema', 'imageio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
