"""Which field a label means: the pairing of label and field is proven, never guessed (rules 1 to 4)."""

import pytest
from tests.browser.screen.session import Session, at, entry, named

from nahtlos.errors import NotSeen, ScreenError, SeveralSeen, WrongControl

pytestmark = pytest.mark.asyncio(loop_scope="session")

HELD = "Object.fromEntries([...document.querySelectorAll('[id]')].filter(e => e.value === 'x' || e.checked || e.textContent === 'x').map(e => [e.id, 1]))"

FLOATING = """
    <style>div.f {{ position: relative; margin: 30px }} div.f span {{ position: absolute; left: 6px; top: 4px; pointer-events: none }}
    div.f input {{ width: 200px; height: 24px }}</style><div class=f><input id=b><span>Ort</span></div><div class=f>{}</div>"""

FOUND = {
    # (a) bound
    "label for": "<label for=a>Name</label><input id=a>",
    "label around": "<label>Name <input id=a></label>",
    "label far away": "<input id=b><input id=a><p><label for=a>Name</label></p>",
    "aria-label": "<input id=b><input id=a aria-label='Name'>",
    "aria-labelledby of two": "<span id=s>Name</span> <b id=t>der Person</b><input id=b><input id=a aria-labelledby='s'>",
    "marks around the name": "<label for=a>* Name: *</label><input id=a>",
    "dots": "<label for=a>Name...</label><input id=a>",
    "invisible characters": "<label for=a>Na\u00adme\u200b</label><input id=a>",
    "composed otherwise": "<label for=a>Stra\u00dfe A\u0308</label><input id=a>",
    "a link inside": "<label for=a>Name <a href=/x>Hilfe</a></label><input id=a>",
    "a required mark of its own": "<label for=a>Name <span aria-hidden=true>*</span></label><input id=a>",
    "a hint inside": "<label for=a>Name <small>wie im Ausweis</small></label><input id=a>",
    "hidden label": "<label for=a style='position:absolute;width:1px;height:1px;overflow:hidden'>Name</label><input id=a>",
    "text area": "<label for=a>Name</label><textarea id=a></textarea>",
    "editor": "<div id=l>Name</div><div id=a contenteditable=true aria-labelledby=l style='min-height:20px'></div>",
    "label for a custom element": "<label for=h>Name</label><x-in id=h></x-in><script>customElements.define('x-in', class extends HTMLElement { constructor() { super(); this.attachShadow({mode:'open'}).innerHTML = '<input>'; } get value() { return this.shadowRoot.querySelector('input').value } })</script><i id=a hidden></i><script>a.remove(); h.id='a'; document.querySelector('label').htmlFor='a'</script>",
    # (b) in the field itself
    "placeholder": "<input id=b placeholder=Ort><input id=a placeholder='Na\u200bme'>",
    "title": "<input id=b><input id=a title=Name>",
    # (c) proven neighbours
    "cell before": "<table><tr><td>Name:</td><td><input id=a></td></tr><tr><td>Ort:</td><td><input id=b></td></tr></table>",
    "two pairs in a row": "<table><tr><td>Ort</td><td><input id=b></td><td>Name</td><td><input id=a></td></tr></table>",
    "two pairs and a remark": "<table><tr><td>Ort</td><td><input id=b></td><td>Name</td><td><input id=a></td><td>Pflicht</td></tr></table>",
    "unit behind": "<table><tr><td>Name</td><td><input id=a> kg</td></tr></table>",
    "same cell": "<table><tr><td>Name<br><input id=a></td><td>Ort<br><input id=b></td></tr></table>",
    "row heading": "<table><tr><th>Name</th><td><input id=a></td></tr><tr><th>Ort</th><td><input id=b></td></tr></table>",
    "group": "<div class=f><div>Ort</div><input id=b></div><div class=f><div>Name</div><input id=a></div>",
    "caption over the field": "<div><div>Name</div><div><input id=a></div></div><div><div>Ort</div><div><input id=b></div></div>",
    "text on the line above, close to it": "<p style='width:100px;font:10px/11px sans-serif;margin:9px'>Name: <input id=a style='width:90px;height:21px'></p>",
    "plain text before": "Ort: <input id=b><br>Name: <input id=a>",
    "dt and dd": "<dl><dt>Name</dt><dd><input id=a></dd><dt>Ort</dt><dd><input id=b></dd></dl>",
    "bold and star": "<table><tr><td><b>Name</b> <font color=red>*</font></td><td><input id=a></td></tr></table>",
    "help button between": "<div>Name <button type=button title=Hilfe>?</button> <input id=a></div>",
    "from and until": "<table><tr><td>Von</td><td><input id=a0> bis <input id=a></td></tr></table>".replace("bis", "Name"),
    "dangling label": "<div><label>Name</label> <input id=a></div><div><label>Ort</label> <input id=b></div>",
    "fixed font size columns": "<div style='display:grid;grid-template-columns:9em 1fr'><span>Ort</span><input id=b><span>Name</span><input id=a></div>",
    "text that floats over its field, before it": FLOATING.format("<span>Name</span><input id=a>"),
    "text that floats over its field, behind it": FLOATING.format("<input id=a><span>Name</span>"),
    # (d) a clickable heading of a group with one field
    "button as label": "<div><div><button type=button>Name</button></div><div><input id=a></div></div><div><div><button>Ort</button></div><div><input id=b></div></div>",
    "link as label": "<table><tr><td><a href=#>Name</a></td><td><input id=a></td></tr><tr><td><a href=#>Ort</a></td><td><input id=b></td></tr></table>",
    # alone with it in its group
    "text below": "<div class=e><input id=b><div>Ort</div></div><div class=e><input id=a><div>Name</div></div>",
    "text below, and a sentence above": "<p>Suche nach allem.</p><div><div><input id=a><div>Name</div></div><div><input id=b><div>Ort</div></div></div>",
    "boxes with a text behind, each in a group": "<p>Was?</p><div><div><input type=checkbox id=b><span>Ort</span></div><div><label>Name <input id=a></label></div></div>",
    "remarks below, labels outside": "<div><div>Ort</div><div><input id=b><div>Pflicht</div></div><div>Name</div><div><input id=a><div>freiwillig</div></div></div>",
    # nothing else names it
    "button right behind": "<div><input id=b><button>Ort</button></div><div><input id=a><button>Name</button></div>",
    "input that is a button right behind": "<form><input id=a><input type=submit value=Name></form>",
    "legend, links between": "<fieldset><legend>Name</legend><a href=#>Bearbeiten</a> <a href=#>Vorschau</a><div><textarea id=a></textarea></div><label><input type=checkbox id=b> Privat</label></fieldset>",
    "heading of a box, toolbar between": "<div><h3>Name</h3><div role=toolbar><button>F</button></div><p>_ / 0</p><input id=a></div><div><h3>Ort</h3><button>F</button><input id=b></div>",
    # hidden twins
    "hidden twin": "<div style='display:none'><label for=b>Name</label><input id=b></div><label for=a>Name</label><input id=a>",
    "transparent twin": "<div style='opacity:0'><label>Name <input id=b></label></div><label>Name <input id=a></label>",
    "twin off screen": "<div style='position:absolute;left:-9999px'><label>Name <input id=b></label></div><label>Name <input id=a></label>",
    "twin without size": "<div style='height:0;overflow:hidden'><label>Name <input id=b></label></div><label>Name <input id=a></label>",
    "twin of a folded menu": "<div style='position:fixed;right:0;transform:translateX(-300vw)'><label>Name <input id=b></label></div><label>Name <input id=a></label>",
    "text and box of one label": "<label>Name <input id=a></label><label>Name <input id=b type=checkbox></label>",
}  # fmt: skip


