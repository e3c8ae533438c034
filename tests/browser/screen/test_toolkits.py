"""What toolkits of business systems do, each in a page small enough to read: found on OpenUI5, UI5 Web Components, Vaadin, PrimeReact and Ant Design."""

import pytest
from tests.browser.screen.session import Session, at, entry, named

from nahtlos.engine.screen import Column, Grid, Name

pytestmark = pytest.mark.asyncio(loop_scope="session")

PART = """<script>const part = (tag, html, then = () => {}) => customElements.define(tag, class extends HTMLElement {
  connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = html; then(this.shadowRoot, this) } });</script>"""
"""Defines a component with an open shadow root."""
ALOUD = 'style="position:absolute;clip:rect(1px,1px,1px,1px)"'
"""For those only who have the page read to them."""

SPOKEN = f"""<label for=i>Sprache</label><input id=i role=combobox aria-haspopup=listbox readonly aria-controls=l><ul id=l role=listbox hidden style="position:absolute">
<li role=option><span {ALOUD}>Nicht ausgewählt,</span> Türkisch</li><li role=option><span {ALOUD}>Nicht ausgewählt,</span> Polnisch</li></ul><button onclick="document.title='zu'"><i>×</i><span {ALOUD}>Schließen</span></button>
<script>i.onclick = () => {{ l.hidden = false }}; l.onclick = (e) => {{ i.value = e.target.closest('li').lastChild.data.trim(); l.hidden = true }}</script>"""


async def test_words_that_are_only_read_aloud(session: Session) -> None:
    """They are no part of the name of an option; a button that has no others is still called by them."""
    screen = await session.show(SPOKEN)

    await session.fill({"Sprache": "Türkisch"})
    await screen.click(named("Schließen"))

    assert await session.state("[i.value, document.title]") == ["Türkisch", "zu"]


POPOVER = """<label for=i>Ort</label><input id=i role=combobox aria-autocomplete=list aria-expanded=true aria-controls=p><label>Name <input id=n></label>
<div id=p role=dialog aria-modal=true aria-label="Verfügbare Optionen" style="position:absolute;top:200px"><ul role=listbox><li role=option>Ulm</ul></div>"""


async def test_a_popover_of_a_field_that_calls_itself_modal(session: Session) -> None:
    """Nothing is laid over the page, and a field says that the box is its own: it keeps nobody from the rest."""
    await session.show(POPOVER)

    await session.fill({"Name": "Demir"})

    assert await session.state("n.value") == "Demir"


VEILED = f"""{PART}<h1>Antrag</h1><button>Ja</button><x-confirm role=alertdialog aria-modal=true aria-label="Antrag speichern?"><h3 slot=head>Antrag speichern?</h3>Wirklich?<button slot=foot onclick="document.title='ja'">Ja</button></x-confirm>
<script>part('x-confirm', `<div style="position:fixed;inset:0;z-index:0"><div style="position:fixed;inset:0;background:#0008;z-index:-1"></div>
<section style="background:white;margin:100px;padding:40px"><header style="position:relative"><slot name=head></slot></header><slot></slot><footer><slot name=foot></slot></footer></section></div>`)</script>"""


async def test_a_dialog_that_has_its_veil_in_it(session: Session) -> None:
    """All of it is the dialog, not only the parts that float above the veil."""
    screen = await session.show(VEILED)

    seen = await screen.survey()
    await screen.click(at("button", "Ja", within="Antrag speichern?"))

    assert list(seen.dialogs) == ["Antrag speichern?"]
    assert await session.state("document.title") == "ja"


async def test_a_title_in_a_dialog_that_is_shut(session: Session) -> None:
    """An element without a box of its own is not seen where what holds it is not drawn."""
    screen = await session.show('<h1>Antrag</h1><div style="display:none"><h3 style="display:contents">Antrag speichern?</h3></div>')

    seen = await screen.survey()

    assert list(seen.headings) == ["Antrag"]


