"""Tables: by their headings, never by place; rows are data, and none is only none where the table is there."""

from typing import Any

import pytest
from tests.browser.screen.session import Session, at, entry, name, named

from nahtlos.engine.screen import Column, FieldAt, Grid, Locator, RowAt
from nahtlos.errors import NotSeen, SeveralSeen

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIST = (
    "<table><thead><tr><th>#</th><th>Name <a href=?s>▲</a></th><th>Kreditorennummer</th></tr></thead><tbody>"
    "<tr><td>1</td><td><a href=/1>Meier</a></td><td>000001</td></tr><tr><td>2</td><td><a href=/2>Schmidt</a></td><td>000002</td></tr></tbody></table>"
)
BOTH = [{"Name": "Meier", "Nr": "1"}, {"Name": "Schmidt", "Nr": "2"}]


def columns(*headings: str) -> tuple[Column, ...]:
    return tuple(Column(name=heading, heading=name(heading)) for heading in headings)


async def test_all_columns_by_their_headings(session: Session) -> None:
    """Where none is asked for."""
    await session.show(LIST)

    rows = await session.rows(Grid())

    assert rows == [
        {"#": "1", "Name": "Meier", "Kreditorennummer": "000001"},
        {"#": "2", "Name": "Schmidt", "Kreditorennummer": "000002"},
    ]


async def test_only_the_rows_that_match(session: Session) -> None:
    """And all their columns."""
    await session.show(LIST)

    rows = await session.rows(Grid(where=(("Kreditorennummer", name("000002")),)))

    assert rows == [{"#": "2", "Name": "Schmidt", "Kreditorennummer": "000002"}]


async def test_a_row_is_found_again_after_the_grid_was_drawn_anew(session: Session) -> None:
    """A row is known by what its cells hold."""
    page = LIST.replace("<a href=/2>", "<a href=# onclick=\"document.title = 'zwei'\">").replace("<a href=/1>", "<a href=#>")
    screen = await session.show(f"<div id=g>{page}</div>")
    [row] = (await screen.rows(Grid(where=(("Name", name("Schmidt")),)))).rows
    await session.state("g.innerHTML = g.innerHTML")

    await screen.click(at("link", "Schmidt", within=Locator(kind="row", at=row)))

    assert await session.state("document.title") == "zwei"


async def test_a_row_that_is_there_twice_is_an_error(session: Session) -> None:
    """Also where the rows cannot be told apart by any cell."""
    screen = await session.show("<table><tr><th>Name<th>Tat</tr><tr><td>Meier<td><button>Los</button></tr><tr><td>Meier<td><button>Los</button></tr></table>")
    rows = (await screen.rows(Grid(columns=columns("Name")))).rows

    with pytest.raises(SeveralSeen):
        await screen.click(at("button", "Los", within=Locator(kind="row", at=rows[0])), timeout=0.3)


