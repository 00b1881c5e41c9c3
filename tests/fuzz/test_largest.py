"""Files as large as they may be, in the forms that cost readers most: some seconds and 500 MB at most."""

from __future__ import annotations

import contextlib
import time

import pytest

from synthgen.errors import InputError

from .readers import FANI, PROXY, READERS
from .test_fuzz import BYTES, peak

#: seconds on a machine of which a test has a part; alone, YAML takes three and the others one
SECONDS = 8.0
_UUID = "2a1b0000-0000-0000-0000-{:012d}"
_BEFORE = PROXY.partition(b"delete_verts")[0]
_SEGMENT = FANI.partition(b'"A": ')[2].partition(b"}")[0] + b"}"

#: what it holds -> (kind, content)
LARGEST = {
    "values beyond bounds": ("mhm", b"version v1.2.0\n" + b"modifier a/b 2 x\n" * 19_000),
    "hair and materials": (
        "mhm",
        b"version v1.2.0\n"
        + b"".join(f"hair a {_UUID.format(i)}\nmaterial a {_UUID.format(i)} f\n".encode() for i in range(7_000)),
    ),
    "segments": ("fani", b'{"4": {' + b",".join(b'"%d": %b' % (i, _SEGMENT) for i in range(8_000)) + b"}}"),
    "arrays": ("fani", b"[" + b"[]," * 600_000 + b"1]"),
    "one slider": ("facs", b"{" + b",".join([b'"4": 1'] * 120_000) + b"}"),
    "elements": ("older yaml", b"a: [" + b"0," * 390_000 + b"0]"),
    "keyframes": (
        "signal",
        b"signal: s\nframes: 100000\nfps: 25\ntracks:\n  AU4: ["
        + b", ".join(b"[%d, 0.5]" % i for i in range(99_000))
        + b"]\n",
    ),
    "keys": ("signal", b"".join(b"k%d: 1\n" % i for i in range(390_000))),
    "comments": ("target", b"#\n" * (2 << 20)),
    "vertices that hang": ("mhclo", _BEFORE + b"1 2 3 .1 .1 .1 0 0 0\n" * 99_000),
    "deleted vertices": ("mhclo", PROXY + b"0 - 19157\n" * 390_000),
    "triangles": ("obj", b"v 0 0 0\nvt 0 0\n" + b"f 1/1 1/1 1/1\n" * 199_000),
    "a polygon": ("obj", b"v 0 0 0\nf" + b" 1" * 4_000_000),
    "vertices": ("obj", b"v 0 0 0\n" * 1_000_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", LARGEST)
def test_it_is_read_or_refused_in_a_moment(what: str) -> None:
    kind, content = LARGEST[what]
    before, started = peak(), time.process_time()
    with contextlib.suppress(InputError):
        READERS[kind][0](content)
    assert time.process_time() - started < SECONDS and peak() - before < BYTES
