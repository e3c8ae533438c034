"""What `transfer` does for every finding and every answer of a system."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.plan import nodes
from nahtlos.testing import Answer, Draft, Page, Register, Visit, World, register_plan, register_record, violations
from nahtlos.testing import register as target
from nahtlos.testing.register_bot import ITEM

ADA = {"number": "1", "name": "Ada", "city": "Köln"}


def transfer_plan(draft: Draft, **changes: Any) -> nodes.Plan:
    """A plan with one transfer."""
    values = changes.pop("values", ITEM)
    return register_plan(draft, draft.transfer("target.record", values, id="record", **changes))


# ------------------------------------------------------------------ finding, comparing, deciding


@pytest.mark.parametrize(
    ("if_missing", "expected", "writes"),
    [("create", "done", 1), ("keep", "kept", 0), ("reject", "rejected", 0)],
)
async def test_a_record_that_is_not_there(
    world: World, register: Register, draft: Draft, *, if_missing: str, expected: str, writes: int
) -> None:
    """`if_missing` decides about a record that was seen not to be there."""
    world.deliver(ADA)
    plan = transfer_plan(draft, if_missing=if_missing)

    report = await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], len(register.commits)) == (expected, writes)
    assert report.balance is not None and report.balance.is_balanced


@pytest.mark.parametrize(
    ("if_different", "expected", "writes"),
    [("update", "done", 1), ("keep", "kept", 0), ("reject", "rejected", 0), ("ask", "waiting", 0)],
)
async def test_a_record_that_is_different(
    world: World, register: Register, draft: Draft, *, if_different: str, expected: str, writes: int
) -> None:
    """`if_different` decides about a record that says something else."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different=if_different)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], len(register.commits)) == (expected, writes)


@pytest.mark.parametrize("if_different", ["update", "keep", "reject", "ask"])
async def test_a_record_that_is_equal(world: World, register: Register, draft: Draft, if_different: str) -> None:
    """What is true already is skipped, and nothing is written."""
    register.add("1", "Ada", "Köln")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different=if_different)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], register.commits) == ("skipped", [])


async def test_several_records_with_one_key_wait_for_a_person(
    world: World, register: Register, draft: Draft
) -> None:
    """Nobody guesses which of two records is meant."""
    register.add("1", "Ada", "Bonn")
    register.add("1", "Ada", "Köln")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], register.commits) == ("waiting", [])


async def test_a_page_that_shows_neither_table_nor_none_is_a_failure(
    world: World, register: Register, draft: Draft
) -> None:
    """"Not found" must be seen: a page that is not ready yet creates nothing."""
    register.drawn.append(lambda page, visit: _remove_text(page, "Keine Treffer"))
    world.deliver(ADA)
    plan = transfer_plan(draft)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], register.commits) == ("failed", [])


def _remove_text(page: Page, text: str) -> None:
    page.things = [thing for thing in page.things if thing.name != text]


@pytest.mark.parametrize("missing", ["", None], ids=["blank", "none"])
async def test_without_its_key_nothing_is_looked_for(
    world: World, register: Register, draft: Draft, missing: str | None
) -> None:
    """A case without the key of its record is rejected."""
    world.deliver({**ADA, "name": missing})
    plan = transfer_plan(draft, values={"number": "{{ item.name }}"})

    await world.worker(plan.systems).start(plan)

    assert world.outcomes()[0] == ("rejected", "E401")


async def test_a_value_that_does_not_fit_its_field_rejects(world: World, register: Register, draft: Draft) -> None:
    """The case is wrong when its value is not of the field's type; the value is not named."""
    fields = {field.name: field for field in (draft.field("number", "Nummer"), draft.field("city", "Ort", type="date"))}
    world.deliver(ADA)
    step = draft.transfer("target.record", {"number": "1", "city": "{{ item.city }}"})
    plan = register_plan(draft, step, resource=register_record(draft, fields=fields))

    await world.worker(plan.systems).start(plan)

    [item] = world.records.items.values()
    assert (item.outcome, "Köln" in str(item.reason)) == ("rejected", False)


# ------------------------------------------------------------------ what is written


