"""The tree against the vectors of the field and against another implementation (`pymerkle`)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof  # type: ignore[import-untyped]  # the oracle has no types
from pymerkle import verify_consistency as pymerkle_consistency
from pymerkle import verify_inclusion as pymerkle_inclusion

from nahtlos.journal.merkle import (
    EMPTY,
    Stretch,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    tree_of,
    verify_consistency,
    verify_inclusion,
)

VECTOR_LINES = [
    bytes.fromhex(line)
    for line in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the reference implementation of Certificate Transparency, which RFC 6962 and RFC 9162 describe."""
LEAVES = [leaf_hash(b"line %d" % number) for number in range(300)]


def oracle(count: int) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(count):
        tree.append_entry(b"line %d" % number)
    return tree


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_of_the_field(count: int) -> None:
    """The roots are those of Certificate Transparency."""
    assert root(map(leaf_hash, VECTOR_LINES[:count])).hex() == VECTOR_ROOTS[count - 1]


def test_an_empty_tree() -> None:
    """The root over nothing is the hash of nothing."""
    assert root([]) == EMPTY
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_proof_of_the_field() -> None:
    """The inclusion proof of the first of seven lines is that of RFC 6962's example: b, h, l."""
    leaves = [leaf_hash(line) for line in VECTOR_LINES[:7]]
    b, h, l = leaves[1], root(leaves[2:4]), root(leaves[4:7])  # noqa: E741 - the names of the RFC

    assert inclusion_proof(leaves, 0) == [b, h, l]


def test_a_tree_that_grows_has_the_roots_of_another_implementation() -> None:
    """After each line, the root is that of pymerkle."""
    tree, other = Stretch(), InmemoryTree(algorithm="sha256")
    for number, leaf in enumerate(LEAVES):
        tree.add(leaf)
        other.append_entry(b"line %d" % number)

        assert tree.root() == other.get_root()


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9, 31, 64, 100])
def test_inclusion_proofs_are_those_of_another_implementation(size: int) -> None:
    """Each proof has the hashes of pymerkle's, and holds there and here."""
    other = oracle(size)
    for index in range(size):
        proof, theirs = inclusion_proof(LEAVES[:size], index), other.prove_inclusion(index + 1)
        pymerkle_inclusion(LEAVES[index], root(LEAVES[:size]), theirs)

        assert [LEAVES[index], *proof] == theirs.path
        assert verify_inclusion(proof, leaf=LEAVES[index], index=index, size=size, root=other.get_root())


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9, 31, 64, 100])
def test_consistency_proofs_convince_another_implementation(size: int) -> None:
    """pymerkle takes a proof that was made here, put into its form, and all proofs made here hold here.

    Where the earlier tree ends with a whole subtree, pymerkle's own path is not the one of the RFC, but longer.
    """
    other = oracle(size)
    for earlier in range(1, size + 1):
        proof, theirs = consistency_proof(LEAVES[:size], earlier), other.prove_consistency(earlier, size)
        old, new = other.get_root(earlier), other.get_root(size)
        if theirs.subset[0]:
            theirs.path = proof if earlier & (earlier - 1) and earlier != size else [old, *proof]
            pymerkle_consistency(old, new, theirs)

        assert verify_consistency(proof, earlier=earlier, earlier_root=old, size=size, root=new)


def test_consistency_proofs_of_the_field() -> None:
    """The three proofs of RFC 9162, 2.1.5, with the names it gives to nodes."""
    leaves = [leaf_hash(line) for line in VECTOR_LINES[:7]]
    c, d, j = leaves[2], leaves[3], leaves[6]
    g, i, k, l = root(leaves[:2]), root(leaves[4:6]), root(leaves[:4]), root(leaves[4:7])  # noqa: E741 - the letters of the RFC

    assert consistency_proof(leaves, 3) == [c, d, g, l]
    assert consistency_proof(leaves, 4) == [l]
    assert consistency_proof(leaves, 6) == [i, j, k]


def test_another_implementation_refuses_a_wrong_root() -> None:
    """The oracle can say no."""
    with pytest.raises(InvalidProof):
        pymerkle_consistency(root(LEAVES[:4]), root(LEAVES[:8]), oracle(9).prove_consistency(4, 9))


