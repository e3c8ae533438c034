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
from time import monotonic

from nahtlos.engine.ports import LineRef
from nahtlos.engine.screen import Value
from nahtlos.events import EffectIntended, Event, LogClass
from nahtlos.journal.chain import Chain, Setting
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.keys import Keyring
from nahtlos.journal.pipeline import EventLog, event_log
from nahtlos.journal.reserve import Reserve, Underway
from nahtlos.journal.sealing import LAG, Office, Seal, mirror_certificates
from nahtlos.journal.signing import SIGNING, Signer, Vault
from nahtlos.journal.slot import SLOT_FOLDER, hold_slot
from nahtlos.journal.writer import Inbox, LastWords, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What comes from outside: a test puts something else in its place."""

    now: Callable[[], datetime]
    salt: Callable[[], str] = lambda: token_hex(16)
    disk: Disk = field(default_factory=Disk)
    tick: Callable[[], float] = monotonic


class FileJournal:
    """Events in files; the port `Journal`."""

    def __init__(self, log: EventLog, keys: Keyring, underway: Underway) -> None:
        self.keys = keys
        self._log = log
        self._underway = underway
        self.guards: list[Callable[[], None]] = []
        """Each may raise before an effect is intended: then it is not done."""

    async def write(self, event: Event) -> LineRef:
        """Write an event; returns when it is durable."""
        if isinstance(event, EffectIntended):
            for guard in self.guards:
                guard()
        ref = await self._log.write(event)
        self._underway.hear(event)
        return ref

    def note(self, event: Event) -> None:
        """Write an event in order, durable with the next `write`."""
        self._log.note(event)

    def pseudonym(self, value: str) -> str:
        """Return `p<key-no>:<hmac>` for a value that names a person or a record."""
        return self.keys.pseudonym(value)

    def lock_name(self, value: str) -> str:
        """Return what stands for a record in the ledger, in every year the same."""
        return self.keys.lock_name(value)

    def fingerprint(self, values: Mapping[str, Value]) -> str:
        """Return a keyed hash that tells `same as before?` and nothing else."""
        return self.keys.fingerprint(values)


@asynccontextmanager
async def open_journal(
    folder: Path,
    *,
    keys: Path,
    host: str,
    nahtlos: str,
    outside: Surroundings,
    signer: Signer | None = None,
    lag: float = LAG,
) -> AsyncIterator[FileJournal]:
    """Open the journal in a folder for this process; raises `JournalError` where it could not be written.

    Without a signer elsewhere, the keys of the days are kept beside the others.
    """
    keyring = Keyring(keys, year=lambda: outside.now().astimezone(UTC).year, disk=outside.disk)
    inbox = Inbox(asyncio.get_running_loop())
    log = event_log(inbox, now=outside.now, salt=outside.salt)
    with ExitStack() as opened:
        stream = opened.enter_context(hold_slot(folder, host, outside.disk))
        setting = Setting(
            folder=folder, stream=stream, nahtlos=nahtlos, disk=outside.disk, now=outside.now, shape=log.shape
        )
        office = Office(
            folder=folder, disk=outside.disk, tick=outside.tick, lag=lag,
            signer=signer or Vault(keys / SIGNING, now=outside.now, disk=outside.disk),
        )  # fmt: skip
        mirror_certificates(folder, office.signer.certificates(), disk=outside.disk)
        reserve, underway = Reserve(folder / SLOT_FOLDER / f"{stream}.reserve", outside.disk), Underway()
        reserve.hold()
        last_words = LastWords(
            reserve=reserve, lines=lambda: [log.shape(event) for event in underway.last_words(stream)]
        )
        # The slot belongs to the writer: it is free when the last line is written, not when somebody stops waiting.
        writer = Writer(inbox, partial(_chain, setting, office), last_words=last_words, at_end=opened.pop_all().close)
    writer.start()
    try:
        yield FileJournal(log, keyring, underway)
    finally:
        inbox.close()
        await asyncio.to_thread(writer.join)
    if writer.failure is not None:
        raise writer.failure


def _chain(setting: Setting, office: Office, log_class: LogClass) -> Chain:
    name = ChainName(log_class=log_class, stream=setting.stream)
    return Chain(name, setting, Seal(name, office))
