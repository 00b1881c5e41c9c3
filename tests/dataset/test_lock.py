"""One run at a time in a folder: on disks with locks and without, after runs that ended and runs that were killed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from synthgen.dataset.lock import hold_lock
from synthgen.errors import InputError

fcntl = pytest.importorskip("fcntl", reason="locks of POSIX")


@pytest.fixture(params=[errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def lockless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without locks, as some network file systems are."""

    def no_locks(handle: object, kind: int) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    monkeypatch.setattr("synthgen.dataset.lock._WRITING_SECONDS", 0.05)


def ended_process() -> int:
    """Return the number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_a_lock_goes_with_its_block(tmp_path: Path) -> None:
    told = rf"another run is writing this folder \(process {os.getpid()}\)\. Wait"
    with hold_lock(tmp_path), pytest.raises(InputError, match=told), hold_lock(tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_without_locks_the_file_tells(lockless: None, tmp_path: Path) -> None:
    with hold_lock(tmp_path):
        told = rf"\(process {os.getpid()}\)\. .*no locks.* delete {tmp_path}/\.lock"
        with pytest.raises(InputError, match=told), hold_lock(tmp_path):
            pass
        assert (tmp_path / ".lock").exists()
    assert not list(tmp_path.iterdir())


def test_without_locks_what_a_killed_run_left_is_taken_over(lockless: None, tmp_path: Path) -> None:
    with hold_lock(tmp_path):
        ours = (tmp_path / ".lock").read_text()
    assert ours.startswith(f"#{os.getpid()} {os.uname().nodename}")
    for left in (f"#{ended_process()}\n", ours.replace(str(os.getpid()), str(ended_process()), 1), ""):
        (tmp_path / ".lock").write_text(left)
        with hold_lock(tmp_path):
            assert (tmp_path / ".lock").read_text() == ours
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("where", ["node17", "node17/4026531836"])
def test_without_locks_nobody_knows_of_a_process_of_another_computer(
    lockless: None, where: str, tmp_path: Path
) -> None:
    (tmp_path / ".lock").write_text(f"#{ended_process()} {where}\n")
    told = r"another run is writing this folder \(process \d+ on node17\)"
    with pytest.raises(InputError, match=told), hold_lock(tmp_path):
        pass
    assert (tmp_path / ".lock").exists()


def test_without_locks_who_died_while_removing_what_was_left_is_named(lockless: None, tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text(f"#{ended_process()}\n")
    (tmp_path / ".lock.clearing").touch()
    told = rf"delete {tmp_path}/\.lock and {tmp_path}/\.lock\.clearing"
    with pytest.raises(InputError, match=told), hold_lock(tmp_path):
        pass
    (tmp_path / ".lock.clearing").unlink()
    with hold_lock(tmp_path):
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock"]


def test_without_locks_one_of_many_gets_it(lockless: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Eight at once, after a run that was killed."""
    monkeypatch.setattr("synthgen.dataset.lock._WRITING_SECONDS", 2.0)  # a busy machine must not decide it
    (tmp_path / ".lock").write_text(f"#{ended_process()}\n")
    inside, most, refused = 0, 0, 0
    turn, everybody = threading.Lock(), threading.Barrier(8)

    def run() -> None:
        nonlocal inside, most, refused
        everybody.wait()
        try:
            with hold_lock(tmp_path):
                with turn:
                    inside += 1
                    most = max(most, inside)
                everybody_waits.wait(0.3)
                with turn:
                    inside -= 1
        except InputError:
            with turn:
                refused += 1

    everybody_waits = threading.Event()
    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, refused) == (1, 7)


@pytest.mark.skipif(sys.platform != "linux", reason="name spaces of Linux")
def test_without_locks_nor_of_one_in_another_container_of_that_name(lockless: None, tmp_path: Path) -> None:
    with hold_lock(tmp_path):
        computer = (tmp_path / ".lock").read_text().split()[1]
    (tmp_path / ".lock").write_text(f"#{ended_process()} {computer}1\n")
    with pytest.raises(InputError, match="another run is writing"), hold_lock(tmp_path):
        pass
