"""A whole run: its brakes, its lanes, what stops it, and how it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from nahtlos.engine.parts import Brakes
from nahtlos.errors import (
    AddressUnreachable,
    DeliveryMissing,
    JournalNotWritable,
    LeaseLost,
    LimitReached,
    NotEquipped,
    NoWay,
    SignInFailed,
    StopRequested,
    SystemIsPaused,
)
from nahtlos.events import AccountLocked, ItemFinished, ItemStarted, RunFinished, RunPaused, RunResumed, RunStarted
from nahtlos.plan import nodes
from nahtlos.testing import (
    Draft,
    Killed,
    Page,
    Register,
    ScreenTrouble,
    Thing,
    Visit,
    Worker,
    World,
    register_plan,
    violations,
)
from nahtlos.testing import register as target


def rows(count: int) -> list[dict[str, str]]:
    """So many cases."""
    return [{"number": str(n), "name": f"Name {n}", "city": "Köln"} for n in range(1, count + 1)]


def at(worker: Worker, name: str, do: Callable[[], object], *, nth: int = 1) -> None:
    """Do something right before the n-th call of this name."""
    seen: list[str] = []

    def hook(call: str, _: int) -> None:
        if call == name:
            seen.append(call)
            if len(seen) == nth:
                do()

    worker.life.hooks.append(hook)


def states(world: World) -> list[str]:
    """States of all items, by line."""
    return [item.state for item in sorted(world.records.items.values(), key=lambda item: item.line)]


# ------------------------------------------------------------------ an ordinary run


async def test_a_run_tells_its_story(world: World, register: Register, draft: Draft) -> None:
    """The journal says what was run, under which basis, and what came of each case and of all."""
    world.deliver(*rows(2))
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)

    [started] = world.journal.of(RunStarted)
    assert (started.workflow, started.legal_basis, started.started_by) == ("move", "none", "tester")
    assert [event.line for event in world.journal.of(ItemStarted)] == [1, 2]
    assert [(event.outcome, event.effects) for event in world.journal.of(ItemFinished)] == [("done", 1), ("done", 1)]
    [finished] = world.journal.of(RunFinished)
    assert (finished.outcomes, finished.balanced) == ({"done": 2}, True)
    assert (report.state, report.outcomes, report.open_items) == ("finished", {"done": 2}, 0)


async def test_progress_is_told_without_values(world: World, register: Register, draft: Draft) -> None:
    """The display hears of each step of a run, and of no value."""
    world.deliver(*rows(2))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    await worker.start(plan)

    assert [what for what, _ in worker.said] == ["listing", "listed", "item", "item", "recount"]
    assert "Name 1" not in repr(worker.said)


@pytest.mark.parametrize("lanes", [2, 4])
async def test_lanes_share_the_work(world: World, draft: Draft, lanes: int) -> None:
    """Several lanes do each case once, in as many sessions as the system allows."""
    register = world.add_register()
    world.deliver(*rows(9))
    plan = register_plan(draft)
    plan = replace(plan, systems={"target": replace(plan.systems["target"], max_sessions=2)})
    worker = world.worker(plan.systems)
    most: list[int] = []
    worker.life.hooks.append(lambda name, _: most.append(worker.sessions.lent))

    report = await worker.start(plan, lanes=lanes)

    assert report.outcomes == {"done": 9}
    assert violations(world, register, {("create", str(n)): 1 for n in range(1, 10)}) == []
    assert max(most) == 2


async def test_in_the_given_order_there_is_one_lane(world: World, register: Register, draft: Draft) -> None:
    """`order: given` does one case after the other, whatever the number of lanes."""
    world.deliver(*rows(3))
    plan = register_plan(draft)
    plan = replace(plan, items=replace(plan.items, order="given"))

    await world.worker(plan.systems).start(plan, lanes=4)

    assert [commit.key for commit in register.commits] == ["1", "2", "3"]


async def test_a_limit_leaves_the_rest_out(world: World, register: Register, draft: Draft) -> None:
    """`--limit` takes the first so many; the others are counted as left out."""
    world.deliver(*rows(3))
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan, limit=2)

    assert report.outcomes == {"done": 2}
    assert report.balance is not None and (report.balance.left_out, report.balance.is_balanced) == (1, True)


async def test_one_broken_case_does_not_end_the_run(world: World, register: Register, draft: Draft) -> None:
    """A mistake of ours with one case is that case's failure; its text, which may hold values, is not shown."""
    world.deliver(*rows(2))
    world.actions["broken"] = _broken
    broken = draft.do("lib:broken", {"n": "{{ item.number }}"})
    plan = register_plan(draft, broken, draft.transfer("target.record", ITEM))

    await world.worker(plan.systems).start(plan)

    assert world.outcomes() == [("failed", "E429"), ("done", None)]
    assert "secret" not in repr(list(world.records.items.values()))


