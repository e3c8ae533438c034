"""The balance: do source, target and outcomes agree, by counts that the ledger does not make itself?"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from nahtlos.engine import record
from nahtlos.engine.attempt import ROUND, SETTLED
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.listing import fetch
from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import ItemState, Outcome, RunRecord
from nahtlos.engine.record import key_of
from nahtlos.engine.screen import Value
from nahtlos.engine.signin import system_names
from nahtlos.engine.values import compared, from_screen
from nahtlos.errors import NahtlosError, RecordError
from nahtlos.expressions import InvalidValue
from nahtlos.plan import nodes

Tally: TypeAlias = Mapping[tuple[ItemState, Outcome | None], int]
"""How many items of a run are in which state, with which outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A record that should be in a target, and the item it came from."""

    line: int
    key: Mapping[str, Value]
    """Nothing, if the item was erased: nobody can look for its record any more."""


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
    erased: int = 0
    """How many items may have a record there that nobody can look for, because they were erased."""
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


def outcomes_of(tally: Tally) -> Counter[Outcome]:
    """Count by outcome alone; items without one are not counted."""
    outcomes: Counter[Outcome] = Counter()
    for (_, outcome), count in tally.items():
        if outcome is not None:
            outcomes[outcome] += count
    return outcomes


async def strike_balance(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, tally: Tally, recount: bool = True
) -> Balance:
    """Count source and targets again."""
    listed, outcomes = sum(tally.values()), outcomes_of(tally)
    if not recount:
        return Balance(
            listed=listed, stated=run.stated_total, left_out=run.left_out, outcomes=outcomes, is_recounted=False
        )
    stated, fault = run.stated_total, None
    if stated is None:
        stated, fault = await _list_again(parts, plan, run)
    names = dict.fromkeys(f"{step.system}.{step.resource}" for step in transfers(plan.steps))
    targets = [await _count(parts, plan, run, name) for name in names]
    return Balance(
        listed=listed, stated=stated, left_out=run.left_out, outcomes=outcomes, targets=targets, source_fault=fault
    )


async def _list_again(parts: Parts, plan: nodes.Plan, run: RunRecord) -> tuple[int | None, str | None]:
    try:
        return len((await fetch(parts, plan, run)).rows), None
    except RecordError:
        raise
    except NahtlosError as error:
        return None, error.message()


# ------------------------------------------------------------------ targets


async def expected_in(parts: Parts, plan: nodes.Plan, run: RunRecord, name: str) -> AsyncIterator[Expected]:
    """Go through the records that should be in a target: what was done, true already, or kept."""
    steps = {step.path: step for step in transfers(plan.steps) if f"{step.system}.{step.resource}" == name}
    resource = resource_of(plan, name)
    async for page in parts.ledger.pages(run=run.id):
        records = await parts.ledger.steps_of([item.id for item in page])
        for item in page:
            keys: dict[tuple[str, ...], Expected] = {}
            for said in records.get(item.id, ()):
                if said.path.split(ROUND)[0] not in steps or said.outcome not in SETTLED:
                    continue
                if item.is_erased:
                    keys[()] = Expected(line=item.line, key={})
                elif said.result and "target" in said.result:
                    key = key_of(resource, said.result)
                    keys[tuple(map(str, key.values()))] = Expected(line=item.line, key=key)
            for expected in keys.values():
                yield expected


def resource_of(plan: nodes.Plan, name: str) -> nodes.Resource:
    """Return the resource of `system.resource`."""
    system, _, resource = name.partition(".")
    return plan.systems[system].bot.resources[resource]


async def _count(parts: Parts, plan: nodes.Plan, run: RunRecord, name: str) -> TargetCount:
    system = plan.systems[name.partition(".")[0]]
    resource = resource_of(plan, name)
    count = _Count()
    try:
        async with parts.sessions.hold(system.name, fresh=True) as screen:
            talk = Conversation(
                screen=screen, system=system, resource=resource, scope=system_names(system, run, parts.secrets)
            )
            look = await _in_list(talk, resource) if resource.list else partial(_by_find, talk)
            async for expected in expected_in(parts, plan, run, name):
                if expected.key:
                    count.add(expected, await look(expected))
                else:
                    count.erased += 1
    except RecordError:
        raise
    except NahtlosError as error:
        async for _ in expected_in(parts, plan, run, name):
            count.unseen += 1
        return TargetCount(record=name, expected=count.unseen, found=0, how=how_of(resource), fault=error.message())
    return TargetCount(
        record=name, expected=count.expected, found=count.found, how=how_of(resource), missing=tuple(count.missing),
        repeated=tuple(count.repeated), erased=count.erased,
    )  # fmt: skip


def how_of(resource: nodes.Resource) -> str:
    """Say how the records of a resource are counted."""
    return "list" if resource.list else "find"


@dataclass(slots=True)
class _Count:
    """How many records were looked for, and which were not there exactly once."""

    expected: int = 0
    found: int = 0
    missing: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    erased: int = 0
    unseen: int = 0

    def add(self, expected: Expected, times: int) -> None:
        """Note how often a record was seen."""
        self.expected += 1
        self.found += times == 1
        if times == 0:
            self.missing.append(expected.line)
        elif times > 1:
            self.repeated.append(expected.line)


async def _in_list(talk: Conversation, resource: nodes.Resource) -> Callable[[Expected], Awaitable[int]]:
    """Read the list of a target once; returns what says how often a record stands in it."""
    rows = [_as_shown(resource, row) for row in await record.list_keys(talk)]
    counted = {names: Counter(_words(resource, names, row) for row in rows) for names in map(tuple, resource.keys)}

    async def look(expected: Expected) -> int:
        names = tuple(expected.key)
        return counted[names][_words(resource, names, expected.key)]

    return look


def _as_shown(resource: nodes.Resource, row: Mapping[str, Value]) -> dict[str, Value]:
    """Read the texts of a list as the fields of the resource are read."""
    values = {}
    for name, value in row.items():
        field_ = resource.fields.get(name)
        try:
            values[name] = from_screen(value, field_) if field_ is not None and isinstance(value, str) else value
        except InvalidValue:
            values[name] = value
    return values


def _words(resource: nodes.Resource, names: Sequence[str], values: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(compared(str(values.get(name)), resource.fields[name]) for name in names)


async def _by_find(talk: Conversation, expected: Expected) -> int:
    return {"none": 0, "found": 1, "many": 2}[(await record.find(talk, expected.key)).ending]