MARKS = f"""{PART}<p><span>Zustellung</span> <x-radio name=weg text=E-Mail></x-radio><x-radio name=weg text=Brief></x-radio></p><p><x-box text="Ich willige ein"></x-box></p><script>
const draw = (type) => (root, host) => {{ root.querySelector('span').textContent = host.getAttribute('text'); const [mark, input] = root.querySelectorAll('div, input'); input.name = host.getAttribute('name') ?? '';
  mark.onclick = () => {{ if (type === 'radio') for (const one of document.querySelectorAll('x-radio')) {{ one.shadowRoot.querySelector('input').checked = false; one.shadowRoot.querySelector('div').setAttribute('aria-checked', false) }}
    input.checked = true; mark.setAttribute('aria-checked', true); document.title += host.getAttribute('text') + ';' }} }};
for (const [tag, type] of [['x-radio', 'radio'], ['x-box', 'checkbox']]) part(tag, `<div role=${{type}} aria-checked=false aria-labelledby=l tabindex=0 style="display:inline-block"><i style="display:inline-block;width:16px;height:16px;border:1px solid"></i>
<input type=${{type}} style="position:absolute;opacity:0;width:1px;height:1px"><span id=l></span></div>`, draw(type));</script>"""


async def test_radio_buttons_that_are_components(session: Session) -> None:
    """Each has a root of its own and its words in it; those of one name exclude each other."""
    await session.show(MARKS)

    await session.fill({"Zustellung": "Brief", "Ich willige ein": True})

    assert await session.read("Zustellung", "Ich willige ein") == ["Brief", True]
    assert await session.state("document.title") == "Brief;Ich willige ein;"


TOKENS = """<label for=i>Sprachen</label><div style="border:1px solid;width:300px"><div role=listbox aria-label=Tokenizer style="display:inline-block"><span class=token role=option>Deutsch</span></div>
<input id=i role=combobox aria-autocomplete=both aria-haspopup=dialog style="border:0"></div>"""


async def test_the_list_of_chips_of_a_field(session: Session) -> None:
    """It is a part of the field, not one beside it; and suggestions make a choice of it, whatever it opens."""
    screen = await session.show(TOKENS)

    seen = await screen.survey()

    assert [(one.name, one.what) for one in seen.fields] == [("Sprachen", "choice")]


CALENDAR = f"""{PART}<div class=my-date-picker-container><label for=i>Beginn</label><input id=i role=combobox aria-haspopup=dialog aria-expanded=false><x-date-picker-overlay hidden style="position:fixed;inset:60px 0 0 0"></x-date-picker-overlay></div>
<div style="margin-top:100px"><label>Name <input id=n></label><button onclick="document.title = kept">Speichern</button></div><script>part('x-date-picker-overlay', '<div style="height:600px;background:#ddd">Mo Di Mi</div>');
let kept = ''; const cal = document.querySelector('x-date-picker-overlay'); i.oninput = () => setTimeout(() => {{ cal.hidden = false }}, 60);
i.onkeydown = (e) => {{ if (e.key === 'Escape') i.value = kept }};
document.addEventListener('click', (e) => {{ if (!cal.hidden && !e.composedPath().includes(i)) {{ kept = i.value; cal.hidden = true }} }});</script>"""


async def test_a_calendar_that_opens_while_one_types(session: Session) -> None:
    """The date is typed, not looked for among suggestions; a click beside it takes it, where Escape would take it back."""
    screen = await session.show(CALENDAR)

    await session.fill({"Beginn": "24.11.2026"})
    await screen.click(named("Speichern"))

    assert await session.state("[i.value, document.title]") == ["24.11.2026", "24.11.2026"]


CHIPS = """<label for=i>Sprachen</label><div id=b style="border:1px solid;width:400px"><x-combo-chip>Deutsch<span part=remove-button style="display:inline-block;width:10px;height:10px;background:red"></span></x-combo-chip><input id=i role=combobox aria-autocomplete=list style="border:0"></div>
<ul id=l role=listbox hidden style="position:absolute"><li role=option>Deutsch<li role=option>Polnisch</ul><script>i.onclick = () => { l.hidden = false }; i.onblur = () => { l.hidden = true }; l.onmousedown = (e) => { e.preventDefault();
const chip = b.firstElementChild?.localName === 'input' ? document.createElement('x-combo-chip') : b.firstElementChild.cloneNode(true); chip.firstChild ? chip.firstChild.data = e.target.textContent : chip.append(e.target.textContent);
b.insertBefore(chip, i) }; b.addEventListener('click', (e) => { if (e.target.part?.contains('remove-button')) e.target.parentNode.remove() })</script>"""


