"""The fingerprint of a rule: a schedule whose rule was changed begins anew and has missed nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass


def fingerprint_of(rule: object) -> str:
    """Return a hash over everything that a rule is made of, the same in every process."""
    return hashlib.sha256(_words(rule).encode()).hexdigest()[:32]


def _words(value: object) -> str:
    if is_dataclass(value):
        parts = [f"{field.name}={_words(getattr(value, field.name))}" for field in fields(value) if field.repr]
        return f"{type(value).__name__}({','.join(parts)})"
    match value:
        case str():
            return repr(value)
        case Mapping():
            return f"{{{','.join(sorted(f'{_words(key)}:{_words(part)}' for key, part in value.items()))}}}"
        case Set():
            return f"{{{','.join(sorted(map(_words, value)))}}}"
        case Sequence():
            return f"[{','.join(map(_words, value))}]"
    return str(value)
