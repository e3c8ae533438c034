"""Whether a journal is as it was written. Pure reading: nothing is locked, repaired or trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nahtlos.errors import JournalUnreadable
from nahtlos.journal.anchors.statement import Anchored
from nahtlos.journal.certificates import FILE, Certificates, fingerprint_of, fingerprints_in, read_certificates
from nahtlos.journal.check import ChainCheck
from nahtlos.journal.checkpoints import read_checkpoints
from nahtlos.journal.findings import Finding, Pruned, Spot, Tally
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.processes import skim_files
from nahtlos.journal.signatures import Followed, Point, Signed, compare, read_signed
from nahtlos.journal.skim import Skimmed


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEnd:
    """Up to where a chain was followed; what stood behind, nobody can say without an anchor."""

    chain: ChainName
    seq: int
    head: str
    file: str
    time: str
    """Of the last line."""
    signed: int
    """How many lines its checkpoints cover."""
    unsigned_since: str

    @property
    def unsigned(self) -> int:
        """How many lines no checkpoint covers."""
        return max(0, self.seq - self.signed)

    def __str__(self) -> str:
        return f"{self.chain} ends with number {self.seq} in {self.file}"


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
    pruned: Sequence[Pruned]
    roots: Sequence[str]
    """Fingerprints of the keys with which the signatures begin, for comparison with the paper file."""
    checkpoints: int
    torn_checkpoints: Sequence[Spot]
    anchors: int
    """So many statements from outside were compared."""

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
        notes += [f"{file}, line {line}: a checkpoint torn by a crash." for file, line, _ in self.torn_checkpoints]
        if self.pruned:
            lines = sum(pruned.last - pruned.first + 1 for pruned in self.pruned)
            notes.append(f"The content of {lines} lines was pruned by rule; their hashes prove the others.")
        return [*notes, *self._signatures()]

    def _signatures(self) -> Iterator[str]:
        if self.roots:
            if len(self.roots) > 1:
                yield f"The keys began anew {len(self.roots) - 1} times: the paper file must say when and why."
            yield f"Signed: {self.checkpoints} checkpoints. The first key: {' / '.join(self.roots)}"
        for end in self.ends:
            if end.unsigned and self.roots:
                yield (
                    f"{end.chain}: the last {end.unsigned} lines, since {end.unsigned_since}, are not signed yet: a "
                    "process was killed, or still writes."
                )
        if self.ends and not self.roots:
            yield "No line is signed: whoever could write to this folder could write all of it anew."
        if self.ends and not self.anchors:
            yield (
                "No anchor was given (--anchor): if lines were cut off together with their checkpoints behind these "
                f"ends, nobody can see it here. {'; '.join(map(str, self.ends))}."
            )

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
            "pruned": [{"file": pruned.spot[0], "first": pruned.first, "last": pruned.last} for pruned in self.pruned],
            "recovered": [{"file": file, "line": line, "byte": byte} for file, line, byte in self.recovered],
            "unclosed": self.unclosed,
            "findings": [finding.as_json() for finding in self.findings],
            "findings_not_listed": self.unlisted,
            "ends": [
                {
                    "class": end.chain.log_class,
                    "stream": end.chain.stream,
                    "seq": end.seq,
                    "head": end.head,
                    "time": end.time,
                    "signed": end.signed,
                    "unsigned": end.unsigned,
                    "unsigned_since": end.unsigned_since or None,
                }
                for end in self.ends
            ],
            "signed": {"checkpoints": self.checkpoints, "first_keys": list(self.roots)},
            "anchors": self.anchors,
            "anchored": self.anchors > 0,
        }


def verify_journal(
    folder: Path, *, anchors: Sequence[Anchored] = (), remembered: Sequence[Anchored] = (), root: str = ""
) -> Report:
    """Read a journal once and say whether it is intact; raises `JournalUnreadable` where it cannot be read.

    Anchors are what somebody outside kept, and `remembered` is what the keys beside the journal signed last; `root` is
    the fingerprint of the first key, as it stands in the paper file.
    """
    chains = chains_of(folder)
    certificates, tally = _read_certificates(folder, root)
    known = {name: _read_signed(folder, name, certificates) for name in chains}
    eras = {key.era for key in certificates.roots}
    own = [anchor for anchor in (*anchors, *remembered) if anchor.era in eras]
    tally.findings += _anchored_elsewhere([*anchors, *remembered], own, known)
    points = {
        name: [*signed.points, *(_point_of(anchor) for anchor in own if anchor.chain == str(name))]
        for name, signed in known.items()
    }
    skimmed = _skim(folder, chains, points)
    ends = []
    for name, files in chains.items():
        signed = known[name]
        sizes = {point.size for point in points[name]}
        check = ChainCheck(name, frozenset(files), sizes=sizes, signed=signed.size)
        _read_files(check, folder, files, skimmed)
        tally.add(check.finish())
        end = ChainEnd(
            chain=name, seq=check.seq - 1, head=check.prev, file=check.last[0], time=check.time,
            signed=signed.size, unsigned_since=check.unsigned_since,
        )  # fmt: skip
        tally.findings += [*signed.findings, *_compare(check, points[name], signed, certificates)]
        ends.append(end)
    tally.findings += _without_receipt(tally)
    return Report(
        folder=folder,
        files=sum(map(len, chains.values())),
        lines=tally.lines,
        effects_intended=len(tally.intended),
        effects_finished=len(tally.finished),
        effects_without_result=len(tally.intended - tally.finished),
        recovered=tally.recovered,
        pruned=tally.pruned,
        unclosed=tally.unclosed,
        findings=tally.findings,
        unlisted=tally.unlisted,
        ends=ends,
        roots=[fingerprint_of(key.key) for key in certificates.roots],
        checkpoints=sum(len(signed.points) for signed in known.values()),
        torn_checkpoints=[spot for signed in known.values() for spot in signed.torn],
        anchors=sum(1 for anchor in anchors if anchor.era in eras),
    )


def _skim(
    folder: Path, chains: Mapping[ChainName, Sequence[str]], points: Mapping[ChainName, Sequence[Point]]
) -> Mapping[str, Sequence[Skimmed]]:
    try:
        return skim_files(
            folder, [(files, sorted({point.size for point in points[name]})) for name, files in chains.items()]
        )
    except OSError as error:
        raise JournalUnreadable(path=str(error.filename or folder), problem=error.strerror or str(error)) from error


def _read_files(
    check: ChainCheck, folder: Path, files: Sequence[str], skimmed: Mapping[str, Sequence[Skimmed]]
) -> None:
    path = folder
    try:
        for file in files:
            path = folder / file
            with path.open("rb", buffering=1 << 20) as opened:
                check.check_file(opened, file, skimmed.get(file, ()))
    except OSError as error:
        raise JournalUnreadable(path=str(path), problem=error.strerror or str(error)) from error


# ---------------------------------------------------------------------- signatures


def _read_certificates(folder: Path, root: str) -> tuple[Certificates, Tally]:
    path = folder / FILE
    try:
        certificates = read_certificates(path.read_bytes() if path.exists() else b"")
    except OSError as error:
        raise JournalUnreadable(path=str(path), problem=error.strerror or str(error)) from error
    tally = Tally()
    for bad in certificates.bad:
        tally.findings.append(Finding(kind="forged", spot=(FILE, bad.line, bad.byte), problem=bad.problem))
    found = {sha256(key.key).hexdigest() for key in certificates.roots}
    if root.strip() and not (found and found <= fingerprints_in(root)):
        problem = "The keys of this journal do not begin with the one whose fingerprint was given: others signed it."
        tally.findings.append(Finding(kind="forged", spot=(FILE, 1, 0), problem=problem))
    return certificates, tally


def _read_signed(folder: Path, name: ChainName, certificates: Certificates) -> Signed:
    try:
        return read_signed(read_checkpoints(folder, name), chain=str(name), certificates=certificates)
    except OSError as error:
        raise JournalUnreadable(path=str(folder), problem=error.strerror or str(error)) from error


def _point_of(anchor: Anchored) -> Point:
    return Point(size=anchor.size, root=anchor.root, time=anchor.time, spot=(anchor.by, 0, 0), is_anchor=True)


def _anchored_elsewhere(
    anchors: Sequence[Anchored], own: Sequence[Anchored], known: Mapping[ChainName, Signed]
) -> Iterator[Finding]:
    """Find anchors of chains that are gone, or of keys that are not those of this journal."""
    if anchors and not own:
        names = ", ".join(sorted({anchor.era for anchor in anchors}))
        yield Finding(
            kind="forged", spot=(FILE, 1, 0), problem=f"The anchors are those of {names}, which is not this journal."
        )
    chains = {str(name) for name in known}
    gone = {anchor.chain: anchor for anchor in own if anchor.chain not in chains and anchor.size}
    for chain, anchor in sorted(gone.items()):
        problem = f"{anchor.by} names {anchor.size} lines of {chain} at {anchor.time}, and no file of it is here."
        yield Finding(kind="rolled_back", spot=(f"{chain}.jsonl", 0, 0), problem=problem)


def _compare(
    check: ChainCheck, points: Sequence[Point], signed: Signed, certificates: Certificates
) -> Iterator[Finding]:
    followed = Followed(
        lines=max(check.count, check.seq - 1),
        roots=check.roots,
        last=check.last,
        sizes=check.sizes_read,
        findings=check.tally.findings,
    )
    yield from compare(points, followed)
    if check.closed_unsigned is None or not certificates.roots:
        return
    # Where a process ended in order, it signed. Lines from before there were keys are only noted.
    if signed.points or check.closed_at[:10] > certificates.roots[0].day:
        problem = "A process ended here, and its checkpoint is missing: it was taken away, or the signer was away."
        yield Finding(kind="unsigned", spot=check.closed_unsigned, problem=problem, time=check.closed_at)


def _without_receipt(tally: Tally) -> Iterator[Finding]:
    for pruned in tally.pruned:
        receipts = [receipt for receipt in tally.receipts if receipt.file == pruned.spot[0]]
        if not any(receipt.first <= pruned.first and pruned.last <= receipt.last for receipt in receipts):
            problem = (
                f"The content of the numbers {pruned.first} to {pruned.last} is gone, and no rule is named for it."
            )
            yield Finding(kind="pruned", spot=pruned.spot, problem=problem)