async def test_chips_that_are_components(session: Session) -> None:
    """They are known by the name of their element, and their button by that of its part."""
    await session.show(CHIPS)

    await session.fill({"Sprachen": ("Polnisch",)})

    assert await session.state("[...document.querySelectorAll('x-combo-chip')].map(one => one.textContent)") == ["Polnisch"]


MIDDLE = """<label id=t>Sprachen</label><div id=b class=multiselect aria-labelledby=t role=combobox tabindex=0 style="border:1px solid;width:130px;height:30px;display:flex"><div class=token style="padding-left:40px"><span class=token-label>Ulm</span><svg tabindex=0 width=20 height=20></svg></div><div class=trigger>▾</div></div>
<ul id=l role=listbox hidden style="position:absolute"><li role=option>Ulm<li role=option>Köln</ul><script>b.onclick = (e) => { if (e.target.closest('svg')) return e.target.closest('.token').remove(); l.hidden = !l.hidden };
l.onclick = (e) => { const one = document.createElement('div'); one.className = 'token'; one.innerHTML = `<span class=token-label>${e.target.textContent}</span>`; b.lastElementChild.before(one) }</script>"""


async def test_a_chip_whose_cross_is_in_the_middle_of_the_field(session: Session) -> None:
    """It is clicked to take that chip away, and never to open the list."""
    await session.show(MIDDLE)

    await session.fill({"Sprachen": ("Ulm", "Köln")})
    assert await session.state("[...document.querySelectorAll('.token')].map(one => one.textContent)") == ["Ulm", "Köln"]
    await session.state("l.hidden = true")
    await session.fill({"Sprachen": ("Köln",)})

    assert await session.state("[...document.querySelectorAll('.token')].map(one => one.textContent)") == ["Köln"]


FETCHED = """<div id=s style="height:200px;overflow-y:auto"><table role=grid aria-rowcount=61><thead><tr role=row aria-rowindex=1><th>Nr</th></tr></thead><tbody></tbody></table></div><script>
const body = document.querySelector('tbody'), known = new Set();
const draw = () => { const first = Math.floor(s.scrollTop / 20); body.innerHTML = `<tr style="height:${first * 20}px"></tr>`;
  for (let n = first + 1; n <= Math.min(60, first + 12); n++) body.insertAdjacentHTML('beforeend', `<tr role=row aria-rowindex=${n + 1} style="height:20px"><td>${known.has(n) ? n : ''}</td></tr>`);
  body.insertAdjacentHTML('beforeend', `<tr style="height:${Math.max(0, 48 - first) * 20}px"></tr>`); setTimeout(() => { let isNew = false; for (let n = first + 1; n <= first + 12; n++) { isNew ||= !known.has(n); known.add(n) } if (isNew) draw() }, 40) };
s.onscroll = draw; draw();</script>"""


async def test_rows_that_stand_empty_until_they_are_fetched(session: Session) -> None:
    """A virtual grid is read once its rows have come."""
    await session.show(FETCHED)

    rows = await session.rows(Grid(columns=(Column(name="nr", heading=Name(texts=("Nr",)), optional=False),)))

    assert [row["nr"] for row in rows if row["nr"]] == [str(number) for number in range(1, 61)]


async def test_a_fold_is_no_field(session: Session) -> None:
    """A button that shows and hides what stands below it chooses nothing."""
    screen = await session.show(
        '<div role=button tabindex=0 aria-expanded=false aria-controls=c style="cursor:pointer">Weitere Angaben</div><div id=c hidden>…</div>'
        "<button aria-expanded=false aria-controls=later>Anlagen</button>"
    )

    seen = await screen.survey()

    assert ([one.name for one in seen.fields], [one.name for one in seen.acts]) == ([], ["Weitere Angaben", "Anlagen"])


async def test_a_label_that_is_a_component(session: Session) -> None:
    """What stands beside the component is the value, though the label ends inside it."""
    await session.show(f"{PART}<section><x-label>Status</x-label> <div>offen</div></section><script>part('x-label', '<label><span><slot></slot></span><b></b></label>')</script>")

    assert await session.read("Status") == ["offen"]


