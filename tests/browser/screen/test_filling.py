"""Forms: real input, read back, and refused where a field does not take its value."""

import asyncio

import pytest
from tests.browser.screen.session import Session, at, entry, named
from tests.browser.screen.site import Reply, Site

from nahtlos.errors import FieldRefused, NoSuchChoice, NotSeen, SecretOutside, WrongControl

pytestmark = pytest.mark.asyncio(loop_scope="session")

VALUES = "Object.fromEntries([...document.querySelectorAll('input[id],select[id],textarea[id]')].map(e => [e.id, e.type == 'checkbox' ? e.checked : e.value]))"


async def test_a_form_is_filled_in_one_go(session: Session) -> None:
    """Texts, choices and boxes, in the order written."""
    await session.show(
        "<label>Name <input id=a></label><label>Notiz <textarea id=b></textarea></label>"
        "<label>Land <select id=c><option value=''>Bitte wählen<option value=DE>Deutschland<option value=AT>Österreich</select></label>"
        "<label><input type=checkbox id=d> Aktiv</label><label>Datum <input type=date id=e></label>"
        "<label>Zeit <input type=time id=f></label><label>Betrag <input type=number step=0.01 id=g></label>"
    )

    await session.screen.fill(
        [
            entry("Name", "Łukasz Đorđević"), entry("Notiz", "eins\nzwei"),
            entry("Land", "Österreich"), entry("Aktiv", True), entry("Datum", "24.11.2026"), entry("Zeit", "09:30"),
            entry("Betrag", "1.234,56"),
        ]
    )  # fmt: skip

    assert await session.state(VALUES) == {
        "a": "Łukasz Đorđević", "b": "eins\nzwei", "c": "AT", "d": True, "e": "2026-11-24", "f": "09:30", "g": "1234.56",
    }  # fmt: skip


async def test_the_page_notices_as_if_a_person_typed(session: Session) -> None:
    """Trusted events, in the order in which a browser sends them."""
    await session.show(
        "<label>Name <input id=a></label><label>Ort <input id=b></label><script>log = [];"
        "for (const type of ['focus', 'input', 'change', 'blur'])"
        " a.addEventListener(type, (event) => log.push([type, event.isTrusted]))</script>"
    )

    await session.fill({"Name": "Meier", "Ort": "Kiel"})

    assert await session.state("log") == [[kind, True] for kind in ("focus", "input", "change", "blur")]


async def test_a_filled_field_is_written_over_and_can_be_emptied(session: Session) -> None:
    """An empty value clears."""
    await session.show("<label>Name <input id=a value=alt></label><label>Ort <input id=b value=alt></label>")

    await session.fill({"Name": "neu", "Ort": ""})

    assert await session.state(VALUES) == {"a": "neu", "b": ""}


async def test_a_field_that_shows_something_else_is_refused(session: Session) -> None:
    """A suggestion field that takes its first country when it is left."""
    await session.show(
        "<label>Land <input id=a onblur=\"this.value = 'Afghanistan'\"></label>"
    )

    with pytest.raises(FieldRefused, match='Land shows "Afghanistan" instead of "Xyz"') as caught:
        await session.fill({"Land": "Xyz"})

    assert caught.value.acted


async def test_personal_values_stand_in_no_message(session: Session) -> None:
    """Neither what is shown nor what was wanted."""
    await session.show("<label>Name <input id=a maxlength=3></label>")

    with pytest.raises(FieldRefused) as caught:
        await session.screen.fill([entry("Name", "Schmidt", is_personal=True)])

    assert "Sch" not in str(caught.value)


async def test_a_mask_that_listens_to_keys_gets_keys(session: Session) -> None:
    """What a script writes does not reach it; typing does."""
    await session.show(
        "<label>IBAN <input id=a></label><script>let text = '';"
        "a.addEventListener('keydown', (event) => { if (event.key.length === 1) text += event.key; if (event.key === 'Delete') text = '' });"
        "a.addEventListener('blur', () => { a.value = text })</script>"
    )

    await session.fill({"IBAN": "DE12"})

    assert await session.state("a.value") == "DE12"


