"""Versions of the format of datasets, and what is new in which.

1.5: scenes may have hands and things before the face, whose records have a part ``hands``; tables have columns of it.
1.4: designs may have intensities, takes and classes, signals may have signs beside action units, visemes and blinks;
records are those of 1.3.
"""

from __future__ import annotations

import re

#: the first format, (major, minor), whose columns have one type
TYPED = (1, 3)
#: … in which a person and a signal have one id everywhere
OWN_IDS = (1, 3)
#: … whose design and inputs are read by the core schema of YAML 1.2
CORE_YAML = (1, 3)
#: what no format is told by
UNKNOWN = (0, 0)


def version_of(named: object) -> tuple[int, int]:
    """Return a format's version, (major, minor), UNKNOWN for what names none.

    >>> version_of("1.3"), version_of(None)
    ((1, 3), (0, 0))
    """
    found = re.fullmatch(r"([0-9]{1,4})\.([0-9]{1,4})", str(named))
    return (int(found[1]), int(found[2])) if found else UNKNOWN
