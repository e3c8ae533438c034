"""Listing: from what a source delivers to items, each checked against the record contract, before the first effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, cast

from nahtlos.engine.conversation import Conversation
from nahtlos.engine.parts import Parts
from nahtlos.engine.ports import Listing, NewItem, RunRecord
from nahtlos.engine.resolve import text_of
from nahtlos.engine.retry import patiently
from nahtlos.engine.screen import Screen, Value
from nahtlos.engine.session import in_session
from nahtlos.engine.signin import run_names, system_names
from nahtlos.engine.values import is_empty
from nahtlos.engine.wording import Language, contradiction, duplicate, wrong_field
from nahtlos.errors import ActionFailed, ExpressionFailed, FailedByBot
from nahtlos.expressions import InvalidValue, Pattern, parse_value
from nahtlos.plan import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """All items of a run, and the total that the source states itself."""

    items: Sequence[NewItem]
    stated: int | None
    left_out: int


async def list_items(
    parts: Parts, plan: nodes.Plan, run: RunRecord, *, new_id: Callable[[], str], limit: int | None = None,
    language: Language = "en",
) -> Listed:  # fmt: skip
    """Read the source once and decide about each row: an item, wrong, a duplicate, or left out."""
    listing = await fetch(parts, plan, run)
    rows = listing.rows if limit is None else listing.rows[:limit]
    names: dict[str, Any] = {"inputs": run.inputs, "run": run_names(run)}
    unread = dict(listing.problems)
    check = partial(_checked, plan, names, language=language)
    checked = [check(line, row, unread.get(line)) for line, row in enumerate(rows, start=1)]
    kept = [case for case in map(partial(_sorted_out, plan, names), checked) if case is not None]
    duplicates = _duplicates(plan, kept)
    hash_ = parts.journal.fingerprint
    items = [
        NewItem(
            id=new_id(), line=case.line, key=case.key, key_hash=hash_({"key": case.key}), record=case.record,
            **_verdict(case, duplicates.get(case.line), language),
        )
        for case in kept
    ]  # fmt: skip
    return Listed(items=items, stated=listing.stated, left_out=len(listing.rows) - len(kept))


async def fetch(parts: Parts, plan: nodes.Plan, run: RunRecord) -> Listing:
    """Ask the source for its rows."""
    source = plan.items.source
    names = {"inputs": run.inputs, "run": run_names(run)}
    inputs = {name: cast(Value, template.evaluate(names)) for name, template in source.arguments}
    if source.system is None:
        result = await parts.actions.call(source.name, inputs)
        if not isinstance(result, Listing):
            raise ActionFailed(action=source.name, why="it delivers no rows, so it cannot feed items.")
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


def _checked(
    plan: nodes.Plan, names: Mapping[str, Any], line: int, row: Mapping[str, Value], unread: str | None, *,
    language: Language,
) -> Case:  # fmt: skip
    record: dict[str, Value] = {}
    problems = [] if unread is None else [unread]
    for field in plan.record.values():
        try:
            record[field.name] = contract(field, row.get(field.name))
        except InvalidValue as error:
            record[field.name] = row.get(field.name)
            if unread is None:
                problems.append(wrong_field(field, error, language))
    key = f"line {line}"
    try:
        if not _key_is_blank(plan, record):
            key = text_of(plan.items.key, {**names, "item": record})
    except (ExpressionFailed, InvalidValue) as error:
        problems.append(error.message())
    return Case(line=line, record=record, key=key, problem="; ".join(problems) or None)


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


def _sorted_out(plan: nodes.Plan, names: Mapping[str, Any], case: Case) -> Case | None:
    """Return None for a case that is left out; one of which nobody can tell has a problem."""
    scope = {**names, "item": case.record}
    try:
        is_left_out = case.problem is None and any(rule.when.evaluate(scope) for rule in plan.items.leave_out)
    except ExpressionFailed as error:
        return replace(case, problem=error.message())
    return None if is_left_out else case


# ------------------------------------------------------------------ duplicates


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row whose key stands in another row too."""

    of: int
    is_equal: bool


def _duplicates(plan: nodes.Plan, cases: Sequence[Case]) -> dict[int, Duplicate]:
    """Equal records: the first counts. Different ones: all are wrong, unless the workflow takes the first."""
    by_key: dict[str, list[Case]] = {}
    for case in cases:
        by_key.setdefault(case.key, []).append(case)
    found: dict[int, Duplicate] = {}
    for same_key in by_key.values():
        first, *others = same_key
        is_equal = plan.items.same_key == "first" or all(other.record == first.record for other in others)
        found.update({other.line: Duplicate(of=first.line, is_equal=is_equal) for other in others})
        if others and not is_equal:
            found[first.line] = Duplicate(of=others[0].line, is_equal=False)
    return found


def _verdict(case: Case, twin: Duplicate | None, language: Language) -> dict[str, Any]:
    if twin is not None and twin.is_equal:
        return {"outcome": "skipped", "reason": duplicate(twin.of, language), "code": "E421"}
    if twin is not None:
        return {"outcome": "rejected", "reason": contradiction(twin.of, language), "code": "E422"}
    if case.problem is not None:
        return {"outcome": "rejected", "reason": case.problem, "code": "E420"}
    return {}
