"""Forms of React, Angular, Vue, Lit and Shoelace, filled by the words on the screen; the server says what arrived."""

import pytest
from tests.thirdparty.gallery.conftest import Gallery

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]


async def test_react_with_material_ui(gallery: Gallery) -> None:
    """Texts, drawn choices that depend on each other, suggestions from the server, chips, and a dialog."""
    await gallery.show("react")

    await gallery.do("""
- fill: {Name: Anna Albers, Land: Österreich, Bundesland: Tirol, Ort: {type: Frank, pick: Frankfurt am Main}, Themen: [Bildung, Wohnen]}
- click: {button: Speichern}
- click: {button: Speichern, in: Antrag speichern?}
- expect: {status: Antrag gespeichert}
""")

    said = gallery.saved
    assert [said[name] for name in ("name", "land", "bundesland", "ort", "themen")] == [
        "Anna Albers", "Österreich", "Tirol", "Frankfurt am Main", ["Bildung", "Wohnen"],
    ]  # fmt: skip


async def test_react_select_and_date_picker(gallery: Gallery) -> None:
    """A date is typed, a radio button and boxes are set, chips are replaced, and all of it is read back."""
    await gallery.show("react")

    names = await gallery.do("""
- click: {tab: Weiteres}
- fill:
    Muttersprache: Türkisch
    Weitere Sprachen: [Deutsch, Polnisch]
    Beginn: 24.11.2026
    Benachrichtigung: Brief
    Rundbrief bestellen: true
    Dringend: true
    Bemerkung: "Zeile eins\\nZeile zwei"
    Stufe: "7"
- fill: {Weitere Sprachen: [Arabisch, Deutsch]}
- read: {sprache: Muttersprache, weg: Benachrichtigung, beginn: Beginn, stufe: Stufe}
- click: {button: Speichern}
- click: {button: Speichern, in: Antrag speichern?}
- expect: {status: Antrag gespeichert}
""")

    said = gallery.saved
    assert said["sprache"]["value"] == "Türkisch"
    assert [one["value"] for one in said["sprachen"]] == ["Deutsch", "Arabisch"]
    assert (said["beginn"], said["weg"], said["newsletter"], said["dringend"], said["stufe"]) == ("2026-11-24", "post", True, True, 7)
    assert said["bemerkung"] == "Zeile eins\nZeile zwei"
    assert [names[name] for name in ("sprache", "weg", "beginn", "stufe")] == ["Türkisch", "Brief", "24.11.2026", "7"]


async def test_angular_with_material(gallery: Gallery) -> None:
    """Labels that float, choices in overlays, a field that comes with a box, and a dialog that asks."""
    await gallery.show("angular")

    await gallery.do("""
- fill:
    Name: Bernd Brandt
    Familienstand: verheiratet
    Sprachen: [Deutsch, Polnisch]
    Geburtsdatum: 03.02.1990
    Ort: {type: Bern, pick: Bernau}
    Anrede: Herr
    Ich willige ein: true
    E-Mail: bernd@example.org
- click: Absenden
- click: {button: Absenden, in: Antrag absenden?}
- expect: {status: {contains: Antrag abgesendet}}
""")

    assert gallery.saved == {
        "name": "Bernd Brandt", "stand": "verheiratet", "sprachen": ["Deutsch", "Polnisch"], "geboren": "1990-02-03", "ort": "Bernau",
        "anrede": "h", "einwilligung": True, "mail": "bernd@example.org",
    }  # fmt: skip


async def test_angular_table_with_a_paginator(gallery: Gallery) -> None:
    """All pages are read, by the button that has only a name."""
    await gallery.show("angular")

    names = await gallery.do("""
- table: {as: antraege, columns: {nr: Nr., art: Art}, next: {button: Next page}, total: {text: {contains: " of "}, in: Seiten der Anträge, pattern: 'of (.+)'}}
""")

    assert [row["nr"] for row in names["antraege"]] == [str(5001 + number) for number in range(12)]