async def test_an_update_fills_only_what_differs(world: World, register: Register, draft: Draft) -> None:
    """Equal fields, the key and fields that are not in `set` stay as they are."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")

    await world.worker(plan.systems).start(plan)

    [commit] = register.commits
    assert (commit.kind, commit.values) == ("update", {"Ort": "Köln"})


async def test_an_update_keeps_what_was_there(world: World, register: Register, draft: Draft) -> None:
    """Before and after are stored with the effect; the journal has names of fields and keyed hashes only."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")

    await world.worker(plan.systems).start(plan)

    [effect] = world.records.effects.values()
    [intended] = world.journal.of(EffectIntended)
    assert (effect.before, effect.after) == ({**ADA, "city": "Bonn"}, ADA)
    assert (intended.fields, str(intended.before)[:3]) == (("number", "name", "city"), "h1:")


async def test_the_result_says_what_was_there(world: World, register: Register, draft: Draft) -> None:
    """Later steps see outcome, target, before and every field."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    words = "{{ steps.record.outcome }} {{ steps.record.before.city }} {{ steps.record.city }}"
    transfer = draft.transfer("target.record", ITEM, id="record", if_different="update")
    plan = register_plan(draft, transfer, draft.set({"said": words}, path="1"))

    await world.worker(plan.systems).start(plan)

    [item] = world.records.items
    assert world.records.steps[item][-1].result == {"said": "done Bonn Köln"}


async def test_clearing_a_filled_field_always_asks(world: World, register: Register, draft: Draft) -> None:
    """An empty value over a filled field waits for a person, even with `update`."""
    register.add("1", "Ada", "Bonn")
    world.deliver({**ADA, "city": None})
    plan = transfer_plan(draft, if_different="update")

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], register.commits) == ("waiting", [])


async def test_what_is_written_on_create_is_never_compared_again(
    world: World, register: Register, draft: Draft
) -> None:
    """`on_create` fills a new record; on one that is there it does nothing."""
    world.deliver(ADA, {**ADA, "number": "2"})
    register.add("2", "Ada", "Köln")
    values = {"number": "{{ item.number }}", "name": "{{ item.name }}"}
    plan = transfer_plan(draft, values=values, on_create={"city": "Trier"})

    await world.worker(plan.systems).start(plan)

    assert [record["Ort"] for record in register.records.values()] == ["Köln", "Trier"]
    assert [item.outcome for item in world.records.items.values()] == ["done", "skipped"]


@pytest.mark.parametrize("flag", ["create_only", "read_only"])
async def test_a_field_that_cannot_be_changed(world: World, register: Register, draft: Draft, flag: str) -> None:
    """A difference in a field that the system does not let anybody change writes nothing."""
    record = register_record(draft)
    fields: Any = {**record.fields, "city": replace(record.fields["city"], **{flag: True})}  # type: ignore[arg-type]
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    step = draft.transfer("target.record", ITEM, if_different="update")
    plan = register_plan(draft, step, resource=register_record(draft, fields=fields))

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0], register.commits) == (("failed", "E404"), [])


async def test_a_field_that_nobody_can_read_is_taken_as_it_should_be(
    world: World, register: Register, draft: Draft
) -> None:
    """A field that is not shown is written on create and never compared."""
    record = register_record(draft)
    fields = {**record.fields, "city": replace(record.fields["city"], unreadable=True)}
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA, {**ADA, "number": "2"})
    plan = register_plan(draft, draft.transfer("target.record", ITEM), resource=register_record(draft, fields=fields))

    await world.worker(plan.systems).start(plan)

    assert [record["Ort"] for record in register.records.values()] == ["Bonn", "Köln"]
    assert [item.outcome for item in world.records.items.values()] == ["skipped", "done"]


# ------------------------------------------------------------------ answers of the system


@pytest.mark.parametrize("kind", ["create", "update"])
@pytest.mark.parametrize(
    ("answers", "expected", "writes"),
    [
        pytest.param([target.SAVED], ("done", None), 1, id="saved"),
        pytest.param([target.LOST], ("done", None), 1, id="the answer is lost, it was saved"),
        pytest.param([target.NOT_ARRIVED], ("done", None), 1, id="the answer is lost, nothing was saved: once more"),
        pytest.param([target.NOT_ARRIVED] * 2, ("failed", "E499"), 0, id="lost twice, nothing was saved"),
        pytest.param([target.IGNORED] * 2, ("failed", "E413"), 0, id="nothing happens at all"),
        pytest.param([target.SILENT], ("done", None), 1, id="no sign of success, but it is there"),
        pytest.param([target.REFUSED], ("rejected", "E402"), 0, id="refused"),
        pytest.param([target.CONFLICT], ("failed", "E403"), 0, id="someone was faster"),
        pytest.param([target.FAULT], ("failed", "E404"), 0, id="a fault, nothing was saved"),
        pytest.param([target.FAULT_AFTER_ALL], ("done", None), 1, id="a fault is shown, but it was saved"),
        pytest.param([target.NOT_CLICKED], ("failed", "E499"), 0, id="the button did not react"),
        pytest.param([target.SIGNED_OUT], ("done", None), 1, id="signed out instead of saved: once more"),
        pytest.param([target.SAVED_AND_SIGNED_OUT], ("done", None), 1, id="saved and signed out"),
        pytest.param([Answer(instead={"Ort": "Trier"})], ("failed", "E407"), 1, id="something else was stored"),
    ],
)
@pytest.mark.parametrize("delay", [0.0, 3.0], ids=["at once", "late"])
async def test_every_answer(
    world: World, draft: Draft, *, kind: str, answers: list[Answer], expected: tuple[str, str | None], writes: int,
    delay: float,
) -> None:  # fmt: skip
    """Whatever a system answers, and however late it commits, the outcome says what is true in it."""
    register = world.add_register(delay=delay, answers=list(answers))
    if kind == "update":
        register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")

    await world.worker(plan.systems).start(plan)
    register.arrive(at_last=True)

    if expected[1] == "E407" and delay:
        # What comes late and different is neither as before nor as intended: a person looks.
        expected = ("in_doubt", "E405")
    assert (world.outcomes()[0], len(register.commits)) == (expected, writes)


@pytest.mark.parametrize("answer", [target.REFUSED, target.FAULT, target.NOT_CLICKED, target.NOT_ARRIVED])
async def test_what_was_not_written_is_in_the_journal_as_such(
    world: World, register: Register, draft: Draft, answer: Answer
) -> None:
    """Each intent gets its result, also when nothing came of it."""
    register.answers = [answer]
    world.deliver(ADA)
    plan = transfer_plan(draft)

    await world.worker(plan.systems).start(plan)

    results = [event.outcome for event in world.journal.of(EffectFinished)]
    assert "not_done" in results
    assert violations(world, register, {("create", "1"): len(register.commits)}) == []


async def test_read_back_names_the_fields_that_are_different(world: World, register: Register, draft: Draft) -> None:
    """What reads back different is failed, with the names of the fields, and not tried again."""
    register.answers = [Answer(instead={"Ort": "Trier"})]
    world.deliver(ADA)
    retry = nodes.Retry(times=3, wait=1)
    plan = transfer_plan(draft, retry=retry)

    await world.worker(plan.systems).start(plan)

    [item] = world.records.items.values()
    assert "city" in str(item.reason) and "Trier" not in str(item.reason)
    assert [event.fields for event in world.journal.of(EffectFinished)] == [("city",)]
    assert len(register.commits) == 1


async def test_somebody_changed_the_record_meanwhile(world: World, register: Register, draft: Draft) -> None:
    """A field that is not what was read when the form is open stops the update before it writes."""
    record = register_record(draft)
    update = (draft.open("/akte/1"), *record.update)
    world.deliver(ADA)
    register.add("1", "Ada", "Bonn")
    opened = []

    def change(page: Page, visit: Visit) -> None:
        if page.path == "/akte/1":
            opened.append(page)
            page.field("Ort").value = "Bonn" if len(opened) == 1 else "Essen"

    register.drawn.append(change)
    step = draft.transfer("target.record", ITEM, if_different="update")
    plan = register_plan(draft, step, resource=register_record(draft, update=update))

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0], register.commits) == (("failed", "E408"), [])


async def test_somebody_changed_another_field_meanwhile(world: World, register: Register, draft: Draft) -> None:
    """Also a field that needs no change must still be what it was, or the whole record is not what was compared."""
    record = register_record(draft)
    update = (draft.open("/akte/1"), *record.update)
    world.deliver(ADA)
    register.add("1", "Ada", "Bonn")
    opened = []

    def change(page: Page, visit: Visit) -> None:
        if page.path == "/akte/1":
            opened.append(page)
            page.field("Name").value = "Ada" if len(opened) == 1 else "Ida"

    register.drawn.append(change)
    step = draft.transfer("target.record", ITEM, if_different="update")
    plan = register_plan(draft, step, resource=register_record(draft, update=update))

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0], register.commits) == (("failed", "E408"), [])


async def test_a_field_that_holds_something_else_than_was_typed(
    world: World, register: Register, draft: Draft
) -> None:
    """A form whose field made something else of a value is not saved."""
    world.deliver(ADA)

    def shorten(page: Page, visit: Visit) -> None:
        if page.path == "/neu":
            page.field("Name").takes = lambda value: str(value)[:2]

    register.drawn.append(shorten)
    plan = transfer_plan(draft)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0], register.commits) == (("failed", "E499"), [])
    assert world.records.effects == {}


async def test_a_field_that_changes_after_it_was_filled(world: World, register: Register, draft: Draft) -> None:
    """The last look before the save sees that a field does not hold any more what was proven."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    worker = world.worker(plan.systems)

    def overwrite(name: str, number: int) -> None:
        if name == "journal.effect.intended":
            [screen] = visits
            screen.page.field("Ort").value = "Trier"

    visits: list[Visit] = []
    register.drawn.append(lambda page, visit: visits.append(visit) if page.path == "/neu" else None)
    worker.life.hooks.append(overwrite)

    await worker.start(plan)

    assert (world.outcomes()[0], register.commits) == (("failed", "E499"), [])
    assert [effect.state for effect in world.records.effects.values()] == ["not_done"]


