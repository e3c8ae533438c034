"""Pages by their paths, and a conversation in front of them: for tests of single verbs."""

# ruff: noqa: ARG002 - an application has these methods

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nahtlos.engine.conversation import Conversation
from nahtlos.plan import nodes
from nahtlos.testing.clock import FakeClock
from nahtlos.testing.draft import Draft
from nahtlos.testing.life import Life
from nahtlos.testing.page import Page, Thing
from nahtlos.testing.register_bot import register_bot, register_system
from nahtlos.testing.screen import FakeScreen
from nahtlos.testing.visit import Visit


@dataclass(slots=True, kw_only=True, eq=False)
class Stage:
    """An application that is nothing but pages; everybody is signed in."""

    pages: dict[str, Page] = field(default_factory=dict)
    """By path; where there is none, nothing is on the page."""
    draft: Draft = field(default_factory=Draft)
    clock: FakeClock = field(default_factory=FakeClock)
    life: Life = field(default_factory=Life)
    scripts: dict[str, Callable[..., object]] = field(default_factory=dict)
    opened: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and query of all pages that were opened."""
    visit: Visit = field(init=False)

    def __post_init__(self) -> None:
        self.visit = Visit(app=self, is_signed_in=True)

    def page(self, visit: Visit, path: str, query: dict[str, str]) -> Page:
        """Return the page of a path."""
        self.opened.append((path, query))
        return self.pages.setdefault(path, Page(path=path))

    def entrance(self, visit: Visit) -> Page:
        """Return what those see who are not signed in."""
        return Page(path="/anmelden", things=[Thing(kind="field", name="Kennwort")])

    def talk(self, *things: Thing, scope: Mapping[str, object] | None = None, **changes: Any) -> Conversation:
        """Begin a conversation in front of a page with these things; `bot` are changes of a register's bot."""
        self.visit.page = self.pages.setdefault("/here", Page(path="/here"))
        self.visit.page.things += things
        bot: nodes.Bot = register_bot(self.draft, **changes.pop("bot", {}))
        screen = FakeScreen(visit=self.visit, clock=self.clock, life=self.life, scripts=self.scripts)
        system = register_system(self.draft, bot=bot)
        return Conversation(screen=screen, system=system, scope=dict(scope or {}), **changes)
