"""Faults of a connection: it breaks before or after the system has done its work, is slow, or says nothing for ever."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Literal

from starlette.types import Message

from nahtlos.practice.faults.fault import Call, Fault, unheard
from nahtlos.practice.faults.line import LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLost(Fault):
    """The system does its work, and its answer never arrives: the connection is gone."""

    how: Literal["closed", "reset"] = "closed"

    async def strike(self, call: Call) -> None:
        """Do everything, tell nobody."""
        await call.go_on(send=unheard)
        await _break(call, reset=self.how == "reset")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionReset(Fault):
    """The connection breaks before the system has heard anything."""

    async def strike(self, call: Call) -> None:
        """Break it at once."""
        await _break(call, reset=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(Fault):
    """The answer takes longer."""

    seconds: float = 30.0
    when: Literal["before", "after"] = "before"
    """Before the system does its work, or after it, so that only the answer is late."""

    async def strike(self, call: Call) -> None:
        """Wait, then go on; or go on, then wait."""
        if self.when == "before":
            await asyncio.sleep(self.seconds)
            await call.go_on()
            return

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(self.seconds)
            await call.send(message)

        await call.go_on(send=late)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverEnding(Fault):
    """No answer ever comes, though the connection stays."""

    committed: bool = False
    """The system does its work first."""

    async def strike(self, call: Call) -> None:
        """Stay silent until whoever asked goes away."""
        if self.committed:
            await call.go_on(send=unheard)
        await _gone(call)


async def _gone(call: Call) -> None:
    while (await call.receive())["type"] != "http.disconnect":
        pass


async def _break(call: Call, *, reset: bool) -> None:
    line: asyncio.Transport = call.scope["extensions"][LINE]
    if reset:
        end_at_once = struct.pack("ii", 1, 0)
        line.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, end_at_once)
    line.abort()
    await _gone(call)


KINDS = {
    "answer_lost": AnswerLost, "connection_reset": ConnectionReset, "slow": Slow, "never_ending": NeverEnding,
}  # fmt: skip
