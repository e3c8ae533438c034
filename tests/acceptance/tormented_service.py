"""A `nahtlos serve` whose work is to write lines into a file: what a run would have clicked, and when it would not.

Called as a program with a workspace and a name; two of them serve one ledger in `test_row_16_two_schedulers.py`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from nahtlos.engine.parts import Brakes
from nahtlos.engine.slots import Slot
from nahtlos.errors import LeaseLost, ServiceStops
from nahtlos.runtime.records import Records
from nahtlos.runtime.service import Result, Service
from nahtlos.runtime.service_start import StopSign, prepare_service, serve
from nahtlos.runtime.surroundings import new_id
from nahtlos.runtime.workspace import Workspace

SECONDS = 0.4
"""How long the work of a slot takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicks:
    """Work that clicks once, as the engine does: right after it has seen that its lease is fresh."""

    records: Records
    file: Path
    name_: str

    def name(self, _: Slot) -> str:
        return f"run-{new_id()}"

    async def work(self, slot: Slot, *, run: str, brakes: Brakes) -> Result:
        self._write("begins", slot, run)
        await asyncio.sleep(SECONDS)
        if brakes.stopped_by is not None:
            return Result(state="again", code=ServiceStops.code)
        if not self.records.ledger.lease_is_fresh():
            self._write("does not click", slot, run)
            raise LeaseLost
        self._write("clicks", slot, run)
        return Result(state="done")

    def _write(self, what: str, slot: Slot, run: str) -> None:
        line = f"{self.name_}|{what}|{slot.schedule}|{slot.slot}|{run}\n"
        with self.file.open("ab", buffering=0) as file:
            file.write(line.encode())


async def main(root: Path, name: str) -> None:
    stop = StopSign()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.put_up)

    def ready(_: Service, address: str) -> None:
        sys.stdout.write(f"{os.getpid()} {address}\n")
        sys.stdout.flush()

    await serve(
        prepare_service(Workspace(root=root), listen="127.0.0.1:0"), stop=stop, ready=ready,
        runs=lambda records: Clicks(records=records, file=root / "clicks", name_=name),
    )  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
