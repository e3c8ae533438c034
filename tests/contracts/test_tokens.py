"""Tokens of the HTTP API: kept as hashes, known to all processes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nahtlos.engine.access import Token, hash_of, new_secret


def token(name: str = "payroll", secret: str = "s", **changes: Any) -> Token:
    facts: dict[str, Any] = {"name": name, "hash": hash_of(secret), "may": ("read", "start"), "added_by": "anna"}
    return Token(**facts, **changes)


async def test_token_is_known_to_all(open_one: Any, clock: Any) -> None:
    """Until it is removed; its name is taken as long."""
    until = datetime(2027, 1, 1, tzinfo=UTC)
    async with open_one("one") as one, open_one("two") as two:
        assert await one.tokens.add(token(until=until))
        assert not await two.tokens.add(token(secret="another"))

        (kept,) = await two.tokens.list()
        assert (kept.name, kept.may, kept.until, kept.added_at) == ("payroll", ("read", "start"), until, clock.now())
        assert await two.tokens.remove("payroll")
        assert not await one.tokens.remove("payroll")
        assert list(await one.tokens.list()) == []


async def test_secret_is_not_kept(open_one: Any, stored: Any) -> None:
    """Whoever has the database cannot call."""
    secret = new_secret()
    async with open_one("one") as one:
        await one.tokens.add(token(secret=secret))

    assert secret.encode() not in stored()
