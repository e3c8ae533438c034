"""What people read about a wrong case: every reason has German, and fields go by the names of people."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import nahtlos
from nahtlos.engine.wording import contradiction, duplicate, in_german, wrong_field
from nahtlos.errors import InvalidValue
from nahtlos.expressions import Typed
from nahtlos.expressions.types import NAMES
from nahtlos.plan.nodes import RecordField

SOURCE = Path(nahtlos.__file__).parent


def reasons() -> Iterator[str]:
    """Every reason that is written in the code; what it fills in is the name of a type."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InvalidValue"):
                continue
            if isinstance(node.args[0], ast.Constant | ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "a number"
                    for part in getattr(node.args[0], "values", [node.args[0]])
                )


def field(title: str | None) -> RecordField:
    return RecordField(name="iban", title=title, typed=Typed(kind="iban"), place=None)  # type: ignore[arg-type]  # no file names it


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_every_reason_for_an_invalid_value_has_german(reason: str) -> None:
    """A caseworker does not have to read English."""
    assert in_german(reason) != reason


@pytest.mark.parametrize("name", sorted(set(NAMES.values())))
def test_every_type_has_german(name: str) -> None:
    """Also within a reason."""
    assert "nicht a" not in in_german(f"is not {name}")


def test_a_field_goes_by_the_name_that_people_call_it() -> None:
    """Its name in the workflow is for those who write it."""
    wrong = InvalidValue("is not an IBAN: the check digits are wrong")

    german = wrong_field(field("Bankverbindung"), wrong, "de")
    assert german == "Bankverbindung ist ungültig: die Prüfziffern stimmen nicht"
    assert wrong_field(field(None), wrong, "en") == "iban is not an IBAN: the check digits are wrong"


def test_rows_of_one_key_are_told_in_both_languages() -> None:
    """With the line of the other."""
    assert "Zeile 4" in duplicate(4, "de") and "line 4" in duplicate(4, "en")
    assert "Zeile 7" in contradiction(7, "de") and "line 7" in contradiction(7, "en")
