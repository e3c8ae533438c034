"""What `check --live` looks at: the sign-in, records and operations of a sample, and what lies behind clicks.

Whatever it cannot look at it names, and nothing that writes leaves the browser.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from tests.browser.screen.site import Answering, Asked, Reply, Site

from nahtlos.browser import Warm
from nahtlos.errors import Refused
from nahtlos.journal.technical_log import technical_log
from nahtlos.model import Settings
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.inspecting import Inspected, inspect_jobs
from nahtlos.runtime.job import prepare
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.records import open_records
from nahtlos.runtime.screens import warm_browsers
from nahtlos.runtime.workspace import Workspace
from nahtlos.secrets.masker import Masker

pytestmark = pytest.mark.asyncio(loop_scope="module")

BOT = """
bot: amt
session:
  login:
    - open: /anmelden
    - fill: {Benutzer: "{{ secret.user }}", Kennwort: "{{ secret.password }}"}
    - click: {button: Anmelden}
  signed_in: {heading: Amt}
  signed_out: {label: Kennwort}
errors:
  - {see: {text: Gestört}, outcome: failed, say: "{{ shown }}"}
resources:
  card:
    key: [no]
    fields:
      no:     {label: Nummer, create_only: true}
      name:   {label: Name, personal: true}
      remark: {label: Bemerkung, optional: true}
    saved: {status: Gespeichert}
    find:
      - open: {path: /karte, query: {nr: "{{ key.no }}"}}
      - either:
          - see: {text: Keine Karte}
            steps: [none]
          - see: {heading: "Karte {{ key.no }}"}
            steps: [found]
    read:
      - read: all
    create:
      - open: /karten
      - click: {button: Neue Karte}
      - form: all
      - click: {button: Weiter}
      - save: {button: Speichern}
    update:
      - form: changed
      - click: {button: Prüfen}
      - save: {button: Übernehmen}
operations:
  cards:
    inputs: {since: date}
    outputs: {cards: {list: {no: text, name: {type: text, personal: true}}}}
    steps:
      - open: {path: /suche, query: {seit: "{{ inputs.since | date('dd.MM.yyyy') }}"}}
      - table: {as: cards, columns: {no: Nummer, name: Name}}
  letter:
    inputs: {no: text, text: text}
    effect: true
    probe: none
    steps:
      - open: /brief
      - fill: {Nummer: "{{ inputs.no }}"}
      - click: {button: Laden}
      - fill: {Brieftext: "{{ inputs.text }}"}
      - save: {button: Absenden}
"""
WORKFLOW = """
workflow: cards
title: Karten
owner: team
process: none
record: {no: text}
items: {from: amt.cards, with: {since: 2026-02-01}, key: "{{ item.no }}"}
steps:
  - id: card
    transfer:
      to: amt.card
      set: {no: "{{ item.no }}", remark: da}
  - id: letter
    do: amt.letter
    with: {no: "{{ item.no }}", text: Guten Tag}