@pytest.mark.parametrize("page", FOUND.values(), ids=FOUND)
async def test_the_field_of_a_label(page: str, session: Session) -> None:
    """Field `a` is the one."""
    label = "Stra\u00dfe \u00c4" if "Stra\u00dfe" in page else "name"
    await session.show(page)

    await session.fill({label: "x"})

    assert await session.state("(document.querySelector('#a').value ?? document.querySelector('#a').textContent)") == "x"
    assert await session.state("(document.querySelector('#b')?.value ?? '').replace('on', '')") == ""


REFUSED = {
    "bound to the box that deletes": ("<label for=b>Name</label><input type=checkbox id=b><input id=c>", WrongControl),
    "column heading": ("<table><tr><th>Name</th><th>Ort</th></tr><tr><td><input id=a></td><td><input id=b></td></tr></table>", NotSeen),
    "column heading over one input": ("<table><tr><th>Name</th></tr><tr><td><input id=a></td></tr></table>", NotSeen),
    "column heading as cell": ("<table><tr><td>Name</td><td>Ort</td></tr><tr><td><input id=a></td><td><input id=b></td></tr></table>", NotSeen),
    "cell of another table": ("<table><tr><td>Name</td></tr></table><input id=a>", NotSeen),
    "cell of a list above": ("<table><tr><th>Art</th></tr><tr><td>Name</td></tr></table><div><input id=a></div>", NotSeen),
    "value that is drawn over its field": (FLOATING.format("<b style='position:absolute;left:6px;top:4px'>Name</b><input id=a>"), NotSeen),
    "label of the field before": ("<div><div>Name</div><input id=a></div><div><input id=b></div>", None),
    "bound to another, before a nameless one": ("<table><tr><td><label for=b>Name</label></td><td><input id=a></td></tr><tr><td><label for=b>Ort</label></td><td><input id=b></td></tr></table>", NotSeen),
    "bound to another, in boxes": ("<div><label for=b>Name</label> <input id=a></div><div><label for=b>Ort</label> <input id=b></div>", NotSeen),
    "two fields, one text": ("<div>Name <input id=a> <input id=b></div>", SeveralSeen),
    "text behind fields": ("<input id=a> Name<br><input id=b> Ort<br>", NotSeen),
    "columns of labels and fields": ("<div style='float:left'><div>Name</div><div>Ort</div></div><div style='float:left'><div><input id=a></div><div><input id=b></div></div>", ScreenError),
    "sentence over fields with texts below": ("<p>Name</p><div><div><input id=a><div>Ort</div></div><div><input id=b><div>Land</div></div></div>", NotSeen),
    "remark of another group": ("<div><input id=a><div>Pflicht</div></div><div><div>Name</div></div>", NotSeen),
    "last label of a column": ("<div style='float:left'><div>Ort</div><div>Name</div></div><div style='float:left'><div><input id=a></div></div>", NotSeen),
    "legend over two fields": ("<fieldset><legend>Name</legend><a href=#>Bearbeiten</a><br><br><input id=a><br><br><input id=b></fieldset>", NotSeen),
    "button far behind": ("<div style='width:900px;position:relative'><input id=a><button style='position:absolute;right:0'>Name</button></div>", NotSeen),
    "two buttons behind": ("<div><input id=a><button>Name</button><button>Ort</button></div>", NotSeen),
    "link behind": ("<div><input id=a> <a href=/x>Name</a></div>", NotSeen),
    "link before": ("<a href=/x>Name</a> <input id=a> <input id=b>", NotSeen),
    "button before": ("<button>Name</button> <input id=a> <input id=b>", NotSeen),
    "tab before": ("<div role=tablist><div role=tab>Name</div></div><input id=a><input id=b>", NotSeen),
    "option": ("<select><option>Name</select><input id=a>", NotSeen),
    "two bound": ("<label>Name <input id=a></label><label>Name <input id=b></label>", SeveralSeen),
    "same in two boxes": ("<fieldset><legend>A</legend>Name <input id=a></fieldset><fieldset><legend>B</legend>Name <input id=b></fieldset>", SeveralSeen),
    "heading of a section": ("<h2>Name</h2><div><input id=a></div><div>Ort <input id=b></div>", NotSeen),
    "text behind boxes": ("<input type=checkbox id=a> Ort <input type=checkbox id=b> Name", WrongControl),
    "only a hidden one": ("<div hidden><label>Name <input id=a></label></div>", NotSeen),
    "honeypot": ("<label style='opacity:0'>Name <input id=a></label>", NotSeen),
    "locked": ("<label>Name <input id=a readonly></label>", ScreenError),
    "label of another control": ("<label for=b>Name</label> <input id=a><p>Ort <input id=b type=checkbox></p>", WrongControl),
    "far heading": ("<div>Name</div><div style='height:600px'></div><div><input id=a></div>", NotSeen),
}  # fmt: skip


