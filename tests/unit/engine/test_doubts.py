"""Doubts and decisions: how a write of which nobody knows is cleared up, and what people may decide."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nahtlos.engine.ports import ItemRecord
from nahtlos.engine.screen import Interrupted
from nahtlos.errors import AddressUnreachable, SignInFailed
from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.plan import nodes
from nahtlos.testing import (
    Answer,
    Draft,
    Killed,
    Page,
    Register,
    Thing,
    Visit,
    World,
    register_plan,
    register_record,
    violations,
)
from nahtlos.testing import register as target
from nahtlos.testing.register_bot import ITEM

ADA = {"number": "1", "name": "Ada", "city": "Köln"}


def transfer_plan(draft: Draft, **changes: Any) -> nodes.Plan:
    """A plan with one transfer."""
    return register_plan(draft, draft.transfer("target.record", ITEM, id="record", **changes))


async def killed_at(world: World, plan: nodes.Plan, name: str, *, nth: int = 1, ends: str = "after") -> None:
    """Kill a run at the n-th call of a name."""
    worker = world.worker(plan.systems)
    calls: list[str] = []

    def hook(call: str, number: int) -> None:
        calls.extend([call] if call == name else [])
        if call == name and len(calls) == nth:
            worker.life.ends_at, worker.life.ends = number, ends  # type: ignore[assignment]

    worker.life.hooks.append(hook)
    with pytest.raises(Killed):
        await worker.start(plan)


def only(world: World) -> ItemRecord:
    """The only item."""
    [item] = world.records.items.values()
    return item


# ------------------------------------------------------------------ clearing up


async def test_nobody_looks_before_the_old_worker_is_gone(world: World, register: Register, draft: Draft) -> None:
    """"Not there" counts only after the end of the lease and `settle`, and after two looks that agree."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await killed_at(world, plan, "journal.effect.intended")
    world.clock.advance(10)

    await world.worker(plan.systems).resume(plan)

    assert world.clock.slept[:3] == [20, 5, 1]
    assert violations(world, register, {("create", "1"): 1}) == []


async def test_what_is_there_counts_at_once(world: World, register: Register, draft: Draft) -> None:
    """A record that is as intended needs no second look."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await killed_at(world, plan, "screen.click", nth=2)

    await world.worker(plan.systems).resume(plan)

    assert (len(world.clock.slept), world.outcomes()) == (1, [("done", None)])
    assert [event.recovered for event in world.journal.of(EffectFinished)] == [True]


async def test_an_update_that_never_happened_is_done_now(world: World, register: Register, draft: Draft) -> None:
    """As before, twice: it may be written; `if_different` is not asked, because the write was begun."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")
    await killed_at(world, plan, "journal.effect.intended")

    await world.worker(plan.systems).resume(plan)

    assert violations(world, register, {("update", "1"): 1}) == []


@pytest.mark.parametrize("if_different", ["update", "ask", "keep", "reject"])
async def test_a_record_that_is_neither_as_before_nor_as_intended(
    world: World, register: Register, draft: Draft, if_different: str
) -> None:
    """Whatever `if_different` says, somebody else's change after a doubt is for a person."""
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different=if_different)
    await killed_at(world, plan, "journal.effect.intended")
    register.add("1", "Ada", "Trier")

    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("in_doubt", "E405")], [])
    [effect] = world.records.effects.values()
    assert (effect.state, effect.found) == ("in_doubt", {**ADA, "city": "Trier"})


async def test_a_record_that_was_updated_and_is_gone(world: World, register: Register, draft: Draft) -> None:
    """A record that is not there any more after an update in doubt is for a person."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")
    await killed_at(world, plan, "journal.effect.intended")
    register.records.clear()

    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("in_doubt", "E405")], [])


async def test_two_looks_that_do_not_agree(world: World, register: Register, draft: Draft) -> None:
    """A target that says one thing and then another is for a person."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await killed_at(world, plan, "journal.effect.intended")
    searches: list[Page] = []

    def flicker(page: Page, visit: Visit) -> None:
        if page.path == "/suche":
            searches.append(page)
            if len(searches) == 2:
                register.add("1", "Ada", "Trier")

    register.drawn.append(flicker)

    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("in_doubt", "E405")], [])


