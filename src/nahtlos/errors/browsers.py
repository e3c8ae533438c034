"""E64x and E65x: browsers and proxies."""

from __future__ import annotations

from typing import ClassVar

from nahtlos.errors.error import WorkspaceError


class BrowserMissing(WorkspaceError):
    """There is no browser to work with."""

    code: ClassVar[str] = "E640"
    wish: str | None = None

    def message(self) -> str:
        """Say how to get one."""
        missing = "No browser was found" if self.wish is None else f"The browser {self.wish} was not found"
        return (
            f"{missing}. Install one with `nahtlos browser install` (or `apt install chromium-headless-shell`, or "
            "`playwright install chromium-headless-shell`), or name one in config/nahtlos.yaml as `executable:` of "
            "`browser:`."
        )


class BrowserNotInstalled(WorkspaceError):
    """No way to install a browser worked."""

    code: ClassVar[str] = "E641"
    tried: tuple[str, ...]

    def message(self) -> str:
        """Say what was tried."""
        return (
            f"No browser could be installed. Tried: {'; '.join(self.tried)}. Install Chromium, Chrome or Edge in the "
            "way your machine is looked after; nahtlos takes what is there."
        )


class BrowserNotStarted(WorkspaceError):
    """A browser that is there does not start."""

    code: ClassVar[str] = "E642"
    executable: str
    reason: str

    def message(self) -> str:
        """Say why, as far as it is known."""
        return f"The browser {self.executable} does not start: {self.reason}."


class ProxyUnusable(WorkspaceError):
    """The proxy of the office is not written so that it can be used; its address may hold a password."""

    code: ClassVar[str] = "E643"
    host: str = ""

    def message(self) -> str:
        """Show what it looks like."""
        at = f" at {self.host}" if self.host else ""
        return f"The proxy{at} cannot be used. Write it like http://proxy.example:3128 or socks5://proxy.example:1080."
