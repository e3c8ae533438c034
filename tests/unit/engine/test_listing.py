"""From what a source delivers to items: the record contract, duplicates, what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nahtlos.engine.listing import contract, fetch, list_items
from nahtlos.engine.ports import Listing, NewItem
from nahtlos.errors import ActionFailed, FailedByBot
from nahtlos.expressions import InvalidValue, Kind, Typed
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Register, World, register_plan
from nahtlos.testing.draft import PLACE


def items_of(draft: Draft, **changes: Any) -> nodes.Plan:
    """A plan whose items are listed in another way."""
    plan = register_plan(draft)
    return replace(plan, items=replace(plan.items, **changes))


async def listed(world: World, plan: nodes.Plan, **options: Any) -> list[NewItem]:
    """The items of a plan."""
    worker = world.worker(plan.systems)
    return list((await list_items(worker.parts, plan, world.new_run(plan), new_id=world.new_id, **options)).items)


def verdicts(items: list[NewItem]) -> list[tuple[int, str | None, str | None]]:
    """Line, outcome and code of each."""
    return [(item.line, item.outcome, item.code) for item in items]


A, B = {"number": "1", "name": "Ada", "city": "Köln"}, {"number": "2", "name": "Bea", "city": "Bonn"}


# ------------------------------------------------------------------ the record contract


def field(kind: Kind = "text", **more: Any) -> nodes.RecordField:
    """A field of the contract."""
    return nodes.RecordField(name="x", typed=Typed(kind=kind), place=PLACE, **more)


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        (field(), "Ada", "Ada"),
        (field("integer"), "7", 7),
        (field("integer"), 7, 7),
        (field("money"), "1.234,50", Decimal("1234.50")),
        (field("date"), "2025-11-24", date(2025, 11, 24)),
        (field("date"), "24.11.2025", date(2025, 11, 24)),
        (field(optional=True), "", None),
        (field(optional=True), None, None),
        (field("integer", default="3"), None, 3),
        (field(default="x", optional=True), "", "x"),
        (field(values=("a", "b")), "a", "a"),
        (field("integer", min="1", max="9"), "9", 9),
        (field("money", min="0.01"), "0,01", Decimal("0.01")),
        (field("date", min="2025-01-01"), "2025-01-01", date(2025, 1, 1)),
        (field(pattern="[A-Z]\\d+"), "A1", "A1"),
    ],
)
def test_a_value_that_keeps_the_contract(declared: nodes.RecordField, value: Any, expected: Any) -> None:
    """Values become what the contract says."""
    assert contract(declared, value) == expected


@pytest.mark.parametrize(
    ("declared", "value", "reason"),
    [
        (field(), "", "is missing"),
        (field(), None, "is missing"),
        (field("integer"), "sieben", "is"),
        (field("date"), "31.02.2025", "is"),
        (field(values=("a", "b")), "c", "is none of a, b"),
        (field("integer", min="1"), "0", "is less than 1"),
        (field("integer", max="9"), 10, "is more than 9"),
        (field("date", max="2025-01-01"), "2025-01-02", "is more than 2025-01-01"),
        (field(pattern="[A-Z]\\d+"), "A1x", "form"),
    ],
)
def test_a_value_that_breaks_the_contract(declared: nodes.RecordField, value: Any, reason: str) -> None:
    """The reason says what is wrong, and never the value."""
    with pytest.raises(InvalidValue, match=reason) as caught:
        contract(declared, value)

    assert not value or str(value) not in str(caught.value).replace("is none of a, b", "").replace("2025-01-01", "")


async def test_a_row_that_breaks_the_contract_is_rejected(world: World, draft: Draft) -> None:
    """One wrong case is one rejected case, with all that is wrong; the others go on."""
    world.deliver({**A, "number": "x1"}, B)
    plan = register_plan(draft)
    strict = {
        **plan.record, "number": replace(plan.record["number"], typed=Typed(kind="integer")),
        "city": replace(plan.record["city"], values=("Bonn",)),
    }  # fmt: skip

    items = await listed(world, replace(plan, record=strict))

    assert verdicts(items) == [(1, "rejected", "E420"), (2, None, None)]
    assert "number" in str(items[0].reason) and "city is none of Bonn" in str(items[0].reason)
    assert (items[0].record["number"], items[1].record["number"]) == ("x1", 2)


async def test_a_row_that_the_source_could_not_read(world: World, draft: Draft) -> None:
    """What the source says about a row is its reason."""
    world.deliver(A, {"number": "2"}, problems=[(2, "line 3 of x.csv: 2 cells instead of 3")])

    items = await listed(world, register_plan(draft))

    assert verdicts(items) == [(1, None, None), (2, "rejected", "E420")]
    assert items[1].reason == "line 3 of x.csv: 2 cells instead of 3"


async def test_what_is_not_declared_is_not_read(world: World, draft: Draft) -> None:
    """Only fields of the contract are stored."""
    world.deliver({**A, "secret": "x"})

    [item] = await listed(world, register_plan(draft))

    assert set(item.record) == {"number", "name", "city"}


# ------------------------------------------------------------------ keys and duplicates


async def test_a_blank_key(world: World, draft: Draft) -> None:
    """A case without a key is rejected under its line, and is no duplicate of another one."""
    world.deliver({**A, "number": ""}, {**B, "number": None})

    items = await listed(world, register_plan(draft))

    assert [item.key for item in items] == ["line 1", "line 2"]
    assert [item.outcome for item in items] == ["rejected", "rejected"]


async def test_a_key_without_a_value(world: World, draft: Draft) -> None:
    """A key that cannot be made of one row rejects that row, and not the whole delivery."""
    world.deliver(A, {**B, "name": "12"})
    plan = items_of(draft, key=draft.text("{{ item.name | number }}"))

    items = await listed(world, plan)

    assert [(item.key, item.outcome) for item in items] == [("line 1", "rejected"), ("12", None)]


@pytest.mark.parametrize(
    ("same_key", "rows", "expected"),
    [
        ("reject", (A, A, A), [None, "skipped", "skipped"]),
        ("reject", (A, {**A, "city": "Bonn"}, B), ["rejected", "rejected", None]),
        ("reject", (A, A, {**A, "city": "Bonn"}), ["rejected", "rejected", "rejected"]),
        ("first", (A, {**A, "city": "Bonn"}, B), [None, "skipped", None]),
    ],
    ids=["equal", "different", "equal and different", "the first counts"],
)
async def test_equal_keys(
    world: World, draft: Draft, *, same_key: str, rows: tuple[dict[str, str], ...], expected: list[str | None]
) -> None:
    """Equal records: the first counts. Different ones: nobody can say which one is right."""
    world.deliver(*rows)

    items = await listed(world, items_of(draft, same_key=same_key))

    assert [item.outcome for item in items] == expected
    assert {item.code for item in items if item.outcome} <= {"E421", "E422"}


async def test_a_duplicate_names_the_other_line(world: World, draft: Draft) -> None:
    """Both lines can be found."""
    world.deliver(B, A, A, {**B, "city": "x"})

    items = await listed(world, register_plan(draft))

    assert [item.reason for item in items] == [
        "line 4 has the same key but other values; nobody can say which one is right", None, "duplicate of line 2",
        "line 1 has the same key but other values; nobody can say which one is right",
    ]  # fmt: skip


# ------------------------------------------------------------------ left out, limits


def left_out(draft: Draft, when: str) -> tuple[nodes.LeftOut, ...]:
    """A rule."""
    condition = draft.condition(when)
    assert condition is not None
    return (nodes.LeftOut(when=condition, because=draft.text("nicht zuständig")),)


async def test_what_is_left_out_is_counted(world: World, register: Register, draft: Draft) -> None:
    """Left out is not an item, and the balance knows of it."""
    world.deliver(A, B)
    plan = items_of(draft, leave_out=left_out(draft, "{{ item.city == 'Bonn' }}"))

    report = await world.worker(plan.systems).start(plan)

    assert report.outcomes == {"done": 1}
    assert report.balance is not None and (report.balance.left_out, report.balance.is_balanced) == (1, True)


async def test_a_rule_without_a_value(world: World, draft: Draft) -> None:
    """A case of which nobody can tell whether it is left out is rejected."""
    world.deliver(A, {**B, "city": None})

    items = await listed(world, items_of(draft, leave_out=left_out(draft, "{{ item.city | number > 1 }}")))

    assert [item.outcome for item in items] == ["rejected", "rejected"]


async def test_a_wrong_case_is_not_left_out(world: World, draft: Draft) -> None:
    """What is wrong is said, also where a rule would hide it."""
    world.deliver({**A, "number": ""})

    items = await listed(world, items_of(draft, leave_out=left_out(draft, "{{ item.city == 'Köln' }}")))

    assert [item.outcome for item in items] == ["rejected"]


async def test_a_limit(world: World, draft: Draft) -> None:
    """Only the first so many rows are looked at."""
    world.deliver(A, B, A)

    assert verdicts(await listed(world, register_plan(draft), limit=2)) == [(1, None, None), (2, None, None)]


# ------------------------------------------------------------------ sources


async def test_an_action_that_delivers_no_rows(world: World, draft: Draft) -> None:
    """Only rows can feed items."""
    world.actions["rows.delivered"] = lambda _: 7

    with pytest.raises(ActionFailed, match="delivers no rows"):
        await listed(world, register_plan(draft))


def from_system(draft: Draft, operation: str) -> nodes.Plan:
    """A plan whose items come from the screens of a system."""
    source = nodes.Do(path="items", place=PLACE, name=f"source.{operation}", system="source", operation=operation)
    plan = items_of(draft, source=source)
    systems = {**plan.systems, "source": replace(plan.systems["target"], name="source", account="source-bot")}
    return replace(plan, systems=systems)


async def test_an_operation_feeds_items(world: World, register: Register, draft: Draft) -> None:
    """Rows of a table are items; the total that the system states is the source's."""
    source = world.add_register("source")
    for number in ("1", "2", "3"):
        source.add(number, f"Name {number}", "Köln")
    plan = from_system(draft, "all_records")

    report = await world.worker(plan.systems).start(plan)

    assert (report.outcomes, len(register.records)) == ({"done": 3}, 3)
    assert report.balance is not None and (report.balance.stated, report.balance.is_balanced) == (3, True)


