"""Signing in: one try with the credentials, and what counts as having failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nahtlos.engine.signin import SecretNames, sign_in
from nahtlos.errors import AccountIsLocked, NahtlosError, ScreenError, SessionLost, SignInFailed
from nahtlos.events import AccountLocked
from nahtlos.plan import nodes
from nahtlos.testing import Draft, FakeScreen, Page, Register, Thing, Visit, Worker, World, register_plan
from nahtlos.testing.surroundings import FakeSecrets


class Unfriendly(Register):
    """A register that shows something instead of letting anybody in."""

    shows = ""

    def entrance(self, visit: Visit) -> Page:
        page = super().entrance(visit)
        page.things[-1].does = lambda visit: page.things.append(Thing(kind="text", name=self.shows))
        return page


async def let_in(world: World, register: Register, plan: nodes.Plan) -> tuple[Worker, NahtlosError | None]:
    """Sign in once; return the error, if there is one."""
    worker = world.worker(plan.systems)
    screen = FakeScreen(visit=Visit(app=register), clock=world.clock, life=worker.life)
    try:
        await sign_in(worker.parts, plan.systems["target"], screen)
    except NahtlosError as error:
        return worker, error
    return worker, None


async def test_the_marker_is_seen(world: World, register: Register, draft: Draft) -> None:
    """Signed in is what the page shows."""
    _, error = await let_in(world, register, register_plan(draft))

    assert (error, register.logins, world.records.accounts) == (None, 1, {})


@pytest.mark.parametrize(
    "shows",
    ["Anmeldung fehlgeschlagen", "Konto gesperrt", "Fehler: Kennwort abgelaufen", "Störung"],
)
async def test_credentials_were_sent_and_no_marker_came(
    world: World, draft: Draft, shows: str
) -> None:
    """Whatever is shown instead, it has failed: locked once, in journal and ledger, and never tried again."""
    register = Unfriendly(clock=world.clock)
    register.shows = shows
    world.secrets |= {("target-bot", "user"): "bot", ("target-bot", "password"): "changed"}
    plan = register_plan(draft)

    _, error = await let_in(world, register, plan)
    _, again = await let_in(world, register, plan)

    assert isinstance(error, SignInFailed)
    assert isinstance(again, AccountIsLocked)
    assert len(world.journal.of(AccountLocked)) == 1
    assert "changed" not in str(error) + str(again)


async def test_what_fails_before_the_credentials_is_no_failed_sign_in(
    world: World, register: Register, draft: Draft
) -> None:
    """A page that is not there locks nobody."""
    plan = register_plan(draft)
    session = plan.systems["target"].bot.session
    bot = replace(plan.systems["target"].bot, session=replace(session, login=(draft.click("Zur Anmeldung"),)))
    plan = replace(plan, systems={"target": replace(plan.systems["target"], bot=bot)})

    _, error = await let_in(world, register, plan)

    assert (isinstance(error, ScreenError), world.records.accounts) == (True, {})


@pytest.mark.parametrize(("acted", "locks"), [(True, True), (False, False)])
async def test_a_click_of_which_nobody_knows_whether_it_arrived(
    world: World, register: Register, draft: Draft, *, acted: bool, locks: bool
) -> None:
    """Credentials that may have been sent count as sent."""
    from nahtlos.testing import ScreenTrouble

    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    def fail(name: str, _: int) -> None:
        if name == "screen.click":
            raise ScreenTrouble(problem="x", acted=acted)

    worker.life.hooks.append(fail)
    screen = FakeScreen(visit=Visit(app=register), clock=world.clock, life=worker.life)

    with pytest.raises(SignInFailed if locks else ScreenTrouble):
        await sign_in(worker.parts, plan.systems["target"], screen)

    assert bool(world.records.accounts) is locks


def test_secrets_are_fetched_one_by_one_and_never_listed() -> None:
    """Names of secrets cannot be enumerated, so nothing can print them all."""
    secrets: Any = SecretNames(FakeSecrets({("bot", "user"): "x"}), "bot")

    assert (secrets["user"], "anything" in secrets, list(secrets), len(secrets)) == ("x", True, [], 0)
    assert "'x'" not in repr(secrets)


async def test_a_browser_that_dies_says_nothing_about_a_password(world: World, draft: Draft) -> None:
    """Credentials were sent and no marker came, but the account is not locked: the next browser tries once more."""

    class Dying(Register):
        """A register in whose entrance browsers die."""

        def entrance(self, visit: Visit) -> Page:
            page = super().entrance(visit)

            def die(_: Visit) -> None:
                raise SessionLost(why="the browser has crashed", acted=True)

            page.things[-1].does = die
            return page

    register = Dying(clock=world.clock)
    world.secrets |= {("target-bot", "user"): register.user, ("target-bot", "password"): register.password}

    _, error = await let_in(world, register, register_plan(draft))

    assert isinstance(error, SessionLost)
    assert world.records.accounts == {}
