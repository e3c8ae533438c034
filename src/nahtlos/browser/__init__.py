"""Screens of foreign systems in a browser: the room that knows Playwright, and lets none of its texts out."""

from nahtlos.browser.badge import Badge, BadgeOf
from nahtlos.browser.running import Browsers, Warm
from nahtlos.browser.sessions import BrowserSessions, Habits, Marker, SignIn

__all__ = ["Badge", "BadgeOf", "BrowserSessions", "Browsers", "Habits", "Marker", "SignIn", "Warm"]
