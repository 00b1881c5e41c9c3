"""Processors and memory as containers and clusters limit them: control groups of both versions."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.engines.plan import default_workers
from synthgen.machine import cores, memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="control groups are a Linux thing")
V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw"
V1 = (
    "33 32 0:29 {above} /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
    "34 32 0:30 {above} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
)
UNLIMITED = 9223372036854771712  # what version 1 says where there is no limit


def system(root: Path, *, cgroup: str, mounts: str, files: dict[str, str]) -> Path:
    """Make a small file system with what the kernel says of control groups."""
    mounts = f"1 0 8:1 / / rw - ext4 /dev/a rw\n{mounts}\n"
    files = {"proc/self/cgroup": f"{cgroup}\n", "proc/self/mountinfo": mounts, **files}
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


@pytest.fixture(autouse=True)
def sixteen_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of 16 cores and 64 GiB, whatever this one is."""
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(16)))
    monkeypatch.setattr("synthgen.machine._physical", lambda: 64 << 30)


def test_no_control_group_no_limit(tmp_path: Path) -> None:
    assert (cores(tmp_path), memory(tmp_path)) == (16, 64 << 30)
    assert default_workers(tmp_path) == 16


def test_version_2_in_the_groups_own_name_space(tmp_path: Path) -> None:
    """A container of Docker or Kubernetes: its group is the root that it sees."""
    files = {"sys/fs/cgroup/cpu.max": "400000 100000\n", "sys/fs/cgroup/memory.max": f"{8 << 30}\n"}
    root = system(tmp_path, cgroup="0::/", mounts=V2, files=files)
    assert (cores(root), memory(root)) == (4, 8 << 30)


def test_version_2_with_the_limit_in_a_group_above(tmp_path: Path) -> None:
    """A job of Slurm's, or a service of systemd's: the process's group is deep in the tree."""
    files = {
        "sys/fs/cgroup/system.slice/job_7/step_0/cpu.max": "max 100000\n",
        "sys/fs/cgroup/system.slice/job_7/step_0/memory.max": "max\n",
        "sys/fs/cgroup/system.slice/job_7/cpu.max": "150000 100000\n",
        "sys/fs/cgroup/system.slice/job_7/memory.max": f"{3 << 30}\n",
        "sys/fs/cgroup/system.slice/memory.max": f"{32 << 30}\n",
    }
    root = system(tmp_path, cgroup="0::/system.slice/job_7/step_0", mounts=V2, files=files)
    assert (cores(root), memory(root)) == (2, 3 << 30)


@pytest.mark.parametrize("above", ["/", "/docker/7f"])
def test_version_1(above: str, tmp_path: Path) -> None:
    """Mounted as a whole, or (in a container) only the process's own group, whose path is the host's."""
    below = "" if above != "/" else "docker/7f/"
    files = {
        f"sys/fs/cgroup/cpu,cpuacct/{below}cpu.cfs_quota_us": "250000\n",
        f"sys/fs/cgroup/cpu,cpuacct/{below}cpu.cfs_period_us": "100000\n",
        f"sys/fs/cgroup/memory/{below}memory.limit_in_bytes": f"{1 << 30}\n",
        "sys/fs/cgroup/memory/other/memory.limit_in_bytes": "4096\n",
    }
    cgroup = "5:cpuacct,cpu:/docker/7f\n4:memory:/docker/7f\n1:name=systemd:/docker/7f"
    root = system(tmp_path, cgroup=cgroup, mounts="\n".join(V1).format(above=above), files=files)
    assert (cores(root), memory(root)) == (2, 1 << 30)


def test_no_limit_in_words_of_both_versions(tmp_path: Path) -> None:
    files = {
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{UNLIMITED}\n",
    }
    root = system(
        tmp_path, cgroup="5:cpuacct,cpu:/\n4:memory:/\n0::/", mounts="\n".join((*V1, V2)).format(above="/"), files=files
    )
    assert (cores(root), memory(root)) == (16, 64 << 30)
    (tmp_path / "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us").write_text("garbage in here")
    assert cores(root) == 16


@pytest.mark.parametrize(("gigabytes", "workers"), [(0.5, 1), (1, 1), (2, 2), (4, 6), (64, 16)])
def test_there_are_as_many_workers_as_memory_has_room_for(gigabytes: float, workers: int, tmp_path: Path) -> None:
    """A worker takes some 441 MB (README), and gets a third to spare."""
    files = {"sys/fs/cgroup/memory.max": str(int(gigabytes * 1e9))}
    assert default_workers(system(tmp_path, cgroup="0::/", mounts=V2, files=files)) == workers


def test_doctor_dry_run_and_render_name_one_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("synthgen.machine._physical", lambda: 2_000_000_000)
    words = ["render", "--out", str(tmp_path / "out"), "--dry-run"]
    assert "2 workers (roughly" in CliRunner().invoke(cli, words, catch_exceptions=False).stdout
    doctor = CliRunner().invoke(cli, ["doctor"], catch_exceptions=False).stdout
    assert "16 cores, 2.0 GB of memory: 2 workers where --workers says no other number" in doctor
