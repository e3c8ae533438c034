"""From nodes to final words: locators, names, addresses, and how they are worded in messages."""

from __future__ import annotations

from typing import Any

import pytest

from nahtlos.engine.resolve import PERSONAL, SeenRow, describe, locator_of, text_of
from nahtlos.engine.screen import Grid, Name, RowAt
from nahtlos.errors import FailedByBot
from nahtlos.testing import Draft


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("Betreff", '"Betreff"'),
        ({"button": "OK"}, 'button "OK"'),
        ({"text": {"starts": "Fehler"}}, 'text "Fehler"'),
        ({"link": "Öffnen", "in": "Treffer"}, 'link "Öffnen" in area "Treffer"'),
        ({"cell": {"row": "09:30", "column": "Mo"}}, 'cell row "09:30", column "Mo"'),
        ({"heading": "Akte {{ key.number }}"}, 'heading "Akte 7"'),
    ],
)
def test_a_locator_in_words(where: Any, words: str) -> None:
    """As a person would say where to look."""
    assert describe(locator_of(Draft().at(where), {"key": {"number": 7}})) == words


def test_a_row_is_found_again_by_its_cells() -> None:
    """`in: row` means the row that was seen."""
    at = RowAt(grid=Grid(), cells={"Nummer": "7"})

    locator = locator_of(Draft().at({"link": "x", "in": "row"}), {"row": SeenRow({"Nummer": "7"}, at)})

    assert locator.within is not None
    assert locator.within.at is at


@pytest.mark.parametrize("scope", [{}, {"row": {"Nummer": "7"}}, {"row": None}])
def test_a_row_that_was_not_seen(scope: dict[str, object]) -> None:
    """A name that is no row is an error."""
    with pytest.raises(FailedByBot, match="needs a row"):
        locator_of(Draft().at({"link": "x", "in": "row"}), scope)


@pytest.mark.parametrize(
    ("draft", "scope"),
    [
        (Draft(frozenset({"key.name"})), {}),
        (Draft(), {PERSONAL: frozenset({"name"})}),
    ],
    ids=["the bot knows", "the workflow knows"],
)
def test_what_is_about_a_person_is_not_worded(draft: Draft, scope: dict[str, object]) -> None:
    """A locator that says a name is used, and not shown."""
    names = {"key": {"name": "Ada", "number": "7"}, **scope}

    locator = locator_of(draft.at({"heading": "Akte {{ key.name }}"}), names)

    assert locator.name == Name(texts=("Akte Ada",), is_personal=True)
    assert describe(locator) == "heading …"
    assert describe(locator_of(draft.at({"heading": "Akte {{ key.number }}"}), names)) == 'heading "Akte 7"'


def test_the_whole_key_may_hold_a_person() -> None:
    """Where a name of a person is in the key, all of the key is not shown."""
    locator = locator_of(Draft().at({"heading": "{{ (key | default('x')) == 'x' }}"}), {"key": "x", PERSONAL: {"name"}})

    assert describe(locator) == "heading …"


@pytest.mark.parametrize(("value", "text"), [("x", "x"), (None, ""), (7, "7"), (True, "true")])
def test_the_text_of_a_value(value: object, text: str) -> None:
    """What a screen would show; nothing for none."""
    assert text_of(Draft().text("{{ x }}"), {"x": value}) == text


def test_a_row_is_a_mapping_of_its_values() -> None:
    """Expressions see typed values by name."""
    row = SeenRow({"a": 1, "b": None}, RowAt(grid=Grid(), cells={}))

    assert (dict(row), len(row), row["a"]) == ({"a": 1, "b": None}, 2, 1)
