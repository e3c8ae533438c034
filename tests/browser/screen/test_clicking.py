"""Clicking: what a name means, and that the click lands there."""

import pytest
from tests.browser.screen.session import Session, at, name, named

from nahtlos.engine.screen import Interrupted, Locator
from nahtlos.errors import Covered, Locked, NotSeen, SeveralSeen

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOG = "<script>window.log = []; const note = (text) => log.push(text);</script>"


async def test_a_name_means_the_button_that_has_it(session: Session) -> None:
    """A heading of the same name is not clickable."""
    screen = await session.show(f"{LOG}<h1>Suchen</h1><button onclick=\"note('ja')\">Suchen</button>")

    await screen.click(named("Suchen"))

    assert await session.state("log") == ["ja"]


async def test_two_of_a_name_are_an_error_with_an_in_that_helps(session: Session) -> None:
    """Never the first."""
    screen = await session.show(
        "<fieldset><legend>Antrag</legend><button>Löschen</button></fieldset>"
        "<fieldset><legend>Anlage</legend><button>Löschen</button></fieldset>"
    )

    with pytest.raises(SeveralSeen) as caught:
        await screen.click(named("Löschen"))

    assert [one.within for one in caught.value.candidates] == ["Antrag", "Anlage"]
    assert not caught.value.acted


async def test_of_several_texts_none_is_quoted(session: Session) -> None:
    """What stands on a page as text, or in a table, may be about a person: the message counts, and names the places."""
    screen = await session.show(
        "<p>Erika Musterfrau</p><table><caption>Akten</caption><tr><td><a href='/1'>Max Mustermann</a></td></tr></table>"
    )

    with pytest.raises(SeveralSeen) as caught:
        await screen.text_of(at("text", name("muster", how="contains")))

    assert [(one.name, one.within) for one in caught.value.candidates] == [("", ""), ("", "Akten")]
    assert "Muster" not in str(caught.value)


async def test_what_is_not_there_names_what_comes_near(session: Session) -> None:
    """So that one sees a misspelling at once."""
    screen = await session.show("<button>Speichern</button>")

    with pytest.raises(NotSeen, match='button "Speichern"'):
        await screen.click(named("Speichen"), timeout=0.3)


async def test_a_kind_is_only_that_kind(session: Session) -> None:
    """A link and a button may have one name."""
    screen = await session.show(
        f"{LOG}<a href=# onclick=\"note('link')\">Anmelden</a><button onclick=\"note('button')\">Anmelden</button>"
    )

    await screen.click(at("button", "Anmelden"))
    await screen.click(at("link", "Anmelden"))

    assert await session.state("log") == ["button", "link"]


CLICKED = {
    "button": "<button id=a>Weiter</button>",
    "submit": "<form onsubmit='return false'><input type=submit id=a value=Weiter></form>",
    "button by role": "<div role=button tabindex=0 id=a>Weiter</div>",
    "link": "<a id=a href=#x>Weiter</a>",
    "aria-label under another text": "<button id=a aria-label=Next>Weiter</button>",
    "only aria-label": "<button id=a aria-label=Weiter><svg width=10 height=10></svg></button>",
    "title": "<a id=a href=#x title=Weiter>»</a>",
    "title that a library draws": "<a id=a href=#x role=button data-qtip=Weiter><span class=icon style='display:inline-block;width:16px;height:16px;background:red'></span></a>",
    "picture": "<a id=a href=#x><img alt=Weiter width=20 height=20></a>",
    "icon font": "<button id=a><i class=material-icons>arrow_forward</i> Weiter</button>",
    "icon hidden from readers": "<button id=a><span aria-hidden=true>→</span> Weiter</button>",
    "menu item": "<ul role=menu><li role=menuitem id=a>Weiter</li></ul>",
    "link in a menu item": "<ul role=menu><li role=menuitem><a href=#x id=a>Weiter</a></li></ul>",
    "tab": "<div role=tablist><div role=tab id=a>Weiter</div></div>",
    "option": "<ul role=listbox><li role=option id=a>Weiter</li></ul>",
    "pointer": "<div id=a style='cursor:pointer'>Weiter</div>",
    "handler": "<td id=a onclick='0'>Weiter</td>".replace("td", "span"),
    "plain text": "<p><span id=a>Weiter</span> oder zurück</p>",
    "label of a fold": "<details id=a><summary>Weiter</summary>x</details>",
    "blanks and case": "<button id=a> WEI<b>ter</b>\n </button>",
    "capitals by style": "<button id=a style='text-transform:uppercase'>weiter</button>",
    "links to one address": "<a id=a href=/x>Weiter</a><a href=/x>Weiter</a>",
    "hidden twin": "<button hidden>Weiter</button><button id=a>Weiter</button>",
    "twin under a menu": "<div style='position:fixed;left:-300px;width:200px'><button>Weiter</button></div><button id=a>Weiter</button>",
    "in a shadow root": "<div id=a></div><script>a.attachShadow({mode:'open'}).innerHTML='<button>Weiter</button>'</script>",
    "in a scrolled box": "<div style='height:100px;overflow:auto'><div style='height:900px'></div><button id=a>Weiter</button></div>",
    "far down": "<div style='height:4000px'></div><button id=a>Weiter</button>",
    "under a sticky head": "<header style='position:sticky;top:0;height:100px;background:white'>Kopf</header><div style='height:2000px'></div><button id=a>Weiter</button><div style='height:3000px'></div>",
    "partly covered": "<div style='position:fixed;left:0;top:0;width:45px;height:60px;background:red'></div><button id=a style='width:200px'>Weiter</button>",
    "in a slot": "<x-b id=a>Weiter</x-b><script>customElements.define('x-b', class extends HTMLElement { constructor() { super(); this.attachShadow({mode:'open'}).innerHTML='<button><slot></slot></button>' } })</script>",
}  # fmt: skip