ITEM = {"number": "{{ item.number }}", "name": "{{ item.name }}", "city": "{{ item.city }}"}


def _broken(arguments: Any) -> Any:
    if arguments["n"] == "1":
        raise KeyError("secret")
    return None


async def test_a_mistake_of_ours_after_the_save_is_a_doubt(world: World, register: Register, draft: Draft) -> None:
    """Whatever breaks from the save on, nobody knows what was written."""
    world.deliver(*rows(1))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    at(worker, "screen.still_holds", lambda: at(worker, "screen.first_seen", _explode))

    await worker.start(plan)

    assert world.outcomes() == [("in_doubt", "E429")]
    assert [effect.state for effect in world.records.effects.values()] == ["in_doubt"]


def _explode() -> None:
    raise RuntimeError("boom")


# ------------------------------------------------------------------ brakes


async def test_no_more_writes_than_allowed(world: World, register: Register, draft: Draft) -> None:
    """`max_writes` stops the run before one write too many; the case at hand goes back."""
    world.deliver(*rows(4))
    plan = replace(register_plan(draft), limits=nodes.Limits(max_writes=2))

    report = await world.worker(plan.systems).start(plan)

    assert isinstance(report.stopped_by, LimitReached)
    assert (report.state, len(register.commits)) == ("paused", 2)
    assert states(world) == ["finished", "finished", "pending", "pending"]
    assert [event.reason for event in world.journal.of(RunPaused)] == ["limit"]


async def test_skipped_cases_do_not_count_as_writes(world: World, register: Register, draft: Draft) -> None:
    """Only what is written counts, and what was refused gives its place back."""
    register.add("1", "Name 1", "Köln")
    register.answers = [target.REFUSED]
    world.deliver(*rows(4))
    plan = replace(register_plan(draft), limits=nodes.Limits(max_writes=2))

    report = await world.worker(plan.systems).start(plan)

    assert (report.stopped_by, report.outcomes) == (None, {"skipped": 1, "rejected": 1, "done": 2})


async def test_after_the_first_writes_a_person_looks(world: World, register: Register, draft: Draft) -> None:
    """`first` stops once; a resume after it goes on to the end."""
    world.deliver(*rows(3))
    plan = replace(register_plan(draft), limits=nodes.Limits(first=1))

    first = await world.worker(plan.systems).start(plan)
    second = await world.worker(plan.systems).resume(plan)

    assert (isinstance(first.stopped_by, LimitReached), second.stopped_by) == (True, None)
    assert [event.reason for event in world.journal.of(RunPaused)] == ["first"]
    assert len(register.commits) == 3


async def test_a_kill_is_no_look(world: World, register: Register, draft: Draft) -> None:
    """A run that was killed before its first writes were done still stops after them."""
    world.deliver(*rows(4))
    plan = replace(register_plan(draft), limits=nodes.Limits(first=2))
    killed = world.worker(plan.systems)
    at(killed, "ledger.claim", killed.life.end, nth=2)
    with pytest.raises(Killed):
        await killed.start(plan)

    report = await world.worker(plan.systems).resume(plan)

    assert (isinstance(report.stopped_by, LimitReached), len(register.commits)) == (True, 2)


async def test_all_is_paused(world: World, register: Register, draft: Draft) -> None:
    """`nahtlos pause` lets no case begin."""
    world.deliver(*rows(2))
    world.records.paused.add("*")
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)

    assert (isinstance(report.stopped_by, SystemIsPaused), register.commits) == (True, [])
    assert states(world) == ["pending", "pending"]


@pytest.mark.parametrize("paused", ["target", "*"])
async def test_a_pause_right_before_the_save(world: World, register: Register, draft: Draft, paused: str) -> None:
    """The last look before a save sees a pause: nothing is clicked, and the intent is known as not done."""
    world.deliver(*rows(2))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    at(worker, "screen.still_holds", lambda: world.records.paused.add(paused))

    report = await worker.start(plan)

    assert (isinstance(report.stopped_by, SystemIsPaused), register.commits) == (True, [])
    assert [effect.state for effect in world.records.effects.values()] == ["not_done"]
    assert [event.reason for event in world.journal.of(RunPaused)] == ["paused"]