async def test_a_look_that_fails_leaves_the_doubt(world: World, register: Register, draft: Draft) -> None:
    """What cannot be looked at stays in doubt; a later resume looks again."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await killed_at(world, plan, "screen.click", nth=2)
    register.drawn.append(_nothing)

    await world.worker(plan.systems).resume(plan, recount=False)
    first = world.outcomes()
    register.drawn.clear()
    await world.worker(plan.systems).resume(plan)

    assert (first, world.outcomes()) == ([("in_doubt", "E405")], [("done", None)])
    assert violations(world, register, {("create", "1"): 1}) == []


def _nothing(page: Page, visit: Visit) -> None:
    if page.path == "/suche":
        page.things = [thing for thing in page.things if thing.name == "Abmelden"]
        page.tables = []


async def test_a_doubt_comes_back_once_a_round(world: World, register: Register, draft: Draft) -> None:
    """A doubt that cannot be cleared up is not looked at in a circle."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await killed_at(world, plan, "journal.effect.intended")
    register.add("1", "Ada", "Trier")

    await world.worker(plan.systems).resume(plan, lanes=3)

    assert len([event for event in world.journal.of(EffectFinished) if event.outcome == "in_doubt"]) == 1


async def test_brakes_know_what_may_have_been_written(world: World, register: Register, draft: Draft) -> None:
    """A doubt counts as a write until it is known not to have happened."""
    world.deliver(ADA, {**ADA, "number": "2"})
    plan = replace(transfer_plan(draft), limits=nodes.Limits(max_writes=1))
    await killed_at(world, plan, "screen.click", nth=2)

    report = await world.worker(plan.systems).resume(plan)

    assert (report.stopped_by is not None, len(register.commits)) == (True, 1)


async def test_the_clock_of_a_run_stands_still(world: World, register: Register, draft: Draft) -> None:
    """`today()` is the day on which the run was started, also after a resume days later."""
    world.deliver(ADA)
    values = {"number": "1", "city": "{{ today() | date('yyyy-MM-dd') }}"}
    plan = register_plan(draft, draft.transfer("target.record", values, id="record"))
    await killed_at(world, plan, "journal.effect.intended")
    world.clock.advance(3 * 24 * 3600)

    await world.worker(plan.systems).resume(plan)

    assert register.of("1")[0]["Ort"] == "2025-11-24"
    assert world.outcomes() == [("done", None)]


# ------------------------------------------------------------------ decisions


@pytest.mark.parametrize(("choice", "outcome", "writes"), [("write", "done", 1), ("keep", "kept", 0)])
async def test_a_person_decides_about_a_difference(
    world: World, register: Register, draft: Draft, *, choice: str, outcome: str, writes: int
) -> None:
    """`write` updates, `keep` leaves the target; the journal names the decision that the write rests on."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft)
    worker = world.worker(plan.systems)
    await worker.start(plan)
    [waiting] = world.records.steps[only(world).id]
    assert (waiting.before, waiting.after, waiting.fields) == ({**ADA, "city": "Bonn"}, ADA, ("city",))

    await worker.decide(only(world), choice)
    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), len(register.commits)) == ([(outcome, None)], writes)
    assert [event.decision for event in world.journal.of(EffectIntended)] == ["decision-1"] * writes


async def test_a_decision_holds_for_exactly_what_was_shown(world: World, register: Register, draft: Draft) -> None:
    """When the target changed after the decision, the person is asked again."""
    record = register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft)
    worker = world.worker(plan.systems)
    await worker.start(plan)
    await worker.decide(only(world), "write")
    register.records[record]["Ort"] = "Trier"

    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("waiting", "E406")], [])


async def test_a_write_that_needed_no_decision_names_none(world: World, register: Register, draft: Draft) -> None:
    """A decision about another difference is no basis of a write that the workflow itself allows."""
    record = register.add("1", "Ada", "Bonn")
    world.deliver({**ADA, "city": None})
    plan = transfer_plan(draft, if_different="update")
    worker = world.worker(plan.systems)
    await worker.start(plan)
    await worker.decide(only(world), "write")
    register.records[record] = {"Nummer": "1", "Name": "Ida", "Ort": ""}

    await world.worker(plan.systems).resume(plan)

    assert world.outcomes() == [("done", None)]
    assert [event.decision for event in world.journal.of(EffectIntended)] == [None]


async def test_the_last_decision_counts(world: World, register: Register, draft: Draft) -> None:
    """A person may think again before the next resume."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft)
    worker = world.worker(plan.systems)
    await worker.start(plan)
    await worker.decide(only(world), "write")
    await worker.decide(only(world), "keep")

    await world.worker(plan.systems).resume(plan)

    assert world.outcomes() == [("kept", None)]


