"""What two texts have to share to count as the same."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""The soft hyphen, zero-width characters and direction marks."""


def normalize_text(text: str) -> str:
    """Return a text as people see it: composed, without invisible characters, one blank for many."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())
