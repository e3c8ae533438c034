"""A dry run: what a run would write, field by field, and a run that is held to it. Nothing is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nahtlos.errors import AddressUnreachable
from nahtlos.expressions import UNKNOWN
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Page, Register, Visit, World, register_plan, register_record
from nahtlos.testing.register_bot import ITEM
from nahtlos.testing.world import Outlook

ADA = {"number": "1", "name": "Ada", "city": "Köln"}


def planned(world: World, seen: Outlook) -> dict[tuple[str, str], dict[str, str | None]]:
    """A saved plan, as the runtime makes one."""
    hash_ = world.journal.key.fingerprint
    return {
        (each.item, each.step): {
            "before": None if each.before is None else hash_(each.before),
            "after": None if UNKNOWN in each.after.values() else hash_(each.after),
        }
        for each in seen.differences
    }


async def test_a_plan_shows_what_a_run_would_write(world: World, register: Register, draft: Draft) -> None:
    """Old and new, field by field; equal cases show nothing."""
    register.add("1", "Ada", "Bonn")
    register.add("2", "Bea", "Köln")
    world.deliver(ADA, {"number": "2", "name": "Bea", "city": "Köln"}, {"number": "3", "name": "Cem", "city": "Trier"})
    plan = register_plan(draft, draft.transfer("target.record", ITEM, id="record", if_different="update"))

    seen = await world.worker(plan.systems).forecast(plan)

    assert [(each.line, each.kind, each.fields) for each in seen.differences] == [
        (1, "update", ("city",)), (3, "create", ("number", "name", "city")),
    ]  # fmt: skip
    update = seen.differences[0]
    assert update.before is not None
    assert (update.before["city"], update.after["city"]) == ("Bonn", "Köln")
    assert seen.outcomes == {"done": 2, "skipped": 1}


async def test_a_plan_writes_nothing_anywhere(world: World, register: Register, draft: Draft) -> None:
    """No target, no ledger and no journal is changed."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA, {**ADA, "number": "2"})
    letter = draft.do("target.send_letter", {"number": "{{ item.number }}"}, path="1", is_effect=True)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, if_different="update"), letter)

    await world.worker(plan.systems).forecast(plan, lanes=3)

    assert (register.commits, world.records.runs, world.records.items, world.journal.lines) == ([], {}, {}, [])


