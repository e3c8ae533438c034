"""Values as typed JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nahtlos.ledger.payload import decode, encode

SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.sampled_from(["$date", "$decimal", "$mapping", "$"]), inner)
    ),
    max_leaves=20,
)


def shape(value: Any) -> Any:
    """A value with its types, so that 1, True and Decimal(1) are three things."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(shape(part) for part in value)
    return type(value), str(value)


@given(VALUES)
def test_every_value_comes_back_exactly(value: Any) -> None:
    """With its type, and mappings in their order."""
    again = decode(encode(value))

    assert value == again
    assert repr(shape(value)) == repr(shape(again))


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1.10"),  # the trailing zero is an amount of money
        Decimal("-0"),
        Decimal("1E+3"),
        time(12, 30, 0, 5),
        datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2))),
        "\ud800",  # half a character, as pages deliver them
        {"$date": "2026-01-01"},  # looks like a mark
        {"$mapping": {"$mapping": {}}},
        {"a": (), "b": {}, "c": ((),)},
    ],
)
def test_values_that_are_easily_changed(value: Any) -> None:
    """They stay as they are."""
    assert shape(value) == shape(decode(encode(value)))


def test_any_mapping_will_do() -> None:
    """It comes back as a plain one."""
    assert decode(encode(MappingProxyType({"a": 1}))) == {"a": 1}


@pytest.mark.parametrize(
    ("value", "kind"), [(0.5, "float"), (["a"], "list"), ({"a": b""}, "bytes"), ({1: "a"}, "int"), ({1, 2}, "set")]
)
def test_what_is_no_value_is_refused(value: Any, kind: str) -> None:
    """The sentence names the type only."""
    with pytest.raises(TypeError, match=f"a {kind} is no"):
        encode(value)


def test_date_and_datetime_are_two_things() -> None:
    """Though one is a kind of the other in Python."""
    assert [date(2026, 1, 1), datetime(2026, 1, 1)] == [  # noqa: DTZ001 - without a zone on purpose
        decode(encode(date(2026, 1, 1))),
        decode(encode(datetime(2026, 1, 1))),  # noqa: DTZ001
    ]
