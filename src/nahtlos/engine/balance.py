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
from nahtlos.engine.values import compared, from_screen
from nahtlos.errors import NahtlosError, RecordError
from nahtlos.expressions import InvalidValue
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A record that should be in a target, and the item it came from."""

    line: int
    key: Mapping[str, Value]


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
    source_fault: str | None = None
    """Why the source could not be listed again."""
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
    records: Mapping[str, Sequence[Expected]], recount: bool = True,
) -> Balance:  # fmt: skip
    """Count source and targets again. `records`: by target, what should be there."""
    outcomes = Counter(item.outcome for item in items if item.outcome is not None)
    if not recount:
        return Balance(
            listed=len(items), stated=run.stated_total, left_out=run.left_out, outcomes=outcomes, is_recounted=False
        )
    stated, fault = run.stated_total, None
    if stated is None:
        stated, fault = await _list_again(parts, plan, run)
    targets = [await _count(parts, plan, run, name, expected) for name, expected in records.items()]
    return Balance(
        listed=len(items), stated=stated, left_out=run.left_out, outcomes=outcomes, targets=targets, source_fault=fault
    )


async def _list_again(parts: Parts, plan: nodes.Plan, run: RunRecord) -> tuple[int | None, str | None]:
    try:
        return len((await fetch(parts, plan, run)).rows), None
    except RecordError:
        raise
    except NahtlosError as error:
        return None, error.message()


async def _count(
    parts: Parts, plan: nodes.Plan, run: RunRecord, name: str, expected: Sequence[Expected]
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
    except RecordError:
        raise
    except NahtlosError as error:
        return TargetCount(record=name, expected=len(expected), found=0, how=how, fault=error.message())
    counted = list(zip(expected, counts, strict=True))
    return TargetCount(
        record=name, expected=len(expected), found=counts.count(1), how=how,
        missing=tuple(record.line for record, count in counted if count == 0),
        repeated=tuple(record.line for record, count in counted if count > 1),
    )  # fmt: skip


async def _by_list(
    talk: Conversation, resource: nodes.Resource, expected: Sequence[Expected]
) -> Sequence[int]:
    rows = [_as_shown(resource, row) for row in await record.list_keys(talk)]
    keys = {tuple(each.key) for each in expected}
    counted = {names: Counter(_words(resource, names, row) for row in rows) for names in keys}
    return [counted[tuple(each.key)][_words(resource, tuple(each.key), each.key)] for each in expected]


def _as_shown(resource: nodes.Resource, row: Mapping[str, Value]) -> dict[str, Value]:
    """Read the texts of a list as the fields of the resource are read."""
    values = {}
    for name, value in row.items():
        field = resource.fields.get(name)
        try:
            values[name] = from_screen(value, field) if field is not None and isinstance(value, str) else value
        except InvalidValue:
            values[name] = value
    return values


def _words(resource: nodes.Resource, names: Sequence[str], values: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(compared(str(values.get(name)), resource.fields[name]) for name in names)


async def _by_find(talk: Conversation, expected: Sequence[Expected]) -> Sequence[int]:
    ends = {"none": 0, "found": 1, "many": 2}
    return [ends[(await record.find(talk, each.key)).ending] for each in expected]

