"""What the comparison with FACSHuman's fields says of fields whose agreement is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthgen.errors import InputError
from synthgen.facs import compare
from synthgen.facs.basis import Basis


def test_nearness_of_known_fields() -> None:
    theirs = np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 0.0]])
    assert compare.nearness(theirs * 0.5, theirs) == compare.Nearness(1.0, 0.5, 0.5)
    across = compare.nearness(np.array([[-4.0, 3.0, 0.0], [0.0, 0.0, 0.0]]), theirs)
    assert (across.cosine, across.amplitude, across.residual) == (0.0, 1.0, pytest.approx(2**0.5))
    assert compare.nearness(theirs * 0, theirs) == compare.Nearness(0.0, 0.0, 1.0)


def test_a_basis_is_near_itself(embedded: Basis) -> None:
    rig = embedded.fit(embedded.assets.base)
    fields = {code: rig.pose({code: 1.0}).astype(np.float64) - rig.neutral for code in ("AU15", "AU26")}
    fields["AU2"] = 2 * (rig.pose({"AU2": 1.0}).astype(np.float64) - rig.neutral)
    fifteen, jaw, two = compare.compare(embedded, fields)
    for found in (fifteen, jaw):
        assert found.dense == compare.Nearness(pytest.approx(1.0), pytest.approx(1.0), 0.0)
        assert found.shortcomings == ()
    assert two.landmarks is not None and two.landmarks.amplitude == pytest.approx(0.5)
    assert two.shortcomings == ("landmark amplitude",)


def test_rigid_head_agrees_with_facshuman(embedded: Basis, shared: Path) -> None:
    fields = compare.facshuman_fields(shared / "data" / "facshuman")
    assert len(fields) > 90
    (head,) = compare.compare(embedded, {"AU57": fields["AU57"]})
    assert head.dense.cosine > 0.99


def test_folder_without_targets(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.target file"):
        compare.facshuman_fields(tmp_path)
