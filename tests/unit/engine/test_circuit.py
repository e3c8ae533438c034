"""What fails before a write is tried again, ever later; a system that keeps failing is given a rest, others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from nahtlos.engine.retry import wait_before
from nahtlos.errors import AddressUnreachable, NahtlosError, PageNotOpened, SystemKeepsFailing, Unreachable
from nahtlos.events import SystemRested
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Register, World, register_plan, violations
from nahtlos.testing.page import Page
from nahtlos.testing.register_bot import ITEM, register_system
from nahtlos.testing.visit import Visit

TWICE = nodes.Patience(times=2, wait=1.0, at_most=30.0)
FOUR_TIMES = replace(TWICE, times=4)
RULE = nodes.CircuitRule(failures=5, pause=60.0, trials=3)


def rows(count: int) -> list[dict[str, str]]:
    return [{"number": str(n), "name": f"Name {n}", "city": "Köln"} for n in range(1, count + 1)]


def patient(plan: nodes.Plan, *, retry: nodes.Patience = TWICE, circuit: nodes.CircuitRule = RULE) -> nodes.Plan:
    systems = {name: replace(system, retry=retry, circuit=circuit) for name, system in plan.systems.items()}
    return replace(plan, systems=systems)


SAYS_503 = PageNotOpened(path="/suche", why="its server answers 503")
IS_GONE = AddressUnreachable(host="target.example", port=443, reason="nobody knows this name")
IS_FORBIDDEN = AddressUnreachable(
    host="target.example", port=443, reason="it answered 403", proxy="proxy.example:3128", is_for_good=True
)


class Failing:
    """A register whose search does not open, for some records or for some time."""

    def __init__(self, register: Register, fails: Callable[[str], bool], *, error: NahtlosError = SAYS_503) -> None:
        self._register = register
        self._fails = fails
        self._error = error
        self.searched: list[str] = []

    def page(self, visit: Visit, path: str, query: dict[str, str]) -> Page:
        if path == "/suche":
            self.searched.append(query["nummer"])
            if self._fails(query["nummer"]):
                raise self._error.again()
        return self._register.page(visit, path, query)

    def entrance(self, visit: Visit) -> Page:
        return self._register.entrance(visit)


def failing(world: World, name: str, fails: Callable[[str], bool], *, error: NahtlosError = SAYS_503) -> Failing:
    application = Failing(world.applications[name], fails, error=error)  # type: ignore[arg-type]  # each is a register here
    world.applications[name] = application
    return application


def first(count: int) -> Callable[[str], bool]:
    left = [None] * count
    return lambda _: bool(left) and left.pop() is None


def rests(said: Sequence[tuple[str, object]]) -> int:
    return sum(1 for what, _ in said if what == "rests")


@pytest.mark.parametrize(
    ("number", "chance", "seconds"), [(1, 0.0, 0.5), (1, 1.0, 1.0), (2, 0.5, 1.5), (3, 1.0, 4.0), (9, 1.0, 30.0)]
)
def test_a_wait_doubles_up_to_a_limit_and_half_of_it_is_chance(number: int, chance: float, seconds: float) -> None:
    """Two that failed at once do not come back at once."""
    assert wait_before(TWICE, number, chance=chance) == seconds


@pytest.mark.parametrize("error", [SAYS_503, IS_GONE], ids=["an error of the server", "nobody there"])
async def test_a_page_that_does_not_open_is_tried_again(
    world: World, register: Register, draft: Draft, *, error: NahtlosError
) -> None:
    """Without a word in the workflow: as often as the system is worth it, each time later."""
    world.deliver(*rows(1))
    failing(world, "target", first(2), error=error)
    plan = patient(register_plan(draft))

    await world.worker(plan.systems).start(plan, recount=False)

    assert world.outcomes() == [("done", None)]
    assert world.clock.slept[:2] == [0.75, 1.5]


async def test_what_the_workflow_says_comes_first(world: World, register: Register, draft: Draft) -> None:
    """A step with its own `retry` waits as it says."""
    world.deliver(*rows(1))
    failing(world, "target", first(2))
    plan = patient(register_plan(draft, draft.transfer("target.record", ITEM, retry=nodes.Retry(times=2, wait=60))))

    await world.worker(plan.systems).start(plan, recount=False)

    assert world.outcomes() == [("done", None)]
    assert world.clock.slept[:2] == [60, 60]


async def test_a_poisoned_case_is_set_aside_and_the_others_are_done(
    world: World, register: Register, draft: Draft
) -> None:
    """After its tries it has failed; a system that answers others is not given a rest."""
    world.deliver(*rows(6))
    application = failing(world, "target", lambda number: number in ("1", "4"))
    plan = patient(register_plan(draft))
    worker = world.worker(plan.systems)

    report = await worker.start(plan, recount=False)

    assert report.state == "finished"
    assert [outcome for outcome, _ in world.outcomes()] == ["failed", "done", "done", "failed", "done", "done"]
    assert application.searched.count("4") == 3
    assert rests(worker.said) == 0


@pytest.mark.parametrize("error", [SAYS_503, IS_GONE], ids=["an error of the server", "nobody there"])
async def test_a_system_that_keeps_failing_is_given_a_rest(
    world: World, register: Register, draft: Draft, *, error: NahtlosError
) -> None:
    """After five failures nothing goes there for a minute; then one case tries, and no case is lost."""
    world.deliver(*rows(4))
    application = failing(world, "target", lambda _: world.clock.monotonic() < 100, error=error)
    plan = patient(register_plan(draft), retry=FOUR_TIMES)
    worker = world.worker(plan.systems)

    report = await worker.start(plan, lanes=2, recount=False)

    assert report.state == "finished"
    assert [outcome for outcome, _ in world.outcomes()] == ["done"] * 4
    told = [facts["words"] for what, facts in worker.said if what == "rests"]
    assert told[0] == "5 failures in a row, so nothing goes there for 60 s"
    assert [event.code for event in world.journal.of(SystemRested)] == [error.code] * 2
    assert len(application.searched) < 6 + 2 * 4 + 2


def two_systems(world: World, draft: Draft) -> nodes.Plan:
    """Cases 1 to 4 go to one system, cases 5 to 8 to another."""
    world.add_register("other")
    world.deliver(*({**row, "city": "Köln" if int(row["number"]) <= 4 else "Bonn"} for row in rows(8)))
    ways = draft.either_or(
        ("{{ item.city == 'Köln' }}", (draft.transfer("target.record", ITEM),)),
        ("{{ item.city == 'Bonn' }}", (draft.transfer("other.record", ITEM),)),
    )
    plan = register_plan(draft, ways)
    systems = {**plan.systems, "other": register_system(draft, "other")}
    return patient(replace(plan, systems=systems), retry=FOUR_TIMES)


@pytest.mark.parametrize("error", [SAYS_503, IS_GONE], ids=["an error of the server", "nobody there"])
async def test_other_systems_go_on_meanwhile(
    world: World, register: Register, draft: Draft, *, error: NahtlosError
) -> None:
    """Cases of a system that is well are done before the one at rest is tried again."""
    plan = two_systems(world, draft)
    failing(world, "target", lambda _: world.clock.monotonic() < 30, error=error)
    worker = world.worker(plan.systems)

    report = await worker.start(plan, lanes=2, recount=False)

    ended = [int(str(facts["line"])) for what, facts in worker.said if what == "item"]
    assert report.state == "finished"
    assert [outcome for outcome, _ in world.outcomes()] == ["done"] * 8
    assert set(ended[:4]) == {5, 6, 7, 8}


async def test_a_system_that_stays_ill_stops_the_run(world: World, register: Register, draft: Draft) -> None:
    """After some rests the run stops by itself; nothing is written off, and a resume does it all."""
    world.deliver(*rows(5))
    is_down = [True]
    application = failing(world, "target", lambda _: bool(is_down))
    plan = patient(register_plan(draft), retry=FOUR_TIMES)

    stopped = await world.worker(plan.systems).start(plan, lanes=1, recount=False)
    tries = len(application.searched)
    is_down.clear()
    report = await world.worker(plan.systems).resume(plan, recount=False)

    assert isinstance(stopped.stopped_by, SystemKeepsFailing)
    assert tries == RULE.failures + RULE.trials + 1
    assert report.state == "finished"
    assert world.outcomes() == [("done", None)] * 5


async def test_a_poisoned_case_alone_cannot_stop_a_run(world: World, register: Register, draft: Draft) -> None:
    """It may cost a system a rest; then another case tries, and this one is set aside."""
    world.deliver(*rows(3))
    failing(world, "target", lambda number: number == "1")
    plan = patient(register_plan(draft), retry=FOUR_TIMES)

    report = await world.worker(plan.systems).start(plan, lanes=1, recount=False)

    assert report.state == "finished"
    assert world.outcomes() == [("failed", "E470"), ("done", None), ("done", None)]


# ------------------------------------------------------------------ a system that cannot be reached


class Gone:
    """A system that nobody reaches, not even its first page."""

    def __init__(self) -> None:
        self.tries = 0

    def page(self, visit: Visit, path: str, query: dict[str, str]) -> Page:
        raise IS_GONE.again()

    def entrance(self, visit: Visit) -> Page:
        self.tries += 1
        raise IS_GONE.again()


async def test_a_system_that_was_never_there(world: World, register: Register, draft: Draft) -> None:
    """It is said at once and tried a few times; what others need is done, then the run stops instead of waiting."""
    plan = two_systems(world, draft)
    worker = world.worker(plan.systems)
    world.applications["target"] = gone = Gone()

    stopped = await worker.start(plan, lanes=2, recount=False)
    outcomes = [outcome for outcome, _ in world.outcomes()]
    world.applications["target"] = register
    report = await world.worker(plan.systems).resume(plan, recount=False)

    assert isinstance(stopped.stopped_by, Unreachable)
    assert "target was not there once: target.example:443 cannot be reached: nobody" in stopped.stopped_by.message()
    assert outcomes == [None] * 4 + ["done"] * 4
    assert gone.tries == RULE.failures
    assert next(what for what, _ in worker.said if what in ("unreachable", "rests", "item")) == "unreachable"
    assert stopped.seconds < RULE.pause
    assert report.state == "finished"


@pytest.mark.parametrize("times", [0, 1])
async def test_an_address_that_is_wrong_is_no_fault_of_a_case(
    world: World, register: Register, draft: Draft, *, times: int
) -> None:
    """However few tries there are, the case goes back."""
    world.deliver(*rows(1))
    plan = patient(register_plan(draft), retry=replace(TWICE, times=times))
    world.applications["target"] = gone = Gone()

    report = await world.worker(plan.systems).start(plan, recount=False)

    assert isinstance(report.stopped_by, Unreachable)
    assert (report.open_items, gone.tries) == (1, times + 1)


async def test_what_a_proxy_forbids_is_not_tried_again(world: World, register: Register, draft: Draft) -> None:
    """It would say the same a minute later, and count a wrong password once more."""
    world.deliver(*rows(3))
    application = failing(world, "target", lambda _: True, error=IS_FORBIDDEN)
    plan = patient(register_plan(draft))

    report = await world.worker(plan.systems).start(plan, lanes=1, recount=False)

    assert isinstance(report.stopped_by, AddressUnreachable)
    assert application.searched == ["1"]
    assert report.open_items == 3


async def test_a_password_that_was_on_its_way_is_not_sent_again(world: World, register: Register, draft: Draft) -> None:
    """Nobody saw whether it was right: the run stops, and the account is not locked."""
    world.deliver(*rows(3))
    plan = patient(register_plan(draft))
    worker = world.worker(plan.systems)

    def fail(name: str, _: int) -> None:
        if name == "screen.first_seen" and register.logins:
            raise IS_GONE.again()

    worker.life.hooks.append(fail)

    report = await worker.start(plan, lanes=1, recount=False)

    assert isinstance(report.stopped_by, AddressUnreachable)
    assert register.logins == 1
    assert world.records.accounts == {}


async def test_a_system_that_is_gone_right_after_a_save(world: World, register: Register, draft: Draft) -> None:
    """Nothing is tried again: the case goes back in doubt, and is looked for when somebody is there."""
    world.deliver(*rows(2))
    plan = patient(register_plan(draft), circuit=replace(RULE, pause=90.0))
    worker = world.worker(plan.systems)

    def fail(name: str, _: int) -> None:
        if name == "screen.open" and register.commits and world.clock.monotonic() < 100:
            raise IS_GONE.again()

    worker.life.hooks.append(fail)

    report = await worker.start(plan, lanes=1, recount=False)

    assert report.state == "finished"
    assert violations(world, register, {("create", "1"): 1, ("create", "2"): 1}) == []
    assert world.outcomes() == [("done", None)] * 2


async def test_a_case_that_does_not_need_the_system_at_rest(world: World, register: Register, draft: Draft) -> None:
    """A step with `when` holds up only the cases for which it is done."""
    world.add_register("other")
    world.deliver(*({**row, "city": "Köln" if row["number"] == "1" else "Bonn"} for row in rows(4)))
    failing(world, "target", lambda _: world.clock.monotonic() < 300, error=IS_GONE)
    at_times = draft.transfer("target.record", ITEM, when="{{ item.city == 'Köln' }}")
    plan = register_plan(draft, draft.transfer("other.record", ITEM), at_times)
    systems = {**plan.systems, "other": register_system(draft, "other")}
    plan = patient(replace(plan, systems=systems), retry=FOUR_TIMES)
    worker = world.worker(plan.systems)

    await worker.start(plan, lanes=1, recount=False)

    assert [facts["line"] for what, facts in worker.said if what == "item"] == [2, 3, 4, 1]
    assert world.outcomes() == [("done", None)] * 4
