"""Pages of caseworkers in toolkits that suppliers of administrations use, by the words on the screen; the server says what arrived."""

import pytest
from tests.thirdparty.gallery.conftest import Gallery

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]


async def test_vaadin(gallery: Gallery) -> None:
    """Suggestions out of a long list, a field that depends on another, a calendar that opens while one types, chips, a fold, a dialog."""
    await gallery.show("vaadin")

    names = await gallery.do("""
- fill:
    Name: Anna Albers
    E-Mail: anna@example.org
    Haushaltsmitglieder: "4"
    Beginn: 24.11.2026
    Ort: {type: Frank, pick: Frankfurt am Main}
    Straße: Zeil
    Familienstand: verheiratet
    Sprachen: [Deutsch, Polnisch]
    Zustellung: Brief
    Mietvertrag: true
    Ich willige ein: true
    Bemerkung: Danke
- fill: {Sprachen: [Türkisch, Polnisch]}
- click: Weitere Angaben
- fill: {Aktenzeichen: A-17}
- read: {beginn: Beginn, ort: Ort, stand: Familienstand, sprachen: Sprachen, weg: Zustellung}
- click: Speichern
- click: {button: Ja, in: Antrag speichern?}
- expect: {status: Antrag gespeichert}
""")

    assert gallery.saved == {
        "name": "Anna Albers", "mail": "anna@example.org", "anzahl": "4", "beginn": "2026-11-24", "ort": "Frankfurt am Main", "strasse": "Zeil",
        "stand": "v", "spr": ["Polnisch", "Türkisch"], "weg": "post", "anl": ["m"], "ein": True, "bem": "Danke", "az": "A-17",
    }  # fmt: skip
    assert [names[name] for name in ("beginn", "ort", "stand", "weg")] == ["24.11.2026", "Frankfurt am Main", "verheiratet", "Brief"]


async def test_vaadin_grid_that_is_fetched_while_one_scrolls(gallery: Gallery) -> None:
    """All its rows are read, and a button in one of the last opens a dialog."""
    await gallery.show("vaadin")

    names = await gallery.do("""
- click: {tab: Vorgänge}
- table: {as: personen, columns: {nr: Nr., name: Name, ort: Ort}}
- row: {where: {Nr.: "1093"}}
- click: {button: Öffnen, in: row}
- fill: {Bearbeiter: Meier}
- click: {button: Schließen, in: Vorgang 1093}
- expect: {gone: {dialog: Vorgang 1093}}
""")

    assert [row["nr"] for row in names["personen"]] == [str(1000 + number) for number in range(120)]


async def test_ui5_web_components(gallery: Gallery) -> None:
    """Marks that are components of their own, words that are only read aloud, a search that fills a field, a message at a wrong value."""
    await gallery.show("ui5")

    names = await gallery.do("""
- fill: {Miete: "6125"}
- press: End
  in: Miete
- expect: {text: Die Miete ist zu hoch}
- fill:
    Name: Bernd Brandt
    Haushaltsmitglieder: "4"
    Miete: "612.5"
    Beginn: 24.11.2026
    Ort: {type: Frank, pick: Frankfurt am Main}
    Familienstand: verheiratet
    Sprachen: [Türkisch, Polnisch]
    Zustellung: Brief
    Eilig: true
    Ich willige ein: true
- click: Suchhilfe
- click: {text: Diakonie Hamm, in: Träger auswählen}
- expect: {field: Träger, is: Diakonie Hamm}
- click: Weitere Angaben
- fill: {Aktenzeichen: A-17}
- read: {ort: Ort, stand: Familienstand, sprachen: Sprachen, weg: Zustellung, eilig: Eilig}
- click: Speichern
- click: {button: Ja, in: Antrag speichern?}
- expect: {status: Antrag gespeichert}
- click: {tab: Vorgänge}
- row: {where: {Nr.: "4712"}}
- click: {text: "4712", in: row}
- read: {status: {label: Status, in: Vorgang 4712}}
""")

    said = gallery.saved
    assert (said["name"], said["anzahl"], said["miete"], said["beginn"]) == ("Bernd Brandt", 4, "612.5", "24.11.2026")
    assert (said["ort"], said["stand"], said["weg"], said["eil"], said["ein"]) == ("Frankfurt am Main", "verheiratet", "post", True, True)
    assert (sorted(said["spr"]), said["traeger"], said["az"]) == (["Polnisch", "Türkisch"], "Diakonie Hamm", "A-17")
    assert [names[name] for name in ("ort", "weg", "eilig", "status")] == ["Frankfurt am Main", "Brief", True, "offen"]


