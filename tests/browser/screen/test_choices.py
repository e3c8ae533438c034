"""Choices that are drawn: opened with the mouse, and exactly the option of that name is taken."""

import json

import pytest
from tests.browser.screen import widgets
from tests.browser.screen.session import Session, entry, name
from tests.browser.screen.site import Reply

from nahtlos.errors import FieldRefused, NoSuchChoice

pytestmark = pytest.mark.asyncio(loop_scope="session")

LANDS = json.dumps(["Deutschland", "Dänemark", "Deutsch-Südwest", "Österreich"])
NATIVE = "<option value=''></option>" + "".join(f"<option value={n}>{land}</option>" for n, land in enumerate(json.loads(LANDS)))

SINGLE = {
    "portal": (widgets.PORTAL.format(label="Land", options=LANDS), "b.textContent"),
    "select2": (widgets.SELECT2.format(label="Land", options=NATIVE, several="", most=100), "s.selectedOptions[0].text"),
    "select2 with search": (widgets.SELECT2.format(label="Land", options=NATIVE, several="", most=1), "s.selectedOptions[0].text"),
    "selectric": (widgets.SELECTRIC.format(label="Land", options=NATIVE), "s.selectedOptions[0].text"),
    "divs": (widgets.DIVS.format(label="Land", options=LANDS), "v.textContent"),
    "react-select": (widgets.REACT_SELECT.format(label="Land", options=LANDS, chosen="[]", several="false", delay=100), "chosen[0]"),
    "react-select chosen": (widgets.REACT_SELECT.format(label="Land", options=LANDS, chosen="['Dänemark']", several="false", delay=0), "chosen[0]"),
    "mui": (widgets.MUI.format(label="Land", options=LANDS), "b.textContent"),
    "radio": ("<div role=radiogroup aria-label=Land><div role=radio aria-checked=false tabindex=0>Dänemark</div><div role=radio aria-checked=false tabindex=0 id=o>Österreich</div></div><script>document.querySelectorAll('[role=radio]').forEach(r => r.onclick = () => { document.querySelectorAll('[role=radio]').forEach(q => q.setAttribute('aria-checked', q === r)) })</script>", "document.querySelector('[aria-checked=true]').textContent"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "held"), SINGLE.values(), ids=SINGLE)
async def test_one_option_is_taken(page: str, held: str, session: Session) -> None:
    """And read back, between other fields."""
    await session.show(f"<label>Name <input id=name></label><div>{page}</div><label>Ort <input id=ort></label>")

    await session.fill({"Name": "Meier", "Land": "Österreich", "Ort": "Kiel"})

    assert await session.state(held) == "Österreich"
    assert await session.state("[document.querySelector('#name').value, ort.value]") == ["Meier", "Kiel"]
    assert await session.read("Land") == ["Österreich"]


@pytest.mark.parametrize(("page", "held"), SINGLE.values(), ids=SINGLE)
async def test_an_option_that_is_not_there_is_refused(page: str, held: str, session: Session) -> None:
    """Even if another one begins like it."""
    await session.show(page)
    was = await session.read("Land")

    with pytest.raises((NoSuchChoice, FieldRefused)):
        await session.fill({"Land": "Deutsch"})

    assert await session.read("Land") == was


async def test_suggestions_are_waited_for_and_exactly_one_is_taken(session: Session) -> None:
    """Not the first, and never by Tab."""
    session.site.pages["/hits"] = Reply(body=json.dumps(["Deutschbaselitz", "Deutschland", "Deutschlandsberg"]), type="application/json", after=0.2)
    await session.show(widgets.AUTOCOMPLETE.format(label="Land"))

    await session.screen.fill([entry("Land", "Deutsch", pick="Deutschland")])

    assert await session.state("i.value") == "Deutschland"


STALE = """<label for=i>Land</label><input id=i role=combobox aria-controls=u><ul id=u role=listbox hidden><li role=option>eilig</ul><script>
const option = (text) => { const li = document.createElement('li'); li.setAttribute('role', 'option'); li.textContent = text; li.onclick = () => { i.value = text; u.hidden = true }; return li };
let timer; i.onfocus = () => { u.hidden = false };
i.oninput = () => { clearTimeout(timer); timer = setTimeout(async () => u.replaceChildren(...(await (await fetch('/hits')).json()).map(option)), 300) };
</script>"""


async def test_a_list_that_shows_something_else_until_the_server_answers(session: Session) -> None:
    """What is there before the answer is no reason to give up."""
    session.site.pages["/hits"] = Reply(body=json.dumps(["Deutschbaselitz", "Deutschland"]), type="application/json", after=1.2)
    await session.show(STALE)

    await session.screen.fill([entry("Land", "Deutsch", pick="Deutschland")])

    assert await session.state("i.value") == "Deutschland"


async def test_a_suggestion_that_does_not_come_is_refused(session: Session) -> None:
    """What was typed does not count."""
    session.site.pages["/hits"] = Reply(body=json.dumps(["Deutschbaselitz"]), type="application/json")
    await session.show(widgets.AUTOCOMPLETE.format(label="Land"))

    with pytest.raises(NoSuchChoice):
        await session.screen.fill([entry("Land", "Deutsch", pick="Deutschland")])


