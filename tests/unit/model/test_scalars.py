"""Scalars are texts until their type converts them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from nahtlos.errors import Place, Source
from nahtlos.model import scalars
from nahtlos.reading import Items, Node, Text

PLACE = Place(Source("test.yaml", ""), 1, 1)


def text(value: str) -> Text:
    return Text(value, place=PLACE)


@pytest.mark.parametrize(
    ("type_", "written", "expected"),
    [
        (scalars.Flag, "true", True),
        (scalars.PressedKey, "Enter", "Enter"),
        (scalars.PressedKey, "Control+Shift+ArrowDown", "Control+Shift+ArrowDown"),
        (scalars.PressedKey, "ä", "ä"),
        (scalars.Flag, "false", False),
        (scalars.Whole, "0", 0),
        (scalars.Whole, "17", 17),
        (scalars.Positive, "1", 1),
        (scalars.Seconds, "500 ms", 0.5),
        (scalars.Seconds, "30 s", 30.0),
        (scalars.Seconds, "30s", 30.0),
        (scalars.Seconds, "2 min", 120.0),
        (scalars.Seconds, "1.5 h", 5400.0),
        (scalars.Days, "180 days", 180),
        (scalars.Days, "1 year", 366),  # never too short
        (scalars.Days, "2 months", 62),
        (scalars.Host, "Casework.example:443", ("casework.example", 443)),
        (scalars.Host, "[::1]:80", ("[::1]", 80)),
        (scalars.Address, "https://casework.example/fach/", "https://casework.example/fach"),
        (scalars.Identifier, "voucher_no", "voucher_no"),
        (scalars.Slug, "report-participation", "report-participation"),
    ],
)
def test_value_is_converted_by_its_type(type_: Any, written: str, expected: object) -> None:
    """A value becomes what its type says, and nothing is guessed."""
    converted: object = TypeAdapter(type_, config={"arbitrary_types_allowed": True}).validate_python(text(written))

    assert expected == converted


@pytest.mark.parametrize(
    ("type_", "written"),
    [
        (scalars.Flag, "yes"),  # a word of YAML, not of this language
        (scalars.Flag, "True"),
        (scalars.PressedKey, "{{ key }}"),
        (scalars.PressedKey, "enter"),
        (scalars.PressedKey, "Müller"),  # text is filled in
        (scalars.Whole, "007"),
        (scalars.Whole, "1_000"),
        (scalars.Whole, "-1"),
        (scalars.Positive, "0"),
        (scalars.Seconds, "30"),  # of what?
        (scalars.Seconds, "1 day"),
        (scalars.Days, "30 s"),
        (scalars.Host, "casework.example"),
        (scalars.Host, "casework.example:99999"),
        (scalars.Address, "casework.example"),
        (scalars.Address, "ftp://casework.example"),
        (scalars.Address, "https://bot:secret@casework.example"),
        (scalars.Address, "https://casework.example:port"),
        (scalars.Address, "https://casework.example/?a=b"),
        (scalars.Identifier, "Voucher"),
        (scalars.Identifier, "voucher-no"),
        (scalars.Slug, "über"),
    ],
)
def test_value_of_another_form_is_refused(type_: Any, written: str) -> None:
    """What is not written as the type asks for is refused."""
    with pytest.raises(ValidationError):
        TypeAdapter(type_, config={"arbitrary_types_allowed": True}).validate_python(text(written))


@pytest.mark.parametrize("node", [text("a"), Items([text("a")], place=PLACE)])
def test_one_text_is_a_list_of_one(node: Node) -> None:
    """Where a list of texts can stand, a text can, too."""
    assert TypeAdapter(scalars.Texts, config={"arbitrary_types_allowed": True}).validate_python(node) == ("a",)
