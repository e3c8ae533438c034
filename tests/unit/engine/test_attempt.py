"""The steps of one item: conditions, rounds, ways, retries, conflicts, time limits, and what a resume knows of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from nahtlos.errors import ActionFailed
from nahtlos.events import EffectIntended, StepFinished
from nahtlos.plan import nodes
from nahtlos.testing import Draft, Killed, Register, Worker, World, register_plan, register_record, violations
from nahtlos.testing import register as target
from nahtlos.testing.register_bot import ITEM

ADA = {"number": "1", "name": "Ada", "city": "Köln"}


def results(world: World) -> dict[str, Any]:
    """The last result of each step, by path."""
    return {step.path: step.result for steps in world.records.steps.values() for step in steps}


async def run(world: World, plan: nodes.Plan) -> None:
    """Start a run and see it to its end, without counting again."""
    await world.worker(plan.systems).start(plan, recount=False)


# ------------------------------------------------------------------ names and conditions


async def test_steps_name_what_later_steps_see(world: World, register: Register, draft: Draft) -> None:
    """A `set` names values directly and under its id; a transfer's result stands under its id."""
    world.deliver(ADA)
    plan = register_plan(
        draft,
        draft.set({"city": "Bonn"}, id="chosen"),
        draft.transfer("target.record", {"number": "{{ key }}", "city": "{{ city }}"}, id="record"),
        draft.set({"said": "{{ steps.chosen.city }} {{ steps.record.outcome }} {{ inputs.n }}"}, path="2"),
    )

    await world.worker(plan.systems).start(plan, inputs={"n": 7})

    assert results(world)["2"] == {"said": "Bonn done 7"}
    assert register.of("1")[0]["Ort"] == "Bonn"


async def test_a_condition_skips_a_step(world: World, register: Register, draft: Draft) -> None:
    """A step whose condition does not hold is skipped, its name stands for none, and the case can still be done."""
    world.deliver(ADA)
    plan = register_plan(
        draft,
        draft.transfer("target.record", ITEM, id="record", when="{{ item.city == 'Bonn' }}"),
        draft.reject("nichts zu tun", path="1", when="{{ steps.record != none }}"),
    )

    await run(world, plan)

    assert (world.outcomes(), register.commits) == ([("skipped", None)], [])


async def test_a_case_without_writing_steps_is_done(world: World, register: Register, draft: Draft) -> None:
    """Reading and naming do not say what became of a case."""
    world.deliver(ADA)
    plan = register_plan(draft, draft.set({"x": "1"}))

    await run(world, plan)

    assert world.outcomes() == [("done", None)]


async def test_a_note_alone_is_no_step_to_do(world: World, register: Register, draft: Draft) -> None:
    """A step that is only a note does nothing."""
    world.deliver(ADA)
    plan = register_plan(draft, nodes.Step(path="0", place=draft.set({}).place))

    await run(world, plan)

    assert world.outcomes() == [("done", None)]


