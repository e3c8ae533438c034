"""What the journal says: its events in the order of their times, and what became of each effect.

Reading is not verifying: lines that cannot be read are passed over here, and named by `verify`.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nahtlos.errors import JournalUnreadable
from nahtlos.events import LogClass
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.line import Said, read_line

FRAME = frozenset({"prev", "seq", "ts", "salt", "v", "event"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event, and where it stands."""

    chain: ChainName
    file: str
    line: int
    seq: int
    ts: str
    event: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectHistory:
    """An effect from its intent to the last thing that was found out about it."""

    effect: str
    intended: Entry | None
    finished: Entry | None
    """The last one counts: a take-over may find out more."""

    @property
    def outcome(self) -> str | None:
        """What became of it, as far as the journal says."""
        return str(self.finished.fields.get("outcome")) if self.finished else None


def read_events(
    folder: Path, *, log_class: LogClass | None = None, events: Container[str] | None = None
) -> Iterator[Entry]:
    """Yield the events of all streams, the oldest first; within a stream, in the order of their numbers."""
    streams = [
        _entries_of(folder, chain, files)
        for chain, files in chains_of(folder).items()
        if log_class is None or chain.log_class == log_class
    ]
    merged = heapq.merge(*streams, key=lambda entry: entry.ts)
    return (entry for entry in merged if events is None or entry.event in events)


def read_effects(folder: Path) -> dict[str, EffectHistory]:
    """Return what is known about each effect, by its id, in the order of the intents."""
    effects: dict[str, EffectHistory] = {}
    for entry in read_events(folder, log_class="runs", events={"effect.intended", "effect.finished"}):
        effect = str(entry.fields.get("effect"))
        known = effects.get(effect, EffectHistory(effect=effect, intended=None, finished=None))
        if entry.event == "effect.intended":
            effects[effect] = replace(known, intended=entry)
        else:
            effects[effect] = replace(known, finished=entry)
    return effects


def _entries_of(folder: Path, chain: ChainName, files: Sequence[str]) -> Iterator[Entry]:
    for file in files:
        try:
            with (folder / file).open("rb") as opened:
                for number, raw in enumerate(opened, start=1):
                    said = read_line(raw)
                    if said is not None:
                        yield _entry(chain, file, number, said)
        except OSError as error:
            raise JournalUnreadable(path=str(folder / file), problem=error.strerror or str(error)) from error


def _entry(chain: ChainName, file: str, number: int, said: Said) -> Entry:
    fields = {name: value for name, value in said.items() if name not in FRAME}
    return Entry(
        chain=chain, file=file, line=number, seq=said["seq"], ts=str(said.get("ts")), event=said["event"], fields=fields
    )
