"""From what a person or a job asks for to a batch that is ready to run."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from synthgen.engines.job import Renderer
from synthgen.errors import RunError
from synthgen.home import expanded
from synthgen.version import __version__

from .batch import Batch
from .choices import basis_of, chosen_design
from .core import config
from .installed import version_remark
from .stage import Stage, has_render_buffers
from .version import makehuman_version, plugin_sources
from .video import choose_writer
from .wearing import base_record


def make_batch(app: Any, document: Mapping[str, Any], *, note: Callable[[str], None]) -> Batch:
    """Return the batch that a job (see ``jobfile``) asks for. Raises InputError, and RunError for a driver too old."""
    if not has_render_buffers():
        raise RunError("This graphics driver cannot render into a buffer: nothing can be rendered here.")
    design = chosen_design(document)
    version = makehuman_version()
    renderer = Renderer("makehuman", f"{version}, synthgen {__version__}", plugin_sources(), (base_record(version),))
    return Batch(
        Stage(app),
        design,
        expanded(document["out"]),
        basis=lambda chosen: basis_of(chosen.au_basis),
        writer=lambda chosen: choose_writer(chosen.video.codec, config()),
        renderer=renderer,
        note=note,
        remark=lambda: version_remark(config()),
        limit=document.get("limit"),
    )
