"""Listing: from what a source delivers to items, each checked against the record contract, before the first effect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from decimal import Decimal
from hashlib import blake2b
from itertools import islice
from typing import Any, cast

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import Listing, Misread, NewItem, Rows, RunRecord
from nahtlos.engine.resolve import text_of
from nahtlos.engine.retry import patiently
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.session import in_session
from nahtlos.engine.signin import run_names, system_names
from nahtlos.engine.values import is_empty
from nahtlos.engine.wording import Language, contradiction, duplicate, wrong_field
from nahtlos.errors import ActionFailed, ExpressionFailed, FailedByBot, InputChanged
from nahtlos.expressions import InvalidValue, Pattern, parse_value
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a source delivers, and how much of it; the items themselves come one after the other."""

    items: Iterator[NewItem]
    """All items of a run, by line; they can be gone through once."""
    count: int
    stated: int | None
    """The total that the source states itself."""
    left_out: int


async def list_items(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, new_id: Callable[[], str], limit: int | None = None,
    language: Language = "en",
) -> Listed:  # fmt: skip
    """Decide about each row of the source: an item, wrong, a duplicate, or left out.

    The rows are gone through twice: nobody knows of the first of two equal keys that there is a second one.
    """
    listing = await fetch(parts, plan, run)
    rows = _Rows(plan=plan, names={"inputs": run.inputs, "run": run_names(run)}, language=language, rows=listing.rows)
    seen = await asyncio.to_thread(_Seen.of, rows, limit)
    return Listed(
        items=_items(rows, seen, new_id=new_id, fingerprint=parts.journal.fingerprint), count=seen.kept,
        stated=listing.stated, left_out=seen.rows - seen.kept,
    )  # fmt: skip


def _items(
    rows: _Rows, seen: _Seen, *, new_id: Callable[[], str], fingerprint: Callable[[Mapping[str, Value]], str]
) -> Iterator[NewItem]:
    for case in rows.cases(seen.limit):
        yield NewItem(
            id=new_id(), line=case.line, key=case.key, key_hash=fingerprint({"key": case.key}), record=case.record,
            **_verdict(case, seen.twin(case), rows.language),
        )  # fmt: skip


async def fetch(parts: Parts, plan: nodes.Plan, run: RunRecord) -> Listing:
    """Ask the source for its rows."""
    source = plan.items.source
    names = {"inputs": run.inputs, "run": run_names(run)}
    inputs = {name: cast(Value, template.evaluate(names)) for name, template in source.arguments}
    if source.system is None:
        result = await parts.actions.call(source.name, inputs)
        if not isinstance(result, Listing):
            raise ActionFailed(action=source.name, why="it delivers no rows, so it cannot feed items.")
        if result.content not in (None, run.options.get("content", result.content)):
            raise InputChanged(run=run.id)
        return result
    system = plan.systems[source.system]
    operation = system.bot.operations[cast(str, source.operation)]

    async def ask(screen: Screen) -> tuple[Mapping[str, Value], int | None]:
        talk = Conversation(screen=screen, system=system, scope=system_names(system, run, parts.secrets))
        return await talk.operate(operation, inputs), talk.stated_total

    outputs, stated = await patiently(parts, system, lambda: in_session(parts.sessions, system.name, ask))
    rows = next((value for value in outputs.values() if isinstance(value, tuple | list)), None)
    if rows is None:
        raise FailedByBot(reason=f"{source.name} delivers no list, so it cannot feed items.", place=source.place)
    return Listing(rows=[dict(cast(Mapping[str, Value], row)) for row in rows], stated=stated)


