"""synthgen: synthetic facial-expression video that can be audited.

The public names below are imported when first used, so that ``import synthgen`` stays instant::

    import synthgen

    if __name__ == "__main__":  # workers import the script that started them
        synthgen.render_design(synthgen.read_design("sim2real"), "dataset", limit=27)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from synthgen.version import __version__

if TYPE_CHECKING:
    from synthgen.actor.actor import Actor, cast
    from synthgen.assets import Assets, load_assets
    from synthgen.design import Design, read_design
    from synthgen.engines.run import Summary, plan_design, render_design
    from synthgen.errors import InputError, RunError
    from synthgen.facs.animation import Animation, read_animation, sample
    from synthgen.facs.basis import Basis, Rig, load_basis
    from synthgen.facs.curves import Curves
    from synthgen.facs.library import find_animations
    from synthgen.human.appearance import Appearance, appearance_of
    from synthgen.human.body import Shape, shape
    from synthgen.human.library import find_models
    from synthgen.human.mhm import Model, read_mhm
    from synthgen.render.studio import Studio
    from synthgen.scene.angles import Angle, AngleSpec, read_angles
    from synthgen.scene.camera import Camera, frame_head

#: public name -> module that defines it
_PUBLIC = {
    "Actor": "actor.actor",
    "Angle": "scene.angles",
    "AngleSpec": "scene.angles",
    "Animation": "facs.animation",
    "Appearance": "human.appearance",
    "Assets": "assets",
    "Basis": "facs.basis",
    "Camera": "scene.camera",
    "Curves": "facs.curves",
    "Design": "design",
    "InputError": "errors",
    "Model": "human.mhm",
    "Rig": "facs.basis",
    "RunError": "errors",
    "Shape": "human.body",
    "Studio": "render.studio",
    "Summary": "engines.run",
    "appearance_of": "human.appearance",
    "cast": "actor.actor",
    "find_animations": "facs.library",
    "find_models": "human.library",
    "frame_head": "scene.camera",
    "load_assets": "assets",
    "load_basis": "facs.basis",
    "plan_design": "engines.run",
    "read_angles": "scene.angles",
    "read_animation": "facs.animation",
    "read_design": "design",
    "read_mhm": "human.mhm",
    "render_design": "engines.run",
    "sample": "facs.animation",
    "shape": "human.body",
}

__all__ = [  # noqa: RUF022  (as the table above)
    "__version__",
    "Actor",
    "Angle",
    "AngleSpec",
    "Animation",
    "Appearance",
    "Assets",
    "Basis",
    "Camera",
    "Curves",
    "Design",
    "InputError",
    "Model",
    "Rig",
    "RunError",
    "Shape",
    "Studio",
    "Summary",
    "appearance_of",
    "cast",
    "find_animations",
    "find_models",
    "frame_head",
    "load_assets",
    "load_basis",
    "plan_design",
    "read_angles",
    "read_animation",
    "read_design",
    "read_mhm",
    "render_design",
    "sample",
    "shape",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"synthgen.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'synthgen' has no attribute {name!r}; public names: {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
