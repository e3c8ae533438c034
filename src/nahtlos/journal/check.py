"""Whether the lines of a chain stand as they were written: one pass, one line in memory, no line trusted.

Two places may be right for a line: behind the last line that was in order, and behind the one that was not (it was
torn, or the chain goes on from it). What fits neither is a finding, and the check goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from operator import eq
from typing import BinaryIO

from nahtlos.journal.findings import Finding, Kind, Pruned, Receipt, Spot, Tally
from nahtlos.journal.folder import ChainName, day_of
from nahtlos.journal.line import NOTHING_BEFORE, Said, Stub, read_line, read_stub
from nahtlos.journal.merkle import Hash, Stretch, leaf_hash
from nahtlos.journal.skim import LONGEST, Skimmed

NEWLINE = 10
LISTED_AT_MOST = 1000
"""Findings of a chain; whoever reads them all knows enough, and a file of garbage needs no more memory."""
UNFINISHED = (
    "The file ends without a newline: its writer was stopped in this line, or the file was cut. The next process that "
    "goes on with this stream ends the line and names it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An unreadable line that a `log.recovered` may still explain."""

    spot: Spot
    place: int
    """The byte where it began before anything was pruned."""
    size: int
    problem: str
    time: str


class ChainCheck:
    """Follows a chain through its files."""

    def __init__(self, name: ChainName, files: Container[str], *, sizes: Iterable[int] = (), signed: int = 0) -> None:
        self.tally = Tally()
        self.count = 0
        """Lines that stand there, whatever they say; they are the leaves of the tree."""
        self._tree = Stretch()
        """Up to the last size that somebody asked for."""
        self.roots: dict[int, Hash] = {}
        """At the sizes that somebody asked for."""
        self.unsigned_since = ""
        """The time of the first line that no checkpoint covers."""
        self.closed_unsigned: Spot | None = None
        """Where a process ended in order without a checkpoint."""
        self.closed_at = ""
        self.time = ""
        """Of the last line that belongs to the chain."""
        self.sizes_read: dict[str, int] = {}
        """Bytes of each file, as they were before anything was pruned."""
        self._sizes = sorted({*sizes}, reverse=True)
        self._note_root()
        self._signed = signed
        self._pruned_bytes = 0
        """Bytes that pruning took out of this file."""
        self.prev, self.seq = NOTHING_BEFORE, 1
        """What the next line says."""
        self._beside: tuple[str, int] | None = None
        """What it says instead if the line that was not in order belongs to the chain after all."""
        self._suspects: list[Suspect] = []
        self._name = name
        self._files = files
        self._spot: Spot = ("", 0, 0)
        self._behind = 0
        """The byte behind it."""
        self.last: Spot = self._spot
        """The last line that belongs to the chain."""
        self._file_before: tuple[str | None, int | None] = (None, None)
        """Its name and size."""
        self._is_open = False
        self._is_odd = False
        """Whether something was found at this line."""
        self._hearers: dict[object, Callable[[Said], None]] = {
            "log.opened": self._hear_opened,
            "log.closed": self._hear_closed,
            "log.recovered": self._hear_recovered,
            "log.pruned": self._hear_pruned,
            "effect.intended": self._hear_intended,
            "effect.finished": self._hear_finished,
        }

    def check_file(self, opened: BinaryIO, file: str, skimmed: Iterable[Skimmed] = ()) -> None:
        """Check the lines of the chain's next file; those that were skimmed are not read again if they belong here."""
        self._spot, self._behind, self._pruned_bytes = (file, 0, 0), 0, 0
        for lines in skimmed:
            self._check_lines(opened, until=lines.begin)
            self._take(lines, opened)
        self._check_lines(opened, until=None)
        self.sizes_read[file] = self._behind + self._pruned_bytes
        if self._behind:
            self._file_before = (file, self._behind + self._pruned_bytes)

    def _check_lines(self, opened: BinaryIO, *, until: int | None) -> None:
        file, number, _ = self._spot
        first = number
        while (until is None or self._behind < until) and (raw := opened.readline(LONGEST)):
            number += 1
            self._spot = (file, number, self._behind)
            if raw[-1] == NEWLINE:
                self._check_line(raw[:-1])
                self._behind += len(raw)
            else:
                self._behind += self._check_without_newline(raw, opened)
        self.tally.lines += number - first

    def _take(self, skimmed: Skimmed, opened: BinaryIO) -> None:
        if not self._is_next(skimmed) or not self._join(skimmed):
            return
        file, number, _ = self._spot
        self._spot = self.last = (file, number + skimmed.lines, skimmed.last)
        self._behind = opened.seek(skimmed.end)
        self.prev, self.seq, self.time = skimmed.head, skimmed.seq + skimmed.lines, skimmed.time
        self.tally.lines += skimmed.lines
        self.tally.intended.update(skimmed.intended)
        self.tally.finished.update(skimmed.finished)

    def _is_next(self, skimmed: Skimmed) -> bool:
        """Say whether lines follow here, and nothing is left to be said about one of them."""
        is_here = (skimmed.begin, skimmed.prev, skimmed.seq) == (self._behind, self.prev, self.seq)
        is_open = self._beside or self._suspects or not self._behind
        signs_end = not self.unsigned_since and self._signed < skimmed.seq - 1 + skimmed.lines
        return is_here and skimmed.seq - 1 == self.count and not is_open and not signs_end

    def finish(self) -> Tally:
        """Return what was found, with what nobody explained."""
        self._condemn()
        self.tally.findings.sort(key=lambda finding: finding.spot)
        self.tally.unclosed += self._is_open
        self._is_open = False
        return self.tally

    # ------------------------------------------------------------------ one line

    def _check_line(self, line: bytes) -> None:
        self._is_odd = False
        stub = read_stub(line) if line.startswith(b'{"pruned"') else None
        if stub is not None:
            self._check_stub(stub, len(line))
            return
        self._grow(leaf_hash(line))
        head = sha256(line).hexdigest()
        said = read_line(line)
        if said is None:
            self._doubt(head, len(line), "This is not a line of a journal.")
        elif self._follows(said, head):
            self.time = str(said.get("ts"))
            if said["seq"] > self._signed and not self.unsigned_since:
                self.unsigned_since = self.time
            hear = self._hearers.get(said["event"])
            if hear is not None:
                hear(said)
            if self._spot[1] == 1 and said["event"] != "log.opened":
                self._find("missing", "The file does not begin with log.opened: its beginning was taken away.")

    def _check_stub(self, stub: Stub, size: int) -> None:
        """Take the hashes of a line whose content was pruned for the line."""
        self._grow(stub.leaf)
        self._pruned_bytes += stub.size - size
        if not self._follows({"prev": self.prev, "seq": stub.seq, "event": ""}, stub.hash):
            return
        if self._spot[1] == 1:
            self._find("missing", "The file does not begin with log.opened: its beginning was taken away.")
        if self.count > self._signed:
            self._find("pruned", "The content of this line is gone, and no checkpoint proves what is left of it.")
        pruned = self.tally.pruned
        if pruned and (pruned[-1].spot[0], pruned[-1].last + 1) == (self._spot[0], stub.seq):
            pruned[-1] = replace(pruned[-1], last=stub.seq)
        else:
            pruned.append(Pruned(spot=self._spot, first=stub.seq, last=stub.seq))

    # ------------------------------------------------------------------ the tree

    def _grow(self, leaf: Hash) -> None:
        self.count += 1
        if self._sizes:
            self._tree.add(leaf)
            self._note_root()

    def _join(self, skimmed: Skimmed) -> bool:
        """Take in leaves; False if they are not cut where a root is wanted."""
        if not self._sizes:
            self.count += skimmed.lines
            return True
        stretches = [
            Stretch(begin, [(height, bytes.fromhex(hash_)) for height, hash_ in nodes])
            for begin, nodes in skimmed.leaves
        ]
        ends = {stretch.end for stretch in stretches}
        if any(self.count < size < self.count + skimmed.lines and size not in ends for size in self._sizes):
            return False
        for stretch in stretches:
            self.count = stretch.end
            self._tree.join(stretch)
            self._note_root()
        return True

    def _note_root(self) -> None:
        while self._sizes and self._sizes[-1] <= self.count:
            size = self._sizes.pop()
            if size == self.count:
                self.roots[size] = self._tree.root()

    # ------------------------------------------------------------------

    def _follows(self, said: Said, head: str) -> bool:
        """Say whether a line belongs to the chain; what is wrong with it, or before it, is found here."""
        seq: int | None = said["seq"]
        beside, self._beside = self._beside, None
        if said["prev"] != self.prev or seq != self.seq:
            seq = self._explain(said, head, beside)
        if seq is None:
            return False
        self.prev, self.seq, self.last = head, seq + 1, self._spot
        return True

    def _check_without_newline(self, raw: bytes, opened: BinaryIO) -> int:
        """Check the end of a file that is not the end of a line; returns its size."""
        if len(raw) == LONGEST:
            return self._pass_over(raw, opened)
        # A process may be writing this line just now; then the rest of it is here by now.
        raw += opened.readline(LONGEST)
        self._check_line(raw.removesuffix(b"\n"))
        if not raw.endswith(b"\n"):
            self._find_unfinished()
        return len(raw)

    def _pass_over(self, raw: bytes, opened: BinaryIO) -> int:
        """Doubt a line that is too long to be one, without holding it in memory; returns its size."""
        seen, leaf, size = sha256(raw), sha256(b"\0" + raw), len(raw)
        while not raw.endswith(b"\n") and (raw := opened.readline(LONGEST)):
            seen.update(raw.removesuffix(b"\n"))
            leaf.update(raw.removesuffix(b"\n"))
            size += len(raw)
        self._grow(leaf.digest())
        self._doubt(seen.hexdigest(), size - raw.endswith(b"\n"), "This is longer than a line can be.")
        if not raw:
            self._find_unfinished()
        return size

    def _find_unfinished(self) -> None:
        self._suspects = [suspect for suspect in self._suspects if suspect.spot != self._spot]
        self._find("unfinished", UNFINISHED)

    def _doubt(self, head: str, size: int, problem: str) -> None:
        """Keep an unreadable line in mind: it may be torn and explained later."""
        place = self._spot[2] + self._pruned_bytes
        self._suspects.append(Suspect(spot=self._spot, place=place, size=size, problem=problem, time=self.time))
        self._beside = (head, (self._beside[1] if self._beside else self.seq) + 1)
        if len(self._suspects) >= LISTED_AT_MOST:
            self._condemn()

    def _condemn(self) -> None:
        for suspect in self._suspects:
            self._find("unreadable", suspect.problem, suspect.spot, time=suspect.time)
        self._suspects.clear()

    # ------------------------------------------------------------------ a line that does not follow

    def _explain(self, said: Said, head: str, beside: tuple[str, int] | None) -> int | None:
        """Return the number that a line has in the chain, or nothing if it does not belong there."""
        prev, seq = said["prev"], said["seq"]
        if (prev, seq) == beside:
            self._forget_missing()
            return beside[1]
        if prev == self.prev:
            self._find("changed", f"The line carries the number {seq}, and {self.seq} belongs here.")
            return self.seq
        if beside is not None and seq == beside[1]:
            self._condemn()
        elif seq == self.seq:
            self._blame(prev)
        elif seq > self.seq:
            self._miss(said, seq)
            self._beside = (self.prev, self.seq)
        else:
            self._find("misplaced", f"Number {seq} stands behind number {self.seq - 1}: moved, repeated or inserted.")
            self._beside = (head, seq + 1)
            return None
        return int(seq)

    def _forget_missing(self) -> None:
        """Nothing is missing before a line if the one behind it goes on where the chain was."""
        findings = self.tally.findings
        if findings and (findings[-1].kind, findings[-1].spot) == ("missing", self.last):
            findings[-1] = replace(findings[-1], kind="misplaced", problem="The line does not belong here.")

    def _blame(self, prev: str) -> None:
        """Tell which of two lines was changed: a changed line has an altogether different hash."""
        alike = sum(map(eq, self.prev, prev))
        if alike > len(self.prev) / 2 or len(prev) != len(self.prev) or not self.last[1]:
            self._find("changed", "The line was changed where it names the line before.")
        else:
            self._find("changed", "The line was changed: the next one names another content.", self.last)

    def _miss(self, said: Said, seq: int) -> None:
        numbers = f"numbers {self.seq} to {seq - 1}" if seq - self.seq > 1 else f"number {self.seq}"
        before = said.get("previous_file") if said["event"] == "log.opened" and self._spot[1] == 1 else None
        if before is None:
            self._find("missing", f"Missing before this line: {numbers}.")
        elif before in self._files and self.last[1]:
            self._find("missing", f"Missing behind this line: {numbers}.", self.last)
        else:
            self._find("missing", f"Missing before this line: the file {before} with {numbers}.")

    def _find(self, kind: Kind, problem: str, spot: Spot | None = None, *, time: str | None = None) -> None:
        self._is_odd = True
        spot = spot or self._spot
        if len(self.tally.findings) >= LISTED_AT_MOST:
            self.tally.unlisted += 1
        elif not self.tally.findings or self.tally.findings[-1].spot != spot:
            time = self.time if time is None else time
            self.tally.findings.append(Finding(kind=kind, spot=spot, problem=problem, time=time))

    # ------------------------------------------------------------------ what lines say

    def _hear_opened(self, said: Said) -> None:
        file, line, byte = self._spot
        self.tally.unclosed += self._is_open
        self._is_open = True
        if line == 1 and (said.get("stream") != self._name.stream or str(said.get("ts"))[:10] != day_of(file)):
            self._find("changed", f"The file was renamed: it belongs to {said.get('stream')} of {said.get('ts')}.")
        named = (said.get("previous_file"), said.get("previous_size"))
        before = self._file_before if line == 1 else (file, byte + self._pruned_bytes)
        if named != before and not self._is_odd and not self._is_damaged(before[0]):
            self._find("changed", f"The line goes on from {named[0]} with {named[1]} bytes, which is not before it.")

    def _is_damaged(self, file: str | None) -> bool:
        spots = [*(finding.spot for finding in self.tally.findings), *(suspect.spot for suspect in self._suspects)]
        return any(spot[0] == file for spot in spots)

    def _hear_closed(self, said: Said) -> None:
        self._is_open = False
        if said["seq"] > self._signed and self.closed_unsigned is None:
            self.closed_unsigned, self.closed_at = self._spot, self.time

    def _hear_pruned(self, said: Said) -> None:
        first, last = said.get("first"), said.get("last")
        if isinstance(first, int) and isinstance(last, int):
            self.tally.receipts.append(
                Receipt(
                    file=str(said.get("file")), first=first, last=last,
                    rule=str(said.get("rule")), due=str(said.get("due")),
                )
            )  # fmt: skip

    def _hear_recovered(self, said: Said) -> None:
        named = (said.get("file"), said.get("torn_at_byte"), said.get("torn_bytes"))
        for suspect in self._suspects:
            if (suspect.spot[0], suspect.place, suspect.size) == named:
                self.tally.recovered.append(suspect.spot)
                self._suspects.remove(suspect)
                return

    def _hear_intended(self, said: Said) -> None:
        self.tally.intended.add(str(said.get("effect")))

    def _hear_finished(self, said: Said) -> None:
        self.tally.finished.add(str(said.get("effect")))
