"""An engine without one of its safeguards, for as long as a block lasts: the checker must then find something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nahtlos.browser.fence import Fence
from nahtlos.engine.transfer import Doubt, Transferring
from nahtlos.ledger.ledger import SqlLedger


@contextmanager
def replaced(owner: type, name: str, by: Any) -> Iterator[None]:
    """Let a method be another one."""
    ordinary = getattr(owner, name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        setattr(owner, name, ordinary)


@contextmanager
def without_carrying_once() -> Iterator[None]:
    """Let browsers repeat what they send."""
    with replaced(Fence, "carry_once", lambda _self: None):
        yield


@contextmanager
def without_looking() -> Iterator[None]:
    """Take each doubt for not done, and write again without a look."""
    ordinary = Transferring._on

    async def take_over(self: Transferring, left: Any, **_: Any) -> None:
        await self.attempt.left_effect(left, self).finish("not_done", recovered=True)

    async def on(self: Transferring, talk: Any) -> Any:
        has_tried = any(effect.record.step == self.path for effect in self.attempt.effects._mine.values())
        return await (self._missing(talk) if has_tried and self.step.if_missing == "create" else ordinary(self, talk))

    async def prove(self: Transferring, talk: Any, effect: Any) -> Any:
        if effect.refusal is None:
            return await prove_ordinarily(self, talk, effect)
        await effect.finish("in_doubt")
        raise Doubt(effect)

    prove_ordinarily = Transferring._prove
    with (
        replaced(Transferring, "take_over", take_over),
        replaced(Transferring, "_on", on),
        replaced(Transferring, "_prove", prove),
    ):
        yield


@contextmanager
def without_reading_back() -> Iterator[None]:
    """Believe that what was sent arrived."""

    async def look(_self: Transferring, _talk: Any, effect: Any) -> Any:
        return "as_intended", dict(effect.after)

    with replaced(Transferring, "look", look):
        yield


@contextmanager
def without_account_locks() -> Iterator[None]:
    """Let every run try its luck with an account."""

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    with replaced(SqlLedger, "lock_account", nothing):
        yield


@contextmanager
def without_finding() -> Iterator[None]:
    """Write what is to be created without a look whether it is there."""
    ordinary = Transferring._on

    async def on(self: Transferring, talk: Any) -> Any:
        return await (self._missing(talk) if self.step.if_missing == "create" else ordinary(self, talk))

    with replaced(Transferring, "_on", on):
        yield
