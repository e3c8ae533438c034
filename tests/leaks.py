"""Searches what programs leave behind for values that must not be there, in the fourteen shapes a value can take."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, quote_plus

import re2

Written = Iterator[bytes]
SHORTEST = 5
"""Bytes of a needle: what is shorter stands in every other file by chance."""


def _as_is(text: str) -> Written:
    yield from (normalize(form, text).encode() for form in ("NFC", "NFD"))


def _json_escaped(text: str) -> Written:
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield from (once.encode(), json.dumps(once)[1:-1].encode(), once.replace("/", r"\/").encode())


def _url_encoded(text: str) -> Written:
    yield from (quote(text, safe="").encode(), quote(text).encode())


def _form_encoded(text: str) -> Written:
    yield quote_plus(text).encode()


def _html_escaped(text: str) -> Written:
    for escaped in (html.escape(text), html.escape(text, quote=False)):
        yield from (escaped.encode(), escaped.replace("&#x27;", "&#39;").encode())
        yield escaped.encode("ascii", "xmlcharrefreplace")


def _python_repr(text: str) -> Written:
    yield from (repr(text)[1:-1].encode(), ascii(text)[1:-1].encode(), repr(text.encode())[2:-1].encode())


def _base64_at(offset: int) -> Callable[[str], Written]:
    def written(text: str) -> Written:
        """What is left of it between the letters that also hold bits of its neighbors."""
        data = text.encode()
        first, last = (offset * 8 + 5) // 6, (offset + len(data)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(b"\0" * offset + data)[first:last]

    return written


def _basic_auth(text: str) -> Written:
    yield b64encode(f"bot:{text}".encode())


def _hex(text: str) -> Written:
    yield from (text.encode().hex().encode(), text.encode().hex(" ").encode())


def _utf16(text: str) -> Written:
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))


def _other_case(text: str) -> Written:
    yield from (other.encode() for other in (text.upper(), text.lower(), text.casefold(), text.title()))


SHAPES: Mapping[str, Callable[[str], Written]] = {
    "as is": _as_is,
    "JSON-escaped": _json_escaped,
    "URL-encoded": _url_encoded,
    "form-encoded": _form_encoded,
    "HTML-escaped": _html_escaped,
    "Python repr": _python_repr,
    "Base64": _base64_at(0),
    "Base64 behind one byte": _base64_at(1),
    "Base64 behind two bytes": _base64_at(2),
    "Basic auth": _basic_auth,
    "hex": _hex,
    "UTF-16": _utf16,
    "other case": _other_case,
}
"""Thirteen; the fourteenth is any of them split over lines."""
SPLIT = re.compile(rb"[\s|\0]|\\[rnt]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A value that stands where it must not."""

    where: str
    value: str
    """What it is called, not what it is."""
    shape: str


@dataclass(slots=True, kw_only=True)
class Search:
    """Looks for values, by what they are called."""

    values: Mapping[str, str]
    artefacts: int = 0
    """How many files and outputs were looked through."""
    size: int = 0
    """Their bytes."""
    _needles: dict[bytes, tuple[str, str]] = field(init=False, default_factory=dict)
    _pattern: Any = field(init=False)

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            for text in writings(value):
                for shape, write in SHAPES.items():
                    self._add(write(text), name, shape)
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = 1 << 30
        self._pattern = re2.compile(b"|".join(map(re2.escape, self._needles)), options)

    def _add(self, needles: Iterable[bytes], name: str, shape: str) -> None:
        for needle in needles:
            for form in (needle, joined(needle)):
                if len(form) >= SHORTEST:
                    self._needles.setdefault(form.lower(), (name, shape))

    def in_bytes(self, where: str, data: bytes) -> set[Hit]:
        """Look through bytes as they are, and once more as if they had never been split over lines."""
        self.artefacts += 1
        self.size += len(data)
        small = data.lower()
        whole, split = self._found(small), self._found(joined(small))
        return {Hit(where=where, value=name, shape=shape) for name, shape in whole} | {
            Hit(where=where, value=name, shape=f"{shape}, split over lines") for name, shape in split - whole
        }

    def _found(self, data: bytes) -> set[tuple[str, str]]:
        return {self._needles[needle] for needle in self._pattern.findall(data)}

    def in_text(self, where: str, text: str) -> set[Hit]:
        """Look through what a program has printed."""
        return self.in_bytes(where, text.encode("utf-8", "surrogateescape"))

    def in_folder(self, folder: Path, *, leave_out: Iterable[Path] = ()) -> set[Hit]:
        """Look through all files below a folder, and their names."""
        left_out = tuple(leave_out)
        found: set[Hit] = set()
        for path in sorted(folder.rglob("*")):
            if any(path.is_relative_to(other) for other in left_out):
                continue
            name = str(path.relative_to(folder))
            found |= self.in_text(f"the name {name}", name)
            if path.is_file() and not path.is_symlink():
                found |= self.in_bytes(name, path.read_bytes())
        return found


def joined(data: bytes) -> bytes:
    """Take out what splits a value: blanks, breaks, the lines of tables, however they are written."""
    return SPLIT.sub(b"", data)


def writings(value: str) -> Iterator[str]:
    """Yield a value as it is shown, and as programs write it when they know its type."""
    yield value
    yield value.replace(" ", "")
    try:
        day = datetime.strptime(value, "%d.%m.%Y").date()  # noqa: DTZ007 - days have no zone
    except ValueError:
        return
    yield from (f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.day}.{day.month}.{day.year}", repr(day))