async def test_an_operation_without_a_list(world: World, register: Register, draft: Draft) -> None:
    """An operation that gives no list cannot feed items."""
    world.add_register("source")
    plan = from_system(draft, "letter_sent")
    with_input = replace(plan.items.source, arguments=(("number", draft.text("1")),))

    with pytest.raises(FailedByBot, match="delivers no list"):
        await listed(world, replace(plan, items=replace(plan.items, source=with_input)))


async def test_a_source_whose_session_expired(world: World, register: Register, draft: Draft) -> None:
    """Listing begins anew in a fresh session."""
    source = world.add_register("source")
    source.add("1", "Ada", "Köln")
    plan = from_system(draft, "all_records")
    worker = world.worker(plan.systems)
    async with worker.parts.sessions.hold("source"):
        worker.sessions.screens[0].visit.is_signed_in = True
    worker.sessions.screens[0].visit.app = _Expired(source)

    listing = await fetch(worker.parts, plan, world.new_run(plan))

    assert len(listing.rows) == 1


class _Expired:
    """An application that has forgotten who was signed in."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def page(self, visit: Any, path: str, query: Any) -> Any:
        visit.is_signed_in = False
        return self._app.entrance(visit)

    def entrance(self, visit: Any) -> Any:
        return self._app.entrance(visit)


async def test_inputs_reach_the_source(world: World, draft: Draft) -> None:
    """Arguments of the source are evaluated with the run's inputs."""
    seen: list[Any] = []

    def deliver(arguments: Any) -> Listing:
        seen.append(arguments)
        return Listing(rows=[])

    world.actions["rows.delivered"] = deliver
    plan = items_of(draft)
    source = replace(plan.items.source, arguments=(("file", draft.text("{{ inputs.file }}")),))
    plan = replace(plan, items=replace(plan.items, source=source))

    await fetch(world.worker(plan.systems).parts, plan, world.new_run(plan, inputs={"file": "x.csv"}))

    assert seen == [{"file": "x.csv"}]
