"""Reading .target files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.assets.targets import Target, TargetSet, parse_target, write_targets
from synthgen.errors import InputError

ROWS = st.dictionaries(
    st.integers(0, 19157), st.tuples(*[st.integers(-5000, 5000).map(lambda n: n / 1000)] * 3), max_size=30
)


@given(ROWS)
def test_what_is_written_is_read(rows: dict[int, tuple[float, float, float]]) -> None:
    text = "# a comment\n" + "".join(f"{i} {x} {y} {z}\n" for i, (x, y, z) in rows.items())
    target = parse_target(text.encode(), where="t.target")
    assert target.index.tolist() == list(rows)
    assert np.array_equal(target.delta, np.array(list(rows.values()), np.float32).reshape(-1, 3))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 0 0 0\n2 0 0\n", "t.target, line 2: '2 0 0' is no line"),
        ("1 0 0 0\n\n2 0 0 x\n", "line 3"),
        ("1 0 0 0 2 0 0 0\n", "line 1"),
        ("1.5 0 0 0\n", "line 1"),
        ("1 0 nan 0\n", "line 1"),
        ("-1 0 0 0\n", "line 1"),
        ("19158 0 0 0\n", "vertex 19158 is not on the base mesh"),
        ("7 0 0 0\n7 1 0 0\n", "stands twice"),
        ("PK\x03\x04\x00", "line 1"),
    ],
)
def test_malformed_files_are_refused_with_their_line(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        parse_target(text.encode(), where="t.target")


def test_a_target_set_is_looked_up_by_path_or_unique_base_name(tmp_path: Path) -> None:
    def target(vertex: int) -> Target:
        return Target(np.array([vertex], np.int32), np.ones((1, 3), np.float32))

    spans = write_targets(tmp_path, [("a/x", target(1)), ("b/x", target(2)), ("b/y", target(3))])
    targets = TargetSet(tmp_path, spans)
    assert (targets.path("y"), targets.path("x"), targets.path("b/x"), targets.path("z")) == ("b/y", None, "b/x", None)
    assert targets.get("b/x").index.tolist() == [2]
