"""Reading what the journal says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nahtlos.errors import JournalUnreadable
from nahtlos.events import AccountLocked, EffectFinished, EffectIntended, ItemStarted
from nahtlos.journal.history import read_effects, read_events

Started = Callable[[int], ItemStarted]


async def test_events_of_all_streams_come_in_the_order_of_their_times(house: Any, started: Started) -> None:
    """Two processes at the same time are one history."""
    async with house.journal() as one, house.journal() as other:
        for line in range(3):
            await one.write(started(2 * line))
            await other.write(started(2 * line + 1))

    entries = [*read_events(house.logs, events={"item.started"})]
    assert [entry.fields["line"] for entry in entries] == list(range(6))
    assert {entry.chain.stream for entry in entries} == {"pc-0", "pc-1"}
    assert entries[0].fields == {"run": "r1", "item": "i0", "key": "p2026:" + "0" * 32, "line": 0}
    assert (entries[0].file, entries[0].line, entries[0].seq) == ("2026-03-01/runs/pc-0.jsonl", 2, 2)


async def test_a_history_can_be_that_of_one_class(house: Any, started: Started) -> None:
    """Administrators read theirs, auditors all."""
    async with house.journal() as journal:
        await journal.write(started(1))
        await journal.write(AccountLocked(system="casework", account="bot", code="E431"))

    events = [entry.event for entry in read_events(house.logs, log_class="admin")]
    assert events == ["log.opened", "account.locked", "log.closed"]


async def test_the_last_result_of_an_effect_counts(
    house: Any, intended: Callable[[str], EffectIntended], finished: Callable[[str], EffectFinished]
) -> None:
    """A take-over in another process finds out what a doubt was."""
    async with house.journal() as journal:
        await journal.write(intended("e1"))
        await journal.write(replace(finished("e1"), outcome="in_doubt", found=None))
        await journal.write(intended("e2"))
        async with house.journal() as taker:
            await taker.write(replace(finished("e1"), recovered=True))

    effects = read_effects(house.logs)
    assert [*effects] == ["e1", "e2"]
    assert (effects["e1"].outcome, effects["e2"].outcome) == ("done", None)
    assert effects["e1"].finished is not None
    assert effects["e1"].finished.chain.stream == "pc-1"
    assert effects["e1"].intended is not None
    assert effects["e1"].intended.fields["system"] == "exchange"


async def test_what_cannot_be_read_is_passed_over(house: Any, started: Started) -> None:
    """Verification names it; reading goes on."""
    async with house.journal() as journal:
        await journal.write(started(1))
    with house.file().open("ab") as file:
        file.write(b"garbage\n\xff\xff\n[]\n{")

    assert len([*read_events(house.logs)]) == 3


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Before the first event."""
    with pytest.raises(JournalUnreadable, match="nowhere"):
        read_events(tmp_path / "nowhere")


async def test_a_file_that_cannot_be_opened_is_said(house: Any, started: Started) -> None:
    """Nobody takes half a history for a whole one."""
    async with house.journal() as journal:
        await journal.write(started(1))
    house.file("2026-03-02").mkdir(parents=True)

    with pytest.raises(JournalUnreadable, match="2026-03-02"):
        [*read_events(house.logs)]