async def in_doubt(world: World, register: Register, plan: nodes.Plan, *, there: str) -> None:
    """Leave a create in doubt while the target holds something else."""
    await killed_at(world, plan, "journal.effect.intended")
    register.add("1", "Ada", there)
    await world.worker(plan.systems).resume(plan)
    assert world.outcomes() == [("in_doubt", "E405")]


async def test_a_person_says_that_it_is_there(world: World, register: Register, draft: Draft) -> None:
    """`done` is believed when it reads back as intended."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await in_doubt(world, register, plan, there="Trier")
    register.of("1")[0]["Ort"] = "Köln"
    [effect] = world.records.effects.values()

    await world.worker(plan.systems).decide(only(world), "done", binds=effect.id)
    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("done", None)], [])
    assert [effect.state for effect in world.records.effects.values()] == ["done"]


async def test_a_person_says_that_it_is_there_but_it_is_different(
    world: World, register: Register, draft: Draft
) -> None:
    """`done` over something else is a failure that names the fields, and is not tried again."""
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update", retry=nodes.Retry(times=2, wait=60))
    await in_doubt(world, register, plan, there="Trier")
    [effect] = world.records.effects.values()

    await world.worker(plan.systems).decide(only(world), "done", binds=effect.id)
    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("failed", "E407")], [])


async def test_a_person_says_that_it_is_not_there(world: World, register: Register, draft: Draft) -> None:
    """`again` lets it be written; what is found then is dealt with as the workflow says."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await in_doubt(world, register, plan, there="Trier")
    register.records.clear()
    [effect] = world.records.effects.values()

    await world.worker(plan.systems).decide(only(world), "again", binds=effect.id)
    await world.worker(plan.systems).resume(plan)

    assert violations(world, register, {("create", "1"): 1}) == []
    assert [event.decision for event in world.journal.of(EffectIntended)] == [None, "decision-1"]


# ------------------------------------------------------------------ expiry


@pytest.mark.parametrize("kind", ["create", "update"])
@pytest.mark.parametrize("nth", range(1, 16))
async def test_a_session_that_expires_at_any_verb(
    world: World, register: Register, draft: Draft, *, kind: str, nth: int
) -> None:
    """Before the save the session is renewed; from the save on it is a doubt that is cleared up: one effect."""
    if kind == "update":
        register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft, if_different="update")
    worker = world.worker(plan.systems)
    calls: list[str] = []

    def expire(name: str, _: int) -> None:
        if name.startswith("screen.") and worker.sessions.lent:
            calls.append(name)
            if len(calls) == nth:
                for screen in worker.sessions.screens:
                    screen.visit.expire()

    worker.life.hooks.append(expire)

    await worker.start(plan, recount=False)

    assert violations(world, register, {(kind, "1"): 1}) == [], calls
    assert world.outcomes() == [("done", None)], calls


@pytest.mark.parametrize("nth", range(1, 6))
async def test_a_session_that_expires_while_something_is_looked_up(
    world: World, register: Register, draft: Draft, nth: int
) -> None:
    """Reading begins anew in a fresh session."""
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    look = draft.look_up("target.record", {"number": "1"})
    plan = register_plan(draft, look, draft.do("target.all_records", path="1"))
    worker = world.worker(plan.systems)
    calls: list[str] = []

    def expire(name: str, _: int) -> None:
        if name.startswith("screen.") and worker.sessions.lent:
            calls.append(name)
            if len(calls) == nth:
                worker.sessions.screens[-1].visit.expire()

    worker.life.hooks.append(expire)

    await worker.start(plan, recount=False)

    assert world.outcomes() == [("done", None)]


async def test_a_session_that_expires_again_and_again(world: World, register: Register, draft: Draft) -> None:
    """A fresh session that expires as well is a failure; nothing was written."""
    world.deliver(ADA)
    register.drawn.append(lambda page, visit: visit.expire() if page.path == "/neu" else None)
    plan = transfer_plan(draft)

    await world.worker(plan.systems).start(plan, recount=False)

    assert (world.outcomes(), register.commits) == ([("failed", "E411")], [])


# ------------------------------------------------------------------ surprises around a save


