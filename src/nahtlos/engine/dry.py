"""A dry run: read both sides of every item and note what a run would write. Writes nothing, anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
class Forecast:
    """What a run would do now."""

    items: Sequence[ItemRecord]
    """All items with the outcome that a run would give them."""
    differences: Sequence[Difference]
    """What it would write, in the order of the items."""

    @property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many items would end how."""
        outcomes = [item.outcome for item in self.items]
        return {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes) if outcome is not None}


async def forecast(parts: Parts, plan: nodes.Plan, run: RunRecord, *, options: Options) -> Forecast:
    """List the items and compare both sides of each."""
    listed = await list_items(
        parts, plan, run, new_id=options.new_id, limit=options.limit, language=options.language
    )
    records = [_as_record(run, item) for item in listed.items]
    parts.progress("listed", {"items": len(records)})
    todo = iter([record for record in records if record.outcome is None])
    done: dict[int, ItemRecord] = {record.line: record for record in records}
    differences: list[Difference] = []
    lane = partial(_lane, parts, plan, run, todo=todo, done=done, differences=differences)
    await side_by_side(lane, count=1 if plan.items.order == "given" else options.lanes)
    differences.sort(key=lambda difference: difference.line)
    return Forecast(items=[done[line] for line in sorted(done)], differences=differences)


async def _lane(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, todo: Iterator[ItemRecord], done: dict[int, ItemRecord],
    differences: list[Difference],
) -> None:  # fmt: skip
    for record in todo:
        claim = Claim(item=record, steps={}, effects=(), decisions=())
        brakes = Brakes(limits=nodes.Limits())
        attempt = Attempt(parts=parts, plan=plan, run=run, claim=claim, brakes=brakes, is_plan=True)
        outcome = await attempt.work()
        asks = any(difference.kind == "ask" for difference in attempt.differences)
        final: Outcome = "waiting" if asks else outcome.outcome
        done[record.line] = replace(record, outcome=final, reason=outcome.reason, code=outcome.code)
        differences += attempt.differences
        parts.progress("item", {"line": record.line, "outcome": final})


def _as_record(run: RunRecord, item: NewItem) -> ItemRecord:
    return ItemRecord(
        id=item.id, run=run.id, workflow=run.workflow, line=item.line, key=item.key, key_hash=item.key_hash,
        record=item.record, outcome=item.outcome, reason=item.reason, code=item.code,
    )  # fmt: skip
