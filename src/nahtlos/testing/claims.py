"""Who may take which item, and what they get: the rules of the ledger in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nahtlos.engine.ports import Claim, ItemRecord
from nahtlos.testing.records import OPEN_EFFECT, Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A worker that asks for work now."""

    records: Records
    worker: str
    now: datetime

    def may_take(self, item: ItemRecord) -> bool:
        """Tell whether an item is free."""
        match item.state:
            case "pending":
                return True
            case "waiting":
                return item.is_answered
            case "in_doubt":
                return item.is_answered or self.records.left[item.id][1] < self.records.rounds[item.run]
            case "running":
                return item.worker != self.worker and self._is_gone(item.worker or "")
            case _:
                return False

    def _is_gone(self, worker: str) -> bool:
        lease = self.records.leases[worker]
        return lease.is_cut or lease.until(self.now) < self.now

    def take(self, item: ItemRecord) -> Claim:
        """Take an item with everything known about it; whoever had it has lost it."""
        records = self.records
        effects = records.effects_of(item.id)
        since: datetime | None = None
        if item.state == "running":
            gone = records.leases[item.worker or ""]
            gone.is_lost = True
            since = gone.until(self.now)
            records.move_item(item.id, "pending")
        elif any(effect.state in OPEN_EFFECT for effect in effects):
            since = records.left[item.id][0]
        taken = records.move_item(
            item.id, "running", worker=self.worker, outcome=None, code=None, reason=None, is_answered=False
        )
        return Claim(
            item=taken, steps={step.path: step for step in records.steps.get(item.id, [])}, effects=effects,
            decisions=[decision for decision in records.decisions if decision.item == item.id], taken_over_from=since,
        )  # fmt: skip
