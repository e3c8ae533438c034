"""FAULTS row 23: a secret is wrong: one try, then every run on that account stops until it is unlocked.

An account that locks after three wrong tries is locked by three lanes that try at once, or by a browser that sends the
sign-in again.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.faults.without import without_account_locks
from tests.faults.world import World, small_world, some_vouchers
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.errors import AccountIsLocked, SignInFailed
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.records import open_records
from nahtlos.testing import Draft, register_plan
from nahtlos.testing import World as InMemory

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIGN_IN = "/api/sitzung"


def count_tries(world: World) -> None:
    """Let the system count how often somebody tries to sign in."""
    world.arm("exchange", "slow", seconds=0, path=SIGN_IN, method="POST", times=None)


async def test_a_wrong_secret_is_tried_once_by_all_runs_together(warm: Warm, tmp_path: Path) -> None:
    """Three lanes and a resume together make one try; unlocked and corrected, the run ends as if nothing had been."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(3)) as world:
        count_tries(world)
        world.passwords["exchange"] = "falsch"
        first, second = await world.run(), await world.resume()
        tries = world.struck("exchange")

        world.passwords.clear()
        async with open_records(world.workspace, read_settings(world.workspace)) as records:
            await records.ledger.unlock_account("exchange", "exchange-bot")
        last = await world.resume()

        assert isinstance(first.stopped_by, SignInFailed)
        assert isinstance(second.stopped_by, AccountIsLocked)
        assert "nahtlos systems unlock exchange" in second.stopped_by.message()
        assert tries == 1
        assert dict(last.outcomes) == {"done": 3}
        assert await world.violations() == []


@pytest.mark.faults
async def test_a_run_that_is_signed_in_stops_too(warm: Warm, tmp_path: Path) -> None:
    """A sign-in that failed elsewhere stops a run before its next write, though its own session would still do."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(3)) as world:
        world.arm("exchange", "slow", seconds=1, path="/api/meldungen", method="POST", times=None)

        async def fail_elsewhere() -> None:
            await asyncio.to_thread(ask, world.exchange, "/effects/wait?after=0&timeout=30")
            async with open_records(world.workspace, read_settings(world.workspace)) as records:
                await records.ledger.lock_account("exchange", "exchange-bot", reason="E432")

        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(world.run())
            tasks.create_task(fail_elsewhere())
        async with open_records(world.workspace, read_settings(world.workspace)) as records:
            await records.ledger.unlock_account("exchange", "exchange-bot")
        last = await world.resume()

        assert isinstance(run.result().stopped_by, AccountIsLocked)
        assert dict(last.outcomes) == {"done": 3}
        assert await world.violations() == []


@pytest.mark.faults
async def test_without_the_lock_every_run_tries_again(warm: Warm, tmp_path: Path) -> None:
    """The test above can fail: three runs, and the system has locked the account for good."""
    with without_account_locks(), small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        count_tries(world)
        world.passwords["exchange"] = "falsch"
        await world.run()
        for _ in range(2):
            await world.resume()

        assert world.struck("exchange") == 3
        world.passwords.clear()
        await world.resume()
        assert await world.violations() != []


async def used_all_the_same() -> list[str]:
    """What another workflow does with an account with which a sign-in failed, though its secret is right by now."""
    memory = InMemory()
    register = memory.add_register()
    memory.deliver({"number": "1", "name": "Ada", "city": "Bonn"})
    memory.secrets["target-bot", "password"] = "expired"
    one, other = register_plan(Draft()), register_plan(Draft(), workflow="other")
    await memory.worker(one.systems).start(one)
    memory.secrets["target-bot", "password"] = register.password

    report = await memory.worker(other.systems).start(other)

    tries = [f"{register.logins} tries"] * (register.logins > 1)
    is_told = isinstance(report.stopped_by, AccountIsLocked)
    return [*tries, *(f"wrote {commit.key}" for commit in register.commits), *(["says nothing"] * (not is_told))]


async def test_every_workflow_on_that_account_stops() -> None:
    """One try, and nobody signs in again until a person has unlocked it."""
    assert await used_all_the_same() == []


async def test_without_the_lock_another_workflow_tries() -> None:
    """The test above can fail."""
    with without_account_locks():
        assert (await used_all_the_same())[1:] == ["wrote 1", "says nothing"]
