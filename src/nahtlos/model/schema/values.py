"""What a single value may be, by its type: an editor reads `3` as a number, nahtlos as a text like any other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from nahtlos.model import closing_days, day_rules, land, scalars, times, windows
from nahtlos.model.times import PATTERNS

Schema: TypeAlias = dict[str, Any]

TEXT: Mapping[str, Any] = MappingProxyType({"type": ["string", "number", "boolean"]})
"""Any scalar: `01067`, `3` and `true` are texts, too."""

RULES = ("oneOf", "anyOf", "allOf", "minProperties", "maxProperties")
"""What a schema says about all types at once."""


def text() -> Schema:
    """Return what any text may be."""
    return dict(TEXT)


def texts() -> Schema:
    """Return what one text or a list of texts may be."""
    return {"type": [*TEXT["type"], "array"], "items": text()}


def words(*choices: str) -> Schema:
    """Return one of these words."""
    return {"type": "string", "enum": list(choices)}


def either(*ways: Schema, says: str) -> Schema:
    """Say that any of these ways of writing will do.

    Where each type has one way, they become one schema: an editor then names the key that is wrong, instead of saying
    that none of the ways fits.
    """
    if any("enum" in way or "type" not in way for way in ways):
        return {"anyOf": list(ways), "description": says}
    merged: Schema = {"type": []}
    for way in ways:
        types = way["type"] if isinstance(way["type"], list) else [way["type"]]
        rules = {key: part for key, part in way.items() if key in RULES}
        merged |= {key: part for key, part in way.items() if key not in ("type", *RULES)}
        merged["type"] += types
        if rules:
            merged |= {"if": {"type": types}, "then": rules}
    return merged | {"description": says}


def _as(pattern: re.Pattern[str] | str, *examples: str) -> Schema:
    source = pattern if isinstance(pattern, str) else pattern.pattern
    return {"type": "string", "pattern": f"^(?:{source})$", "examples": list(examples)}


def _number(pattern: str, least: int) -> Schema:
    return {"type": ["integer", "string"], "minimum": least, "pattern": f"^(?:{pattern})$"}


SCALARS: Mapping[Any, Schema] = MappingProxyType(
    {
        scalars.Flag: {"type": ["boolean", "string"], "pattern": "^(?:true|false)$"},
        scalars.Whole: _number(r"0|[1-9]\d*", 0),
        scalars.Positive: _number(r"0*[1-9]\d*", 1),
        scalars.Seconds: _as(scalars.DURATION, "30 s", "2 min"),
        scalars.Days: _as(scalars.PERIOD, "180 days", "10 years"),
        scalars.Texts: texts(),
        scalars.Identifier: _as(scalars.IDENTIFIER),
        scalars.Slug: _as(scalars.SLUG),
        scalars.PressedKey: {"type": ["string", "integer"], "pattern": f"^(?:{scalars.KEY.pattern})$"},
        scalars.Host: _as(scalars.HOST, "casework.example:443"),
        scalars.Address: _as("https?://.+", "https://casework.example"),
        scalars.Loopback: _as(scalars.HOST, "127.0.0.1:8900"),
        scalars.SocketName: _as(r"unix:\S.*", "unix:/run/nahtlos/signer.sock"),
        land.Land: words(*land.LANDS),
        closing_days.Days: texts() | {"examples": ["12-24", "2026-12-28 to 2026-12-30"]},
        day_rules.DayRules: texts() | {"examples": list(day_rules.KNOWN)},
        times.Interval: _as(times.EVERY, "15 min", "1 day"),
        times.Wall: _as(times.WALL, "2026-12-24 05:30"),
        times.Zone: {"type": "string", "examples": ["Europe/Berlin"]},
        times.CrontabText: {"type": "string", "examples": ["0 6 * * mon-fri"]},
        times.WorkingDay: {"type": ["string", "integer"], "pattern": r"^(?:every|-?[1-9]\d*)$"},
        times.Sentence: {"type": "string", "examples": list(PATTERNS)},
        windows.Edge: {"type": "string", "examples": ["16:00", "2026-12-05 18:00"]},
    }
)
"""What is written for each type that is no model."""
