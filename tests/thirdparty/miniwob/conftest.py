"""The browser and the sessions of the tests of screens."""

from tests.browser.screen.conftest import browser, session

__all__ = ["browser", "session"]
