"""The verbs that read: values, fields of a resource, one row, and tables over all their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nahtlos.engine import reading, record
from nahtlos.engine.reading import first_number
from nahtlos.engine.screen import Grid, Rows
from nahtlos.errors import NotOne, SignedOut, TotalDiffers, UnreadableField
from nahtlos.plan import nodes
from nahtlos.testing import Draft, FakeScreen, Page, ScreenTrouble, Stage, Table, Thing, register_record

HEADINGS = ("Nummer", "Betrag", "Datum")
ROWS = tuple({"Nummer": str(n), "Betrag": f"{n},50", "Datum": f"0{n}.11.2025"} for n in range(1, 6))
COLUMNS = {
    "number": "Nummer",
    "amount": {"column": "Betrag", "type": "money"},
    "day": {"column": "Datum", "type": "date", "format": "dd.MM.yyyy"},
}


def paged(
    stage: Stage, *, per_page: int = 2, rows: tuple[dict[str, str], ...] = ROWS, total: str | None = None
) -> None:
    """Put a table over several pages on the stage."""
    starts = list(range(0, max(1, len(rows)), per_page))
    for number, start in enumerate(starts):
        page = Page(path=f"/{number}", tables=[Table(headings=HEADINGS, rows=rows[start : start + per_page])])
        if start != starts[-1]:
            page.things.append(Thing(kind="link", name="Weiter", does=_goes(f"/{number + 1}")))
        if total is not None:
            page.things.append(Thing(kind="text", name=total))
        stage.pages[page.path] = page


def _goes(path: str) -> Any:
    return lambda visit: visit.go(path)


# ------------------------------------------------------------------ tables


@pytest.mark.parametrize("per_page", [1, 2, 4, 5, 9])
async def test_a_table_is_read_over_all_its_pages(stage: Stage, draft: Draft, per_page: int) -> None:
    """However many pages there are, every row is read once and has its types."""
    paged(stage, per_page=per_page, total="5 Datensätze")
    talk = stage.talk()
    table = draft.table("rows", COLUMNS, next={"link": "Weiter"}, total={"text": {"ends": "Datensätze"}})

    await talk.run((draft.open("/0"), table))

    rows: Any = talk.scope["rows"]
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert (rows[0]["amount"], rows[0]["day"]) == (Decimal("1.50"), date(2025, 11, 1))
    assert talk.stated_total == 5


@pytest.mark.parametrize("stated", ["6 Datensätze", "4 Datensätze", "keine Datensätze"])
async def test_a_total_that_is_not_what_was_read(stage: Stage, draft: Draft, stated: str) -> None:
    """Rows that are missing, or a total that is no number, take nothing from the table."""
    paged(stage, total=stated)
    talk = stage.talk()
    table = draft.table("rows", COLUMNS, next={"link": "Weiter"}, total={"text": {"ends": "Datensätze"}})

    with pytest.raises(TotalDiffers):
        await talk.run((draft.open("/0"), table))

    assert "rows" not in talk.scope


async def test_the_total_is_not_always_the_first_number(stage: Stage, draft: Draft) -> None:
    """A pattern says which part of the text is meant."""
    paged(stage, total="1 bis 2 von 5 Datensätzen")
    talk = stage.talk()
    table = draft.table(
        "rows", COLUMNS, next={"link": "Weiter"}, total={"text": {"contains": "von"}}, total_pattern=r"von (\d+)"
    )

    await talk.run((draft.open("/0"), table))

    assert talk.stated_total == 5


async def test_a_button_that_brings_more_rows_below_those_that_are_there(stage: Stage, draft: Draft) -> None:
    """Each row is read once."""
    for number, count in enumerate((2, 4, 5)):
        page = Page(path=f"/{number}", tables=[Table(headings=HEADINGS, rows=ROWS[:count])])
        if count < 5:
            page.things.append(Thing(kind="button", name="Mehr", does=_goes(f"/{number + 1}")))
        stage.pages[page.path] = page
    talk = stage.talk()

    await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"button": "Mehr"})))

    rows: Any = talk.scope["rows"]
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]


async def test_pages_that_have_only_numbers(stage: Stage, draft: Draft) -> None:
    """Without a link to the next page, its number leads there."""
    paged(stage, per_page=2)
    numbers = [Thing(kind="link", name=f"{n + 1}", does=_goes(f"/{n}")) for n in range(3)]
    for at, page in enumerate(stage.pages.values()):
        page.things = [link for n, link in enumerate(numbers) if n != at]
    talk = stage.talk()

    await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "{{ page }}"})))

    rows: Any = talk.scope["rows"]
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("says", [False, True])
async def test_pages_are_scrolled_to_their_end_until_one_did_not_grow(
    stage: Stage, draft: Draft, monkeypatch: pytest.MonkeyPatch, says: bool
) -> None:
    """That takes seconds; what one page does not do, the others do not do either."""
    paged(stage, per_page=2)
    asked = list[bool]()
    rows_of_page = FakeScreen.rows

    async def rows(screen: FakeScreen, grid: Grid, *, may_grow: bool, **more: Any) -> Rows:
        asked.append(may_grow)
        return replace(await rows_of_page(screen, grid, **more), may_grow=says)

    monkeypatch.setattr(FakeScreen, "rows", rows)
    await stage.talk().run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "Weiter"})))

    assert asked == [True, says, says]


async def test_pages_that_do_not_move_on(stage: Stage, draft: Draft) -> None:
    """A next page that shows the same rows again is no next page."""
    stage.pages["/0"] = Page(path="/0", tables=[Table(headings=HEADINGS, rows=ROWS[:2])])
    stage.pages["/0"].things.append(Thing(kind="link", name="Weiter", does=_goes("/0")))
    talk = stage.talk()

    with pytest.raises(TotalDiffers, match="its next page shows the same rows"):
        await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "Weiter"})))


async def test_pages_that_do_not_move_on_when_all_rows_are_there(stage: Stage, draft: Draft) -> None:
    """The total proves that nothing is missing."""
    things = [Thing(kind="text", name="2 Datensätze"), Thing(kind="link", name="Weiter", does=_goes("/0"))]
    stage.pages["/0"] = Page(path="/0", tables=[Table(headings=HEADINGS, rows=ROWS[:2])], things=things)
    talk = stage.talk()

    total = {"text": {"ends": "Datensätze"}}
    await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "Weiter"}, total=total)))

    rows: Any = talk.scope["rows"]
    assert [row["number"] for row in rows] == ["1", "2"]


async def test_pages_that_never_end(stage: Stage, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that turn in a circle end with an error, not with what was read so far."""
    monkeypatch.setattr(reading, "MOST_PAGES", 20)
    for here, there in (("/0", "/1"), ("/1", "/0")):
        rows = ROWS[:2] if here == "/0" else ROWS[2:4]
        stage.pages[here] = Page(path=here, tables=[Table(headings=HEADINGS, rows=rows)])
        stage.pages[here].things.append(Thing(kind="link", name="Weiter", does=_goes(there)))
    talk = stage.talk()

    with pytest.raises(TotalDiffers, match="did not end"):
        await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "Weiter"})))


