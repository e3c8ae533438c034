"""Texts of pages as messages may quote them: without the values that were entered, and without long numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SHORTEST = 3
"""Values shorter than this stand in too many words to be looked for."""
LONGEST = 120


@dataclass(slots=True)
class Mask:
    """What must not be quoted: the personal and secret values this session has seen."""

    _values: set[str] = field(default_factory=set)

    def hide(self, value: object) -> None:
        """Never quote this value again."""
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and len(text.strip()) >= SHORTEST:
                self._values.add(text.strip())

    def values(self) -> tuple[str, ...]:
        """Return what must not be quoted."""
        return tuple(self._values)

    def __call__(self, text: str) -> str:
        """Return the text as it may be quoted."""
        for value in sorted(self._values, key=len, reverse=True):
            text = re.sub(re.escape(value), "…", text, flags=re.IGNORECASE)
        text = re.sub(r"\d{3,}", lambda found: "#" * len(found[0]), text)
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"
