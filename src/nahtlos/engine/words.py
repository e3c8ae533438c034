"""Words of the screen compared outside of the page, by the same rule as inside (rule 2 of the language)."""

from __future__ import annotations

import re

from nahtlos.engine.screen import Name
from nahtlos.expressions import normalize_text
from nahtlos.expressions.patterns import Pattern

AROUND = re.compile(r"^[*\s]+|[\s:*?….]+$")


def bare(text: str) -> str:
    """Return a text as it is compared."""
    shown = normalize_text(text)
    return (AROUND.sub("", shown) or shown).lower()


def words_of(name: Name) -> str:
    """Word a name for a message that quotes it: `…` stands for what may be anything."""
    texts = " or ".join(name.texts)
    return {"starts": f"{texts}…", "ends": f"…{texts}", "contains": f"…{texts}…"}.get(name.how, texts)


def is_named(name: Name, shown: str) -> bool:
    """Tell whether a shown text is one of the names."""
    text = bare(shown)
    match name.how:
        case "pattern":
            return any(Pattern.compile(one).matches(normalize_text(shown)) for one in name.texts)
        case "exact":
            return normalize_text(shown) in map(normalize_text, name.texts)
        case "starts":
            return any(text.startswith(bare(one)) for one in name.texts)
        case "ends":
            return any(text.endswith(bare(one)) for one in name.texts)
        case "contains":
            return any(bare(one) in text for one in name.texts)
        case "whole":
            return any(text == bare(one) for one in name.texts)
