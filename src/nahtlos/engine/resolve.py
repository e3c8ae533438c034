"""From nodes to final words: locators, names and addresses with their expressions evaluated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import cast
from urllib.parse import quote

from nahtlos.engine.screen import Address, Answer, Locator, Name, RowAt, Value
from nahtlos.errors import FailedByBot
from nahtlos.expressions import Template, render
from nahtlos.plan.nodes import Click, LocatorNode, NameNode, Open, Press

Scope = Mapping[str, object]
PERSONAL = "*personal"
"""Where the scope holds the fields that the workflow fills with personal values: no name of a file can be this."""


class SeenRow(Mapping[str, Value]):
    """A row as expressions see it: its typed values, and where to find it again."""

    def __init__(self, values: Mapping[str, Value], at: RowAt) -> None:
        self._values = values
        self.at = at

    def __getitem__(self, name: str) -> Value:
        """Return a cell; a heading may be said as it stands there, with its colon or dot."""
        return self._values[name if name in self._values else name.rstrip(" :*….")]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def text_of(template: Template, scope: Scope) -> str:
    """Evaluate to the text a screen would show: dates and numbers as people write them."""
    value = template.evaluate(scope)
    if isinstance(value, str):
        return value
    return "" if value is None else render(value)


def name_of(node: NameNode, scope: Scope) -> Name:
    """Evaluate the words of a name."""
    return Name(
        texts=tuple(text_of(text, scope) for text in node.texts), how=node.how,
        is_personal=any(is_personal(text, scope) for text in node.texts),
    )  # fmt: skip


def is_personal(template: Template, scope: Scope) -> bool:
    """Whether a text may say something about a person: as the bot knows it, or as the workflow that uses the bot."""
    if template.is_personal:
        return True
    fields = cast(Collection[str], scope.get(PERSONAL, ()))
    paths = {path for name in ("key", "want") for field in fields for path in (name, f"{name}.{field}")}
    return not template.uses.isdisjoint(paths)


def locator_of(node: LocatorNode, scope: Scope) -> Locator:
    """Evaluate all words of a locator."""
    return Locator(
        kind=node.kind,
        name=None if node.name is None else name_of(node.name, scope),
        row=None if node.row is None else name_of(node.row, scope),
        column=None if node.column is None else name_of(node.column, scope),
        at=_row_of(node, scope),
        within=None if node.within is None else locator_of(node.within, scope),
        place=node.place,
    )


def _row_of(node: LocatorNode, scope: Scope) -> RowAt | None:
    if node.kind != "row":
        return None
    row = scope.get(node.of_row)
    if not isinstance(row, SeenRow):
        raise FailedByBot(reason=f"`in: {node.of_row}` needs a row that was found before.", place=node.place)
    return row.at


def answers_of(step: Click | Press, scope: Scope) -> tuple[Answer, ...]:
    """Evaluate how native dialogs are answered."""
    return tuple(Answer(text=name_of(text, scope), reply=text_of(reply, scope)) for text, reply in step.answers)


def address_of(step: Open, scope: Scope) -> Address:
    """Build the address: every expression is one percent-encoded part, never a slash, a scheme or a host."""
    path = "".join(
        part if isinstance(part, str) else quote(text_of(part, scope), safe="") for part in step.path_parts
    )
    if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*:", path) or path.startswith("//") or ".." in path.split("/"):
        raise FailedByBot(reason="An address must stay within its system.", place=step.place)
    query = tuple((name, text_of(value, scope)) for name, value in step.query)
    return Address(path=path, query=query)


def describe(locator: Locator) -> str:
    """Word a locator for a message."""
    words = [] if locator.name is None else [_worded(locator.name)]
    if locator.row and locator.column:
        words.append(f"row {_worded(locator.row)}, column {_worded(locator.column)}")
    kind = "" if locator.kind == "named" else f"{locator.kind} "
    inside = "" if locator.within is None else f" in {describe(locator.within)}"
    return f"{kind}{', '.join(words)}{inside}".strip()


def _worded(name: Name) -> str:
    """A name in quotes; what is about a person stays unsaid."""
    return "…" if name.is_personal else " or ".join(f'"{text}"' for text in name.texts)
