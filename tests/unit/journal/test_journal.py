"""The journal as the engine uses it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest

from nahtlos.engine.ports import Journal, LineRef
from nahtlos.errors import JournalChanged, JournalNotWritable, JournalStopped, NotForTheJournal
from nahtlos.events import AccountLocked, EffectFinished, EffectIntended, ItemStarted
from nahtlos.journal.disk import Disk
from nahtlos.journal.journal import FileJournal
from nahtlos.journal.verify import verify_journal

GOLDEN = Path(__file__).parent / "golden"
LOCKED = AccountLocked(system="casework", account="bot", code="E431")


class FailingDisk(Disk):
    """A disk on which the k-th thing asked of it fails."""

    def __init__(self, fails_at: int, problem: OSError) -> None:
        self.fails_at = fails_at
        self.problem = problem
        self.calls = 0

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self.fails_at:
            raise self.problem

    def make_folder(self, folder: Path) -> None:
        self._count()
        super().make_folder(folder)

    def open_to_append(self, path: Path) -> int:
        self._count()
        return super().open_to_append(path)

    def append(self, descriptor: int, data: bytes | bytearray) -> None:
        try:
            self._count()
        except OSError:
            super().append(descriptor, data[: len(data) // 2])
            raise
        super().append(descriptor, data)

    def sync(self, descriptor: int) -> None:
        self._count()
        super().sync(descriptor)


class SlowDisk(Disk):
    """A disk that writes when it is let, and says so."""

    def __init__(self) -> None:
        self.may_write = threading.Event()
        self.has_written = threading.Event()
        self.writes = 0

    def append(self, descriptor: int, data: bytes | bytearray) -> None:
        self.may_write.wait(10)
        super().append(descriptor, data)
        self.writes += 1
        self.has_written.set()


@pytest.fixture
async def slow(house: Any) -> SlowDisk:
    """The house gets a slow disk, after its key was made on a quick one."""
    async with house.journal():
        pass
    house.disk = SlowDisk()
    return cast(SlowDisk, house.disk)


async def test_it_is_the_port_of_the_engine(house: Any) -> None:
    """What the engine asks for is here."""
    async with house.journal() as journal:
        port: Journal = journal

        assert port.pseudonym("4711").startswith("p2026:")
        assert port.fingerprint({"a": 1}).startswith("h2026:")


async def test_the_bytes_of_a_journal_are_fixed(
    house: Any,
    started: Callable[[int], ItemStarted],
    intended: Callable[[str], EffectIntended],
    finished: Callable[[str], EffectFinished],
) -> None:
    """Golden vectors: three processes, two days, two classes and a torn line."""
    async with house.journal() as journal:
        journal.note(started(1))
        await journal.write(intended("i1/ticket/1"))
        await journal.write(LOCKED)
        house.clock.jump(days=1)
        await journal.write(finished("i1/ticket/1"))
    with house.file("2026-03-02").open("ab") as file:
        file.write(b'{"prev":"torn')
    async with house.journal() as journal:
        await journal.write(started(2))
    house.clock.jump(days=1)
    async with house.journal() as journal:
        await journal.write(started(3))

    written = {path.relative_to(house.logs): path.read_text() for path in house.logs.rglob("*.jsonl")}
    assert {path.relative_to(GOLDEN): path.read_text() for path in GOLDEN.rglob("*.jsonl")} == written


@pytest.mark.parametrize("log_class", ["runs", "admin"])
def test_the_golden_journal_is_chained_as_the_format_says(log_class: str) -> None:
    """Ten lines of Python that know nothing of nahtlos can check a chain."""
    prev, seq = "0" * 64, 0
    for path in sorted(GOLDEN.glob(f"*/{log_class}/pc-0.jsonl")):
        for line in path.read_bytes().removesuffix(b"\n").split(b"\n"):
            seq += 1
            if not line.endswith(b"torn"):
                said = json.loads(line)
                assert [*said][:6] == ["prev", "seq", "ts", "salt", "v", "event"]
                assert (said["prev"], said["seq"]) == (prev, seq)
            prev = sha256(line).hexdigest()
    assert seq >= 3


async def test_a_line_reference_names_stream_and_number(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """The ledger keeps it; log.opened has number 1."""
    async with house.journal() as journal:
        assert await journal.write(started(1)) == LineRef(stream="pc-0", seq=2)
        assert await journal.write(LOCKED) == LineRef(stream="pc-0", seq=2)
        assert await journal.write(started(2)) == LineRef(stream="pc-0", seq=3)


async def test_a_line_is_on_the_disk_when_write_returns(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Durable means: before the next thing happens."""
    async with house.journal() as journal:
        await journal.write(started(1))

        assert b"i1" in house.lines()[-1]


