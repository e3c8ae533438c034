"""Operations that write: probed before, written once, probed after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.screen import Interrupted
from nahtlos.errors import AddressUnreachable
from nahtlos.events import EffectFinished, EffectIntended
from nahtlos.plan import nodes
from nahtlos.testing import Answer, Draft, Register, Worker, World, register_bot, register_plan, violations
from nahtlos.testing import register as target

ADA = {"number": "1", "name": "Ada", "city": "Köln"}
LETTER = {("operation", "1"): 1}


def letter(draft: Draft, **more: Any) -> nodes.Do:
    """The step that sends a letter."""
    return draft.do("target.send_letter", {"number": "{{ item.number }}"}, id="letter", is_effect=True, **more)


def plan_with(draft: Draft, *steps: nodes.Step, **changes: Any) -> nodes.Plan:
    """A plan whose operation `send_letter` is another one."""
    operations = dict(register_bot(draft).operations)
    for name in [name for name in operations if name in changes]:
        operations[name] = replace(operations[name], **changes.pop(name))
    operations["send_letter"] = replace(operations["send_letter"], **changes)
    return register_plan(draft, *(steps or (letter(draft),)), bot={"operations": operations, "script": Path("bot.py")})


async def run(world: World, plan: nodes.Plan) -> Worker:
    """Start a run."""
    worker = world.worker(plan.systems)
    await worker.start(plan, recount=False)
    return worker


async def test_an_operation_is_done_once(world: World, register: Register, draft: Draft) -> None:
    """The probe is asked first; the write has intent and result, and its outputs are the step's result."""
    world.deliver(ADA)
    plan = register_plan(draft, letter(draft), draft.set({"said": "{{ steps.letter.receipt }}"}, path="1"))

    worker = await run(world, plan)

    assert violations(world, register, LETTER) == []
    assert world.outcomes() == [("done", None)]
    assert next(iter(world.records.steps.values()))[-1].result == {"said": "Q-1"}
    assert worker.life.calls.index("ledger.intend") > worker.life.calls.index("screen.first_seen")
    [intended] = world.journal.of(EffectIntended)
    assert (intended.kind, intended.resource, intended.fields) == ("operation", "send_letter", ("number",))


async def test_what_is_done_already_is_skipped(world: World, register: Register, draft: Draft) -> None:
    """When the probe says done, nothing is written."""
    register.letters.append("1")
    world.deliver(ADA)

    await run(world, register_plan(draft, letter(draft)))

    assert (world.outcomes(), register.commits) == ([("skipped", None)], [])


@pytest.mark.parametrize(
    ("answer", "expected", "writes"),
    [
        pytest.param(target.SAVED, ("done", None), 1, id="saved"),
        pytest.param(target.LOST, ("done", None), 1, id="the answer is lost, it was done"),
        pytest.param(target.NOT_ARRIVED, ("in_doubt", "E405"), 0, id="the answer is lost"),
        pytest.param(target.SILENT, ("done", None), 1, id="no sign of success"),
        pytest.param(target.REFUSED, ("rejected", "E402"), 0, id="refused"),
        pytest.param(target.CONFLICT, ("failed", "E403"), 0, id="someone was faster"),
        pytest.param(target.FAULT, ("in_doubt", "E405"), 0, id="a fault"),
        pytest.param(target.FAULT_AFTER_ALL, ("done", None), 1, id="a fault is shown, but it was done"),
        pytest.param(target.NOT_CLICKED, ("failed", "E499"), 0, id="the button did not react"),
        pytest.param(target.SAVED_AND_SIGNED_OUT, ("in_doubt", "E405"), 1, id="done and signed out"),
    ],
)
async def test_every_answer(
    world: World, register: Register, draft: Draft, *, answer: Answer, expected: tuple[str, str | None], writes: int
) -> None:
    """Errors are looked for after the save, and only the probe says what they mean."""
    world.deliver(ADA)
    register.answers = [answer]

    await run(world, register_plan(draft, letter(draft)))

    assert (world.outcomes(), len(register.commits)) == ([expected], writes)


