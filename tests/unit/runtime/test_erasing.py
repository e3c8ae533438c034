"""FAULTS row 30: what was erased is in no file any more, in none of fourteen shapes, and the journal still verifies."""

import json
import sqlite3
from typing import Any

import pytest
from tests.leaks import Search

from nahtlos.errors import NotErasable, NothingKnown, ReasonMissing
from nahtlos.journal.history import read_events
from nahtlos.journal.proof import check_proof, prove_line
from nahtlos.journal.questions.case import happened
from nahtlos.journal.verify import verify_journal
from nahtlos.runtime.erasing import erase, look


def hits(lived: Any) -> set[Any]:
    """Values of the case in anything below the workspace, and in what the database says."""
    search = Search(values=dict(lived.record))
    with sqlite3.connect(lived.workspace.logs / "ledger.sqlite3") as ledger:
        dump = "\n".join(ledger.iterdump())
    return search.in_folder(lived.workspace.logs) | search.in_text("dump", dump)


async def test_nothing_of_an_erased_case_is_left(lived: Any) -> None:
    """Not in files, not in the database, not to be opened with the master key; the proofs hold."""
    async with lived.live() as records:
        before = verify_journal(lived.workspace.logs)
        receipt = await erase(
            lived.workspace,
            records,
            await look(lived.workspace, records, item=lived.item, key=None),
            reason="file 12/26",
        )
        item, steps = await records.ledger.item(lived.item), await records.ledger.steps(lived.item)
        run = await records.ledger.run(lived.run)

    after = verify_journal(lived.workspace.logs)
    assert (before.intact, after.intact, receipt.is_clean) == (True, True, True)
    assert (item.record, item.key, run.inputs) == ({}, "(erased)", {})
    assert [(step.result, step.reason) for step in steps] == [(None, None)]
    assert hits(lived) == set()


async def test_the_search_would_find_what_is_left(lived: Any) -> None:
    """A value in any file below logs is a hit: the test before this one can fail."""
    async with lived.live():
        pass
    (lived.workspace.logs / "left.bin").write_bytes("x kanarienvögel".upper().encode())

    assert {hit.value for hit in hits(lived)} == {"last_name"}


async def test_the_receipt_is_named_by_the_journal(lived: Any) -> None:
    """A file that says who, when, why and which cases; the hash in the journal proves it."""
    async with lived.live() as records:
        found = await look(lived.workspace, records, item=None, key="BGS-2026-777001")
        receipt = await erase(lived.workspace, records, found, reason="file 12/26")

    (line,) = read_events(lived.workspace.logs, events={"items.erased"})
    said = json.loads(receipt.file.read_text("utf-8"))
    assert (said["cases"], said["reason"], said["because"]) == ([lived.item], "file 12/26", "request")
    assert (line.fields["items"], line.fields["receipt"]) == ([lived.item], receipt.hash)


async def test_auditors_still_see_what_happened(lived: Any) -> None:
    """The lines of the case stay, each can be proven, and its erasure is the last of them."""
    async with lived.live() as records:
        found = await look(lived.workspace, records, item=lived.item, key=None)
        await erase(lived.workspace, records, found, reason="file 12/26")

    answer = happened(lived.workspace.logs, items=[lived.item])
    proofs = [prove_line(lived.workspace.logs, str(row["line"])) for row in answer.rows]

    assert all(check_proof(proof).holds for proof in proofs)
    assert [row["what"] for row in answer.rows] == [
        "run.started", "item.started", "effect.intended", "effect.finished", "item.finished", "items.erased",
    ]  # fmt: skip


async def test_an_open_case_is_not_erased(lived: Any) -> None:
    """What it may have written is not settled; by key it stays unnamed."""
    async with lived.live(outcome="waiting") as records:
        for named, key, words in ((lived.item, None, lived.item), (None, "904C521971", "1 case is open")):
            found = await look(lived.workspace, records, item=named, key=key)
            with pytest.raises(NotErasable, match=words):
                await erase(lived.workspace, records, found, reason="file 12/26")

        assert (await records.ledger.item(lived.item)).key == "BGS-2026-777001"
    assert not list(read_events(lived.workspace.logs, events={"items.erased"}))
    assert not (lived.workspace.logs / "receipts").exists()


async def test_a_case_on_hold_is_not_erased(lived: Any) -> None:
    """Until somebody releases it."""
    async with lived.live() as records:
        await records.ledger.privacy.hold("run", lived.run, by="anna", at=records.clock.now(), reason="complaint")
        found = await look(lived.workspace, records, item=lived.item, key=None)

        with pytest.raises(NotErasable, match="on hold"):
            await erase(lived.workspace, records, found, reason="file 12/26")


@pytest.mark.parametrize("reason", ["", "  ", "wish of Kanarienvögel", "iban de02120300000000202051"])
async def test_a_reason_repeats_nothing_of_what_is_erased(lived: Any, reason: str) -> None:
    """It is kept longer than the case."""
    async with lived.live() as records:
        found = await look(lived.workspace, records, item=lived.item, key=None)

        with pytest.raises(ReasonMissing):
            await erase(lived.workspace, records, found, reason=reason)


async def test_erasing_again_does_nothing_new(lived: Any) -> None:
    """Whoever is interrupted asks again."""
    async with lived.live() as records:
        for _ in range(2):
            found = await look(lived.workspace, records, item=lived.item, key=None)
            await erase(lived.workspace, records, found, reason="file 12/26")

        assert (found.items, found.gone) == ([], [lived.item])
    assert len(list(read_events(lived.workspace.logs, events={"items.erased"}))) == 1


async def test_looking_is_in_the_journal(lived: Any) -> None:
    """By the key of a person it says something about them, though no case is named."""
    async with lived.live() as records:
        with pytest.raises(NothingKnown):
            await look(lived.workspace, records, item=None, key="nobody")
        await look(lived.workspace, records, item=None, key="904C521971")

    asked = read_events(lived.workspace.logs, events={"erasure.asked"})
    assert [(line.fields["by"], line.fields["items"]) for line in asked] == [("key", 0), ("key", 1)]
