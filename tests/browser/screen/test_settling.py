"""When a verb is done, and what it waits for: requests it caused, later pages, dialogs, windows, files."""

import asyncio
import time
from contextlib import suppress

import pytest
from playwright.async_api import Error
from tests.browser.screen.session import Session, at, entry, name, named
from tests.browser.screen.site import Answering, Asked, Reply, Site

from nahtlos.engine.screen import Address, Answer, Grid
from nahtlos.errors import (
    AddressUnreachable,
    DialogInTheWay,
    DialogUndeclared,
    NoFile,
    NoLongerHolds,
    NotSeen,
    OutsideSystem,
    PageNotOpened,
    SessionLost,
    TimedOut,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_click_is_done_when_its_requests_have_ended(session: Session) -> None:
    """One after the other."""
    session.site.pages["/1"] = Reply(body="1", after=0.2)
    session.site.pages["/2"] = Reply(body="2", after=0.2)
    screen = await session.show("<button onclick=\"fetch('/1').then(() => fetch('/2')).then(() => { document.title = 'fertig' })\">Los</button>")

    await screen.click(named("Los"))

    assert await session.state("document.title") == "fertig"


async def test_a_poll_is_not_waited_for(session: Session) -> None:
    """It was open before, and is opened again and again."""
    session.site.pages["/poll"] = Reply(after=-1)
    screen = await session.show("<button>Los</button><script>fetch('/poll'); new EventSource('/poll')</script>")
    began = time.monotonic()

    await screen.click(named("Los"))

    assert time.monotonic() - began < 4


async def test_a_page_that_never_rests_is_not_waited_for(session: Session) -> None:
    """A clock that ticks in every frame."""
    screen = await session.show("<p id=p></p><button>Los</button><script>const t = () => { p.textContent = Math.random(); requestAnimationFrame(t) }; t()</script>")
    began = time.monotonic()

    await screen.click(named("Los"))

    assert time.monotonic() - began < 4


async def test_a_click_on_a_still_page_is_quick(session: Session) -> None:
    """Two frames, and no more."""
    screen = await session.show("<button>Los</button>")
    await screen.click(named("Los"))
    began = time.monotonic()

    for _ in range(10):
        await screen.click(named("Los"))

    assert (time.monotonic() - began) / 10 < 0.35


async def test_a_second_page_after_the_first_is_waited_for(session: Session) -> None:
    """A form whose answer leads on, by redirect, by script and by meta."""
    session.site.pages["/a"] = Reply(status=302, headers=(("Location", "/b"),), after=0.1)
    session.site.pages["/b"] = "<script>location.href = '/c'</script>"
    session.site.pages["/c"] = "<meta http-equiv=refresh content='0;url=/d'>"
    session.site.pages["/d"] = Reply(body="<h1>Angekommen</h1>", after=0.2)
    screen = await session.show("<form action=/a><button>Anmelden</button></form>")

    await screen.click(named("Anmelden"))

    assert await screen.sees(at("heading", "Angekommen"))


async def test_frames_that_a_click_loads_are_waited_for(session: Session) -> None:
    """A link in one frame that fills another."""
    session.site.pages["/menu"] = "<a href=/seite target=inhalt>Suche</a>"
    session.site.pages["/seite"] = Reply(body="<label>Nummer <input id=n></label>", after=0.3)
    session.site.pages["/leer"] = "<p>leer</p>"
    screen = await session.show("<frameset cols='50%,50%'><frame src=/menu><frame name=inhalt src=/leer></frameset>")

    await screen.click(at("link", "Suche"))

    assert await screen.sees(at("label", "Nummer"))


async def test_open_sends_the_page_as_referrer(session: Session) -> None:
    """Some systems ask "really?" without one."""
    await session.show("eins", "/1")
    await session.show("zwei", "/2")

    assert [asked.headers.get("referer", "")[-2:] for asked in session.site.asked if asked.path == "/2"] == ["/1"]


async def test_open_encodes_the_query(session: Session) -> None:
    """A name may repeat; a value is never more than a value."""
    session.site.pages["/p"] = "x"
    await session.screen.open(Address(path="/p", query=(("f[]", "cf 1"), ("v", "a&b=ü/#?"))))

    assert session.site.asked[-1].query == {"f[]": "cf 1", "v": "a&b=ü/#?"}


async def test_open_loads_anew_where_only_the_part_behind_the_hash_differs(session: Session) -> None:
    """So that nothing remembered can mislead."""
    await session.show("x", "/p")

    await session.screen.open(Address(path="/p#/eins"))
    await session.screen.open(Address(path="/p#/zwei"))

    assert [asked.path for asked in session.site.asked].count("/p") == 3
    assert await session.state("location.hash") == "#/zwei"


async def test_open_says_why_it_fails(session: Session) -> None:
    """No server, a server that is not well."""
    with pytest.raises(PageNotOpened, match="answers 503"):
        await session.show(Reply(status=503, body="kaputt"), "/kaputt")
    session.site._server.close()  # type: ignore[union-attr]
    with pytest.raises((AddressUnreachable, PageNotOpened)) as caught:
        await session.screen.open(Address(path="/weg"))
    assert "net::" not in str(caught.value)


def hangs_up(_: Asked) -> Reply:
    raise ConnectionResetError


async def test_a_form_that_a_lost_script_draws(session: Session) -> None:
    """Also where a verb begins by itself."""
    session.site.pages["/teil.js"] = hangs_up

    with pytest.raises(PageNotOpened, match="a part of it did not come"):
        await (await session.show("<div id=app></div><script src=/teil.js></script>")).fill([entry("Name", "x")], timeout=0.5)


@pytest.mark.parametrize(("answer", "why"), [(hangs_up, "connection broke"), (Reply(status=503), "answers 503")])
async def test_what_is_missing_because_a_part_of_the_page_did_not_come(
    session: Session, answer: Reply | Answering, why: str
) -> None:
    """It is no new layout: what draws it was lost on the way, so it is worth another try."""
    session.site.pages["/teil.js"] = answer

    with pytest.raises(PageNotOpened, match=f"a part of it did not come: .*{why}"):
        await (await session.show("<div id=app></div><script src=/teil.js></script>")).click(named("Los"), timeout=0.5)


async def test_what_is_missing_after_a_click_that_led_nowhere(session: Session) -> None:
    """The browser shows a page of its own instead."""
    screen = await session.show("<a href=/weg>Weiter</a>")
    session.site.pages["/weg"] = hangs_up

    await screen.click(named("Weiter"))

    with pytest.raises(PageNotOpened, match="did not come"):
        await screen.click(named("Los"), timeout=0.5)


async def test_what_a_page_asks_of_strangers_does_not_matter(session: Session) -> None:
    """They are outside the fence at all times."""
    screen = await session.show("<h1>Amt</h1><script src=http://127.0.0.1:9/zaehler.js></script>")

    with pytest.raises(NotSeen):
        await screen.click(named("Los"), timeout=0.5)


async def test_a_page_of_another_address_is_refused(session: Session, stranger: Site) -> None:
    """Even if the fence lets it through."""
    stranger.pages["/"] = "fremd"
    session.let_through(stranger)

    with pytest.raises(OutsideSystem):
        await session.show(Reply(status=302, headers=(("Location", stranger.address + "/"),)))


# ------------------------------------------------------------------ dialogs


async def test_a_dialog_is_answered_as_declared(session: Session) -> None:
    """OK, Cancel, or a text."""
    screen = await session.show("<button onclick=\"document.title = [confirm('Wirklich speichern?'), confirm('Auch drucken?'), prompt('Grund?')]\">Los</button>")

    await screen.click(named("Los"), answers=[
        Answer(text=name("Wirklich speichern"), reply="OK"), Answer(text=name("drucken", how="contains"), reply="Cancel"),
        Answer(text=name("Grund"), reply="Umzug"),
    ])  # fmt: skip

    assert await session.state("document.title") == "true,false,Umzug"


async def test_an_undeclared_dialog_is_cancelled_and_stops_the_step(session: Session) -> None:
    """Its text is told, without what was entered."""
    screen = await session.show("<label>Name <input id=n></label><button onclick=\"document.title = confirm('Soll ' + n.value + ' gelöscht werden?')\">Los</button>")
    await screen.fill([entry("Name", "Sonnenschein", is_personal=True)])

    with pytest.raises(DialogUndeclared, match="Soll … gelöscht werden") as caught:
        await screen.click(named("Los"))

    assert caught.value.acted
    assert await session.state("document.title") == "false"


async def test_a_page_that_asks_whether_to_leave_is_left_by_open(session: Session) -> None:
    """And by nothing else."""
    session.site.pages["/ziel"] = "<h1>Ziel</h1>"
    screen = await session.show("<label>Name <input></label><a href=/ziel>Weg</a><script>onbeforeunload = (event) => { event.preventDefault(); return 'x' }</script>")
    await session.fill({"Name": "x"})

    with pytest.raises(DialogUndeclared):
        await screen.click(at("link", "Weg"))
    await screen.open(Address(path="/ziel"))

    assert await screen.sees(at("heading", "Ziel"))


MODALS = {
    "native": "<dialog id=d>{inner}</dialog><script>d.showModal()</script>",
    "by role": "<div role=dialog aria-modal=true style='position:fixed;top:80px;left:80px;background:white'>{inner}</div>",
    "in a veil": "<div style='position:fixed;inset:0;background:#0008'><div style='margin:80px;background:white'>{inner}</div></div>",
    "beside its veil": "<div style='position:fixed;inset:0;background:#0008'></div><div style='position:fixed;top:80px;left:80px;background:white'>{inner}</div>",
    "role beside its veil": "<div style='position:fixed;inset:0;background:#0008'></div><div role=dialog style='position:fixed;top:80px;left:80px;background:white'>{inner}</div>",
    "drawer": "<div style='position:fixed;inset:0;background:#0008'></div><div style='position:fixed;top:0;bottom:0;right:0;width:300px;background:white'>{inner}</div>",
}  # fmt: skip


@pytest.mark.parametrize("modal", MODALS.values(), ids=MODALS)
async def test_an_open_dialog_is_the_only_place_searched(modal: str, session: Session) -> None:
    """Whatever it is made of; what lies under it is not meant."""
    inner = "<h2>Neue Adresse</h2><label>Ort <input id=b></label><button onclick=\"document.title = 'drin'\">Speichern</button>"
    screen = await session.show("<label>Ort <input id=a></label><button onclick=\"document.title = 'draußen'\">Speichern</button><button>Neu</button>" + modal.format(inner=inner))

    await session.fill({"Ort": "Kiel"})
    await screen.click(named("Speichern"))

    assert await session.state("[a.value, b.value, document.title]") == ["", "Kiel", "drin"]
    with pytest.raises(DialogInTheWay):
        await screen.click(named("Neu"), timeout=0.3)


async def test_a_box_that_hides_nothing_is_no_dialog(session: Session) -> None:
    """A cookie banner, a full-screen page, a background picture."""
    screen = await session.show(
        "<div style='position:fixed;inset:0;background:#eee;z-index:-1'></div><div id=app style='position:absolute;inset:0'>"
        "<button onclick=\"document.title = 'ja'\">Weiter</button></div><div role=dialog style='position:fixed;bottom:0;left:0'>Wir nutzen Cookies <button>Ja</button></div>"
    )

    await screen.click(named("Weiter"))

    assert await session.state("document.title") == "ja"


# ------------------------------------------------------------------ status


async def test_a_status_is_text_that_was_not_there_before(session: Session) -> None:
    """Without any role; also where a whole page is loaded."""
    session.site.pages["/b"] = "<h1>Antrag</h1><p>Gespeichert.</p><button>Speichern</button>"
    screen = await session.show("<h1>Antrag</h1><form action=/b><button>Speichern</button></form><p hidden>Gespeichert.</p>")

    assert not await screen.sees(at("status", name("Gespeichert.")))
    await screen.click(at("button", "Speichern"))

    assert await screen.sees(at("status", name("Gespeichert.")))
    assert not await screen.sees(at("status", name("Antrag")))


async def test_a_status_that_was_hidden_before_is_new(session: Session) -> None:
    """It stood in the page all the time."""
    screen = await session.show("<p id=p style='display:none'>Gespeichert</p><button onclick=\"p.style.display = ''\">Speichern</button>")

    await screen.click(at("button", "Speichern"))

    assert await screen.sees(at("status", "Gespeichert"))


async def test_text_that_stays_is_no_status(session: Session) -> None:
    """The last step did not bring it."""
    screen = await session.show("<p>Gespeichert</p><button>Speichern</button>")

    await screen.click(at("button", "Speichern"))

    assert not await screen.sees(at("status", "Gespeichert"))


async def test_waiting_for_the_first_of_several(session: Session) -> None:
    """And for something to go."""
    screen = await session.show("<p id=p>Lädt</p><script>setTimeout(() => { p.outerHTML = '<h1>Fertig</h1>' }, 300)</script>")

    assert await screen.first_seen([at("text", "Fehler"), at("heading", "Fertig")]) == 1
    assert await screen.gone(at("text", "Lädt"))
    assert await screen.first_seen([at("text", "nie")], timeout=0.2) is None
    assert not await screen.gone(at("heading", "Fertig"), timeout=0.2)


# ------------------------------------------------------------------ windows and files


async def test_work_in_a_window_and_back(session: Session) -> None:
    """A search in a pop-up that closes itself."""
    session.site.pages["/suche"] = "<label>Name <input id=n></label><button onclick=\"opener.document.title = n.value; window.close()\">Übernehmen</button>"
    screen = await session.show("<button onclick=\"open('/suche', 's', 'width=400,height=300')\">Suchen</button>")

    async with screen.window() as opened:
        await screen.click(named("Suchen"))
        await opened()
        await session.fill({"Name": "Meier"})
        await screen.click(named("Übernehmen"))
        assert await screen.sees(named("Suchen"))

    assert await session.state("document.title") == "Meier"


async def test_a_window_that_does_not_close_itself(session: Session) -> None:
    """The end of the block closes it."""
    session.site.pages["/neu"] = "<h1>Neu</h1>"
    screen = await session.show("<a href=/neu target=_blank>Neu</a>")

    async with screen.window() as opened:
        await screen.click(at("link", "Neu"))
        await opened()
        assert await screen.sees(at("heading", "Neu"))

    assert await screen.sees(at("link", "Neu"))
    assert len(screen.page.context.pages) == 1


async def test_a_window_that_does_not_come(session: Session) -> None:
    """Says so."""
    screen = await session.show("<button>Suchen</button>")

    with pytest.raises(TimedOut, match="A new window"):
        async with screen.window(timeout=0.3) as opened:
            await screen.click(named("Suchen"))
            await opened()


async def test_a_file_is_kept_whole(session: Session) -> None:
    """Under its own name, made harmless."""
    session.site.pages["/datei"] = Reply(body=b"%PDF-1.4 x" * 1000, type="application/pdf", headers=(("Content-Disposition", "attachment; filename=\"../Bescheid 1.pdf\""),), after=0.1)
    screen = await session.show("<a href=/datei>Bescheid</a>")

    async with screen.download() as arrived:
        await screen.click(at("link", "Bescheid"))
        path = await arrived()

    assert path.read_bytes() == b"%PDF-1.4 x" * 1000
    assert path.is_relative_to(session.downloads)
    assert path.name.endswith("Bescheid 1.pdf")


async def test_a_file_that_is_something_else_by_its_content_is_not_taken(session: Session) -> None:
    """Servers that cannot deliver send a page under the name of the file."""
    session.site.pages["/datei"] = Reply(body="<!DOCTYPE html><p>Sitzung abgelaufen", type="text/csv", headers=(("Content-Disposition", "attachment; filename=Liste.csv"),))
    screen = await session.show("<a href=/datei>Liste</a>")

    with pytest.raises(NoFile, match="csv"):
        async with screen.download(kind="csv") as arrived:
            await screen.click(at("link", "Liste"))
            await arrived()


async def test_a_file_in_a_new_window(session: Session) -> None:
    """Old systems open one for it."""
    session.site.pages["/datei"] = Reply(body=b"x", type="application/octet-stream", headers=(("Content-Disposition", "attachment; filename=a.bin"),))
    screen = await session.show("<a href=/datei target=_blank>Bescheid</a>")

    async with screen.download() as arrived:
        await screen.click(at("link", "Bescheid"))
        assert (await arrived()).read_bytes() == b"x"


async def test_a_file_that_does_not_come(session: Session) -> None:
    """Says so."""
    screen = await session.show("<button>Bescheid</button>")

    with pytest.raises(NoFile):
        async with screen.download(timeout=0.3) as arrived:
            await screen.click(named("Bescheid"))
            await arrived()


UPLOADS = {
    "visible": "<label>Anlage <input type=file id=a></label>",
    "hidden behind a label": "<input type=file id=a hidden><label for=a style='border:1px solid'>Anlage</label>",
    "hidden behind a button": "<div><button onclick='a.click()'>Anlage</button><input type=file id=a hidden></div>",
    "drop area with an input": "<div style='border:1px dashed;padding:30px'><p>Anlage</p><input type=file id=a style='opacity:0;position:absolute'></div>",
    "row": "<table><tr><td>Anlage</td><td><input type=file id=a></td></tr><tr><td>Bild</td><td><input type=file></td></tr></table>",
}  # fmt: skip


@pytest.mark.parametrize("page", UPLOADS.values(), ids=UPLOADS)
async def test_a_file_is_given(page: str, session: Session) -> None:
    """To the control behind whatever one sees."""
    path = session.downloads.parent / "Bescheid.txt"
    path.write_text("Inhalt")
    screen = await session.show(page)

    await screen.upload([entry("Anlage", str(path))])

    assert await session.state("a.files[0].text()") == "Inhalt"


async def test_a_file_is_dropped(session: Session) -> None:
    """On an area without any control."""
    path = session.downloads.parent / "Bescheid.txt"
    path.write_text("Inhalt")
    screen = await session.show(
        "<div id=d style='border:1px dashed;padding:30px'>Dateien hier ablegen</div><ul id=l></ul><script>d.ondragover = (event) => event.preventDefault();"
        "d.ondrop = async (event) => { event.preventDefault(); l.innerHTML = '<li>' + event.dataTransfer.files[0].name + '</li>'; document.title = await event.dataTransfer.files[0].text() }</script>"
    )

    await screen.upload([entry("Dateien hier ablegen", str(path))])

    assert await session.state("document.title") == "Inhalt"


# ------------------------------------------------------------------ the guard


async def test_what_was_filled_still_holds(session: Session) -> None:
    """Until the page changes it."""
    screen = await session.show("<label>Betrag <input id=a></label>")
    await session.fill({"Betrag": "1"})
    await screen.still_holds()
    await session.state("a.value = '2'")

    with pytest.raises(NoLongerHolds, match="Betrag"):
        await screen.still_holds()


async def test_what_is_left_behind_need_not_hold(session: Session) -> None:
    """A search field of the page before."""
    screen = await session.show("<div id=w><label>Nummer <input id=a></label><button onclick=\"w.innerHTML = '<label>Nummer <input value=9></label>'\">Suchen</button></div>")
    await session.fill({"Nummer": "1"})
    await screen.click(named("Suchen"))

    await screen.still_holds()


async def test_a_fingerprint_tells_whether_anything_happened(session: Session) -> None:
    """Texts and values."""
    screen = await session.show("<p id=p>eins</p><input id=a aria-label=x>")
    first = await screen.fingerprint()

    assert await screen.fingerprint() == first
    await session.fill({"x": "1"})
    second = await screen.fingerprint()
    assert second != first
    await session.state("p.textContent = 'zwei'")
    assert await screen.fingerprint() != second


async def test_a_crashed_page_is_a_lost_session(session: Session) -> None:
    """In our words."""
    await session.show("x")
    driver = await session.screen.page.context.new_cdp_session(session.screen.page)
    with suppress(TimeoutError, Error):
        await asyncio.wait_for(driver.send("Page.crash"), 1)

    with pytest.raises(SessionLost):
        await session.screen.click(named("x"))


async def test_no_text_of_the_driver_gets_out(session: Session) -> None:
    """Not even as a cause."""
    await session.show("<label>Name <input></label>")
    await session.screen.page.close()

    with pytest.raises(SessionLost) as caught:
        await session.fill({"Name": "Geheim"})

    assert caught.value.__cause__ is None
    assert "Geheim" not in repr(caught.value)


async def test_rows_after_a_search_are_the_new_ones(session: Session) -> None:
    """The list is redrawn a moment after the answer."""
    session.site.pages["/liste"] = Reply(body="<tr><td>Schmidt</tr>", after=0.2)
    screen = await session.show(
        "<button onclick=\"b.innerHTML = ''; fetch('/liste').then(r => r.text()).then(t => setTimeout(() => { b.innerHTML = t }, 20))\">Suchen</button>"
        "<table><thead><tr><th>Name</tr></thead><tbody id=b><tr><td>Meier</tr></tbody></table>"
    )

    await screen.click(named("Suchen"))

    assert await session.rows(Grid(where=(("Name", name("Schmidt")),))) == [{"Name": "Schmidt"}]


UNFOLDING = {
    "by script": "const step = () => { f.style.height = Math.min(60, parseInt(f.style.height || 0) + 4) + 'px'; if (f.style.height !== '60px') requestAnimationFrame(step) }; step()",
    "by the browser": "f.style.transition = 'height .3s'; f.style.height = '60px'",
}  # fmt: skip


@pytest.mark.parametrize("way", UNFOLDING.values(), ids=UNFOLDING)
async def test_what_unfolds_is_waited_for(way: str, session: Session) -> None:
    """A click is done when what it opens is open, so that what is not seen then is not there."""
    screen = await session.show(f"<button onclick=\"{way}\">Mehr</button><div id=f style='height:0;overflow:hidden'><p style='margin-top:30px'>Ende</p></div>")

    await screen.click(named("Mehr"))

    assert await screen.sees(at("text", "Ende"))
    assert await session.state("f.getBoundingClientRect().height") == 60


async def test_what_turns_for_ever_is_not_waited_for(session: Session) -> None:
    """A wheel that a script or the browser turns does not make every click slow."""
    screen = await session.show(
        "<style>@keyframes t { to { transform: rotate(1turn) } } #w { animation: t 1s infinite }</style><button id=b>Los</button><i id=w>x</i><i id=v>y</i>"
        "<script>setInterval(() => { v.style.marginLeft = Math.random() + 'px' }, 20)</script>"
    )
    start = time.monotonic()

    await screen.click(named("Los"))

    assert time.monotonic() - start < 4