async def test_notes_ride_along_in_order(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """A note costs no fsync of its own and never overtakes."""
    async with house.journal() as journal:
        journal.note(started(1))
        journal.note(started(2))
        await journal.write(started(3))
        journal.note(started(4))

    assert [json.loads(line).get("line") for line in house.lines()][:-1] == [None, 1, 2, 3, 4]


async def test_many_notes_are_written_without_a_write(
    house: Any, slow: SlowDisk, started: Callable[[int], ItemStarted]
) -> None:
    """A run that only reads does not gather its log in memory."""
    slow.may_write.set()
    async with house.journal() as journal:
        for line in range(64):
            journal.note(started(line))
        await asyncio.to_thread(slow.has_written.wait, 10)

        assert len(house.lines()) == 65


async def test_those_who_wait_together_share_one_write(
    house: Any, slow: SlowDisk, started: Callable[[int], ItemStarted]
) -> None:
    """While the disk works, the next batch gathers; the checkpoint at the end is a write too."""
    async with house.journal() as journal, asyncio.TaskGroup() as group:
        tasks = [group.create_task(journal.write(started(line))) for line in range(100)]
        await asyncio.sleep(0)
        slow.may_write.set()

    assert slow.writes <= 4
    assert [task.result().seq for task in tasks] == list(range(2, 102))


async def test_somebody_who_stops_waiting_harms_nobody(
    house: Any, slow: SlowDisk, started: Callable[[int], ItemStarted]
) -> None:
    """A canceled step's event is written all the same; what was said was said."""
    async with house.journal() as journal, asyncio.TaskGroup() as group:
        gone = group.create_task(journal.write(started(1)))
        stays = group.create_task(journal.write(started(2)))
        await asyncio.sleep(0)
        gone.cancel()
        slow.may_write.set()
        assert (await stays).seq == 3

    assert b'"line":1' in house.lines()[1]


async def test_two_journals_at_once_write_two_streams(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Processes never share a file."""
    async with house.journal() as one, house.journal() as other:
        refs = [await one.write(started(1)), await other.write(started(2))]

    assert [ref.stream for ref in refs] == ["pc-0", "pc-1"]
    assert verify_journal(house.logs).intact


async def test_a_stream_lives_on_over_processes(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Many short runs are one chain."""
    for line in range(3):
        async with house.journal() as journal:
            await journal.write(started(line))

    assert [json.loads(line)["seq"] for line in house.lines()] == list(range(1, 10))
    assert verify_journal(house.logs).intact


async def test_a_class_without_events_has_no_file(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Nothing is written that nothing happened for."""
    async with house.journal() as journal:
        await journal.write(started(1))

    assert not house.file(log_class="admin").exists()


async def test_a_value_is_refused_and_the_journal_goes_on(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """A refused event leaves no trace and breaks nothing."""
    async with house.journal() as journal:
        with pytest.raises(NotForTheJournal):
            await journal.write(ItemStarted(run="r1", item="i1", key="Müller", line=1))
        await journal.write(started(1))

    assert b"M\xc3\xbcller" not in house.file().read_bytes()
    assert verify_journal(house.logs).intact


async def test_a_closed_journal_takes_nothing(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """What comes too late is told so."""
    async with house.journal() as journal:
        await journal.write(started(1))

    with pytest.raises(JournalStopped, match="it was closed"):
        journal.note(started(2))


async def test_a_failure_at_each_point_is_final_and_leaves_a_journal_that_goes_on(
    house: Any, started: Callable[[int], ItemStarted], intended: Callable[[str], EffectIntended]
) -> None:
    """The disk is full at the k-th call, for every k: an error, nothing after it, and the next process recovers."""
    calls = 0
    while True:
        calls += 1
        disk = house.disk = FailingDisk(calls, OSError(28, "No space left on device"))
        refs: list[LineRef] = []
        try:
            async with house.journal() as journal:
                refs = await _write_until_it_fails(journal, [started(1), intended(f"e{calls}"), LOCKED, started(2)])
        except JournalNotWritable as error:
            assert "No space left on device" in str(error)
        house.disk = Disk()
        async with house.journal() as journal:
            await journal.write(started(3))
            await journal.write(LOCKED)
        report = verify_journal(house.logs)
        assert report.intact, [str(finding) for finding in report.findings]
        _assert_durable(house, refs)
        house.clock.jump(hours=8)
        if disk.calls < disk.fails_at:
            break
    assert calls > 10


async def _write_until_it_fails(journal: FileJournal, events: list[Any]) -> list[LineRef]:
    refs = []
    for event in events:
        try:
            refs.append(await journal.write(event))
        except JournalNotWritable:
            with pytest.raises(JournalNotWritable):
                await journal.write(event)
            with pytest.raises(JournalNotWritable):
                journal.note(event)
            raise
    return refs


def _assert_durable(house: Any, refs: list[LineRef]) -> None:
    numbers = {json.loads(line)["seq"] for path in house.logs.rglob("*.jsonl") for line in _readable(path)}
    assert {ref.seq for ref in refs} <= numbers


def _readable(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().splitlines() if line.endswith(b"}")]


async def test_a_failure_while_closing_is_told(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Notes that nobody waited for are not lost silently."""
    with pytest.raises(JournalNotWritable):
        async with house.journal() as journal:
            house.disk.append = FailingDisk(1, OSError(5, "Input/output error")).append
            journal.note(started(1))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_fault_of_the_writer_itself_leaves_nobody_waiting(
    house: Any, started: Callable[[int], ItemStarted]
) -> None:
    """Whatever happens in the thread, whoever waits is told."""

    def break_down(_descriptor: int, _data: bytes) -> None:
        raise ZeroDivisionError

    with pytest.raises(JournalStopped, match="unexpectedly"):
        async with house.journal() as journal:
            house.disk.append = break_down
            with pytest.raises(JournalStopped):
                await journal.write(started(1))


async def test_an_error_of_the_run_is_not_hidden_by_one_of_the_journal(
    house: Any, started: Callable[[int], ItemStarted]
) -> None:
    """Whoever fails first is heard."""
    with pytest.raises(ZeroDivisionError):
        async with house.journal() as journal:
            house.disk.append = FailingDisk(1, OSError(5, "Input/output error")).append
            journal.note(started(1))
            raise ZeroDivisionError


@pytest.mark.parametrize("harm", ["grown", "cut", "removed"])
async def test_a_file_that_somebody_else_touches_stops_the_journal(
    house: Any, started: Callable[[int], ItemStarted], harm: str
) -> None:
    """A tidy-up script that deletes today's log is noticed at the next line, not at the next audit."""
    with pytest.raises(JournalChanged, match="was changed, moved or removed"):
        async with house.journal() as journal:
            await journal.write(started(1))
            if harm == "removed":
                house.file().unlink()
            else:
                house.file().write_bytes(house.file().read_bytes()[:-5] if harm == "cut" else b"{}" * 4000)

            with pytest.raises(JournalChanged):
                await journal.write(started(2))
            await journal.write(started(3))


async def test_no_place_for_the_log_no_start(house: Any) -> None:
    """Never "continue without log"."""
    house.root.mkdir(exist_ok=True)
    house.logs.write_text("somebody put a file here")

    with pytest.raises(JournalNotWritable, match="logs"):
        await house.journal().__aenter__()


async def test_the_slot_is_free_after_the_last_line(house: Any, started: Callable[[int], ItemStarted]) -> None:
    """Also after a failure."""
    house.disk = FailingDisk(8, OSError(5, "Input/output error"))
    with pytest.raises(JournalNotWritable):
        async with house.journal() as journal:
            await journal.write(started(1))
    house.disk = Disk()

    async with house.journal() as journal:
        assert (await journal.write(started(1))).stream == "pc-0"
