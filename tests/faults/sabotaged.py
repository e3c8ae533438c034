"""Takes a safeguard away from nahtlos, to see that the checker would notice; done by `tests.faults.struck`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nahtlos.engine.effect import Effect
from nahtlos.engine.ports import EffectRecord
from nahtlos.engine.transfer import Transferring


def without_intent() -> None:
    """Write first, tell ledger and journal nothing before."""

    async def intend(effect: Effect) -> None:
        effect.state = "intended"

    async def finish(effect: Effect, state: Any, **_: Any) -> None:
        effect.state = state

    setattr(Effect, "intend", intend)  # noqa: B010 - it is not the method it replaces
    setattr(Effect, "finish", finish)  # noqa: B010


def without_probe() -> None:
    """Take every doubt for not done, and do it again without looking."""
    ordinary: Callable[..., Any] = Transferring._on

    async def take_over(self: Transferring, left: EffectRecord, **_: Any) -> None:
        await self.attempt.left_effect(left, self).finish("not_done", recovered=True)

    async def on(self: Transferring, talk: Any) -> Any:
        if self.attempt.open_effect(self.path) is not None and self.step.if_missing == "create":
            return await self._missing(talk)
        return await ordinary(self, talk)

    Transferring.take_over = take_over  # type: ignore[method-assign]
    Transferring._on = on  # type: ignore[method-assign]


def without_settle() -> None:
    """Believe the first look, however early."""
    ordinary = Transferring._settled_look

    async def hasty(self: Transferring, left: EffectRecord, since: float | None) -> Any:
        self.system = replace(self.system, settle=0.0)
        return await ordinary(self, left, None)

    Transferring._settled_look = hasty  # type: ignore[method-assign]


SABOTAGE = {"no-intent": without_intent, "no-probe": without_probe, "no-settle": without_settle}