async def test_vue_with_element_plus(gallery: Gallery) -> None:
    """A choice with search, chips that are replaced, a date, suggestions, a number, a switch and a dialog."""
    await gallery.show("vue")

    await gallery.do("""
- fill:
    Name: Cem Conrad
    Land: Polen
    Themen: [Arbeit, Bildung]
    Beginn: 24.11.2026
    Ort: {type: Neu, pick: Neustadt an der Weinstraße}
    Anzahl: "4"
    Zustellung: Brief
    Dringend: true
    Mietvertrag: true
    Bemerkung: Bitte bald
- click: {button: Speichern}
- click: {button: "Ja, speichern"}
- expect: {status: Antrag gespeichert}
""")

    assert gallery.saved == {
        "name": "Cem Conrad", "land": "Polen", "themen": ["Arbeit", "Bildung"], "beginn": "2026-11-24", "ort": "Neustadt an der Weinstraße",
        "anzahl": 4, "weg": "post", "dringend": True, "anlagen": ["miete"], "bemerkung": "Bitte bald",
    }  # fmt: skip


async def test_vue_table_over_pages(gallery: Gallery) -> None:
    """The pages come from the server, and the total is what it says."""
    await gallery.show("vue")

    names = await gallery.do("""
- table: {as: personen, columns: {nr: Nr., name: Name, ort: Ort}, next: {button: Zur nächsten Seite gehen}, total: {text: {starts: Gesamt}}}
""")

    assert [row["nr"] for row in names["personen"]] == [str(1000 + number) for number in range(120)]


async def test_lit_with_open_shadow_roots(gallery: Gallery) -> None:
    """Fields in shadow roots of components in a shadow root; twins are told apart by the heading above them."""
    await gallery.show("lit")

    names = await gallery.do("""
- fill: {Straße: Am Markt 1, Ort: Ulm}
  in: Wohnung
- fill: {Straße: Postfach 7, Ort: Worms}
  in: Postanschrift
- fill: {Land: Polen, Umzug geplant: true}
- read: {land: Land, strasse: {label: Straße, in: Postanschrift}, umzug: Umzug geplant}
- click: Speichern
- expect: {status: Adresse gespeichert}
""")

    assert gallery.saved == {"strasse": "Am Markt 1", "ort": "Ulm", "land": "Polen", "post_strasse": "Postfach 7", "post_ort": "Worms", "umzug": True}
    assert [names["land"], names["strasse"]] == ["Polen", "Postfach 7"]


async def test_shoelace(gallery: Gallery) -> None:
    """Native controls deep in components, a fold, a menu, a dialog, tabs."""
    await gallery.show("shoelace")

    names = await gallery.do("""
- fill: {Name: Dora Demir, Land: Frankreich, Sprachen: [Deutsch, Türkisch], Zustellung: Brief, Eilig: true, Kopie an mich: true, Bemerkung: Danke}
- click: Weitere Angaben
- fill: {Aktenzeichen: A-17}
- read: {land: Land, weg: Zustellung, sprachen: Sprachen}
- click: {button: Speichern}
- expect: {text: Gespeichert.}
- click: {tab: Verlauf}
- expect: {text: Angelegt am 02.11.2026}
""")

    assert gallery.saved == {
        "name": "Dora Demir", "land": "F", "sprachen": ["de", "tr"], "weg": "post", "eil": "ja", "kopie": "ja", "bem": "Danke", "az": "A-17",
    }  # fmt: skip
    assert [names["land"], names["weg"]] == ["Frankreich", "Brief"]


async def test_shoelace_menu_and_dialog(gallery: Gallery) -> None:
    """What is clicked in the dialog is the button there, not the entry of the menu of the same name."""
    await gallery.show("shoelace")

    await gallery.do("""
- click: Mehr
- click: Löschen
- expect: {dialog: Antrag löschen?}
- click: {button: Löschen, in: Antrag löschen?}
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == {"geloescht": True}