async def test_a_pause_of_another_system_does_not_matter(world: World, register: Register, draft: Draft) -> None:
    """Only what is paused stands still."""
    world.deliver(*rows(1))
    world.records.paused.add("other")
    plan = register_plan(draft)

    await world.worker(plan.systems).start(plan)

    assert world.outcomes() == [("done", None)]


async def test_a_person_stops_the_run(world: World, register: Register, draft: Draft) -> None:
    """A stop lets no save begin any more; a resume does the rest."""
    world.deliver(*rows(3))
    plan = register_plan(draft)
    worker, brakes = world.worker(plan.systems), Brakes(limits=nodes.Limits())
    at(worker, "screen.still_holds", lambda: brakes.stop(StopRequested()), nth=2)

    report = await worker.start(plan, brakes=brakes)
    assert (report.state, len(register.commits)) == ("paused", 1)
    await world.worker(plan.systems).resume(plan)

    assert [event.reason for event in world.journal.of(RunPaused)] == ["stopped"]
    assert violations(world, register, {("create", str(n)): 1 for n in range(1, 4)}) == []


async def test_the_first_reason_to_stop_counts(world: World, draft: Draft) -> None:
    """A second reason does not hide the first; a limit lets other lanes finish the save at hand."""
    brakes = Brakes(limits=nodes.Limits(max_writes=0))
    brakes.stop(SystemIsPaused(system="*"))
    brakes.stop(StopRequested())
    plan = register_plan(draft)

    with pytest.raises(SystemIsPaused):
        brakes.take()
    await brakes.may_write("target", world.worker(plan.systems).parts.ledger)


# ------------------------------------------------------------------ leases, workers, other runs


async def test_a_worker_that_lost_its_lease_does_not_click(world: World, register: Register, draft: Draft) -> None:
    """Stopped for a minute right before the save, it writes nothing more and says nothing about the effect."""
    world.deliver(*rows(2))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    def sleep() -> None:
        worker.go_away()
        world.clock.advance(60)

    at(worker, "screen.still_holds", sleep)

    report = await worker.start(plan)

    assert (isinstance(report.stopped_by, LeaseLost), register.commits) == (True, [])
    assert [effect.state for effect in world.records.effects.values()] == ["intended"]
    assert [event.reason for event in world.journal.of(RunPaused)] == ["fault"]


async def test_two_workers_and_one_of_them_was_away(world: World, register: Register, draft: Draft) -> None:
    """The item of a stopped worker is taken over; when it comes back, it does not click."""
    world.deliver(*rows(1))
    plan = register_plan(draft)
    first, away, back = world.worker(plan.systems), asyncio.Event(), asyncio.Event()
    first.life.gates["screen.still_holds"] = back

    def sleep() -> None:
        first.go_away()
        away.set()

    at(first, "screen.still_holds", sleep)

    async def take_over() -> None:
        await away.wait()
        world.clock.advance(60)
        await world.worker(plan.systems).resume(plan)
        back.set()

    with pytest.raises(LeaseLost):
        await asyncio.gather(first.start(plan), take_over())

    assert violations(world, register, {("create", "1"): 1}) == []


async def test_a_run_waits_for_items_that_others_hold(world: World, register: Register, draft: Draft) -> None:
    """A resume beside a worker that is away waits for the end of its lease, then takes over."""
    world.deliver(*rows(1))
    plan = register_plan(draft)
    first = world.worker(plan.systems)
    at(first, "screen.fill", first.life.end, nth=2)
    with pytest.raises(Killed):
        await first.start(plan)
    first.lease.is_cut = False  # another computer: nobody knows that the process is gone
    second = world.worker(plan.systems)

    await second.resume(plan)

    assert "waits" in [what for what, _ in second.said]
    assert violations(world, register, {("create", "1"): 1}) == []


async def test_a_key_that_is_open_in_another_run(world: World, register: Register, draft: Draft) -> None:
    """A case that another run has open is skipped in a new one, and says where it is."""
    register.add("1", "Name 1", "Bonn")
    world.deliver(*rows(1))
    plan = register_plan(draft)
    await world.worker(plan.systems).start(plan)

    report = await world.worker(plan.systems).start(plan)

    assert report.outcomes == {"skipped": 1}
    assert "open in run" in str(list(world.records.items.values())[-1].reason)


async def test_a_record_that_another_case_left_in_doubt(world: World, register: Register, draft: Draft) -> None:
    """While one case is in doubt about a record, no other case writes to it."""
    world.deliver({"number": "1", "name": "A", "city": "Köln"}, {"number": "2", "name": "A", "city": "Köln"})
    register.answers = [replace(target.LOST, instead={"Ort": "Trier"})]
    register.delay = 3
    same = {"number": "9", "name": "{{ item.name }}", "city": "{{ item.city }}"}
    plan = register_plan(draft, draft.transfer("target.record", same, if_different="update"))

    await world.worker(plan.systems).start(plan)

    assert world.outcomes() == [("in_doubt", "E405"), ("failed", "E416")]


