"""Values about a person: they are used, stored with the case, and stand in no message and no line of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from nahtlos.events import Event
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Page, Register, Visit, World, register_plan, register_record
from nahtlos.testing import register as target
from nahtlos.testing.register_bot import ITEM

NAME, CITY, NUMBER = "Kanarienvogel", "Zwitscherhausen", "4711-0815"
CASE = {"number": NUMBER, "name": NAME, "city": CITY}
PERSONAL = frozenset({"item.number", "item.name", "item.city"})


def leaks(world: World, report: Any = None) -> list[str]:
    """Where a canary was seen that nobody asked for: messages, progress, journal, keyed hashes."""
    said = [str(item.reason) for item in world.records.items.values()]
    said += [str(step.reason) for steps in world.records.steps.values() for step in steps]
    said += [repr(worker.said) for worker in world.workers]
    said += [repr(line.event.as_fields()) for line in world.journal.lines]
    said += [effect.key_hash + effect.id for effect in world.records.effects.values()]
    if report is not None and report.balance is not None:
        said += [str(report.balance.source_fault), *(str(target.fault) for target in report.balance.targets)]
    return [text for text in said if any(canary in text for canary in (NAME, CITY, NUMBER))]


def hide(path: str, name: str) -> Callable[[Page, Visit], None]:
    """Let a page lack something."""

    def change(page: Page, visit: Visit) -> None:
        if page.path.startswith(path):
            page.things = [thing for thing in page.things if thing.name != name]

    return change


def garble(path: str, name: str) -> Callable[[Page, Visit], None]:
    """Let a field of a page make something else of what is typed."""

    def change(page: Page, visit: Visit) -> None:
        if page.path.startswith(path):
            page.field(name).takes = lambda value: f"{value}?"

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda r: None, id="all is well"),
        pytest.param(lambda r: r.answers.append(target.NOT_CLICKED), id="not clicked"),
        pytest.param(lambda r: r.answers.extend([target.NOT_ARRIVED] * 2), id="lost"),
        pytest.param(lambda r: r.answers.append(target.CONFLICT), id="conflict"),
        pytest.param(lambda r: r.answers.append(target.Answer(instead={"Ort": "x"})), id="reads back different"),
        pytest.param(lambda r: r.drawn.append(hide("/suche", "Keine Treffer")), id="no table"),
        pytest.param(lambda r: r.drawn.append(hide("/neu", "Name")), id="no field"),
        pytest.param(lambda r: r.drawn.append(hide("/neu", "Speichern")), id="no button"),
        pytest.param(lambda r: r.drawn.append(hide("/akte", f"Akte {NUMBER}")), id="no heading"),
        pytest.param(lambda r: r.drawn.append(garble("/neu", "Name")), id="a field holds something else"),
        pytest.param(lambda r: r.add(NUMBER, NAME, "x"), id="differs"),
        pytest.param(lambda r: [r.add(NUMBER, NAME, "x") for _ in "ab"], id="many"),
    ],
)
async def test_whatever_happens_no_message_holds_a_value(
    world: World, register: Register, change: Callable[[Register], object]
) -> None:
    """Every way a transfer can end, with everything personal: 0 hits."""
    world.deliver(CASE)
    change(register)
    draft = Draft(PERSONAL)
    plan = register_plan(draft)

    report = await world.worker(plan.systems).start(plan)

    assert leaks(world, report) == []


@pytest.mark.parametrize(
    "step",
    [
        lambda draft: draft.look_up("target.record", {"number": "{{ item.number }}"}),
        lambda draft: draft.do("target.send_letter", {"number": "{{ item.number }}"}, is_effect=True),
        lambda draft: draft.do("target.letter_sent", {"number": "{{ item.number }}"}),
        lambda draft: draft.set({"x": "{{ item.name | number }}"}),
        lambda draft: draft.do("lib:no.action", {"x": "{{ item.name }}"}),
        lambda draft: draft.do("lib:broken", {"x": "{{ item.name }}"}),
        lambda draft: draft.for_each("{{ item.name }}", "one", draft.set({"y": "1"})),
        lambda draft: draft.transfer("target.record", {**ITEM, "city": "{{ item.name | date('dd.MM.yyyy') }}"}),
    ],
)
async def test_no_step_says_a_value(world: World, register: Register, step: Callable[[Draft], nodes.Step]) -> None:
    """Looking up, operating, naming, acting: 0 hits."""
    world.deliver(CASE)
    world.actions["broken"] = lambda arguments: str(arguments[NAME])
    draft = Draft(PERSONAL)
    plan = register_plan(draft, step(draft))

    report = await world.worker(plan.systems).start(plan)

    assert leaks(world, report) == []


async def test_a_record_that_breaks_its_contract(world: World, register: Register) -> None:
    """A rejected row says which field is wrong, not what stands in it."""
    world.deliver(CASE, CASE, {**CASE, "city": "x"}, {**CASE, "number": ""})
    draft = Draft(PERSONAL)
    plan = register_plan(draft)
    record = {**plan.record, "name": replace(plan.record["name"], pattern="[0-9]+")}

    report = await world.worker(plan.systems).start(replace(plan, record=record))

    assert report.outcomes == {"rejected": 4}
    assert leaks(world, report) == []


async def test_a_value_that_only_the_workflow_knows_as_personal(world: World, register: Register) -> None:
    """The bot does not know that a key is a person's; what it looks for in vain is not named either."""
    world.deliver(CASE)
    register.add(NUMBER, NAME, CITY)
    register.drawn.append(hide("/akte", f"Akte {NUMBER}"))
    plan = register_plan(Draft(), Draft(PERSONAL).transfer("target.record", ITEM))

    report = await world.worker(plan.systems).start(plan)

    assert world.outcomes() == [("failed", "E413")]
    assert leaks(world, report) == []