HIDDEN = f"""<label id=t>Familienstand</label><div id=b style="width:200px;height:30px;position:relative;background:#eee"><div role=combobox aria-haspopup=listbox aria-labelledby=t tabindex=0 {ALOUD}></div><span id=v aria-hidden=true></span></div>
<ul id=l role=listbox hidden style="position:absolute"><li role=option>ledig<li role=option>verheiratet</ul><script>b.onclick = () => {{ l.hidden = false }}; l.onclick = (e) => {{ v.textContent = e.target.textContent; l.hidden = true }}</script>"""


async def test_a_choice_that_is_drawn_around_a_hidden_role(session: Session) -> None:
    """What is drawn is opened and read, though only what is hidden says what it is."""
    await session.show(HIDDEN)

    await session.fill({"Familienstand": "verheiratet"})

    assert await session.read("Familienstand") == ["verheiratet"]


FLOATING = """<span style="position:relative"><div id=b class=dropdown tabindex=-1 style="border:1px solid;width:200px;height:30px"><div style="position:absolute;height:1px;width:1px;overflow:hidden;clip:rect(0,0,0,0)"><input id=i readonly aria-haspopup=listbox></div>
<div style="position:absolute;height:1px;width:1px;overflow:hidden;clip:rect(0,0,0,0)"><select id=s tabindex=-1><option value=""></select></div><span id=v>&nbsp;</span></div><label for=i style="position:absolute;top:0">Bundesland</label></span>
<ul id=l role=listbox hidden style="position:absolute"><li role=option>Hessen</ul><script>b.onclick = () => { l.hidden = false }; l.onclick = (e) => { v.textContent = e.target.textContent; s.innerHTML = '<option selected>Hessen'; l.hidden = true }</script>"""


async def test_a_label_of_a_hidden_input_beside_a_hidden_select(session: Session) -> None:
    """All that is hidden in a drawn choice names it, also where the label floats over it."""
    await session.show(FLOATING)

    await session.fill({"Bundesland": "Hessen"})

    assert await session.state("v.textContent") == "Hessen"


TREE = """<span>Stelle</span> <div id=b style="display:inline-block;border:1px solid;width:200px"><div style="position:absolute;height:1px;width:1px;overflow:hidden;clip:rect(0,0,0,0)"><input role=listbox readonly aria-haspopup=tree></div><span id=v>Bitte wählen</span></div>
<ul id=l role=tree hidden style="position:absolute"><li role=treeitem>Amt A<li role=treeitem>Amt B</ul><script>b.onclick = () => { l.hidden = false }; l.onclick = (e) => { v.textContent = e.target.textContent; l.hidden = true }</script>"""


async def test_a_choice_that_opens_a_tree(session: Session) -> None:
    """It is a choice like others."""
    await session.show(TREE)

    await session.screen.fill([entry("Stelle", "Amt B")])

    assert await session.state("v.textContent") == "Amt B"


async def test_a_button_that_is_named_by_what_is_drawn_around_it(session: Session) -> None:
    """The title that shows under the mouse is its name."""
    screen = await session.show("<ul><li title='Nächste Seite'><button onclick=\"document.title = 'zwei'\"><span role=img aria-label=right>›</span></button></li></ul>".replace("›", ""))

    await screen.click(at("button", "Nächste Seite"))

    assert await session.state("document.title") == "zwei"


RESTING = f"""{PART}<x-field text=Name></x-field><x-field text=Ort></x-field><script>
part('x-field', `<div style="position:relative;width:300px;height:50px;border:1px solid"><span style="position:absolute;top:15px"></span><div class=content style="opacity:0"><input style="margin-top:20px;border:0"></div></div>`, (root, host) => {{
  const [label, input, content] = ['span', 'input', '.content'].map(one => root.querySelector(one)); label.textContent = host.getAttribute('text'); input.setAttribute('aria-label', label.textContent);
  const draw = () => {{ content.style.opacity = input.value || root.activeElement ? 1 : 0 }}; input.onfocus = input.onblur = draw }})</script>"""


async def test_fields_that_are_transparent_until_one_is_in_them(session: Session) -> None:
    """Their labels lie where the text will stand; a person clicks there all the same."""
    screen = await session.show(RESTING)

    seen = await screen.survey()
    await session.fill({"Ort": "Ulm", "Name": "Demir"})

    assert [one.name for one in seen.fields] == ["Name", "Ort"]
    assert await session.read("Name", "Ort") == ["Demir", "Ulm"]