async def test_primereact(gallery: Gallery) -> None:
    """Natives hidden in what is drawn for them, a label that floats over its choice, chips whose cross is in the way, a tree to choose from."""
    await gallery.show("prime")

    names = await gallery.do("""
- fill:
    Name: Cem Conrad
    Haushaltsmitglieder: "4"
    Monatsmiete: 612,50 €
    Beginn: 24.11.2026
    Telefon: (0301) 234567
    Familienstand: verheiratet
    Bundesland: Hessen
    Stadt: Fulda
    Sprachen: [Deutsch, Polnisch]
    Ort: {type: Frank, pick: Frankfurt am Main}
    Zustellung: Brief
    Stelle: Amt B
    Eilig: true
    Ich willige ein: true
- fill: {Sprachen: [Polnisch, Türkisch]}
- click: Folgeantrag
- click: Weitere Angaben
- fill: {Aktenzeichen: A-17}
- read: {land: Bundesland, stadt: Stadt, stelle: Stelle, weg: Zustellung}
- click: Speichern
- click: {button: Ja, in: Bestätigung}
- expect: {status: {contains: Antrag gespeichert}}
""")

    assert gallery.saved == {
        "name": "Cem Conrad", "anzahl": 4, "miete": 612.5, "beginn": "2026-11-24", "stand": "verheiratet", "land": "Hessen", "stadt": "Fulda",
        "spr": ["Polnisch", "Türkisch"], "ort": "Frankfurt am Main", "weg": "post", "eil": True, "ein": True, "bem": "", "art": "Folgeantrag",
        "az": "A-17", "tags": [], "stelle": "b", "iban": "(0301) 234567",
    }  # fmt: skip
    assert [names[name] for name in ("land", "stadt", "stelle", "weg")] == ["Hessen", "Fulda", "Amt B", "Brief"]


async def test_primereact_table_over_pages(gallery: Gallery) -> None:
    """All pages are read, and a button that has only a name opens the record."""
    await gallery.show("prime")

    names = await gallery.do("""
- click: {tab: Vorgänge}
- table: {as: rows, columns: {nr: Nr., name: Name}, next: {button: Next Page}}
- row: {where: {Nr.: "4742"}}
- click: {button: Bearbeiten, in: row}
- read: {status: {label: Status, in: Vorgang 4742}, wer: Bearbeiter}
""")

    assert [row["nr"] for row in names["rows"]] == [str(4700 + number) for number in range(45)]
    assert (names["status"], names["wer"]) == ("offen", "Anna Albers 42")


async def test_material_web(gallery: Gallery) -> None:
    """Fields that are transparent until one is in them, a choice with its label in it, boxes in components, a menu, a dialog."""
    await gallery.show("material-web")

    names = await gallery.do("""
- fill: {Name: Dora Demir, Haushaltsmitglieder: "4", Beginn: 24.11.2026, Familienstand: verheiratet, Ich willige ein: true, Eilig: true, Bemerkung: Danke}
- click: Brief
- click: Mietvertrag
- read: {name: Name, stand: Familienstand, ein: Ich willige ein, eil: Eilig, bemerkung: Bemerkung}
- click: Mehr
- click: Kopieren
- expect: {status: Kopiert}
- click: Speichern
- click: {button: Ja, in: Antrag speichern?}
- expect: {status: Antrag gespeichert}
""")

    assert gallery.saved == {
        "name": "Dora Demir", "anzahl": "4", "beginn": "2026-11-24", "stand": "v", "weg": "post", "ein": True, "eil": True, "mv": True, "bem": "Danke",
    }  # fmt: skip
    assert [names[name] for name in ("name", "stand", "ein", "eil", "bemerkung")] == ["Dora Demir", "verheiratet", True, True, "Danke"]


