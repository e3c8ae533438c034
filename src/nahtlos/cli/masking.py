"""Keeps what a person is called, and other personal values, out of sentences about a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from nahtlos.engine.screen import Value

MASK = "…"


def masked(text: str, record: Mapping[str, Value], personal: Iterable[str] | None) -> str:
    """Return a sentence without the personal values of a record; without names of fields, without any value of it."""
    names = record if personal is None else personal
    words = {word for name in names for word in _writings(record.get(name)) if word.strip()}
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


def _writings(value: Value) -> Iterator[str]:
    """Yield the ways in which a value may have been written."""
    match value:
        case None | bool():
            return
        case str():
            yield value
            compact = value.replace(" ", "")
            yield compact
            yield " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))
        case date():
            yield value.isoformat()
            yield f"{value:%d.%m.%Y}"
            yield f"{value.day}.{value.month}.{value.year}"
        case Decimal() | int():
            yield str(value)
            yield f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
            yield f"{value:.2f}".replace(".", ",")
        case tuple():
            for part in value:
                yield from _writings(part)
        case Mapping():
            for part in value.values():
                yield from _writings(part)
