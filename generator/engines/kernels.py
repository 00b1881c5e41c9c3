"""All kernels compiled before the first picture, shared out among the processes that wait for them.

``kernels.txt`` names what a run calls, a line a kernel, the costliest first: ``module kernel types``. A type is a
dtype, for arrays followed by ``:``, dimensions and layout (``f4:2C``; ``r``: read-only), or a block of parameters,
``module.Block(types)``. After a change of kernels
``python -m synthgen.engines.kernels`` says what the file has to hold; a test compares. A wrong list costs time only.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from synthgen.files import claim
from synthgen.jit import CACHE_DIR, KERNELS

if TYPE_CHECKING:
    from synthgen.actor.actor import Actor

LIST = Path(__file__).with_name("kernels.txt")
Line = tuple[str, str, tuple[str, ...]]


def listed() -> list[Line]:
    """Return (module, kernel, types) of every kernel that a run calls, the costliest first."""
    lines = (line.split() for line in LIST.read_text(encoding="ascii").splitlines() if not line.startswith("#"))
    return [(module, name, tuple(types)) for module, name, *types in lines]


def compile_kernels() -> None:
    """Compile what is not in the cache yet; every process that calls this takes the next kernel that nobody has.

    Returns when all are done, whoever did them.
    """
    if CACHE_DIR is None:
        return
    folder = CACHE_DIR
    marker = folder / f"compiled-numba-{numba.__version__}"
    if marker.exists():
        return
    with contextlib.suppress(OSError):  # a cache that cannot be written: kernels are compiled when they are called
        folder.mkdir(parents=True, exist_ok=True)
        left = [line for line in listed() if not _compile(line, folder, wait=False)]
        for line in left:
            _compile(line, folder, wait=True)
        marker.touch()


def called() -> set[Line]:
    """Return the listed form of every specialisation that this process has loaded or compiled."""
    return {
        (kernel.py_func.__module__.partition(".")[2], kernel.py_func.__name__, tuple(map(_written, types)))
        for kernel in KERNELS
        for types in kernel.signatures
    }


def _compile(line: Line, folder: Path, *, wait: bool) -> bool:
    """Compile one kernel; False where another process is at it."""
    module, name, types = line
    with claim(folder / f"{module}.{name}.lock", wait=wait) as mine:
        if mine:
            with contextlib.suppress(Exception):  # an outdated line
                kernel = getattr(import_module(f"synthgen.{module}"), name)
                kernel.compile(tuple(map(_read, types)))
        return mine


def _read(text: str) -> Any:
    """Return numba's type of ``i4``, ``f4:2C``, ``render.raster.raster.Screen(i4:2C,f4:1C)`` …"""
    if text.endswith(")"):
        name, _, fields = text[:-1].partition("(")
        module, _, block = name.rpartition(".")
        named: Any = numba.types.BaseTuple.from_types
        return named([_read(field) for field in fields.split(",")], getattr(import_module(f"synthgen.{module}"), block))
    dtype, _, shape = text.partition(":")
    scalar: Any = numba.from_dtype(np.dtype(dtype))
    if not shape:
        return scalar
    array: Any = numba.types.Array
    return array(scalar, int(shape[0]), shape[1], readonly=shape.endswith("r"))


def _written(kind: Any) -> str:
    block_type: Any = numba.types.BaseTuple
    if isinstance(kind, block_type):
        block = kind.instance_class
        name = f"{block.__module__.partition('.')[2]}.{block.__name__}"
        return f"{name}({','.join(map(_written, kind.types))})"
    array = isinstance(kind, numba.types.Array)
    dtype = numba.np.numpy_support.as_dtype(kind.dtype if array else kind)
    text = f"{dtype.kind}{dtype.itemsize}"
    return f"{text}:{kind.ndim}{kind.layout}{'' if kind.mutable else 'r'}" if array else text


def _costs(folder: Path) -> dict[str, int]:
    """Return the bytes of machine code of each kernel in a cache: in proportion to the time to compile it."""
    costs: dict[str, int] = {}
    for path in folder.rglob("*.nbc"):
        kernel = path.name.partition("-")[0]  # "shade.shade"
        costs[kernel] = max(costs.get(kernel, 0), path.stat().st_size)
    return costs


def warm_up(actor: Actor) -> None:
    """Draw and convert one picture: compile, or load from the cache, every kernel that rendering and encoding call."""
    from synthgen.planes import to_yuv420
    from synthgen.scene.angles import Angle

    actor.pose({"AU25": 0.5, "AU43": 0.5, "blush": 0.5})  # lids, lips and what reddens have kernels too
    frame = actor.view(Angle("front", 0.0, 0.0, 0.0))
    luma = np.empty((2, 2), np.uint8)
    to_yuv420(np.ascontiguousarray(frame[:2, :2]), luma, luma[:1, :1].copy(), luma[:1, :1].copy())


def _warm_up_as_a_worker() -> None:
    """Do what a worker does before its first unit, and chart the skin's texels, which others find in the cache."""
    from synthgen.actor.actor import make_actor
    from synthgen.assets import load_assets
    from synthgen.design import expand, read_design, resolve
    from synthgen.facs.basis import load_basis
    from synthgen.render.skin.texels import texel_map

    design = read_design("sim2real")
    model = expand(design, resolve(design))[0].model
    basis = load_basis(design.au_basis, load_assets())
    warm_up(make_actor(model, basis, seed=design.seed, width=design.video.width, height=design.video.height))
    texel_map.__wrapped__(load_assets())  # type: ignore[attr-defined]  # not what is stored


def _lines() -> Iterator[str]:
    """Yield what ``kernels.txt`` has to hold. The cache has to be full: else what is compiled on the way counts too."""
    _warm_up_as_a_worker()
    costs = _costs(CACHE_DIR) if CACHE_DIR else {}
    order = sorted(called(), key=lambda line: (-costs.get(f"{line[0].rpartition('.')[2]}.{line[1]}", 0), line))
    for module, name, types in order:
        yield " ".join((module, name, *types))


if __name__ == "__main__":
    print("\n".join(_lines()))
