"""Whether the checkpoints of a chain are what its keys signed, in their order, and what they say about its lines.

First the checkpoints are read; then the lines are followed, with the root kept at each size that somebody named; then
both are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nahtlos.journal.certificates import Certificates
from nahtlos.journal.checkpoints import Found, place_in, size_before
from nahtlos.journal.findings import Finding, Kind, Spot
from nahtlos.journal.merkle import Hash
from nahtlos.journal.note import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What was said about a chain: so many lines, with this root."""

    size: int
    root: Hash
    time: str
    spot: Spot
    """Of the checkpoint or anchor."""
    place: tuple[str, int] = ("", 0)
    """File and byte behind the last line."""
    is_anchor: bool = False


@dataclass(slots=True, kw_only=True)
class Signed:
    """The checkpoints of a chain that hold, and what is wrong with the others."""

    points: list[Point] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    torn: list[Spot] = field(default_factory=list)
    """Checkpoints that a crash tore; the next one goes on from the one before."""

    @property
    def size(self) -> int:
        """How many lines are signed."""
        return max((point.size for point in self.points), default=0)


class _Reading:
    def __init__(self, chain: str, certificates: Certificates) -> None:
        self.signed = Signed()
        self._chain = chain
        self._certificates = certificates
        self._doubtful: list[Spot] = []
        self._key = -1
        self._era = ""
        self._size = 0

    def read(self, found: Found) -> None:
        spot = (found.file, found.line, found.byte)
        if found.note is None or found.checkpoint is None or len(found.note.signatures) > 1:
            self._doubtful.append(spot)
            return
        key = self._certificates.signer_of(found.note, self._chain)
        if key is None or self._certificates.keys[key].era + f"/{self._chain}" != found.checkpoint.origin:
            self._find("forged", "This checkpoint is signed by none of the keys of this journal.", spot)
            return
        self._follow(found.checkpoint, key, spot)

    def finish(self) -> Signed:
        for spot in self._doubtful:
            self._find("unreadable", "This is no checkpoint: it was changed, or its writer was stopped here.", spot)
        self.signed.findings.sort(key=lambda finding: finding.spot)
        return self.signed

    def _follow(self, checkpoint: Checkpoint, place: int, spot: Spot) -> None:
        key, time = self._certificates.keys[place], checkpoint.says("time")
        if time[:10] != key.day:
            self._find("key", f"Signed at {time} with the key of {key.day}: not valid on that day.", spot)
        elif place < self._key:
            self._find("key", f"Signed with the key of {key.day}, which had been replaced before.", spot)
        before = size_before(checkpoint)
        expected = self._size if key.era == self._era else 0
        if before != expected:
            named = f"over {before} lines" if before else "that this one does not name"
            kind: Kind = "missing" if (before or 0) > expected else "misplaced"
            self._find(kind, f"The checkpoint {named} is not before this one.", spot)
        elif self._doubtful:
            self.signed.torn += self._doubtful
            self._doubtful.clear()
        for doubtful in self._doubtful:
            self._find("unreadable", "This is no checkpoint: it was changed.", doubtful)
        self._doubtful.clear()
        if checkpoint.size < expected:
            self._find("misplaced", f"A checkpoint over {expected} lines stands before this one.", spot)
        self._key, self._era, self._size = max(place, self._key), key.era, max(checkpoint.size, expected)
        point = Point(
            size=checkpoint.size, root=checkpoint.root, time=time, spot=spot,
            place=place_in(checkpoint) or ("", 0),
        )  # fmt: skip
        self.signed.points.append(point)

    def _find(self, kind: Kind, problem: str, spot: Spot) -> None:
        self.signed.findings.append(Finding(kind=kind, spot=spot, problem=problem))


def read_signed(found: Iterable[Found], *, chain: str, certificates: Certificates) -> Signed:
    """Check the checkpoints of a chain (class and stream) without its lines."""
    reading = _Reading(chain, certificates)
    for each in found:
        reading.read(each)
    return reading.finish()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What was seen when the lines of a chain were followed."""

    lines: int
    """So many, or so many as their numbers say."""
    roots: Mapping[int, Hash]
    """At the sizes that somebody named."""
    last: Spot
    sizes: Mapping[str, int]
    """Bytes of the files that are here."""
    findings: Sequence[Finding]


def compare(points: Iterable[Point], followed: Followed) -> list[Finding]:
    """Say where lines are not those that were signed, each time for the first of many reasons only."""
    findings: list[Finding] = []
    good = ("", 0)
    for point in sorted(points, key=lambda point: (point.size, point.is_anchor)):
        if point.size > followed.lines:
            findings.append(_cut(point, followed))
            break
        if followed.roots.get(point.size) == point.root:
            good = max(good, point.place)
        elif not _is_explained(good, point, followed):
            findings.append(_rewritten(good, point, followed))
            break
    return findings


def _cut(point: Point, followed: Followed) -> Finding:
    who = "An anchor" if point.is_anchor else "A checkpoint"
    kind: Kind = "rolled_back" if point.is_anchor else "truncated"
    problem = (
        f"{who} of {point.time} names {point.size} lines ({point.spot[0]}, line {point.spot[1]}), and "
        f"{followed.lines} are here: the lines behind were cut off."
    )
    return Finding(kind=kind, spot=followed.last, problem=problem, time=point.time)


def _rewritten(good: tuple[str, int], point: Point, followed: Followed) -> Finding:
    who = "anchor" if point.is_anchor else "checkpoint"
    since = f"behind byte {good[1]} of {good[0]}" if good[0] else "from the first line on"
    until = f"up to byte {point.place[1]} of {point.place[0]}" if point.place[0] else f"up to line {point.size}"
    return Finding(
        kind="rewritten",
        spot=(good[0] or min(followed.sizes, default=""), 0, good[1]),
        problem=(
            f"Lines {since}, {until}, are not those that were signed at {point.time} ({who} {point.spot[0]}, line "
            f"{point.spot[1]}): they were written anew."
        ),
        time=point.time,
    )


def _is_explained(good: tuple[str, int], point: Point, followed: Followed) -> bool:
    """Say whether a line between two checkpoints is known to be wrong: then the root cannot be right."""
    file, size = point.place
    # What is missing at the end of a file is found at the beginning of the next.
    end = point.place if size < followed.sizes.get(file, 0) else ("\uffff", 0)
    return any(
        good <= (finding.spot[0], finding.spot[2]) <= end
        or (finding.kind == "missing" and good[0] <= finding.spot[0] <= end[0])
        for finding in followed.findings
    )
