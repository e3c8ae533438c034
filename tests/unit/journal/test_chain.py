"""Days, clocks and crashes in the life of a chain."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from nahtlos.events import ItemStarted
from nahtlos.journal.verify import verify_journal

Started = Callable[[int], ItemStarted]


def said(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


async def test_a_new_day_begins_a_new_file(house: Any, started: Started) -> None:
    """The old file is closed, the new one names it with its size and head."""
    async with house.journal() as journal:
        await journal.write(started(1))
        house.clock.jump(days=2)
        await journal.write(started(2))

    old, new = said(house.lines()), said(house.lines("2026-03-03"))
    assert [line["event"] for line in old] == ["log.opened", "item.started", "log.closed"]
    assert [line["event"] for line in new] == ["log.opened", "item.started", "log.closed"]
    assert old[-1]["lines"] == 3
    assert new[0]["previous_file"] == "2026-03-01/runs/pc-0.jsonl"
    assert new[0]["previous_size"] == house.file().stat().st_size
    assert new[0]["previous_head"] == new[0]["prev"]
    assert new[0]["seq"] == 4


async def test_a_clock_that_goes_back_changes_no_file(house: Any, started: Started) -> None:
    """Order comes from numbers; a chain never goes back to an earlier day."""
    async with house.journal() as journal:
        await journal.write(started(1))
        house.clock.jump(days=-1)
        await journal.write(started(2))
    async with house.journal() as journal:
        await journal.write(started(3))

    assert [path.name for path in house.logs.iterdir() if path.name.startswith("20")] == ["2026-03-01"]
    assert verify_journal(house.logs).intact


async def test_a_process_that_was_killed_leaves_a_chain_that_goes_on(house: Any, started: Started) -> None:
    """Without log.closed the next process goes on all the same."""
    async with house.journal() as journal:
        await journal.write(started(1))
        killed = house.snapshot()
    house.restore(killed)

    async with house.journal() as journal:
        await journal.write(started(2))

    report = verify_journal(house.logs)
    assert report.intact
    assert report.unclosed == 1


async def crash_with(house: Any, started: Started, tail: bytes) -> bytes:
    """Leave a journal whose last process was stopped while writing."""
    async with house.journal() as journal:
        await journal.write(started(1))
        killed = house.snapshot()
    house.restore({**killed, house.file(): killed[house.file()] + tail})
    return bytes(killed[house.file()])


TAILS = [
    b"{",
    b'{"prev":"abc',
    b'{"prev":"abc"}',
    b"\xff\xfe",
    b"\0" * 100,  # what some file systems leave after a power loss
    b"\0" * 70_000,
    b"torn\n",  # the crash came while a torn line was being closed
    b"torn\n{",
    b"\n",
    b"\n\n\n",
]


@pytest.mark.parametrize("tail", TAILS, ids=lambda tail: repr(tail[:20]))
@pytest.mark.parametrize("days", [0, 1])
async def test_a_torn_line_is_closed_and_named(house: Any, started: Started, tail: bytes, days: int) -> None:
    """Never cut: what was written stays as it is, and the chain goes on behind it."""
    killed = await crash_with(house, started, tail)
    house.clock.jump(days=days)

    async with house.journal() as journal:
        ref = await journal.write(started(2))

    torn = tail.removesuffix(b"\n").split(b"\n")
    report = verify_journal(house.logs)
    assert house.file().read_bytes().startswith(killed + tail)
    assert report.intact, [str(finding) for finding in report.findings]
    assert [line for _, line, _ in report.recovered] == list(range(3, 3 + len(torn)))
    assert report.recovered[0][2] == len(killed)
    assert ref.seq == 2 + len(torn) + 1 + len(torn) + 1


async def test_a_line_that_only_lacks_its_newline_is_closed_and_counts(house: Any, started: Started) -> None:
    """It is named as torn, but says what it says."""
    async with house.journal() as journal:
        await journal.write(started(1))
        killed = house.snapshot()
    house.restore({**killed, house.file(): killed[house.file()][:-1]})

    async with house.journal() as journal:
        await journal.write(started(2))

    lines = said(house.lines())
    assert [line["event"] for line in lines[1:4]] == ["item.started", "log.opened", "log.recovered"]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert verify_journal(house.logs).intact


async def test_a_crash_in_the_first_line_ever_is_recovered(house: Any, started: Started) -> None:
    """A chain can begin with a torn line."""
    house.file().parent.mkdir(parents=True)
    house.file().write_bytes(b'{"prev":"0000')

    async with house.journal() as journal:
        assert (await journal.write(started(1))).seq == 4

    assert verify_journal(house.logs).intact


async def test_a_crash_before_the_first_byte_is_no_crash(house: Any, started: Started) -> None:
    """An empty file is used."""
    house.file().parent.mkdir(parents=True)
    house.file().touch()

    async with house.journal() as journal:
        await journal.write(started(1))

    assert said(house.lines())[0]["seq"] == 1
    assert verify_journal(house.logs).intact


async def test_an_empty_file_between_two_days_does_not_matter(house: Any, started: Started) -> None:
    """The last file that holds something is the one before."""
    async with house.journal() as journal:
        await journal.write(started(1))
    house.file("2026-03-02").parent.mkdir(parents=True)
    house.file("2026-03-02").touch()
    house.clock.jump(days=2)

    async with house.journal() as journal:
        await journal.write(started(2))

    assert said(house.lines("2026-03-03"))[0]["previous_file"] == "2026-03-01/runs/pc-0.jsonl"
    assert verify_journal(house.logs).intact


async def test_a_crash_while_recovering_over_a_day_is_recovered(house: Any, started: Started) -> None:
    """Torn lines of two files are named, the older first."""
    await crash_with(house, started, b"torn\n")
    house.file("2026-03-02").parent.mkdir(parents=True)
    house.file("2026-03-02").write_bytes(b'{"prev":"torn too')
    house.clock.jump(days=2)

    async with house.journal() as journal:
        await journal.write(started(2))

    report = verify_journal(house.logs)
    assert report.intact, [str(finding) for finding in report.findings]
    assert [file[:10] for file, _, _ in report.recovered] == ["2026-03-01", "2026-03-02"]