async def test_the_worst_step_gives_outcome_and_reason(world: World, register: Register, draft: Draft) -> None:
    """A kept step counts more than a skipped one, whatever their order, and its reason is the case's reason."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = register_plan(
        draft,
        draft.transfer("target.record", ITEM, path="0", if_different="keep"),
        draft.transfer("target.record", {"number": "1"}, path="1"),
    )

    await run(world, plan)

    [item] = world.records.items.values()
    assert (item.outcome, item.reason) == ("kept", "target.record differs in city and was left on purpose.")


async def test_a_step_that_fails_ends_the_case(world: World, register: Register, draft: Draft) -> None:
    """Steps behind it are not done."""
    world.deliver(ADA)
    plan = register_plan(
        draft, draft.reject("Ort {{ item.city }} ist falsch"), draft.transfer("target.record", ITEM, path="1")
    )

    await run(world, plan)

    [item] = world.records.items.values()
    assert (item.outcome, item.reason, register.commits) == ("rejected", "Ort Köln ist falsch", [])


async def test_every_step_ends_in_ledger_and_journal(world: World, register: Register, draft: Draft) -> None:
    """Each step has a record with its outcome and a line with its verb."""
    world.deliver(ADA)
    plan = register_plan(draft, draft.set({"x": "1"}, id="a"), draft.transfer("target.record", ITEM, id="b"))

    await run(world, plan)

    lines = [(event.step, event.verb, event.outcome) for event in world.journal.of(StepFinished)]
    assert lines == [("a", "set", "done"), ("b", "transfer", "done")]
    assert [(step.path, step.outcome) for steps in world.records.steps.values() for step in steps] == [
        ("a", "done"), ("b", "done"),
    ]  # fmt: skip


# ------------------------------------------------------------------ look_up and actions


@pytest.mark.parametrize(
    ("if_missing", "expected"), [("none", ("done", None)), ("reject", ("rejected", "E401"))]
)
async def test_a_record_that_is_looked_up_and_not_there(
    world: World, register: Register, draft: Draft, *, if_missing: str, expected: tuple[str, str | None]
) -> None:
    """The result is none, or the case is rejected."""
    world.deliver(ADA)
    look = draft.look_up("target.record", {"number": "{{ item.number }}"}, id="there", if_missing=if_missing)
    plan = register_plan(draft, look, draft.reject("da", path="1", when="{{ steps.there != none }}"))

    await run(world, plan)

    assert world.outcomes() == [expected]


async def test_a_record_that_is_looked_up_and_there(world: World, register: Register, draft: Draft) -> None:
    """Its fields are the result."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    look = draft.look_up("target.record", {"number": "{{ item.number }}"}, id="there")
    plan = register_plan(draft, look, draft.set({"said": "{{ steps.there.city }}"}, path="1"))

    await run(world, plan)

    assert results(world)["1"] == {"said": "Bonn"}


@pytest.mark.parametrize(("if_many", "expected"), [("reject", "rejected"), ("ask", "waiting")])
async def test_several_records_that_are_looked_up(
    world: World, register: Register, draft: Draft, *, if_many: str, expected: str
) -> None:
    """Nobody guesses."""
    register.add("1", "Ada", "Bonn")
    register.add("1", "Ada", "Köln")
    world.deliver(ADA)
    plan = register_plan(draft, draft.look_up("target.record", {"number": "1"}, if_many=if_many))

    await run(world, plan)

    assert world.outcomes()[0][0] == expected


async def test_a_record_that_lacks_what_it_must_have(world: World, register: Register, draft: Draft) -> None:
    """A blank field that is not optional rejects the case and is named."""
    record = target_record_with_required_city(draft)
    register.add("1", "Ada", "")
    world.deliver(ADA)
    plan = register_plan(draft, draft.look_up("target.record", {"number": "1"}), resource=record)

    await run(world, plan)

    [item] = world.records.items.values()
    assert (item.outcome, item.reason) == ("rejected", "target.record has no city.")


def target_record_with_required_city(draft: Draft) -> nodes.Resource:
    """The record, whose city must not be blank."""
    record = register_record(draft)
    return replace(record, fields={**record.fields, "city": replace(record.fields["city"], optional=False)})


async def test_a_key_that_does_not_fit_its_field(world: World, register: Register, draft: Draft) -> None:
    """The case is wrong; the value is not shown."""
    record = target_record_with_required_city(draft)
    fields = {**record.fields, "number": replace(record.fields["number"], type="integer")}
    world.deliver({**ADA, "number": "sieben"})
    plan = register_plan(
        draft, draft.look_up("target.record", {"number": "{{ item.number }}"}), resource=replace(record, fields=fields)
    )

    await run(world, plan)

    [item] = world.records.items.values()
    assert (item.outcome, "sieben" in str(item.reason)) == ("rejected", False)


@pytest.mark.parametrize(
    ("gives", "result"),
    [(7, {"value": 7}), ({"a": "b"}, {"a": "b"}), (None, {"value": None})],
)
async def test_what_an_action_gives_is_the_result(
    world: World, register: Register, draft: Draft, gives: Any, result: Any
) -> None:
    """A value, a record, or rows."""
    world.deliver(ADA)
    world.actions["some.action"] = lambda arguments: gives if arguments == {"n": "1"} else "wrong"
    plan = register_plan(draft, draft.do("lib:some.action", {"n": "{{ item.number }}"}))

    await run(world, plan)

    assert results(world) == {"0": result}


