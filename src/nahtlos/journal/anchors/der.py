"""Puts the certificates of a time stamp into the order that DER asks for; openssl sends them as they come.

The signature does not cover them, and their sizes stay: only their order changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

CONTEXT_0 = 0xA0
LONG = 0x80


@dataclass(frozen=True, slots=True)
class _Element:
    """A tag with its content, by places in the data."""

    tag: int
    begin: int
    content: int
    end: int


def in_der_order(answer: bytes) -> bytes:
    """Return the answer of an authority with its certificates in order; `ValueError`, `IndexError` if it is none."""
    certificates = _certificates(answer)
    if certificates is None:
        return answer
    each = sorted(answer[one.begin : one.end] for one in _inside(answer, certificates))
    return answer[: certificates.content] + b"".join(each) + answer[certificates.end :]


def _certificates(answer: bytes) -> _Element | None:
    """Find them: response > token > signed data > [0]."""
    response = _element(answer, 0)
    _, *tokens = _inside(answer, response)
    if not tokens:
        return None
    _, explicit = _inside(answer, tokens[0])
    (signed,) = _inside(answer, explicit)
    return next((one for one in _inside(answer, signed) if one.tag == CONTEXT_0), None)


def _inside(data: bytes, outer: _Element) -> Iterator[_Element]:
    place = outer.content
    while place < outer.end:
        inner = _element(data, place)
        if inner.end > outer.end:
            raise ValueError("An element is longer than the one around it.")
        yield inner
        place = inner.end


def _element(data: bytes, begin: int) -> _Element:
    size, content = data[begin + 1], begin + 2
    if size & LONG:
        octets = size & ~LONG
        size = int.from_bytes(data[content : content + octets], "big")
        content += octets
    if content + size > len(data):
        raise ValueError("An element is longer than the data.")
    return _Element(data[begin], begin, content, content + size)
