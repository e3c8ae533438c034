"""An engine without one of its safeguards, for as long as a block lasts: the checker must then find something.

Each function takes away one; `SABOTAGE` names those that a process of its own can do without (`tests.faults.struck`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import yaml

from nahtlos.browser import filling, world
from nahtlos.browser.address import HostPort
from nahtlos.browser.dialogs import Dialogs
from nahtlos.browser.fence import Fence
from nahtlos.browser.screen import BrowserScreen
from nahtlos.cli import output, stopping
from nahtlos.engine import listing, reading, verbs
from nahtlos.engine.attempt import Attempt
from nahtlos.engine.circuit import Circuit, Circuits
from nahtlos.engine.effect import Effect
from nahtlos.engine.parts import Brakes
from nahtlos.engine.transfer import Doubt, Transferring
from nahtlos.engine.tries import Tries
from nahtlos.engine.values import from_screen
from nahtlos.errors import BrokenYaml, InternalFault, Source
from nahtlos.expressions import compile_template
from nahtlos.journal import tail
from nahtlos.journal.exports import csv as tables
from nahtlos.journal.line import VERSION
from nahtlos.ledger import opening
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.library import csv
from nahtlos.library.columns import Column
from nahtlos.library.delivery import Delivery
from nahtlos.reading import compose
from nahtlos.runtime import running
from nahtlos.runtime.release_guard import ReleaseGuard
from nahtlos.testing.ledger import MemoryLedger

Without = Callable[[], AbstractContextManager[None]]


@contextmanager
def replaced(owner: object, name: str, by: Any) -> Iterator[None]:
    """Let a method, or what a module knows, be another one."""
    ordinary = getattr(owner, name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        setattr(owner, name, ordinary)


@contextmanager
def all_replaced(*changes: tuple[object, str, Any]) -> Iterator[None]:
    """Let several be other ones."""
    with ExitStack() as stack:
        for owner, name, by in changes:
            stack.enter_context(replaced(owner, name, by))
        yield


async def nothing(*_: Any, **__: Any) -> None:
    """Do not do it."""


# ------------------------------------------------------------------ effects: rows 1 to 8, 25


def without_intent() -> AbstractContextManager[None]:
    """Write first, tell ledger and journal nothing before."""

    async def intend(effect: Effect) -> None:
        effect.state = "intended"

    async def finish(effect: Effect, state: Any, **_: Any) -> None:
        effect.state = state

    return all_replaced((Effect, "intend", intend), (Effect, "finish", finish))


def without_carrying_once() -> AbstractContextManager[None]:
    """Let browsers repeat what they send."""
    return replaced(Fence, "carry_once", lambda _self: None)


def without_looking() -> AbstractContextManager[None]:
    """Take each doubt for not done, and write again without a look."""
    ordinary, prove_ordinarily = Transferring._on, Transferring._prove

    async def take_over(self: Transferring, left: Any, **_: Any) -> None:
        await self.attempt.left_effect(left, self).finish("not_done", recovered=True)

    async def on(self: Transferring, talk: Any) -> Any:
        has_tried = any(effect.record.step == self.path for effect in self.attempt.effects._mine.values())
        return await (self._missing(talk) if has_tried and self.step.if_missing == "create" else ordinary(self, talk))

    async def prove(self: Transferring, talk: Any, effect: Any) -> Any:
        if effect.refusal is None:
            return await prove_ordinarily(self, talk, effect)
        await effect.finish("in_doubt")
        raise Doubt(effect)

    return all_replaced(
        (Transferring, "take_over", take_over), (Transferring, "_on", on), (Transferring, "_prove", prove)
    )


def without_settling() -> AbstractContextManager[None]:
    """Believe the first look, however early."""
    ordinary = Transferring._settled_look

    async def hasty(self: Transferring, left: Any, _since: float | None) -> Any:
        self.system = replace(self.system, settle=0.0)
        return await ordinary(self, left, None)

    return replaced(Transferring, "_settled_look", hasty)


def without_reading_back() -> AbstractContextManager[None]:
    """Believe that what was sent arrived."""

    async def look(_self: Transferring, _talk: Any, effect: Any) -> Any:
        return "as_intended", dict(effect.after)

    return replaced(Transferring, "look", look)


def without_finding() -> AbstractContextManager[None]:
    """Write what is to be created without a look whether it is there."""
    ordinary = Transferring._on

    async def on(self: Transferring, talk: Any) -> Any:
        return await (self._missing(talk) if self.step.if_missing == "create" else ordinary(self, talk))

    return replaced(Transferring, "_on", on)


def without_counting_crashes() -> AbstractContextManager[None]:
    """Take a new browser each time, as if nothing had been."""
    return replaced(Brakes, "lost_session", lambda *_: None)


def without_a_rest() -> AbstractContextManager[None]:
    """Go on with a system however often it failed."""
    return replaced(Circuit, "fail", lambda *_, **__: False)


# ------------------------------------------------------------------ screens: rows 9 to 12, 24


def without_a_careful_eye() -> AbstractContextManager[None]:
    """Take the first of several, and any text before a field for its label."""
    text = world.eye()
    for careful, hasty in (
        ("if (found.length === 1) return { state: \"one\"", "if (found.length >= 1) return { state: \"one\""),
        ("function isMisbound(label, one) {", "function isMisbound(label, one) { return false;"),
        ("function isProven({ run, place }, one) {", "function isProven({ run, place }, one) { return true;"),
    ):
        assert careful in text
        text = text.replace(careful, hasty)
    return replaced(world, "eye", lambda: text)


def without_reading_fields() -> AbstractContextManager[None]:
    """Believe that a field holds what was typed, after filling and before the save."""

    async def unread(form: filling.Form) -> tuple[list[int], list[Any]]:
        return [], [{"el": 0, "kind": "", **answer} for answer in await form.shown()]

    return all_replaced((filling.Form, "wrong", unread), (BrowserScreen, "still_holds", nothing))


def without_stopping_at_dialogs() -> AbstractContextManager[None]:
    """Let the browser answer what nobody declared."""
    return replaced(Dialogs, "stop_for_undeclared", lambda *_, **__: None)


def without_comparing_persons() -> AbstractContextManager[None]:
    """Take the record on the screen for the one that was asked for."""
    ordinary = Transferring._different

    async def trusting(self: Transferring, talk: Any, shown: Mapping[str, Any], fields: tuple[str, ...]) -> Any:
        own = {*self.key, *self.resource.confirm}
        mine = tuple(name for name in fields if name not in own)
        return await ordinary(self, talk, {**shown, **{name: self.want[name] for name in own}}, mine)

    return all_replaced(
        (verbs, "prove_same", nothing), (Transferring, "_proven_same", lambda *_: {}),
        (Transferring, "_different", trusting),
    )  # fmt: skip


def without_a_fence() -> AbstractContextManager[None]:
    """Let pages go where they like."""
    return replaced(Fence, "_listed", lambda _self, host, port: HostPort(host=host, port=port))


def without_leaving_texts_alone() -> AbstractContextManager[None]:
    """Work out what stands in braces on a page."""
    def worked_out(shown: Any, field: Any) -> Any:
        is_text = isinstance(shown, str) and "{{" in shown
        return from_screen(str(compile_template(shown, place=None, names={}).evaluate({})) if is_text else shown, field)

    return replaced(reading, "from_screen", worked_out)


def without_the_release_guard() -> AbstractContextManager[None]:
    """Take a system for as it was accepted."""
    return replaced(ReleaseGuard, "prove", nothing)


# ------------------------------------------------------------------ what comes in: rows 18, 19, 22


def without_refusing_copies() -> AbstractContextManager[None]:
    """Let a file copy its parts, as YAML does."""

    class WrittenOut(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def written_out(source: Source) -> Source:
        read = yaml.load(source.text, Loader=yaml.BaseLoader)
        return Source(source.name, yaml.dump(read, Dumper=WrittenOut, sort_keys=False))

    return replaced(compose, "refuse_unfit", written_out)


def without_refusing_second_keys() -> AbstractContextManager[None]:
    """Take the last of two values with one key."""
    ordinary = compose.Builder._name

    def name(self: compose.Builder, key: Any, table: Any) -> Any:
        table.pop(key, None) if isinstance(key, str) else None
        return ordinary(self, key, table)

    return replaced(compose.Builder, "_name", name)


def without_measure() -> AbstractContextManager[None]:
    """Read texts of any length, and as many values as there are."""
    return all_replaced((compose, "TEXT_LIMIT", 10**9), (compose, "VALUES_LIMIT", 10**9))


def without_places() -> AbstractContextManager[None]:
    """Say that the YAML is broken, and not where."""
    return replaced(compose, "syntax_problem", lambda *_: BrokenYaml(reason="it is broken"))


def without_unfit_cells() -> AbstractContextManager[None]:
    """Take whatever stands in a cell."""
    return replaced(csv, "_unfit", lambda _cell: None)


def without_counting_cells() -> AbstractContextManager[None]:
    """Fill up a row that is too short, and cut one that is too long."""
    ordinary = csv._Table.values

    def values(self: Any, line: Any) -> Any:
        cells = [*line.cells, *[""] * self.width][: self.width]
        return ordinary(self, replace(line, cells=cells))

    return replaced(csv._Table, "values", values)


def without_keeping_texts() -> AbstractContextManager[None]:
    """Take what looks like a number for one, as a spreadsheet does."""
    ordinary = Column.value

    def value(self: Column, cell: str) -> Any:
        return ordinary(self, str(int(cell)) if cell.isdigit() else cell)

    return replaced(Column, "value", value)


def without_knowing_contents() -> AbstractContextManager[None]:
    """Know a file by its name."""
    return replaced(running, "content_now", nothing)


def without_comparing_what_was_read() -> AbstractContextManager[None]:
    """Take what is in the file now for what was looked through."""

    def lines(self: Delivery) -> Iterator[str]:
        yield from self.path.read_text(self.encoding).splitlines(keepends=True)

    return replaced(Delivery, "lines", lines)


# ------------------------------------------------------------------ runs: rows 20, 21, 23, 25, 26


def without_isolation() -> AbstractContextManager[None]:
    """Let what breaks with one case break the run."""
    ordinary = Attempt.work

    async def work(self: Attempt) -> Any:
        outcome = await ordinary(self)
        if outcome.code == InternalFault.code:
            raise RuntimeError(outcome.reason)
        return outcome

    return replaced(Attempt, "work", work)


def without_pages() -> AbstractContextManager[None]:
    """Keep all cases, and all that is said of them, while they are gone through."""
    list_ordinarily, add_ordinarily = listing._items, output.Spool.add
    kept: list[Any] = []

    def items(*given: Any, **how: Any) -> Iterator[Any]:
        for item in list_ordinarily(*given, **how):
            kept.append(item)
            yield item

    def add(self: output.Spool, text: str) -> None:
        kept.append(text)
        add_ordinarily(self, text)

    return all_replaced((listing, "_items", items), (output.Spool, "add", add))


def without_setting_aside() -> AbstractContextManager[None]:
    """Try a case again for as long as its system is not given up."""
    return all_replaced((Tries, "_wait", lambda *_: 1.0), (Circuits, "failed", lambda *_: 0))


def without_knowing_rejections() -> AbstractContextManager[None]:
    """Take what a system refuses for a failure that may pass."""
    ordinary = Tries.may_go_on

    async def may_go_on(self: Tries, outcome: Any) -> bool:
        return await ordinary(self, replace(outcome, outcome="failed"))

    return replaced(Tries, "may_go_on", may_go_on)


def without_account_locks() -> AbstractContextManager[None]:
    """Let every run try its luck with an account."""
    return all_replaced((SqlLedger, "lock_account", nothing), (MemoryLedger, "lock_account", nothing))


def without_comparing_workflows() -> AbstractContextManager[None]:
    """Go on with whatever workflow and bots there are now."""
    ordinary = running.resume_with

    async def resume_with(records: Any, job: Any, left: Any, **how: Any) -> Any:
        return await ordinary(records, job, replace(left, workflow_hash=job.plan.hash), **how)

    return replaced(running, "resume_with", resume_with)


def without_asking_the_ledger_for_its_version() -> AbstractContextManager[None]:
    """Take its tables for those that this nahtlos knows."""
    return replaced(opening, "bring_up_to_date", lambda *_, **__: None)


def without_asking_the_journal_for_its_version() -> AbstractContextManager[None]:
    """Take its lines for those that this nahtlos writes."""
    return replaced(tail, "_version_of", lambda _: VERSION)


def without_hearing_signals() -> AbstractContextManager[None]:
    """Let SIGTERM end the process wherever it is."""

    @contextmanager
    def unheard(*_: Any) -> Iterator[None]:
        yield

    return replaced(stopping, "signals_heard", unheard)


def without_ending_waits() -> AbstractContextManager[None]:
    """Wait to the end, whoever asks to stop."""

    async def wait(_self: Brakes, clock: Any, seconds: float) -> None:
        await clock.sleep(seconds)

    return replaced(Brakes, "wait", wait)


# ------------------------------------------------------------------ what goes out: row 24


def without_taming_terminals() -> AbstractContextManager[None]:
    """Print whatever letters there are."""
    return replaced(output, "_STEERING", re.compile("(?!)"))


def without_harmless_cells() -> AbstractContextManager[None]:
    """Write tables as the texts are."""
    return replaced(tables, "FORMULA", ())


SABOTAGE: Mapping[str, Without] = {
    "no-intent": without_intent, "no-probe": without_looking, "no-settle": without_settling,
    "no-signals": without_hearing_signals, "no-taming": without_taming_terminals,
    "no-pages": without_pages,
}  # fmt: skip