@pytest.mark.parametrize(
    ("if_different", "outcome", "kind"),
    [("update", "done", "update"), ("ask", "waiting", "ask"), ("keep", "kept", None), ("reject", "rejected", None)],
)
async def test_what_a_difference_would_become(
    world: World, register: Register, draft: Draft, *, if_different: str, outcome: str, kind: str | None
) -> None:
    """The outcome that a run would give, and the difference if somebody would write it."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, if_different=if_different))

    seen = await world.worker(plan.systems).forecast(plan)

    assert [item.outcome for item in seen.items] == [outcome]
    assert [each.kind for each in seen.differences] == ([] if kind is None else [kind])


async def test_items_that_are_decided_by_the_listing(world: World, register: Register, draft: Draft) -> None:
    """Wrong cases and duplicates are shown with their outcome."""
    world.deliver(ADA, ADA, {**ADA, "number": ""})
    plan = register_plan(draft)

    seen = await world.worker(plan.systems).forecast(plan)

    assert [(item.line, item.outcome) for item in seen.items] == [(1, "done"), (2, "skipped"), (3, "rejected")]


# ------------------------------------------------------------------ what is not known yet


def receipt_plan(draft: Draft, *more: nodes.Step) -> nodes.Plan:
    """A second transfer that needs what the first will only deliver once it was written."""
    report = draft.transfer("target.record", {"number": "{{ item.number }}", "name": "Ada"}, id="report")
    receipt = draft.transfer(
        "target.record", {"number": "receipt", "city": "{{ steps.report.city }}"}, id="receipt", if_different="update"
    )
    return register_plan(draft, report, receipt, *more)


async def test_a_value_that_is_not_known_yet_is_a_difference(world: World, register: Register, draft: Draft) -> None:
    """What will only be known after a write is shown as to be written, not as equal."""
    register.add("receipt", "", "")
    world.deliver(ADA)
    plan = receipt_plan(draft)

    seen = await world.worker(plan.systems).forecast(plan)

    assert [(each.step, each.fields) for each in seen.differences] == [
        ("report", ("number", "name")), ("receipt", ("city",)),
    ]  # fmt: skip
    assert seen.differences[1].after["city"] is UNKNOWN


async def test_a_value_that_is_not_known_yet_in_a_new_record(world: World, register: Register, draft: Draft) -> None:
    """It is shown, too."""
    world.deliver(ADA)
    plan = receipt_plan(draft)

    seen = await world.worker(plan.systems).forecast(plan)

    assert [(each.step, each.kind) for each in seen.differences] == [("report", "create"), ("receipt", "create")]


async def test_steps_that_depend_on_what_is_not_known_yet(world: World, register: Register, draft: Draft) -> None:
    """Nothing is looked up, called, rejected or repeated for an unknown value; the plan goes on."""
    calls: list[object] = []
    world.actions["note"] = calls.append
    world.deliver(ADA)
    unknown = "{{ steps.report.city }}"
    plan = receipt_plan(
        draft,
        draft.look_up("target.record", {"number": unknown}, path="2"),
        draft.do("lib:note", {"city": unknown}, id="note"),
        draft.do("target.letter_sent", {"number": unknown}, id="sent"),
        draft.do("target.send_letter", {"number": unknown}, id="letter", is_effect=True),
        draft.transfer("target.record", {"number": unknown}, path="6"),
        draft.reject("{{ steps.report.city }}", path="7", when="{{ steps.report.city == 'x' }}"),
        draft.for_each("{{ steps.letter.receipt }}", "one", draft.reject("x"), path="8"),
        draft.set({"a": "{{ steps.note.value }}", "b": "{{ steps.sent.state }}"}, path="9"),
    )

    seen = await world.worker(plan.systems).forecast(plan)

    assert (calls, [item.outcome for item in seen.items]) == ([], ["done"])
    assert [each.step for each in seen.differences] == ["report", "receipt", "letter"]


@pytest.mark.parametrize(("sent", "kinds"), [(False, ["operation"]), (True, [])])
async def test_an_operation_is_asked_by_its_probe(
    world: World, register: Register, draft: Draft, *, sent: bool, kinds: list[str]
) -> None:
    """A plan shows an operation that would be done, and none that is done already."""
    register.letters += ["1"] if sent else []
    world.deliver(ADA)
    letter = draft.do("target.send_letter", {"number": "{{ item.number }}"}, id="letter", is_effect=True)
    plan = register_plan(draft, letter, draft.set({"x": "{{ steps.letter }}"}, path="1"))

    seen = await world.worker(plan.systems).forecast(plan)

    assert [each.kind for each in seen.differences] == kinds


# ------------------------------------------------------------------ what goes wrong


async def test_a_system_that_cannot_be_reached_ends_the_plan(world: World, register: Register, draft: Draft) -> None:
    """The error comes out as itself, however many lanes there are."""
    world.deliver(ADA, {**ADA, "number": "2"})
    plan = register_plan(draft)
    worker = world.worker(plan.systems)

    def fail(name: str, _: int) -> None:
        if name == "screen.open":
            raise AddressUnreachable(host="target", port=443, reason="no answer")

    worker.life.hooks.append(fail)

    with pytest.raises(AddressUnreachable):
        await worker.forecast(plan, lanes=3)


async def test_a_mistake_with_one_case_does_not_end_the_plan(world: World, register: Register, draft: Draft) -> None:
    """It is that case's failure."""
    world.deliver(ADA, {**ADA, "number": "2"})
    world.actions["broken"] = _broken
    plan = register_plan(draft, draft.do("lib:broken", {"n": "{{ item.number }}"}))

    seen = await world.worker(plan.systems).forecast(plan)

    assert [(item.outcome, item.code) for item in seen.items] == [("failed", "E429"), ("done", None)]


