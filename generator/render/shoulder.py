"""What is brighter than a picture can show, rolled off towards white."""

from __future__ import annotations

import numpy as np

from synthgen.render.jit import kernel

f4 = np.float32

#: Linear light is shown as it is up to here; what is above is bent so that it never reaches 1.
_KNEE = 0.8
#: How much of a bright colour's hue is kept: 0 bends each channel alone, which turns pale skin greenish white; at 1
#: highlights stay coloured too.
_KEPT = 0.7


@kernel
def roll_off(n, red, green, blue):  # type: ignore[no-untyped-def]
    """Bend the first ``n`` colours of three rows of linear light, in place."""
    room = f4(1 - _KNEE)
    for i in range(n):
        r = red[i]
        g = green[i]
        b = blue[i]
        top = max(max(r, max(g, b)), f4(_KNEE))
        over = top - f4(_KNEE)
        # the same factor for all channels keeps the hue
        all_alike = (f4(_KNEE) + over * room / (room + over)) / top
        over_r = max(r - f4(_KNEE), f4(0))
        over_g = max(g - f4(_KNEE), f4(0))
        over_b = max(b - f4(_KNEE), f4(0))
        alone_r = r - over_r + over_r * room / (room + over_r)
        alone_g = g - over_g + over_g * room / (room + over_g)
        alone_b = b - over_b + over_b * room / (room + over_b)
        red[i] = alone_r + f4(_KEPT) * (r * all_alike - alone_r)
        green[i] = alone_g + f4(_KEPT) * (g * all_alike - alone_g)
        blue[i] = alone_b + f4(_KEPT) * (b * all_alike - alone_b)
