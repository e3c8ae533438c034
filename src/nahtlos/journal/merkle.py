"""The Merkle tree over the lines of a chain, as in RFC 9162, section 2.1: one hash stands for all lines up to here.

A leaf is a line's bytes without the newline. Leaves are given as their hashes, so that a line whose content was pruned
keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

Hash: TypeAlias = bytes
Node: TypeAlias = tuple[int, Hash]
"""The root of a whole subtree: its height (it has 2**height leaves), its hash."""
SIZE = 32
EMPTY = sha256().digest()
HIGHEST = 62
"""No chain has so many lines; a size beyond it is a forgery."""


def leaf_hash(line: bytes) -> Hash:
    """Return what a line is in the tree."""
    return sha256(b"\0" + line).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return what two neighbours are together."""
    return sha256(b"\1" + left + right).digest()


class Stretch:
    """Leaves that follow each other, kept as the roots of the largest whole subtrees they fill: O(log n) hashes.

    One that begins at 0 is a tree and has a root. Others are pieces, made elsewhere or later, that join it.
    """

    def __init__(self, begin: int = 0, nodes: Iterable[Node] = ()) -> None:
        self.begin = begin
        self.end = begin
        self.nodes: list[Node] = []
        for height, hash_ in nodes:
            self.push(height, hash_)

    def add(self, leaf: Hash) -> None:
        """Put a leaf behind the others."""
        self.push(0, leaf)

    def push(self, height: int, hash_: Hash) -> None:
        """Put a whole subtree behind the others; `ValueError` if no subtree of this height can begin there."""
        if not 0 <= height <= HIGHEST or self.end & ((1 << height) - 1):
            raise ValueError("No subtree of this height begins here.")
        start, nodes = self.end, self.nodes
        self.end += 1 << height
        while nodes and nodes[-1][0] == height and start & (1 << height) and start - (1 << height) >= self.begin:
            hash_ = node_hash(nodes.pop()[1], hash_)
            start -= 1 << height
            height += 1
        nodes.append((height, hash_))

    def join(self, other: Stretch) -> None:
        """Put the stretch that begins where this one ends behind it."""
        if other.begin != self.end:
            raise ValueError("The other stretch begins elsewhere.")
        for height, hash_ in other.nodes:
            self.push(height, hash_)

    def copy(self) -> Stretch:
        """Return one that grows by itself."""
        return Stretch(self.begin, self.nodes)

    def root(self) -> Hash:
        """Return the hash of the whole tree."""
        if self.begin:
            raise ValueError("Only a stretch from the first leaf has a root.")
        if not self.nodes:
            return EMPTY
        *left, (_, hash_) = self.nodes
        for _, other in reversed(left):
            hash_ = node_hash(other, hash_)
        return hash_


def grown(leaves: Sequence[Hash], begin: int) -> Stretch:
    """Return the stretch of many leaves, quicker than leaf by leaf: level by level, as far as they are whole."""
    stretch, place = Stretch(begin), 0
    while place < len(leaves):
        height = min((len(leaves) - place).bit_length() - 1, _room(begin + place))
        level = list(leaves[place : place + (1 << height)])
        for _ in range(height):
            pairs = iter(level)
            level = [sha256(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        stretch.push(height, level[0])
        place += 1 << height
    return stretch


def _room(start: int) -> int:
    """Return how high a subtree that begins there can be."""
    return (start & -start).bit_length() - 1 if start else HIGHEST


def tree_of(leaves: Iterable[Hash]) -> Stretch:
    """Return the tree of some leaves."""
    tree = Stretch()
    for leaf in leaves:
        tree.add(leaf)
    return tree


def root(leaves: Iterable[Hash]) -> Hash:
    """Return the root over some leaves."""
    return tree_of(leaves).root()


def inclusion_proof(leaves: Sequence[Hash], index: int) -> list[Hash]:
    """Return the hashes that lead from the leaf at an index (from 0) to the root over all leaves."""
    if not 0 <= index < len(leaves):
        raise IndexError("There is no such leaf.")
    path, low, high = [], 0, len(leaves)
    while high - low > 1:
        middle = low + _left(high - low)
        if index < middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low = middle
    return path[::-1]


def verify_inclusion(proof: Sequence[Hash], *, leaf: Hash, index: int, size: int, root: Hash) -> bool:
    """Say whether a leaf stands at an index of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, hash_ = index, size - 1, leaf
    for other in proof:
        if not last:
            return False
        if here & 1 or here == last:
            hash_ = node_hash(other, hash_)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, other)
        here, last = here >> 1, last >> 1
    return not last and hash_ == root


def consistency_proof(leaves: Sequence[Hash], earlier: int) -> list[Hash]:
    """Return the hashes that show that the tree over all leaves goes on from the one over the first `earlier`."""
    if not 0 <= earlier <= len(leaves):
        raise IndexError("There was no such tree.")
    if earlier in (0, len(leaves)):
        return []
    path, low, high = [], 0, len(leaves)
    while earlier != high:
        middle = low + _left(high - low)
        if earlier <= middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low = middle
    if low:
        path.append(root(leaves[low:high]))
    return path[::-1]


def verify_consistency(proof: Sequence[Hash], *, earlier: int, earlier_root: Hash, size: int, root: Hash) -> bool:
    """Say whether a tree goes on from an earlier one (RFC 9162, 2.1.4.2); everything goes on from the empty tree."""
    if not 0 <= earlier <= size:
        return False
    if earlier == size:
        return not proof and earlier_root == root
    if earlier == 0:
        return not proof and earlier_root == EMPTY
    whole = not earlier & (earlier - 1)
    path = [earlier_root, *proof] if whole else list(proof)
    if not path:
        return False
    here, last = earlier - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if not last:
            return False
        if here & 1 or here == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, other)
        here, last = here >> 1, last >> 1
    return not last and (old, new) == (earlier_root, root)


def _left(count: int) -> int:
    """Return how many leaves the left subtree of so many has: the largest power of two below."""
    return 1 << ((count - 1).bit_length() - 1)
