"""Grids read completely and worked in: virtual rows and columns, pages of every common kind, rows that load while one scrolls."""

import pytest
from tests.thirdparty.gallery.answers import PERSONS
from tests.thirdparty.gallery.conftest import Gallery

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]

ALL = [str(one["nr"]) for one in PERSONS]


async def test_ag_grid_with_virtual_rows_and_columns(gallery: Gallery) -> None:
    """400 rows of which few are in the page, and a column that is far to the right."""
    await gallery.show("ag-grid")

    names = await gallery.do("""
- table: {as: leistungen, of: Leistungen, columns: {nr: Nr., name: Name, betrag: Betrag, zusatz: {column: Zusatz 5, type: integer}}}
""")

    assert [row["nr"] for row in names["leistungen"]] == [str(7000 + number) for number in range(400)]
    assert [row["zusatz"] for row in names["leistungen"]] == [5 * number for number in range(400)]


async def test_ag_grid_pages(gallery: Gallery) -> None:
    """Its own buttons page it."""
    await gallery.show("ag-grid")

    names = await gallery.do("""
- table: {as: buchungen, of: Buchungen, columns: {nr: Nr., name: Name}, next: {button: Next Page, in: Buchungen}}
""")

    assert [row["nr"] for row in names["buchungen"]] == [str(7000 + number) for number in range(55)]


async def test_ag_grid_cells_are_edited(gallery: Gallery) -> None:
    """A cell far down is found by its row, opened with a double click, and filled."""
    await gallery.show("ag-grid")

    await gallery.do("""
- click: {cell: {row: Person 301, column: Bemerkung}}
  twice: true
- fill: [{cell: {row: Person 301, column: Bemerkung}, value: geprüft}]
- press: Enter
  in: {cell: {row: Person 301, column: Bemerkung}}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == [{"nr": 7300, "art": "Regelbedarf", "bemerkung": "geprüft"}]


async def test_tabulator_with_virtual_rows(gallery: Gallery) -> None:
    """300 rows, each as often as it is there."""
    await gallery.show("tabulator")

    names = await gallery.do("""
- table: {as: bescheide, columns: {nr: Nr., stand: Stand}}
""")

    assert [row["nr"] for row in names["bescheide"]] == [f"B-{1000 + number}" for number in range(300)]


async def test_tabulator_pages(gallery: Gallery) -> None:
    """The last page has no next one."""
    await gallery.show("tabulator")

    names = await gallery.do("""
- table: {as: akten, columns: {az: Aktenzeichen, eingang: {column: Eingang, type: date, format: dd.MM.yyyy}}, next: {button: Weiter}}
""")

    assert [row["az"] for row in names["akten"]] == [f"B-{1000 + number}" for number in range(37)]


async def test_tabulator_cells_are_edited(gallery: Gallery) -> None:
    """A click makes a cell a field."""
    await gallery.show("tabulator")

    await gallery.do("""
- click: {cell: {row: B-1003, column: Name}}
- fill: [{cell: {row: B-1003, column: Name}, value: Demir}]
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == [{"nr": "B-1003", "name": "Demir", "stand": "erledigt"}]


async def test_data_tables_from_the_server(gallery: Gallery) -> None:
    """The total stands as the third number; the next button has only a sign and a name."""
    await gallery.show("datatables")

    names = await gallery.do("""
- table: {as: personen, columns: {nr: Nr., ort: Ort}, next: {button: Nächste Seite, in: t_wrapper}, total: {text: {pattern: '\\d+ bis \\d+ von 120 .*'}, pattern: 'von (\\d+)'}}
""".replace("in: t_wrapper", "in: Personen"))

    assert [row["nr"] for row in names["personen"]] == ALL


async def test_data_tables_search(gallery: Gallery) -> None:
    """A row is found by searching; a search without hits says so."""
    await gallery.show("datatables")

    names = await gallery.do("""
- fill: {Suchen: Kira Demir}
- expect: {text: {contains: gefiltert}}
- row: {where: {Name: Kira Demir}, columns: {nr: Nr.}}
- set: {nr: "{{ row.nr }}"}
- fill: {Suchen: niemand}
- expect: {text: Keine passenden Einträge}
""")

    assert names["nr"] == str(next(one["nr"] for one in PERSONS if one["name"] == "Kira Demir"))


async def test_rows_that_load_while_one_scrolls(gallery: Gallery) -> None:
    """The page grows until all are there."""
    await gallery.show("infinite")

    names = await gallery.do("""
- table: {as: personen, columns: {nr: Nr., name: Name}, total: {text: {pattern: '\\d+ Personen'}}}
""")

    assert [row["nr"] for row in names["personen"]] == ALL


@pytest.mark.parametrize(
    ("heading", "next_"),
    [
        ("Nr.", "{link: nächste Seite »}"),  # a link that is gone on the last page
        ("Kennung", "{button: Weitere anzeigen}"),  # more rows below those that are there
        ("Akte", "{button: Weiterblättern}"),  # a button that is disabled at the end
        ("Fall", "{link: Vor}"),  # a link whose entry gets a class at the end
    ],
)
async def test_pages_of_common_kinds(heading: str, next_: str, gallery: Gallery) -> None:
    """Each row is read once, whatever leads to the next page."""
    await gallery.show("paging")

    names = await gallery.do(f"""
- table: {{as: personen, columns: {{nr: {heading}, name: Name}}, next: {next_}}}
""")

    assert [row["nr"] for row in names["personen"]] == ALL


async def test_pages_by_a_choice(gallery: Gallery) -> None:
    """Pages are chosen one after the other, and worked on one by one."""
    await gallery.show("paging")

    names = await gallery.do("""
- set: {seite: "{{ 1 }}", zahl: "{{ 0 }}"}
- repeat:
    until: "{{ seite > 6 }}"
    at_most: 6
    steps:
      - fill: {Seite: "{{ seite }}"}
      - table: {as: teil, columns: {nr: Vorgang, name: Name}}
      - set: {zahl: "{{ zahl + (teil | length) }}", seite: "{{ seite + 1 }}"}
""")

    assert (names["zahl"], names["teil"][-1]["nr"]) == (120, ALL[-1])


async def test_react_window(gallery: Gallery) -> None:
    """A list of which a screenful is in the page: its entries are read by scrolling, and one far down is brought to light."""
    await gallery.show("react")

    names = await gallery.do("""
- click: {tab: Verlauf}
- table: {as: eintraege, rows: {list: Verlauf}, columns: {text: 1}}
- row: {rows: {list: Verlauf}, where: {1: {ends: " 317"}}}
- click: {text: Eintrag 317, in: row}
""")

    assert [row["text"] for row in names["eintraege"]] == [f"Eintrag {number}" for number in range(1, 401)]
