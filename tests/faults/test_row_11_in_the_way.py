"""FAULTS row 11: a modal, a banner, a notice or a dialog of the browser is dealt with by rule, or stops the step.

What nobody declared stops it before any save, with an error that names it and a picture on which values are painted
over.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from tests.faults.bench import EDIT, Bench, open_bench
from tests.faults.without import without_stopping_at_dialogs
from tests.faults.world import one_browser

from nahtlos.browser.evidence import hidden_texts, photograph
from nahtlos.engine.conversation import Conversation
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError, Source, StoppedBySurprise
from nahtlos.model import load_bot
from nahtlos.plan import nodes
from nahtlos.plan.bot import compile_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")
OLD = {"receipt_no": "", "receipt_date": "", "status": "offen", "remark": ""}
WANT: dict[str, Value] = {"receipt_no": "Q-2026-004711", "receipt_date": date(2026, 11, 22), "state": "gemeldet"}
RULES = """
surprises:
  - see: {dialog: Neuigkeiten}
    steps: [{click: Schließen}]
    then: go_on
  - see: {button: Alle akzeptieren}
    steps: [{click: Alle akzeptieren}]
    then: go_on
  - see: {heading: Wartungsarbeiten}
    steps: []
    then: stop
"""
UNKNOWN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "modal": ({"what": "modal", "text": "Lizenz"}, {"E473"}),
    "modal while typing": ({"what": "modal", "text": "Lizenz", "when": "typed"}, {"E473", "E454"}),
    "banner": ({"what": "banner", "text": "Cookies"}, {"E454", "E473"}),
    "notice": ({"what": "notice", "text": "Wartungsarbeiten"}, {"E450", "E457"}),
    "alert": ({"what": "alert", "text": "Achtung"}, {"E456"}),
    "confirm": ({"what": "confirm", "text": "Trotzdem?"}, {"E456"}),
    "prompt": ({"what": "prompt", "text": "Grund?"}, {"E456"}),
    "alert while typing": ({"what": "alert", "text": "Achtung", "when": "typed"}, {"E456"}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    async with one_browser() as warm, open_bench(tmp_path_factory.mktemp("way"), warm) as bench:
        await bench.find()
        yield bench


def with_rules(bench: Bench) -> nodes.System:
    """The same system with a bot that knows some of them."""
    known = bench.system.bot
    text = (bench.folder / "county" / "bots" / "casework" / "bot.yaml").read_text("utf-8")
    bot = compile_bot(load_bot(Source("bots/casework/bot.yaml", text + RULES)))
    return replace(bench.system, bot=replace(known, surprises=bot.surprises))


async def updated(bench: Bench, system: nodes.System | None = None, **fault: Any) -> list[dict[str, Any]]:
    """Put that in the way, do what the bot does, and return what was written."""
    bench.disarm()
    bench.now_holds(OLD)
    before, known = len(bench.effects()), bench.system
    if fault:
        bench.arm("in_the_way", path=EDIT, **fault)
    bench.system = system or known
    try:
        await bench.show_form()
        await bench.screen.page.wait_for_timeout(60)  # until it has come
        await bench.update(WANT)
    finally:
        bench.system = known
        bench.disarm()
    return bench.effects(before)


@pytest.mark.parametrize(
    "fault",
    [
        {"what": "modal", "text": "Neuigkeiten"},
        {"what": "banner", "text": "Diese Seite verwendet Cookies"},
    ],
    ids=["modal", "banner"],
)
async def test_a_known_one_is_dealt_with_by_rule(bench: Bench, fault: dict[str, Any]) -> None:
    """The steps of its rule close it, and the work goes on."""
    [effect] = await updated(bench, with_rules(bench), **fault)

    assert effect["after"]["receipt_no"] == "Q-2026-004711"


async def test_a_known_end_of_work_stops(bench: Bench) -> None:
    """A maintenance notice is no reason to try on."""
    before = len(bench.effects())

    with pytest.raises(StoppedBySurprise):
        await updated(bench, with_rules(bench), what="notice", text="Wartungsarbeiten")

    assert len(bench.effects()) == before


@pytest.mark.parametrize(("fault", "codes"), UNKNOWN.values(), ids=UNKNOWN)
async def test_an_unknown_one_stops_before_the_save(bench: Bench, fault: dict[str, Any], codes: set[str]) -> None:
    """With an error that names what is in the way."""
    before = len(bench.effects())

    with pytest.raises(NahtlosError) as caught:
        await updated(bench, **fault)

    assert caught.value.code in codes
    assert caught.value.code in ("E450", "E457") or str(fault["text"]) in caught.value.message()
    assert len(bench.effects()) == before


async def test_what_stopped_is_kept_as_a_picture_without_values(bench: Bench) -> None:
    """The picture is taken while the dialog is open, and only after every value was painted over."""
    bench.arm("in_the_way", path=EDIT, what="modal", text="Lizenz")
    await bench.show_form()
    bench.disarm()

    image = await photograph(bench.screen, hidden_texts({"name": bench.voucher.last_name}, bench.voucher.voucher_no))

    assert image is not None
    assert image.startswith(b"\xff\xd8")


async def test_a_page_that_asks_whether_to_leave_it_is_left(bench: Bench) -> None:
    """On the way to another page, nothing was saved on purpose; the question is the browser's, not the system's."""
    bench.arm("in_the_way", path=EDIT, what="beforeunload")
    await bench.show_form()
    bench.disarm()

    talk: Conversation = await bench.find()

    assert await talk.screen.sees(talk.watched()[-1]) is False


async def test_without_the_handler_a_dialog_would_be_answered(bench: Bench) -> None:
    """The dialog is accepted and forgotten: the step goes on, and something was written behind it."""
    with without_stopping_at_dialogs():
        written = await updated(bench, what="confirm", text="Trotzdem?")

    assert len(written) == 1