async def test_a_mask_that_groups_is_what_the_field_allows(session: Session) -> None:
    """Whether a reading is the value is decided by the field, not by us."""
    await session.show(
        "<label>IBAN <input id=a oninput=\"this.value = this.value.replace(/ /g, '').replace(/(.{4})(?=.)/g, '$1 ')\"></label>"
    )

    await session.screen.fill([entry("IBAN", "DE021203", holds=lambda shown: str(shown).replace(" ", "") == "DE021203")])

    assert await session.state("a.value") == "DE02 1203"


async def test_a_text_never_goes_into_a_box(session: Session) -> None:
    """Nor a yes into a text."""
    await session.show("<label>Name <input id=a></label><label><input type=checkbox id=b> Aktiv</label>")

    with pytest.raises(WrongControl, match="takes no text: it is a checkbox"):
        await session.fill({"Aktiv": "ja"})
    with pytest.raises(WrongControl, match="takes no yes or no: it is a text field"):
        await session.fill({"Name": True})


async def test_a_choice_that_is_not_offered_names_what_is(session: Session) -> None:
    """Nothing is chosen."""
    await session.show("<label>Land <select id=a><option>Polen<option>Portugal</select></label>")

    with pytest.raises(NoSuchChoice, match="It offers Polen and Portugal"):
        await session.fill({"Land": "Peru"}, timeout=0.3)

    assert await session.state("a.value") == "Polen"


async def test_several_choices_replace_what_was_chosen(session: Session) -> None:
    """In a list of several."""
    await session.show("<label>Art <select id=a multiple><option selected>A<option>B<option>C</select></label>")

    await session.screen.fill([entry("Art", ("B", "C"))])

    assert await session.state("[...a.selectedOptions].map(o => o.text)") == ["B", "C"]


async def test_a_choice_that_replaces_the_form_lets_the_rest_be_found_again(session: Session) -> None:
    """The tracker of Redmine: its answer brings a new form with the values it knew."""
    session.site.pages["/form"] = lambda asked: Reply(
        body=f"<label>Tracker <select id=t onchange=load()><option>Fehler<option selected>{asked.query['t']}</select></label>"
        "<label>Thema <input id=s></label><label>Nummer <input id=n></label>",
        after=0.15,
    )
    await session.show(
        "<form id=f><label>Tracker <select id=t onchange=load()><option>Fehler<option>Support</select></label>"
        "<label>Thema <input id=s></label></form><script>async function load() {"
        " f.innerHTML = await (await fetch('/form?t=' + t.value)).text() }</script>"
    )

    await session.fill({"Tracker": "Support", "Thema": "Lieferant", "Nummer": "000001"})

    assert await session.state("[t.value, s.value, n.value]") == ["Support", "Lieferant", "000001"]


async def test_a_field_that_is_emptied_by_a_later_answer_is_filled_again(session: Session) -> None:
    """A text whose leaving asks the server, which then sets the next field."""
    session.site.pages["/ort"] = Reply(body="", after=0.1)
    await session.show(
        "<label>PLZ <input id=a onchange=\"fetch('/ort').then(() => { b.value = 'Berlin' })\"></label>"
        "<label>Ort <input id=b></label>"
    )

    await session.fill({"PLZ": "24103", "Ort": "Kiel"})

    assert await session.state("[a.value, b.value]") == ["24103", "Kiel"]


async def test_a_field_folded_behind_a_pencil_is_unfolded(session: Session) -> None:
    """Only if it is not there."""
    await session.show(
        "<label>Thema <input id=a></label><p><label for=b>Beschreibung</label> <a href=# onclick=\"c.hidden = false; return false\">Bearbeiten</a>"
        "<span id=c hidden><textarea id=b></textarea></span></p>"
    )
    pencil = at("link", "Bearbeiten", within="Beschreibung")

    await session.screen.fill([entry("Thema", "x"), entry("Beschreibung", "y", behind=pencil)])

    assert await session.state("[a.value, b.value]") == ["x", "y"]