async def test_what_a_screen_shows_instead_is_not_said(world: World, register: Register) -> None:
    """A field that shows nonsense is named; what it shows is not."""
    draft = Draft(PERSONAL)
    record = register_record(draft)
    fields = {**record.fields, "city": replace(record.fields["city"], type="date", format="dd.MM.yyyy")}
    register.add(NUMBER, NAME, CITY)
    world.deliver({**CASE, "city": "2025-11-24"})
    plan = register_plan(draft, draft.transfer("target.record", ITEM), resource=register_record(draft, fields=fields))

    report = await world.worker(plan.systems).start(plan)

    assert world.outcomes() == [("rejected", "E418")]
    assert leaks(world, report) == []


async def test_a_page_full_of_secrets_that_does_not_let_anybody_in(world: World, register: Register) -> None:
    """A failing sign-in says neither the account's secrets nor what was typed."""
    world.secrets["target-bot", "password"] = "Kanarienvogel-Passwort"
    world.deliver(CASE)
    plan = register_plan(Draft(PERSONAL))

    report = await world.worker(plan.systems).start(plan)

    assert report.stopped_by is not None
    assert "Kanarienvogel" not in str(report.stopped_by)
    assert leaks(world, report) == []


async def test_the_values_are_where_they_belong(world: World, register: Register) -> None:
    """In the target and, stored with the case, in the ledger: the canaries above would have been seen."""
    world.deliver(CASE)
    plan = register_plan(Draft(PERSONAL))

    await world.worker(plan.systems).start(plan)

    [record] = register.records.values()
    [item] = world.records.items.values()
    [effect] = world.records.effects.values()
    assert (record["Name"], item.record["name"], effect.after["name"]) == (NAME, NAME, NAME)


def test_the_check_itself_finds_a_leak(world: World) -> None:
    """A line that holds a value is found."""

    class Leak(Event):
        def as_fields(self) -> dict[str, object]:
            return {"said": f"x {NAME} y"}

    from nahtlos.engine.ports import LineRef
    from nahtlos.testing.journal import JournalLine

    world.journal.lines.append(JournalLine(at=LineRef(stream="x", seq=1), event=Leak()))

    assert len(leaks(world)) == 1
