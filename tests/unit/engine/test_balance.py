"""The balance: two counts that the ledger does not make itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nahtlos.engine.balance import Balance, TargetCount
from nahtlos.engine.run import RunReport, recount
from nahtlos.errors import JournalNotWritable
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Page, Register, Table, Visit, World, register_plan, register_record
from nahtlos.testing import register as target

A, B = {"number": "1", "name": "Ada", "city": "Köln"}, {"number": "2", "name": "Bea", "city": "Bonn"}


def by_find(draft: Draft) -> nodes.Plan:
    """A plan whose resource cannot list its records."""
    return register_plan(draft, resource=register_record(draft, list=()))


def counted(report: RunReport) -> tuple[bool | None, TargetCount]:
    """The verdict and the only target."""
    assert report.balance is not None
    [count] = report.balance.targets
    return report.balance.is_balanced, count


@pytest.mark.parametrize("how", ["list", "find"])
async def test_everything_agrees(world: World, register: Register, draft: Draft, how: str) -> None:
    """Source, outcomes and target agree; the target is looked at in a fresh session."""
    world.deliver(A, B)
    plan = register_plan(draft) if how == "list" else by_find(draft)

    report = await world.worker(plan.systems).start(plan)

    is_balanced, count = counted(report)
    assert (is_balanced, count.how, count.expected, count.found) == (True, how, 2, 2)
    assert register.logins == 2


@pytest.mark.parametrize("how", ["list", "find"])
async def test_a_record_deleted_behind_the_back(world: World, register: Register, draft: Draft, how: str) -> None:
    """One record less in the target, and it is not balanced; the line is named."""
    world.deliver(A, B)
    plan = register_plan(draft) if how == "list" else by_find(draft)
    await world.worker(plan.systems).start(plan, recount=False)
    del register.records["2"]
    [run] = world.records.runs.values()

    balance = await recount(world.worker(plan.systems).parts, plan, run)

    assert (balance.is_balanced, balance.targets[0].missing, balance.targets[0].found) == (False, (2,), 1)


@pytest.mark.parametrize("how", ["list", "find"])
async def test_an_erased_case_is_counted_and_not_looked_for(
    world: World, register: Register, draft: Draft, how: str
) -> None:
    """Its record may be gone from the target by now; what is left is still counted exactly."""
    world.deliver(A, B)
    plan = register_plan(draft) if how == "list" else by_find(draft)
    await world.worker(plan.systems).start(plan, recount=False)
    [run], ledger = world.records.runs.values(), world.records
    item = next(item for item in ledger.items.values() if item.line == 2)
    ledger.items[item.id] = replace(item, key="(erased)", key_hash=f"erased:{item.id}", record={})
    ledger.steps[item.id] = [replace(step, result=None) for step in ledger.steps[item.id]]
    del register.records["2"]

    balance = await recount(world.worker(plan.systems).parts, plan, run)

    [target] = balance.targets
    assert (balance.is_balanced, balance.outcomes["done"]) == (True, 2)
    assert (target.expected, target.found, target.erased) == (1, 1, 1)


@pytest.mark.parametrize("how", ["list", "find"])
async def test_a_record_that_is_there_twice(world: World, register: Register, draft: Draft, how: str) -> None:
    """One record too many of a key, and it is not balanced."""
    world.deliver(A, B)
    plan = register_plan(draft) if how == "list" else by_find(draft)
    await world.worker(plan.systems).start(plan, recount=False)
    register.add("1", "Ada", "Köln")
    [run] = world.records.runs.values()

    balance = await recount(world.worker(plan.systems).parts, plan, run)

    assert (balance.is_balanced, balance.targets[0].repeated) == (False, (1,))


async def test_records_of_others_do_not_matter(world: World, register: Register, draft: Draft) -> None:
    """Only what this run is about is counted."""
    register.add("99", "x", "y")
    world.deliver(A)
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)

    assert counted(report)[0] is True


async def test_only_what_should_be_there_is_expected(world: World, register: Register, draft: Draft) -> None:
    """Done, skipped and kept records are expected; rejected and missing ones are not."""
    register.add("1", "Ada", "Köln")
    register.add("3", "Cem", "Trier")
    register.answers = [target.REFUSED]
    world.deliver(A, B, {**A, "number": "3"})
    step = draft.transfer("target.record", ITEM, if_different="keep")
    plan = register_plan(draft, step)

    report = await world.worker(plan.systems).start(plan)

    assert report.outcomes == {"skipped": 1, "rejected": 1, "kept": 1}
    assert (counted(report)[0], counted(report)[1].expected) == (True, 2)


ITEM = {"number": "{{ item.number }}", "name": "{{ item.name }}", "city": "{{ item.city }}"}


async def test_a_case_that_waits_is_not_against_the_balance(world: World, register: Register, draft: Draft) -> None:
    """A waiting case has an outcome; what is failed or in doubt is another thing."""
    register.add("1", "Ada", "Bonn")
    world.deliver(A)
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)

    assert (report.outcomes, counted(report)[0]) == ({"waiting": 1}, True)


@pytest.mark.parametrize("answer", [target.NOT_CLICKED, replace(target.LOST, instead={"Ort": "x"})])
async def test_a_failed_or_doubtful_case_is_never_balanced(
    world: World, register: Register, draft: Draft, answer: target.Answer
) -> None:
    """While something failed or is in doubt, nothing is balanced."""
    register.answers = [answer]
    world.deliver(A)
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)

    assert counted(report)[0] is False


async def test_not_recounted_is_neither(world: World, register: Register, draft: Draft) -> None:
    """Without a second look nobody knows."""
    world.deliver(A)
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan, recount=False)

    assert report.balance is not None and (report.balance.is_balanced, report.balance.targets) == (None, ())


@pytest.mark.parametrize(("stated", "balanced"), [(2, True), (3, False)])
async def test_a_total_that_the_source_states(
    world: World, register: Register, draft: Draft, *, stated: int, balanced: bool
) -> None:
    """The source's own total is believed, and no second listing is made."""
    world.deliver(A, B, stated=stated)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    report = await worker.start(plan)

    assert (counted(report)[0], worker.life.calls.count("actions.call")) == (balanced, 1)


