"""What is said when a locator fails: what is there instead, how a bot would write it, and the line to change."""

from __future__ import annotations

import pytest
from tests.browser.screen.session import Session

from nahtlos.engine.conversation import Conversation
from nahtlos.errors import NahtlosError, Source
from nahtlos.model import load_bot
from nahtlos.plan.bot import compile_bot
from nahtlos.plan.nodes import System

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOT = """bot: amt
session: {login: [{open: /}], signed_in: {text: X}}
operations:
  work:
    inputs: {}
    outputs: {}
    steps:
      - fill: {Quittungsnummer: "Q-1"}
      - click: {button: Speichern}
"""
AMOUNT = "<label>Betrag <input value=4711></label>"
FIELD = "<label>Quittungsnummer <input></label>"
CASES = {
    "the label is another one": (
        f"<form><label>Quittungs-Nr. <input></label>{AMOUNT}</form>",
        'bots/amt/bot.yaml:8:16  E450  "Quittungsnummer" is not on the screen at /: it was not found. Nearest on this '
        'page: field "Quittungs-Nr." (write {label: Quittungs-Nr.}).',
    ),
    "nothing is called alike": (
        "<form><label>Belegzeichen <input></label></form>",
        'bots/amt/bot.yaml:8:16  E450  "Quittungsnummer" is not on the screen at /: it was not found. Nearest on this '
        'page: field "Belegzeichen" (write {label: Belegzeichen}).',
    ),
    "the button is another one": (
        f"<form>{FIELD}<button>Weiter</button></form>",
        'bots/amt/bot.yaml:9:16  E450  button "Speichern" is not on the screen at /: it was not found. Nearest on this '
        'page: button "Weiter" (write {button: Weiter}).',
    ),
    "it is there twice": (
        f"<fieldset><legend>Alt</legend>{FIELD}</fieldset><fieldset><legend>Neu</legend>{FIELD}</fieldset>",
        'bots/amt/bot.yaml:8:16  E451  "Quittungsnummer" is there 2 times at /: field "Quittungsnummer" (write {label: '
        'Quittungsnummer, in: Alt}) and field "Quittungsnummer" (write {label: Quittungsnummer, in: Neu}). Write the '
        "one that is meant.",
    ),
    "it has gone into a frame, and is called otherwise": (
        "<iframe title=Inhalt srcdoc='<label>Quittungs-Nr. <input></label>'></iframe>",
        'bots/amt/bot.yaml:8:16  E450  "Quittungsnummer" is not on the screen at /: it was not found. Nearest on this '
        'page: field "Quittungs-Nr." (write {label: Quittungs-Nr.}).',
    ),
    "it has gone into a dialog": (
        f"<form><button>Erfassen</button></form><dialog><h2>Quittung</h2>{FIELD}</dialog>",
        'bots/amt/bot.yaml:8:16  E450  "Quittungsnummer" is not on the screen at /: it is hidden in a dialog '
        '"Quittung" that is not open.',
    ),
    "it has gone behind a tab": (
        f"<button role=tab aria-controls=p>Quittung</button><div id=p role=tabpanel hidden>{FIELD}</div>",
        'bots/amt/bot.yaml:8:16  E450  "Quittungsnummer" is not on the screen at /: it is hidden in a tab "Quittung" '
        "(write click: {tab: Quittung} before it, or behind: {tab: Quittung} at the field) that is not open.",
    ),
    "it has gone into a fold": (
        f"<details><summary>Mehr</summary>{FIELD}</details>",
        'bots/amt/bot.yaml:8:16  E450  "Quittungsnummer" is not on the screen at /: it is hidden in a fold "Mehr" '
        "(write click: Mehr before it, or behind: Mehr at the field) that is not open.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_the_message_says_what_is_there_and_which_line_to_change(session: Session, case: str) -> None:
    """As `nahtlos run` shows it; values of fields never stand in it."""
    page, said = CASES[case]
    await session.show(page)
    session.screen.desk.timeout = 0.3
    bot = compile_bot(load_bot(Source("bots/amt/bot.yaml", BOT)))
    system = System(name="amt", bot=bot, address=session.site.address, hosts=(), account="x")
    talk = Conversation(screen=session.screen, system=system, scope={"inputs": {}})

    with pytest.raises(NahtlosError) as caught:
        await talk.run(bot.operations["work"].steps)

    assert caught.value.report().split("\n")[0] == said