async def test_a_label_that_floats_in_its_choice(session: Session) -> None:
    """It is no part of what is chosen, and alone it says that nothing is."""
    page = '<div role=combobox tabindex=0 aria-label=Stand aria-haspopup=listbox style="width:200px;border:1px solid"><span class=label>Stand</span><div id=v></div></div>'
    await session.show(page)
    assert await session.read("Stand", optional=True) == [""]

    await session.state("v.textContent = 'ledig'")

    assert await session.read("Stand") == ["ledig"]


async def test_a_label_around_a_component_that_is_a_control(session: Session) -> None:
    """The label is that of the box in the component, and no value beside it."""
    await session.show(
        f"<label><x-box></x-box> Ich willige ein</label>{PART}<script>customElements.define('x-box', class extends HTMLElement {{ static formAssociated = true;"
        " constructor() { super(); this.attachInternals() } connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = '<input type=checkbox checked>' } })</script>"
    )

    assert await session.read("Ich willige ein") == [True]


STAYING = """<label id=t>Sprachen</label><div id=b role=combobox tabindex=0 aria-labelledby=t aria-haspopup=listbox style="border:1px solid;width:200px;height:24px"></div><ul id=l role=listbox aria-multiselectable=true hidden style="position:absolute;top:20px;height:200px;width:300px;background:white">
<li role=option>Ulm<li role=option>Köln</ul><p><button onclick="document.title = b.textContent">Speichern</button></p><script>b.onclick = () => { l.hidden = false };
l.onclick = (e) => { b.insertAdjacentHTML('beforeend', `<span class=chip>${e.target.textContent}</span>`) }; document.addEventListener('click', (e) => { if (!b.contains(e.target) && !l.contains(e.target)) l.hidden = true })</script>"""


async def test_a_list_that_only_a_click_beside_it_closes(session: Session) -> None:
    """It does not stay over the page once its field is filled."""
    screen = await session.show(STAYING)

    await session.fill({"Sprachen": ("Ulm", "Köln")})
    await screen.click(named("Speichern"))

    assert await session.state("document.title") == "UlmKöln"


async def test_a_colon_that_is_drawn_beside_a_label(session: Session) -> None:
    """It is not the value; a value that is empty still is."""
    rows = "".join(
        f'<div style="display:flex"><div><span>{label}</span><b data-colon=":"></b></div><div class=value><span>{value}</span></div></div>'
        for label, value in (("Status", "offen"), ("Grund", ""))
    )
    await session.show(f"<style>b::before {{ content: attr(data-colon) }}</style>{rows}")

    assert await session.read("Status") == ["offen"]
    assert await session.read("Grund", optional=True) == [""]


BESIDE = """<div><div role=grid aria-rowcount=41 style="height:180px;width:300px;float:left"><table role=presentation><tr role=row aria-rowindex=1 style="height:20px"><td role=columnheader aria-colindex=1>Nr</td><td role=columnheader aria-colindex=2>Name</td></tr></table>
<table role=presentation><tbody></tbody></table></div><div id=s style="height:180px;width:16px;float:left;overflow-y:scroll"><div style="height:820px"></div></div></div><script>
const body = document.querySelectorAll("tbody")[1];
const draw = () => { const first = Math.min(32, Math.round(s.scrollTop / 20)); body.innerHTML = Array.from({length: 8}, (_, n) => `<tr role=row aria-rowindex=${first + n + 2} style="height:20px"><td role=gridcell aria-colindex=1>${first + n + 1}</td><td role=gridcell aria-colindex=2>Meier</td></tr>`).join('') };
s.onscroll = () => setTimeout(draw, 50); draw();</script>"""


async def test_a_grid_whose_bar_stands_beside_its_rows(session: Session) -> None:
    """Tables that only lay it out are parts of the grid, and all rows it counts are scrolled into sight."""
    await session.show(BESIDE)

    rows = await session.rows(Grid(columns=tuple(Column(name=name, heading=Name(texts=(name,)), optional=False) for name in ("Nr", "Name"))))

    assert rows == [{"Nr": str(number), "Name": "Meier"} for number in range(1, 41)]