async def test_a_create_without_its_save_is_a_failure(world: World, register: Register, draft: Draft) -> None:
    """A sequence that ends without its save has written nothing, and says so."""
    save = draft.save({"button": "Speichern"}, when="{{ want.city == 'Bonn' }}")
    record = register_record(draft, create=(draft.open("/neu"), draft.form("all"), save))
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM), resource=record)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0], world.records.effects) == (("failed", "E404"), {})


async def test_a_second_save_is_never_clicked(world: World, register: Register, draft: Draft) -> None:
    """One sequence saves once; what came of the first save is looked up."""
    save = draft.save({"button": "Speichern"})
    record = register_record(draft, create=(draft.open("/neu"), draft.form("all"), save, save))
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM), resource=record)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes()[0][0], len(register.commits)) == ("done", 1)


async def test_a_new_record_whose_form_fills_itself(world: World, register: Register, draft: Draft) -> None:
    """A field that should be empty, and that the form has filled by itself, is emptied before the save."""
    world.deliver({**ADA, "city": None})

    def prefill(page: Page, visit: Visit) -> None:
        if page.path == "/neu":
            page.field("Ort").value = "Amt der angemeldeten Person"

    register.drawn.append(prefill)
    plan = transfer_plan(draft)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes(), register.of("1")[0]["Ort"]) == ([("done", None)], "")


