"""What a person may decide about a case that waits, and how it is written down: in the journal first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nahtlos.engine.ports import Decision, EffectRecord, ItemRecord, StepRecord
from nahtlos.errors import NothingToDecide, WrongChoice
from nahtlos.events import DecisionMade
from nahtlos.runtime.records import Records
from nahtlos.runtime.surroundings import current_user, new_id

Choice: TypeAlias = Literal["write", "keep", "done", "again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked: about which step, bound to what, with which answers."""

    item: ItemRecord
    step: str
    binds: str
    choices: Sequence[Choice]
    why: str


async def find_question(records: Records, item_id: str) -> Question:
    """Say what a case waits for; raises `NothingToDecide` when it does not."""
    item = await records.ledger.item(item_id)
    if item.state == "in_doubt":
        effects = await records.ledger.effects(item=item.id)
        doubt = next((effect for effect in reversed(effects) if effect.state in ("intended", "in_doubt")), None)
        if doubt is not None:
            return _doubt(item, doubt)
    if item.state == "waiting":
        steps = await records.ledger.steps(item.id)
        waiting = next((step for step in reversed(steps) if step.outcome == "waiting"), None)
        if waiting is not None:
            return _difference(item, waiting)
    raise NothingToDecide(item=item.id, outcome=(item.outcome or item.state).replace("_", " "))


def _doubt(item: ItemRecord, effect: EffectRecord) -> Question:
    why = "it is not known whether something was written"
    return Question(item=item, step=effect.step, binds=effect.id, choices=("done", "again"), why=why)


def _difference(item: ItemRecord, step: StepRecord) -> Question:
    if step.binds is None:
        why = "no difference is known yet; correct the target, then let it be looked at again"
        return Question(item=item, step=step.path, binds="", choices=("again",), why=why)
    why = "it waits with a difference that is known"
    return Question(item=item, step=step.path, binds=step.binds, choices=("write", "keep"), why=why)


async def decide(
    records: Records, question: Question, choice: Choice, *, reason: str, noted: str | None = None
) -> Decision:
    """Write a decision into the journal, then into the ledger; the next resume acts on it.

    The ledger keeps the reason encrypted with the case; `noted` is what the journal, that forgets nothing, says of it.
    """
    if choice not in question.choices:
        raise WrongChoice(
            item=question.item.id,
            choice=f"--{choice}",
            choices=tuple(f"--{each}" for each in question.choices),
            because=question.why,
        )
    decision, by = new_id(), current_user()
    line = await records.journal.write(
        DecisionMade(
            item=question.item.id,
            step=question.step,
            decision=decision,
            choice=choice,
            decided_by=by,
            binds=_fingerprint(records, question),
            separated=False,
            reason=noted,
        )
    )
    made = Decision(
        id=decision,
        item=question.item.id,
        step=question.step,
        choice=choice,
        binds=question.binds,
        reason=reason,
        by=by,
        at=records.clock.now(),
        line=line,
    )
    await records.ledger.decide(made)
    return made


def _fingerprint(records: Records, question: Question) -> str:
    """A difference binds by its own keyed hash; a doubt by that of its effect."""
    if "write" in question.choices:
        return question.binds
    return records.journal.fingerprint({"effect": question.binds})
