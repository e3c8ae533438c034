"""Pages that are not as a bot says: each stops the step before any save, with an error that a bot builder can use."""

from __future__ import annotations

import pytest
from tests.browser.screen.session import Session

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.outcome import outcome_of
from nahtlos.errors import NahtlosError, Source
from nahtlos.model import load_bot
from nahtlos.plan import nodes
from nahtlos.plan.bot import compile_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")
BOT = """bot: register
session: {login: [{open: /}], signed_in: {link: Abmelden}}
resources:
  person:
    key: [number]
    fields:
      number: {label: Nummer}
      street: {label: Straße}
      land:   {label: Land, type: choice}
    find:
      - open: /
      - row: {where: {Nummer: "{{ key.number }}"}}
    read: [{read: all}]
    update:
      - open: /
      - form: [street, land]
      - save: Speichern
operations:
  street:
    outputs: {street: text}
    steps: [{read: {street: Straße}}]
"""
LAND = "<label>Land <select><option>Deutschland<option>Polen</select></label>"
SAVE = "<button onclick=\"document.title='gespeichert'\">Speichern</button>"
GOOD = f"<label>Nummer <input value=7></label><label>Straße <input value=Alt></label>{LAND}{SAVE}"
STOPS: dict[str, tuple[str, str, str]] = {
    "ambiguity": (GOOD + "<fieldset><legend>Zweitwohnung</legend><label>Straße <input></label></fieldset>", "E451", "in: Zweitwohnung"),
    "renamed": (GOOD.replace("Straße", "Straße und Hausnr."), "E450", "(write {label: Straße und Hausnr.})"),
    "dialog": (GOOD + "<script>setTimeout(() => confirm('Weiter?'), 0)</script>", "E456", "Weiter?"),
    "modal": (GOOD + "<dialog id=d><h2>Lizenz</h2><button>OK</button></dialog><script>d.showModal()</script>", "E473", "Lizenz"),
    "refuses its value": (GOOD.replace("<input value=Alt>", "<input value=Alt oninput=\"this.value='x'\">"), "E453", "street"),
    "shortens its value": (GOOD.replace("<input value=Alt>", "<input value=Alt maxlength=4>"), "E453", "street"),
    "lacks the choice": (GOOD.replace("<option>Polen", ""), "E458", "Polen"),
    "locked": (GOOD.replace("<input value=Alt>", "<input value=Alt readonly>"), "E455", "Straße"),
    "another control": (GOOD.replace("<input value=Alt>", "<input type=checkbox>"), "E452", "checkbox"),
}  # fmt: skip


def system() -> nodes.System:
    bot = compile_bot(load_bot(Source("bots/register/bot.yaml", BOT)))
    return nodes.System(name="register", bot=bot, address="http://x", hosts=(), account="bot")


async def stopped(session: Session, page: str) -> NahtlosError:
    """Update the person on this page; the error, after proof that nothing was saved."""
    session.site.pages["/"] = page
    known = system()
    talk = Conversation(screen=session.screen, system=known, scope={}, resource=known.bot.resources["person"])
    want = {"street": "Neue Straße 7", "land": "Polen"}
    talk.scope.update(want=want, changed=tuple(want))
    talk.changed = tuple(want)

    async def save(_: Conversation, step: nodes.Save) -> None:
        raise AssertionError(f"it came to the save: {step}")

    talk.saving = save
    with pytest.raises(NahtlosError) as caught:
        assert talk.resource is not None
        await talk.run(talk.resource.update)
    assert await session.state("document.title") != "gespeichert"
    return caught.value


@pytest.mark.parametrize(("page", "code", "said"), STOPS.values(), ids=STOPS)
async def test_the_step_stops_before_any_save(session: Session, page: str, code: str, said: str) -> None:
    """With its own code, and with what helps to change the bot."""
    error = await stopped(session, page)

    assert error.code == code
    assert said in error.message()


async def test_the_line_of_the_bot_is_named(session: Session) -> None:
    """Where a case fails for it, the reason says which line to change; no value stands in it."""
    error = await stopped(session, STOPS["renamed"][0])

    outcome = outcome_of(error)

    assert outcome.outcome == "failed"
    assert outcome.reason is not None
    assert outcome.reason.endswith("The bot says so in bots/register/bot.yaml:8: street: {label: Straße}")
    assert "Neue" not in outcome.reason
    assert "Alt" not in outcome.reason


async def test_an_empty_read_is_an_error_of_the_case(session: Session) -> None:
    """A value that must be there and is blank is not passed on."""
    known = system()
    talk = Conversation(screen=session.screen, system=known, scope={})
    await session.show(GOOD.replace("value=Alt", ""))

    with pytest.raises(NahtlosError) as caught:
        await talk.run(known.bot.operations["street"].steps)

    assert outcome_of(caught.value).outcome == "rejected"
