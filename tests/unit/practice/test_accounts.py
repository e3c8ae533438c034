"""Accounts sign in with their password, are locked after three failures, and are signed out after a while."""

from collections.abc import Callable

from nahtlos.practice.accounts import Accounts, Refusal


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _accounts(clock: Callable[[], float] | None = None) -> Accounts:
    return Accounts({"bot": "richtig", "bot2": "auch"}, session_timeout=60, clock=clock or Clock())


def _session(accounts: Accounts, name: str = "bot", password: str = "richtig") -> str:
    session = accounts.sign_in(name, password)
    assert isinstance(session, str)
    return session


def test_right_password_starts_a_session() -> None:
    """The session leads back to its account."""
    accounts = _accounts()

    assert accounts.account_of(_session(accounts)) == "bot"
    assert accounts.account_of("made up") is None


def test_one_account_may_have_several_sessions() -> None:
    """Signing in again does not end the first session."""
    accounts = _accounts()
    first, second = _session(accounts), _session(accounts)

    assert accounts.account_of(first) == accounts.account_of(second) == "bot"
    assert accounts.signed_in() == {"bot": 2, "bot2": 0}


def test_third_failure_locks_the_account() -> None:
    """After it, the right password does not help; other accounts are not concerned."""
    accounts = _accounts()

    answers = [accounts.sign_in("bot", "falsch") for _ in range(3)]

    assert answers == [Refusal.WRONG, Refusal.WRONG, Refusal.LOCKED]
    assert accounts.sign_in("bot", "richtig") is Refusal.LOCKED
    assert accounts.account_of(_session(accounts, "bot2", "auch")) == "bot2"


def test_success_forgets_the_failures_before() -> None:
    """Only failures in a row count."""
    accounts = _accounts()
    for password in ("falsch", "falsch", "richtig", "falsch", "falsch"):
        accounts.sign_in("bot", password)

    assert accounts.account_of(_session(accounts)) == "bot"


def test_unknown_account_is_never_said_to_be_locked() -> None:
    """A refusal does not tell which accounts exist."""
    accounts = _accounts()

    assert {accounts.sign_in("niemand", "x") for _ in range(2)} == {Refusal.WRONG}


def test_session_expires_when_it_is_not_used() -> None:
    """Every use keeps a session alive; a pause longer than the time-out ends it."""
    clock = Clock()
    accounts = _accounts(clock)
    session = _session(accounts)

    clock.now += 50
    assert accounts.account_of(session) == "bot"
    clock.now += 50
    assert accounts.account_of(session) == "bot"
    clock.now += 61
    assert accounts.signed_in() == {"bot": 0, "bot2": 0}
    assert accounts.account_of(session) is None


def test_everybody_can_be_signed_out() -> None:
    """No session survives."""
    accounts = _accounts()
    sessions = [_session(accounts), _session(accounts, "bot2", "auch")]

    accounts.expire_all()

    assert [accounts.account_of(session) for session in sessions] == [None, None]


def test_lock_ends_the_sessions_of_the_account() -> None:
    """Locking concerns one account, and says if there is none of that name."""
    accounts = _accounts()
    locked, free = _session(accounts), _session(accounts, "bot2", "auch")

    assert accounts.lock("bot")
    assert not accounts.lock("niemand")
    assert accounts.account_of(locked) is None
    assert accounts.account_of(free) == "bot2"