async def test_suggestions_of_the_browser_itself(session: Session) -> None:
    """A datalist cannot be clicked; exactly its value is typed."""
    await session.show("<label>Land <input id=a list=l></label><datalist id=l><option value=Deutschland><option value=Polen></datalist>")

    await session.screen.fill([entry("Land", "Deu", pick="Deutschland")])

    assert await session.state("a.value") == "Deutschland"
    with pytest.raises(NoSuchChoice):
        await session.screen.fill([entry("Land", "Deu", pick="Deutsch")])


CITIES = "<option>Bitte wählen<option>Köln<option>Köln-Porz<option>Bonn (Nordrhein-Westfalen)"


async def test_an_option_by_a_part_of_its_name(session: Session) -> None:
    """Exactly one that has it is taken; more than one, or none, is refused, also where one of them is shown already."""
    await session.show(f"<label>Ort <select id=a>{CITIES}</select></label>")

    await session.screen.fill([entry("Ort", "", pick=name("Bonn", how="starts"))])

    assert await session.state("a.value") == "Bonn (Nordrhein-Westfalen)"
    await session.state("a.value = 'Köln'")
    with pytest.raises(NoSuchChoice, match="more than one"):
        await session.screen.fill([entry("Ort", "", pick=name("Köln", how="contains"))])
    with pytest.raises(NoSuchChoice, match="…Berlin…"):
        await session.screen.fill([entry("Ort", "", pick=name("Berlin", how="contains"))])
    assert await session.state("a.value") == "Köln"


async def test_a_drawn_option_by_a_part_of_its_name(session: Session) -> None:
    """Nothing is typed; what is shown already counts only if no other choice could be meant."""
    await session.show(widgets.SELECT2.format(label="Ort", options=CITIES, several="", most=100))

    await session.screen.fill([entry("Ort", "", pick=name("Porz", how="contains"))])

    assert await session.state("s.selectedOptions[0].text") == "Köln-Porz"
    with pytest.raises(NoSuchChoice, match="more than one"):
        await session.screen.fill([entry("Ort", "", pick=name("Köln", how="starts"))])


async def test_a_suggestion_by_a_part_of_its_name(session: Session) -> None:
    """A text is typed, and of what is suggested then, the one that has the part is taken."""
    session.site.pages["/hits"] = Reply(body=json.dumps(["Deutschbaselitz", "Deutschland", "Deutschlandsberg"]), type="application/json")
    await session.show(widgets.AUTOCOMPLETE.format(label="Land"))

    await session.screen.fill([entry("Land", "Deutsch", pick=name("landsb", how="contains"))])

    assert await session.state("i.value") == "Deutschlandsberg"
    with pytest.raises(NoSuchChoice, match="more than one"):
        await session.screen.fill([entry("Land", "Deutsch", pick=name("Deutschland", how="starts"))])


async def test_a_radio_button_by_a_part_of_its_name(session: Session) -> None:
    """One of the group."""
    await session.show("<fieldset><legend>Art</legend><label><input type=radio name=r> Antrag (neu)</label><label><input type=radio name=r id=b> Antrag (Folge)</label></fieldset>")

    await session.screen.fill([entry("Art", "", pick=name("Folge", how="contains"))])

    assert await session.state("b.checked")
    with pytest.raises(NoSuchChoice, match="more than one"):
        await session.screen.fill([entry("Art", "", pick=name("Antrag", how="starts"))])


async def test_chips_are_replaced(session: Session) -> None:
    """Who is signed in was there already, and goes."""
    await session.show(widgets.REACT_SELECT.format(label="Zuständig", options=json.dumps(["Anna", "Bernd", "Cem"]), chosen="['Ich']", several="true", delay=80))

    await session.screen.fill([entry("Zuständig", ("Anna", "Cem"))])

    assert await session.state("chosen") == ["Anna", "Cem"]
    assert await session.read("Zuständig") == [("Anna", "Cem")]


async def test_several_in_select2(session: Session) -> None:
    """Chosen one after the other."""
    await session.show(widgets.SELECT2.format(label="Land", options=NATIVE, several="multiple", most=100))

    await session.screen.fill([entry("Land", ("Dänemark", "Österreich"))])

    assert await session.state("[...s.selectedOptions].map(o => o.text)") == ["Dänemark", "Österreich"]


@pytest.mark.parametrize("mark", ["<div class=x-tag-remove style='display:inline-block;width:12px;height:12px;background:red'></div>", ""], ids=["removable", "fixed"])
async def test_chips_beside_a_hidden_select_without_words(mark: str, session: Session) -> None:
    """Its options have values only; what is chosen is what the chips say, and one that nothing removes goes by its option."""
    await session.show(widgets.VALUES_ONLY.format(label="Sprachen", options=json.dumps(["Deutsch", "Polnisch", "Türkisch"]), mark=mark))

    assert await session.read("Sprachen") == [("Deutsch",)]
    await session.screen.fill([entry("Sprachen", ("Polnisch", "Türkisch"))])

    assert await session.state("[...s.selectedOptions].map(o => o.value)") == ["Polnisch", "Türkisch"]


