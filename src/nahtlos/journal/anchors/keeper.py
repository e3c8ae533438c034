"""Brings new checkpoints to all anchors, beside the work and never in its way; says when one lags too far behind.

    logs/anchors/<name>/state.json    up to where an anchor has taken each chain, and what it said last
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from nahtlos.errors import AnchorDisagrees, AnchorError, AnchorsLate, JournalError, NahtlosError
from nahtlos.journal.anchors.kept import keep, kept
from nahtlos.journal.anchors.statement import Anchored, statement_of
from nahtlos.journal.checkpoints import read_checkpoints
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.note import Checkpoint, Note

ANCHORS = "anchors"
ROUND = 15.0
"""Seconds between two looks at what is new."""


class Place(Protocol):
    """Where an anchor keeps what it is told."""

    def bring(self, newest: Mapping[ChainName, tuple[Note, Checkpoint]]) -> None:
        """Take the newest checkpoints; raises `AnchorError`."""

    def knows(self) -> list[Anchored]:
        """Return what it was told, as far as that can be asked."""


class Lines(Protocol):
    """An anchor that takes lines of text."""

    def send(self, statement: str) -> None:
        """Take them; raises `AnchorError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByLines:
    """Tells an anchor that takes lines."""

    lines: Lines
    asked: Callable[[], list[Anchored]] = list

    def bring(self, newest: Mapping[ChainName, tuple[Note, Checkpoint]]) -> None:
        """Send a line for each chain."""
        self.lines.send(statement_of(checkpoint for _, checkpoint in newest.values()))

    def knows(self) -> list[Anchored]:
        """Return what it can be asked for."""
        return self.asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One anchor: how often it is told, and how far behind it may be."""

    name: str
    place: Place
    every: timedelta
    lag: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an anchor stands."""

    name: str
    told_at: datetime | None
    waiting_since: datetime | None
    """Time of the oldest checkpoint that it has not taken."""
    problem: str
    is_late: bool

    @property
    def stands(self) -> str:
        """In one word."""
        return "late" if self.is_late else "behind" if self.problem else "ok"


class Keeper:
    """Looks after all anchors of a journal."""

    def __init__(self, logs: Path, anchors: Sequence[Anchor], *, now: Callable[[], datetime], disk: Disk) -> None:
        self._logs = logs
        self._anchors = anchors
        self._now = now
        self._disk = disk
        self._alarm: NahtlosError | None = None
        self._standings: Sequence[Standing] = ()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_round, name="nahtlos-anchors", daemon=True)

    # ------------------------------------------------------------------ beside the work

    def start(self) -> None:
        """Begin; the first look is taken at once, by whoever starts."""
        if self._anchors:
            self.look()
            self._thread.start()

    def stop(self) -> None:
        """Take a last look, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
            self.look()

    def must_not_lag(self) -> None:
        """Raise `AnchorsLate` if an anchor is too far behind, `AnchorDisagrees` if one knows another journal."""
        if self._alarm is not None:
            raise self._alarm.again()
        for anchor, standing in zip(self._anchors, self._standings, strict=False):
            since = standing.waiting_since
            if since is not None and self._now() - since > anchor.lag:
                raise AnchorsLate(
                    anchor=anchor.name, since=f"{since:%Y-%m-%d %H:%M} UTC", lag=str(anchor.lag),
                    problem=standing.problem or "it was not asked.",
                )  # fmt: skip

    def _go_round(self) -> None:
        while not self._stop.wait(ROUND):
            self.look()

    # ------------------------------------------------------------------ one look

    def look(self, *, at_once: bool = False) -> Sequence[Standing]:
        """Tell every anchor what is due, or `at_once` all that is new; returns how they stand."""
        every = self._checkpoints()
        self._standings = [self._tell(anchor, every, at_once=at_once) for anchor in self._anchors]
        return self._standings

    def _tell(
        self, anchor: Anchor, every: Mapping[ChainName, Sequence[tuple[Note, Checkpoint]]], *, at_once: bool
    ) -> Standing:
        state = _State.read(self._file_of(anchor))
        new = {chain: [one for one in each if one[1].size > state.sizes.get(str_of(chain), 0)]
               for chain, each in every.items()}  # fmt: skip
        newest = {chain: each[-1] for chain, each in new.items() if each}
        is_due = at_once or state.told_at is None or self._now() - state.told_at >= anchor.every
        if newest and is_due:
            try:
                anchor.place.bring(newest)
            except AnchorError as error:
                if isinstance(error, AnchorDisagrees):
                    self._alarm = error
                state = _State(sizes=state.sizes, told_at=state.told_at, problem=error.message())
            else:
                sizes = {str_of(chain): checkpoint.size for chain, (_, checkpoint) in newest.items()}
                state = _State(sizes={**state.sizes, **sizes}, told_at=self._now(), problem="")
                new = {}
            # An anchor that was told twice does no harm; a full disk is the journal's to notice.
            with suppress(JournalError):
                state.keep(self._file_of(anchor), self._disk)
        return self._standing(anchor, state, [one for each in new.values() for one in each])

    def _standing(self, anchor: Anchor, state: _State, waiting: Sequence[tuple[Note, Checkpoint]]) -> Standing:
        since = min((time for _, checkpoint in waiting if (time := time_of(checkpoint))), default=None)
        is_late = since is not None and self._now() - since > anchor.lag
        return Standing(
            name=anchor.name, told_at=state.told_at, waiting_since=since, problem=state.problem, is_late=is_late
        )

    def _checkpoints(self) -> dict[ChainName, list[tuple[Note, Checkpoint]]]:
        found: dict[ChainName, list[tuple[Note, Checkpoint]]] = {}
        try:
            for chain in chains_of(self._logs):
                each = [(one.note, one.checkpoint) for one in read_checkpoints(self._logs, chain)]
                found[chain] = [(note, checkpoint) for note, checkpoint in each if note and checkpoint]
        except (JournalError, OSError):
            return {}
        return found

    def _file_of(self, anchor: Anchor) -> Path:
        return self._logs / ANCHORS / anchor.name / "state.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What an anchor has taken."""

    sizes: Mapping[str, int]
    told_at: datetime | None
    problem: str

    @classmethod
    def read(cls, path: Path) -> _State:
        """Read it; what cannot be read was never taken, so that it is told again."""
        try:
            said = json.loads(kept(path))
            told_at = datetime.fromisoformat(said["told_at"]) if said["told_at"] else None
            sizes = {str(chain): int(size) for chain, size in said["sizes"].items()}
            return cls(sizes=sizes, told_at=told_at, problem=str(said["problem"]))
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            return cls(sizes={}, told_at=None, problem="")

    def keep(self, path: Path, disk: Disk) -> None:
        """Write it."""
        told_at = self.told_at.astimezone(UTC).isoformat() if self.told_at else None
        said = {"sizes": dict(self.sizes), "told_at": told_at, "problem": self.problem}
        keep(path, json.dumps(said, indent=2).encode(), disk)


def str_of(chain: ChainName) -> str:
    """Return class and stream."""
    return f"{chain.log_class}/{chain.stream}"


def time_of(checkpoint: Checkpoint) -> datetime | None:
    """Return when a checkpoint was signed."""
    try:
        return datetime.fromisoformat(checkpoint.says("time"))
    except ValueError:
        return None
