"""Turns a file into text: UTF-8, of a sensible size, without characters that nobody can see."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from pathlib import Path

from nahtlos.errors import FileTooLarge, FileUnreadable, ForbiddenCharacter, NotUtf8, Place, Refused, Source

SIZE_LIMIT = 1024 * 1024
"""How many bytes a file may have."""

# Control characters; line ends that other programs do not show as such; and the marks that turn the direction of
# text around, so that a reviewer reads something else than the program does.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def read_file(path: Path, name: str) -> Source:
    """Read the file at `path`, known to the user as `name`; raise `Refused` if it is no readable text."""
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + len(codecs.BOM_UTF8) + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(problems=[FileUnreadable(name=name, reason=reason)]) from error
    content = content.removeprefix(codecs.BOM_UTF8)
    if len(content) > SIZE_LIMIT:
        raise Refused(problems=[FileTooLarge(name=name, limit=SIZE_LIMIT)])
    return refuse_unfit(Source(name, _decoded(content, name)))


def refuse_unfit(source: Source) -> Source:
    """Raise `Refused` if a text is too long or holds characters that nobody can see."""
    if len(source.text.encode(errors="surrogatepass")) > SIZE_LIMIT:
        raise Refused(problems=[FileTooLarge(name=source.name, limit=SIZE_LIMIT)])
    found = islice(FORBIDDEN.finditer(source.text), 20)
    problems = [ForbiddenCharacter(character=hit[0], place=place_at(source, hit.start())) for hit in found]
    if problems:
        raise Refused(problems=problems)
    return source


def place_at(source: Source, index: int) -> Place:
    """Return the place of the character at `index`."""
    before = source.text[:index].splitlines(keepends=True) or [""]
    if before[-1].endswith(("\n", "\r")):
        before.append("")
    return Place(source, len(before), len(before[-1]) + 1)


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        # So that the line can be shown: what is readable, with a mark where it is not.
        readable = Source(name, content.decode(errors="replace"))
        place = place_at(readable, len(content[: error.start].decode()))
        raise Refused(problems=[NotUtf8(place=place)]) from error
