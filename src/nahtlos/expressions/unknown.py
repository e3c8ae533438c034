"""The value that will only be known once something was written, for plans that write nothing."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias


class _Unknown(Enum):
    UNKNOWN = "unknown until written"

    def __repr__(self) -> str:
        return "UNKNOWN"


Unknown: TypeAlias = Literal[_Unknown.UNKNOWN]

UNKNOWN: Final = _Unknown.UNKNOWN
"""Stands for a value that is not known yet; every expression that touches it evaluates to it. Compare with `is`."""