def with_question(draft: Draft, then: Any) -> dict[str, Any]:
    """A bot that knows a question and answers it."""
    steps = (draft.click({"button": "Nein danke"}),)
    return {"surprises": (nodes.Surprise(see=draft.at({"dialog": "Umfrage"}), steps=steps, then=then),)}


def question(page: Page) -> None:
    """Lay a question over a page."""
    def close(visit: Visit) -> None:
        page.dialog = None

    page.dialog = Page(
        path="", things=[Thing(kind="dialog", name="Umfrage"), Thing(kind="button", name="Nein danke", does=close)]
    )


@pytest.mark.parametrize("then", ["go_on", "repeat"])
@pytest.mark.parametrize("at", ["screen.fill", "screen.ready", "screen.still_holds", "screen.click"])
async def test_a_question_right_before_the_save(
    world: World, register: Register, draft: Draft, *, then: str, at: str
) -> None:
    """A surprise before the click is answered, and the record is written once."""
    world.deliver(ADA)
    step = draft.transfer("target.record", ITEM, id="record")
    plan = register_plan(draft, step, bot=with_question(draft, then))
    worker = world.worker(plan.systems)
    pages: list[Page] = []
    register.drawn.append(lambda page, visit: pages.append(page) if page.path == "/neu" else None)

    def ask(name: str, _: int) -> None:
        if name == at and len(pages) == 1:
            question(pages[0])
            pages.append(pages[0])

    worker.life.hooks.append(ask)

    await worker.start(plan, recount=False)

    assert violations(world, register, {("create", "1"): 1}) == []
    assert world.outcomes() == [("done", None)]


@pytest.mark.parametrize("then", ["go_on", "repeat", "stop"])
async def test_a_question_right_after_the_save(world: World, register: Register, draft: Draft, then: str) -> None:
    """A surprise over the answer repeats nothing: the record is there once, whatever the rule says."""
    world.deliver(ADA)
    step = draft.transfer("target.record", ITEM, id="record")
    plan = register_plan(draft, step, bot=with_question(draft, then))
    worker = world.worker(plan.systems)

    def ask(name: str, _: int) -> None:
        if name == "screen.first_seen" and register.commits and worker.sessions.screens[-1].visit.page.path == "/neu":
            question(worker.sessions.screens[-1].visit.page)
            worker.life.hooks.clear()

    worker.life.hooks.append(ask)

    await worker.start(plan, recount=False)

    assert violations(world, register, {("create", "1"): 1}) == []
    assert world.outcomes() == [("done", None)]


# ------------------------------------------------------------------ what declares a refusal


async def test_without_a_sign_of_success_errors_are_still_seen(world: World, register: Register, draft: Draft) -> None:
    """A resource that does not say what a save looks like still notices that it was refused."""
    world.deliver(ADA)
    register.answers = [target.REFUSED]
    step = draft.transfer("target.record", ITEM, id="record")
    plan = register_plan(draft, step, resource=register_record(draft, saved=None))

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes(), register.commits) == ([("rejected", "E402")], [])


# ------------------------------------------------------------------ what stops a run after a save


@pytest.mark.parametrize("answer", [target.SAVED, target.IGNORED], ids=["it was saved", "it was not"])
@pytest.mark.parametrize("stop", ["unreachable", "locked"])
async def test_a_run_that_stops_right_after_a_save(
    world: World, register: Register, draft: Draft, *, stop: str, answer: Answer
) -> None:
    """The effect is left in doubt and the case goes back; a resume finds out, and writes at most once."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    register.answers = [replace(answer, shows="Konto gesperrt" if stop == "locked" else answer.shows)]
    worker = world.worker(plan.systems)

    def fail(name: str, _: int) -> None:
        is_after_save = "screen.still_holds" in worker.life.calls
        if stop == "unreachable" and name == "screen.first_seen" and is_after_save:
            raise AddressUnreachable(host="target", port=443, reason="no answer")

    worker.life.hooks.append(fail)

    report = await worker.start(plan)
    assert isinstance(report.stopped_by, AddressUnreachable if stop == "unreachable" else SignInFailed)
    assert [effect.state for effect in world.records.effects.values()] == ["in_doubt"]
    assert [item.state for item in world.records.items.values()] == ["pending"]
    world.records.accounts.clear()
    await world.worker(plan.systems).resume(plan)

    assert violations(world, register, {("create", "1"): 1}) == []
    assert world.outcomes() == [("done", None)]


async def test_a_screen_that_is_interrupted_while_the_answer_is_read(
    world: World, register: Register, draft: Draft
) -> None:
    """Whatever comes up after the save, the save is not begun anew."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    worker = world.worker(plan.systems)

    def interrupt(name: str, _: int) -> None:
        if name == "screen.first_seen" and worker.life.calls[-2] == "screen.click" and register.commits:
            worker.life.hooks.clear()
            raise Interrupted(0)

    worker.life.hooks.append(interrupt)

    await worker.start(plan)

    assert violations(world, register, {("create", "1"): 1}) == []
    assert world.outcomes() == [("done", None)]


