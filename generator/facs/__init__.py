"""Signals over time, and the rigs that play them: what action units do to a face."""

from __future__ import annotations

from typing import Literal, get_args

#: where the fields of action units come from: muscles of our own, or FACSHuman's targets
AuBasis = Literal["embedded", "facshuman"]
AU_BASES: tuple[str, ...] = get_args(AuBasis)
