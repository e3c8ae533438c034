"""What systems of 2005 do: full page loads in the middle of a form, frames in frames, windows written by script."""

import pytest
from tests.browser.screen.session import Session, at, entry, name, named
from tests.browser.screen.site import Reply

from nahtlos.engine.screen import Answer, Locator
from nahtlos.errors import NotSeen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_choice_that_loads_the_page_anew(session: Session) -> None:
    """The rest of the form is filled in the page that comes."""
    form = "<form id=f action=/neu><label>Name <input name=n value='{n}'></label><label>Art <select name=a onchange='f.submit()'><option>A<option{s}>B</select></label><label>Ort <input name=o></label></form>"
    session.site.pages["/neu"] = lambda asked: Reply(body=form.format(n=asked.query["n"], s=" selected"), after=0.1)
    await session.show(form.format(n="", s=""))

    await session.fill({"Name": "Meier", "Art": "B", "Ort": "Kiel"})

    assert await session.state("[...document.querySelectorAll('[name]')].map(e => e.value)") == ["Meier", "B", "Kiel"]


async def test_a_frame_in_a_frame_is_clicked_where_it_is(session: Session) -> None:
    """Offsets add up, scrolled as they are."""
    session.site.pages["/innen"] = (
        "<div style='height:700px'></div><button onclick=\"top.document.title = 'ja'\">Weiter</button>"
    )
    session.site.pages["/mitte"] = (
        "<div style='height:300px'></div><iframe src=/innen style='margin:30px;border:7px solid;padding:11px' height=120></iframe>"
    )
    screen = await session.show("<frameset rows='120,*'><frame><frame src=/mitte></frameset>")

    await screen.click(named("Weiter"))

    assert await session.state("document.title") == "ja"


async def test_a_window_that_a_script_writes(session: Session) -> None:
    """It has no address of its own."""
    screen = await session.show(
        "<label>Nummer <input id=n></label><button onclick=\"w = window.open('', 'x', 'width=300,height=200');"
        " w.document.write('<a href=# onclick=&quot;opener.n.value=4711;window.close()&quot;>4711 Meier</a>'); w.document.close()\">Suchen</button>"
    )

    async with screen.window() as opened:
        await screen.click(named("Suchen"))
        await opened()
        await screen.click(at("link", name("4711", how="starts")))

    assert await session.read("Nummer") == ["4711"]


async def test_a_sandboxed_frame_is_seen(session: Session) -> None:
    """It is an origin of its own."""
    screen = await session.show(
        "<p>Kopf</p><iframe sandbox='allow-scripts allow-forms' srcdoc=\"<label>Name <input></label><button onclick='this.textContent = &quot;Gut&quot;'>Los</button>\"></iframe>"
    )

    await session.fill({"Name": "Meier"})
    await screen.click(named("Los"))

    assert await screen.sees(at("button", "Gut"))
    assert await session.read("Name") == ["Meier"]


async def test_a_file_the_browser_could_show_is_a_file(session: Session) -> None:
    """A PDF without a word about saving it."""
    session.site.pages["/b.pdf"] = Reply(body=b"%PDF-1.4\n%%EOF", type="application/pdf")
    screen = await session.show("<a href=/b.pdf>Bescheid</a>")

    async with screen.download() as arrived:
        await screen.click(at("link", "Bescheid"))
        path = await arrived()

    assert path.read_bytes().startswith(b"%PDF")


async def test_a_link_that_asks_first(session: Session) -> None:
    """`return confirm(…)`, answered as declared."""
    session.site.pages["/weg"] = "<h1>Gelöscht</h1>"
    screen = await session.show("<a href=/weg onclick=\"return confirm('Wirklich?')\">Löschen</a>")

    await screen.click(at("link", "Löschen"), answers=[Answer(text=name("Wirklich?"), reply="OK")])

    assert await screen.sees(at("heading", "Gelöscht"))