async def test_a_look_that_cannot_reach_the_system(world: World, register: Register, draft: Draft) -> None:
    """While a doubt is cleared up, a system that does not answer is no answer: it is looked for when it is back."""
    world.deliver(ADA)
    plan = transfer_plan(draft)
    await killed_at(world, plan, "screen.click", nth=2)
    worker = world.worker(plan.systems)
    misses: list[str] = []

    def fail(name: str, _: int) -> None:
        if name == "screen.rows" and len(misses) < 7:
            misses.append(name)
            raise AddressUnreachable(host="target", port=443, reason="no answer")

    worker.life.hooks.append(fail)

    report = await worker.resume(plan)

    assert report.state == "finished"
    assert violations(world, register, {("create", "1"): 1}) == []
    assert world.outcomes() == [("done", None)]


async def test_several_records_that_a_person_has_sorted_out(world: World, register: Register, draft: Draft) -> None:
    """After somebody corrected the target, `again` lets the case be looked at anew."""
    first = register.add("1", "Ada", "Köln")
    register.add("1", "Ada", "Bonn")
    world.deliver(ADA)
    plan = transfer_plan(draft)
    worker = world.worker(plan.systems)
    await worker.start(plan)
    assert world.outcomes() == [("waiting", "E406")]
    register.records = {first: register.records[first]}

    await worker.decide(only(world), "again")
    await world.worker(plan.systems).resume(plan)

    assert world.outcomes() == [("skipped", None)]


async def test_a_system_that_refuses_before_the_save_can_be_clicked(
    world: World, register: Register, draft: Draft
) -> None:
    """Where there is nothing to click because the system says why, that is the reason."""
    world.deliver(ADA)

    def refuse(page: Page, visit: Visit) -> None:
        if page.path == "/neu":
            page.things = [thing for thing in page.things if thing.name != "Speichern"]
            page.things.append(Thing(kind="text", name="Fehler: Ort unbekannt"))

    register.drawn.append(refuse)
    plan = transfer_plan(draft)

    await world.worker(plan.systems).start(plan)

    assert (world.outcomes(), world.records.effects) == ([("rejected", "E402")], {})


async def test_a_save_by_a_key(world: World, register: Register, draft: Draft) -> None:
    """A key that saves is a save like any other."""
    world.deliver(ADA)

    def enter(page: Page, visit: Visit) -> None:
        for thing in page.things:
            if thing.name == "Speichern":
                page.things.append(Thing(kind="key", name="Enter", does=thing.does))
                break

    register.drawn.append(enter)
    create = (draft.open("/neu"), draft.form("all"), draft.save(draft.press("Enter")))
    step = draft.transfer("target.record", ITEM, id="record")
    plan = register_plan(draft, step, resource=register_record(draft, create=create))

    await world.worker(plan.systems).start(plan)

    assert violations(world, register, {("create", "1"): 1}) == []


async def test_an_answer_that_is_covered_while_it_is_read(world: World, register: Register, draft: Draft) -> None:
    """Without a sign of success, errors are looked for at once; what comes over them repeats nothing."""
    world.deliver(ADA)
    register.answers = [target.FAULT_AFTER_ALL]
    step = draft.transfer("target.record", ITEM, id="record")
    plan = register_plan(draft, step, resource=register_record(draft, saved=None))
    worker = world.worker(plan.systems)

    def interrupt(name: str, _: int) -> None:
        if name == "screen.text_of":
            worker.life.hooks.clear()
            raise Interrupted(0)

    worker.life.hooks.append(interrupt)

    await worker.start(plan, recount=False)

    assert violations(world, register, {("create", "1"): 1}) == []
    assert world.outcomes() == [("done", None)]
