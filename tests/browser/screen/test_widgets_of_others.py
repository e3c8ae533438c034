"""What widgets of other people do, each in a page small enough to read: found on the gallery of tests/thirdparty."""

import pytest
from tests.browser.screen.session import Session, at, entry, named
from tests.browser.screen.site import Reply

from nahtlos.engine.screen import Column, Grid, Name

pytestmark = pytest.mark.asyncio(loop_scope="session")

CARDS = """
<section style="display:inline-block;width:200px"><h2>Offen</h2><ul style="min-height:90px"><li draggable=true>Akte anlegen</li><li draggable=true>Anruf</li></ul></section>
<section style="display:inline-block;width:200px"><h2>Erledigt</h2><ul style="min-height:90px"></ul></section>
<script>
let dragged; document.addEventListener('dragstart', (event) => { dragged = event.target.closest('li') });
for (const list of document.querySelectorAll('ul')) { list.ondragover = (event) => event.preventDefault(); list.ondrop = (event) => { event.preventDefault(); list.append(dragged) } }
</script>
"""


async def test_a_card_is_dragged_into_an_area_that_is_still_empty(session: Session) -> None:
    """The title says where, though nothing stands under it yet."""
    screen = await session.show(CARDS)

    await screen.drag_onto(named("Anruf"), at("area", "Erledigt"))

    assert await session.state("[...document.querySelectorAll('ul')].map(list => list.innerText.trim())") == ["Akte anlegen", "Anruf"]


GROWING = """
<table><thead><tr><th>Nr</th></tr></thead><tbody></tbody></table><div id=end>mehr</div><script>
let count = 0;
new IntersectionObserver(([one]) => { if (!one.isIntersecting || count >= 90) return; setTimeout(() => {
  for (let n = 0; n < 30; n++) document.querySelector('tbody').insertAdjacentHTML('beforeend', `<tr style="height:40px"><td>${++count}</td></tr>`) }, 20) }).observe(end);
</script>
"""


MISSED = """
<table><thead><tr><th>Nr</th></tr></thead><tbody></tbody></table><script>
let count = 0, wasAway = true;
const load = () => { for (let n = 0; n < 30; n++) document.querySelector('tbody').insertAdjacentHTML('beforeend', `<tr style="height:40px"><td>${++count}</td></tr>`) };
load();
addEventListener('scroll', () => {
  const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 5;
  if (isAtEnd && wasAway && count < 90) { load(); wasAway = false }
  if (scrollY === 0) wasAway = true;
});
</script>
"""


async def test_rows_of_a_page_that_did_not_see_the_end_come_again(session: Session) -> None:
    """It loads more only when one has been away from the end since."""
    await session.show(MISSED)

    rows = await session.rows(Grid(columns=(Column(name="nr", heading=Name(texts=("Nr",)), optional=False),)))

    assert [row["nr"] for row in rows] == [str(number) for number in range(1, 91)]


async def test_rows_that_load_while_one_scrolls(session: Session) -> None:
    """All of them, and the page is where it was."""
    await session.show(GROWING)

    rows = await session.rows(Grid(columns=(Column(name="nr", heading=Name(texts=("Nr",)), optional=False),)))

    assert [row["nr"] for row in rows] == [str(number) for number in range(1, 91)]
    assert await session.state("scrollY") == 0


WIDE = """
<div role=grid aria-colcount=12 aria-rowcount=3 style="width:300px;overflow-x:auto"><div role=row id=h style="position:relative;width:1200px;height:20px"></div>
<div role=row id=r1 aria-rowindex=2 style="position:relative;width:1200px;height:20px"></div><div role=row id=r2 aria-rowindex=3 style="position:relative;width:1200px;height:20px"></div></div><script>
const box = document.querySelector('[role=grid]');
const draw = () => { const first = Math.floor(box.scrollLeft / 100); for (const [row, role, text] of [[h, 'columnheader', 'Spalte '], [r1, 'gridcell', 'a'], [r2, 'gridcell', 'b']]) {
  row.innerHTML = ''; for (let n = first; n < Math.min(first + 4, 12); n++) row.insertAdjacentHTML('beforeend', `<span role=${role} aria-colindex=${n + 1} style="position:absolute;left:${n * 100}px;width:100px">${text}${n + 1}</span>`) } };
box.onscroll = draw; draw();
</script>
"""


async def test_columns_that_are_drawn_only_in_sight(session: Session) -> None:
    """The grid is scrolled to the side, and its columns are put together."""
    await session.show(WIDE)
    columns = tuple(Column(name=name, heading=Name(texts=(f"Spalte {name[1:]}",)), optional=False) for name in ("s1", "s7", "s12"))

    rows = await session.rows(Grid(columns=columns))

    assert rows == [{"s1": "a1", "s7": "a7", "s12": "a12"}, {"s1": "b1", "s7": "b7", "s12": "b12"}]


SLOTTED = """
<x-dialog>Das lässt sich nicht rückgängig machen.<button slot=foot>Löschen</button></x-dialog><button>Löschen</button><script>
customElements.define('x-dialog', class extends HTMLElement { connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = `<div style="position:fixed;inset:0;display:flex;align-items:center;justify-content:center">
  <div style="position:fixed;inset:0;background:#0008"></div><div role=dialog aria-modal=true aria-labelledby=t style="z-index:2;background:white;padding:40px"><h2 id=t>Antrag löschen?</h2><div><slot></slot></div><slot name=foot></slot></div></div>` } });
</script>
"""


async def test_a_dialog_whose_text_is_slotted(session: Session) -> None:
    """It is the only place searched, though the topmost thing in its middle belongs to the page."""
    screen = await session.show(SLOTTED)

    await screen.ready(at("button", "Löschen", within="Antrag löschen?"))
    await screen.ready(named("Löschen"))


async def test_a_field_that_goes_once_its_cell_is_left(session: Session) -> None:
    """What the cell shows then is what was filled."""
    screen = await session.show(
        "<table><tr><th>Nr<th>Name</tr><tr><td>1<td id=c>Demir</tr></table><script>c.onclick = () => { if (c.firstElementChild) return; const i = document.createElement('input'); i.value = c.textContent;"
        " i.onblur = () => { c.textContent = i.value }; c.replaceChildren(i); i.focus() }</script>"
    )
    cell = at("cell", row=Name(texts=("1",)), column=Name(texts=("Name",)))

    await screen.click(cell)
    await screen.fill([entry(cell, "Ebert")])

    assert await session.state("c.textContent") == "Ebert"


async def test_a_page_that_listens_to_keys(session: Session) -> None:
    """A value that is filled in one go still ends with a key that is let go."""
    await session.show("<label>Jahr <input id=i></label><p id=o></p><script>i.onkeyup = () => { o.textContent = i.value }</script>")

    await session.fill({"Jahr": "2027"})

    assert await session.state("o.textContent") == "2027"


async def test_scripts_that_begin_late(session: Session) -> None:
    """A page is not touched before its modules have run."""
    session.site.pages["/late.js"] = Reply(body="import '/later.js'; b.onclick = () => { document.title = 'ja' }", type="text/javascript", after=0.2)
    session.site.pages["/later.js"] = Reply(body="const end = performance.now() + 300; while (performance.now() < end);", type="text/javascript", after=0.2)
    screen = await session.show("<title>nein</title><button id=b>Ja</button><script type=module src=/late.js></script>")

    await screen.click(named("Ja"))

    assert await session.state("document.title") == "ja"
