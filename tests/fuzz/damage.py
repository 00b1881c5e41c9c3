"""Files damaged in the ways files are: a word replaced, bytes inserted or lost, a line repeated, an end cut off."""

from __future__ import annotations

import re

from hypothesis import strategies as st

#: what stands in files that make readers stumble
NASTY = (
    *(b"9" * 20, b"-" + b"9" * 400, b"9" * 5000, b"1e400", b"-1e308", b"1e-400", b"0x7f", b"0o17", b"1_000", b"012"),
    *(b"NaN", b"nan", b".nan", b"inf", b"-Infinity", b"null", b"~", b"true", b"yes", b"no", b"-0", b"0.5", b"-7", b"2"),
    *("١٢".encode(), "½".encode(), "é".encode(), "e\u0301".encode(), "\u2028".encode(), "\ufeff".encode(), b"\xff"),
    *(b"\0", b"\x0c", b"\r", b"\n", b"\t", b" ", b"#", b"//", b"/", b"..", b"../../etc/passwd", b"a" * 5000, b""),
    *(b"[" * 2000, b"{" * 2000, b"[]", b"{}", b"[[]]", b'""', b"'", b'"', b"\\", b"\\ud800", b'"\\ud800"', b",", b":"),
    *(
        b": ",
        b"- ",
        b"&a ",
        b"*a",
        b"!!int ",
        b"!!python/object:os.system ",
        b"<<: ",
        b"? ",
        b"| ",
        b"> ",
        b"%YAML 1.1\n",
    ),
    *(b"---\n", b"...\n", b"__", b"=1+1", b"con", b"{a: b}", b'{"a": 1}', b"[0, 0]", b"2024-13-45", b"1:30"),
)
_WORD = re.compile(rb"[^\s,:\[\]{}\"']+")


def damaged(*sound: bytes) -> st.SearchStrategy[bytes]:
    """Draw a damaged copy of one of some sound files."""
    place = st.integers(0, 10_000)
    step = st.tuples(st.integers(0, 6), place, st.sampled_from(NASTY))
    return st.builds(_apply, st.sampled_from(sound), st.lists(step, min_size=1, max_size=4))


def _apply(content: bytes, steps: list[tuple[int, int, bytes]]) -> bytes:
    for how, place, nasty in steps:
        at = place % (len(content) + 1)
        if how <= 2:
            words = list(_WORD.finditer(content))
            if words:
                word = words[place % len(words)]
                content = content[: word.start()] + nasty + content[word.end() :]
        elif how == 3:
            content = content[:at] + nasty + content[at:]
        elif how == 4:
            content = content[:at] + content[at + 1 + place % 40 :]
        elif how == 5:
            lines = content.split(b"\n")
            line = lines[place % len(lines)]
            lines[place % len(lines) : place % len(lines)] = [line] * (1 + place % 30)
            content = b"\n".join(lines)
        else:
            content = content[:at]
    return content
