"""What is left to do of a design, and what it costs."""

from __future__ import annotations

import os

import pytest

from synthgen.design import expand, read_design, resolve
from synthgen.engines.plan import Plan, default_workers, keep_cells, make_plan

DESIGN = read_design("sim2real")
UNITS = expand(DESIGN, resolve(DESIGN))
FIRST = [cell.clip for unit in UNITS[:2] for cell in unit.cells]


def plan(*, done: set[str] = frozenset(), limit: int | None = None, workers: int = 4) -> Plan:  # type: ignore[assignment]
    return make_plan(DESIGN, UNITS, only={}, done=done, limit=limit, workers=workers)


def test_a_limit_counts_cells_and_may_cut_a_unit() -> None:
    """Nine angles a unit: twelve cells are one unit and three views of the next."""
    some = plan(limit=12)
    assert [len(unit.cells) for unit in some.units] == [9, 3]
    assert [cell.clip for unit in some.units for cell in unit.cells] == FIRST[:12]
    assert some.units[1].angles == UNITS[1].angles[:3]
    assert (some.declared, some.selected, some.done, some.clips) == (4536, 4536, 0, 12)
    assert some.frames == 12 * 25
    assert some.workers == 2  # no more than there are units


def test_what_is_done_is_left_out_before_the_limit_counts() -> None:
    some = plan(done={FIRST[0], FIRST[4]}, limit=3)
    assert [cell.clip for unit in some.units for cell in unit.cells] == [FIRST[1], FIRST[2], FIRST[3]]
    assert some.done == 2


def test_nothing_left_takes_no_time() -> None:
    everything = {cell.clip for unit in UNITS for cell in unit.cells}
    over = plan(done=everything)
    assert (over.units, over.frames, over.bytes, over.seconds) == ((), 0, 0, 0.0)


def test_twice_the_workers_take_half_the_time_after_the_start() -> None:
    assert plan(workers=2).seconds - 2.5 == pytest.approx(2 * (plan(workers=4).seconds - 2.5))


def test_units_without_a_wanted_cell_are_left_out() -> None:
    kept = keep_cells(
        UNITS, lambda cell: cell.angle == UNITS[0].cells[5].angle and cell.model == UNITS[0].cells[0].model
    )
    assert [len(unit.cells) for unit in kept] == [1] * 21
    assert {unit.angles for unit in kept} == {(UNITS[0].angles[5],)}


def test_workers_are_at_most_the_processors() -> None:
    assert 1 <= default_workers() <= (os.cpu_count() or 1)
