"""Where meshes, targets and masks come from: a pinned wheel, compiled once into a memory-mapped cache.

``load_assets()`` is the one call the rest of the program makes.
"""

from __future__ import annotations

from synthgen.assets.fetch import load_assets
from synthgen.assets.index import AssetRecord
from synthgen.assets.store import Assets
from synthgen.assets.targets import Target

__all__ = ["AssetRecord", "Assets", "Target", "load_assets"]
