"""The bytes of a line: how an event is chained to the line before it, and how a line is read again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from nahtlos.journal.merkle import Hash, leaf_hash

if TYPE_CHECKING:
    from nahtlos.events import LogClass  # at run time, `skim` would import all events for nothing

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
    ends_run: bool = False
    """Whether a run ends or pauses with it: then the chain is signed."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What is left of a line whose content was pruned: chain and tree still hold."""

    seq: int
    hash: str
    """What the next line names as `prev`."""
    leaf: Hash
    size: int
    """Bytes that the line had, without its newline."""

    def data(self) -> bytes:
        """Return the bytes that stand in the place of the line."""
        return b'{"pruned":"%b","leaf":"%b","seq":%d,"bytes":%d}' % (
            self.hash.encode(), self.leaf.hex().encode(), self.seq, self.size
        )  # fmt: skip


STUB = re.compile(rb'\{"pruned":"([0-9a-f]{64})","leaf":"([0-9a-f]{64})","seq":([1-9]\d{0,18}),"bytes":(\d{1,5})\}')


def stub_of(line: bytes, *, seq: int) -> Stub:
    """Return what stays of a line."""
    return Stub(seq=seq, hash=hash_of(line), leaf=leaf_hash(line), size=len(line))


def read_stub(line: bytes) -> Stub | None:
    """Return the stub that these bytes are, or nothing."""
    found = STUB.fullmatch(line)
    if found is None:
        return None
    hash_, leaf, seq, size = found.groups()
    return Stub(seq=int(seq), hash=hash_.decode(), leaf=bytes.fromhex(leaf.decode()), size=int(size))