async def test_rows_of_an_action(world: World, register: Register, draft: Draft) -> None:
    """Rows stand under `rows`."""
    world.deliver(ADA)
    plan = register_plan(draft, draft.do("lib:rows.delivered"))

    await run(world, plan)

    assert results(world) == {"0": {"rows": (ADA,)}}


async def test_an_action_that_fails(world: World, register: Register, draft: Draft) -> None:
    """Its error is the step's."""
    world.deliver(ADA)
    plan = register_plan(draft, draft.do("lib:no.action"))

    await run(world, plan)

    assert world.outcomes() == [("failed", ActionFailed.code)]


async def test_an_action_that_writes_is_not_done(world: World, register: Register, draft: Draft) -> None:
    """What writes without a way to look afterwards is refused, in a run and in a plan."""
    calls: list[object] = []
    world.deliver(ADA)
    world.actions["mail.send"] = calls.append
    plan = register_plan(draft, draft.do("lib:mail.send", is_effect=True))

    await run(world, plan)
    await world.worker(plan.systems).forecast(plan)

    assert (world.outcomes(), calls) == ([("failed", "E404")], [])


# ------------------------------------------------------------------ rounds and ways


async def test_each_round_has_its_own_effects(world: World, register: Register, draft: Draft) -> None:
    """Rounds are told apart by their key, in paths that the journal takes and that name nobody."""
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": ("10", "11")}
    inner = draft.transfer("target.record", {"number": "{{ one }}", "name": "x"}, id="record", path="each.record")
    plan = register_plan(
        draft, draft.do("lib:many", id="many"),
        draft.for_each("{{ steps.many.all }}", "one", inner, key="{{ one }}", path="each"),
    )  # fmt: skip

    report = await world.worker(plan.systems).start(plan)

    assert violations(world, register, {("create", "10"): 1, ("create", "11"): 1}) == []
    effects = [event.effect for event in world.journal.of(EffectIntended)]
    assert len(set(effects)) == 2 and all("each.record#h1:" in effect for effect in effects)
    assert report.balance is not None and [target.expected for target in report.balance.targets] == [2]


async def test_a_killed_round_goes_on_where_it_was(world: World, register: Register, draft: Draft) -> None:
    """After a kill in the second round, the first is not done again."""
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": ("10", "11")}
    inner = draft.transfer("target.record", {"number": "{{ one }}"}, id="record", path="each.record")
    plan = register_plan(
        draft, draft.do("lib:many", id="many"),
        draft.for_each("{{ steps.many.all }}", "one", inner, key="{{ one }}", path="each"),
    )  # fmt: skip
    worker = world.worker(plan.systems)
    register.drawn.append(lambda page, visit: worker.life.end() if register.commits and page.path == "/neu" else None)
    with pytest.raises(Killed):
        await worker.start(plan)
    register.drawn.clear()

    await world.worker(plan.systems).resume(plan)

    assert violations(world, register, {("create", "10"): 1, ("create", "11"): 1}) == []


async def test_two_rounds_with_one_key(world: World, register: Register, draft: Draft) -> None:
    """Effects that could not be told apart are not begun."""
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": ("10", "10")}
    inner = draft.transfer("target.record", {"number": "{{ one }}"}, path="each.record")
    plan = register_plan(
        draft, draft.do("lib:many", id="many"),
        draft.for_each("{{ steps.many.all }}", "one", inner, key="{{ one }}", path="each"),
    )  # fmt: skip

    await run(world, plan)

    assert (world.outcomes(), register.commits) == ([("rejected", "E401")], [])


async def test_a_round_that_fails_ends_the_rounds(world: World, register: Register, draft: Draft) -> None:
    """Later rounds are not begun; what was written stays and is listed."""
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": ("10", "11", "12")}
    register.answers = [target.SAVED, target.REFUSED]
    inner = draft.transfer("target.record", {"number": "{{ one }}"}, path="each.record")
    plan = register_plan(
        draft, draft.do("lib:many", id="many"),
        draft.for_each("{{ steps.many.all }}", "one", inner, path="each"),
    )  # fmt: skip

    await run(world, plan)

    assert (world.outcomes(), len(register.commits)) == ([("rejected", "E402")], 1)


