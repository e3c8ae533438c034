"""The proof that a chain only grew, made from an old checkpoint and the lines behind it; nothing older is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nahtlos.journal.checkpoints import place_in, read_checkpoints, tree_in
from nahtlos.journal.folder import ChainName, files_backwards
from nahtlos.journal.leaves import leaves_of
from nahtlos.journal.merkle import Hash, Stretch, consistency_proof, root
from nahtlos.journal.note import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class _Growth:
    """A tree and the leaves behind it."""

    old: Stretch
    leaves: Sequence[Hash]

    def path(self, low: int, high: int) -> list[Hash]:
        """Return the hashes for a subtree in which the old tree ends (RFC 9162, 2.1.4.1)."""
        size = self.old.end
        if size == high:
            return [self._node(low)] if low else []
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        if size <= middle:
            return [*self.path(low, middle), root(self.leaves[middle - size : high - size])]
        return [*self.path(middle, high), self._node(low)]

    def _node(self, begin: int) -> Hash:
        place = 0
        for height, hash_ in self.old.nodes:
            if place == begin:
                return hash_
            place += 1 << height
        raise ValueError("No whole subtree begins here.")


def growth_proof(old: Stretch, leaves: Sequence[Hash]) -> list[Hash]:
    """Return the consistency proof from a tree to the one that has these leaves more."""
    if not leaves or not old.end:
        return []
    return _Growth(old=old, leaves=leaves).path(0, old.end + len(leaves))


def prove_growth(folder: Path, chain: ChainName, *, size: int, now: Checkpoint) -> list[Hash] | None:
    """Return the proof from a size that somebody knows to a checkpoint; nothing, if no checkpoint had that size."""
    if size in (0, now.size):
        return []
    if size > now.size:
        return None
    files = [*files_backwards(folder, chain)][::-1]
    for found in read_checkpoints(folder, chain):
        checkpoint = found.checkpoint
        if checkpoint is None or checkpoint.size != size:
            continue
        tree, place = tree_in(checkpoint), place_in(checkpoint)
        if tree is not None and place is not None and place[0] in files:
            later = files[files.index(place[0]) :]
            leaves = [*leaves_of(folder, later, behind=place[1])][: now.size - size]
            return growth_proof(tree, leaves)
    # A witness may have been told of a size by a checkpoint that is not here any more.
    every = [*leaves_of(folder, files)][: now.size]
    return consistency_proof(every, size) if len(every) == now.size else None
