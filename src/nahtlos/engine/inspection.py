"""What is told of the screens a bot uses: each locator's one thing, what is wrong, and what was not looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nahtlos.engine.mentions import Mention, Use
from nahtlos.engine.screen import Locator, Screen
from nahtlos.errors import NahtlosError, Place, ScreenError, listed

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something a bot relies on, and where it should be."""

    words: str
    """As the bot says it, with its expressions as they are written."""
    locator: Locator
    use: Use
    is_personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The one thing a locator means."""

    facts: Facts
    leads: bool = False
    """A plain link, which may be followed: no script decides what it does."""


class Inspecting(Screen, Protocol):
    """A screen that tells what is on it."""

    async def inspect(self, wanted: Sequence[Wanted], *, timeout: float) -> Sequence[Found | ScreenError]:
        """Look at everything wanted; what is not there exactly once is told as an error."""

    async def only_look(self) -> str | None:
        """Let the session send nothing that could write, until it ends; or say why that cannot be seen to."""

    @property
    def withheld(self) -> Sequence[str]:
        """What pages wanted to send since then, and did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a tour saw: by screen and words, the facts; what is wrong; and what could not be looked at, and why."""

    screens: Mapping[str, Mapping[str, Facts]]
    problems: Sequence[NahtlosError]
    places: Mapping[tuple[str, str], Place | None]
    unseen: Sequence[str]
    open_ended: frozenset[str] = frozenset()
    """Screens that were not gone through for want of data: that something there was not seen says nothing."""


@dataclass(slots=True, kw_only=True)
class Notes:
    """What is noted on the way, by screen."""

    system: str
    screens: dict[str, dict[str, Facts]] = field(default_factory=dict)
    problems: list[NahtlosError] = field(default_factory=list)
    places: dict[tuple[str, str], Place | None] = field(default_factory=dict)
    _looked: set[tuple[str, str]] = field(default_factory=set)
    _ends: dict[str, str] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _expected: dict[str, dict[str, Mention]] = field(default_factory=lambda: defaultdict(dict))

    def expect(self, screen: str, mentions: Iterable[Mention]) -> None:
        """Note what the bot relies on there: whatever of it is not looked at will be named."""
        self.screens.setdefault(screen, {})
        for mention in mentions:
            self._expected[screen].setdefault(mention.words, mention)

    def saw(self, screen: str, mention: Mention, facts: Facts) -> None:
        """Note the one thing that a locator means."""
        self._looked.add((screen, mention.words))
        if not mention.is_passing:
            self.screens.setdefault(screen, {})[mention.words] = facts
            self.places[screen, mention.words] = mention.place

    def fault(self, error: NahtlosError, screen: str = "", mention: Mention | None = None) -> None:
        """Note what is wrong, once."""
        if mention is not None:
            self._looked.add((screen, mention.words))
        if (error.code, error.message()) not in [(one.code, one.message()) for one in self.problems]:
            self.problems.append(error)

    def end(self, screen: str, why: str, *, for_want_of_data: bool = False) -> None:
        """Note why the way through a screen ended before its last step."""
        self._ends.setdefault(screen, why)
        if for_want_of_data:
            self._open.add(screen)

    def seen(self) -> Seen:
        """Return what was seen, and everything that was not, by name."""
        return Seen(
            screens={name: dict(sorted(things.items())) for name, things in self.screens.items() if things},
            problems=tuple(self.problems), places=self.places, unseen=tuple(self._unseen()),
            open_ended=frozenset(self._open),
        )  # fmt: skip

    def _unseen(self) -> Iterable[str]:
        for screen, why in self._ends.items():
            if not self._expected[screen]:
                yield f"{self.system} {screen}: {why}"
        for screen, mentions in self._expected.items():
            was_there = any(where == screen for where, _ in self._looked)
            by_reason: dict[str, list[str]] = defaultdict(list)
            for words, mention in mentions.items():
                if (screen, words) not in self._looked:
                    ended = self._ends.get(screen, mention.absent)
                    why = mention.absent if mention.is_passing and was_there else ended
                    by_reason[why].append(words)
            yield from (f"{self.system} {screen}: {listed(words)}: {why}" for why, words in by_reason.items())
