from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from nahtlos.errors import ExpressionFailed, Place, Refused, Source
from nahtlos.expressions import UNKNOWN, Names, Template, Typed, compile_template

ROW = Typed(
    kind="record", fields={"state": Typed(kind="text"), "day": Typed(kind="date"), "count": Typed(kind="integer")}
)
NAMES: Names = {
    "item": Typed(
        kind="record",
        fields={
            "code": Typed(kind="text"),
            "name": Typed(kind="text", personal=True),
            "iban": Typed(kind="iban", personal=True),
            "amount": Typed(kind="money"),
            "count": Typed(kind="integer"),
            "rate": Typed(kind="number"),
            "day": Typed(kind="date"),
            "at": Typed(kind="time"),
            "open": Typed(kind="yes_no"),
            "tags": Typed(kind="list", element=Typed(kind="text")),
            "rows": Typed(kind="list", element=ROW),
            "phone": Typed(kind="text"),
        },
    ),
    "inputs": Typed(kind="record"),
    "row": Typed(),
    "run": Typed(kind="record", fields={"now": Typed(kind="moment")}),
    "secret": Typed(kind="record"),
    "steps": Typed(kind="record"),
    "slots": Typed(kind="list"),
    "target": Typed(),
}
ROWS = [
    {"state": "frei", "day": date(2026, 11, 25), "count": 3},
    {"state": "belegt", "day": date(2026, 11, 24), "count": 5},
    {"state": "frei", "day": date(2026, 12, 1), "count": 4},
]
SCOPE: dict[str, object] = {
    "item": {
        "code": "00123",
        "name": "Łukasz",
        "iban": "DE89370400440532013000",
        "amount": Decimal("1234.50"),
        "count": 7,
        "rate": Decimal("0.1"),
        "day": date(2026, 11, 24),
        "at": time(9, 30),
        "open": True,
        "tags": ("b", "a", "b"),
        "rows": ROWS,
        "phone": None,
    },
    "inputs": {"until": date(2026, 11, 30), "word": "frei"},
    "row": {"#": "17", "Betrag": "1.234,50 €", "Datum": "24.11.2026", "empty": " "},
    "run": {"now": datetime(2026, 11, 22, 10, 0, tzinfo=UTC)},
    "secret": {"password": object()},
    "steps": {"party": None, "later": UNKNOWN, "some": (1, UNKNOWN)},
    "slots": ROWS,
    "target": UNKNOWN,
}


@pytest.fixture
def template() -> Callable[[str], Template]:
    """Compile a text that stands in double quotes behind `x: `."""

    def compile_this(text: str) -> Template:
        place = Place(Source("f.yaml", f'x: "{text}"'), 1, 4)
        return compile_template(text, place=place, names=NAMES)

    return compile_this


@pytest.fixture
def value(template: Callable[[str], Template]) -> Callable[[str], object]:
    """Evaluate an expression."""
    return lambda expression: template(f"{{{{ {expression} }}}}").evaluate(SCOPE)


@pytest.fixture
def refusals(template: Callable[[str], Template]) -> Callable[[str], list[str]]:
    """Compile a text that has to be refused, and return the messages."""

    def refuse(text: str) -> list[str]:
        with pytest.raises(Refused) as refused:
            template(text)
        return str(refused.value).splitlines()

    return refuse


@pytest.fixture
def scope() -> dict[str, object]:
    """The values of all names."""
    return SCOPE


@pytest.fixture
def failure(template: Callable[[str], Template]) -> Callable[[str], str]:
    """Evaluate an expression that has no value, and return the reason."""

    def fail(expression: str) -> str:
        with pytest.raises(ExpressionFailed) as failed:
            template(f"{{{{ {expression} }}}}").evaluate(SCOPE)
        return failed.value.reason

    return fail
