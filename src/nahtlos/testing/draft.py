"""Writes nodes of a plan in one line each, for tests that need no YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from nahtlos.errors import Place, Source
from nahtlos.expressions import Template, Typed, compile_condition, compile_template
from nahtlos.plan import nodes

PLACE = Place(Source("draft.yaml", ""), 1, 1)
Where: TypeAlias = str | Mapping[str, Any]
"""A locator as it is written in YAML: a text, or a table such as `{"button": "OK", "in": "row"}`."""
HOWS = frozenset({"exact", "starts", "ends", "contains", "pattern"})


class AnyFields(Mapping[str, Typed]):
    """Every name there is, of any type; some are about a person."""

    def __init__(self, personal: frozenset[str]) -> None:
        self._personal = personal

    def __getitem__(self, name: str) -> Typed:
        inside = frozenset(path.partition(".")[2] for path in self._personal if path.startswith(f"{name}."))
        if inside:
            return Typed(kind="record", fields=AnyFields(inside))
        return Typed(personal=name in self._personal)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name not in ("today", "now", "days")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Someone who writes nodes; `personal` are the paths that are about a person, such as `item.name`."""

    personal: frozenset[str] = frozenset()

    # -------------------------------------------------------------- texts and locators

    def text(self, text: str) -> Template:
        """Compile a text that may hold expressions."""
        return compile_template(text, place=PLACE, names=AnyFields(self.personal))

    def condition(self, text: str | None) -> Template | None:
        """Compile a condition."""
        return None if text is None else compile_condition(text, place=PLACE, names=AnyFields(self.personal))

    def pairs(self, values: Mapping[str, str]) -> tuple[tuple[str, Template], ...]:
        """Compile the values of a table."""
        return tuple((name, self.text(value)) for name, value in values.items())

    def name(self, name: str | Mapping[str, str]) -> nodes.NameNode:
        """Compile the words of a locator."""
        if isinstance(name, str):
            return nodes.NameNode(texts=(self.text(name),))
        ((how, text),) = name.items()
        return nodes.NameNode(texts=(self.text(text),), how=how)  # type: ignore[arg-type]

    def at(self, where: Where) -> nodes.LocatorNode:
        """Compile a locator."""
        if isinstance(where, str) or set(where) <= HOWS:
            return nodes.LocatorNode(kind="named", place=PLACE, name=self.name(where))
        kind = next(key for key in where if key != "in")
        within = self.within(where.get("in"))
        if kind == "cell":
            cell = where["cell"]
            row, column = self.name(cell["row"]), self.name(cell["column"])
            return nodes.LocatorNode(kind="cell", place=PLACE, row=row, column=column, within=within)
        return nodes.LocatorNode(kind=kind, place=PLACE, name=self.name(where[kind]), within=within)  # type: ignore[arg-type]

    def within(self, where: Where | None) -> nodes.LocatorNode | None:
        """Compile an `in:`; a text that begins with a star is the name of a row."""
        if where is None:
            return None
        if isinstance(where, str) and (where == "row" or where.startswith("*")):
            return nodes.LocatorNode(kind="row", place=PLACE, of_row=where.removeprefix("*"))
        if isinstance(where, str):
            return nodes.LocatorNode(kind="area", place=PLACE, name=self.name(where))
        return self.at(where)

    def maybe(self, where: Where | None) -> nodes.LocatorNode | None:
        """Compile a locator that may be left out."""
        return None if where is None else self.at(where)

    def _head(self, more: dict[str, Any], path: str = "0") -> dict[str, Any]:
        """Return what every step has."""
        return {
            "path": more.pop("path", more.get("id") or path), "place": PLACE, "id": more.pop("id", None),
            "when": self.condition(more.pop("when", None)), "timeout": more.pop("timeout", None), **more,
        }  # fmt: skip

    # -------------------------------------------------------------- steps of bots

    def open(self, path: str, query: Mapping[str, str] | None = None, **more: Any) -> nodes.Open:
        """Go to a page."""
        parts = [piece for piece in re.split(r"(\{\{.*?\}\})", path) if piece]
        path_parts = tuple(self.text(piece) if piece.startswith("{{") else piece for piece in parts)
        return nodes.Open(**self._head(more), path_parts=path_parts, query=self.pairs(query or {}))

    def entries(self, values: Mapping[str, Any]) -> tuple[nodes.FillEntry, ...]:
        """Compile labels and values; a list is several values, `(text, pick)` a choice to take."""
        return tuple(self._entry(label, value) for label, value in values.items())

    def _entry(self, label: str, value: Any) -> nodes.FillEntry:
        locator = self.at(label)
        if isinstance(value, tuple):
            return nodes.FillEntry(locator=locator, value=self.text(value[0]), pick=self.name(value[1]))
        if isinstance(value, list):
            return nodes.FillEntry(locator=locator, value=tuple(map(self.text, value)))
        return nodes.FillEntry(locator=locator, value=self.text(value))

    def fill(self, values: Mapping[str, Any], within: Where | None = None, **more: Any) -> nodes.Fill:
        """Fill fields by their labels."""
        return nodes.Fill(**self._head(more), entries=self.entries(values), within=self.within(within))

    def upload(self, values: Mapping[str, Any], **more: Any) -> nodes.Upload:
        """Give files to fields."""
        return nodes.Upload(**self._head(more), entries=self.entries(values))

    def form(self, which: Any = "all", **more: Any) -> nodes.Form:
        """Fill fields of the resource."""
        return nodes.Form(**self._head(more), which=which)

    def click(
        self, where: Where, *, twice: bool = False, answer: Mapping[str, str] | None = None, **more: Any
    ) -> nodes.Click:
        """Click something."""
        answers = tuple((self.name(text), self.text(reply)) for text, reply in (answer or {}).items())
        return nodes.Click(**self._head(more), locator=self.at(where), twice=twice, answers=answers)

    def press(self, key: str, within: Where | None = None, **more: Any) -> nodes.Press:
        """Press a key."""
        return nodes.Press(**self._head(more), key=key, within=self.maybe(within))

    def script(self, name: str, arguments: Mapping[str, str] | None = None, **more: Any) -> nodes.Script:
        """Call a method of the bot's Python."""
        return nodes.Script(**self._head(more), name=name, arguments=self.pairs(arguments or {}))

    def save(self, by: Where | nodes.Click | nodes.Press | nodes.Drag | nodes.Script, **more: Any) -> nodes.Save:
        """Save, by a click if nothing else is said."""
        step = by if isinstance(by, nodes.Click | nodes.Press | nodes.Drag | nodes.Script) else self.click(by)
        return nodes.Save(**self._head(more), by=step)

    def expect(
        self, where: Where, *, gone: bool = False, value: str | None = None, **more: Any
    ) -> nodes.Expect:
        """Wait for something."""
        held = None if value is None else self.text(value)
        return nodes.Expect(**self._head(more), locator=self.at(where), gone=gone, value=held)

    def either(self, *branches: tuple[Where, nodes.Steps], **more: Any) -> nodes.Either:
        """Wait for several things at once."""
        ways = tuple(nodes.Branch(see=self.at(see), steps=steps) for see, steps in branches)
        return nodes.Either(**self._head(more), branches=ways)

    def columns(self, columns: Mapping[str, Any]) -> tuple[nodes.ColumnNode, ...]:
        """Compile columns: a heading, or a table with `column` and what a column node has."""
        return tuple(self._column(name, wish) for name, wish in columns.items())

    def _column(self, name: str, wish: Any) -> nodes.ColumnNode:
        more = {"column": wish} if isinstance(wish, str) else dict(wish)
        return nodes.ColumnNode(name=name, heading=self.name(more.pop("column")), **more)

    def row(self, where: Mapping[str, Any], none: Where | None = None, **more: Any) -> nodes.Row:
        """Find a row."""
        return nodes.Row(
            **self._head(more), where=tuple((heading, self.name(name)) for heading, name in where.items()),
            none=self.maybe(none),
        )  # fmt: skip

    def table(self, name: str, columns: Mapping[str, Any] | None = None, **more: Any) -> nodes.Table:
        """Read a table."""
        for word in ("of", "next", "total", "none", "rows"):
            more[word] = self.maybe(more.get(word))
        more["until"] = self.condition(more.get("until"))
        return nodes.Table(**self._head(more), name=name, columns=self.columns(columns or {}))

    def read(self, which: Any, **more: Any) -> nodes.Read:
        """Read fields of the resource (`all` or names), or named values (a table)."""
        if not isinstance(which, Mapping):
            return nodes.Read(**self._head(more), which=which)
        entries = tuple(self._read_entry(name, wish) for name, wish in which.items())
        return nodes.Read(**self._head(more), entries=entries)

    def _read_entry(self, name: str, wish: Any) -> nodes.ReadEntry:
        more = dict(wish) if isinstance(wish, Mapping) and "at" in wish else {"at": wish}
        return nodes.ReadEntry(name=name, locator=self.at(more.pop("at")), **more)

    def set(self, values: Mapping[str, str], **more: Any) -> nodes.Set:
        """Name values."""
        return nodes.Set(**self._head(more), values=self.pairs(values))

    def for_each(
        self, elements: str, name: str, *steps: nodes.Step, key: str | None = None, **more: Any
    ) -> nodes.ForEach:
        """Do steps for each element."""
        told_by = None if key is None else self.text(key)
        return nodes.ForEach(**self._head(more), elements=self.text(elements), name=name, steps=steps, key=told_by)

    def repeat(self, until: Where | Template, at_most: int, *steps: nodes.Step, **more: Any) -> nodes.Repeat:
        """Do steps until something is seen or holds."""
        end = until if isinstance(until, Template) else self.at(until)
        return nodes.Repeat(**self._head(more), until=end, at_most=at_most, steps=steps)

    def window(self, by: nodes.Step, *steps: nodes.Step, **more: Any) -> nodes.Window:
        """Work in a new window."""
        return nodes.Window(**self._head(more), by=by, steps=steps)

    def download(self, by: nodes.Step, name: str, **more: Any) -> nodes.Download:
        """Keep a file."""
        return nodes.Download(**self._head(more), by=by, name=name)

    def end(self, as_: Any, **more: Any) -> nodes.End:
        """End a find."""
        return nodes.End(**self._head(more), as_=as_)

    def reject(self, reason: str, **more: Any) -> nodes.Reject:
        """Say that the case is wrong."""
        return nodes.Reject(**self._head(more), reason=self.text(reason))

    def fail(self, reason: str, **more: Any) -> nodes.Fail:
        """Say that the system is wrong."""
        return nodes.Fail(**self._head(more), reason=self.text(reason))

    def do(self, name: str, arguments: Mapping[str, str] | None = None, **more: Any) -> nodes.Do:
        """Run an operation or an action: `system.operation`, an operation of the same bot, or `lib:action.name`."""
        is_action = name.startswith("lib:")
        name = name.removeprefix("lib:")
        system, _, operation = ("", "", "") if is_action else name.rpartition(".")
        return nodes.Do(
            **self._head(more), name=name, system=system or None, operation=operation or None,
            arguments=self.pairs(arguments or {}),
        )  # fmt: skip

    # -------------------------------------------------------------- steps of workflows

    def transfer(self, to: str, values: Mapping[str, str], **more: Any) -> nodes.Transfer:
        """Say what should be true of a record."""
        system, _, resource = to.partition(".")
        on_create = self.pairs(more.pop("on_create", {}))
        return nodes.Transfer(
            **self._head(more), system=system, resource=resource, values=self.pairs(values), on_create=on_create
        )

    def look_up(self, of: str, key: Mapping[str, str], **more: Any) -> nodes.LookUp:
        """Read a record."""
        system, _, resource = of.partition(".")
        return nodes.LookUp(**self._head(more), system=system, resource=resource, key=self.pairs(key))

    def either_or(self, *cases: tuple[str | None, nodes.Steps], **more: Any) -> nodes.EitherOr:
        """Take the first way whose condition holds."""
        ways = tuple(nodes.Case(when=self.condition(when), steps=steps) for when, steps in cases)
        return nodes.EitherOr(**self._head(more), cases=ways)

    # -------------------------------------------------------------- resources

    def field(self, name: str, where: Where | None = None, **more: Any) -> nodes.Field:
        """Compile a field of a resource; without a locator its label is its name with a capital."""
        for word in ("write", "read"):
            more[word] = None if more.get(word) is None else self.text(more[word])
        more["behind"] = self.maybe(more.get("behind"))
        return nodes.Field(name=name, place=PLACE, locator=self.at(where or name.capitalize()), **more)