# ------------------------------------------------------------------ the record contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row after the contract: its typed record, its key, and what is wrong with it."""

    line: int
    record: Mapping[str, Value]
    key: str
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows of a source as cases."""

    plan: nodes.Plan
    names: Mapping[str, Any]
    language: Language
    rows: Rows

    def cases(self, limit: int | None = None) -> Iterator[Case]:
        """Check each row and leave out what the workflow leaves out."""
        for line, row in enumerate(islice(self.rows, limit), start=1):
            case = self._sorted_out(self._checked(line, row))
            if case is not None:
                yield case

    def _checked(self, line: int, row: Mapping[str, Value]) -> Case:
        record: dict[str, Value] = {}
        unread = row.problem if isinstance(row, Misread) else None
        problems = [] if unread is None else [unread]
        for field in self.plan.record.values():
            try:
                record[field.name] = contract(field, row.get(field.name))
            except InvalidValue as error:
                record[field.name] = row.get(field.name)
                if unread is None:
                    problems.append(wrong_field(field, error, self.language))
        key = f"line {line}"
        try:
            if not _key_is_blank(self.plan, record):
                key = text_of(self.plan.items.key, {**self.names, "item": record})
        except (ExpressionFailed, InvalidValue) as error:
            problems.append(error.message())
        return Case(line=line, record=record, key=key, problem="; ".join(problems) or None)

    def _sorted_out(self, case: Case) -> Case | None:
        """Return None for a case that is left out; one of which nobody can tell has a problem."""
        scope = {**self.names, "item": case.record}
        try:
            rules = self.plan.items.leave_out
            is_left_out = case.problem is None and any(rule.when.evaluate(scope) for rule in rules)
        except ExpressionFailed as error:
            return replace(case, problem=error.message())
        return None if is_left_out else case


def _key_is_blank(plan: nodes.Plan, record: Mapping[str, Value]) -> bool:
    used = [use.split(".")[1] for use in plan.items.key.uses if use.startswith("item.")]
    return any(is_empty(record.get(name)) for name in used)


def contract(field: nodes.RecordField, value: Value) -> Value:
    """Return the value in the field's type; raises `InvalidValue` with the reason."""
    if is_empty(value):
        if field.default is not None:
            value = field.default
        elif field.optional:
            return None
        else:
            raise InvalidValue("is missing")
    if isinstance(value, str):
        if field.pattern is not None and not Pattern.compile(field.pattern).matches(value):
            raise InvalidValue("does not have the form that the workflow asks for")
        value = _converted(field, value)
    if field.values and str(value) not in field.values:
        raise InvalidValue(f"is none of {', '.join(field.values)}")
    for bound, is_wrong, word in ((field.min, _less, "less"), (field.max, _more, "more")):
        if bound is not None and is_wrong(value, cast(Value, parse_value(field.typed.kind, bound))):
            raise InvalidValue(f"is {word} than {bound}")
    return value


def _converted(field: nodes.RecordField, text: str) -> Value:
    """Read a text of a source: dates as the language writes them, or as German screens and files do."""
    if field.typed.kind == "date" and text[:1].isdigit() and "." in text:
        return cast(Value, parse_value("date", text, format="dd.MM.yyyy"))
    return cast(Value, parse_value(field.typed.kind, text))


def _less(value: Any, bound: Any) -> bool:
    return bool((Decimal(value) if isinstance(value, int) else value) < bound)


def _more(value: Any, bound: Any) -> bool:
    return bool((Decimal(value) if isinstance(value, int) else value) > bound)


# ------------------------------------------------------------------ duplicates


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row whose key stands in another row too."""

    of: int
    is_equal: bool


@dataclass(slots=True, kw_only=True)
class _Same:
    """The rows that have one key: the first two of them, and whether all say the same."""

    first: int
    record: bytes
    second: int | None = None
    is_equal: bool = True


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What a first look at all rows leaves behind: how many there are, and a few bytes for each key."""

    limit: int | None
    rows: int
    kept: int = 0
    _keys: dict[bytes, _Same] = dataclass_field(default_factory=dict)

    @classmethod
    def of(cls, rows: _Rows, limit: int | None) -> _Seen:
        """Look at all rows up to the limit."""
        seen = cls(limit=limit, rows=len(rows.rows))
        for case in rows.cases(limit):
            seen.add(case, takes_first=rows.plan.items.same_key == "first")
        return seen

    def add(self, case: Case, *, takes_first: bool) -> None:
        """Note a case."""
        self.kept += 1
        record = b"" if takes_first else _digest(_plain(case.record))
        same = self._keys.setdefault(_digest(case.key), _Same(first=case.line, record=record))
        if same.first != case.line:
            same.second = same.second or case.line
            same.is_equal = same.is_equal and same.record == record

    def twin(self, case: Case) -> Duplicate | None:
        """Say of which row a case is a duplicate. Equal records: the first counts. Different ones: all are wrong."""
        same = self._keys[_digest(case.key)]
        if case.line != same.first:
            return Duplicate(of=same.first, is_equal=same.is_equal)
        if same.second is None or same.is_equal:
            return None
        return Duplicate(of=same.second, is_equal=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _plain(value: Value) -> str:
    """Write a value so that equal ones are the same text, 1.0 and 1.00 too."""
    match value:
        case Mapping():
            return repr([(name, _plain(part)) for name, part in sorted(value.items())])
        case tuple() | list():
            return repr([_plain(part) for part in value])
        case Decimal():
            return repr(value.normalize())
        case _:
            return repr(value)


def _verdict(case: Case, twin: Duplicate | None, language: Language) -> dict[str, Any]:
    if twin is not None and twin.is_equal:
        return {"outcome": "skipped", "reason": duplicate(twin.of, language), "code": "E421"}
    if twin is not None:
        return {"outcome": "rejected", "reason": contradiction(twin.of, language), "code": "E422"}
    if case.problem is not None:
        return {"outcome": "rejected", "reason": case.problem, "code": "E420"}
    return {}
