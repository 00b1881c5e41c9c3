"""docs/api.md says what the docstrings say."""

import importlib.util
from pathlib import Path

import synthgen

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_page_is_that_of_the_docstrings():
    spec = importlib.util.spec_from_file_location("make_api", DOCS / "make_api.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert page == module.page(), "python docs/make_api.py makes it anew"
    for name in synthgen.__all__:
        assert f"\n### {name}\n" in page
    assert " at 0x" not in page
