"""What a fault is: something that happens to one request instead of, or around, what the system would have done."""

from dataclasses import dataclass, fields
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nahtlos.practice.accounts import Accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that a fault strikes."""

    app: ASGIApp
    """The system, with the faults behind this one."""
    scope: Scope
    receive: Receive
    send: Send
    accounts: Accounts

    async def go_on(self, *, receive: Receive | None = None, send: Send | None = None) -> None:
        """Let the system answer."""
        await self.app(self.scope, receive or self.receive, send or self.send)


async def unheard(_: Message) -> None:
    """Be told an answer that nobody is to hear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of fault with its options: a frozen dataclass whose fields are what `POST /faults` may say."""

    async def strike(self, call: Call) -> None:
        """Do it to this request."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """What it was armed with."""
        return {option.name: getattr(self, option.name) for option in fields(self)}