async def test_mantine(gallery: Gallery) -> None:
    """Lists that open beside the page, chips of fixed and of free words, a date in words of its language, pages with numbers."""
    await gallery.show("mantine")

    names = await gallery.do("""
- fill:
    Name: Emil Ebert
    Haushaltsmitglieder: "4"
    Familienstand: verheiratet
    Sprachen: [Deutsch, Polnisch]
    Ort: {type: Frank, pick: Frankfurt am Main}
    Beginn: 24.11.2026
    Uhrzeit: "08:30"
    Zustellung: Brief
    Eilig: true
    Ich willige ein: true
    Bemerkung: Danke
    Schlagworte: [eins, zwei]
- fill: {Sprachen: [Polnisch, Türkisch]}
- click: Folgeantrag
- read: {beginn: Beginn, stand: Familienstand, weg: Zustellung}
- click: Speichern
- click: {button: Ja, in: Antrag speichern?}
- expect: {status: Antrag gespeichert}
- click: {tab: Vorgänge}
- table: {as: rows, columns: {nr: Nr., name: Name}, next: {button: "{{ page }}"}}
- row: {where: {Nr.: "4742"}}
- click: {button: Öffnen, in: row}
- read: {status: {label: Status, in: Vorgang 4742}}
""")

    assert gallery.saved == {
        "name": "Emil Ebert", "anz": 4, "stand": "v", "spr": ["Polnisch", "Türkisch"], "ort": "Frankfurt am Main", "beg": "2026-11-24", "zeit": "08:30",
        "weg": "post", "art": "Folgeantrag", "tags": ["eins", "zwei"], "eil": True, "ein": True, "bem": "Danke",
    }  # fmt: skip
    assert [names[name] for name in ("beginn", "stand", "weg", "status")] == ["24.11.2026", "verheiratet", "Brief", "offen"]
    assert [row["nr"] for row in names["rows"]] == [str(4700 + number) for number in range(45)]


async def test_headless_ui(gallery: Gallery) -> None:
    """What many suppliers draw their own controls with: roles, and a list that says only while it is open what is chosen."""
    await gallery.show("headless")

    names = await gallery.do("""
- fill:
    Name: Franziska Graf
    Familienstand: verheiratet
    Sprachen: [Deutsch, Polnisch]
    Ort: {type: Frank, pick: Frankfurt am Main}
    Bundesland: Hessen
    Zustellung: Brief
    Eilig: true
    Ich willige ein: true
    Bemerkung: Danke
- fill: {Sprachen: [Polnisch, Türkisch]}
- click: Weitere Angaben
- fill: {Aktenzeichen: A-17}
- read: {stand: Familienstand, sprachen: Sprachen, weg: Zustellung, eilig: Eilig}
- click: Speichern
- click: {button: Ja, in: Antrag speichern?}
- expect: {text: Antrag gespeichert}
""")

    assert gallery.saved == {
        "name": "Franziska Graf", "stand": "verheiratet", "spr": ["Polnisch", "Türkisch"], "ort": "Frankfurt am Main", "land": "Hessen", "weg": "Brief",
        "eil": True, "ein": True, "bem": "Danke", "az": "A-17",
    }  # fmt: skip
    assert [names[name] for name in ("stand", "sprachen", "weg", "eilig")] == ["verheiratet", "Polnisch, Türkisch", "Brief", True]


async def test_primeng(gallery: Gallery) -> None:
    """Inputs that only keys meet, a list that closed says no more than how many are chosen, a table whose head has menus."""
    await gallery.show("primeng")

    names = await gallery.do("""
- fill:
    Name: Georg Huber
    Haushaltsmitglieder: "4"
    Familienstand: verheiratet
    Sprachen: [Deutsch, Polnisch]
    Ort: {type: Frank, pick: Frankfurt am Main}
    Beginn: 24.11.2026
    Zustellung: Brief
    Eilig: true
    Ich willige ein: true
    Bemerkung: Danke
- fill: {Sprachen: [Polnisch, Türkisch]}
- click: Weitere Angaben
- fill: {Aktenzeichen: A-17}
- read: {beginn: Beginn, stand: Familienstand, sprachen: Sprachen, weg: Zustellung}
- click: Speichern
- click: {button: Ja, in: Antrag speichern?}
- expect: {text: Antrag gespeichert}
- click: {tab: Vorgänge}
- table: {as: rows, columns: {nr: Nr., name: Name}, next: {button: Next Page}}
- row: {where: {Nr.: "4742"}}
- click: {button: Öffnen, in: row}
- read: {status: {label: Status, in: Vorgang 4742}}
""")

    assert gallery.saved == {
        "name": "Georg Huber", "anz": 4, "stand": "v", "spr": ["Polnisch", "Türkisch"], "ort": "Frankfurt am Main", "beg": "2026-11-24",
        "weg": "post", "eil": True, "ein": True, "bem": "Danke", "az": "A-17",
    }  # fmt: skip
    assert [names[name] for name in ("beginn", "stand", "sprachen", "weg", "status")] == ["24.11.2026", "verheiratet", "2 gewählt", "Brief", "offen"]
    assert [row["nr"] for row in names["rows"]] == [str(4700 + number) for number in range(45)]
