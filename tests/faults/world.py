"""A small world for a fault: two practice systems, a workspace, one browser for all of it; runs are done in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.checker import World as Evidence
from tests.faults.checker import good_vouchers, violations
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.engine.ports import EffectRecord, ItemRecord
from nahtlos.engine.run import RunReport
from nahtlos.journal.technical_log import technical_log
from nahtlos.model import Settings
from nahtlos.practice.cases import Voucher, generate_vouchers, write_csv
from nahtlos.practice.start import Practice, start_practice
from nahtlos.runtime import running
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.example import write_example
from nahtlos.runtime.job import Job, prepare
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.practice import PracticeSystem, PracticeSystems
from nahtlos.runtime.records import Records, open_records
from nahtlos.runtime.running import Wish
from nahtlos.runtime.screens import warm_browsers
from nahtlos.runtime.workspace import Workspace
from nahtlos.secrets.masker import Masker

WORKFLOW = "report-participation"
SUBMIT = {"exchange": "/api/meldungen", "casework": "/gutschein/speichern"}
"""Where each system is written to, with POST."""
QUICK = ("--latency", "0", "0", "--commit-delay", "0.01", "0.02")
SETTLE = 0.3
PATIENCE = "retry: {times: 4, wait: 0.1 s}\n    circuit: {failures: 5, pause: 1 s, trials: 5}"


def some_vouchers(count: int) -> list[Voucher]:
    """So many that can be transferred."""
    return list(good_vouchers(generate_vouchers(count + 12)).values())[:count]


@asynccontextmanager
async def one_browser() -> AsyncIterator[Warm]:
    """A browser for all tests of a module; it starts when it is needed."""
    async with warm_browsers(Settings()) as warm:
        yield warm


@dataclass(slots=True, kw_only=True)
class World:
    """Systems, workspace, and what was delivered."""

    workspace: Workspace
    casework: Practice
    exchange: Practice
    vouchers: Sequence[Voucher]
    warm: Warm
    passwords: dict[str, str] = field(default_factory=dict)
    """What the workspace takes for the password of a system, where it is wrong."""
    said: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    """What a person would have been shown."""

    def arm(self, system: str, fault: str, **how: Any) -> None:
        """Arm a fault in one of the systems."""
        ask(self._practice(system), "/faults", {"fault": fault, **how})

    def struck(self, system: str) -> int:
        """How often faults struck in one of the systems."""
        return sum(fault["struck"] for fault in ask(self._practice(system), "/faults"))

    def disarm(self) -> None:
        """Let nothing strike any more."""
        for practice in (self.casework, self.exchange):
            ask(practice, "/faults", method="DELETE")

    def effects(self, system: str) -> list[dict[str, Any]]:
        """The writes that one of the systems has committed."""
        found: list[dict[str, Any]] = ask(self._practice(system), "/effects?after=0")
        return found

    def _practice(self, system: str) -> Practice:
        return {"casework": self.casework, "exchange": self.exchange}[system]

    # -------------------------------------------------------------- runs

    async def run(self, *, workflow: str = WORKFLOW) -> RunReport:
        """Begin a run and see it end."""
        async with self._records() as records:
            with self._wish() as wish:
                return await running.start_with(records, self.job(workflow), wish)

    async def resume(self, *, workflow: str = WORKFLOW) -> RunReport:
        """Go on with the newest run."""
        async with self._records() as records:
            left = (await records.ledger.runs(workflow=workflow, most=1))[0]
            with self._wish() as wish:
                return await running.resume_with(records, self.job(workflow), left, wish=wish)

    def job(self, workflow: str = WORKFLOW) -> Job:
        """The workflow, made ready for the systems as they run."""
        practice = PracticeSystems.of(
            PracticeSystem(
                system=each.system, address=each.address, user="bot",
                password=self.passwords.get(each.system, each.users["bot"]),
            )
            for each in (self.casework, self.exchange)
        )
        return prepare(self.workspace, workflow, profile="practice", practice=practice)

    @contextmanager
    def _wish(self) -> Iterator[Wish]:
        masker = Masker()
        with technical_log(self.workspace.logs / "technical.log", mask=masker.mask) as log:
            yield Wish(shared=Shared(log=log, masker=masker, warm=self.warm), progress=self._hear)

    def _hear(self, what: str, facts: Any) -> None:
        self.said.append((what, dict(facts)))

    def _records(self) -> Any:
        return open_records(self.workspace, read_settings(self.workspace))

    # -------------------------------------------------------------- afterwards

    async def violations(self) -> list[str]:
        """What was lost, done twice, done without an intent, or told wrong."""
        items, effects = await self.left()
        return violations(
            Evidence(
                vouchers=self.vouchers, casework=self.casework, exchange=self.exchange, logs=self.workspace.logs,
                items=items, effects=effects,
            )
        )  # fmt: skip

    async def left(self) -> tuple[Sequence[ItemRecord], Sequence[EffectRecord]]:
        """What the ledger holds."""
        records: Records
        async with self._records() as records:
            return await records.ledger.items(), await records.ledger.effects()


@contextmanager
def small_world(
    folder: Path, warm: Warm, *, vouchers: Sequence[Voucher], settle: float = SETTLE, extra: Sequence[str] = (),
    time_out: float = 10.0,
) -> Iterator[World]:  # fmt: skip
    """Start both systems with these vouchers, quick ones, and make a workspace."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "delivery.csv", vouchers)
    with ExitStack() as stack:
        casework, exchange = (
            stack.enter_context(
                start_practice(name, data=folder / "delivery.csv", settle=settle, extra=[*QUICK, *extra])
            )
            for name in ("casework", "exchange")
        )
        workspace = write_example(folder / "county")
        _rewrite(workspace.root / "config" / "systems.yaml", "settle: 3 s", f"settle: {settle:g} s\n    {PATIENCE}")
        _rewrite(workspace.root / "config" / "nahtlos.yaml", "time_out: 10 s", f"time_out: {time_out:g} s")
        yield World(workspace=workspace, casework=casework, exchange=exchange, vouchers=vouchers, warm=warm)


def _rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
