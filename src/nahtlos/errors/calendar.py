"""E70x and E71x: calendars and the windows in which nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from nahtlos.errors.error import NahtlosError, RunStopped
from nahtlos.errors.place import listed


class CalendarError(NahtlosError):
    """Days, Länder or windows are not what they must be."""


class UnknownLand(CalendarError):
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


class OutsideCalendar(CalendarError):
    """A day so long ago or so far away that nobody can say whether it is a holiday."""

    code = "E701"
    first: int
    last: int

    def message(self) -> str:
        """Say which years are known."""
        return f"Public holidays are known from {self.first} to {self.last}, and this leads beyond."


class UnknownDays(CalendarError):
    """Words for days that nobody knows."""

    code = "E702"
    days: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest words, and all there are."""
        words = {word.casefold(): word for word in self.known}
        near = get_close_matches(self.days.casefold(), list(words), n=1)
        hint = f'Did you mean "{words[near[0]]}"?' if near else f"There are {listed(self.known)}."
        return f'"{self.days}" does not say which days. {hint}'


class WindowTimes(CalendarError):
    """A window that is partly one time and partly a rule."""

    code = "E703"
    window: str

    def message(self) -> str:
        """Show both ways."""
        return (
            f'The window "{self.window}" is written either once, with date and time in `from` and `to`, or as a rule: '
            "days in `on`, times of day in `from` and `to`."
        )


class NeverOccurs(CalendarError):
    """A window in which there is no time."""

    code = "E704"
    window: str
    why: str

    def message(self) -> str:
        """Say why."""
        return f'The window "{self.window}" never occurs: {self.why}'


class WindowsOverlap(CalendarError):
    """Two windows of a system that are at the same time."""

    code = "E705"
    window: str
    other: str
    system: str
    example: str

    def message(self) -> str:
        """Name both, and a time at which they overlap."""
        return (
            f'The window "{self.window}" of {self.system} overlaps "{self.other}", for example on {self.example}. '
            "Let one end where the other begins, or write one window for both."
        )


class AlwaysClosed(CalendarError):
    """Windows that leave no time at all."""

    code = "E706"
    system: str
    windows: Sequence[str]

    def message(self) -> str:
        """Name what closes it."""
        names = listed([f'"{name}"' for name in self.windows])
        return f"{self.system} is closed all the time over the coming year by {names}: no run could ever write to it."


class WindowIsOver(CalendarError):
    """A window that was once, and is over."""

    code = "E707"
    window: str
    since: str

    def message(self) -> str:
        """Say since when."""
        return f'The window "{self.window}" is over since {self.since}. Delete it, or correct its date.'


class SystemIsClosed(RunStopped):
    """A blocking window of a system has begun; the item goes back and is taken again when it ends."""

    code = "E710"
    system: str
    window: str
    until: str

    def message(self) -> str:
        """Say until when."""
        return f"{self.system} is closed by the window \"{self.window}\" until {self.until}. Nothing is written then."
