"""synthgen: synthetic facial-expression video that can be audited.

``__init__.pyi`` lists the public names; each is imported when first used, so that ``import synthgen`` stays instant::

    import synthgen

    if __name__ == "__main__":  # workers import the script that started them
        synthgen.render_design(synthgen.read_design("sim2real"), "dataset", limit=27)
"""

import warnings

from lazy_loader import attach_stub

_public, __dir__, __all__ = attach_stub(__name__, __file__)

#: name of version 0.1 -> name now
_RENAMED = {"cast": "make_actor", "sample": "sample_animation", "shape": "shape_model"}


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        warnings.warn(f"synthgen.{name} is called synthgen.{_RENAMED[name]} now", DeprecationWarning, stacklevel=2)
    return _public(_RENAMED.get(name, name))
