"""docs/signal-gallery.md shows every signal that comes with the program, as it is."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from synthgen.facs.library import find_animations

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def gallery() -> ModuleType:
    """What makes the page."""
    spec = importlib.util.spec_from_file_location("make_signals", DOCS / "make_signals.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_names_every_signal_and_no_other(gallery: ModuleType) -> None:
    page = (DOCS / "signal-gallery.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)) == {one.signal for one in find_animations("*")}
    assert page == gallery.page(), "python docs/make_signals.py makes it anew"


def test_every_class_has_a_small_picture_drawn_from_its_signals_as_they_are(gallery: ModuleType) -> None:
    page = (DOCS / "signal-gallery.md").read_text(encoding="utf-8")
    for name in dict.fromkeys(str(signal.emotion) for signal in find_animations("*")):
        picture = DOCS / "images" / f"signals-{name}.jpg"
        assert f"](images/{picture.name})" in page
        assert picture.stat().st_size <= 150_000, name
        drawn = gallery.drawn_from(picture)
        assert drawn == gallery.digest(find_animations(f"{name}/*")), f"python docs/make_signals.py {name}"


def test_the_picture_of_mouths_is_drawn_from_the_visemes_as_they_are(gallery: ModuleType) -> None:
    assert gallery.drawn_from(gallery.VISEMES) == gallery.digest_of_visemes(), "python docs/make_signals.py talking"