async def test_a_new_record_keeps_what_nobody_asked_about(world: World, register: Register, draft: Draft) -> None:
    """A field that is not in `set` stays as the form has it."""
    world.deliver(ADA)

    def prefill(page: Page, visit: Visit) -> None:
        if page.path == "/neu":
            page.field("Ort").value = "Amt"

    register.drawn.append(prefill)
    plan = transfer_plan(draft, values={"number": "{{ item.number }}", "name": "{{ item.name }}"})

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes(), register.of("1")[0]["Ort"]) == ([("done", None)], "Amt")


async def test_what_a_bot_may_name(world: World, register: Register, draft: Draft) -> None:
    """A bot's steps see account, system and run beside key, want and what they set."""
    world.deliver(ADA)
    record = register_record(draft)
    words = "{{ account.name }}|{{ system.name }}|{{ run.started_by }}|{{ key.number }}|{{ want.name }}|{{ extra }}"
    create = (
        draft.set({"extra": "x"}), draft.set({"said": words}),
        draft.open("/neu"), draft.form("all"), draft.fill({"Ort": "{{ said }}"}), draft.save({"button": "Speichern"}),
    )  # fmt: skip
    step = draft.transfer("target.record", {"number": "{{ item.number }}", "name": "{{ item.name }}"})
    plan = register_plan(draft, step, resource=replace(record, create=create))

    await world.worker(plan.systems).start(plan)

    assert register.of("1")[0]["Ort"] == "target-bot|target|tester|1|Ada|x"
