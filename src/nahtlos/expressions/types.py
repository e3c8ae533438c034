"""The types of the language, and what is known about a value before it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "text", "integer", "number", "money", "date", "time", "yes_no", "iban", "customer_number", "bg_number",
    "postcode", "email", "list", "choice", "rich_text", "file",
    "record", "any", "none", "moment", "duration", "secret",
]  # fmt: skip
"""The types a field can have, and behind them those that only expressions have.

`moment` is a date with a time (`now()`), `duration` a number of days (`days(3)`), `secret` a value nobody may look at.
"""

Group: TypeAlias = Literal["text", "number", "date", "time", "yes_no", "list", "record", "any", "none", "moment",
                           "duration", "secret"]  # fmt: skip
"""Types whose values can be compared with each other."""

INFERRED = frozenset({"record", "any", "none", "moment", "duration", "secret"})
DECLARABLE: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind not in INFERRED)
"""The types that can be written in a file."""

GROUPS: Mapping[Kind, Group] = {
    "integer": "number", "number": "number", "money": "number", "date": "date", "time": "time", "yes_no": "yes_no",
    "list": "list", "record": "record", "any": "any", "none": "none", "moment": "moment", "duration": "duration",
    "secret": "secret",
}  # fmt: skip

NAMES: Mapping[str, str] = {
    "text": "a text", "integer": "a whole number", "number": "a number", "money": "an amount", "date": "a date",
    "time": "a time of day", "yes_no": "yes or no", "iban": "an IBAN", "customer_number": "a customer number",
    "bg_number": "a BG number", "postcode": "a postcode", "email": "an email address", "list": "a list",
    "choice": "a choice", "rich_text": "a formatted text", "file": "a file", "record": "a record", "any": "any value",
    "none": "none", "moment": "a date with a time", "duration": "a number of days", "secret": "a secret",
}  # fmt: skip
"""What a person calls each type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What is known about a value before it is there."""

    kind: Kind = "any"
    personal: bool = False
    fields: Mapping[str, Typed] | None = None
    """The fields of a record; None if any field may be there."""
    element: Typed | None = None
    """What a list consists of; None if anything may be in it."""

    @property
    def group(self) -> Group:
        """Return what it can be compared with."""
        return GROUPS.get(self.kind, "text")

    @property
    def has_personal(self) -> bool:
        """Whether it, or anything inside it, is about a person."""
        inside = [*(self.fields or {}).values(), *([self.element] if self.element else [])]
        return self.personal or any(part.has_personal for part in inside)

    def __str__(self) -> str:
        return NAMES[self.kind]


ANY = Typed()
TEXT = Typed(kind="text")

Names: TypeAlias = Mapping[str, Typed]
"""The names that an expression can use, and what is known about their values."""


def fits(found: Typed, wanted: Typed) -> bool:
    """Whether a value of one type can become one of another without losing or guessing anything.

    A text fits everywhere, because what it says is only known when it is there; a whole number fits into a text,
    a date or an amount does not, because nobody said how to write it.
    """
    groups = found.group, wanted.group
    if "any" in groups or found.kind == "none" or groups[0] == groups[1]:
        return not (found.group == "number" and wanted.kind == "integer" and found.kind != "integer")
    match groups:
        case ("text", "number" | "date" | "time" | "yes_no" | "list"):
            return True
        case ("number", "text"):
            return found.kind == "integer"
        case _:
            return groups[1] == "list" and wanted.element is None and groups[0] == "text"
