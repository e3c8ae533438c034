"""Old lines lose their content by a rule, and everything that is left is still proven."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.events import LogPruned
from nahtlos.journal.disk import Disk
from nahtlos.journal.history import read_events
from nahtlos.journal.line import Said, read_stub
from nahtlos.journal.pruning import find_prunable, prune
from nahtlos.journal.verify import verify_journal


def nothing_stays(_: Said) -> bool:
    return False


@pytest.fixture
async def years(house: Any, started: Any) -> Any:
    """Three days of runs, each of five lines about cases."""
    for _ in range(3):
        async with house.journal() as journal:
            for line in range(5):
                await journal.write(started(line))
        house.clock.jump(days=1)
    return house


async def prune_first_day(house: Any, must_stay: Any = nothing_stays) -> None:
    for each in find_prunable(house.logs, log_class="runs", before="2026-03-02", must_stay=must_stay):
        async with house.journal() as journal:
            await journal.write(each.event(rule="journal.retention.runs", due="2026-03-02"))
        prune(house.logs, each, must_stay=must_stay, disk=Disk())


async def test_what_is_left_of_pruned_lines_is_proven(years: Any) -> None:
    """Their hashes stay in their places: verify follows the chain over them and says that a rule took them."""
    (due,) = find_prunable(years.logs, log_class="runs", before="2026-03-02", must_stay=nothing_stays)
    before = verify_journal(years.logs)

    await prune_first_day(years)

    after = verify_journal(years.logs)
    assert due.lines == 5
    assert (before.intact, after.intact, after.findings) == (True, True, before.findings)
    assert sum(read_stub(line) is not None for line in years.lines()) == 5
    assert b'"item"' not in years.file().read_bytes()
    assert len([entry for entry in read_events(years.logs) if entry.event == "item.started"]) == 10


async def test_a_pruned_line_that_is_changed_is_found(years: Any) -> None:
    """The stub proves the line that stood there, and nothing else."""
    await prune_first_day(years)
    data = years.file().read_bytes()
    place = data.index(b'"leaf":"') + 8
    years.file().write_bytes(data[:place] + (b"0" if data[place : place + 1] != b"0" else b"1") + data[place + 1 :])

    assert not verify_journal(years.logs).intact


async def test_pruned_without_a_word_in_the_journal_is_found(years: Any) -> None:
    """Only a rule that is written down may take content."""
    (due,) = find_prunable(years.logs, log_class="runs", before="2026-03-02", must_stay=nothing_stays)
    prune(years.logs, due, must_stay=nothing_stays, disk=Disk())

    assert [finding.kind for finding in verify_journal(years.logs).findings] == ["pruned"]


async def test_lines_that_must_stay_stay_whole(years: Any) -> None:
    """About open cases, or what is on hold."""

    def stays(said: Said) -> bool:
        return said.get("item") == "i3"

    (due,) = find_prunable(years.logs, log_class="runs", before="2026-03-02", must_stay=stays)
    await prune_first_day(years, stays)

    assert (due.lines, due.kept) == (4, 1)
    assert verify_journal(years.logs).intact
    assert [line for line in years.lines() if b'"item":"i3"' in line]


async def test_younger_days_and_other_classes_stay(years: Any) -> None:
    """A rule is for one class and the days before one."""
    found = [
        find_prunable(years.logs, log_class="runs", before="2026-03-01", must_stay=nothing_stays),
        find_prunable(years.logs, log_class="access", before="2026-03-09", must_stay=nothing_stays),
    ]

    assert found == [[], []]


async def test_the_last_file_of_a_chain_stays(years: Any) -> None:
    """Somebody may be writing to it."""
    found = find_prunable(years.logs, log_class="runs", before="2030-01-01", must_stay=nothing_stays)

    assert all("2026-03-03" not in each.file for each in found)


async def test_what_nobody_signed_is_not_pruned(years: Any) -> None:
    """Only a checkpoint proves what is left of a line."""
    for path in years.logs.rglob("*.checkpoints"):
        path.unlink()

    found = find_prunable(years.logs, log_class="runs", before="2026-03-02", must_stay=nothing_stays)

    assert [(each.lines, each.kept) for each in found] == [(0, 5)]


async def test_pruning_twice_finds_nothing_more(years: Any) -> None:
    """Whoever is interrupted does it again."""
    await prune_first_day(years)
    once = years.file().read_bytes()

    await prune_first_day(years)

    assert years.file().read_bytes() == once
    pruned = [entry for entry in read_events(years.logs, log_class="admin") if entry.event == LogPruned.event]
    assert len(pruned) == 1