@pytest.mark.parametrize("elements", ["text", 3])
async def test_rounds_need_a_list(world: World, register: Register, draft: Draft, elements: Any) -> None:
    """What is no list fails."""
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": elements}
    plan = register_plan(
        draft, draft.do("lib:many", id="many"), draft.for_each("{{ steps.many.all }}", "one", path="each")
    )

    await run(world, plan)

    assert world.outcomes() == [("failed", "E404")]


async def test_no_rounds_at_all(world: World, register: Register, draft: Draft) -> None:
    """An empty list is nothing to do."""
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": ()}
    plan = register_plan(
        draft, draft.do("lib:many", id="many"), draft.for_each("{{ steps.many.all }}", "one", path="each")
    )

    await run(world, plan)

    assert world.outcomes() == [("done", None)]


@pytest.mark.parametrize(("city", "said"), [("Köln", "1"), ("Bonn", "2"), ("Trier", "else"), (None, "else")])
async def test_the_first_way_whose_condition_holds(
    world: World, register: Register, draft: Draft, city: str | None, said: str
) -> None:
    """One way is taken, the last without a condition."""
    world.deliver({**ADA, "city": city})
    ways: list[tuple[str | None, nodes.Steps]] = [
        ("{{ item.city == 'Köln' }}", (draft.set({"said": "1"}, path="w.1"),)),
        ("{{ item.city == 'Bonn' }}", (draft.set({"said": "2"}, path="w.2"),)),
        (None, (draft.set({"said": "else"}, path="w.3"),)),
    ]
    plan = register_plan(draft, draft.either_or(*ways, path="w"), draft.set({"result": "{{ said }}"}, path="end"))

    await run(world, plan)

    assert results(world)["end"] == {"result": said}


async def test_no_way_at_all(world: World, register: Register, draft: Draft) -> None:
    """Without an else, nothing may hold."""
    world.deliver(ADA)
    plan = register_plan(draft, draft.either_or(("{{ item.city == 'Bonn' }}", (draft.reject("x"),))))

    await run(world, plan)

    assert world.outcomes() == [("done", None)]


# ------------------------------------------------------------------ retries


async def test_what_failed_is_tried_again(world: World, register: Register, draft: Draft) -> None:
    """A failure before anything was written is tried again, after the wait, until it works."""
    world.deliver(ADA)
    register.answers = [target.NOT_CLICKED, target.NOT_CLICKED]
    plan = register_plan(draft, draft.transfer("target.record", ITEM, retry=nodes.Retry(times=2, wait=60)))

    await run(world, plan)

    assert (world.outcomes(), world.clock.slept) == ([("done", None)], [60, 60])
    assert [effect.id[-2:] for effect in world.records.effects.values()] == ["/1"]


async def test_it_is_not_tried_more_often_than_it_may(world: World, register: Register, draft: Draft) -> None:
    """After the last try the failure stands."""
    world.deliver(ADA)
    register.answers = [target.NOT_CLICKED] * 3
    plan = register_plan(draft, draft.transfer("target.record", ITEM, retry=nodes.Retry(times=2, wait=60)))

    await run(world, plan)

    assert (world.outcomes(), len(world.clock.slept)) == ([("failed", "E499")], 2)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([target.REFUSED], "rejected"),
        ([target.Answer(instead={"Ort": "Trier"})], "failed"),
        ([target.CONFLICT], "failed"),
    ],
    ids=["rejected", "reads back different", "conflict"],
)
async def test_what_is_not_tried_again(
    world: World, register: Register, draft: Draft, *, answers: list[target.Answer], expected: str
) -> None:
    """Only what failed before the save is tried again."""
    world.deliver(ADA)
    register.answers = list(answers)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, retry=nodes.Retry(times=3, wait=60)))

    await run(world, plan)

    assert (world.outcomes()[0][0], 60 in world.clock.slept) == (expected, False)


