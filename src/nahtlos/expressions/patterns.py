"""Regular expressions that cannot hang: RE2 knows no backtracking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import re2

from nahtlos.errors import InvalidPattern

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20

LENGTH_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, ready to be used."""

    text: str
    _compiled: Any

    @classmethod
    def compile(cls, text: str) -> Self:
        """Compile a pattern; raise `InvalidPattern` if it is none."""
        if len(text) > LENGTH_LIMIT:
            raise InvalidPattern(pattern=text[:40] + "…", reason=f"it is longer than {LENGTH_LIMIT} characters")
        try:
            return cls(text, re2.compile(_sound(text), _OPTIONS))
        except re2.error as error:
            reason = error.args[0]  # in bytes, as RE2 is written in C++
            raise InvalidPattern(pattern=text, reason=reason.decode(errors="replace")) from None

    def matches(self, text: str) -> bool:
        """Whether the whole text fits."""
        return self._compiled.fullmatch(_sound(text)) is not None

    def part(self, text: str) -> str | None:
        """Return the first group of the first match, or the match if there is no group, or None."""
        match = self._compiled.search(_sound(text))
        if match is None:
            return None
        found: str | None = match.group(1 if self._compiled.groups else 0)
        return found


def _sound(text: str) -> str:
    """Replace halves of characters, which pages can hold and RE2 cannot read."""
    return text.encode(errors="replace").decode()
