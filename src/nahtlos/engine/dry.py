"""A dry run: read both sides of every item and note what a run would write. Writes nothing, anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from nahtlos.engine.attempt import Attempt
from nahtlos.engine.lanes import side_by_side
from nahtlos.engine.listing import list_items
from nahtlos.engine.parts import Brakes, Parts
from nahtlos.engine.planned import Difference
from nahtlos.engine.ports import Claim, ItemRecord, NewItem, Outcome, RunRecord
from nahtlos.engine.run import Options
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a run would make of an item now."""

    item: ItemRecord
    """With the outcome that a run would give it."""
    differences: Sequence[Difference] = ()
    """What it would write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a run would do now, in numbers; its items are told one by one."""

    outcomes: Mapping[Outcome, int]

    @property
    def count(self) -> int:
        """How many items there are."""
        return sum(self.outcomes.values())


async def forecast(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, options: Options, tell: Callable[[Foreseen], None]
) -> Forecast:
    """List the items and compare both sides of each; tell what is foreseen in the order of the items."""
    listed = await list_items(
        parts, plan, run, new_id=options.new_id, limit=options.limit, language=options.language
    )
    parts.progress("listed", {"items": listed.count})
    told = _InOrder(tell=tell)
    todo = enumerate(_as_record(run, item) for item in listed.items)
    lane = partial(_lane, parts, plan, run, todo=todo, told=told)
    await side_by_side(lane, count=1 if plan.items.order == "given" else options.lanes)
    return Forecast(outcomes=told.outcomes)


@dataclass(slots=True, kw_only=True)
class _InOrder:
    """Tells in the order of the items what lanes foresee in any order; only those that are too early are kept."""

    tell: Callable[[Foreseen], None]
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    _next: int = 0
    _early: dict[int, Foreseen] = field(default_factory=dict)

    def add(self, number: int, seen: Foreseen) -> None:
        """Take what is foreseen of the item with this number."""
        if seen.item.outcome is not None:
            self.outcomes[seen.item.outcome] += 1
        self._early[number] = seen
        while self._next in self._early:
            self.tell(self._early.pop(self._next))
            self._next += 1


async def _lane(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, todo: Iterator[tuple[int, ItemRecord]], told: _InOrder
) -> None:
    for number, record in todo:
        if record.outcome is not None:
            told.add(number, Foreseen(item=record))
            continue
        claim = Claim(item=record, steps={}, effects=(), decisions=())
        brakes = Brakes(limits=nodes.Limits())
        attempt = Attempt(parts=parts, plan=plan, run=run, claim=claim, brakes=brakes, is_plan=True)
        outcome = await attempt.work()
        asks = any(difference.kind == "ask" for difference in attempt.differences)
        final: Outcome = "waiting" if asks else outcome.outcome
        item = replace(record, outcome=final, reason=outcome.reason, code=outcome.code)
        told.add(number, Foreseen(item=item, differences=attempt.differences))
        parts.progress("item", {"line": record.line, "outcome": final})


def _as_record(run: RunRecord, item: NewItem) -> ItemRecord:
    return ItemRecord(
        id=item.id, run=run.id, workflow=run.workflow, line=item.line, key=item.key, key_hash=item.key_hash,
        record=item.record, outcome=item.outcome, reason=item.reason, code=item.code,
    )  # fmt: skip