async def test_a_doubt_is_never_tried_again(world: World, register: Register, draft: Draft) -> None:
    """What may have been written is looked for, not repeated."""
    world.deliver(ADA)
    step = draft.transfer("target.record", ITEM, retry=nodes.Retry(times=3, wait=60))
    plan = register_plan(draft, step, resource=register_record(draft, read=(draft.fail("cannot be read"),)))

    await run(world, plan)

    assert (world.outcomes()[0][0], len(register.commits), 60 in world.clock.slept) == ("in_doubt", 1, False)


async def test_reading_steps_are_tried_again(world: World, register: Register, draft: Draft) -> None:
    """`retry` holds for look_up and do as well."""
    tries: list[object] = []

    def flaky(_: object) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise ActionFailed(action="flaky", why="not now.")
        return "x"

    world.deliver(ADA)
    world.actions["flaky"] = flaky
    plan = register_plan(draft, draft.do("lib:flaky", retry=nodes.Retry(times=2, wait=1)))

    await run(world, plan)

    assert (world.outcomes(), len(tries)) == ([("done", None)], 3)


# ------------------------------------------------------------------ conflicts


def slots(world: World) -> nodes.Step:
    """A step that delivers another free slot each time."""
    free = iter(["9:00", "9:30", "10:00", "10:30"])
    world.actions["free.slot"] = lambda _: {"slot": next(free)}
    return Draft().do("lib:free.slot", id="free")


async def test_someone_was_faster(world: World, register: Register, draft: Draft) -> None:
    """On a conflict the workflow goes back and tries with what is there now."""
    world.deliver(ADA)
    register.answers = [target.CONFLICT, target.CONFLICT]
    values = {"number": "1", "city": "{{ steps.free.slot }}"}
    book = draft.transfer("target.record", values, id="book", on_conflict=nodes.Conflict(back_to="free", times=3))
    plan = register_plan(draft, slots(world), book)

    await run(world, plan)

    assert (world.outcomes(), register.of("1")[0]["Ort"]) == ([("done", None)], "10:00")
    assert violations(world, register, {("create", "1"): 1}) == []


async def test_someone_was_always_faster(world: World, register: Register, draft: Draft) -> None:
    """After so many conflicts the case has failed; nothing was written."""
    world.deliver(ADA)
    register.answers = [target.CONFLICT] * 4
    values = {"number": "1", "city": "{{ steps.free.slot }}"}
    book = draft.transfer("target.record", values, id="book", on_conflict=nodes.Conflict(back_to="free", times=2))
    plan = register_plan(draft, slots(world), book)

    await run(world, plan)

    assert (world.outcomes(), register.commits) == ([("failed", "E403")], [])


async def test_going_back_over_a_step_that_wrote(world: World, register: Register, draft: Draft) -> None:
    """A write between the two points may have to be done anew: it is a second effect with its own number."""
    world.deliver(ADA)
    register.answers = [target.SAVED, target.CONFLICT]
    note = draft.transfer(
        "target.record", {"number": "note", "city": "{{ steps.free.slot }}"}, id="note", if_different="update"
    )
    book = draft.transfer(
        "target.record", {"number": "1", "city": "{{ steps.free.slot }}"}, id="book",
        on_conflict=nodes.Conflict(back_to="free", times=3),
    )  # fmt: skip
    plan = register_plan(draft, slots(world), note, book)

    await run(world, plan)

    assert world.outcomes() == [("done", None)]
    assert [effect.id.split("/", 1)[1] for effect in world.records.effects.values()] == ["note/1", "note/2", "book/1"]


async def test_a_conflict_after_a_resume(world: World, register: Register, draft: Draft) -> None:
    """What an earlier attempt knew of the steps that are gone back to is forgotten, those inside them too."""
    world.deliver(ADA)
    register.answers = [target.CONFLICT]
    values = {"number": "1", "city": "{{ slot }}"}
    choose = draft.either_or((None, (draft.set({"slot": "{{ steps.free.slot }}"}, path="way.0"),)), path="way")
    book = draft.transfer("target.record", values, id="book", on_conflict=nodes.Conflict(back_to="free", times=3))
    plan = register_plan(draft, slots(world), choose, book)
    worker = world.worker(plan.systems)
    worker.life.hooks.append(lambda name, _: worker.life.end() if name == "screen.still_holds" else None)
    with pytest.raises(Killed):
        await worker.start(plan)

    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.of("1")[0]["Ort"]) == ([("done", None)], "9:30")