GRIDS: dict[str, tuple[str, Grid, list[dict[str, str]]]] = {
    "two lines of headings": (
        "<table><tr><th rowspan=2>Name</th><th colspan=2>Betrag</th></tr><tr><th>netto</th><th>brutto</th></tr><tr><td>Meier</td><td>1</td><td>2</td></tr></table>",
        Grid(columns=columns("Name", "Betrag brutto")), [{"Name": "Meier", "Betrag brutto": "2"}],
    ),
    "second line alone": (
        "<table><tr><th rowspan=2>Name</th><th colspan=2>Betrag</th></tr><tr><th>netto</th><th>brutto</th></tr><tr><td>Meier</td><td>1</td><td>2</td></tr></table>",
        Grid(columns=columns("netto")), [{"netto": "1"}],
    ),
    "headings in cells": (
        "<table><tr><td><b>Name</b></td><td><b>Nr</b></td></tr><tr><td>Meier</td><td>1</td></tr><tr><td>Schmidt</td><td>2</td></tr></table>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "head in a table of its own": (
        "<div><div><table><tr><th>Name</th><th>Nr</th></tr></table></div><div style='height:60px;overflow:auto'><table><tr><td>Meier</td><td>1</td></tr><tr><td>Schmidt</td><td>2</td></tr></table></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "head in a table of its own, without headings": (
        "<div><div><table style='width:300px;table-layout:fixed'><tr><td>Name<td>Nr<td></tr></table></div><div style='height:60px;overflow:auto;width:300px'><table style='width:300px;table-layout:fixed'><tr><td>Meier<td>1<td><a href=#>Ändern</a></tr><tr><td>Schmidt<td>2<td><a href=#>Ändern</a></tr></table></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "roles": (
        "<div role=grid><div role=row><span role=columnheader>Name</span><span role=columnheader>Nr</span></div><div role=row><span role=gridcell>Meier</span><span role=gridcell>1</span></div><div role=row><span role=gridcell>Schmidt</span><span role=gridcell>2</span></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "roles in two halves": (
        "<div role=grid><div><div role=row aria-rowindex=1><b role=columnheader aria-colindex=1>Name</b></div><div role=row aria-rowindex=1><b role=columnheader aria-colindex=2>Nr</b></div></div>"
        "<div><div role=row aria-rowindex=2><b role=gridcell aria-colindex=1>Meier</b></div><div role=row aria-rowindex=3><b role=gridcell aria-colindex=1>Schmidt</b></div></div>"
        "<div><div role=row aria-rowindex=2><b role=gridcell aria-colindex=2>1</b></div><div role=row aria-rowindex=3><b role=gridcell aria-colindex=2>2</b></div></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "a blank cell over the boxes to choose a row": (
        "<div role=grid><div role=rowgroup><div role=row><span role=gridcell></span><span role=columnheader>Name</span><span role=columnheader>Nr</span></div></div>"
        "<div role=row><span role=gridcell><input type=radio></span><span role=gridcell>Meier</span><span role=gridcell>1</span></div><div role=row><span role=gridcell><input type=radio></span><span role=gridcell>Schmidt</span><span role=gridcell>2</span></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "a head of its own with filters, and a blank line that fills the body": (
        "<div role=group><div><table role=presentation><tr role=row><td role=columnheader>Name<td role=columnheader>Nr<td role=gridcell>&nbsp;</tr>"
        "<tr role=row><td role=gridcell><input><td role=gridcell><input value='(Alle)'><td role=gridcell>&nbsp;</tr></table></div>"
        "<div role=grid><table role=presentation><tr role=row><td role=gridcell>Meier<td role=gridcell>1<td role=gridcell><a href=#>Ändern</a></tr><tr role=row><td role=gridcell>Schmidt<td role=gridcell>2<td role=gridcell><a href=#>Ändern</a></tr>"
        "<tr role=presentation style='height:90px'><td><td><td></tr></table></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "roles in something that does not say it is a grid, each row a table": (
        "<div role=tabpanel><div role=rowgroup><div role=row><div role=columnheader>Name</div><div role=columnheader>Nr</div></div></div>"
        "<div role=rowgroup><table role=presentation><tr role=row><td role=gridcell>Meier<td role=gridcell>1</tr></table><table role=presentation><tr role=row><td role=gridcell>Schmidt<td role=gridcell>2</tr></table></div></div>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "a row of which nothing but its heading is there": (
        "<table role=grid><tr role=row><th>Name<th>Nr</tr><tr role=row><th>Meier<td></tr><tr role=row><th>Schmidt<td>2</tr></table>",
        Grid(columns=columns("Nr")), [{"Nr": ""}, {"Nr": "2"}],
    ),
    "the first row of which nothing but its heading is there": (
        "<table><thead><tr role=row><th>Name<th>Nr</tr></thead><tbody><tr role=row><th>Meier<td></tr><tr role=row><th>Schmidt<td>2</tr></tbody></table>",
        Grid(columns=columns("Nr")), [{"Nr": ""}, {"Nr": "2"}],
    ),
    "row headings": (
        "<table><tr><td></td><th>Nr</th></tr><tr><th scope=row>Meier</th><td>1</td></tr><tr><th scope=row>Schmidt</th><td>2</td></tr></table>",
        Grid(columns=(Column(name="Name", heading=name("1")), *columns("Nr"))), BOTH,
    ),
    "a table in a table": (
        "<table><tr><td>Menü</td><td><table><tr><th>Name</th><th>Nr</th></tr><tr><td>Meier</td><td>1</td></tr><tr><td>Schmidt</td><td>2</td></tr></table></td></tr></table>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "the one with all headings": (
        "<table><tr><th>Name<th>Ort</tr><tr><td>Bach<td>Köln</tr></table><table><tr><th>Name<th>Nr</tr><tr><td>Meier<td>1</tr><tr><td>Schmidt<td>2</tr></table>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "columns that are not there": (
        "<table><tr><th>Name<th>Nr</tr><tr><td>Meier<td>1</tr><tr><td>Schmidt<td>2</tr></table>",
        Grid(columns=columns("Name", "Nr", "Ort")), BOTH,
    ),
    "a hidden column and hidden rows": (
        "<table><tr><th>Name<th style='display:none'>Nr<th>Nr</tr><tr><td>Meier<td style='display:none'>9<td>1</tr><tr style='display:none'><td>Weg<td style='display:none'>9<td>9</tr><tr><td>Schmidt<td style='display:none'>9<td>2</tr></table>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "a line across and a foot": (
        "<table><thead><tr><th>Name<th>Nr</tr></thead><tr><td colspan=2>A bis M</tr><tr><td>Meier<td>1</tr><tr><td colspan=2>N bis Z</tr><tr><td>Schmidt<td>2</tr></table>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "controls in cells": (
        "<table><tr><th>Name<th>Nr</tr><tr><td><input value=Meier><td><select><option>1</select></tr><tr><td>Schmidt<td>2</tr></table>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
    "of a box": (
        "<fieldset><legend>A</legend><table><tr><th>Name<th>Nr</tr><tr><td>Bach<td>9</tr></table></fieldset><fieldset><legend>B</legend><table><tr><th>Name<th>Nr</tr><tr><td>Meier<td>1</tr><tr><td>Schmidt<td>2</tr></table></fieldset>",
        Grid(columns=columns("Name", "Nr"), of=at("area", "B")), BOTH,
    ),
    "cards": (
        "<div class=card><h3>Meier</h3><dl><dt>Nr</dt><dd>1</dd></dl></div><div class=card><h3>Schmidt</h3><dl><dt>Nr</dt><dd>2</dd></dl></div>",
        Grid(rows=at("css", ".card"), columns=(Column(name="Name", locator=at("css", "h3")), *columns("Nr"))), BOTH,
    ),
    "a calendar": (
        "<table><tr><th>Zeit<th>Mo 24.11.<th>Di 25.11.</tr><tr><td>09:30<td>frei<td>belegt</tr></table>",
        Grid(as_cells=True),
        [{"row": "09:30", "column": "Mo 24.11.", "text": "frei"}, {"row": "09:30", "column": "Di 25.11.", "text": "belegt"}],
    ),
    "in a frame": (
        "<iframe srcdoc='<table><tr><th>Name<th>Nr</tr><tr><td>Meier<td>1</tr><tr><td>Schmidt<td>2</tr></table>'></iframe>",
        Grid(columns=columns("Name", "Nr")), BOTH,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("page", "grid", "expected"), GRIDS.values(), ids=GRIDS)
async def test_the_rows_of_a_grid(page: str, grid: Grid, expected: list[Any], session: Session) -> None:
    """However it is built."""
    await session.show(page)

    assert await session.rows(grid, timeout=0.5) == expected


async def test_headings_without_rows_do_not_take_those_of_another_grid(session: Session) -> None:
    """Neither of them says that it is a grid, and the second one is empty."""
    head = "<div><div role=rowgroup><div role=row><i role=columnheader>{}</i><i role=columnheader>{}</i></div></div>{}</div>"
    rows = "<div role=row><i role=gridcell>Meier</i><i role=gridcell>1</i></div>"
    await session.show(head.format("Name", "Nr", rows) + head.format("Empfänger", "Betrag", ""))

    assert await session.rows(Grid(columns=columns("Name", "Nr")), timeout=0.5) == [{"Name": "Meier", "Nr": "1"}]
    with pytest.raises(NotSeen):
        await session.rows(Grid(columns=columns("Empfänger", "Betrag")), timeout=0.5)


async def test_two_tables_with_these_headings_are_an_error(session: Session) -> None:
    """Never the first."""
    await session.show(LIST + LIST)

    with pytest.raises(SeveralSeen):
        await session.rows(Grid(columns=columns("Name")), timeout=0.3)


async def test_none_is_only_none_where_the_table_is_there(session: Session) -> None:
    """A table that has not come is not an empty one."""
    await session.show("<p>Wird geladen …</p>")

    with pytest.raises(NotSeen, match='column "Name"'):
        await session.rows(Grid(where=(("Name", name("Meier")),)), timeout=0.3)


async def test_an_empty_table_has_no_rows(session: Session) -> None:
    """Also one that says so in a line."""
    await session.show("<table><thead><tr><th>Name<th>Nr</tr></thead><tbody><tr><td colspan=2>Keine Daten</td></tr></tbody></table>")

    assert await session.rows(Grid(columns=columns("Name"))) == []


async def test_a_sentence_instead_of_a_table(session: Session) -> None:
    """Where the bot says what none looks like."""
    await session.show("<p>Nichts anzuzeigen</p>")

    assert await session.rows(Grid(where=(("Name", name("x")),), none=at("text", "Nichts anzuzeigen"))) == []


async def test_a_table_that_is_loading_is_waited_for(session: Session) -> None:
    """What looks empty at first, and says that it is loading."""
    await session.show(
        "<table><thead><tr><th>Name<th>Nr</tr></thead><tbody id=b><tr><td colspan=2>Wird geladen …</td></tr></tbody></table>"
        "<script>setTimeout(() => { b.innerHTML = '<tr><td>Meier<td>1</tr>' }, 400)</script>"
    )

    assert await session.rows(Grid(columns=columns("Name", "Nr"))) == [{"Name": "Meier", "Nr": "1"}]


async def test_a_virtual_grid_is_scrolled_through(session: Session) -> None:
    """All its rows, each once; and a row far down can be clicked."""
    screen = await session.show(
        "<div role=grid aria-rowcount=501><div role=row><span role=columnheader>Nr</span><span role=columnheader>Name</span></div>"
        "<div id=v style='height:120px;width:300px;overflow-y:auto'><div id=p style='position:relative;height:10000px'></div></div></div><script>"
        "const draw = () => { p.innerHTML = ''; const f = Math.floor(v.scrollTop / 20); for (let n = f; n < Math.min(f + 9, 500); n++) p.insertAdjacentHTML('beforeend',"
        " `<div role=row aria-rowindex=${n + 2} style='position:absolute;top:${n * 20}px'><span role=gridcell>${n}</span> <span role=gridcell onclick='document.title=${n}'>Name ${n}</span></div>`) };"
        "v.onscroll = () => requestAnimationFrame(draw); draw()</script>"
    )

    found = await screen.rows(Grid(columns=columns("Nr", "Name")))

    assert [row.cells["Nr"] for row in found.rows] == [str(n) for n in range(500)]
    assert found.is_complete
    await screen.click(at("text", "Name 333", within=Locator(kind="row", at=found.rows[333])))
    assert await session.state("document.title") == "333"


async def test_a_cell_is_where_row_and_column_cross(session: Session) -> None:
    """In a calendar."""
    screen = await session.show(
        "<table><tr><th><th>Mo 24.11.<th>Di 25.11.</tr>" + "".join(
            f"<tr><th>{hour}</th><td onclick=\"document.title='Mo {hour}'\">frei</td><td onclick=\"document.title='Di {hour}'\">frei</td></tr>" for hour in ("09:30", "10:00")
        ) + "</table>"
    )

    await screen.click(Locator(kind="cell", row=name("10:00"), column=name("Di 25.11.")))

    assert await session.state("document.title") == "Di 10:00"


async def test_a_table_has_a_column(session: Session) -> None:
    """Something to see, and a place to look."""
    screen = await session.show(LIST + "<button>Meier</button>")

    assert await screen.sees(at("column", "Kreditorennummer"))
    assert not await screen.sees(at("column", "Meier"))
    await screen.ready(at("link", "Meier", within=at("column", "Name")))


async def test_rows_open_on_a_double_click(session: Session) -> None:
    """A cell is text one can click."""
    screen = await session.show(LIST.replace("<tr><td>2", "<tr ondblclick=\"document.title='offen'\"><td>2"))

    await screen.click(at("text", "000002"), twice=True)

    assert await session.state("document.title") == "offen"


async def test_rows_that_look_the_same_are_told_apart_by_their_order(session: Session) -> None:
    """Each of two equal rows is found again; when one of them has gone, the other is."""
    row = "<tr><td>Meier<td><button onclick='document.title += rowOf(this); this.closest(\"tr\").remove()'>Weg</button></tr>"
    await session.show(
        "<script>rowOf = (button) => [...document.querySelectorAll('tr')].indexOf(button.closest('tr'))</script><table>"
        f"<tr><th>Name</th></tr>{row}<tr><td>Schulz<td></tr>{row}</table>"
    )
    first, _, last = (await session.screen.rows(Grid(columns=columns("Name"), in_order=True))).rows

    await session.screen.click(named("Weg", within=Locator(kind="row", at=last)))
    await session.screen.click(named("Weg", within=Locator(kind="row", at=first)))

    assert await session.state("document.title") == "31"


async def test_a_thousand_rows_come_at_once(session: Session) -> None:
    """Ten columns each."""
    cells = "".join(f"<td>{column}</td>" for column in range(10))
    head = "".join(f"<th>S{column}</th>" for column in range(10))
    await session.show(f"<table><tr>{head}</tr>" + f"<tr>{cells}</tr>" * 1000 + "</table>")

    rows: tuple[RowAt, ...] = (await session.screen.rows(Grid(columns=columns("S0", "S9")))).rows

    assert len(rows) == 1000
    assert rows[999].cells == {"S0": "0", "S9": "9"}


async def test_whether_there_is_a_next_page(session: Session) -> None:
    """Visible and enabled."""
    screen = await session.show("<button disabled>Vorherige</button><button>Nächste</button><div role=button class='pager-button ui-state-disabled' style='opacity:.35'>Ans Ende</div><button class=ripple-disabled>Mehr</button><ul><li class=disabled><a href=#>Weiter</a></li></ul>")

    assert await screen.can_click(named("Nächste"))
    assert not await screen.can_click(named("Vorherige"))
    assert not await screen.can_click(named("Weiter"))
    assert not await screen.can_click(named("Ans Ende"))
    assert await screen.can_click(named("Mehr"))
    assert not await screen.can_click(named("Letzte"))


POSITIONS = (
    "<table><thead><tr><th>Art</th><th>Straße</th><th>Ort</th><th></th></tr></thead><tbody>"
    "<tr><td><select><option>Post<option selected>Wohnung</select><td><input value='Weg 1'><td><input value=Kiel><td><input type=checkbox></tr>"
    "<tr><td><select><option value=''>-----<option>Post</select><td><input><td><input><td><input type=checkbox></tr>"
    "</tbody></table>"
)


async def test_fields_in_a_row_are_named_by_the_headings_of_their_columns(session: Session) -> None:
    """The row stays the one that was found, also when its fields say something else than before."""
    screen = await session.show(POSITIONS)
    [home] = (await screen.rows(Grid(where=(("Art", name("Wohnung")),)))).rows
    within = Locator(kind="row", at=home)

    await screen.fill([
        entry(named("Straße", within=within), "Weg 2"), entry(named("Ort", within=within), "Plön"),
        entry(at("css", "input[type=checkbox]", within=within), True),
    ])  # fmt: skip

    shown = await screen.read([FieldAt(name="street", locator=named("Straße", within=within), optional=False)])
    assert shown == {"street": "Weg 2"}
    assert await session.state("[...document.querySelectorAll('input')].map(e => e.type == 'text' ? e.value : e.checked)") == [
        "Weg 2", "Plön", True, "", "", False,
    ]  # fmt: skip


async def test_a_column_heading_names_nothing_where_no_row_is_meant(session: Session) -> None:
    """Outside of a row that was found, it stands over several fields."""
    await session.show(POSITIONS)

    with pytest.raises(NotSeen):
        await session.fill({"Ort": "Kiel"})


async def test_a_row_in_which_nothing_was_entered_yet(session: Session) -> None:
    """An empty text is a blank cell."""
    await session.show(POSITIONS)

    rows = await session.rows(Grid(where=(("Art", name("")), ("Straße", name("")))))

    assert rows == [{"Art": "", "Straße": "", "Ort": ""}]


ENTRY = Column(name="text", heading=name("1"), locator=named("1"))
LISTS = {
    "by role": "<h2>Verlauf</h2><div role=list><div role=listitem>Antrag</div><div role=listitem>Bescheid</div></div><h2>Hilfe</h2><ul><li>Telefon</ul>",
    "by tag": "<section aria-label=Verlauf><ul><li>Antrag <li>Bescheid</ul></section><ul><li>Telefon</ul>",
    "by looks": "<div><h2>Verlauf</h2><div><div class='z a'>Antrag</div><div class='z b'>Bescheid</div><div class='z a'>Widerspruch</div></div></div>",
}


@pytest.mark.parametrize("kind", LISTS)
async def test_the_entries_of_a_list(session: Session, kind: str) -> None:
    """By the title of the list; `1` is all that an entry says."""
    await session.show(LISTS[kind])

    rows = await session.rows(Grid(rows=at("list", "Verlauf"), columns=(ENTRY,)))

    assert [row["text"] for row in rows][:2] == ["Antrag", "Bescheid"]
    assert "Telefon" not in [row["text"] for row in rows]


async def test_an_entry_far_down_a_virtual_list_is_clicked(session: Session) -> None:
    """Only a screenful of it is in the page; it is scrolled to."""
    await session.show(
        "<h2>Verlauf</h2><div id=w style='height:200px;width:300px;overflow:auto'><div id=v style='height:12000px;position:relative'></div></div><script>"
        "const draw = () => { v.replaceChildren(); const from = Math.floor(w.scrollTop / 24); for (let n = from; n < Math.min(500, from + 10); n++) {"
        "const d = document.createElement('div'); d.className = 'zeile'; d.style = `position:absolute;top:${n * 24}px;height:24px`; d.innerHTML = `<button onclick=\"document.title = '${n}'\">Eintrag ${n}</button>`; v.append(d) } };"
        "w.onscroll = draw; draw()</script>"
    )
    grid = Grid(rows=at("list", "Verlauf"), columns=(ENTRY,))

    rows = (await session.screen.rows(grid)).rows
    await session.screen.click(at("button", name("Eintrag", how="starts"), within=at("row", at=rows[417])))

    assert (len(rows), await session.state("document.title")) == (500, "417")


async def test_two_lists_under_one_title_are_none(session: Session) -> None:
    """Which one is meant is not said."""
    await session.show("<div><h2>Verlauf</h2><ul><li>Antrag</ul><ul><li>Telefon</ul></div>")

    with pytest.raises(NotSeen):
        await session.rows(Grid(rows=at("list", "Verlauf"), columns=(ENTRY,)), timeout=0.3)


LATE = (
    "<label>Nummer <input id=q></label><table><thead><tr><th>Zahl<th>Name</tr></thead><tbody id=b></tbody></table><p id=n></p>"
    "<script>const all = ['1 A', '2 B', '3 C'];"
    " const show = list => { b.innerHTML = list.map(t => '<tr><td>' + t.split(' ').join('<td>')).join(''); n.textContent = list.length ? '' : 'Nichts gefunden'; };"
    " q.oninput = () => setTimeout(() => show(all.filter(t => t.startsWith(q.value))), 450);"
    " setTimeout(() => show(all.slice(0, 2)), 300);</script>"
)


async def test_an_empty_table_that_waits_a_moment_before_it_is_filled(session: Session) -> None:
    """Nothing was asked for and nothing moves: what the bot says an empty one shows is not there either."""
    await session.show(LATE)

    rows = await session.rows(Grid(where=(("Zahl", name("2")),), none=at("text", "Nichts gefunden")))

    assert rows == [{"Zahl": "2", "Name": "B"}]


async def test_a_search_that_waits_until_the_typing_ends(session: Session) -> None:
    """The rows that are still there from before are no proof that the one looked for is not."""
    await session.show(LATE)
    await session.rows(Grid(where=(("Zahl", name("2")),)))
    await session.fill({"Nummer": "3"})

    rows = await session.rows(Grid(where=(("Zahl", name("3")),), none=at("text", "Nichts gefunden")))

    assert rows == [{"Zahl": "3", "Name": "C"}]


async def test_the_next_page_of_a_table_comes_a_moment_later(session: Session) -> None:
    """The rows of the page before are not taken for it."""
    screen = await session.show(
        "<table><thead><tr><th>Zahl</tr></thead><tbody id=b><tr><td>1</tbody></table>"
        "<button onclick=\"setTimeout(() => b.innerHTML = '<tr><td>2', 500)\">Weiter</button>"
    )
    first = (await screen.rows(Grid())).rows
    await screen.click(named("Weiter"))

    second = (await screen.rows(Grid(), unlike=first)).rows

    assert [row.cells for row in second] == [{"Zahl": "2"}]


PAGER = (
    "<table id=t><tr><th>Nr</tr><tbody id=b></tbody></table><table id=pager><tr id=p></tr></table><script>let now = 1;"
    "const go = (n) => { now = n; b.innerHTML = `<tr><td>${n}</tr>`; const from = Math.floor((n - 1) / 10) * 10 + 1; let cells = from > 1 ? `<td><a href=# onclick='go(${from - 1})'>...</a>` : '';"
    "for (let k = from; k < Math.min(from + 10, 24); k++) cells += k === n ? `<td><span>${k}</span>` : `<td><a href=# onclick='go(${k})'>${k}</a>`;"
    "if (from + 10 < 24) cells += `<td><a href=# onclick='go(${from + 10})'>...</a>`; p.innerHTML = cells }; go(1)</script>"
)


async def test_pages_in_tens_with_dots_between_them(session: Session) -> None:
    """As old grids have them: what follows the page that is no link leads on, a number or the dots."""
    screen = await session.show(PAGER)
    following = at("css", "td:has(> span) + td > a")
    seen = [row["Nr"] for row in await session.rows(Grid(columns=columns("Nr")))]

    while await screen.can_click(following):
        await screen.click(following)
        seen += [row["Nr"] for row in await session.rows(Grid(columns=columns("Nr")))]

    assert seen == [str(number) for number in range(1, 24)]
