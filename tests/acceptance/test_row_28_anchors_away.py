"""FAULTS row 28: witness, time stamp authority, mail or drive down: bounded lag, then stop; never something less safe.

A real witness in a process of its own; the others are addresses at which nobody answers. That a signer or a vault that
does not answer stops a run is tested with the journal's signing and with the secrets.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.faults.checker import good_vouchers
from tests.outside import RunningWitness, make_ca, witnessing
from tests.workspace import Workspace, ask, make_workspace

from nahtlos.errors import AnchorDisagrees, AnchorsLate, JournalError
from nahtlos.events import RunStarted
from nahtlos.journal.anchors.cosignature import parse_cosigner
from nahtlos.journal.anchors.daily_line import LineFile, LineMail
from nahtlos.journal.anchors.keeper import Anchor, ByLines, Keeper, Place
from nahtlos.journal.anchors.time_stamp import Authority, load_roots
from nahtlos.journal.anchors.witness_client import WitnessAddress, WitnessClient
from nahtlos.journal.certificates import FILE, fingerprint_of, read_certificates
from nahtlos.journal.disk import Disk
from nahtlos.journal.history import read_effects, read_events
from nahtlos.journal.journal import Surroundings, open_journal
from nahtlos.journal.verify import verify_journal
from nahtlos.practice.cases import generate_vouchers, write_csv
from nahtlos.practice.start import start_practice
from nahtlos.testing import Draft, Register, World, register_plan

LAG = timedelta(hours=1)
NOWHERE = "http://127.0.0.1:1"


@dataclass
class Office:
    """A world with two cases, a journal in files, and an anchor."""

    folder: Path
    world: World = field(default_factory=lambda: World(lease=1.0))
    place: Callable[[], Place] | None = None

    def __post_init__(self) -> None:
        self.register: Register = self.world.add_register()
        self.world.deliver(*({"number": str(n), "name": f"Name {n}", "city": "Köln"} for n in (1, 2)))
        self.plan = register_plan(Draft())

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def keeper(self) -> Keeper:
        assert self.place is not None
        anchor = Anchor(name="outside", place=self.place(), every=timedelta(), lag=LAG)
        return Keeper(self.logs, [anchor], now=self.world.clock.now, disk=Disk())

    async def pass_time(self, **much: float) -> None:
        await self.world.clock.sleep(timedelta(**much).total_seconds())

    @asynccontextmanager
    async def journal(self, keeper: Keeper | None = None) -> AsyncIterator[object]:
        outside = Surroundings(now=self.world.clock.now)
        async with open_journal(
            self.logs, keys=self.folder / "keys", host="pc", nahtlos="0", outside=outside
        ) as journal:
            if keeper is not None:
                journal.guards.append(keeper.must_not_lag)
            yield journal

    async def run(self) -> None:
        """Start the run, or go on with it, as a process of its own would."""
        keeper = self.keeper()
        await asyncio.to_thread(keeper.look)
        worker = self.world.worker(self.plan.systems)
        try:
            async with self.journal(keeper) as journal:
                worker.parts = replace(worker.parts, journal=journal)  # type: ignore[arg-type]  # a journal that fails where the test says so
                worker.sessions.parts = worker.parts
                await (worker.resume(self.plan) if self.world.records.runs else worker.start(self.plan))
        finally:
            self.world._bury(worker.lease)
            await asyncio.to_thread(keeper.look)

    async def something_was_signed(self) -> None:
        """Have a checkpoint that no anchor has seen."""
        async with self.journal() as journal:
            await journal.write(  # type: ignore[attr-defined]  # only the real one signs
                RunStarted(
                    run="r0", workflow="w", workflow_hash="0" * 16, purpose=None, legal_basis=None, started_by="me",
                    profile=None, nahtlos="0",
                )
            )  # fmt: skip

    def fingerprint(self) -> str:
        [root] = read_certificates((self.logs / FILE).read_bytes()).roots
        return fingerprint_of(root.key)

    def witnessed_by(self, witness: RunningWitness) -> None:
        cosigner = parse_cosigner(witness.key)
        assert cosigner is not None
        there = WitnessAddress(name="county", address=witness.address, cosigner=cosigner, timeout=5)
        self.place = lambda: WitnessClient(there, logs=self.logs, state=self.folder / "state", disk=Disk())


def a_place(kind: str, office: Office, folder: Path) -> Place:
    """An anchor that does not answer."""
    ca = make_ca(folder / "ca")
    match kind:
        case "witness":
            cosigner = parse_cosigner(a_key())
            assert cosigner is not None
            there = WitnessAddress(name="county", address=NOWHERE, cosigner=cosigner, timeout=2)
            return WitnessClient(there, logs=office.logs, state=folder / "state", disk=Disk())
        case "time stamp":
            roots = load_roots(ca.ca, anchor="tsa")
            return ByLines(
                lines=Authority(name="tsa", address=NOWHERE, roots=roots, folder=folder / "tsa", disk=Disk())
            )
        case "mail":
            mail = LineMail(
                name="mail", server=("127.0.0.1", 1), sender="a@b.example", to=("c@d.example",), security="starttls",
                trust=ssl.create_default_context(),
            )  # fmt: skip
            return ByLines(lines=mail)
        case _:
            return ByLines(lines=LineFile(name="share", path=folder / "not/there", disk=Disk()))


def a_key() -> str:
    """The public key of a witness that nobody runs."""
    from nahtlos.journal.anchors.cosignature import Cosigner

    return str(Cosigner(name="county", key=bytes(range(32))))


# ------------------------------------------------------------------ bounded lag, then stop


@pytest.mark.parametrize("kind", ["witness", "time stamp", "mail", "file"])
async def test_within_its_lag_an_anchor_stops_nobody(tmp_path: Path, kind: str) -> None:
    """What cannot be reached is asked again, and the work goes on."""
    office = Office(tmp_path)
    office.place = lambda: a_place(kind, office, tmp_path)
    await office.something_was_signed()
    await office.pass_time(minutes=50)

    await office.run()

    assert sorted(commit.key for commit in office.register.commits) == ["1", "2"]
    assert verify_journal(office.logs).intact


@pytest.mark.parametrize("kind", ["witness", "time stamp", "mail", "file"])
async def test_beyond_its_lag_nothing_is_written(tmp_path: Path, kind: str) -> None:
    """One sentence that names the anchor, since when and why; no effect; the run is paused; the journal verifies."""
    office = Office(tmp_path)
    office.place = lambda: a_place(kind, office, tmp_path)
    await office.something_was_signed()
    await office.pass_time(minutes=61)

    with pytest.raises(AnchorsLate) as caught:
        await office.run()

    assert '"outside" has not taken the journal since' in str(caught.value) and "--resume" in str(caught.value)
    assert "did not take" in str(caught.value)
    assert not office.register.commits
    assert not [effect for effect in read_effects(office.logs).values() if effect.intended]
    assert [entry.fields["reason"] for entry in read_events(office.logs, events={"run.paused"})] == ["fault"]
    assert verify_journal(office.logs).intact


async def test_when_the_witness_answers_again_everything_goes_on(tmp_path: Path) -> None:
    """The run is resumed, nothing is written twice, and the witness knows the newest checkpoint."""
    office = Office(tmp_path)
    office.place = lambda: a_place("witness", office, tmp_path)
    await office.something_was_signed()
    await office.pass_time(minutes=61)
    with pytest.raises(AnchorsLate):
        await office.run()

    with witnessing(tmp_path / "witness", office.fingerprint()) as witness:
        office.witnessed_by(witness)
        await office.run()
        known = await asyncio.to_thread(office.place().knows)

    assert sorted(commit.key for commit in office.register.commits) == ["1", "2"]
    assert {each.chain for each in known} == {"runs/pc-0"}
    assert verify_journal(office.logs, anchors=known).intact


async def test_it_stops_in_the_middle_of_a_run(tmp_path: Path) -> None:
    """Whoever begins in time is stopped all the same when the lag grows too long before an effect."""
    office = Office(tmp_path)
    office.place = lambda: a_place("file", office, tmp_path)
    await office.something_was_signed()
    seen: list[str] = []
    original = office.keeper

    def with_slow_cases() -> Keeper:
        keeper = original()
        guard = keeper.must_not_lag

        def slowly() -> None:
            seen.append("asked")
            if len(seen) == 2:
                office.world.clock.advance(7200)
            guard()

        keeper.must_not_lag = slowly  # type: ignore[method-assign]  # slower for this test
        return keeper

    office.keeper = with_slow_cases  # type: ignore[method-assign]  # slower for this test
    with pytest.raises(AnchorsLate):
        await office.run()

    assert len(office.register.commits) == 1


# ------------------------------------------------------------------ never something less safe


async def test_another_witness_in_its_place_is_none(tmp_path: Path) -> None:
    """Whoever answers at the address without the key of the settings counts as away."""
    office = Office(tmp_path)
    await office.something_was_signed()
    with witnessing(tmp_path / "other", office.fingerprint()) as other:
        office.witnessed_by(replace(other, key=a_key()))
        await office.pass_time(minutes=61)

        with pytest.raises(AnchorsLate, match="not that of its key"):
            await office.run()

    assert not office.register.commits


async def test_a_journal_that_was_rolled_back_is_stopped_at_once(tmp_path: Path) -> None:
    """Lines, checkpoints and keys restored from an older copy: only the witness knows, and it is enough."""
    office = Office(tmp_path)
    await office.something_was_signed()
    shutil.copytree(office.logs, tmp_path / "old/logs")
    shutil.copytree(tmp_path / "keys", tmp_path / "old/keys")
    with witnessing(tmp_path / "witness", office.fingerprint()) as witness:
        office.witnessed_by(witness)
        await office.run()
        known = await asyncio.to_thread(office.keeper()._anchors[0].place.knows)
        for name in ("logs", "keys"):
            shutil.rmtree(tmp_path / name)
            shutil.copytree(tmp_path / "old" / name, tmp_path / name)
        shutil.rmtree(tmp_path / "state")
        before = len(office.register.commits)
        report = verify_journal(office.logs, anchors=known)

        with pytest.raises(AnchorDisagrees, match=r"another runs/pc-0: \d+ lines"):
            keeper = office.keeper()
            await asyncio.to_thread(keeper.look)
            keeper.must_not_lag()

    assert not report.intact
    assert len(office.register.commits) == before


# ------------------------------------------------------------------ the whole program


def test_a_run_without_its_witness(tmp_path: Path) -> None:
    """`run` ends with one sentence and writes nothing; with the witness there, the same run goes on to its end."""
    vouchers = [*good_vouchers(generate_vouchers(12, 2026)).values()][:2]
    with start_practice("casework", cases=12) as casework, start_practice("exchange", cases=12) as exchange:
        workspace = make_workspace(tmp_path / "workspace", casework, exchange, settle=1)
        write_csv(workspace.path / "delivery.csv", vouchers)
        workspace.nahtlos("pause", "casework")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        [root] = read_certificates((workspace.logs / FILE).read_bytes()).roots
        more = ("--listen", f"127.0.0.1:{port}")
        with witnessing(tmp_path / "witness", fingerprint_of(root.key), more=more) as witness:
            key = witness.key
        anchored(workspace, port, key)
        alone = workspace.nahtlos("run", "import-vouchers", "--profile", "practice", "--input", "file=delivery.csv")
        written = len(ask(exchange, "/records"))
        told = workspace.nahtlos("audit", "anchor")
        with witnessing(tmp_path / "witness", fingerprint_of(root.key), more=more):
            resumed = workspace.nahtlos("run", "import-vouchers", "--profile", "practice", "--resume")
            standing = workspace.nahtlos("audit", "anchor", "--json")

    assert alone.status == 1 and "E570" in alone.err and "Traceback" not in alone.err, alone
    assert written == 0
    assert told.status == 1 and "cannot be reached" in told.out
    assert resumed.status in (0, 3), resumed
    assert standing.status == 0 and standing.json["anchors"][0]["problem"] is None
    assert len(standing.json["warnings"]) == 1


def anchored(workspace: Workspace, port: int, key: str) -> None:
    """Name the witness in the settings, with no patience at all."""
    (workspace.path / "config/nahtlos.yaml").write_text(
        "journal:\n  anchors:\n"
        f'    - {{name: county, kind: witness, address: "http://127.0.0.1:{port}", key: "{key}", lag: 0 s}}\n',
        encoding="utf-8",
    )


def test_late_is_an_error_of_the_journal() -> None:
    """Whoever handles a journal that cannot be written handles an anchor that is late, too."""
    assert issubclass(AnchorsLate, JournalError)