def _broken(arguments: Any) -> Any:
    return 1 / 0 if arguments["n"] == "1" else None


# ------------------------------------------------------------------ saved plans


async def run_held(world: World, plan: nodes.Plan, held: Any) -> list[tuple[str | None, str | None]]:
    """Run, held to a saved plan."""
    await world.worker(plan.systems).start(plan, planned=held)
    return world.outcomes()


@pytest.mark.parametrize("kind", ["create", "update", "operation"])
async def test_a_saved_plan_is_written_as_shown(world: World, register: Register, draft: Draft, kind: str) -> None:
    """What the plan shows is written."""
    if kind == "update":
        register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    step: nodes.Step = draft.transfer("target.record", ITEM, id="record", if_different="update")
    if kind == "operation":
        step = draft.do("target.send_letter", {"number": "{{ item.number }}"}, id="letter", is_effect=True)
    plan = register_plan(draft, step)
    held = planned(world, await world.worker(plan.systems).forecast(plan))

    assert await run_held(world, plan, held) == [("done", None)]
    assert len(register.commits) == 1


@pytest.mark.parametrize("change", ["target", "source", "new", "shown"])
async def test_what_a_saved_plan_does_not_show_is_not_written(
    world: World, register: Register, draft: Draft, change: str
) -> None:
    """A target or a source that changed since, or a case that was not there, waits for a person."""
    id_ = register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, id="record", if_different="update"))
    held = planned(world, await world.worker(plan.systems).forecast(plan))
    if change == "target":
        register.records[id_]["Ort"] = "Trier"
    if change == "source":
        world.deliver({**ADA, "city": "Essen"})
    if change == "new":
        held.clear()

    outcomes = await run_held(world, plan, held)

    assert (outcomes[0][0], len(register.commits)) == (("done", 1) if change == "shown" else ("waiting", 0))


async def test_a_saved_plan_with_a_value_that_was_not_known(world: World, register: Register, draft: Draft) -> None:
    """What was shown as not known yet is written with what it turns out to be."""
    register.add("receipt", "", "")
    world.deliver(ADA)
    plan = receipt_plan(draft)

    def fill_in(page: Page, visit: Visit) -> None:
        if page.path == "/neu":
            page.field("Ort").value = "Q-7"

    register.drawn.append(fill_in)
    held = planned(world, await world.worker(plan.systems).forecast(plan))

    assert await run_held(world, plan, held) == [("done", None)]
    assert register.of("receipt")[0]["Ort"] == "Q-7"


@pytest.mark.parametrize(("choice", "outcome", "writes"), [("write", "done", 1), ("keep", "kept", 0)])
@pytest.mark.parametrize("there", [True, False], ids=["update", "create"])
async def test_a_person_decides_about_what_the_plan_did_not_show(
    world: World, register: Register, draft: Draft, *, there: bool, choice: str, outcome: str, writes: int
) -> None:
    """A decision goes above the saved plan."""
    if there:
        register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, id="record", if_different="update"))
    worker = world.worker(plan.systems)
    await worker.start(plan, planned={})
    [item] = world.records.items.values()

    await worker.decide(item, choice)
    await world.worker(plan.systems).resume(plan, planned={})

    assert (world.outcomes(), len(register.commits)) == ([(outcome, None)], writes)


async def test_a_difference_that_was_kept_needs_no_plan(world: World, register: Register, draft: Draft) -> None:
    """What nobody writes need not be shown."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, if_different="keep"))

    assert await run_held(world, plan, {}) == [("kept", None)]


async def test_a_record_that_cannot_be_created_is_still_shown(world: World, register: Register, draft: Draft) -> None:
    """A plan looks at both sides only; that a form has changed is seen by the run."""
    world.deliver(ADA)
    record = register_record(draft, create=(draft.open("/neu"), draft.fail("Das Formular ist gesperrt")))
    plan = register_plan(draft, draft.transfer("target.record", ITEM), resource=replace(record))

    seen = await world.worker(plan.systems).forecast(plan)

    assert [each.kind for each in seen.differences] == ["create"]
