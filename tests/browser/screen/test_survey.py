"""What a page offers to a bot: every thing with a locator that means it and nothing else."""

import pytest
from tests.browser.screen.session import Session

from nahtlos.browser.surveying import Survey, Thing, locator_of
from nahtlos.engine.screen import Locator
from nahtlos.runtime.looking import open_folds

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """
<title>Antrag</title><h1>Antrag</h1>
<fieldset><legend>Person</legend><label>Name <input id=p></label><label>Ort <input value=Geheim></label><button>Leeren</button></fieldset>
<fieldset><legend>Träger</legend><label>Name <input id=t></label><button>Leeren</button></fieldset>
<table><tr><td>Art:</td><td><select><option>A<option>B</select></td></tr></table>
<input data-testid=geheimfach><div style="display:none"><label>Unsichtbar <input></label></div>
<table><thead><tr><th>Nr.</th><th>Nachname</th></tr></thead><tbody><tr><td><a href=/1>4711</a></td><td>Meier <button>Öffnen</button></td></tr></tbody></table>
<button onclick="document.title='weg'">Speichern</button>
"""


def locator(one: Thing) -> Locator:
    assert one.by is not None
    return locator_of(one.by)


def said(seen: Survey) -> str:
    return repr(seen)


async def test_every_field_is_reached_by_the_words_that_are_said(session: Session) -> None:
    """Alone by its label, with the box around it where two have one label, by code where there are no words."""
    screen = await session.show(PAGE)

    seen = await screen.survey()

    ways = [(one.by.kind, one.by.text, one.by.within) for one in seen.fields if one.by]
    assert ways == [
        ("label", "Name", "Person"), ("label", "Ort", None), ("label", "Name", "Träger"), ("label", "Art", None),
        ("testid", "geheimfach", None),
    ]  # fmt: skip
    assert [one.what for one in seen.fields][3] == "choice"
    for one in seen.fields:
        assert await screen.sees(locator(one))


async def test_what_can_be_clicked_is_reached_by_the_words_that_are_said(session: Session) -> None:
    """And nothing happens by looking."""
    screen = await session.show(PAGE)

    seen = await screen.survey()

    assert [(one.name, one.by and one.by.within) for one in seen.acts] == [
        ("Leeren", "Person"), ("Leeren", "Träger"), ("Speichern", None),
    ]  # fmt: skip
    for one in seen.acts:
        await screen.ready(locator(one))
    assert (await session.state("document.title")) == "Antrag"


async def test_no_value_is_told(session: Session) -> None:
    """Neither of fields nor of the rows of tables."""
    screen = await session.show(PAGE)

    seen = await screen.survey()

    assert seen.tables == [("Nr.", "Nachname")]
    assert seen.headings == ["Antrag", "Person", "Träger"]
    for value in ("Geheim", "4711", "Meier"):
        assert value not in said(seen)


async def test_in_an_open_dialog_only_that_is_looked_at(session: Session) -> None:
    """The rest cannot be used."""
    screen = await session.show("<label>Name <input></label><dialog id=d><h2>Löschen?</h2><button>Ja</button></dialog><script>d.showModal()</script>")

    seen = await screen.survey()

    assert seen.dialogs == ["Löschen?"]
    assert [one.name for one in seen.acts] == ["Ja"]
    assert not seen.fields


async def test_folds_and_tabs_are_opened_when_asked(session: Session) -> None:
    """Also one in another; what could do more than open is left alone."""
    shut = "document.title += 'x'"
    screen = await session.show(
        "<title>Akte</title><label>Name <input></label>"
        "<details><summary>Anschrift</summary><label>Ort <input></label><details><summary>Früher</summary><label>Land <input></label></details></details>"
        "<div role=tablist><button role=tab aria-selected=true>Kopf</button><button role=tab aria-selected=false onclick='m.hidden=false'>Mehr</button></div>"
        "<div id=m hidden><label>Telefon <input></label></div>"
        f"<form><button aria-expanded=false onclick=\"{shut}\">Senden</button></form>"
        f"<button aria-expanded=false aria-haspopup=true onclick=\"{shut}\">Aktionen</button>"
        f"<details><summary><a href=/weg>Weg</a></summary></details>"
    )

    opened = await open_folds(screen, await screen.survey())

    found = {one.by.name: [field.name for field in one.fields] for one in opened}
    assert {name: fields for name, fields in found.items() if fields} == {"Anschrift": ["Ort"], "Früher": ["Land"], "Mehr": ["Telefon"]}
    assert {"Senden", "Aktionen", "Weg"}.isdisjoint(found)
    assert await session.state("document.title") == "Akte"


async def test_a_switch_that_is_drawn_around_a_transparent_one_is_one(session: Session) -> None:
    """Both say what they are; the label is bound to the inner one."""
    screen = await session.show(
        "<label for=e>Eilig</label><div role=checkbox style='position:relative;width:40px;height:20px'>"
        "<input id=e type=checkbox style='position:absolute;inset:0;opacity:0;width:100%;height:100%;margin:0'><span style='position:absolute;inset:0;background:silver'></span></div>"
    )

    assert [(one.what, one.name) for one in (await screen.survey()).fields] == [("checkbox", "Eilig")]


async def test_what_the_mouse_alone_reaches_in_a_field_is_a_part_of_it(session: Session) -> None:
    """Arrows that count a field up and down have no words, and need none; buttons beside it have those of the field."""
    screen = await session.show(
        "<style>div { height: 40px }</style><div>Dauer <span><input><a role=button tabindex=-1 aria-hidden=true>\u25b2</a></span></div>".replace("\u25b2", "<i style='display:inline-block;width:9px;height:9px'></i>")
        + "<div>Land <span><input><button>Suchen</button></span></div><div>Ort <span><input><button>Suchen</button></span></div>"
    )

    seen = await screen.survey()

    assert [(one.name, one.by and one.by.within) for one in seen.acts] == [("Suchen", "Land"), ("Suchen", "Ort")]
    assert [one.name for one in seen.fields] == ["Dauer", "Land", "Ort"]