@given(st.integers(1, 300), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_a_damaged_inclusion_proof_does_not_hold(size: int, chance: random.Random) -> None:
    """Another leaf, index, size or root, and a proof with a hash more, less or changed: refused."""
    index = chance.randrange(size)
    proof, top = inclusion_proof(LEAVES[:size], index), root(LEAVES[:size])
    right: dict[str, Any] = {"leaf": LEAVES[index], "index": index, "size": size, "root": top}

    assert verify_inclusion(proof, **right)
    assert not verify_inclusion([*proof, EMPTY], **right)
    assert not verify_inclusion(proof, **{**right, "leaf": EMPTY})
    assert not verify_inclusion(proof, **{**right, "root": EMPTY})
    assert not verify_inclusion(proof, **{**right, "index": size})
    assert not verify_inclusion(proof, **{**right, "index": -1})
    if proof:
        place = chance.randrange(len(proof))
        assert not verify_inclusion(proof[:-1], **right)
        assert not verify_inclusion([*proof[:place], EMPTY, *proof[place + 1 :]], **right)
        assert not verify_inclusion(proof, **{**right, "index": (index + 1) % size})


@given(st.integers(1, 300), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_a_damaged_consistency_proof_does_not_hold(size: int, chance: random.Random) -> None:
    """Another root, size or hash: refused."""
    earlier = chance.randrange(1, size + 1)
    proof = consistency_proof(LEAVES[:size], earlier)
    right: dict[str, Any] = {
        "earlier": earlier, "earlier_root": root(LEAVES[:earlier]), "size": size, "root": root(LEAVES[:size]),
    }  # fmt: skip

    assert verify_consistency(proof, **right)
    assert not verify_consistency([*proof, EMPTY], **right)
    assert not verify_consistency(proof, **{**right, "root": EMPTY})
    assert not verify_consistency(proof, **{**right, "earlier_root": EMPTY})
    assert not verify_consistency(proof, **{**right, "earlier": size + 1})
    if proof:
        place = chance.randrange(len(proof))
        assert not verify_consistency(proof[:-1], **right)
        assert not verify_consistency([*proof[:place], EMPTY, *proof[place + 1 :]], **right)


def test_everything_goes_on_from_nothing() -> None:
    """The empty tree needs no proof."""
    assert verify_consistency([], earlier=0, earlier_root=EMPTY, size=9, root=root(LEAVES[:9]))
    assert not verify_consistency([], earlier=0, earlier_root=LEAVES[0], size=9, root=root(LEAVES[:9]))


@given(st.lists(st.integers(0, 300), max_size=6).map(sorted))
@settings(max_examples=200, deadline=None)
def test_pieces_make_the_tree(cuts: list[int]) -> None:
    """However the leaves are cut into stretches, joined they are the tree; none holds more than 2 log n hashes."""
    tree = Stretch()
    for begin, end in zip([0, *cuts], [*cuts, 300], strict=True):
        piece = Stretch(begin)
        for leaf in LEAVES[begin:end]:
            piece.add(leaf)
        tree.join(piece)

        assert len(piece.nodes) <= 18

    assert (tree.end, tree.root(), tree.nodes) == (300, root(LEAVES), tree_of(LEAVES).nodes)


def test_pieces_that_do_not_fit_are_refused() -> None:
    """A stretch from elsewhere, a subtree where none begins, and the root of a piece."""
    tree = tree_of(LEAVES[:3])

    wrongs: list[Callable[[], None]] = [
        lambda: tree.join(Stretch(4)),
        lambda: tree.push(1, EMPTY),
        lambda: tree.push(-1, EMPTY),
    ]
    for wrong in wrongs:
        with pytest.raises(ValueError, match="begin"):
            wrong()
    with pytest.raises(ValueError, match="first leaf"):
        Stretch(1).root()


def test_a_copy_grows_by_itself() -> None:
    """The original stays."""
    tree = tree_of(LEAVES[:5])
    copy = tree.copy()
    copy.add(LEAVES[5])

    assert (tree.root(), copy.root()) == (root(LEAVES[:5]), root(LEAVES[:6]))
