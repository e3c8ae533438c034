"""Whether the journal is the one that the anchors know: each root they keep is computed once more from the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from nahtlos.events import LogClass
from nahtlos.journal.anchors.kept import kept
from nahtlos.journal.anchors.statement import Anchored
from nahtlos.journal.certificates import FILE, read_certificates
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.leaves import leaves_of
from nahtlos.journal.merkle import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An anchor that knows another journal."""

    anchored: Anchored
    problem: str

    def __str__(self) -> str:
        return f"{self.anchored.by}: {self.anchored.chain} on {self.anchored.time[:16]}: {self.problem}"

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        known = self.anchored
        return {
            "anchor": known.by, "chain": known.chain, "lines": known.size, "time": known.time, "problem": self.problem,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing a journal with its anchors."""

    agreed: Sequence[Anchored]
    differences: Sequence[Difference]

    @property
    def anchors(self) -> list[str]:
        """Who was compared with."""
        return sorted({known.by for known in self.agreed} | {each.anchored.by for each in self.differences})

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "compared_with": self.anchors, "agreed": len(self.agreed),
            "differences": [each.as_json() for each in self.differences],
        }  # fmt: skip


def compare(folder: Path, anchored: Iterable[Anchored]) -> Comparison:
    """Compare the journal in a folder with what anchors say about it."""
    by_chain: defaultdict[str, list[Anchored]] = defaultdict(list)
    for known in anchored:
        by_chain[known.chain].append(known)
    eras = {key.era for key in read_certificates(kept(folder / FILE)).keys}
    chains = chains_of(folder)
    agreed: list[Anchored] = []
    differences: list[Difference] = []
    for chain, those in sorted(by_chain.items()):
        log_class, _, stream = chain.partition("/")
        files = chains.get(ChainName(log_class=cast(LogClass, log_class), stream=stream), ())
        good, bad = _compare_chain(folder, files, sorted(those, key=lambda known: known.size), eras)
        agreed += good
        differences += bad
    return Comparison(agreed=agreed, differences=differences)


def _compare_chain(
    folder: Path, files: Sequence[str], those: Sequence[Anchored], eras: set[str]
) -> tuple[list[Anchored], list[Difference]]:
    tree, leaves = Stretch(), leaves_of(folder, files)
    agreed: list[Anchored] = []
    differences: list[Difference] = []
    for known in those:
        while tree.end < known.size and (leaf := next(leaves, None)) is not None:
            tree.add(leaf)
        sound = agreed[-1].size if agreed else 0
        if known.era not in eras:
            problem = f"it belongs to {known.era}, whose certificates are not here: the journal was begun anew."
        elif tree.end < known.size:
            problem = f"there were {known.size} lines, and {tree.end} are here: lines were cut off, or taken away."
        elif tree.root() != known.root:
            problem = f"one of the lines {sound + 1} to {known.size} is not as it was then."
        else:
            agreed.append(known)
            continue
        differences.append(Difference(anchored=known, problem=problem))
    return agreed, differences
