"""Whether a journal is as it was written. Pure reading: nothing is locked, repaired or trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nahtlos.errors import JournalUnreadable
from nahtlos.journal.check import ChainCheck
from nahtlos.journal.findings import Finding, Spot, Tally
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.skim import skim_file


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEnd:
    """Up to where a chain was followed; what stood behind, nobody can say without an anchor."""

    chain: ChainName
    seq: int
    head: str
    file: str

    def __str__(self) -> str:
        return f"{self.chain.log_class}/{self.chain.stream} ends with number {self.seq} in {self.file}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification counted and found."""

    folder: Path
    files: int
    lines: int
    effects_intended: int
    effects_finished: int
    effects_without_result: int
    recovered: Sequence[Spot]
    """Torn lines that were closed and named, as it should be."""
    unclosed: int
    findings: Sequence[Finding]
    """In the order of chains and lines; the first thousand of each chain."""
    unlisted: int
    """Findings beyond those."""
    ends: Sequence[ChainEnd]

    @property
    def intact(self) -> bool:
        """Whether every line stands as it was written, up to the ends."""
        return not self.findings

    def notes(self) -> list[str]:
        """Say what is in order but worth knowing."""
        notes = [f"{file}, line {line}: torn by a crash, closed and named." for file, line, _ in self.recovered]
        if self.unclosed:
            notes.append(f"{self.unclosed} times a process did not close its file: it was killed, or still writes.")
        if self.effects_without_result:
            notes.append(f"{self.effects_without_result} intended effects have no result in the journal yet.")
        if self.ends:
            notes.append(
                "The lines are not anchored: if some were cut off behind these ends, nobody can see it here. "
                + "; ".join(str(end) for end in self.ends) + "."
            )  # fmt: skip
        return notes

    def as_json(self) -> dict[str, object]:
        """Return everything for machines."""
        return {
            "intact": self.intact,
            "files": self.files,
            "lines": self.lines,
            "effects": {
                "intended": self.effects_intended,
                "finished": self.effects_finished,
                "without_result": self.effects_without_result,
            },
            "recovered": [{"file": file, "line": line, "byte": byte} for file, line, byte in self.recovered],
            "unclosed": self.unclosed,
            "findings": [finding.as_json() for finding in self.findings],
            "findings_not_listed": self.unlisted,
            "ends": [
                {"class": end.chain.log_class, "stream": end.chain.stream, "seq": end.seq, "head": end.head}
                for end in self.ends
            ],
            "anchored": False,
        }


def verify_journal(folder: Path) -> Report:
    """Read a journal once and say whether it is intact; raises `JournalUnreadable` where it cannot be read."""
    chains = chains_of(folder)
    tally = Tally()
    ends = []
    for name, files in chains.items():
        check = _check_chain(folder, name, files)
        tally.add(check.finish())
        ends.append(ChainEnd(chain=name, seq=check.seq - 1, head=check.prev, file=check.last[0]))
    return Report(
        folder=folder,
        files=sum(map(len, chains.values())),
        lines=tally.lines,
        effects_intended=len(tally.intended),
        effects_finished=len(tally.finished),
        effects_without_result=len(tally.intended - tally.finished),
        recovered=tally.recovered,
        unclosed=tally.unclosed,
        findings=tally.findings,
        unlisted=tally.unlisted,
        ends=ends,
    )


def _check_chain(folder: Path, name: ChainName, files: Sequence[str]) -> ChainCheck:
    check = ChainCheck(name, frozenset(files))
    path = folder
    try:
        for file in files:
            path = folder / file
            with path.open("rb", buffering=1 << 20) as opened:
                check.check_file(opened, file, skim_file(path))
    except OSError as error:
        raise JournalUnreadable(path=str(path), problem=error.strerror or str(error)) from error
    return check
