"""The verbs that touch a screen: evaluated words in, one call of the port out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, cast

from nahtlos.engine.reading import read_fields
from nahtlos.engine.resolve import address_of, answers_of, is_personal, locator_of, name_of
from nahtlos.engine.screen import Entry, FieldAt, Locator, Name, Reading, Value
from nahtlos.engine.values import differing, from_screen, is_empty, on_screen, shows, typed
from nahtlos.engine.words import is_named
from nahtlos.errors import AnotherRecord, ChangedMeanwhile, FailedByBot, InvalidField, ScreenError
from nahtlos.expressions import InvalidValue, Template, format_value, normalize_text, render
from nahtlos.plan import nodes

if TYPE_CHECKING:
    from nahtlos.engine.conversation import Conversation

DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
AMOUNT = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+")
"""With its comma, so that no decimal point is taken for a dot between thousands."""


async def open_page(talk: Conversation, step: nodes.Open) -> None:
    """Go to a page of the system."""
    await talk.screen.open(address_of(step, talk.scope), timeout=step.timeout)


async def act(talk: Conversation, step: nodes.Click | nodes.Press | nodes.Drag | nodes.Script) -> None:
    """Click, press a key, drag, or run a method of the bot's Python."""
    try:
        await _act(talk, step)
    except ScreenError as error:
        talk.credentials_sent = talk.credentials_sent or (error.acted and talk.credentials_filled)
        raise
    talk.credentials_sent = talk.credentials_sent or talk.credentials_filled


async def _act(talk: Conversation, step: nodes.Click | nodes.Press | nodes.Drag | nodes.Script) -> None:
    if isinstance(step, nodes.Click):
        await talk.screen.click(
            locator_of(step.locator, talk.scope),
            twice=step.twice, answers=answers_of(step, talk.scope), timeout=step.timeout,
        )  # fmt: skip
    elif isinstance(step, nodes.Press):
        await talk.screen.press(
            step.key, within=inside(talk, step.within), answers=answers_of(step, talk.scope), timeout=step.timeout
        )
    elif isinstance(step, nodes.Drag):
        onto = locator_of(step.to, talk.scope)
        await talk.screen.drag_onto(locator_of(step.locator, talk.scope), onto, timeout=step.timeout)
    else:
        arguments = {name: value.evaluate(talk.scope) for name, value in step.arguments}
        result = await call_script(talk, step.name, arguments)
        if step.id is not None:
            talk.scope[step.id] = result


async def call_script(talk: Conversation, method: str, arguments: Mapping[str, object]) -> Value:
    """Run a method of the bot's Python class on this screen."""
    bot = talk.system.bot
    if bot.script is None:
        raise FailedByBot(reason=f"The bot {bot.name} has no bot.py, so there is no {method}.")
    result = await talk.screen.call(bot.script, bot.name, method, cast(Mapping[str, Value], arguments))
    return _as_value(result, method)


def _as_value(result: object, method: str) -> Value:
    """Return what a method gave as a value that can be stored."""
    match result:
        case None | str() | int() | Decimal() | date() | time():
            return result
        case Mapping():
            return {str(name): _as_value(part, method) for name, part in result.items()}
        case list() | tuple():
            return tuple(_as_value(part, method) for part in result)
    raise FailedByBot(reason=f"{method} in bot.py returns a {type(result).__name__}, which no step can use.")


def inside(talk: Conversation, within: nodes.LocatorNode | None) -> Locator | None:
    """Evaluate an `in:`."""
    return None if within is None else locator_of(within, talk.scope)


def elements(step: nodes.ForEach, scope: Mapping[str, object]) -> Sequence[object]:
    """Evaluate the list of a `for_each`."""
    found = step.elements.evaluate(scope)
    if isinstance(found, str) or not isinstance(found, Sequence):
        raise FailedByBot(reason=f"`for_each` needs a list, and `{step.elements.text}` is none.", place=step.place)
    return found


def output(scope: Mapping[str, object], name: str) -> Value:
    """Return a name an operation promised."""
    if name not in scope:
        raise FailedByBot(reason=f"The operation ended without its output `{name}`.")
    return cast(Value, scope[name])


# ------------------------------------------------------------------ fill


