"""Types with a meaning, for the signatures of bots' Python: what `inputs` in YAML call by the same words."""

from __future__ import annotations

from typing import TypeAlias

__all__ = ["BgNumber", "CustomerNumber", "Email", "Iban", "Postcode"]

BgNumber: TypeAlias = str
"""The number of a Bedarfsgemeinschaft."""
CustomerNumber: TypeAlias = str
"""The number of a customer, such as 123D456789."""
Email: TypeAlias = str
Iban: TypeAlias = str
"""An IBAN without blanks."""
Postcode: TypeAlias = str
"""Five digits; the first may be 0."""