@pytest.mark.parametrize("mark", ["aria-selected", "checkbox"])
@pytest.mark.parametrize("shown", ["", "keine", "count"])
async def test_several_of_a_list_that_says_what_is_chosen_only_while_it_is_open(mark: str, shown: str, session: Session) -> None:
    """What the options say of themselves counts, for this form alone: who reads the field later is not told what was there."""
    await session.show(widgets.OPEN_LIST.format(label="Sprachen", options=json.dumps(["Alles auswählen", "Deutsch", "Polnisch", "Türkisch"]), mark=mark, shown=shown))

    await session.screen.fill([entry("Sprachen", ("Deutsch", "Polnisch"))])
    await session.screen.fill([entry("Sprachen", ("Polnisch", "Türkisch"))])

    assert await session.state("[...chosen].sort()") == ["Polnisch", "Türkisch"]
    assert await session.read("Sprachen") == [{"count": "2"}.get(shown, shown)]


async def test_another_case_in_the_same_list(session: Session) -> None:
    """What was seen in it for the case before does not count."""
    await session.show(widgets.OPEN_LIST.format(label="Sprachen", options=json.dumps(["Deutsch", "Polnisch"]), mark="checkbox", shown="count"))
    await session.screen.fill([entry("Sprachen", ("Deutsch",))])

    await session.state("chosen.clear(); chosen.add('Polnisch'); draw()")
    await session.screen.fill([entry("Sprachen", ("Deutsch",))])

    assert await session.state("[...chosen]") == ["Deutsch"]


async def test_a_list_whose_boxes_do_not_take_is_refused(session: Session) -> None:
    """Nothing is remembered that was not seen."""
    page = widgets.OPEN_LIST.format(label="Sprachen", options=json.dumps(["Deutsch", "Polnisch"]), mark="checkbox", shown="count")
    await session.show(page.replace("chosen.add(o)", "chosen"))

    with pytest.raises(FieldRefused):
        await session.screen.fill([entry("Sprachen", ("Deutsch",))])


async def test_a_long_list_is_scrolled(session: Session) -> None:
    """The option is far down, and not in the page at first."""
    await session.show(widgets.VIRTUAL.format(label="Nummer"))

    await session.fill({"Nummer": "Nr. 417"})

    assert await session.state("b.textContent") == "Nr. 417"


async def test_a_choice_in_a_cell(session: Session) -> None:
    """Found by row and column."""
    await session.show("<table><tr><th>Tag<th>Schicht</tr><tr><td>Mo<td><select id=a><option>F<option>S</select></tr><tr><td>Di<td><select id=b><option>F<option>S</select></tr></table>")
    from nahtlos.engine.screen import Locator, Name

    cell = Locator(kind="cell", row=Name(texts=("Di",)), column=Name(texts=("Schicht",)))
    await session.screen.fill([entry(cell, "S")])

    assert await session.state("[a.value, b.value]") == ["F", "S"]


async def test_enter_for_a_chip_does_not_send_the_form(session: Session) -> None:
    """A form that Enter would send is held."""
    await session.show(
        "<form action=/weg><label id=lab>Wörter</label><div id=box style='border:1px solid;display:flex'><input id=i role=combobox style='border:0' aria-labelledby=lab></div><button>Senden</button></form><script>"
        "i.onkeydown = (event) => { if (event.key === 'Enter') { const c = document.createElement('span'); c.className = 'chip'; c.textContent = i.value; i.before(c); i.value = '' } }</script>"
    )

    await session.screen.fill([entry("Wörter", ("eins", "zwei"))])

    assert await session.read("Wörter") == [("eins", "zwei")]
    assert "/weg" not in session.screen.page.url


async def test_a_control_that_draws_itself_anew_when_it_is_opened(session: Session) -> None:
    """What was clicked is gone then; the one in its place is the same control."""
    await session.show("""<x-choice></x-choice><script>
        customElements.define("x-choice", class extends HTMLElement {
          connectedCallback() { this.attachShadow({mode: "open"}); this.draw(false); }
          draw(isOpen) {
            this.shadowRoot.innerHTML = "<span id=l>Team</span><div role=combobox tabindex=0 aria-labelledby=l>" + (this.v || "Bitte wählen") + "</div>"
              + (isOpen ? "<div role=listbox><div role=option>Nord</div><div role=option>Süd</div></div>" : "");
            this.shadowRoot.querySelector("[role=combobox]").onclick = () => this.draw(!isOpen);
            for (const one of this.shadowRoot.querySelectorAll("[role=option]")) one.onclick = () => { this.v = one.textContent; this.draw(false); };
          }
        });</script>""")

    await session.fill({"Team": "Süd"})

    assert await session.read("Team") == ["Süd"]
