"""This program's own renderer, as the local engine uses it."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

from synthgen.engines.job import Job
from synthgen.engines.local import LocalRenderer
from synthgen.sources import drawing_sources
from synthgen.version import __version__

if TYPE_CHECKING:
    from synthgen.actor.actor import Actor
    from synthgen.facs.basis import Basis
    from synthgen.human.mhm import Model


@functools.cache
def own_renderer() -> LocalRenderer:
    """Return the renderer that draws where no other is named."""
    return LocalRenderer("numba", __version__, drawing_sources(), (), cast=cast_actor, load=load_studio)


def cast_actor(job: Job, model: Model) -> Actor:
    """Return a model shaped, rigged, dressed and lit as a job's design says."""
    from synthgen.actor.actor import make_actor

    design, video = job.design, job.design.video
    basis = _basis(design.au_basis)
    return make_actor(model, basis, seed=design.seed, width=video.width, height=video.height, looks=design.looks)


@functools.lru_cache(maxsize=1)
def _basis(name: str) -> Basis:
    from synthgen.assets import load_assets
    from synthgen.facs.basis import load_basis

    return load_basis(name, load_assets())


def load_studio() -> None:
    """Import what rendering needs and have kernels ready: it can pass while somebody else reads the design.

    For a process that does nothing else: it is to find no SciPy from now on.
    """
    # numba would load it, if it is there, for linear algebra that no kernel uses: half a second
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]
    import av  # noqa: F401
    import numba

    import synthgen.actor.actor
    import synthgen.planes  # noqa: F401
    from synthgen.engines.kernels import compile_kernels

    compile_kernels()
    target = numba.core.registry.cpu_target  # what numba would import at the first call of a kernel
    target.typing_context.refresh()
    target.target_context.refresh()
