"""FAULTS row 9: what a new release does to a form is survived or stopped on other kinds of pages, too.

A single-page application that draws itself anew, components with shadow roots, a form in a frame, and the tables of
2005 whose labels stand in the neighbouring cell and are bound to nothing. Of all mutations, none has a value land in a
wrong field, and none loses one unnoticed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import escape
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from tests.browser.screen.conftest import browser
from tests.browser.screen.session import Session, open_session
from tests.browser.screen.site import Site
from tests.faults.bench import open_bench
from tests.faults.mutations import Subject, tried
from tests.faults.world import one_browser

from nahtlos.engine.screen import Address

__all__ = ["browser"]

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

WANT = {"Straße": "Am Markt 4711", "Ortsteil": "Oberdorf-Ost", "Zustellung": "Brief"}
OPTIONS = "<option></option><option>E-Mail</option><option>Brief</option><option>Abholung</option>"
CELLS = (
    "<html><body><form onsubmit='return false'><table border=1>"
    "<tr><td>Straße:</td><td><input name=f1></td></tr><tr><td>Ortsteil:</td><td><input name=f2></td></tr>"
    f"<tr><td>Zustellung:</td><td><select name=f3>{OPTIONS}</select></td></tr></table>"
    "<button>Speichern</button></form></body></html>"
)
BOUND = (
    "<html><body><form onsubmit='return false'><div class=z><label for=a>Straße</label><input id=a></div>"
    "<div class=z><label for=b>Ortsteil</label><input id=b></div>"
    f"<div class=z><label for=c>Zustellung</label><select id=c>{OPTIONS}</select></div>"
    "<button>Speichern</button></form></body></html>"
)
FRAME = f'<html><body><h1>Rahmen</h1><iframe width=900 height=600 srcdoc="{escape(BOUND)}"></iframe></body></html>'
SHADOW = """<html><body><form onsubmit='return false'>
<x-zeile text="Straße"></x-zeile><x-zeile text="Ortsteil"></x-zeile><x-zeile text="Zustellung" options></x-zeile>
<button>Speichern</button></form>
<script>
customElements.define("x-zeile", class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const control = this.hasAttribute("options") ? `<select id="c">OPTIONS</select>` : `<input id="c">`;
    const label = `<label for="c">${this.getAttribute("text")}</label>`;
    this.attachShadow({ mode: "open" }).innerHTML = `<p>${label} ${control}</p>`;
  }
});
</script></body></html>""".replace("OPTIONS", OPTIONS)
PAGES = {"neighbouring cells": CELLS, "a frame": FRAME, "shadow roots": SHADOW}
SURVIVED_AT_LEAST = {"neighbouring cells": 38, "a frame": 40, "shadow roots": 40, "exchange": 34}
"""Fewer mean that bots stop where they need not."""


@pytest_asyncio.fixture(loop_scope="session")
async def session(browser: Browser, tmp_path: Path) -> AsyncIterator[Session]:
    async with Site() as site, open_session(browser, site, tmp_path) as session:
        yield session


@pytest.mark.parametrize("kind", PAGES)
async def test_nothing_lands_in_a_wrong_field(session: Session, kind: str) -> None:
    """All mutations of a form of this kind; the table stands in the output of the test."""

    async def show() -> None:
        await session.show(PAGES[kind])

    session.screen.desk.timeout = 1.0
    found = await tried(Subject(screen=session.screen, show=show, want=WANT, button="Speichern"))

    print(found.table(kind))
    assert found.wrong == []
    assert found.counts["survived"] >= SURVIVED_AT_LEAST[kind]


async def test_nothing_lands_in_a_wrong_field_of_a_page_that_draws_itself(tmp_path: Path) -> None:
    """The same in `exchange`, signed in, on the form of a new report."""
    want = {"Straße": "Am Markt 4711", "Ort": "Oberdorf-Ost", "Art der Maßnahme": "Umschulung"}
    async with one_browser() as warm, open_bench(tmp_path, warm, of="exchange") as bench:

        async def show() -> None:
            await bench.screen.open(Address(path="/meldungen"))
            await bench.screen.open(Address(path="/meldungen/neu"))

        subject = Subject(
            screen=bench.screen, show=show, want=want, button="Meldung absenden", shows_choice=False
        )
        found = await tried(subject)

        print(found.table("exchange"))
        assert found.wrong == []
        assert found.counts["survived"] >= SURVIVED_AT_LEAST["exchange"]
        assert not bench.effects()