async def test_a_next_page_that_cannot_be_clicked_is_none(stage: Stage, draft: Draft) -> None:
    """A button for the next page that is grey ends the table."""
    paged(stage, per_page=9)
    stage.pages["/0"].things.append(Thing(kind="button", name="Weiter", is_enabled=False))
    talk = stage.talk()

    await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next="Weiter")))

    assert len(talk.scope["rows"]) == 5  # type: ignore[arg-type]


async def test_until_ends_the_paging(stage: Stage, draft: Draft) -> None:
    """The first row for which `until` holds, and all behind it, are not taken; the total does not count then."""
    paged(stage, total="5 Datensätze")
    talk = stage.talk(scope={"last": "3"})
    table = draft.table(
        "rows", COLUMNS, next={"link": "Weiter"}, total={"text": {"ends": "Datensätze"}}, until="{{ number == last }}"
    )

    await talk.run((draft.open("/0"), table))

    assert [row["number"] for row in talk.scope["rows"]] == ["1", "2"]  # type: ignore[attr-defined]
    assert stage.visit.page.path == "/1"


async def test_more_rows_than_there_may_be(stage: Stage, draft: Draft) -> None:
    """A list that may hold so many at most, and holds more, is not believed."""
    paged(stage)
    talk = stage.talk()

    with pytest.raises(TotalDiffers):
        await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "Weiter"}, at_most=3)))