async def test_a_source_that_has_more_by_now(world: World, register: Register, draft: Draft) -> None:
    """A case that came meanwhile shows in the second listing."""
    world.deliver(A)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: world.deliver(A, B) if name == "ledger.claim" else None)

    report = await worker.start(plan)

    assert report.balance is not None and (report.balance.stated, report.balance.is_balanced) == (2, False)


async def test_a_source_that_cannot_be_listed_again(world: World, register: Register, draft: Draft) -> None:
    """It is not balanced, says why, and the run still ends."""
    world.deliver(A)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: world.actions.clear() if name == "ledger.claim" else None)

    report = await worker.start(plan)

    assert report.balance is not None and report.balance.is_balanced is False
    assert (report.balance.stated, "nobody knows it" in str(report.balance.source_fault)) == (None, True)
    assert report.state == "finished"


async def test_a_target_that_cannot_be_counted(world: World, register: Register, draft: Draft) -> None:
    """It is not balanced, and says why."""
    world.deliver(A)
    plan = register_plan(draft)

    def empty(page: Page, visit: Visit) -> None:
        if page.path == "/liste":
            page.tables = []

    register.drawn.append(empty)

    report = await world.worker(plan.systems).start(plan)

    assert (counted(report)[0], counted(report)[1].fault) == (False, "There is no such table.")


@pytest.mark.parametrize("at", ["actions.call", "sessions.hold"])
async def test_a_journal_that_breaks_while_counting_ends_the_process(
    world: World, register: Register, draft: Draft, at: str
) -> None:
    """Errors of ledger and journal are no faults of a target."""
    world.deliver(A)
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    def fail(name: str, number: int) -> None:
        if name == at and "ledger.others_until" in worker.life.calls:
            raise JournalNotWritable(path="logs", problem="full")

    worker.life.hooks.append(fail)

    with pytest.raises(JournalNotWritable):
        await worker.start(plan)


