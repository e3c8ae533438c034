"""E70x and E71x: calendars and the windows in which nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from nahtlos.errors.error import ModelError
from nahtlos.errors.place import listed


class UnknownLand(ModelError):
    """Something that is no abbreviation of a Land."""

    code = "E700"
    land: str
    known: Mapping[str, str]
    """Abbreviation and name."""

    def message(self) -> str:
        """Name the abbreviation that was meant; a written-out name means one, too."""
        meanings = {word.casefold(): land for land, name in self.known.items() for word in (land, name)}
        near = get_close_matches(self.land.casefold(), list(meanings), n=1)
        if near:
            land = meanings[near[0]]
            return f'There is no Land "{self.land}". Did you mean "{land}" ({self.known[land]})?'
        return f'There is no Land "{self.land}". There are {listed(list(self.known))}.'


class OutsideCalendar(ModelError):
    """A day so long ago or so far away that nobody can say whether it is a holiday."""

    code = "E701"
    first: int
    last: int

    def message(self) -> str:
        """Say which years are known."""
        return f"Public holidays are known from {self.first} to {self.last}, and this leads beyond."