async def test_rows_that_did_not_come_to_light(stage: Stage, draft: Draft) -> None:
    """A page of which not all rows could be read is an error, for tables and for single rows."""
    stage.pages["/0"] = Page(path="/0", tables=[Table(headings=HEADINGS, rows=ROWS[:2], is_complete=False)])
    talk = stage.talk()

    with pytest.raises(TotalDiffers, match="could not be brought to light"):
        await talk.run((draft.open("/0"), draft.table("rows", COLUMNS)))
    with pytest.raises(NotOne, match="could not be read to its end"):
        await talk.run((draft.open("/0"), draft.row({"Nummer": "9"})))


@pytest.mark.parametrize("things", [[], [Thing(kind="text", name="0 Datensätze")]], ids=["no total", "a total of 0"])
async def test_an_empty_table(stage: Stage, draft: Draft, things: list[Thing]) -> None:
    """An empty table has no rows, and need not state a total."""
    paged(stage, rows=())
    stage.pages["/0"].things += things
    talk = stage.talk()

    await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, total={"text": {"ends": "Datensätze"}})))

    assert talk.scope["rows"] == ()


async def test_no_table_but_a_sentence(stage: Stage, draft: Draft) -> None:
    """`none` says what an empty list looks like where there is no table at all."""
    talk = stage.talk(Thing(kind="text", name="Keine Treffer"))

    await talk.run((draft.table("rows", COLUMNS, none={"text": "Keine Treffer"}),))

    assert talk.scope["rows"] == ()


async def test_no_table_and_nothing_that_says_so(stage: Stage, draft: Draft) -> None:
    """A page without the table is no empty table."""
    talk = stage.talk()

    with pytest.raises(ScreenTrouble):
        await talk.run((draft.table("rows", COLUMNS, none={"text": "Keine Treffer"}),))


async def test_a_table_without_columns_has_its_headings(stage: Stage, draft: Draft) -> None:
    """Cells are texts under their headings; a column can say which table is meant."""
    stage.pages["/0"] = Page(
        path="/0", tables=[Table(headings=HEADINGS, rows=ROWS[:1]), Table(headings=("Name",), rows=[{"Name": "Ada"}])]
    )
    talk = stage.talk()

    await talk.run((draft.open("/0"), draft.table("rows", of={"column": "Name"})))

    assert [dict(row) for row in talk.scope["rows"]] == [{"Name": "Ada"}]  # type: ignore[attr-defined]


async def test_a_calendar_gives_a_row_for_each_cell(stage: Stage, draft: Draft) -> None:
    """`cells` turns days across and times down into rows."""
    cells = [
        {"row": "09:30", "column": "24.11.2025", "text": "frei"},
        {"row": "10:00", "column": "24.11.2025", "text": "belegt"},
    ]
    page = Page(path="/0", tables=[Table(headings=(), rows=cells)])
    stage.pages["/0"] = page
    day = nodes.ColumnNode(name="day", heading=draft.name("x"), type="date", format="dd.MM.yyyy")
    table = replace(draft.table("slots"), cells=nodes.Cells(row="time", column=day, text="state"))
    talk = stage.talk()

    await talk.run((draft.open("/0"), table))

    assert [dict(slot) for slot in talk.scope["slots"]] == [  # type: ignore[attr-defined]
        {"time": "09:30", "day": date(2025, 11, 24), "state": "frei"},
        {"time": "10:00", "day": date(2025, 11, 24), "state": "belegt"},
    ]


