"""Locked accounts and paused systems."""

from __future__ import annotations

from typing import Any


async def test_locked_account_says_why(open_one: Any) -> None:
    """Every process sees it until it is unlocked; the last reason counts."""
    async with open_one("one") as one, open_one("two") as two:
        assert await two.account_lock("exchange", "bot") is None

        await one.lock_account("exchange", "bot", reason="The password was refused.")
        await one.lock_account("exchange", "bot", reason="The password was refused at 08:00.")

        assert await two.account_lock("exchange", "bot") == "The password was refused at 08:00."
        assert await two.account_lock("exchange", "another") is None
        assert await two.account_lock("casework", "bot") is None
        await two.unlock_account("exchange", "bot")
        assert await one.account_lock("exchange", "bot") is None


async def test_unlocking_what_is_not_locked_is_nothing(ledger: Any) -> None:
    """No error, no change."""
    await ledger.unlock_account("exchange", "bot")
    await ledger.go_on("exchange")

    assert frozenset() == await ledger.paused()


async def test_paused_systems_are_seen_by_all(open_one: Any) -> None:
    """Pausing twice is pausing."""
    async with open_one("one") as one, open_one("two") as two:
        await one.pause("exchange", by="anna")
        await one.pause("exchange", by="berta")
        await one.pause("*", by="anna")
        assert frozenset({"exchange", "*"}) == await two.paused()

        await two.go_on("*")

        assert frozenset({"exchange"}) == await one.paused()