async def test_keys_of_a_list_are_read_as_fields(world: World, register: Register, draft: Draft) -> None:
    """A list that shows a key in the field's own format, or in another case, still shows the key."""
    record = register_record(draft)
    since = draft.field("since", "Nummer", type="date", format="dd.MM.yyyy")
    fields = {**record.fields, "since": since}
    listing = (draft.open("/liste"), draft.table("rows", {"since": "Nummer"}))
    find = tuple(draft_find(draft))
    del fields["number"]
    resource = register_record(draft, fields=fields, list=listing, find=find, keys=(("since",),))
    register.add("24.11.2025", "Ada", "Köln")
    world.deliver({**A, "number": "2025-11-24"})
    values = {"since": "{{ item.number | date('yyyy-MM-dd') }}", "name": "{{ item.name }}"}
    step = draft.transfer("target.record", values)
    plan = register_plan(draft, step, resource=resource)

    report = await world.worker(plan.systems).start(plan)

    assert (report.outcomes, counted(report)[0]) == ({"skipped": 1}, True)


def draft_find(draft: Draft) -> list[nodes.Step]:
    """Find by a date."""
    written = "{{ key.since | date('dd.MM.yyyy') }}"
    return [
        draft.open("/suche", {"nummer": written}), draft.row({"Nummer": written}, none={"text": "Keine Treffer"}),
        draft.click({"link": "Öffnen", "in": "row"}),
    ]  # fmt: skip


async def test_a_list_with_nonsense_in_it(world: World, register: Register, draft: Draft) -> None:
    """A row whose key cannot be read is not the record that is looked for."""
    record = register_record(draft)
    fields = {**record.fields, "number": replace(record.fields["number"], type="integer")}
    world.deliver(A)

    def garble(page: Page, visit: Visit) -> None:
        if page.path == "/liste":
            page.tables = [Table(headings=register.fields, rows=[{"Nummer": "unleserlich", "Name": "", "Ort": ""}])]
            page.things = [thing for thing in page.things if "Datensätze" not in thing.name]

    register.drawn.append(garble)
    listing = (draft.open("/liste"), draft.table("rows", {"number": "Nummer", "more": "Ort"}))
    plan = register_plan(draft, resource=register_record(draft, fields=fields, list=listing))

    report = await world.worker(plan.systems).start(plan)

    assert (counted(report)[0], counted(report)[1].missing) == (False, (1,))


async def test_transfers_inside_ways_are_counted(world: World, register: Register, draft: Draft) -> None:
    """Targets of transfers inside `either_or` and `for_each` are targets, too."""
    world.deliver(A)
    inner = draft.transfer("target.record", {"number": "{{ item.number }}"}, path="way.0")
    plan = register_plan(draft, draft.either_or((None, (inner,)), path="way"))

    report = await world.worker(plan.systems).start(plan)

    assert counted(report)[1].expected == 1


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        (Balance(listed=2, stated=2, left_out=0, outcomes={"done": 2}), True),
        (Balance(listed=2, stated=3, left_out=1, outcomes={"done": 2}), True),
        (Balance(listed=2, stated=3, left_out=0, outcomes={"done": 2}), False),
        (Balance(listed=2, stated=2, left_out=0, outcomes={"done": 1}), False),
        (Balance(listed=2, stated=None, left_out=0, outcomes={"done": 2}), False),
        (Balance(listed=2, stated=2, left_out=0, outcomes={"done": 1, "failed": 1}), False),
        (Balance(listed=2, stated=2, left_out=0, outcomes={"done": 1, "rejected": 1}), True),
    ],
)
def test_when_it_is_balanced(balance: Balance, expected: bool) -> None:
    """Counts and outcomes agree, and nothing failed or is in doubt."""
    assert balance.is_balanced is expected


