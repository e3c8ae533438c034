"""The proof that a chain only grew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nahtlos.events import ItemStarted
from nahtlos.journal.anchors.growth import growth_proof, prove_growth
from nahtlos.journal.checkpoints import last_checkpoint, read_checkpoints
from nahtlos.journal.folder import ChainName
from nahtlos.journal.merkle import consistency_proof, leaf_hash, root, tree_of, verify_consistency

RUNS = ChainName(log_class="runs", stream="pc-0")


@pytest.mark.parametrize("size", [*range(1, 40), 64, 65, 100])
def test_it_is_the_proof_of_rfc_9162(size: int) -> None:
    """From the subtrees of an old tree and the new leaves come the same hashes as from all leaves."""
    leaves = [leaf_hash(bytes([number])) for number in range(size)]

    for earlier in range(1, size):
        proof = growth_proof(tree_of(leaves[:earlier]), leaves[earlier:])

        assert proof == consistency_proof(leaves, earlier)


async def test_a_journal_proves_that_it_grew(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Between any two of its checkpoints, over days and processes, from the files alone."""
    for day in range(3):
        async with house.journal() as journal:
            for line in range(5):
                await journal.write(started(line))
        house.clock.jump(days=day)
    every = [found.checkpoint for found in read_checkpoints(house.logs, RUNS) if found.checkpoint]
    newest = every[-1]

    for known in every:
        proof = prove_growth(house.logs, RUNS, size=known.size, now=newest)
        assert proof is not None
        assert verify_consistency(
            proof, earlier=known.size, earlier_root=known.root, size=newest.size, root=newest.root
        )
    assert len({known.size for known in every}) >= 3


async def test_a_size_without_a_checkpoint(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Whoever knows a size that was never signed here gets a proof from the lines themselves."""
    async with house.journal() as journal:
        for line in range(5):
            await journal.write(started(line))
    newest = last_checkpoint(house.logs, RUNS)
    assert newest is not None

    proof = prove_growth(house.logs, RUNS, size=3, now=newest)

    leaves = [leaf_hash(line) for line in house.lines()]
    assert proof == consistency_proof(leaves, 3)
    assert root(leaves) == newest.root


async def test_lines_that_are_gone_have_no_proof(
    house: Any, started: Callable[[int], ItemStarted], tmp_path: Path
) -> None:
    """A size beyond the newest checkpoint, and lines that are not there."""
    async with house.journal() as journal:
        await journal.write(started(1))
    newest = last_checkpoint(house.logs, RUNS)
    assert newest is not None

    assert prove_growth(house.logs, RUNS, size=newest.size + 1, now=newest) is None
    assert prove_growth(tmp_path, RUNS, size=1, now=newest) is None
