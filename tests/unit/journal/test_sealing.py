"""When a chain is signed, and what happens if nobody signs. FAULTS row 28, for the signer: bounded lag, then stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from nahtlos.engine.ports import LineRef
from nahtlos.errors import CertificatesDiffer, JournalRolledBack, SignerAway, SignerRefused
from nahtlos.events import AccountLocked, ItemStarted, RunPaused
from nahtlos.journal.certificates import FILE
from nahtlos.journal.chain import Chain, Setting
from nahtlos.journal.checkpoints import read_checkpoints
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.journal import Surroundings, open_journal
from nahtlos.journal.line import Line
from nahtlos.journal.merkle import leaf_hash, tree_of
from nahtlos.journal.note import Note
from nahtlos.journal.pipeline import event_log
from nahtlos.journal.sealing import IDLE, LINES, RETRY, SECONDS, Office, Seal
from nahtlos.journal.signing import Request, Signer
from nahtlos.journal.verify import verify_journal

RUNS = ChainName(log_class="runs", stream="pc-0")
LOCKED = AccountLocked(system="exchange", account="bot", code="E431")
PAUSED = RunPaused(run="r1", reason="fault")
Started = Callable[[int], ItemStarted]


class Desk:
    """Gives lines back."""

    def write(self, line: Line) -> asyncio.Future[LineRef]:
        raise AssertionError(line)

    def note(self, line: Line) -> None:
        raise AssertionError(line)

    def shape(self, line: Line) -> Line:
        return line


@dataclass
class Answers(Signer):
    """A signer that can be away, and can lose its answers."""

    vault: Signer
    is_away: bool = False
    loses: bool = False
    asked: int = 0

    def last(self, chain: str) -> Note | None:
        return self.vault.last(chain)

    def sign(self, request: Request) -> Note:
        self.asked += 1
        if self.is_away:
            raise SignerAway(signer="unix:signer.sock", problem="Connection refused")
        note = self.vault.sign(request)
        if self.loses:
            self.loses = False
            return self.vault.sign(request)
        return note

    def certificates(self) -> bytes:
        if self.is_away:
            raise SignerAway(signer="unix:signer.sock", problem="Connection refused")
        return self.vault.certificates()


@dataclass
class Bench:
    """A chain without threads, whose time a test moves."""

    house: Any
    started: Started
    signer: Answers = field(init=False)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.signer = Answers(self.house.vault())

    def chain(self, lag: float = 600.0) -> Chain:
        self.house.logs.mkdir(exist_ok=True)
        log = event_log(Desk(), now=self.house.clock.now, salt=self.house.salt)
        setting = Setting(
            folder=self.house.logs, stream="pc-0", nahtlos="0.1.0", disk=Disk(), now=self.house.clock.now,
            shape=log.shape,
        )  # fmt: skip
        self.shape = log.shape
        office = Office(
            folder=self.house.logs, disk=Disk(), signer=self.signer, tick=lambda: self.seconds, lag=lag
        )  # fmt: skip
        return Chain(RUNS, setting, Seal(RUNS, office))

    def write(self, chain: Chain, lines: int) -> None:
        chain.append([self.shape(self.started(line)) for line in range(lines)])

    def sizes(self) -> list[int]:
        return [found.checkpoint.size for found in read_checkpoints(self.house.logs, RUNS) if found.checkpoint]


@pytest.fixture
def bench(house: Any, started: Started) -> Bench:
    return Bench(house, started)


def test_a_thousand_lines_are_signed_at_once(bench: Bench) -> None:
    """Fewer can wait."""
    chain = bench.chain()
    bench.write(chain, LINES - 2)
    assert chain.due_in() == SECONDS

    bench.write(chain, 1)
    assert chain.due_in() == 0
    chain.sign()

    assert bench.sizes() == [LINES]
    assert chain.due_in() == IDLE


def test_the_first_unsigned_line_waits_a_minute(bench: Bench) -> None:
    """Lines behind it do not move the time."""
    chain = bench.chain()
    bench.write(chain, 1)
    bench.seconds = 50
    bench.write(chain, 1)

    assert chain.due_in() == 10


def test_a_quiet_chain_is_signed_every_quarter_of_an_hour(bench: Bench) -> None:
    """It says at that time that nothing was added, and nothing cut off."""
    chain = bench.chain()
    bench.write(chain, 1)
    chain.sign()
    bench.seconds = IDLE

    assert chain.due_in() == 0
    chain.sign()
    assert bench.sizes() == [2, 2]


def test_a_file_ends_with_a_checkpoint(bench: Bench) -> None:
    """When a day ends, and when a process ends."""
    chain = bench.chain()
    bench.write(chain, 1)
    bench.house.clock.jump(days=1)
    bench.write(chain, 1)
    chain.close()

    assert bench.sizes() == [3, 6]
    assert len(list(bench.house.logs.rglob("*.checkpoints"))) == 2
    assert verify_journal(bench.house.logs).intact


async def test_the_end_of_a_run_is_signed(house: Any, started: Started) -> None:
    """What a run did is signed before somebody looks."""
    async with house.journal() as journal:
        await journal.write(started(1))
        await journal.write(PAUSED)
        await journal.write(LOCKED)

        assert [found.checkpoint.size for found in read_checkpoints(house.logs, RUNS) if found.checkpoint] == [3]


def test_the_next_process_goes_on_from_the_last_checkpoint(bench: Bench) -> None:
    """It reads only the lines behind it; unsigned ones of a killed process are signed with its own."""
    killed = bench.chain()
    bench.write(killed, 5)
    killed.sign()
    bench.write(killed, 3)
    killed.let_go()

    chain = bench.chain()
    bench.write(chain, 1)
    chain.close()

    assert bench.sizes() == [6, 12]
    assert verify_journal(bench.house.logs).intact


def test_a_checkpoint_that_was_signed_and_not_written_is_written_by_the_next(bench: Bench) -> None:
    """A crash came between the signature and the file."""
    chain = bench.chain()
    bench.write(chain, 1)
    chain.close()
    path = bench.house.file().with_suffix(".checkpoints")
    path.write_bytes(path.read_bytes()[:100])

    chain = bench.chain()
    bench.write(chain, 1)
    chain.close()

    report = verify_journal(bench.house.logs)
    assert bench.sizes() == [3, 6]
    assert report.intact, report.findings
    assert len(report.torn_checkpoints) == 1


def test_lines_that_were_signed_and_are_gone_stop_the_journal(bench: Bench) -> None:
    """Nobody goes on with a journal that was rolled back."""
    chain = bench.chain()
    bench.write(chain, 5)
    chain.close()
    path = bench.house.file()
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    path.with_suffix(".checkpoints").unlink()

    with pytest.raises(JournalRolledBack, match="7 lines of runs/pc-0 were signed, and 3 of them"):
        bench.write(bench.chain(), 1)


def test_other_certificates_stop_the_journal(bench: Bench) -> None:
    """Keys and journal belong together."""
    chain = bench.chain()
    bench.write(chain, 1)
    chain.close()
    (bench.house.logs / FILE).write_text("others\n")

    with pytest.raises(CertificatesDiffer):
        bench.write(bench.chain(), 1)


# ------------------------------------------------------------------ the signer is away


def test_lines_wait_for_the_signer_but_not_for_long(bench: Bench) -> None:
    """Until the lag, it is asked again; then nothing goes on."""
    chain = bench.chain(lag=300)
    bench.write(chain, 1)
    bench.signer.is_away = True
    bench.seconds = SECONDS
    chain.sign()
    assert chain.due_in() == RETRY

    bench.write(chain, 1)
    bench.seconds = 300
    with pytest.raises(SignerAway, match="3 lines wait for a signature"):
        chain.sign()


def test_a_signer_that_comes_back_signs_all(bench: Bench) -> None:
    """Nothing is lost, and nothing stays unsigned."""
    chain = bench.chain()
    bench.write(chain, 1)
    bench.signer.is_away = True
    chain.sign()
    bench.write(chain, 1)
    bench.signer.is_away = False
    bench.seconds = RETRY
    assert chain.due_in() == 0
    chain.sign()

    assert bench.sizes() == [3]
    assert chain.due_in() == IDLE


def test_an_answer_that_was_lost_is_asked_for_again(bench: Bench) -> None:
    """The signer has signed just this: its note is taken."""
    chain = bench.chain()
    bench.write(chain, 1)
    bench.signer.loses = True
    chain.close()

    assert bench.sizes() == [3]


def test_a_signer_that_knows_other_lines_stops_the_journal(bench: Bench) -> None:
    """Two journals cannot be signed as one."""
    chain = bench.chain()
    bench.write(chain, 1)
    bench.signer.vault.sign(_somebody_elses())

    with pytest.raises(SignerRefused):
        chain.close()


def _somebody_elses() -> Request:
    return Request(chain="runs/pc-0", lines=tree_of([leaf_hash(b"x")]), place="2026-03-01/runs/pc-0.jsonl 9")


async def test_a_journal_does_not_begin_without_its_signer(house: Any) -> None:
    """Many short runs cannot be a way around it."""
    house.signer = Answers(house.vault(), is_away=True)

    with pytest.raises(SignerAway):
        async with house.journal():
            pass


async def test_a_journal_that_ends_without_its_signer_says_so(house: Any, started: Started) -> None:
    """What was written is durable, and the end says that it is not signed; so does verify, until the next start."""
    house.signer = Answers(house.vault())
    with pytest.raises(SignerAway, match="4 lines wait for a signature"):
        async with house.journal() as journal:
            await journal.write(started(1))
            await journal.write(started(2))
            house.signer.is_away = True
    # Something of this journal was signed before there was nobody to sign.
    house.signer.is_away = False
    assert [end.unsigned for end in verify_journal(house.logs).ends] == [4]

    async with house.journal() as journal:
        await journal.write(started(3))

    report = verify_journal(house.logs)
    assert report.intact
    assert [end.unsigned for end in report.ends] == [0]


async def test_without_another_signer_the_keys_are_beside_the_others(
    tmp_path: Path, house: Any, started: Started
) -> None:
    """Nobody has to set anything up."""
    outside = Surroundings(now=house.clock.now)
    async with open_journal(
        tmp_path / "logs", keys=tmp_path / "keys", host="pc", nahtlos="0.1.0", outside=outside
    ) as journal:
        await journal.write(started(1))

    assert verify_journal(tmp_path / "logs").checkpoints == 1
    assert (tmp_path / "keys" / "signing" / "1.key").is_file()