async def fill(talk: Conversation, step: nodes.Fill) -> None:
    """Fill controls by their labels."""
    entries = [_entry(talk, entry) for entry in step.entries]
    await talk.screen.fill(entries, within=inside(talk, step.within), timeout=step.timeout)
    talk.credentials_filled = talk.credentials_filled or any(entry.is_secret for entry in entries)


async def upload(talk: Conversation, step: nodes.Upload) -> None:
    """Give files to file controls."""
    entries = [_entry(talk, entry) for entry in step.entries]
    await talk.screen.upload(entries, within=inside(talk, step.within), timeout=step.timeout)


def _entry(talk: Conversation, node: nodes.FillEntry) -> Entry:
    locator = locator_of(node.locator, talk.scope)
    templates = node.value if isinstance(node.value, tuple) else (node.value,)
    values = [_typed_text(template, talk.scope) for template in templates]
    value = tuple(str(v) for v in values) if isinstance(node.value, tuple) else values[0]
    pick = None if node.pick is None else name_of(node.pick, talk.scope)
    return Entry(
        name=_called(locator),
        locator=locator, value=value, pick=pick,
        holds=partial(_holds, value) if pick is None else partial(_shows, pick),
        is_personal=any(is_personal(text, talk.scope) for text in node.said),
        is_secret=any(use.startswith("secret.") for template in templates for use in template.uses),
    )  # fmt: skip


def _called(locator: Locator) -> str:
    if locator.name is None:
        return locator.kind
    return "…" if locator.name.is_personal else " / ".join(locator.name.texts)


def _typed_text(template: Template, scope: Mapping[str, object]) -> str | bool | tuple[str, ...]:
    value = template.evaluate(scope)
    if isinstance(value, str) and template.is_constant and value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool | str):
        return value
    if isinstance(value, list | tuple):
        return tuple(str(element) for element in value)
    if isinstance(value, date):
        return format_value(value, "date", format="dd.MM.yyyy")
    return "" if value is None else render(value)


def _holds(wanted: str | bool | tuple[str, ...], reading: Reading) -> bool:  # noqa: FBT001 - a state of a box
    if isinstance(wanted, bool) or isinstance(reading, bool):
        return wanted == reading
    if isinstance(wanted, tuple):
        shown = reading if isinstance(reading, tuple) else (reading or "",)
        return sorted(map(normalize_text, wanted)) == sorted(map(normalize_text, shown))
    if isinstance(reading, tuple):
        return tuple(map(normalize_text, reading)) == (normalize_text(wanted),)
    return _plain(normalize_text(reading or "")) == _plain(normalize_text(wanted))


def _shows(pick: Name, reading: Reading) -> bool:
    """Whether a control shows a choice of this name."""
    if pick.how == "whole":
        return any(_holds(text, reading) for text in pick.texts)
    shown = reading if isinstance(reading, tuple) else (reading,)
    return len(shown) == 1 and isinstance(shown[0], str) and is_named(pick, shown[0])


def _plain(text: str) -> str:
    """Write a date without the zeros, and an amount without the dots, that some fields take away or add."""
    if DAY.fullmatch(text):
        return ".".join(part.lstrip("0") for part in text.split("."))
    return text.replace(".", "") if AMOUNT.fullmatch(text) else text


async def expect_value(talk: Conversation, step: nodes.Expect) -> None:
    """Prove that a field shows a value."""
    assert step.value is not None
    entry = _entry(talk, nodes.FillEntry(locator=step.locator, value=step.value))
    place = FieldAt(name=entry.name, locator=entry.locator)
    shown = await talk.screen.read([place], timeout=step.timeout)
    if not entry.holds(shown[entry.name]):
        raise FailedByBot(reason=f"{entry.name} does not show the expected value.", place=step.place)


# ------------------------------------------------------------------ form


async def form(talk: Conversation, step: nodes.Form) -> None:
    """Fill fields of the resource with what is wanted; an update first proves that nobody changed them."""
    assert talk.resource is not None
    want = cast(Mapping[str, Value], talk.scope["want"])
    names = form_fields(talk, step)
    if talk.before is not None:
        await prove_same(talk)
        await prove_unchanged(talk, names)
    else:
        names = [*names, *await _prefilled(talk, step)]
    entries = [field_entry(talk, talk.resource.fields[name], want[name]) for name in names]
    await talk.screen.fill(entries, within=inside(talk, step.within), timeout=step.timeout)
    if talk.before is not None:
        talk.before = {name: value for name, value in talk.before.items() if name not in names}


