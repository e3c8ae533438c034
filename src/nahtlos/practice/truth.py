"""What a practice system really holds and every write that reached it.

The screens of the system write through `Truth.create` and `Truth.update`; tests look and meddle elsewhere.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Record = dict[str, str]
EffectKind = Literal["create", "update"]


class UnknownRecord(LookupError):  # noqa: N818  (named by what happened)
    """There is no record with this key (any more)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no record {key!r}.")


class UnknownField(ValueError):  # noqa: N818
    """A record was to be given fields it does not have."""

    def __init__(self, fields: set[str]) -> None:
        super().__init__(f"These fields do not exist: {', '.join(sorted(fields))}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One committed write."""

    seq: int
    ts: float
    kind: EffectKind
    key: str
    before: Record | None
    after: Record
    account: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitTime:
    """How long a write takes before it is committed; a few take almost as long as the declared settle time."""

    low: float = 0.02
    high: float = 0.4
    settle: float = 3.0
    after: float = 0.15

    def before_commit(self, rng: random.Random) -> float:
        """Draw the seconds between a valid request and its commit."""
        longest = 0.7 * self.settle
        high = min(self.high, longest)
        if high and rng.random() < 0.03:
            return rng.uniform(high, longest)
        return rng.uniform(min(self.low, high), high)

    def after_commit(self, rng: random.Random) -> float:
        """Draw the seconds between the commit and the answer."""
        return rng.uniform(0, min(self.after, self.high))


class Truth:
    """The records of one system, and its effects in the order of their commits."""

    def __init__(
        self,
        *,
        commit_time: CommitTime,
        rng: random.Random,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.records: dict[str, Record] = {}
        self._effects: list[Effect] = []
        self._requests = 0
        self._accepted = 0
        self._commit_time = commit_time
        self._rng = rng
        self._clock = clock
        self._sleep = sleep
        self._grown = asyncio.Condition()

    async def create(self, *, key: str, values: Mapping[str, str], account: str) -> Effect:
        """Commit a new record, once and after a while; the request has been validated before."""
        # Whoever sent the request may vanish: a server that has accepted a write finishes it.
        return await asyncio.shield(self._write("create", key, values=values, account=account))

    async def update(self, *, key: str, values: Mapping[str, str], account: str) -> Effect:
        """Commit new values of a record, once and after a while; the request has been validated before."""
        return await asyncio.shield(self._write("update", key, values=values, account=account))

    def effects(self, after: int = 0) -> list[Effect]:
        """List the effects with a higher number than `after`."""
        return self._effects[after:]

    def accepted(self) -> int:
        """Count the writes that were accepted and are not committed yet."""
        return self._accepted

    async def wait_for_effects(self, after: int, *, seconds: float) -> list[Effect]:
        """List the effects after a number as soon as there is one, or nothing when the time is over."""
        try:
            async with asyncio.timeout(seconds), self._grown:
                await self._grown.wait_for(lambda: len(self._effects) > after)
        except TimeoutError:
            return []
        return self.effects(after)

    def add(self, key: str, values: Mapping[str, str]) -> Record:
        """Add a record behind everybody's back; fields that are not given are empty, as in the other records."""
        known = next(iter(self.records.values()), dict(values))
        if unknown := set(values) - set(known):
            raise UnknownField(unknown)
        self.records[key] = {**dict.fromkeys(known, ""), **values}
        return self.records[key]

    def change(self, key: str, values: Mapping[str, str]) -> Record:
        """Change a record behind everybody's back: no effect is counted."""
        record = self._existing(key)
        if unknown := set(values) - set(record):
            raise UnknownField(unknown)
        self.records[key] = {**record, **values}
        return self.records[key]

    def delete(self, key: str) -> None:
        """Delete a record behind everybody's back: no effect is counted."""
        self._existing(key)
        del self.records[key]

    async def _write(self, kind: EffectKind, key: str, *, values: Mapping[str, str], account: str) -> Effect:
        self._requests += 1
        request = f"request-{self._requests}"
        self._accepted += 1
        try:
            await self._sleep(self._commit_time.before_commit(self._rng))
        finally:
            self._accepted -= 1
        before = self._existing(key) if kind == "update" else None
        effect = Effect(
            seq=len(self._effects) + 1,
            ts=self._clock(),
            kind=kind,
            key=key,
            before=before,
            after={**(before or {}), **values},
            account=account,
            request=request,
        )
        await self._commit(effect)
        await self._sleep(self._commit_time.after_commit(self._rng))
        return effect

    async def _commit(self, effect: Effect) -> None:
        self.records[effect.key] = effect.after
        self._effects.append(effect)
        async with self._grown:
            self._grown.notify_all()

    def _existing(self, key: str) -> Record:
        if key not in self.records:
            raise UnknownRecord(key)
        return self.records[key]