@pytest.mark.parametrize(
    ("answer", "expected", "writes"),
    [
        (target.NOT_ARRIVED, "done", 1),
        (target.FAULT, "done", 1),
        (target.SAVED_AND_SIGNED_OUT, "done", 1),
    ],
)
async def test_a_doubt_is_cleared_up_by_the_next_resume(
    world: World, register: Register, draft: Draft, *, answer: Answer, expected: str, writes: int
) -> None:
    """After settling, the probe says whether it has to be done."""
    world.deliver(ADA)
    register.answers = [answer]
    plan = register_plan(draft, letter(draft))
    await run(world, plan)

    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), len(register.commits)) == ([(expected, None)], writes)
    assert violations(world, register, LETTER) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(target.SAVED, "done"), (target.REFUSED, "in_doubt"), (target.LOST, "in_doubt"), (target.NOT_CLICKED, "failed")],
)
async def test_without_a_probe_every_doubt_is_a_persons(
    world: World, register: Register, draft: Draft, *, answer: Answer, expected: str
) -> None:
    """Without a probe, what went well is done; all else stays a doubt, also after a resume."""
    world.deliver(ADA)
    register.answers = [answer]
    plan = plan_with(draft, probe=None)
    first = await run(world, plan)
    if world.outcomes()[0][0] == "in_doubt":
        await first.resume(plan, recount=False)

    assert world.outcomes()[0][0] == expected
    assert len(register.commits) <= 1


@pytest.mark.parametrize(("choice", "outcome", "writes"), [("done", "done", 0), ("again", "done", 1)])
async def test_a_person_clears_up_a_doubt(
    world: World, register: Register, draft: Draft, *, choice: str, outcome: str, writes: int
) -> None:
    """`done`: it is there. `again`: it is not there and may be written; the write names the decision."""
    world.deliver(ADA)
    register.answers = [target.NOT_ARRIVED]
    plan = plan_with(draft, probe=None)
    worker = await run(world, plan)
    [item] = world.records.items.values()

    await worker.decide(item, choice)
    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), len(register.commits)) == ([(outcome, None)], writes)
    decisions = [event.decision for event in world.journal.of(EffectIntended)]
    assert decisions == [None, "decision-1"][: writes + 1]
    results = [event.outcome for event in world.journal.of(EffectFinished)]
    assert results[1] == ("done" if choice == "done" else "not_done")


async def test_a_probe_that_cannot_tell_asks_before_it_writes(world: World, register: Register, draft: Draft) -> None:
    """Unknown before the write: a person decides, bound to exactly these inputs."""
    world.deliver(ADA)
    unknown = {"steps": (draft.set({"state": "unknown"}),)}
    plan = plan_with(draft, letter_sent=unknown)
    worker = await run(world, plan)
    [item] = world.records.items.values()
    assert world.outcomes() == [("waiting", "E406")]

    await worker.decide(item, "write")
    await world.worker(plan.systems).resume(plan)

    # It was written, but the same probe cannot say so.
    assert (world.outcomes(), len(register.commits)) == ([("in_doubt", "E405")], 1)


async def test_a_person_may_decide_against_it(world: World, register: Register, draft: Draft) -> None:
    """`keep` leaves it undone."""
    world.deliver(ADA)
    plan = plan_with(draft, letter_sent={"steps": (draft.set({"state": "unknown"}),)})
    worker = await run(world, plan)
    [item] = world.records.items.values()

    await worker.decide(item, "keep")
    await world.worker(plan.systems).resume(plan)

    assert (world.outcomes(), register.commits) == ([("kept", None)], [])


async def test_a_probe_that_answers_nonsense(world: World, register: Register, draft: Draft) -> None:
    """A probe says done, not_done or unknown; anything else fails before the write."""
    world.deliver(ADA)

    await run(world, plan_with(draft, letter_sent={"steps": (draft.set({"state": "maybe"}),)}))

    assert (world.outcomes(), register.commits) == ([("failed", "E414")], [])


@pytest.mark.parametrize(("there", "expected"), [(0, "done"), (1, "skipped"), (2, "waiting")])
async def test_a_resource_as_probe(
    world: World, register: Register, draft: Draft, *, there: int, expected: str
) -> None:
    """A record that can be found tells whether the effect is there."""
    for _ in range(there):
        register.add("1", "Ada", "Köln")
    create = (draft.open("/neu"), draft.fill({"Nummer": "{{ inputs.number }}"}), draft.save({"button": "Speichern"}))
    world.deliver(ADA)

    await run(world, plan_with(draft, probe="record", steps=create, outputs={}))

    assert world.outcomes()[0][0] == expected
    assert len(register.records) == max(there, 1)


async def test_a_sequence_without_its_save(world: World, register: Register, draft: Draft) -> None:
    """An operation that ends without saving has written nothing."""
    world.deliver(ADA)

    await run(world, plan_with(draft, probe=None, steps=(draft.set({"receipt": "x"}),)))

    assert (world.outcomes(), world.records.effects) == ([("failed", "E404")], {})