"""
LOGIN = (
    "<form method=post action=/ein><label>Benutzer <input name=u></label>"
    "<label>Kennwort <input type=password name=p maxlength=20></label><button>Anmelden</button></form>"
)
CARD = (
    "<h1>Amt</h1><h2>Karte {no}</h2><label>Nummer <input readonly value={no}></label>"
    "<label>Name <input name=n></label><label>Bemerkung <input></label>"
    "<button onclick=\"document.getElementById('u').hidden = false\">Prüfen</button>"
    "<button id=u hidden>Übernehmen</button>"
)
CARDS = (
    "<h1>Amt</h1><button onclick=\"document.getElementById('f').hidden = false\">Neue Karte</button>"
    "<div id=f hidden><label>Nummer <input maxlength=4></label><label>Name <input></label>"
    "<label>Bemerkung <input></label><button onclick=\"fetch('/entwurf', {method: 'POST'})\">Weiter</button></div>"
)
LETTER = (
    "<h1>Amt</h1><form action=/brief><label>Nummer <input name=nr></label><button>Laden</button></form>"
)
TABLE = "<h1>Amt</h1><table><tr><th>Nummer<th>Name<tr><td>4711<td>A. Muster</table>"


def card(asked: Asked) -> Reply:
    """Only one card is there."""
    is_there = asked.query.get("nr") == "4711"
    return Reply(body=CARD.replace("{no}", "4711") if is_there else "<h1>Amt</h1><p>Keine Karte</p>")


def letter(asked: Asked) -> Reply:
    """The second half of the form comes when the first was sent."""
    more = "<label>Brieftext <textarea></textarea></label><button>Absenden</button>"
    return Reply(body=LETTER + more if asked.query.get("nr") == "4711" else LETTER)


@dataclass(kw_only=True)
class Office:
    """A workspace with one system."""

    workspace: Workspace
    site: Site
    warm: Warm

    async def look(self, *samples: str, bot: str = BOT) -> Inspected:
        """Do what `nahtlos check --live cards --sample …` does."""
        self.site.asked.clear()
        self.workspace.path("bots/amt/bot.yaml").write_text(bot, encoding="utf-8")
        masker = Masker()
        with technical_log(self.workspace.logs / "technical.log", mask=masker.mask) as log:
            async with open_records(self.workspace, read_settings(self.workspace)) as records:
                jobs = [prepare(self.workspace, "cards", profile=None)]
                shared = Shared(log=log, masker=masker, warm=self.warm)
                [seen] = await inspect_jobs(
                    records, jobs, accept=True, warn=lambda _: None, shared=shared, samples=samples
                )
        return seen

    def contract(self) -> str:
        return self.workspace.path("config/contracts/amt.json").read_text("utf-8")

    def written(self) -> Sequence[str]:
        """What was sent to the system besides the sign-in."""
        return [one.path for one in self.site.asked if one.method != "GET" and one.path != "/ein"]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm() -> AsyncIterator[Warm]:
    async with warm_browsers(Settings()) as warm:
        yield warm


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path, warm: Warm, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    pages: dict[str, str | Reply | Answering] = {
        "/anmelden": LOGIN, "/ein": "<h1>Amt</h1>", "/": "<h1>Amt</h1>", "/karte": card, "/karten": CARDS,
        "/brief": letter, "/suche": TABLE,
    }  # fmt: skip
    async with Site(pages=pages) as site:
        for name, text in {
            "config/nahtlos.yaml": "time_out: 3 s\n",
            "config/systems.yaml": (
                f"systems:\n  amt: {{bot: amt, address: '{site.address}', account: amt, settle: 1 s}}\n"
            ),
            "bots/amt/bot.yaml": BOT,
            "workflows/cards.yaml": WORKFLOW,
        }.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "logs").mkdir()
        for name in ("USER", "PASSWORD"):
            monkeypatch.setenv(f"NAHTLOS_SECRET_AMT_{name}", "geheim-4711")
        yield Office(workspace=Workspace(root=tmp_path), site=site, warm=warm)


async def test_a_named_sample_leads_to_every_screen(office: Office) -> None:
    """A record without `list`, inputs of operations, the login form, and what clicks bring are looked at."""
    seen = await office.look("amt.card.no=4711", "amt.letter.no=4711", "amt.letter.text=Hallo")

    assert [problem.report() for problem in seen.problems] == []
    assert office.written() == []
    contract = office.contract()
    for words in (
        '"\\"Kennwort\\"": {"kind": "text field", "input": "password", "length": 20', "Neue Karte", "Prüfen",
        "Übernehmen", "Brieftext", "Absenden", 'column \\"Nummer',
    ):  # fmt: skip
        assert words in contract
    assert "4711" not in contract


async def test_what_is_not_looked_at_is_named_with_its_reason(office: Office) -> None:
    """A click that wants to write is kept from it; a save, a refusal, a record that nobody named: each is said."""
    seen = await office.look()

    assert office.written() == []
    no_card = "there is no record to look at; name one with --sample amt.card.no=…"
    assert [*seen.unseen] == [
        'amt errors: text "Gestört": it is shown only when something went wrong',
        'amt card.saved: status "Gespeichert": it is shown only after a save',
        f'amt card.find: text "Keine Karte" and heading "Karte {{{{ key.no }}}}": {no_card}',
        f'amt card.read: no label "Nummer", name label "Name" and remark label "Bemerkung": {no_card}',
        'amt card.update: name label "Name", remark label "Bemerkung", button "Prüfen" and button "Übernehmen": '
        f"{no_card}",
        'amt card.create: button "Speichern": it comes after the click on button "Weiter", '
        "which wanted to send something and was not let",
        'amt letter: "Nummer", button "Laden", "Brieftext" and button "Absenden": '
        "it needs no; give it with --sample amt.letter.no=…",
    ]


async def test_a_click_that_wants_to_write_is_held_back(office: Office) -> None:
    """Weiter would have stored a draft: it is not looked behind, and the session is given up."""
    seen = await office.look("amt.card.no=4711")

    [line] = [one for one in seen.unseen if "card.create" in one]
    assert line == (
        'amt card.create: button "Speichern": it comes after the click on button "Weiter", '
        "which wanted to send something and was not let"
    )
    assert office.written() == []


async def test_a_renamed_label_of_the_login_form_is_found(office: Office) -> None:
    """Before credentials are sent anywhere: no account is locked by it."""
    office.site.pages["/anmelden"] = LOGIN.replace("Benutzer", "Benutzername")

    seen = await office.look()

    [problem] = seen.problems
    assert problem.code == "E450"
    assert "write {label: Benutzername}" in problem.message()
    assert not [one for one in office.site.asked if one.path == "/ein"]
    assert not seen.is_written


async def test_a_sample_of_the_bot_is_used(office: Office) -> None:
    """`sample:` beside a resource or an operation says what to look with."""
    bot = BOT.replace("    saved: {status", "    sample: {no: '4711'}\n    saved: {status")
    bot = bot.replace("    probe: none\n", "    probe: none\n    sample: {no: '4711', text: Hallo}\n")

    seen = await office.look(bot=bot)

    assert not seen.problems
    assert not [one for one in seen.unseen if "letter" in one or "--sample" in one]


async def test_a_sample_for_nothing_is_refused(office: Office) -> None:
    """The names that there are stand beside it."""
    with pytest.raises(Refused) as refused:
        await office.look("amt.card.nr=4711")

    [problem] = refused.value.problems
    assert problem.code == "E685"
    assert 'Did you mean "amt.card.no"?' in problem.message()