# ------------------------------------------------------------------ signing in


def wrong_password(world: World) -> None:
    """Let the secret be wrong."""
    world.secrets["target-bot", "password"] = "falsch"


async def test_one_failed_sign_in_locks_the_account(world: World, register: Register, draft: Draft) -> None:
    """Credentials are sent once; then no run uses the account until a person unlocks it."""
    wrong_password(world)
    world.deliver(*rows(3))
    plan = register_plan(draft)

    first = await world.worker(plan.systems).start(plan, lanes=3)
    await world.worker(plan.systems).resume(plan)

    assert isinstance(first.stopped_by, SignInFailed)
    assert (register.logins, list(world.records.accounts)) == (1, [("target", "target-bot")])
    assert [event.account for event in world.journal.of(AccountLocked)] == ["target-bot"]
    assert states(world) == ["pending"] * 3


async def test_an_unlocked_account_is_used_again(world: World, register: Register, draft: Draft) -> None:
    """After the secret is right and the account unlocked, a resume does the work."""
    wrong_password(world)
    world.deliver(*rows(1))
    plan = register_plan(draft)
    await world.worker(plan.systems).start(plan)
    world.secrets["target-bot", "password"] = register.password
    await world.worker(plan.systems).parts.ledger.unlock_account("target", "target-bot")

    await world.worker(plan.systems).resume(plan)

    assert world.outcomes() == [("done", None)]


async def test_an_account_is_locked_when_the_answer_to_the_credentials_is_lost(
    world: World, register: Register, draft: Draft
) -> None:
    """Credentials that may have been sent are not sent again."""
    world.deliver(*rows(1))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    def lose() -> None:
        raise ScreenTrouble(problem="The connection broke.", acted=True)

    at(worker, "screen.click", lose)

    report = await worker.start(plan)

    assert isinstance(report.stopped_by, SignInFailed)
    assert list(world.records.accounts) == [("target", "target-bot")]


async def test_a_page_that_did_not_load_locks_nothing(world: World, register: Register, draft: Draft) -> None:
    """What fails before credentials are sent is an ordinary failure."""
    world.deliver(*rows(1))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    at(worker, "screen.fill", lambda: _raise(ScreenTrouble(problem="no page")))

    await worker.start(plan, recount=False)

    assert (world.outcomes(), world.records.accounts) == ([("failed", "E499")], {})


def _raise(error: Exception) -> None:
    raise error


async def test_a_system_that_says_locked_anywhere_stops_its_account(
    world: World, register: Register, draft: Draft
) -> None:
    """An error that is declared as `locked` locks the account, also in the middle of work; a resume sends nothing."""
    world.deliver(*rows(1))
    register.add("1", "Name 1", "Köln")
    register.drawn.append(_show_locked)
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)
    logins = register.logins
    register.drawn.clear()
    await world.worker(plan.systems).resume(plan)

    assert isinstance(report.stopped_by, SignInFailed)
    assert (list(world.records.accounts), register.logins) == ([("target", "target-bot")], logins)


def _show_locked(page: Page, visit: Visit) -> None:
    if page.path.startswith("/akte"):
        page.things = [Thing(kind="text", name="Konto gesperrt")]


async def test_a_missing_secret_stops_the_run_and_no_case_is_at_fault(
    world: World, register: Register, draft: Draft
) -> None:
    """Without a secret nothing is sent and nothing is locked; once it is set, a resume does all cases."""
    secrets = dict(world.secrets)
    world.secrets.clear()
    world.deliver(*rows(2))
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)
    tried = (register.logins, dict(world.records.accounts), world.outcomes())
    world.secrets.update(secrets)
    await world.worker(plan.systems).resume(plan)

    assert isinstance(report.stopped_by, NotEquipped)
    assert "no secret" in str(report.stopped_by)
    assert tried == (0, {}, [(None, None), (None, None)])
    assert world.outcomes() == [("done", None), ("done", None)]


async def test_a_delivery_that_cannot_be_read_is_an_error_of_the_input(world: World, draft: Draft) -> None:
    """It is told as it is: there is nothing to go on with."""
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    at(worker, "actions.call", lambda: _raise(DeliveryMissing(name="delivery.csv")))

    with pytest.raises(DeliveryMissing):
        await worker.start(plan)


