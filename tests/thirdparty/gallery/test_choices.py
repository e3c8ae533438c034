"""Choices, dates, masks and editors of well-known libraries, filled by their labels; the server says what arrived."""

import pytest
from tests.thirdparty.gallery.conftest import Gallery

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]


async def test_jquery_ui(gallery: Gallery) -> None:
    """A date, suggestions, a drawn choice, a spinner, buttons that are radio buttons, and a dialog."""
    await gallery.show("jquery-ui")

    await gallery.do("""
- fill: {Datum: 24.11.2026, Ort: {type: Ber, pick: Berlin}, Terminart: Folgegespräch, Dauer in Minuten: "45", Form: Video, Dolmetscher nötig: true}
- click: {button: Buchen}
- click: {button: Buchen, in: Termin buchen?}
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == {"datum": "24.11.2026", "ort": "Berlin", "art": "Folgegespräch", "dauer": "45", "form": "video", "dolmetscher": "ja"}


async def test_jquery_ui_date_by_clicking(gallery: Gallery) -> None:
    """The calendar is paged to the month, and the day is clicked in it."""
    await gallery.show("jquery-ui")

    names = await gallery.do("""
- click: {label: Datum}
- repeat:
    until: {text: März}
    at_most: 12
    steps: [{click: {link: Vor}}]
- click: {link: "17"}
- read: {tag: {label: Datum, type: date, format: dd.MM.yyyy}}
- click: {tab: Morgen}
- expect: {text: {contains: Herr Demir}}
- click: Unterlagen
- expect: {text: Ausweis mitbringen}
""")

    assert (names["tag"].day, names["tag"].month) == (17, 3)


async def test_flatpickr_by_typing(gallery: Gallery) -> None:
    """Where the library lets one type."""
    await gallery.show("flatpickr")

    await gallery.do("""
- fill: {Beginn: 24.11.2026, Uhrzeit: "09:30"}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert (gallery.saved["beginn"], gallery.saved["uhr"]) == ("24.11.2026", "09:30")


async def test_flatpickr_by_clicking(gallery: Gallery) -> None:
    """Where it does not: the day is the one with its whole date as its name."""
    await gallery.show("flatpickr")

    await gallery.do("""
- click: {label: Ende}
- fill: {Year: "2027"}
- fill: {Month: März}
- click: {label: "März 17, 2027"}
- click: {label: Frist}
- fill: {Year: "2027"}
- fill: {Month: Mai}
- click: {label: "Mai 4, 2027"}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert (gallery.saved["ende"], gallery.saved["frist"]) == ("17.03.2027", "2027-05-04")


async def test_select2(gallery: Gallery) -> None:
    """One, several with one already there, free words, and suggestions of the server."""
    await gallery.show("select2")

    names = await gallery.do("""
- fill:
    Beruf: Tischler
    Fähigkeiten: [Englisch, Führerschein B]
    Stichworte: [eilig, Rückruf]
    Arbeitsort: {type: Frank, pick: Frankfurt am Main}
- read: {beruf: Beruf, faehig: Fähigkeiten, ort: Arbeitsort}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == {"beruf": "Tischler", "faehig": ["Englisch", "Führerschein B"], "stich": ["eilig", "Rückruf"], "ort": "Frankfurt am Main"}
    assert (names["beruf"], names["ort"]) == ("Tischler", "Frankfurt am Main")


async def test_tom_select(gallery: Gallery) -> None:
    """The same; what is typed new becomes a value."""
    await gallery.show("tom-select")

    await gallery.do("""
- fill:
    Beruf: Koch
    Fähigkeiten: [Englisch, Führerschein C]
    Stichworte: [Rückruf, neu]
    Arbeitsort: {type: Neu, pick: Neustadt an der Weinstraße}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == {"beruf": "Koch", "faehig": ["Englisch", "Führerschein C"], "stich": "Rückruf,neu", "ort": "Neustadt an der Weinstraße"}


async def test_masks(gallery: Gallery) -> None:
    """Values as a person writes them arrive as the mask wants them, and count as held."""
    await gallery.show("imask")

    await gallery.do("""
- fill: {IBAN: DE02 1203 0000 0000 2020 51, Geburtsdatum: 03.02.1990, Betrag: "1234,50", Telefon: +49 (301) 234-56-78, Uhrzeit: "09:30"}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == {
        "iban": "DE02 1203 0000 0000 2020 51", "geboren": "03.02.1990", "betrag": "1.234,50", "telefon": "+49 (301) 234-56-78", "uhr": "09:30",
    }  # fmt: skip


async def test_quill_in_a_frame(gallery: Gallery) -> None:
    """Found by the title of the frame or the words in it; lines stay lines."""
    await gallery.show("quill")

    names = await gallery.do("""
- fill: {Betreff: Anruf, Vermerktext: "Frau Demir hat angerufen.\\nRückruf morgen."}
- read: {text: Vermerktext}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved["betreff"] == "Anruf"
    assert gallery.saved["text"] == "Frau Demir hat angerufen.\nRückruf morgen.\n"
    assert names["text"] == "Frau Demir hat angerufen. Rückruf morgen."


async def test_ckeditor_in_a_frame(gallery: Gallery) -> None:
    """What stood there is replaced."""
    await gallery.show("ckeditor")

    await gallery.do("""
- fill: {Betreff: Ihr Antrag, Brieftext: "Guten Tag,\\nIhr Antrag ist da."}
- click: Speichern
- expect: {text: Gespeichert.}
""")

    assert gallery.saved["betreff"] == "Ihr Antrag"
    assert gallery.saved["text"].replace("\n", "") == "<p>Guten Tag,</p><p>Ihr Antrag ist da.</p>"