async def test_pictures_are_buttons(session: Session) -> None:
    """By what they say when they cannot be seen."""
    session.site.pages["/ziel"] = "<h1>Ziel</h1>"
    screen = await session.show("<form action=/ziel><input type=image alt=Suchen src=/x.gif width=20 height=20></form>")

    await screen.click(at("button", "Suchen"))

    assert await screen.sees(at("heading", "Ziel"))


async def test_tables_for_layout_are_no_data(session: Session) -> None:
    """Titles in cells, forms in tables in tables."""
    screen = await session.show(
        "<table width=100%><tr><td colspan=2><font size=5>Kundensuche</font></td></tr><tr><td valign=top><table><tr><td>Menü</td></tr><tr><td><a href=#>Start</a></td></tr></table></td>"
        "<td><form><table><tr><td align=right>Name:</td><td><input name=n></td><td>Vorname:</td><td><input name=v></td></tr>"
        "<tr><td align=right>Geburtsdatum:</td><td colspan=3><input name=t size=2>.<input name=m size=2>.<input name=j size=4></td></tr>"
        "<tr><td></td><td><input type=button value='Suchen ...'></td></tr></table></form></td></tr></table>"
    )

    await session.fill({"Name": "Meier", "Vorname": "Anna"})
    await screen.click(named("Suchen"))

    assert await session.state("[...document.querySelectorAll('input')].map(e => e.value)") == [
        "Meier",
        "Anna",
        "",
        "",
        "",
        "Suchen ...",
    ]
    with pytest.raises(NotSeen):
        await session.fill({"Start": "x"}, timeout=0.2)


async def test_a_modal_in_the_main_frame_is_the_only_place(session: Session) -> None:
    """The menu beside it has a button of the same name."""
    session.site.pages["/menu"] = "<button onclick=\"top.document.title = 'Menü'\">Speichern</button>"
    session.site.pages["/inhalt"] = (
        "<div style='position:fixed;inset:0;background:#0008'><div style='background:white;margin:50px'><h2>Hinweis</h2><button onclick=\"top.document.title = 'Dialog'\">Speichern</button></div></div><button>Anderes</button>"
    )
    screen = await session.show("<frameset cols='200,*'><frame src=/menu><frame src=/inhalt></frameset>")

    await screen.click(named("Speichern"))

    assert await session.state("document.title") == "Dialog"


async def test_a_secret_form_is_gone_after_signing_in(session: Session) -> None:
    """A marker for being signed out is not seen then."""
    session.site.pages["/in"] = "<a href=/aus>Abmelden</a>"
    screen = await session.show(
        "<form action=/in><label>Kennung <input></label><label>Kennwort <input type=password></label><input type=submit value=Anmelden></form>"
    )
    await screen.fill([entry("Kennung", "bot", is_secret=True), entry("Kennwort", "geheim", is_secret=True)])

    await screen.click(at("button", "Anmelden"))

    assert not await screen.sees(at("label", "Kennwort"))
    assert await screen.sees(at("link", "Abmelden"))


async def test_a_cell_that_is_a_field(session: Session) -> None:
    """A grid one writes in."""
    await session.show(
        "<table><tr><th>Tag<th>Von<th>Bis</tr><tr><td>Mo<td><input id=a><td><input id=b></tr><tr><td>Di<td><input id=c><td><input id=d></tr></table>"
    )

    await session.screen.fill([
        entry(Locator(kind="cell", row=name("Mo"), column=name("Bis")), "16:00"), entry(Locator(kind="cell", row=name("Di"), column=name("Von")), "08:00"),
    ])  # fmt: skip

    assert await session.state("[a.value, b.value, c.value, d.value]") == ["", "16:00", "08:00", ""]


async def test_a_sentence_that_has_no_element_of_its_own(session: Session) -> None:
    """It stands loose in the page, between a table and a link; it is read alone."""
    screen = await session.show("<h1>Suche</h1><table><tr><td>A</td></tr></table>Seite: 1 <a href=?2>2</a> (30 Sätze)<br>Stand: heute")

    text = await screen.text_of(at("text", name("Seite:", how="starts")))

    assert text == "Seite: 1 2 (30 Sätze)"
    assert not await screen.sees(at("text", "Sätze"))