@pytest.mark.parametrize(("page", "kind"), REFUSED.values(), ids=REFUSED)
async def test_what_is_not_proven_is_refused(page: str, kind: type[ScreenError] | None, session: Session) -> None:
    """Nothing is entered anywhere."""
    await session.show(page)

    if kind is None:
        await session.fill({"Name": "x"}, timeout=0.3)
    else:
        with pytest.raises(kind):
            await session.fill({"Name": "x"}, timeout=0.3)

    filled = await session.state("[...document.querySelectorAll('input')].filter(e => e.value === 'x').map(e => e.id)")
    assert filled == ([] if kind else ["a"])
    assert await session.state("document.querySelectorAll(':checked:not(option)').length") == 0


BOXES = {
    "label around": "<label><input type=checkbox id=a> Aktiv</label><label><input type=checkbox id=b> Gesperrt</label>",
    "label for": "<input type=checkbox id=a><label for=a>Aktiv</label>",
    "text behind": "<input type=checkbox id=a> Aktiv<br><input type=checkbox id=b> Gesperrt<br>",
    "text behind on one line": "<div><input type=checkbox id=b> Gesperrt <input type=checkbox id=a> Aktiv</div>",
    "cell before": "<table><tr><td>Aktiv</td><td><input type=checkbox id=a></td></tr></table>",
    "cells before": "<table><tr><td>Gesperrt</td><td><input type=checkbox id=b></td><td>Aktiv</td><td><input type=checkbox id=a></td></tr></table>",
    "cells behind": "<table><tr><td><input type=checkbox id=b></td><td>Gesperrt</td><td><input type=checkbox id=a></td><td>Aktiv</td></tr></table>",
    "drawn": "<style>input{opacity:0;position:absolute;width:0;height:0}.m{display:inline-block;width:20px;height:20px;background:red}</style><label><input type=checkbox id=a><span class=m></span> Aktiv</label>",
    "not displayed": "<style>input{display:none}</style><input type=checkbox id=a><label for=a>Aktiv</label>",
    "transparent on top": "<div style='position:relative;width:20px;height:20px;background:red'><input type=checkbox id=a aria-label=Aktiv style='opacity:0;position:absolute;inset:0;width:20px;height:20px'></div>",
    "switch by role": "<div id=w role=switch aria-checked=false tabindex=0 aria-label=Aktiv onclick=\"this.setAttribute('aria-checked','true');a.checked=true\" style='width:40px;height:20px;background:red'></div><input type=checkbox id=a style='display:none'>",
    "a native that the box around it never tells": "<div role=checkbox aria-checked=false tabindex=0 aria-label=Aktiv onclick=\"this.setAttribute('aria-checked','true');a.checked=true\" style='width:40px;height:20px;background:red'><input type=checkbox style='display:none'></div><p>Hinweis</p><div style='display:none'><input type=checkbox id=a></div>",
    "switch by role, drawn in its label": "<button id=w role=switch aria-checked=false aria-labelledby=l style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)' onclick=\"this.setAttribute('aria-checked','true');a.checked=true\"></button><label id=l for=w><span>Aktiv</span><div><i style='display:inline-block;width:40px;height:20px;background:red'></i><span aria-hidden=true>Nein</span></div></label><input type=checkbox id=a style='display:none'>",
    "a link in the label": "<label><input type=checkbox id=a style='display:none'><a href=/weg>Regeln</a> Aktiv</label>",
}  # fmt: skip


