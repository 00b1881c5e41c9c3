"""The local engine's parts: who gets which unit next, and how a worker's error arrives."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from synthgen.design import Cell, WorkUnit, read_design
from synthgen.engines.job import Job
from synthgen.engines.local import Agenda, Crew, LocalRenderer
from synthgen.errors import Fault, InputError
from synthgen.scene.spec import STUDIO


def unit(model: str, signal: str = "s", views: int = 1) -> WorkUnit:
    cells = tuple(Cell(model, signal, "none", f"a{k}", "studio") for k in range(views))
    person: Any = SimpleNamespace(id=model)
    played: Any = SimpleNamespace(signal=signal)
    return WorkUnit(person, played, STUDIO, tuple(range(views)), cells)  # type: ignore[arg-type]


def names(units: list[WorkUnit | None]) -> list[str | None]:
    return [None if one is None else f"{one.model.id}{one.signal.signal}" for one in units]


def test_a_worker_stays_with_its_model_and_a_new_one_gets_the_longest() -> None:
    agenda = Agenda([unit("a", "1"), unit("b", "1"), unit("b", "2"), unit("c", "1"), unit("c", "2"), unit("c", "3")])
    assert names([agenda.next(None), agenda.next("c"), agenda.next(None)]) == ["c1", "c2", "b1"]
    assert names([agenda.next("b"), agenda.next("b")]) == ["b2", "a1"]


def test_a_worker_helps_with_another_ones_model_only_where_three_units_are_left() -> None:
    agenda = Agenda([unit("a", str(k)) for k in range(4)])
    assert names([agenda.next(None), agenda.next("b")]) == ["a0", "a1"]
    assert names([agenda.next("b"), agenda.next("a"), agenda.next("a"), agenda.next("a")]) == [None, "a2", "a3", None]


def test_the_first_unit_comes_in_two_parts() -> None:
    agenda = Agenda([unit("a", "1", views=5), unit("a", "2", views=5)])
    parts = [agenda.next("a") for _ in range(3)]
    assert [[cell.angle for cell in part.cells] for part in parts if part] == [
        ["a0"],
        ["a1", "a2", "a3", "a4"],
        ["a0", "a1", "a2", "a3", "a4"],
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("refused", InputError), ("broken", Fault)],
)
def test_a_workers_error_arrives_with_its_unit_and_its_fields(
    kind: str, expected: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from flatface import REFUSING

    renderer: LocalRenderer = REFUSING
    job = Job(read_design("sim2real"), tmp_path, renderer, {}, ())
    with Crew(renderer) as crew, pytest.raises(expected) as caught:
        crew.render([unit(kind)], job, workers=1, on_clip=lambda record: None)
    if isinstance(caught.value, InputError):
        error = caught.value
        assert (error.where, error.line, error.value, error.expected) == ("a.mhm", 3, 7, "a nose")
        assert str(error) == "a.mhm, line 3: refused × s: the face is 7; expected a nose. Draw one."
    else:
        assert str(caught.value) == "broken × s: unexpected ZeroDivisionError: no light"
        assert caught.value.traceback.splitlines()[-1] == "ZeroDivisionError: no light"
