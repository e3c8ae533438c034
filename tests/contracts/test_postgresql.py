"""What only a server can do to a ledger."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from nahtlos.errors import LedgerUnreachable

pytestmark = pytest.mark.parametrize("kind", ["postgresql"])


async def test_server_that_is_not_there(open_one: Any, address: str, server: Any) -> None:
    """One sentence, without the password."""
    nobody = address.replace(f":{server.port}/", ":1/")

    with pytest.raises(LedgerUnreachable) as caught:
        async with open_one(address=nobody):
            pass

    assert "cannot be used: connection failed" in str(caught.value)
    assert server.password not in str(caught.value)
    assert server.password not in repr(caught.value)


async def test_wrong_password_is_not_repeated(open_one: Any, address: str, server: Any) -> None:
    """The server's answer is passed on, the password is not."""
    wrong = address.replace(server.password, "geheim123")

    with pytest.raises(LedgerUnreachable, match="password authentication failed") as caught:
        async with open_one(address=wrong):
            pass

    assert "geheim123" not in str(caught.value)


async def test_lost_connection_is_told_and_made_anew(open_one: Any, make: Any, server: Any) -> None:
    """Who waits is told; what rides waits for the next commit."""
    async with open_one() as ledger:
        await make.listed(ledger, 2)
        await ledger.claim("r1")
        ledger.record_step(make.step("i1"))
        server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nahtlos'")

        with pytest.raises(LedgerUnreachable):
            await ledger.intend(make.effect("i1"))

        assert await ledger.effects(item="i1") == []
        await ledger.intend(make.effect("i1"))
        assert [make.step("i1")] == await ledger.steps("i1")


async def test_two_that_stand_in_each_others_way_both_come_through(open_one: Any, make: Any) -> None:
    """Group commits that want the same two records in opposite order end with one refusal each, not with an error."""
    async with open_one("one") as one, open_one("two") as two:
        await make.listed(one, 40)
        for _ in range(20):
            await one.claim("r1")
            await two.claim("r1")
        mine, yours = [f"i{number}" for number in range(1, 41, 2)], [f"i{number}" for number in range(2, 41, 2)]

        results = await asyncio.gather(
            *(one.intend(make.effect(item, key_hash=f"k{n}")) for n, item in enumerate(mine)),
            *(two.intend(make.effect(item, key_hash=f"k{n}")) for n, item in reversed([*enumerate(yours)])),
            return_exceptions=True,
        )

        assert {"NoneType", "KeyLocked"} == {type(result).__name__ for result in results}
        assert sum(result is None for result in results) == 20


async def test_commits_are_durable_whatever_the_server_says(open_one: Any, server: Any) -> None:
    """A server that answers before it has written is told not to."""
    server.ask("ALTER ROLE nahtlos SET synchronous_commit = off")
    try:
        async with open_one() as ledger:
            setting = await ledger._writer.ask(
                lambda connection: connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
            )
    finally:
        server.ask("ALTER ROLE nahtlos RESET synchronous_commit")

    assert setting == "on"
