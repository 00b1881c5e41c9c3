"""What this process may use of the machine: processors and memory, as affinity and a container's limits have it.

Limits stand in control groups, of version 2 (one tree) or 1 (one tree a controller), in the process's own group or in
one above it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from synthgen.backports import without_prefix

_ROOT = Path("/")


def cores(root: Path = _ROOT) -> int:
    """Return the number of processors; ``root`` is where the file systems are that say so (tests have their own)."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for folder in _groups("cpu", root):
        words = _words(folder / "cpu.max") + _words(folder / "cpu.cfs_quota_us") + _words(folder / "cpu.cfs_period_us")
        if len(words) == 2 and all(word.isdigit() for word in words) and int(words[1]):  # "max", -1: no quota
            count = min(count, max(1, round(int(words[0]) / int(words[1]))))
    return count


def memory(root: Path = _ROOT) -> int | None:
    """Return the bytes of memory; None where the system does not say."""
    limits = [_physical()]
    for folder in _groups("memory", root):
        for name in ("memory.max", "memory.limit_in_bytes"):
            limits += [int(word) for word in _words(folder / name)[:1] if word.isdigit()]
    return min((limit for limit in limits if limit), default=None)


def _physical() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None


def _groups(controller: str, root: Path) -> Iterator[Path]:
    """Yield the folders of the control groups that a controller has this process in, from its own upwards."""
    mounts = list(_mounts(root))
    for line in _lines(root / "proc/self/cgroup"):
        _, names, path = line.split(":", 2)
        kind = "cgroup" if controller in names.split(",") else "cgroup2" if not names else None
        for found, controllers, above, at in mounts:
            if found == kind and (found == "cgroup2" or controller in controllers):
                top = root / at.lstrip("/")
                # in a container, what is mounted may be the group itself, whose path is the host's
                below = path if above == "/" else without_prefix(path, above) if path.startswith(above) else "/"
                folder = top / below.strip("/")
                yield from (group for group in (folder, *folder.parents) if top in (group, *group.parents))


def _mounts(root: Path) -> Iterator[tuple[str, list[str], str, str]]:
    """Yield (file system, options, the part of it that is mounted, where) of mounted control groups."""
    for line in _lines(root / "proc/self/mountinfo"):
        before, _, after = line.partition(" - ")
        kind = after.split(" ", 1)[0]
        if kind in ("cgroup", "cgroup2"):
            above, at = before.split(" ")[3:5]
            yield kind, after.split(" ")[-1].split(","), above, at


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _words(path: Path) -> list[str]:
    return " ".join(_lines(path)).split()
