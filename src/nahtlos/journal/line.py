"""The bytes of a line: how an event is chained to the line before it, and how a line is read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

import orjson

from nahtlos.events import LogClass

VERSION = 1
NOTHING_BEFORE = "0" * 64
MAX_LINE = 65_536
"""Bytes, without the newline."""
Said: TypeAlias = Mapping[str, Any]
"""The fields of a line: what it says, which need not be true."""
ROOM_FOR_CHAIN = len(b'{"prev":"","seq":,') + 64 + 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event as it will be written, but for its place in the chain."""

    log_class: LogClass
    day: str
    """Of its time stamp."""
    body: bytes
    """From the time stamp to the closing brace."""


def seal(body: bytes, *, prev: str, seq: int) -> bytes:
    """Put a line into its place in the chain."""
    return b'{"prev":"%b","seq":%d,%b' % (prev.encode(), seq, body)


def hash_of(line: bytes) -> str:
    """Return what the next line names as `prev`."""
    return sha256(line).hexdigest()


def read_line(line: bytes) -> Said | None:
    """Return the fields of a line, or nothing if these bytes are no line of a journal."""
    try:
        said = orjson.loads(line)
        kinds = (type(said["prev"]), type(said["seq"]), type(said["event"]))
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return None
    return said if kinds == (str, int, str) else None