async def _prefilled(talk: Conversation, step: nodes.Form) -> list[str]:
    """Name the fields that should be empty in a new record, and that the form has filled by itself.

    A choice may show a word for "nothing chosen", a box cannot be empty, and a mask is no value of its type: these are
    left as they are.
    """
    assert talk.resource is not None
    want = cast(Mapping[str, Value], talk.scope["want"])
    chosen = want if step.which in ("all", "changed") else step.which
    empty = [
        field for name, field in talk.resource.fields.items()
        if name in chosen and name in want and is_empty(want[name])
        and _may_change(field) and not field.unreadable and field.type not in ("choice", "yes_no", "file")
    ]  # fmt: skip
    places = [FieldAt(name=field.name, locator=locator_of(field.locator, talk.scope), optional=True) for field in empty]
    shown = await talk.screen.read(places) if places else {}
    return [field.name for field in empty if _holds_something(shown[field.name], field)]


def _holds_something(reading: Reading, field: nodes.Field) -> bool:
    try:
        return not is_empty(from_screen(reading, field))
    except InvalidValue:
        return False


def form_fields(talk: Conversation, step: nodes.Form) -> list[str]:
    """Name the fields to fill, in the order in which the bot declares them."""
    assert talk.resource is not None
    want = cast(Mapping[str, Value], talk.scope["want"])
    is_update = talk.before is not None
    chosen = talk.changed if step.which == "changed" else want if step.which == "all" else step.which
    keys = {name for key in talk.resource.keys for name in key}
    return [
        name
        for name, field in talk.resource.fields.items()
        if name in chosen and name in want and not field.read_only
        and not (is_update and (field.create_only or name in keys or name not in talk.changed))
        and not (not is_update and is_empty(want[name]))
    ]  # fmt: skip


def field_entry(talk: Conversation, field: nodes.Field, value: Value) -> Entry:
    """Say how a field of the resource gets a value."""
    try:
        wanted = typed(value, field)
        text = on_screen(wanted, field)
    except InvalidValue as error:
        raise InvalidField(name=field.name, reason=str(error)) from None
    return Entry(
        name=field.name,
        locator=locator_of(field.locator, talk.scope),
        behind=None if field.behind is None else locator_of(field.behind, talk.scope),
        value=text, holds=partial(shows, wanted=wanted, field=field),
        is_personal=field.personal or field.name in talk.personal,
    )  # fmt: skip


async def prove_unchanged(talk: Conversation, names: Sequence[str]) -> None:
    """Read the record again in the open form and stop if a field is not what was read before.

    Those that will be filled must be there; others that can be changed are compared if the form shows them.
    """
    assert talk.resource is not None and talk.before is not None
    known = talk.resource.fields
    keys = {name for key in talk.resource.keys for name in key}
    filled = [known[name] for name in talk.before if name in names]
    others = [known[name] for name in talk.before if name not in (*names, *keys) and _may_change(known[name])]
    now = {
        **await read_fields(talk, filled, must_be_there=True), **await read_fields(talk, others, must_be_there=False)
    }  # fmt: skip
    changed = differing({name: talk.before[name] for name in now}, now, known)
    if changed:
        raise ChangedMeanwhile(record=talk.resource.name, fields=changed)


async def prove_same(talk: Conversation) -> None:
    """Raise if the screen shows the key of another record, or another person: what it does not show is not asked."""
    known = {} if talk.resource is None else talk.resource.fields
    fields = [known[name] for name in talk.same if known[name].behind is None]
    now = await read_fields(talk, fields, must_be_there=False)
    wrong = differing({name: talk.same[name] for name in now}, now, known)
    if wrong and talk.resource is not None:
        raise AnotherRecord(record=talk.resource.name, fields=wrong)


def _may_change(field: nodes.Field) -> bool:
    return not (field.read_only or field.create_only or field.behind)
