"""The verbs that touch a screen: opening, filling, clicking, pressing, and the form of a resource."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nahtlos.errors import ChangedMeanwhile, FailedByBot, InvalidField
from nahtlos.testing import Draft, ScreenTrouble, Stage, Thing, Visit, register_record


def field(name: str, value: Any = "", **more: Any) -> Thing:
    """A field on the page."""
    return Thing(kind="field", name=name, value=value, **more)


# ------------------------------------------------------------------ opening


@pytest.mark.parametrize(
    ("path", "value", "opened"),
    [
        ("/akte/{{ no }}", "7", "/akte/7"),
        ("/akte/{{ no }}", "a/b", "/akte/a/b"),  # one encoded part, decoded by the server
        ("/akte/{{ no }}/edit", "ä 1", "/akte/ä 1/edit"),
        ("/akte/{{ no }}", None, "/akte/"),
        ("/suche#/{{ no }}", "7", "/suche#/7"),
    ],
)
async def test_an_expression_in_an_address_is_one_part(
    stage: Stage, draft: Draft, path: str, value: object, opened: str
) -> None:
    """What comes from a value never becomes a slash, a query or another host on its way."""
    talk = stage.talk(scope={"no": value})

    await talk.run((draft.open(path),))

    assert stage.visit.page.path == opened


@pytest.mark.parametrize(("path", "value"), [("/akte/{{ no }}", ".."), ("{{ no }}//x", ""), ("{{ no }}x:y", "")])
async def test_an_address_that_leads_out_is_refused(stage: Stage, draft: Draft, path: str, value: str) -> None:
    """Nothing leads out of the system."""
    talk = stage.talk(scope={"no": value})

    with pytest.raises(FailedByBot, match="must stay within its system"):
        await talk.run((draft.open(path),))

    assert stage.visit.pages == 0


async def test_a_query_is_handed_over_by_name(stage: Stage, draft: Draft) -> None:
    """Values of a query are texts."""
    talk = stage.talk(scope={"no": 7})

    await talk.run((draft.open("/suche", {"nummer": "{{ no }}", "ort": "Köln & Bonn"}),))

    assert stage.opened == [("/suche", {"nummer": "7", "ort": "Köln & Bonn"})]


# ------------------------------------------------------------------ filling


@pytest.mark.parametrize(
    ("template", "value", "filled"),
    [
        ("{{ x }}", "Ada", "Ada"),
        ("{{ x }}", 7, "7"),
        ("{{ x }}", Decimal("1.50"), "1.50"),
        ("{{ x }}", date(2025, 11, 24), "24.11.2025"),
        ("{{ x }}", None, ""),
        ("{{ x }}", True, True),
        ("{{ x }}", ("a", "b"), ("a", "b")),
        ("true", None, True),  # written as a constant: a box
        ("false", None, False),
        ("{{ x }}", "true", "true"),  # a text that says so: a text
        (["{{ x }}", "b"], "a", ("a", "b")),
    ],
)
async def test_what_a_fill_types(stage: Stage, draft: Draft, template: Any, value: object, filled: object) -> None:
    """Values become what a control holds."""
    talk = stage.talk(field("Feld"), scope={"x": value})

    await talk.run((draft.fill({"Feld": template}),))

    assert stage.visit.page.field("Feld").value == filled


@pytest.mark.parametrize(
    ("filled", "shown", "holds"),
    [
        ("Ada", "Ada ", True),
        ("Ada", "Ida", False),
        ("Ada", ("Ada",), True),
        ("Ada", None, False),
        (["b", "a"], ("a", "b"), True),
        (["b", "a"], "a", False),
        (["a"], "a", True),
        ("true", True, True),
        ("true", "true", False),
    ],
)
async def test_what_a_control_must_hold_afterwards(
    stage: Stage, draft: Draft, *, filled: Any, shown: Any, holds: bool
) -> None:
    """A field that did not take its value stops the step."""
    talk = stage.talk(field("Feld", takes=lambda _: shown))

    if holds:
        await talk.run((draft.fill({"Feld": filled}),))
    else:
        with pytest.raises(ScreenTrouble, match="Feld does not hold"):
            await talk.run((draft.fill({"Feld": filled}),))


async def test_a_suggestion_is_taken(stage: Stage, draft: Draft) -> None:
    """`type` is typed, `pick` is what the field holds."""
    talk = stage.talk(field("Land"), scope={"land": "Deutschland"})

    await talk.run((draft.fill({"Land": ("Deu", "{{ land }}")}),))

    assert stage.visit.page.field("Land").value == "Deutschland"


async def test_filling_stays_inside_its_area(stage: Stage, draft: Draft) -> None:
    """`in:` tells two fields of one label apart; without it, they are an error."""
    talk = stage.talk(field("Ort", area="Wohnung"), field("Ort", area="Arbeit"))

    await talk.run((draft.fill({"Ort": "Bonn"}, within="Arbeit"),))

    assert [thing.value for thing in stage.visit.page.things] == ["", "Bonn"]
    with pytest.raises(ScreenTrouble, match="There are 2"):
        await talk.run((draft.fill({"Ort": "Bonn"}),))


async def test_a_file_is_uploaded(stage: Stage, draft: Draft) -> None:
    """The path goes to the field."""
    talk = stage.talk(field("Anlage"), scope={"file": "/tmp/a.pdf"})

    await talk.run((draft.upload({"Anlage": "{{ file }}"}),))

    assert stage.visit.page.field("Anlage").value == "/tmp/a.pdf"


# ------------------------------------------------------------------ clicking and pressing


@pytest.mark.parametrize(("answer", "done"), [({"Wirklich?": "OK"}, True), ({"Wirklich?": "Cancel"}, False)])
async def test_a_browser_dialog_is_answered(stage: Stage, draft: Draft, answer: dict[str, str], done: bool) -> None:
    """The answer decides whether the click takes effect."""
    clicks: list[Visit] = []
    talk = stage.talk(Thing(kind="button", name="Löschen", asks="Wirklich?", does=clicks.append))

    await talk.run((draft.click("Löschen", answer=answer),))

    assert bool(clicks) is done


async def test_an_unknown_dialog_stops_the_step(stage: Stage, draft: Draft) -> None:
    """A dialog that the bot does not know is cancelled."""
    clicks: list[Visit] = []
    talk = stage.talk(Thing(kind="button", name="Löschen", asks="Wirklich?", does=clicks.append))

    with pytest.raises(ScreenTrouble, match="does not know"):
        await talk.run((draft.click("Löschen", answer={"Sicher?": "OK"}),))

    assert clicks == []


async def test_a_key_is_pressed(stage: Stage, draft: Draft) -> None:
    """A key does what waits for it."""
    presses: list[Visit] = []
    talk = stage.talk(Thing(kind="key", name="Enter", does=presses.append), field("Suche"))

    await talk.run((draft.press("Enter", within="Suche"),))

    assert len(presses) == 1


# ------------------------------------------------------------------ forms


def form_talk(stage: Stage, *things: Thing, **scope: Any) -> Any:
    """A conversation about a record with every kind of field."""
    draft = stage.draft
    fields = {
        field.name: field
        for field in (
            draft.field("number", "Nummer"), draft.field("since", "Seit", type="date", format="dd.MM.yyyy"),
            draft.field("fee", "Gebühr", type="money"), draft.field("active", "Aktiv", type="yes_no"),
            draft.field("state", "Status", type="choice", values={"open": "offen"}),
            draft.field("iban", "IBAN", type="iban", format="plain"), draft.field("made", "Angelegt", read_only=True),
            draft.field("tags", "Marken", type="list"),
        )
    }  # fmt: skip
    resource = register_record(draft, fields=fields)
    return stage.talk(*things, resource=resource, scope=scope)


WANT = {
    "number": "7", "since": date(2025, 11, 24), "fee": Decimal("12.5"), "active": True, "state": "open",
    "iban": "DE89370400440532013000", "tags": ("a", "b"), "made": "x",
}  # fmt: skip
LABELS = ("Nummer", "Seit", "Gebühr", "Aktiv", "Status", "IBAN", "Marken")


async def test_a_form_is_filled_in_the_formats_of_its_fields(stage: Stage, draft: Draft) -> None:
    """All fields but those that cannot be written, as people would write them."""
    talk = form_talk(stage, *(field(label) for label in LABELS), want=WANT)

    await talk.run((draft.form("all"),))

    assert stage.visit.page.values() == {
        "Nummer": "7", "Seit": "24.11.2025", "Gebühr": "12,50", "Aktiv": True, "Status": "offen",
        "IBAN": "DE89370400440532013000", "Marken": ("a", "b"),
    }  # fmt: skip


async def test_a_form_of_some_fields(stage: Stage, draft: Draft) -> None:
    """Names choose the fields; one that should be empty is emptied where the form has filled it."""
    talk = form_talk(stage, field("Nummer"), field("Gebühr", "9,00"), want={**WANT, "fee": None})

    await talk.run((draft.form(("number", "fee")),))

    assert stage.visit.page.values() == {"Nummer": "7", "Gebühr": ""}


@pytest.mark.parametrize(
    ("label", "name", "shown"),
    [("Seit", "since", "__.__.____"), ("Status", "state", "Bitte wählen"), ("Aktiv", "active", False)],
)
async def test_a_mask_and_a_word_for_nothing_are_no_values(
    stage: Stage, draft: Draft, *, label: str, name: str, shown: Any
) -> None:
    """What only looks filled is left alone in a new record."""
    talk = form_talk(stage, field("Nummer"), field(label, shown), want={"number": "7", name: None})

    await talk.run((draft.form("all"),))

    assert stage.visit.page.values() == {"Nummer": "7", label: shown}


async def test_an_update_fills_what_changed_but_never_the_key(stage: Stage, draft: Draft) -> None:
    """Only differing fields are filled; a cleared one is emptied."""
    talk = form_talk(
        stage, field("Nummer", "6"), field("Seit", "01.01.2025"), field("Gebühr", "12,50"), field("Status", "zu"),
        want={**WANT, "since": None},
    )  # fmt: skip
    talk.before = {"number": "6", "since": date(2025, 1, 1), "fee": Decimal("12.5"), "state": "zu"}
    talk.changed = ("number", "since", "state")

    await talk.run((draft.form("all"),))

    assert stage.visit.page.values() == {"Nummer": "6", "Seit": "", "Gebühr": "12,50", "Status": "offen"}


async def test_two_pages_of_a_form_may_both_show_a_field(stage: Stage, draft: Draft) -> None:
    """What this update has filled itself is not taken for a change by somebody else."""
    talk = form_talk(stage, field("Seit", "01.01.2025"), field("Status", "zu"), want=WANT)
    talk.before = {"since": date(2025, 1, 1), "state": "zu"}
    talk.changed = ("since", "state")

    await talk.run((draft.form(("since",)), draft.form(("since", "state"))))

    assert stage.visit.page.values() == {"Seit": "24.11.2025", "Status": "offen"}


async def test_a_field_that_is_not_on_the_form_is_not_compared(stage: Stage, draft: Draft) -> None:
    """A form need not show all fields of the record; what it shows must be unchanged."""
    talk = form_talk(stage, field("Status", "zu"), want=WANT)
    talk.before = {"since": date(2025, 1, 1), "state": "zu"}
    talk.changed = ("state",)
    await talk.run((draft.form("changed"),))

    talk = form_talk(stage, field("Gebühr", "9,00"), want=WANT)
    talk.before = {"fee": Decimal(8), "since": date(2025, 1, 1)}
    with pytest.raises(ChangedMeanwhile, match="fee"):
        await talk.run((draft.form("changed"),))


async def test_a_surprise_that_repeats_compares_with_what_was_there_at_first(stage: Stage, draft: Draft) -> None:
    """When a sequence begins again, its form is compared again with what was read before."""
    talk = form_talk(stage, field("Status", "zu"), want=WANT)
    talk.before, talk.changed = {"state": "zu"}, ("state",)
    rounds: list[int] = []

    async def again(*_: object) -> None:
        from nahtlos.engine.conversation import StartAgain

        rounds.append(len(talk.before))
        if len(rounds) == 1:
            stage.visit.page.field("Status").value = "zu"
            raise StartAgain

    talk.saving = again

    await talk.run((draft.form("changed"), draft.save("Speichern")))

    assert rounds == [0, 0]
    assert stage.visit.page.field("Status").value == "offen"


async def test_a_value_that_does_not_fit_its_field(stage: Stage, draft: Draft) -> None:
    """The field is named, the value is not."""
    talk = form_talk(stage, field("Seit"), want={"since": "gestern"})

    with pytest.raises(InvalidField, match="since") as caught:
        await talk.run((draft.form("all"),))

    assert "gestern" not in str(caught.value)


async def test_a_field_behind_a_fold_is_filled(stage: Stage, draft: Draft) -> None:
    """What is folded away is opened first."""
    record = register_record(draft)
    fields = {"name": replace(record.fields["name"], behind=draft.at({"link": "Mehr"}))}
    talk = stage.talk(
        Thing(kind="link", name="Mehr"), field("Name", behind="Mehr"), scope={"want": {"name": "Ada"}},
        resource=register_record(draft, fields=fields),
    )  # fmt: skip

    await talk.run((draft.form("all"),))

    assert stage.visit.page.field("Name").value == "Ada"
