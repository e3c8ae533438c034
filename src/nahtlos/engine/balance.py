"""The balance: do source, target and outcomes agree, by counts that the ledger does not make itself?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nahtlos.engine import record
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.listing import fetch
from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import ItemRecord, Outcome, RunRecord
from nahtlos.engine.screen import Value
from nahtlos.engine.signin import system_names
from nahtlos.engine.values import typed
from nahtlos.errors import RunError
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCount:
    """How many records should be in a target after the run, and how many a fresh look found."""

    record: str
    expected: int
    found: int
    missing: tuple[int, ...] = ()
    """Lines of the items whose record is not there."""
    repeated: tuple[int, ...] = ()
    """Lines of the items whose record is there more than once."""
    how: str = "list"
    """`list` of the resource, or a second `find` of every key."""
    fault: str | None = None
    """Why it could not be counted."""

    @property
    def agrees(self) -> bool:
        """Whether every expected record was found exactly once."""
        return self.fault is None and not self.missing and not self.repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the source holds, what became of it, and what the targets hold."""

    listed: int
    stated: int | None
    """The total that the source states, or the count of a second listing."""
    left_out: int
    outcomes: Mapping[Outcome, int]
    targets: Sequence[TargetCount] = field(default_factory=tuple)
    is_recounted: bool = True

    @property
    def source_agrees(self) -> bool:
        """Whether the source counts as many cases as have outcomes or were left out."""
        return self.stated == self.listed + self.left_out == sum(self.outcomes.values()) + self.left_out

    @property
    def is_balanced(self) -> bool | None:
        """None: not recounted, so nobody knows."""
        if not self.is_recounted:
            return None
        bad = self.outcomes.get("failed", 0) + self.outcomes.get("in_doubt", 0)
        return self.source_agrees and bad == 0 and all(target.agrees for target in self.targets)


def transfers(steps: nodes.Steps) -> Iterator[nodes.Transfer]:
    """Find all transfers of a workflow."""
    for step in steps:
        if isinstance(step, nodes.Transfer):
            yield step
        elif isinstance(step, nodes.ForEach):
            yield from transfers(step.steps)
        elif isinstance(step, nodes.EitherOr):
            for case in step.cases:
                yield from transfers(case.steps)


async def strike_balance(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, items: Sequence[ItemRecord],
    records: Mapping[str, Mapping[int, Mapping[str, Value]]], recount: bool = True,
) -> Balance:  # fmt: skip
    """Count source and targets again. `records`: by target, for each line the key that should be there."""
    outcomes = Counter(item.outcome for item in items if item.outcome is not None)
    if not recount:
        return Balance(
            listed=len(items), stated=run.stated_total, left_out=run.left_out, outcomes=outcomes, is_recounted=False
        )
    stated = run.stated_total if run.stated_total is not None else len((await fetch(parts, plan, run)).rows)
    targets = [await _count(parts, plan, run, name, expected) for name, expected in records.items()]
    return Balance(
        listed=len(items), stated=stated, left_out=run.left_out, outcomes=outcomes, targets=targets
    )


async def _count(
    parts: Parts, plan: nodes.Plan, run: RunRecord, name: str, expected: Mapping[int, Mapping[str, Value]]
) -> TargetCount:
    system = plan.systems[name.split(".", maxsplit=1)[0]]
    resource = system.bot.resources[name.split(".")[1]]
    how = "list" if resource.list else "find"
    try:
        async with parts.sessions.hold(system.name, fresh=True) as screen:
            talk = Conversation(
                screen=screen, system=system, resource=resource, scope=system_names(system, run, parts.secrets)
            )
            counts = await (_by_list(talk, resource, expected) if resource.list else _by_find(talk, expected))
    except RunError as error:
        return TargetCount(record=name, expected=len(expected), found=0, how=how, fault=error.message())
    return TargetCount(
        record=name, expected=len(expected), found=sum(1 for line in expected if counts[line] == 1), how=how,
        missing=tuple(line for line in expected if counts[line] == 0),
        repeated=tuple(line for line in expected if counts[line] > 1),
    )  # fmt: skip


async def _by_list(
    talk: Conversation, resource: nodes.Resource, expected: Mapping[int, Mapping[str, Value]]
) -> Mapping[int, int]:
    listed = Counter(_key_words(resource, row) for row in await record.list_keys(talk))
    return {line: listed[_key_words(resource, key)] for line, key in expected.items()}


def _key_words(resource: nodes.Resource, values: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(str(typed(values.get(name), resource.fields[name])) for name in resource.keys[0])


async def _by_find(talk: Conversation, expected: Mapping[int, Mapping[str, Value]]) -> Mapping[int, int]:
    counts = {}
    for line, key in expected.items():
        counts[line] = {"none": 0, "found": 1, "many": 2}[(await record.find(talk, key)).ending]
    return counts

