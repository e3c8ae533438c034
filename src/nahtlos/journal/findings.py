"""What a verification finds: each finding with its place and a sentence for a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "changed", "missing", "misplaced", "unreadable", "unfinished",
    "truncated", "rolled_back", "rewritten", "unsigned", "forged", "key", "pruned",
]  # fmt: skip
Spot: TypeAlias = tuple[str, int, int]
"""A line's place: its file (relative to the journal's folder), its number from 1, the byte from 0 where it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was written."""

    kind: Kind
    spot: Spot
    problem: str
    time: str = ""
    """What the last line in order says that time it is; nothing, where a line says nothing."""

    def __str__(self) -> str:
        file, line, byte = self.spot
        place = f"line {line} (byte {byte})" if line else f"byte {byte}"
        about = f", about {self.time}" if self.time else ""
        return f"{file}, {place}{about}: {self.problem}"

    def as_json(self) -> dict[str, object]:
        """Return kind, place, time and sentence for machines."""
        file, line, byte = self.spot
        place = {"file": file, "line": line, "byte": byte}
        return {"kind": self.kind, **place, "time": self.time or None, "problem": self.problem}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """Lines of a file whose content is gone, without gaps between their numbers."""

    spot: Spot
    """Of the first one."""
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a `log.pruned` says."""

    file: str
    first: int
    last: int
    rule: str
    due: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was counted and found in some lines; tallies of different lines add up."""

    lines: int = 0
    unclosed: int = 0
    """Times that a process ended without closing its file, or has not yet closed it."""
    intended: set[str] = field(default_factory=set)
    """Ids of effects."""
    finished: set[str] = field(default_factory=set)
    pruned: list[Pruned] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    recovered: list[Spot] = field(default_factory=list)
    """Torn lines that were closed and named afterwards."""
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0
    """Findings beyond those."""

    def add(self, other: Tally) -> None:
        """Take in what was counted and found elsewhere."""
        self.lines += other.lines
        self.unclosed += other.unclosed
        self.intended |= other.intended
        self.finished |= other.finished
        self.pruned += other.pruned
        self.receipts += other.receipts
        self.recovered += other.recovered
        self.findings += other.findings
        self.unlisted += other.unlisted
