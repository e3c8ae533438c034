"""The journal as the engine sees it: opened for a process, written to, closed. Every end of it leaves a valid log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_hex

from nahtlos.engine.ports import LineRef
from nahtlos.engine.screen import Value
from nahtlos.events import Event, LogClass
from nahtlos.journal.chain import Chain, Setting
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.keys import Key, load_key
from nahtlos.journal.pipeline import EventLog, event_log
from nahtlos.journal.slot import hold_slot
from nahtlos.journal.writer import Inbox, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What comes from outside: a test puts something else in its place."""

    now: Callable[[], datetime]
    salt: Callable[[], str] = lambda: token_hex(16)
    disk: Disk = field(default_factory=Disk)


class FileJournal:
    """Events in files; the port `Journal`."""

    def __init__(self, log: EventLog, key: Key) -> None:
        self._log = log
        self._key = key

    async def write(self, event: Event) -> LineRef:
        """Write an event; returns when it is durable."""
        return await self._log.write(event)

    def note(self, event: Event) -> None:
        """Write an event in order, durable with the next `write`."""
        self._log.note(event)

    def pseudonym(self, value: str) -> str:
        """Return `p<key-no>:<hmac>` for a value that names a person or a record."""
        return self._key.pseudonym(value)

    def fingerprint(self, values: Mapping[str, Value]) -> str:
        """Return a keyed hash that tells `same as before?` and nothing else."""
        return self._key.fingerprint(values)


@asynccontextmanager
async def open_journal(
    folder: Path, *, keys: Path, host: str, nahtlos: str, outside: Surroundings
) -> AsyncIterator[FileJournal]:
    """Open the journal in a folder for this process; raises `JournalError` where it could not be written."""
    key = load_key(keys, year=lambda: outside.now().astimezone(UTC).year, disk=outside.disk)
    inbox = Inbox(asyncio.get_running_loop())
    log = event_log(inbox, now=outside.now, salt=outside.salt)
    with ExitStack() as opened:
        stream = opened.enter_context(hold_slot(folder, host, outside.disk))
        setting = Setting(
            folder=folder, stream=stream, nahtlos=nahtlos, disk=outside.disk, now=outside.now, shape=log.shape
        )
        # The slot belongs to the writer: it is free when the last line is written, not when somebody stops waiting.
        writer = Writer(inbox, partial(_chain, setting), at_end=opened.pop_all().close)
    writer.start()
    try:
        yield FileJournal(log, key)
    finally:
        inbox.close()
        await asyncio.to_thread(writer.join)
    if writer.failure is not None:
        raise writer.failure


def _chain(setting: Setting, log_class: LogClass) -> Chain:
    return Chain(ChainName(log_class=log_class, stream=setting.stream), setting)