async def test_a_field_that_comes_late_is_waited_for(session: Session) -> None:
    """Before anything is entered, and between two fields."""
    await session.show(
        "<div id=f></div><script>setTimeout(() => { f.innerHTML = '<label>Name <input id=a></label>' }, 200);"
        "setTimeout(() => { f.insertAdjacentHTML('beforeend', '<label>Ort <input id=b></label>') }, 500)</script>"
    )

    await session.fill({"Name": "Meier", "Ort": "Kiel"})

    assert await session.state("[a.value, b.value]") == ["Meier", "Kiel"]


async def test_what_is_not_there_stops_before_anything_is_entered(session: Session) -> None:
    """The second field is missing, so the first stays empty."""
    await session.show("<label>Name <input id=a></label>")

    with pytest.raises(NotSeen) as caught:
        await session.fill({"Name": "Meier", "Ort": "Kiel"}, timeout=0.4)

    assert await session.state("a.value") in ("", "Meier")
    assert caught.value.acted == (await session.state("a.value") == "Meier")


async def test_fields_in_frames_and_shadow_roots_are_fields(session: Session) -> None:
    """A frameset, a frame in a frame, an open shadow root."""
    session.site.pages["/oben"] = "<label>Suche <input id=s></label>"
    session.site.pages["/innen"] = "<label>Ort <input id=o></label>"
    session.site.pages["/unten"] = "<label>Name <input id=n></label><iframe src=/innen></iframe><div id=h></div><script>h.attachShadow({mode: 'open'}).innerHTML = '<label>Alter <input id=a></label>'</script>"
    await session.show("<frameset rows='50%,50%'><frame src=/oben name=oben><frame src=/unten name=unten></frameset>")

    await session.fill({"Suche": "1", "Name": "2", "Ort": "3", "Alter": "4"})

    script = "[frames[0].s.value, frames[1].n.value, frames[1].frames[0].o.value, frames[1].h.shadowRoot.querySelector('input').value]"
    assert await session.state(script) == ["1", "2", "3", "4"]


async def test_a_frame_is_a_place_to_look(session: Session) -> None:
    """By its name or title."""
    session.site.pages["/a"] = "<label>Name <input id=n></label>"
    await session.show("<iframe src=/a title=Links></iframe><iframe src=/a name=rechts></iframe>")

    await session.screen.fill([entry(named("Name", within="rechts"), "x")])

    assert await session.state("[frames[0].n.value, frames[1].n.value]") == ["", "x"]


async def test_a_frame_of_another_origin_is_seen_too(session: Session, stranger: Site) -> None:
    """And a button in it can be clicked."""
    stranger.pages["/"] = "<label>Karte <input id=k></label><button onclick=\"k.value += '!'\">Prüfen</button>"
    session.let_through(stranger)
    await session.show(f"<p>Kopf</p><label>Name <input id=n></label><iframe title=Kasse src='{stranger.address}/' style='margin: 40px; border: 3px solid'></iframe>")

    await session.fill({"Name": "x", "Karte": "4711"})
    await session.screen.click(named("Prüfen", within="Kasse"))

    assert await session.state("n.value") == "x"
    assert await session.read("Karte") == ["4711!"]


async def test_a_secret_stays_out_of_foreign_frames(session: Session, stranger: Site) -> None:
    """The frame's origin decides, not the page's."""
    stranger.pages["/"] = "<label>Kennwort <input type=password id=k></label>"
    session.let_through(stranger)
    await session.show(f"<iframe src='{stranger.address}/'></iframe>")

    with pytest.raises(SecretOutside) as caught:
        await session.screen.fill([entry("Kennwort", "geheim123", is_secret=True)])

    assert "geheim" not in str(caught.value)
    assert await session.read("Kennwort") == [""]


async def test_a_secret_goes_into_its_own_system(session: Session) -> None:
    """As the lone value of a field."""
    await session.show("<label>Kennwort <input type=password id=k></label>")

    await session.screen.fill([entry("Kennwort", "geheim123", is_secret=True)])

    assert await session.state("k.value") == "geheim123"


async def test_an_editor_takes_paragraphs(session: Session) -> None:
    """Content that can be edited, and one in a frame."""
    session.site.pages["/editor"] = "<body contenteditable>alt</body>"
    await session.show("<div id=a contenteditable aria-label=Text><p>alt</p></div><iframe title=Rumpf src=/editor></iframe>")

    await session.fill({"Text": "eins\nzwei", "Rumpf": "drei"})

    assert (await session.state("a.innerText")).split() == ["eins", "zwei"]
    assert await session.state("frames[0].document.body.innerText") == "drei"