@pytest.mark.parametrize("page", CLICKED.values(), ids=CLICKED)
async def test_what_a_name_means_is_clicked(page: str, session: Session) -> None:
    """By any of its names."""
    screen = await session.show(
        f"{page}<script>window.hit = null; addEventListener('click', (event) => {{ hit = event.composedPath().some((one) => one.id === 'a');"
        " if (event.target.closest('a')) event.preventDefault() })</script>"
    )

    await screen.click(named("Weiter"))

    assert await session.state("hit") is True


async def test_a_double_click(session: Session) -> None:
    """For rows that open so."""
    screen = await session.show(f"{LOG}<p id=a ondblclick=\"note('doppelt')\">Zeile</p>")

    await screen.click(named("Zeile"), twice=True)

    assert await session.state("log") == ["doppelt"]


async def test_what_is_covered_is_not_clicked(session: Session) -> None:
    """And the message says by what."""
    screen = await session.show(
        f"{LOG}<div style='position:fixed;left:0;top:0;width:300px;height:80px;background:red' role=status>Der Datensatz wurde gespeichert</div>"
        "<button onclick=\"note('ja')\">Weiter</button>"
    )

    with pytest.raises(Covered, match="Der Datensatz wurde gespeichert"):
        await screen.click(named("Weiter"), timeout=0.4)

    assert await session.state("log") == []


async def test_a_disabled_button_is_waited_for(session: Session) -> None:
    """Until it is enabled, or the time is over."""
    screen = await session.show(f"{LOG}<button id=a disabled onclick=\"note('ja')\">Weiter</button><button disabled>Zurück</button><script>setTimeout(() => {{ a.disabled = false }}, 300)</script>")

    await screen.click(named("Weiter"))

    assert await session.state("log") == ["ja"]
    with pytest.raises(Locked):
        await screen.click(named("Zurück"), timeout=0.3)


async def test_a_thing_that_moves_is_hit_or_not_clicked_at_all(session: Session) -> None:
    """Another button takes its place just before the mouse is pressed."""
    screen = await session.show(
        f"{LOG}<div id=w><button id=x onclick=\"note('Weiter')\">Weiter</button></div><script>"
        "w.addEventListener('mousemove', () => { if (!window.done) { done = true; x.insertAdjacentHTML('beforebegin', \"<button style='display:block' onclick=\\\"note('Löschen')\\\">Löschen</button>\") } })</script>"
    )

    await screen.click(named("Weiter"))

    assert await session.state("log") == ["Weiter"]


async def test_an_animated_thing_is_waited_for(session: Session) -> None:
    """It slides in."""
    screen = await session.show(
        f"{LOG}<style>@keyframes s {{ from {{ transform: translateX(400px) }} }} button {{ animation: s 0.4s }}</style><button onclick=\"note('ja')\">Weiter</button>"
    )

    await screen.click(named("Weiter"))

    assert await session.state("log") == ["ja"]


