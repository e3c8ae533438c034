"""Values as typed JSON and back, exactly: what is sealed into the ledger.

What JSON cannot say is a mapping with one name that begins with `$`. Zones of times become their offsets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeAlias

from nahtlos.engine.screen import Value

_AS_IT_IS: Final = frozenset({str, int, bool, type(None)})
"""Types that JSON knows; most values are of these, so they are let through without a call."""
Plain: TypeAlias = "str | int | list[Plain] | dict[str, Plain] | None"


def encode(value: Value) -> bytes:
    """Write a value as JSON."""
    return json.dumps(_plain(value), separators=(",", ":")).encode()


def decode(data: bytes) -> Value:
    """Read what `encode` wrote."""
    return _value(json.loads(data))


def _plain(value: Value) -> Plain:  # noqa: PLR0911 - one line per type
    match value:
        case None | str() | int():
            return value
        case Decimal():
            return {"$decimal": str(value)}
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case tuple():
            return [_plain(part) for part in value]
        case Mapping():
            return _plain_mapping(value)
    raise TypeError(f"a {type(value).__name__} is no value of a record")


def _plain_mapping(value: Mapping[str, Value]) -> Plain:
    plain: dict[str, Plain] = {}
    for name, part in value.items():
        if not isinstance(name, str):
            raise TypeError(f"a {type(name).__name__} is no name of a field")
        plain[name] = part if type(part) in _AS_IT_IS else _plain(part)  # type: ignore[assignment]
    is_like_a_mark = len(plain) == 1 and next(iter(plain)).startswith("$")
    return {"$mapping": plain} if is_like_a_mark else plain


def _value(plain: Plain) -> Value:
    if isinstance(plain, list):
        return tuple(_value(part) for part in plain)
    if not isinstance(plain, dict):
        return plain
    if len(plain) == 1:
        ((mark, content),) = plain.items()
        if mark == "$mapping":
            return _mapping(content)
        if mark in _READ:
            return _READ[mark](str(content))
    return _mapping(plain)


def _mapping(plain: Plain) -> Mapping[str, Value]:
    assert isinstance(plain, dict)
    return {
        name: part if type(part) in _AS_IT_IS else _value(part)  # type: ignore[misc]
        for name, part in plain.items()
    }


_READ: Mapping[str, Callable[[str], Value]] = {
    "$decimal": Decimal,
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
}
