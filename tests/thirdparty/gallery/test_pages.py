"""What pages do besides forms: windows, files, frames, dialogs, menus that unfold, things to drag, and unrest."""

from pathlib import Path

import pytest
from tests.thirdparty.gallery.conftest import Gallery

from nahtlos.errors import DialogUndeclared, SeveralSeen

pytestmark = [pytest.mark.thirdparty, pytest.mark.asyncio(loop_scope="session")]


async def test_upload_by_button_label_and_drop_area(gallery: Gallery, tmp_path: Path) -> None:
    """A button that asks for a file, a label drawn as a button, and Dropzone."""
    for name in ("ausweis", "miete", "lohn"):
        (tmp_path / f"{name}.txt").write_text(name)
    await gallery.show("upload")

    await gallery.do("""
- upload: {Datei auswählen: "{{ inputs.eins }}", Mietvertrag hochladen: "{{ inputs.zwei }}", Lohnzettel hier ablegen: "{{ inputs.drei }}"}
- click: Einreichen
- expect: {text: Gespeichert.}
""", eins=str(tmp_path / "ausweis.txt"), zwei=str(tmp_path / "miete.txt"), drei=str(tmp_path / "lohn.txt"))  # fmt: skip

    assert gallery.saved == {"datei": "ausweis.txt", "text": "ausweis", "miete": "miete.txt", "ablage": ["lohn.txt"]}


async def test_downloads(gallery: Gallery) -> None:
    """From a link, and from a script that makes the file itself."""
    await gallery.show("windows")

    names = await gallery.do("""
- download: {by: {click: Bescheid herunterladen}, as: eins, type: pdf}
- download: {by: {click: Als PDF}, as: zwei, type: pdf}
""")

    assert names["eins"] != names["zwei"]


async def test_windows(gallery: Gallery) -> None:
    """A page in a new tab is read; a small window hands over what is chosen in it, and closes."""
    await gallery.show("windows")

    names = await gallery.do("""
- window:
    by: {click: Vorgang 17}
    steps: [{read: {stand: Status}}]
- window:
    by: {click: Träger suchen}
    steps:
      - fill: {Name: Demir}
      - click: Suchen
      - row: {where: {Name: Kira Demir}}
      - click: {link: "{{ row['Nr.'] }}", in: row}
- read: {wer: Träger}
""")

    assert (names["stand"], names["wer"]) == ("offen", "Kira Demir")


async def test_frames_in_frames(gallery: Gallery) -> None:
    """The same label stands in two frames; the title of the inner one tells them apart."""
    await gallery.show("frames")

    await gallery.do("""
- fill: {Name: Kira Demir, IBAN: DE02120300000000202051}
  in: Bankverbindung
- click: {button: Speichern, in: Bankverbindung}
- expect: {text: Gespeichert.}
""")

    assert gallery.saved == {"name": "Kira Demir", "iban": "DE02120300000000202051"}
    with pytest.raises(SeveralSeen):
        await gallery.do("- read: {name: Name}")


async def test_native_dialogs(gallery: Gallery) -> None:
    """Each is answered as the bot says."""
    await gallery.show("dialogs")

    await gallery.do("""
- click: Umbenennen
  answer: {Neuer Name?: Vorgang 18}
- expect: {text: Gespeichert.}
- click: Hinweis
  answer: {Die Frist läuft ab.: OK}
- click: Löschen
  answer: {"Vorgang 17 wirklich löschen?": OK}
""")

    assert gallery.saved == {"geloescht": 17}


async def test_a_native_dialog_nobody_declared(gallery: Gallery) -> None:
    """It is cancelled, and the step stops."""
    await gallery.show("dialogs")

    with pytest.raises(DialogUndeclared):
        await gallery.do("- click: Löschen")

    assert not [one for one in gallery.session.site.asked if one.path == "/gespeichert"]


async def test_menus_and_buttons_that_unfold_under_the_mouse(gallery: Gallery) -> None:
    """The mouse is moved there first."""
    await gallery.show("hover")

    await gallery.do("""
- hover: Berichte
- click: Monatsbericht
""")
    assert gallery.saved == {"menue": "monat"}

    await gallery.do("""
- row: {where: {Name: Ebert}}
- hover: {text: Ebert, in: row}
- click: {button: Entfernen, in: row}
""")
    assert gallery.saved == {"weg": 18}


async def test_cards_are_dragged(gallery: Gallery) -> None:
    """SortableJS: to the end of another list, and before another card."""
    await gallery.show("sortable")

    await gallery.do("""
- drag: Bescheid prüfen
  to: Erledigt
- drag: Anruf Frau Demir
  to: {text: Miete klären}
""")

    said = gallery.saved
    assert (said["offen"], said["fertig"]) == (["Akte anlegen"], ["Bescheid prüfen"])
    assert sorted(said["arbeit"]) == ["Anruf Frau Demir", "Miete klären"]


async def test_things_are_dragged_the_browsers_way(gallery: Gallery) -> None:
    """HTML's own drag and drop."""
    await gallery.show("drag")

    await gallery.do("""
- drag: Cem Conrad
  to: Team B
- drag: Anna Albers
  to: Team A
""")

    assert gallery.saved == {"A": ["Anna Albers"], "B": ["Cem Conrad"]}


async def test_jquery_ui_sortable(gallery: Gallery) -> None:
    """jQuery UI follows the mouse."""
    await gallery.show("jquery-ui")

    await gallery.do("""
- drag: Bescheid
  to: Meldung
""")

    assert sorted(gallery.saved["reihe"]) == ["Anhörung", "Bescheid", "Meldung"]
    assert gallery.saved["reihe"] != ["Meldung", "Anhörung", "Bescheid"]


async def test_a_form_that_is_drawn_anew_while_it_is_filled(gallery: Gallery) -> None:
    """Behind a veil at first; fields come with choices, each change draws all anew; the answer leads on after a while."""
    await gallery.show("restless")

    names = await gallery.do("""
- fill: {Name: Kira Demir, Leistungsart: Wohnen, Unterart: Umzug, Betrag: "1.200,00"}
- click: Absenden
- expect: {heading: Vorgang 99}
- read: {stand: Status}
""")

    assert gallery.saved == {"name": "Kira Demir", "art": "Wohnen", "unterart": "Umzug", "betrag": "1.200,00"}
    assert names["stand"] == "offen"
