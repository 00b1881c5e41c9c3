"""Which vertices of MakeHuman's base mesh are what: numbers that hold for every model, shaped or posed or not.

What only one module looks at (a lid's ring, a tooth's neck) stands there.
"""

from __future__ import annotations

#: all vertices: the body, then tongue, joints, eyes, teeth and other helpers
VERTICES = 19158
#: the first so many are the body's skin
SKIN = 13380
TONGUE = range(SKIN, 13606)
LOWER_TEETH = range(14992, 15060)
TEETH = range(14992, 15128)
#: skin above this height of the base mesh (y, dm) is the head's, with the neck
HEAD_FROM = 6.0
#: and above this one the head's without the neck: what MakeHuman's camera frames
HEAD_ALONE_FROM = 6.6