async def test_a_column_that_must_not_be_blank(stage: Stage, draft: Draft) -> None:
    """A blank cell of a column that is not optional, or one that is not of its type, is an error that names it."""
    paged(stage, rows=({"Nummer": " ", "Betrag": "viel", "Datum": ""},))
    talk = stage.talk()

    with pytest.raises(UnreadableField, match="number that is blank"):
        await talk.run((draft.open("/0"), draft.table("rows", {"number": {"column": "Nummer", "optional": False}})))
    with pytest.raises(UnreadableField) as caught:
        await talk.run((draft.open("/0"), draft.table("rows", COLUMNS)))
    assert "viel" not in str(caught.value)


async def test_words_of_a_column_become_ours(stage: Stage, draft: Draft) -> None:
    """`values` translates what is shown."""
    paged(stage, rows=({"Nummer": "offen", "Betrag": "", "Datum": ""},))
    talk = stage.talk()
    columns = {"state": {"column": "Nummer", "values": {"open": "offen"}}}

    await talk.run((draft.open("/0"), draft.table("rows", columns)))

    assert talk.scope["rows"][0]["state"] == "open"  # type: ignore[index]


# ------------------------------------------------------------------ one row


@pytest.mark.parametrize(
    ("number", "finding", "expected"), [("2", True, None), ("9", True, "none"), ("1", True, "many"), ("2", False, None)]
)
async def test_a_row_decides_a_find(
    stage: Stage, draft: Draft, number: str, finding: bool, expected: str | None
) -> None:
    """One row is found, none and several end the find."""
    paged(stage, per_page=9, rows=(ROWS[0], ROWS[0], ROWS[1]))
    talk = stage.talk(scope={"finding": finding})

    ending = await talk.run((draft.open("/0"), draft.row({"Nummer": number})))

    assert ending == expected
    assert ("row" in talk.scope) == (expected is None)


@pytest.mark.parametrize(("number", "count"), [("9", "none"), ("1", "2")])
async def test_outside_a_find_there_must_be_one_row(stage: Stage, draft: Draft, number: str, count: str) -> None:
    """Elsewhere, no row and several rows are errors."""
    paged(stage, per_page=9, rows=(ROWS[0], ROWS[0], ROWS[1]))
    talk = stage.talk()

    with pytest.raises(NotOne, match=f"found {count}"):
        await talk.run((draft.open("/0"), draft.row({"Nummer": number})))


async def test_what_stands_in_a_row_can_be_clicked(stage: Stage, draft: Draft) -> None:
    """`in: row` and `in:` a row of `for_each` mean that row and no other."""
    opened: list[str] = []
    paged(stage, per_page=9)

    def link(row: dict[str, str]) -> Thing:
        return Thing(kind="link", name="Öffnen", row=row, does=lambda visit: opened.append(row["Nummer"]))

    stage.pages["/0"].things += [link(row) for row in ROWS]
    talk = stage.talk()
    click = draft.click({"link": "Öffnen", "in": "*one"}, when="{{ one['Nummer'] == '4' }}")
    each = draft.for_each("{{ rows }}", "one", click)

    await talk.run((draft.open("/0"), draft.row({"Nummer": "2"}), draft.click({"link": "Öffnen", "in": "row"})))
    await talk.run((draft.open("/0"), draft.table("rows"), each))

    assert opened == ["2", "4"]


# ------------------------------------------------------------------ values