# ------------------------------------------------------------------ what ends a process


async def test_a_system_that_cannot_be_reached_stops_the_run(world: World, register: Register, draft: Draft) -> None:
    """No case is lost: they go back and a resume does them. How often it is tried before: test_circuit.py."""
    world.deliver(*rows(2))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    missed = AddressUnreachable(host="target", port=443, reason="it answered 403", is_for_good=True)
    at(worker, "screen.open", lambda: _raise(missed), nth=4)

    report = await worker.start(plan)
    await world.worker(plan.systems).resume(plan)

    assert isinstance(report.stopped_by, AddressUnreachable)
    assert violations(world, register, {("create", "1"): 1, ("create", "2"): 1}) == []


@pytest.mark.parametrize("nth", [2, 3, 4, 5], ids=["listed", "intent", "result", "item"])
async def test_a_journal_that_cannot_be_written_ends_the_process(
    world: World, register: Register, draft: Draft, nth: int
) -> None:
    """Fail closed: without a durable intent there is no effect, and a resume finds out what there is."""
    world.deliver(*rows(2))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    writes: list[str] = []

    def count(name: str, _: int) -> None:
        writes.extend([name] if name.startswith("journal.") else [])
        if len(writes) == nth:
            world.journal.broken = lambda: JournalNotWritable(path="logs", problem="full")

    worker.life.hooks.append(count)
    with pytest.raises(JournalNotWritable):
        await worker.start(plan, lanes=2)
    assert all(commit.seen for commit in register.commits)
    world.journal.broken = None
    world._bury(worker.lease)

    await world.worker(plan.systems).resume(plan)

    assert violations(world, register, {("create", "1"): 1, ("create", "2"): 1}) == []


async def test_a_ledger_that_refuses_ends_the_process(world: World, register: Register, draft: Draft) -> None:
    """An error of the ledger is no outcome of a case."""
    world.deliver(*rows(1))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    at(worker, "ledger.intend", lambda: _raise(NoWay(thing="effect", id="x", state="done", wanted="intended")))

    with pytest.raises(NoWay):
        await worker.start(plan)

    assert register.commits == []


# ------------------------------------------------------------------ going on


async def test_a_resume_lists_nothing_again(world: World, register: Register, draft: Draft) -> None:
    """What was listed stays as it was, even when the source says something else by now."""
    world.deliver(*rows(2))
    plan = replace(register_plan(draft), limits=nodes.Limits(first=1))
    await world.worker(plan.systems).start(plan)
    world.deliver({"number": "3", "name": "new", "city": "new"})

    await world.worker(plan.systems).resume(plan, recount=False)

    assert [commit.key for commit in register.commits] == ["1", "2"]
    assert [event.in_doubt for event in world.journal.of(RunResumed)] == [0]


async def test_a_run_that_was_stopped_while_it_listed_lists_again(
    world: World, register: Register, draft: Draft
) -> None:
    """Before the list is stored, a resume begins with it."""
    world.deliver(*rows(2))
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    at(worker, "actions.call", lambda: _raise(AddressUnreachable(host="source", port=443, reason="no answer")))

    report = await worker.start(plan)
    await world.worker(plan.systems).resume(plan)

    assert (report.state, report.items) == ("paused", [])
    assert world.outcomes() == [("done", None), ("done", None)]


async def test_a_run_with_open_cases_is_not_finished(world: World, register: Register, draft: Draft) -> None:
    """While a person has to decide, the run stays open; the answer is acted on by the next resume."""
    register.add("1", "Name 1", "Bonn")
    world.deliver(*rows(1))
    plan = register_plan(draft)
    first = await world.worker(plan.systems).start(plan)
    await world.worker(plan.systems).resume(plan)
    [item] = world.records.items.values()

    await world.worker(plan.systems).decide(item, "write")
    last = await world.worker(plan.systems).resume(plan)

    assert (first.state, first.open_items, last.state) == ("open", 1, "finished")
    assert [run.state for run in world.records.runs.values()] == ["finished"]


async def test_attempts_are_counted(world: World, register: Register, draft: Draft) -> None:
    """Each claim that led to work is an attempt."""
    register.add("1", "Name 1", "Bonn")
    world.deliver(*rows(1))
    plan = register_plan(draft)
    await world.worker(plan.systems).start(plan)
    [item] = world.records.items.values()
    await world.worker(plan.systems).decide(item, "keep")
    await world.worker(plan.systems).resume(plan)

    [item] = world.records.items.values()
    assert (item.attempts, item.outcome) == (2, "kept")