# ------------------------------------------------------------------ time limits


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._skipped = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def skip(timeout: float | None = None) -> Any:
            if timeout:
                self._skipped += timeout
            return select(0)

        self._selector.select = skip  # type: ignore[attr-defined]

    def time(self) -> float:
        """Seconds, with those that were skipped."""
        return super().time() + self._skipped


def skipping(work: Any) -> None:
    """Run something in a loop that waits for nothing."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        runner.run(work)


def slow_at(worker: Worker, name: str, *, nth: int) -> None:
    """Let the n-th call of this name take an hour, after it took effect."""
    calls: list[str] = []

    def hook(call: str, _: int) -> None:
        calls.extend([call] if call == name else [])
        if call == name and len(calls) == nth:
            worker.life.slow[name] = 3600

    worker.life.hooks.append(hook)


@pytest.mark.parametrize(
    ("name", "nth"),
    [("sessions.hold", 1), ("screen.open", 2), ("screen.open", 3), ("screen.fill", 2), ("screen.ready", 1)],
)
def test_a_step_that_takes_too_long_before_its_save(name: str, nth: int) -> None:
    """A time-out before the save is a failure: nothing was written."""
    world, draft = World(), Draft()
    register = world.add_register()
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, timeout=30))
    worker = world.worker(plan.systems)
    slow_at(worker, name, nth=nth)

    skipping(worker.start(plan, recount=False))

    assert (world.outcomes(), register.commits) == ([("failed", "E415")], [])


def test_a_step_that_takes_too_long_after_its_save() -> None:
    """A time-out from the save on is a doubt; a resume finds out that it was written."""
    world, draft = World(), Draft()
    register = world.add_register()
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, timeout=30))
    worker = world.worker(plan.systems)
    slow_at(worker, "screen.first_seen", nth=2)

    skipping(worker.start(plan, recount=False))
    first = world.outcomes()
    skipping(world.worker(plan.systems).resume(plan))

    assert (first, world.outcomes()) == ([("in_doubt", "E415")], [("done", None)])
    assert violations(world, register, {("create", "1"): 1}) == []


@pytest.mark.parametrize("slow", ["ledger.intend", "journal.effect.intended"])
def test_a_time_out_while_the_intent_is_stored(slow: str) -> None:
    """Nobody knows whether an intent is stored, so the case is in doubt, and a resume clears it up."""
    world, draft = World(), Draft()
    register = world.add_register()
    world.deliver(ADA)
    plan = register_plan(draft, draft.transfer("target.record", ITEM, timeout=30))
    worker = world.worker(plan.systems)
    slow_at(worker, slow, nth=1)

    skipping(worker.start(plan, recount=False))
    first = world.outcomes()
    skipping(world.worker(plan.systems).resume(plan))

    assert (first, world.outcomes()) == ([("in_doubt", "E415")], [("done", None)])
    assert violations(world, register, {("create", "1"): 1}) == []


def test_a_time_out_around_rounds() -> None:
    """A limit on a `for_each` holds for all its rounds."""
    world, draft = World(), Draft()
    register = world.add_register()
    world.deliver(ADA)
    world.actions["many"] = lambda _: {"all": ("10", "11")}
    inner = draft.transfer("target.record", {"number": "{{ one }}"}, path="each.record")
    each = draft.for_each("{{ steps.many.all }}", "one", inner, path="each", timeout=30)
    plan = register_plan(draft, draft.do("lib:many", id="many"), each)
    worker = world.worker(plan.systems)
    slow_at(worker, "screen.read", nth=1)

    skipping(worker.start(plan, recount=False))

    assert (world.outcomes(), len(register.commits)) == ([("in_doubt", "E415")], 1)
