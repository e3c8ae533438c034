"""Builds the tree of a document from the events of the YAML parser, and refuses what the language does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from nahtlos.errors import (
    AnchorUsed,
    DuplicateKey,
    EmptyFile,
    ForbiddenCharacter,
    KeyNotText,
    MergeKey,
    NahtlosError,
    NotATable,
    Place,
    ReadingError,
    Refused,
    SeveralDocuments,
    Source,
    TagUsed,
    TextTooLong,
    TooDeep,
    TooManyValues,
    UnquotedExpression,
)
from nahtlos.reading.document import Blank, Items, Node, Table, Text
from nahtlos.reading.file import FORBIDDEN, refuse_unfit
from nahtlos.reading.syntax import syntax_problem

DEPTH_LIMIT = 40
"""How many lists and tables may stand inside each other."""

VALUES_LIMIT = 50_000
"""How many texts, lists and tables a file may have."""

TEXT_LIMIT = 64 * 1024
"""How many characters one text may have."""

# libyaml where it was built in: the same events, ten times as fast.
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read_document(source: Source) -> Table:
    """Read the text of one file as a table; raise `Refused` with everything that is wrong with it."""
    builder = Builder(refuse_unfit(source))
    try:
        table = builder.document()
    except yaml.MarkedYAMLError as error:
        raise Refused(problems=_with(builder.problems, syntax_problem(source, error))) from error
    except ReadingError as error:
        raise Refused(problems=[*builder.problems, error]) from error
    if builder.problems:
        raise Refused(problems=builder.problems)
    return table


def _with(problems: list[NahtlosError], last: NahtlosError) -> list[NahtlosError]:
    """Add the problem that ended the reading, unless it is what was already found there."""
    known = {(problem.code, problem.place) for problem in problems}
    return problems if (last.code, last.place) in known else [*problems, last]


class Builder:
    """One pass over the events of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[NahtlosError] = []
        self._events: Iterator[Any] = iter(yaml.parse(source.text, Loader=LOADER))
        self._values = 0

    def document(self) -> Table:
        """Read the whole stream, which has to be one table."""
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise EmptyFile(place=Place(self.source, 1, 1))
        root = self._node(next(self._events), depth=1)
        next(self._events)  # the end of the document
        if not isinstance(rest := next(self._events), yaml.StreamEndEvent):
            raise SeveralDocuments(place=self._place(rest))
        if isinstance(root, Blank):
            raise EmptyFile(place=Place(self.source, 1, 1))
        if not isinstance(root, Table):
            raise NotATable(place=root.place)
        return root

    def _node(self, event: Any, *, depth: int) -> Node:
        place = self._place(event)
        self._values += 1
        if self._values > VALUES_LIMIT:
            raise TooManyValues(limit=VALUES_LIMIT, place=place)
        if depth > DEPTH_LIMIT:
            raise TooDeep(limit=DEPTH_LIMIT, place=place)
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(AnchorUsed(mark=f"*{event.anchor}", place=place))
            return Text(f"*{event.anchor}", place=place)
        self._refuse_marks(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(place, depth=depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._expression(place) if self._is_expression(event) else self._table(place, depth=depth)
        return self._text(event, place)

    def _refuse_marks(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self.problems.append(AnchorUsed(mark=f"&{event.anchor}", place=place))
        if (tag := getattr(event, "tag", None)) is not None:
            self.problems.append(TagUsed(tag=tag.replace("tag:yaml.org,2002:", "!!"), place=place))

    def _text(self, event: Any, place: Place) -> Text:
        quoted = event.style not in {None, ""}
        if len(event.value) > TEXT_LIMIT:
            self.problems.append(TextTooLong(limit=TEXT_LIMIT, place=place))
        if hidden := FORBIDDEN.search(event.value):  # by an escape such as "\0"
            self.problems.append(ForbiddenCharacter(character=hidden[0], place=place))
        if not event.value and not quoted:
            return Blank(place=place)
        return Text(event.value, place=place, quoted=quoted)

    def _items(self, place: Place, *, depth: int) -> Items:
        items = Items(place=place)
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth=depth + 1))
        return items

    def _table(self, place: Place, *, depth: int) -> Table:
        table = Table(place=place)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth=depth + 1)
            value = self._node(next(self._events), depth=depth + 1)
            if (name := self._name(key, table)) is not None:
                table[name] = value
                table.places[name] = name.place
        return table

    def _name(self, key: Node, table: Table) -> Text | None:
        match key:
            case Text() if not key.strip():
                self.problems.append(KeyNotText(place=key.place))
            case Text() if key == "<<" and not key.quoted:
                self.problems.append(MergeKey(place=key.place))
            case Text() if key in table:
                self.problems.append(DuplicateKey(key=key, first=table.places[key], place=key.place))
            case Text():
                return key
            case _:
                self.problems.append(KeyNotText(place=key.place))
        return None

    def _is_expression(self, event: Any) -> bool:
        return self.source.text.startswith("{{", event.start_mark.index)

    def _expression(self, place: Place) -> Text:
        """Pass over an expression that was meant as text, but is a table as a name of a table for YAML."""
        self.problems.append(UnquotedExpression(place=place))
        open_tables = 1
        while open_tables:
            event = next(self._events)
            open_tables += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        return Text("{{", place=place)

    def _place(self, event: Any) -> Place:
        return Place(self.source, event.start_mark.line + 1, event.start_mark.column + 1)