async def test_values_are_read_under_their_names(stage: Stage, draft: Draft) -> None:
    """Each has its type; a part of a text by a pattern; optional ones may be blank or missing."""
    talk = stage.talk(
        Thing(kind="field", name="Betrag", value="12,50 €"), Thing(kind="field", name="Stand", value="Akte 4711 von 2"),
        Thing(kind="field", name="Leer", value=" "), Thing(kind="field", name="Aktiv", value=True),
        Thing(kind="field", name="Status", value="offen"),
    )  # fmt: skip
    wanted = {
        "amount": {"at": "Betrag", "type": "money", "pattern": "[0-9,]+"},
        "file_no": {"at": "Stand", "pattern": "Akte ([0-9]+)"},
        "blank": {"at": "Leer", "optional": True}, "missing": {"at": "Fehlt", "optional": True},
        "active": {"at": "Aktiv", "type": "yes_no"}, "state": {"at": "Status", "values": {"open": "offen"}},
    }  # fmt: skip

    await talk.run((draft.read(wanted),))

    assert {name: talk.scope[name] for name in wanted} == {
        "amount": Decimal("12.50"), "file_no": "4711", "blank": None, "missing": None, "active": True, "state": "open",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "wish", "reason"),
    [
        ("", {}, "is blank"),
        ("Nichts", {"pattern": "[0-9]+"}, "does not match its pattern"),
        ("morgen", {"type": "date"}, "is not"),
    ],
)
async def test_a_value_that_is_not_as_it_should_be(
    stage: Stage, draft: Draft, value: str, wish: dict[str, str], reason: str
) -> None:
    """Blank, without its pattern, or of another type: an error that does not say the value."""
    talk = stage.talk(Thing(kind="field", name="Stand", value=value))

    with pytest.raises(UnreadableField, match=reason) as caught:
        await talk.run((draft.read({"x": {"at": "Stand", **wish}}),))

    assert not value or value not in str(caught.value)


async def test_fields_of_a_resource_are_read_in_parts(stage: Stage, draft: Draft) -> None:
    """What several reads deliver is one record; unreadable fields are left out."""
    record = register_record(draft)
    fields = {**record.fields, "city": replace(record.fields["city"], unreadable=True)}
    talk = stage.talk(
        Thing(kind="field", name="Nummer", value="1"), Thing(kind="field", name="Name", value=""),
        resource=register_record(draft, fields=fields),
    )  # fmt: skip

    await talk.run((draft.read(("number",)), draft.read("all")))

    assert talk.scope["record"] == {"number": "1", "name": None}


async def test_a_field_behind_a_fold_is_opened(stage: Stage, draft: Draft) -> None:
    """What is not visible is brought to light as the field says."""
    record = register_record(draft)
    fields = {"name": replace(record.fields["name"], behind=draft.at({"link": "Mehr"}))}
    talk = stage.talk(
        Thing(kind="link", name="Mehr"), Thing(kind="field", name="Name", value="Ada", behind="Mehr"),
        resource=register_record(draft, fields=fields),
    )  # fmt: skip

    await talk.run((draft.read("all"),))

    assert talk.scope["record"] == {"name": "Ada"}


async def test_a_field_that_shows_nonsense(stage: Stage, draft: Draft) -> None:
    """A field of the resource that holds something else than its type is named, its value is not."""
    fields = {"day": draft.field("day", "Datum", type="date", format="dd.MM.yyyy")}
    resource = register_record(draft, fields=fields)
    talk = stage.talk(Thing(kind="field", name="Datum", value="gestern"), resource=resource)

    with pytest.raises(UnreadableField, match="record shows a day that") as caught:
        await talk.run((draft.read("all"),))

    assert "gestern" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.234 Datensätze", 1234), ("12 von 40", 12), ("1'000'000", 1000000), ("2\u202f500", 2500), ("keine", None)],
)
def test_the_first_number_in_a_text(text: str, number: int | None) -> None:
    """Whole numbers are read with the separators that people use."""
    assert first_number(text) == number




async def test_a_record_without_reading_steps_is_read_where_it_was_found(stage: Stage, draft: Draft) -> None:
    """A find that opens the record is enough."""
    resource = register_record(draft, read=())
    things = [Thing(kind="field", name=name, value=name) for name in ("Nummer", "Name", "Ort")]
    talk = stage.talk(*things, resource=resource)

    assert await record.read(talk) == {"number": "Nummer", "name": "Name", "city": "Ort"}


async def test_a_session_that_expires_between_two_pages(stage: Stage, draft: Draft) -> None:
    """A next page that is missing because nobody is signed in is no end of the table."""
    paged(stage)
    talk = stage.talk()
    stage.life.hooks.append(lambda name, _: stage.visit.expire() if name == "screen.can_click" else None)

    with pytest.raises(SignedOut):
        await talk.run((draft.open("/0"), draft.table("rows", COLUMNS, next={"link": "Weiter"})))