async def test_outputs_that_are_missing_after_the_save(world: World, register: Register, draft: Draft) -> None:
    """It was done, so it is not failed; the outputs it promised are not there."""
    world.deliver(ADA)
    steps = (draft.open("/schreiben", {"nummer": "{{ inputs.number }}"}), draft.save({"button": "Absenden"}))

    await run(world, plan_with(draft, steps=steps))

    assert (world.outcomes(), len(register.commits)) == ([("done", None)], 1)


# ------------------------------------------------------------------ scripts


def send(register: Register) -> Any:
    """A method of bot.py that writes."""

    def method(visit: Any, number: str) -> Any:
        visit.go("/schreiben", nummer=number)
        next(thing for thing in visit.page.things if thing.name == "Absenden").does(visit)
        return {"receipt": "Q"}

    return method


@pytest.mark.parametrize(
    ("answer", "expected", "writes"),
    [
        (target.SAVED, ("done", None), 1),
        (target.LOST, ("done", None), 1),
        (target.NOT_CLICKED, ("failed", "E499"), 0),
        (target.NOT_ARRIVED, ("in_doubt", "E405"), 0),
    ],
    ids=["saved", "lost", "not clicked", "not arrived"],
)
async def test_a_script_that_writes_has_its_intent(
    world: World, register: Register, draft: Draft, *, answer: Answer, expected: tuple[str, str | None], writes: int
) -> None:
    """Nobody sees where a script saves, so all of it is the save: intended before, probed after."""
    world.scripts["send"] = send(register)
    world.deliver(ADA)
    register.answers = [answer]

    await run(world, plan_with(draft, script="send", steps=()))

    assert (world.outcomes(), len(register.commits)) == ([expected], writes)
    assert all(commit.seen for commit in register.commits)


async def test_a_paused_system_keeps_a_script_from_beginning(world: World, register: Register, draft: Draft) -> None:
    """The last look comes before the script."""
    world.scripts["send"] = send(register)
    world.deliver(ADA)
    plan = plan_with(draft, script="send", steps=())
    world.records.paused.add("target")

    await run(world, plan)

    assert register.commits == []
    assert [effect.state for effect in world.records.effects.values()] == ["not_done"]


# ------------------------------------------------------------------ expiry


@pytest.mark.parametrize("nth", range(1, 7))
async def test_a_session_that_expires_before_the_save_is_renewed(
    world: World, register: Register, draft: Draft, nth: int
) -> None:
    """Signed out at any verb before the save: once more in a fresh session."""
    world.deliver(ADA)
    plan = register_plan(draft, letter(draft))
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

    assert violations(world, register, LETTER) == [], calls
    assert world.outcomes() == [("done", None)], calls


async def test_a_session_that_expires_twice(world: World, register: Register, draft: Draft) -> None:
    """A fresh session that expires as well is a failure."""
    world.deliver(ADA)
    plan = register_plan(draft, letter(draft))
    register.drawn.append(lambda page, visit: visit.expire() if page.path == "/briefe" else None)

    await run(world, plan)

    assert world.outcomes()[0][0] == "failed"


async def test_a_session_that_expires_right_before_a_script(world: World, register: Register, draft: Draft) -> None:
    """The last look before a script sees it; the intent is known as not done, and a fresh session does it."""
    world.scripts["send"] = send(register)
    world.deliver(ADA)
    plan = plan_with(draft, script="send", steps=())
    worker = world.worker(plan.systems)

    def interrupt(name: str, _: int) -> None:
        if name == "screen.still_holds":
            worker.life.hooks.clear()
            raise Interrupted(0)

    worker.life.hooks.append(interrupt)

    await worker.start(plan, recount=False)

    assert violations(world, register, LETTER) == []
    assert [event.outcome for event in world.journal.of(EffectFinished)] == ["not_done", "done"]


async def test_a_system_that_is_gone_before_the_probe_after(world: World, register: Register, draft: Draft) -> None:
    """The case goes back in doubt and is probed when somebody is there; nobody has to be asked."""
    world.deliver(ADA)
    plan = register_plan(draft, letter(draft))
    worker = world.worker(plan.systems)
    misses: list[str] = []

    def fail(name: str, _: int) -> None:
        if name == "screen.open" and register.commits and len(misses) < 3:
            misses.append(name)
            raise AddressUnreachable(host="target", port=443, reason="nothing listens there")

    worker.life.hooks.append(fail)

    report = await worker.start(plan, recount=False)

    assert len(misses) == 3
    assert report.stopped_by is None
    assert violations(world, register, LETTER) == []
    assert world.outcomes() == [("done", None)]
