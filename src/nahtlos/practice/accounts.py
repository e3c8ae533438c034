"""Who may sign in to a practice system, and who is signed in."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from enum import Enum

FAILURES_UNTIL_LOCKED = 3


class Refusal(Enum):
    """Why somebody could not sign in."""

    WRONG = "wrong"
    LOCKED = "locked"


class Accounts:
    """The accounts of one system with their sessions; one account may have several sessions."""

    def __init__(self, passwords: Mapping[str, str], *, session_timeout: float, clock: Callable[[], float]) -> None:
        self._passwords = passwords
        self._session_timeout = session_timeout
        self._clock = clock
        self._failures: Counter[str] = Counter()
        self._locked: set[str] = set()
        self._sessions: dict[str, tuple[str, float]] = {}

    def sign_in(self, name: str, password: str) -> str | Refusal:
        """Start a session and return its token, or say why not."""
        if name in self._locked:
            return Refusal.LOCKED
        if name not in self._passwords or not secrets.compare_digest(self._passwords[name].encode(), password.encode()):
            return self._count_failure(name)
        del self._failures[name]
        token = secrets.token_urlsafe(24)
        self._sessions[token] = (name, self._clock())
        return token

    def account_of(self, token: str) -> str | None:
        """Return whose session this is and keep it alive; None if it is unknown or has expired."""
        name, last_seen = self._sessions.get(token, ("", 0.0))
        if not name or self._clock() - last_seen > self._session_timeout:
            self.sign_out(token)
            return None
        self._sessions[token] = (name, self._clock())
        return name

    def sign_out(self, token: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(token, None)

    def expire_all(self) -> None:
        """End every session, as a restart of the server would."""
        self._sessions.clear()

    def lock(self, name: str) -> bool:
        """Lock an account and end its sessions; say whether there is such an account."""
        if name not in self._passwords:
            return False
        self._locked.add(name)
        self._sessions = {token: session for token, session in self._sessions.items() if session[0] != name}
        return True

    def signed_in(self) -> dict[str, int]:
        """Count the living sessions of each account."""
        oldest = self._clock() - self._session_timeout
        living = Counter(name for name, last_seen in self._sessions.values() if last_seen >= oldest)
        return {name: living[name] for name in self._passwords}

    def _count_failure(self, name: str) -> Refusal:
        self._failures[name] += 1
        if self._failures[name] < FAILURES_UNTIL_LOCKED:
            return Refusal.WRONG
        self.lock(name)
        return Refusal.LOCKED
