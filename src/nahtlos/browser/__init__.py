"""Screens of foreign systems in a browser: the room that knows Playwright, and lets none of its texts out."""

from nahtlos.browser.running import Browsers, Warm
from nahtlos.browser.sessions import BrowserSessions, Habits, Marker, SignIn

__all__ = ["BrowserSessions", "Browsers", "Habits", "Marker", "SignIn", "Warm"]