@pytest.mark.parametrize("page", BOXES.values(), ids=BOXES)
async def test_the_box_of_a_label(page: str, session: Session) -> None:
    """Box `a` is the one, whatever is drawn for it."""
    await session.show(page)

    await session.fill({"Aktiv": True})

    assert await session.state("[...document.querySelectorAll(':checked')].map(e => e.id)") == ["a"]


async def test_a_group_of_radio_buttons_is_one_choice(session: Session) -> None:
    """Named by its legend, or by the text in front of it."""
    radios = "<input type=radio name={n} id={n}1> Herr <input type=radio name={n} id={n}2> Frau"
    await session.show(
        f"<fieldset><legend>Anrede</legend><label><input type=radio name=p id=p1> Herr</label>"
        f"<label><input type=radio name=p id=p2> Frau</label></fieldset>"
        f"<table><tr><td>Anrede 2</td><td>{radios.format(n='q')}</td></tr></table>"
        "<table><tr><td>Anrede 3</td><td><label><input type=radio name=r id=r1> Herr</label> "
        "<label><input type=radio name=r id=r2> Frau</label></td></tr></table>"
    )

    await session.fill({"Anrede": "Frau", "Anrede 2": "Herr", "Anrede 3": "Frau"})

    assert await session.state("[...document.querySelectorAll(':checked')].map(e => e.id)") == ["p2", "q1", "r2"]
    assert await session.read("Anrede", "Anrede 2", "Anrede 3") == ["Frau", "Herr", "Frau"]


async def test_in_says_which_box(session: Session) -> None:
    """The same label in two boxes."""
    await session.show(
        "<fieldset><legend>Kunde</legend>Ort <input id=a></fieldset>"
        "<fieldset><legend>Partner</legend>Ort <input id=b></fieldset>"
    )

    await session.screen.fill([entry(named("Ort", within="Partner"), "x")])

    assert await session.state("[a.value, b.value]") == ["", "x"]


