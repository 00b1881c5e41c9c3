"""What broke a reader once, in the order it was found: damaged files that are kept."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from synthgen.audit.run import audit_dataset
from synthgen.errors import InputError
from synthgen.layout import MANIFEST

from .readers import FANI, PROXY, READERS, SIGNAL
from .sets import read_set

#: (kind of file, content, what the error says)
KEPT = (
    ("fani", FANI.replace(b"0.3", b"9" * 400), "line 3: 'apex_start' of segment 'A' of AU '4' is '999"),
    ("fani", FANI.replace(b"0.3", b"9" * 5000), "'apex_start' of segment 'A' of AU '4' is '999"),
    ("fani", FANI.replace(b"0.3", b"1e308"), "expected a number from -1e+06 to 1e+06"),
    ("facs", b'{"4": ' + b"9" * 5000 + b"}", "line 1: '4' is '999"),
    ("facs", b'{"4\\ud800": 1}', r"'4\ud800' is no AU"),
    ("signal", SIGNAL.replace(b"frames: 25", b"frames: " + b"9" * 5000), "cannot be read as a number"),
    ("signal", SIGNAL.replace(b"frames: 25", b"frames: " + b"9" * 400), "expected a number"),
    ("older yaml", b"a: !!int \n", "cannot be read as int"),
    ("older yaml", b"a: !!float ''\n", "cannot be read as float"),
    ("obj", b"v 0 0 0\nf 99999999999999999999 1 1\n", "there is no such vertex"),
    ("obj", b"v 0 0 0\nvt nan 0\nf 1/1 1/1 1/1\n", "'nan' is no number below 1e+06"),
    ("mhclo", PROXY.replace(b"0.1 0.2 -0.3", b"0.1 0.2 1e400"), "'1e400' is no number below 1e+06"),
    ("mhclo", PROXY.replace(b"0.1 0.2 -0.3", b"0.1 0.2 " + b"a" * 5000), "is malformed"),
    ("mhm", b"version v1." + b"9" * 5000 + b"\n", "expected 'version v1.2.0'"),
    ("target", b"7 1e400 0 0\n", "is no line of a target"),
    ("target", b"9" * 5000 + b" 0 0 0\n", "is no line of a target"),
)


@pytest.mark.parametrize(("kind", "content", "words"), KEPT)
def test_it_is_refused_in_one_line(kind: str, content: bytes, words: str) -> None:
    read, _ = READERS[kind]
    with pytest.raises(InputError) as caught:
        read(content)
    assert words in str(caught.value) and len(str(caught.value)) < 1000


@pytest.mark.parametrize("which", [0, 1], ids=["older", "newer"])
@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1e400", "1e30"])
def test_a_number_without_bounds_in_an_outline_is_found(
    sets: tuple[Path, Path], tmp_path: Path, which: int, number: str
) -> None:
    root = Path(shutil.copytree(sets[which], tmp_path / "set"))
    text = (root / MANIFEST).read_text()
    start = text.index('"face"')
    (root / MANIFEST).write_text(text[:start] + re.sub(r"\d+", number, text[start:], count=1))
    codes = {finding.code for finding in audit_dataset(root, records_only=True, workers=1).findings}
    assert codes & {"record-invalid", "record-unreadable"}
    read_set(root)
