"""Reading: a value belongs to its label's own row or pair (rule 5)."""

import pytest
from tests.browser.screen.session import Session, at, named

from nahtlos.engine.screen import FieldAt, Locator, Name
from nahtlos.errors import MissingField, SeveralSeen

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAIRS = {
    "dl": ("<dl><dt>Name</dt><dd>Meier</dd><dt>Ort</dt><dd>Kiel</dd></dl>", "Meier"),
    "dl blank": ("<dl><dt>Name</dt><dd></dd><dt>Ort</dt><dd>Kiel</dd></dl>", ""),
    "dl without value": ("<dl><dt>Name</dt><dt>Ort</dt><dd>Kiel</dd></dl>", ""),
    "dl in boxes": ("<dl><div><dt>Name</dt><dd>Meier</dd></div><div><dt>Ort</dt><dd>Kiel</dd></div></dl>", "Meier"),
    "row heading": ("<table><tr><th>Name</th><td>Meier</td></tr><tr><th>Ort</th><td>Kiel</td></tr></table>", "Meier"),
    "row heading blank": ("<table><tr><th>Name</th><td></td></tr><tr><th>Ort</th><td>Kiel</td></tr></table>", ""),
    "two row headings": ("<table><tr><th>Name</th><td>Meier</td><th>Ort</th><td>Kiel</td></tr></table>", "Meier"),
    "two row headings blank": ("<table><tr><th>Name</th><th>Ort</th><td>Kiel</td></tr></table>", ""),
    "cells": ("<table><tr><td>Name:</td><td>Meier</td></tr><tr><td>Ort:</td><td>Kiel</td></tr></table>", "Meier"),
    "cells blank": ("<table><tr><td>Name:</td><td>&nbsp;</td></tr><tr><td>Ort:</td><td>Kiel</td></tr></table>", ""),
    "four cells": ("<table><tr><td>Ort</td><td>Kiel</td><td>Name</td><td>Meier</td></tr></table>", "Meier"),
    "next label met": ("<table><tr><td>Name:</td><td>Ort:</td><td>Kiel</td></tr></table>", ""),
    "in one text": ("<p>Name: Meier</p><p>Ort: Kiel</p>", "Meier"),
    "bold and text": ("<p><b>Name:</b> Meier<br><b>Ort:</b> Kiel</p>", "Meier"),
    "bold and blank": ("<p><b>Name:</b> <br><b>Ort:</b> Kiel</p>", ""),
    "spans": ("<div><span class=l>Name</span> <span class=v>Meier</span></div><div><span class=l>Ort</span> <span class=v>Kiel</span></div>", "Meier"),
    "boxes": ("<div class=p><div class=l>Name</div><div class=v>Meier</div></div><div class=p><div class=l>Ort</div><div class=v>Kiel</div></div>", "Meier"),
    "boxes blank": ("<div class=p><div class=l>Name</div><div class=v></div></div><div class=p><div class=l>Ort</div><div class=v>Kiel</div></div>", ""),
    "boxes without value": ("<div class=p><div class=l>Name</div></div><div class=p><div class=l>Ort</div><div class=v>Kiel</div></div>", ""),
    "flat": ("<div><div class=l>Name</div><div class=v>Meier</div><div class=l>Ort</div><div class=v>Kiel</div></div>", "Meier"),
    "flat without value": ("<div><div class=l>Name</div><div class=l>Ort</div><div class=v>Kiel</div></div>", ""),
    "label element": ("<div><label>Name</label><p>Meier</p></div><div><label>Ort</label><p>Kiel</p></div>", "Meier"),
    "colon and alike": ("<div><div>Name:</div><div>Meier</div></div><div><div>Ort:</div><div>Kiel</div></div>", "Meier"),
    "a link as value": ("<dl><dt>Name</dt><dd><a href=/p/1>Meier</a></dd></dl>", "Meier"),
    "a link after a colon": ("<p><span>Name:</span> <a href=/p/1>Meier</a></p>", "Meier"),
    "a link to a form first": ("<div><b>Name</b> <a href=/e>Bearbeiten</a> <div>Meier</div></div>", "Meier"),
    "a card": ("<div class=card><h5>Name</h5><p>Meier</p></div>", "Meier"),
    "a control": ("<label>Name <input value=Meier></label>", "Meier"),
    "a control without binding": ("<table><tr><td>Name</td><td><input value=Meier readonly></td></tr></table>", "Meier"),
    "disabled": ("<label>Name <input value=Meier disabled></label>", "Meier"),
    "choice": ("<label>Name <select><option value=''>Bitte wählen<option selected>Meier</select></label>", "Meier"),
    "choice of nothing": ("<label>Name <select><option value=''>--- Bitte auswählen ---<option>Meier</select></label>", ""),
    "box": ("<label>Name <input type=checkbox checked></label>", True),
    "several": ("<label>Name <select multiple><option selected>A<option>B<option selected>C</select></label>", ("A", "C")),
    "control in a pair": ("<dl><dt>Name</dt><dd><input value=Meier></dd></dl>", "Meier"),
    "hidden twin": ("<div hidden><dl><dt>Name</dt><dd>Alt</dd></dl></div><dl><dt>Name</dt><dd>Meier</dd></dl>", "Meier"),
    "invisible characters": ("<dl><dt>Na\u200bme</dt><dd>Me\u00adier</dd></dl>", "Meier"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "value"), PAIRS.values(), ids=PAIRS)
