"""Doctests come from what can be imported: readers that need OpenCV or torch have an environment of their own."""

import importlib.util

_OF_THE_READERS = ("appearance", "detectors", "expressions", "hands", "london", "mesh", "network", "node", "readings")

collect_ignore = []
if importlib.util.find_spec("cv2") is None:
    collect_ignore = [
        "blind.py",
        "hands_found.py",
        "identity.py",
        "look.py",
        "signals.py",
        "sizes.py",
        "transfer.py",
        *(f"readers/{name}.py" for name in _OF_THE_READERS),
    ]