async def test_in_of_the_verb_holds_for_all_its_fields(session: Session) -> None:
    """Also for fields that say where they are inside of it."""
    await session.show(
        "<fieldset><legend>Kunde</legend><fieldset><legend>Anschrift</legend>Ort <input id=a></fieldset></fieldset>"
        "<fieldset><legend>Partner</legend><fieldset><legend>Anschrift</legend>Ort <input id=b></fieldset></fieldset>"
    )

    await session.screen.fill([entry(named("Ort", within="Anschrift"), "x")], within=at("area", "Partner"))

    assert await session.state("[a.value, b.value]") == ["", "x"]


async def test_a_heading_opens_a_section(session: Session) -> None:
    """Up to the next heading like it."""
    await session.show("<h2>Kunde</h2><p>Ort <input id=a></p><h2>Partner</h2><p>Ort <input id=b></p>")

    await session.screen.fill([entry(named("Ort", within="Kunde"), "x"), entry(named("Ort", within="Partner"), "y")])

    assert await session.state("[a.value, b.value]") == ["x", "y"]


async def test_two_boxes_of_one_title_are_an_error(session: Session) -> None:
    """The nearer one was the wrong one."""
    box = "<div class=card><div class=t>Anschrift</div><div>Ort <input></div></div>"
    await session.show(box + box)

    with pytest.raises(SeveralSeen):
        await session.screen.fill([entry(named("Ort", within="Anschrift"), "x")], timeout=0.3)


BOXED = {
    "beside its field": "<div style='display:grid'><label for=x>Land</label><span><input id=x><button>Suchen</button></span><label for=y>Ort</label><span><input id=y><button id=a>Suchen</button></span></div>",
    "over its heading": "<div><div><a href=#>Suchen</a></div><h3>Land</h3><p>x</p></div><div><div><a href=# id=a>Suchen</a></div><h3>Ort</h3><table><tr><th>Nr.</th></tr><tr><td>1</td></tr></table></div>",
    "in the one of two that has it": "<div><h3>Ort</h3><button>Neu</button></div><div><h3>Ort</h3><button id=a>Suchen</button></div><button>Suchen</button>",
    "in a page before the frames in it": "<button>Suchen</button><iframe title=Ort srcdoc=\"<button id=a onclick='parent.hit = this.id'>Suchen</button><iframe title=Land srcdoc='<button>Suchen</button>'></iframe>\"></iframe>",
}  # fmt: skip


@pytest.mark.parametrize("page", BOXED.values(), ids=BOXED)
async def test_in_tells_buttons_of_one_name_apart(page: str, session: Session) -> None:
    """By the field they stand beside, by the title under them, by the frame they are in."""
    await session.show(page + "<script>for (const one of document.querySelectorAll('button, a')) one.onclick = () => { window.hit = one.id; return false }</script>")

    await session.screen.click(named("Suchen", within="Ort"))

    assert await session.state("window.hit") == "a"


async def test_a_picture_as_a_label(session: Session) -> None:
    """What a screen reader says of it is its name."""
    await session.show("<label for=q><img src=data:, alt=Suchen></label><input id=q>")

    await session.fill({"Suchen": "Meier"})

    assert await session.state("q.value") == "Meier"


TWIN = "<p><label>Straße <input id=a></label></p><table><tr><td>Straße:</td><td><input id=b></td></tr></table>"
OTHERWISE = (
    "<table><tr><td>Straße:</td><td><input id=a aria-label=Ort></td></tr><tr><td>Ort:</td>"
    "<td><input id=b{}></td></tr></table>"
)


@pytest.mark.parametrize("page", [TWIN, OTHERWISE.format(""), OTHERWISE.format(" aria-label=Straße")])
async def test_a_field_that_only_the_eye_names_counts_beside_a_bound_one(session: Session, page: str) -> None:
    """A bound name does not win over the text that a person reads right before another field."""
    await session.show(page)

    with pytest.raises(SeveralSeen):
        await session.fill({"Ort" if "aria" in page else "Straße": "Ulm"})

    assert await session.state("[...document.querySelectorAll('input')].map((one) => one.value)") == ["", ""]


async def test_a_text_field_behind_a_box_is_no_rival_of_it(session: Session) -> None:
    """ "Sonstiges" with a box before it and a field behind it means the box where a box is wanted."""
    await session.show("<p><input type=checkbox id=c><label for=c>Sonstiges:</label> <input id=t></p>")

    await session.fill({"Sonstiges": True})

    assert await session.state("[document.querySelector('#c').checked, document.querySelector('#t').value]") == [True, ""]