async def test_the_value_of_a_label(page: str, value: object, session: Session) -> None:
    """Its own, or blank; never the next one's."""
    await session.show(page)

    assert await session.read("Name", timeout=0.3) == [value]


UNPROVEN = {
    "column heading": "<table><tr><th>Name</th><th>Ort</th></tr><tr><td>Meier</td><td>Kiel</td></tr></table>",
    "column heading of two": "<table><tr><th>Name</th></tr><tr><td>Meier</td></tr></table>",
    "columns of labels and values": "<div style='float:left'><div>Name</div><div>Ort</div></div><div style='float:left'><div>Meier</div><div>Kiel</div></div>",
    "last of a column": "<div style='float:left'><div>Ort</div><div>Name</div></div><div style='float:left'><div>Kiel</div><div>Meier</div></div>",
    "two alike": "<div><div>Name</div><div>Meier</div></div>",
    "a sentence": "<p>Name: Meier, Ort: Kiel</p>",
    "only a link to a form": "<div><b>Name</b> <a href=/e>Bearbeiten</a></div>",
    "a heading": "<h3>Name</h3><p>Wie heißen Sie?</p><p>Meier</p>",
    "a way through the pages": "<nav><table><tr><th scope=row><a href=/n>Name</a></th><td><a href=/n/neu>Hinzufügen</a></td></tr></table></nav>",
    "a button": "<button>Name</button><div>Meier</div>",
    "a cell of a list": "<table><tr><th>Art</th><th>Wert</th></tr><tr><td>Name</td><td>Meier</td></tr><tr><td>Ort</td><td>Kiel</td></tr></table>",
}  # fmt: skip


@pytest.mark.parametrize("page", UNPROVEN.values(), ids=UNPROVEN)
async def test_what_is_not_proven_is_not_read(page: str, session: Session) -> None:
    """Missing, not blank."""
    await session.show(page)

    with pytest.raises(MissingField):
        await session.read("Name", timeout=0.3)
    assert await session.read("Name", optional=True, timeout=0.3) == [None]


async def test_a_search_box_and_a_value_of_one_name_are_two(session: Session) -> None:
    """Which one is meant is not known."""
    await session.show("<label>Name <input value=Suche></label><dl><dt>Name</dt><dd>Meier</dd></dl>")

    with pytest.raises(SeveralSeen):
        await session.read("Name", timeout=0.3)


async def test_a_value_by_its_place(session: Session) -> None:
    """Any locator; a cell by row and column."""
    await session.show("<p id=nr>4711</p><table><tr><th>Art<th>Wert</tr><tr><td>Höhe<td>3 m</tr><tr><td>Breite<td>2 m</tr></table>")
    cell = Locator(kind="cell", row=Name(texts=("Breite",)), column=Name(texts=("Wert",)))

    assert await session.read(at("css", "#nr"), cell) == ["4711", "2 m"]


