"""Screens of foreign systems in a browser: the room that knows Playwright, and lets none of its texts out."""

from nahtlos.browser.sessions import BrowserSessions, Habits, Marker, SignIn

__all__ = ["BrowserSessions", "Habits", "Marker", "SignIn"]