async def test_a_key_is_pressed_in_a_field(session: Session) -> None:
    """Enter sends the form."""
    session.site.pages["/ziel"] = "<h1>Gefunden</h1>"
    screen = await session.show("<form action=/ziel><label>Suche <input name=q></label></form><label>Anderes <input></label>")

    await screen.press("Enter", within=named("Suche"))

    assert await screen.sees(at("heading", "Gefunden"))


async def test_a_menu_opens_under_the_mouse(session: Session) -> None:
    """It comes a moment after the mouse, and goes when it is clicked for."""
    screen = await session.show(
        f"{LOG}<style>li ul {{ display: none }} li.on ul {{ display: block }}</style>"
        "<ul><li id=m onmouseenter=\"setTimeout(() => m.classList.add('on'), 200)\" onclick=\"note(event.target.textContent)\">Datei<ul><li>Drucken</li></ul></li></ul>"
    )

    await screen.hover(named("Datei"))
    await screen.click(named("Drucken"))

    assert await session.state("log") == ["Drucken"]


async def test_an_editor_has_noticed_what_was_marked(session: Session) -> None:
    """It looks only every tenth of a second, and a button works on what it has seen."""
    screen = await session.show(
        f"{LOG}<div contenteditable aria-label=Text>Wort</div><button onclick='note(seen)'>Fett</button><script>seen = ''; let timer = 0; "
        "document.addEventListener('selectionchange', () => { clearTimeout(timer); const now = getSelection().toString(); timer = setTimeout(() => { seen = now }, 100) })</script>"
    )

    await screen.press("Control+a", within=named("Text"))
    await screen.click(named("Fett"))

    assert await session.state("log") == ["Wort"]


async def test_a_watched_thing_in_the_way_interrupts(session: Session) -> None:
    """Before anything was clicked; the index says which."""
    screen = await session.show("<div role=dialog aria-modal=true style='position:fixed;inset:20px;background:white'><h2>Neuigkeiten</h2><button>Schließen</button></div><button>Weiter</button>")
    screen.watch([at("text", "nie"), at("dialog", "Neuigkeiten")])

    with pytest.raises(Interrupted) as caught:
        await screen.click(named("Weiter"))

    assert caught.value.index == 1


async def test_a_watched_thing_that_is_not_in_the_way_does_not_matter(session: Session) -> None:
    """What is needed is there."""
    screen = await session.show("<p>Hinweis</p><button>Weiter</button>")
    screen.watch([at("text", "Hinweis")])

    await screen.click(named("Weiter"))


SEEN = {
    "heading": at("heading", "Termin von Meier"),
    "heading by pattern": at("heading", name("Termin von .*", how="pattern")),
    "heading by its start": at("heading", name("Termin von", how="starts")),
    "text": at("text", "Seite 1 von 3"),
    "text by part": at("text", name("von 3", how="contains")),
    "one of several languages": at("button", name("Next", "Weiter")),
    "tab by its looks": at("tab", "Verlauf"),
    "test id": at("testid", "kopf"),
    "css": at("css", "main > h1"),
    "xpath": at("xpath", "//main/h1"),
    "label": at("label", "Suche"),
    "dialog": at("dialog", "Hinweis"),
    "link in a box": at("link", "Öffnen", within="Liste"),
}


@pytest.mark.parametrize("locator", SEEN.values(), ids=SEEN)
async def test_kinds_of_things(locator: Locator, session: Session) -> None:
    """Each is seen."""
    screen = await session.show(
        "<main data-testid=kopf><h1>Termin von Meier</h1><p>Seite <b>1</b> von <b>3</b></p><button>Weiter</button>"
        "<ul class=tabs><li><a href=#v>Verlauf</a></li></ul><label>Suche <input></label><div role=dialog aria-label=Hinweis>Text</div>"
        "<section><h2>Liste</h2><a href=/1>Öffnen</a></section><section><h2>Mehr</h2><a href=/2>Öffnen</a></section></main>"
    )

    assert await screen.sees(locator)
    assert not await screen.sees(at(locator.kind, "gibt es nicht" if locator.kind != "xpath" else "//nichts"))