async def test_react_style_controlled_inputs_keep_what_is_typed(session: Session) -> None:
    """A framework that writes its own state back after each event."""
    await session.show(
        "<label>Name <input id=a></label><script>let state = ''; const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;"
        "Object.defineProperty(a, 'value', {get() { return state }, set(v) { set.call(a, v) }, configurable: true});"
        "a.addEventListener('input', (event) => { if (event.isTrusted) { state = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').get.call(a) } set.call(a, state) })</script>"
    )

    await session.fill({"Name": "Meier"})

    assert await session.state("state") == "Meier"


async def test_a_hostile_page_cannot_mislead(session: Session) -> None:
    """It may redefine everything it has; our world is another one."""
    await session.show(
        "<script>Array.prototype.filter = () => []; Array.prototype.toJSON = () => 'x'; Element.prototype.matches = () => true;"
        "Element.prototype.getBoundingClientRect = () => ({}); window.getComputedStyle = () => null; JSON.stringify = () => '1';"
        "document.elementFromPoint = () => null; Promise = null; Map = null; Set = null; WeakSet = null</script>"
        "<label>Name <input id=a></label><button onclick=\"a.value += '!'\">Weiter</button>"
    )

    await session.fill({"Name": "Meier"})
    await session.screen.click(named("Weiter"))

    assert await session.read("Name") == ["Meier!"]


async def test_a_calendar_that_opens_with_its_field_does_not_stay_open(session: Session) -> None:
    """It would lie over the button."""
    await session.show(
        "<label>Datum <input id=a onfocus=\"c.style.display = 'block'\" onkeydown=\"if (event.key === 'Escape') c.style.display = 'none'\"></label>"
        "<div id=c class=datepicker style='display:none;position:absolute;top:0;left:0;width:400px;height:300px;background:white'>November</div>"
        "<button onclick=\"document.title = 'ja'\">Speichern</button>"
    )

    await session.fill({"Datum": "24.11.2026"})
    await session.screen.click(named("Speichern"), timeout=1)

    assert await session.state("[a.value, document.title]") == ["24.11.2026", "ja"]


SLIDER = (
    "<span id=l>Stufe</span><div role=slider aria-labelledby=l tabindex=0 id=s aria-valuemin=0 aria-valuemax=100 aria-valuenow=50 style='width:200px;height:20px;background:silver'></div>"
    "<script>s.onkeydown = ({ key }) => { const by = { ArrowRight: STEP, ArrowLeft: -STEP, Home: -1e9, End: 1e9 }[key] || 0; const to = +s.getAttribute('aria-valuenow') + by; s.setAttribute('aria-valuenow', Math.min(100, Math.max(0, to))) }</script>"
)


@pytest.mark.parametrize(("step", "value", "shown"), [("5", "75", "75"), ("1", "3", "3"), ("2.5", "97,5", "97.5"), ("1", "50", "50")])
async def test_a_drawn_slider_is_moved_with_the_keys(session: Session, step: str, value: str, shown: str) -> None:
    """To the number, and read back from where it stands."""
    await session.show(SLIDER.replace("STEP", step))

    await session.screen.fill([entry("Stufe", value)])

    assert await session.state("s.getAttribute('aria-valuenow')") == shown
    assert await session.read("Stufe") == [shown]


@pytest.mark.parametrize("value", ["72", "101", "viel"])
async def test_a_slider_that_cannot_stand_there_is_refused(session: Session, value: str) -> None:
    """Between its steps, beyond its end, or no number."""
    await session.show(SLIDER.replace("STEP", "5"))

    with pytest.raises(FieldRefused):
        await session.screen.fill([entry("Stufe", value)])


async def test_a_text_that_no_date_field_takes_is_refused_at_once(session: Session) -> None:
    """It is not entered again and again."""
    await session.show("<label>Beginn <input type=date></label>")

    with pytest.raises(FieldRefused):
        await asyncio.wait_for(session.fill({"Beginn": "bald"}), timeout=20)