async def test_what_stands_behind_a_tab_is_brought_to_light(session: Session) -> None:
    """Only if it is not visible."""
    await session.show("<button role=tab onclick='t.hidden = false'>Konto</button><div id=t hidden><dl><dt>IBAN</dt><dd>DE12</dd></dl></div>")
    place = FieldAt(name="iban", locator=named("IBAN"), behind=at("tab", "Konto"))

    assert await session.screen.read([place]) == {"iban": "DE12"}


FOLDED = (
    "<p><label for=d>Notiz</label> <a href='#' onclick='this.hidden = true; f.hidden = false'>Bearbeiten</a>"
    "<span id=f hidden><button>Fett</button><textarea id=d>Liefert Brot</textarea></span></p>"
)


async def test_the_pencil_beside_a_folded_field_is_not_its_value(session: Session) -> None:
    """Neither the link nor the hidden words around the field are: it is unfolded, and then read."""
    await session.show(FOLDED)
    place = FieldAt(name="note", locator=named("Notiz"), behind=at("link", "Bearbeiten", within="Notiz"))

    assert await session.screen.read([place]) == {"note": "Liefert Brot"}


@pytest.mark.parametrize(
    "page",
    [
        "<div>Web: <a href=/x>nahtlos.example</a></div><div>Ort: <a href=/y>Kiel</a></div>",
        "<div><span class=n>Web: </span><span><a>nahtlos.example</a></span></div><div><span class=n>Ort: </span><span><a>Kiel</a></span></div>",
        "<div>Web: <a href=/x>nahtlos.example</a></div>",
        "<p><b>Web:</b> <a href=/x>nahtlos.example</a></p><p>Ort: Kiel</p>",
        "<table><tr><td>Web: <a href=/h>?</a></td><td>nahtlos.example</td></tr></table>",
        "<p><label>Web: <a href=/h>?</a></label> <span>nahtlos.example</span></p>",
    ],
)
async def test_a_link_on_the_line_of_its_label_is_the_value(page: str, session: Session) -> None:
    """Never what stands below; in a label of its own, a link only helps."""
    await session.show(page)

    assert await session.read("Web") == ["nahtlos.example"]


async def test_a_link_that_may_be_help_is_no_value(session: Session) -> None:
    """Nothing tells whether the link or the text below is meant."""
    await session.show("<div><p>Web: <a href=/h>Hilfe</a></p><div>nahtlos.example</div></div>")

    with pytest.raises(MissingField):
        await session.read("Web")


@pytest.mark.parametrize(
    "page",
    [
        "<div><label>Ort</label><span hidden>Bonn</span><span>Kiel</span></div>",
        "<dl><dt>Ort</dt><dd hidden>Bonn</dd><dd>Kiel</dd></dl>",
        "<table><tr><td>Ort:</td><td style='visibility:hidden'>Bonn</td><td>Kiel</td></tr></table>",
    ],
)
async def test_a_hidden_value_is_not_read(page: str, session: Session) -> None:
    """What nobody sees is no value."""
    await session.show(page)

    assert await session.read("Ort") == ["Kiel"]


async def test_a_value_in_a_box_of_its_own(session: Session) -> None:
    """The same label in two boxes."""
    await session.show("<section><h3>Kunde</h3><dl><dt>Ort</dt><dd>Kiel</dd></dl></section><section><h3>Partner</h3><dl><dt>Ort</dt><dd>Bonn</dd></dl></section>")

    assert await session.read(named("Ort", within="Partner")) == ["Bonn"]
    assert await session.read("Ort", within=at("area", "Kunde")) == ["Kiel"]


async def test_the_text_of_a_thing(session: Session) -> None:
    """As one sees it."""
    screen = await session.show("<div role=status>Ticket <b>#12</b> wurde <i hidden>nicht</i> erstellt.</div>")

    assert await screen.text_of(at("status", Name(texts=("erstellt",), how="contains"))) == "Ticket #12 wurde erstellt."
    assert await screen.sees(at("status", Name(texts=("(erstellt|aktualisiert)",), how="pattern")))
