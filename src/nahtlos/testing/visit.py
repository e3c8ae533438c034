"""A session at a fake application: who is signed in, which page and windows are open, what is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from nahtlos.testing.page import Page


class Application(Protocol):
    """What a fake system has to be."""

    def page(self, visit: Visit, path: str, query: dict[str, str]) -> Page:
        """Draw the page of an address for somebody who is signed in."""

    def entrance(self, visit: Visit) -> Page:
        """Draw the page for those who are not."""


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """One session; its pages are drawn by the application."""

    app: Application
    is_signed_in: bool = False
    page: Page = field(default_factory=lambda: Page(path="about:blank"))
    opener: list[Page] = field(default_factory=list)
    """Pages behind the window that is worked in."""
    opening: Page | None = None
    """A window that has opened and is not worked in yet."""
    arrived: Path | None = None
    """A file that has arrived."""
    pages: int = 0
    """How many pages were opened."""

    def go(self, path: str, **query: str) -> None:
        """Open a page."""
        self.pages += 1
        path = unquote(path)
        page = self.app.page(self, path, query) if self.is_signed_in else None
        self.page = page if page is not None and self.is_signed_in else self.app.entrance(self)

    def sign_in(self) -> None:
        """Let somebody in."""
        self.is_signed_in = True

    def expire(self) -> None:
        """Sign out; the page shows it at once."""
        self.is_signed_in = False
        self.page = self.app.entrance(self)

    def close_window(self) -> None:
        """Go back to the page that opened this window."""
        self.page = self.opener.pop()
