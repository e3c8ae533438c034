import pytest

from nahtlos.expressions import DECLARABLE, Kind, Typed, fits
from nahtlos.expressions.types import NAMES


def test_every_type_of_the_language_can_be_declared() -> None:
    """The types of LANGUAGE are here, and those that only expressions have are not."""
    assert set(DECLARABLE) == {
        "text", "integer", "number", "money", "date", "time", "yes_no", "iban", "customer_number", "bg_number",
        "postcode", "email", "list", "choice", "rich_text", "file",
    }  # fmt: skip
    assert set(DECLARABLE) < set(NAMES)


@pytest.mark.parametrize(
    ("found", "wanted", "fit"),
    [
        ("text", "text", True),
        ("any", "date", True),
        ("date", "any", True),
        ("none", "date", True),  # clears
        ("text", "iban", True),
        ("iban", "text", True),
        ("text", "money", True),  # only known when it is there
        ("text", "list", True),
        ("integer", "number", True),
        ("integer", "text", True),
        ("number", "integer", False),  # may have decimals
        ("money", "text", False),  # nobody said how to write it
        ("date", "text", False),
        ("date", "money", False),
        ("yes_no", "text", False),
        ("list", "text", False),
        ("moment", "date", False),
        ("record", "text", False),
    ],
)
def test_types_fit_if_nothing_is_lost_or_guessed(found: Kind, wanted: Kind, fit: bool) -> None:
    """A value fits a field if it can be converted in exactly one way."""
    assert fits(Typed(kind=found), Typed(kind=wanted)) is fit


@pytest.mark.parametrize(
    ("typed", "personal"),
    [
        (Typed(), False),
        (Typed(personal=True), True),
        (Typed(kind="record", fields={"a": Typed(), "b": Typed(personal=True)}), True),
        (Typed(kind="list", element=Typed(kind="record", fields={"b": Typed(personal=True)})), True),
        (Typed(kind="list", element=Typed()), False),
    ],
)
def test_what_holds_something_personal_is_personal(typed: Typed, personal: bool) -> None:
    """A record or list is about a person if anything in it is."""
    assert typed.has_personal is personal
