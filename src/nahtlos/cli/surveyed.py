"""What is on a page, written as a bot would say it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from nahtlos.browser.reached import written
from nahtlos.browser.surveying import Survey, Thing

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
KINDS = {"choice": "choice", "checkbox": "yes_no", "file field": "file"}
"""Types of fields that show by their looks."""


def as_lines(seen: Survey) -> Iterator[str]:
    """Write a page as parts of a bot: fields, clicks, tables; what nothing reaches, as a remark."""
    yield f"# {seen.title or 'A page without a title'}"
    for title, texts in (("open dialogs", seen.dialogs), ("headings", seen.headings), ("messages", seen.messages)):
        if texts:
            yield f"# {title}: {', '.join(map(written, texts))}"
    yield from _fields(seen.fields)
    yield from _acts(seen.acts)
    for columns in seen.tables:
        named = ", ".join(_pairs(columns))
        yield "\n# a table"
        yield f"- table: {{as: rows, columns: {{{named}}}}}"
    for one in seen.opened:
        yield f"\n# behind {one.by.what} {written(one.by.name)}"
        yield from _fields(one.fields, behind=f", behind: {{{locator(one.by)}}}")
        yield from _acts(one.acts)


def _fields(fields: Sequence[Thing], *, behind: str = "") -> Iterator[str]:
    if not fields:
        return
    yield "\nfields:"
    names: dict[str, int] = {}
    for one in fields:
        if one.by is None:
            yield f"  # {one.what} {written(one.name)}: nothing reaches it alone"
            continue
        more = f", type: {KINDS[one.what]}" if one.what in KINDS else ""
        more += (", read_only: true" if one.is_locked else "") + behind
        yield f"  {_numbered(identifier(one.name or one.by.text), names)}: {{{locator(one)}{more}}}"


def _acts(acts: Sequence[Thing]) -> Iterator[str]:
    if not acts:
        return
    yield "\n# what can be clicked"
    for one in acts:
        if one.by is None:
            yield f"# {one.what} {written(one.name)}: nothing reaches it alone"
        elif one.by.kind == "named" and one.by.within is None:
            yield f"- click: {written(one.by.text)}"
        else:
            yield f"- click: {{{locator(one)}}}"


def locator(one: Thing) -> str:
    """Write the locator of a thing without its braces."""
    assert one.by is not None
    return one.by.as_locator(one.what)


def identifier(text: str) -> str:
    """Make a name of the language from words."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(GERMAN)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:40].strip("_")
    return name if name[:1].isalpha() else f"field_{name}".rstrip("_")


def _numbered(name: str, known: dict[str, int]) -> str:
    known[name] = known.get(name, 0) + 1
    return name if known[name] == 1 else f"{name}_{known[name]}"


def _pairs(columns: Sequence[str]) -> Iterator[str]:
    names: dict[str, int] = {}
    for place, heading in enumerate(columns, start=1):
        yield f"{_numbered(identifier(heading), names)}: {written(heading or str(place))}"
