"""One practice system and one signed-in screen to try faults of screens on: without the engine's records, so cheap."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.faults.world import QUICK, some_vouchers
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.browser.screen import BrowserScreen
from nahtlos.engine import record, verbs
from nahtlos.engine.conversation import Conversation, Saving
from nahtlos.engine.resolve import locator_of
from nahtlos.engine.screen import Address, Value
from nahtlos.engine.signin import system_names
from nahtlos.events import ReleaseInspected
from nahtlos.journal.journal import FileJournal
from nahtlos.journal.technical_log import technical_log
from nahtlos.plan import nodes
from nahtlos.practice.cases import Voucher, write_csv
from nahtlos.practice.start import Practice, start_practice
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.example import write_example
from nahtlos.runtime.job import prepare
from nahtlos.runtime.parts import Shared, open_parts
from nahtlos.runtime.practice import PracticeSystem, PracticeSystems
from nahtlos.runtime.records import open_records
from nahtlos.secrets.masker import Masker

SEED = 2026
EDIT = "/gutschein/bearbeiten"
SEARCH = "/gutschein/suchen"
NOWHERE = "http://127.0.0.1:9"


@dataclass(slots=True, kw_only=True)
class Bench:
    """casework, a voucher that is open in it, and a conversation about it."""

    practice: Practice
    voucher: Voucher
    other: Voucher
    system: nodes.System
    screen: BrowserScreen
    folder: Path
    journal: FileJournal
    scope: Mapping[str, Any]

    def talk(self) -> Conversation:
        """Begin a conversation about vouchers."""
        return Conversation(
            screen=self.screen, system=self.system, scope=dict(self.scope),
            resource=self.system.bot.resources["voucher"],
        )  # fmt: skip

    def arm(self, fault: str, **how: Any) -> None:
        """Let a fault strike each request that matches."""
        ask(self.practice, "/faults", {"fault": fault, "times": None, **how})

    def disarm(self) -> None:
        """Let nothing strike any more."""
        ask(self.practice, "/faults", method="DELETE")

    def now_holds(self, values: Mapping[str, str]) -> None:
        """Change the record behind everybody's back."""
        ask(self.practice, "/records/change", {"key": self.voucher.voucher_no, "set": dict(values)})

    def effects(self, after: int = 0) -> list[dict[str, Any]]:
        """The writes that were committed."""
        found: list[dict[str, Any]] = ask(self.practice, f"/effects?after={after}")
        return found

    async def flush(self) -> None:
        """Have on disk what the journal was told by now."""
        await self.journal.write(ReleaseInspected(system="casework", inspected_by="tester", differences=0))

    async def find(self) -> Conversation:
        """Open the voucher as the bot does."""
        talk = self.talk()
        await record.find(talk, {"voucher_no": self.voucher.voucher_no})
        return talk

    async def show_form(self) -> None:
        """Show the form of the record that is open."""
        await self.screen.open(Address(path=EDIT))

    async def update(
        self, want: Mapping[str, Value], *, before: Mapping[str, Value] | None = None, saving: Saving | None = None
    ) -> None:
        """Do what the bot does to update: fill, prove, save; with the looks of the engine, without its records."""
        talk = self.talk()
        talk.scope.update(want=want, changed=tuple(want))
        talk.changed, talk.before = tuple(want), before
        talk.saving = saving or save
        assert talk.resource is not None
        await talk.run(talk.resource.update)

    async def values_by_name(self) -> dict[str, str]:
        """What each control of the page holds, by the name under which it is sent; of all its frames."""
        found: dict[str, str] = {}
        for frame in self.screen.page.frames:
            found |= await frame.evaluate(
                "Object.fromEntries([...document.querySelectorAll('input, select, textarea')]"
                ".filter(one => one.type !== 'radio' || one.checked).map(one => [one.name || one.id, one.value]))"
            )
        return found


async def save(talk: Conversation, step: nodes.Save) -> None:
    """Be ready, look a last time, click, and see what the system says."""
    assert isinstance(step.by, nodes.Click) and talk.resource is not None and talk.resource.saved is not None
    await talk.screen.ready(locator_of(step.by.locator, talk.scope))
    await talk.screen.still_holds()
    await verbs.act(talk, step.by)
    await talk.first_seen([talk.resource.saved])


@asynccontextmanager
async def open_bench(
    folder: Path, warm: Warm, *, time_out: float = 1.0, of: Literal["casework", "exchange"] = "casework"
) -> AsyncIterator[Bench]:
    """Start one of the practice systems and sign in."""
    vouchers = some_vouchers(3)
    write_csv(folder / "delivery.csv", vouchers)
    async with AsyncExitStack() as stack:
        more = [*QUICK]
        given = folder / "delivery.csv" if of == "casework" else None
        practice = stack.enter_context(start_practice(of, data=given, seed=SEED, extra=more))
        workspace = write_example(folder / "county")
        settings = workspace.root / "config" / "nahtlos.yaml"
        settings.write_text(settings.read_text("utf-8").replace("time_out: 10 s", f"time_out: {time_out:g} s"), "utf-8")
        systems = PracticeSystems.of(
            PracticeSystem(
                system=name, user="bot", address=practice.address if name == of else NOWHERE,
                password=practice.users["bot"] if name == of else "none",
            )
            for name in ("casework", "exchange")
        )  # fmt: skip
        job = prepare(workspace, "report-participation", profile="practice", practice=systems)
        system, masker = job.plan.systems[of], Masker()
        log = stack.enter_context(technical_log(workspace.logs / "technical.log", mask=masker.mask))
        records = await stack.enter_async_context(open_records(workspace, read_settings(workspace)))
        shared = Shared(log=log, masker=masker, warm=warm)
        parts = await stack.enter_async_context(
            open_parts(job.profile, {of: system}, records, warn=lambda _: None, shared=shared)
        )
        screen = await stack.enter_async_context(parts.sessions.hold(of))
        assert isinstance(screen, BrowserScreen)
        yield Bench(
            practice=practice, voucher=vouchers[0], other=vouchers[1], system=system, screen=screen, folder=folder,
            journal=records.journal,
            scope=system_names(system, None, parts.secrets),
        )  # fmt: skip
