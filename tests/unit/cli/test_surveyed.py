"""What is on a page, written as a bot would say it."""

from typing import Any

import pytest

from nahtlos.browser.reached import Reached, written
from nahtlos.browser.surveying import Survey, Thing
from nahtlos.cli.surveyed import as_lines, identifier
from nahtlos.errors import Source
from nahtlos.reading import read_document

BY_LABEL = Reached(kind="label", text="Größe (cm)")


def page(**more: Any) -> Survey:
    empty: dict[str, Any] = dict.fromkeys(("fields", "acts", "tables", "headings", "messages", "dialogs"), ())
    return Survey(title="Antrag", **{**empty, **more})


@pytest.mark.parametrize(
    ("words", "name"),
    [("Größe (cm)", "groesse_cm"), ("Straße", "strasse"), ("Łódź", "odz"), ("1. Zeile", "field_1_zeile")],
)
def test_a_name_of_the_language_comes_from_the_words(words: str, name: str) -> None:
    """As an author would write it."""
    assert identifier(words) == name


@pytest.mark.parametrize("text", ['Name: "A"', "{{ x }}", "a, b", "# eins", "- x", "Jöhn*", "[x]", "&x"])
def test_every_text_is_written_so_that_it_is_read_again(text: str) -> None:
    """Whatever a page says is a text within braces."""
    line = f"click: {{text: {written(text)}}}\n"
    document: Any = read_document(Source("x.yaml", line))

    assert str(document["click"]["text"]) == text


def test_a_page_is_written_as_parts_of_a_bot() -> None:
    """Fields of a resource, clicks, tables; what nothing reaches is a remark."""
    fields = [
        Thing(what="field", name="Größe (cm)", by=BY_LABEL),
        Thing(what="choice", name="Art", by=Reached(kind="label", text="Art", within="Kopf"), is_locked=True),
        Thing(what="field", name="", by=None),
    ]
    acts = [
        Thing(what="button", name="Suchen", by=Reached(kind="named", text="Suchen")),
        Thing(what="link", name="Neu", by=Reached(kind="named", text="Neu", within="Träger")),
    ]

    lines = list(as_lines(page(fields=fields, acts=acts, tables=[("Nr.", "Träger", "")])))

    assert "  groesse_cm: {label: Größe (cm)}" in lines
    assert "  art: {label: Art, in: Kopf, type: choice, read_only: true}" in lines
    assert "- click: Suchen" in lines
    assert "- click: {link: Neu, in: Träger}" in lines
    assert any(line.startswith("  # field") for line in lines)
    assert "- table: {as: rows, columns: {nr: Nr., traeger: Träger, field: 3}}" in lines
