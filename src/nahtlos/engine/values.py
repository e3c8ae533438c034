"""What a field's value is on a screen, and when two values are the same: one rule for forms, read-back and plans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from nahtlos.engine.screen import Reading, Value
from nahtlos.expressions import UNKNOWN, InvalidValue, Kind, Pattern, format_value, normalize_text, parse_value, render
from nahtlos.plan.nodes import Field, Operation

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TEXT_TYPES = frozenset({"text", "rich_text", "email", "choice", "file", "list"})
SAID_IN_TEXT = frozenset({"date", "time", "integer", "number", "money", "yes_no"})


def is_empty(value: object) -> bool:
    """Whether a value says that there should be nothing."""
    return value is None or value in ("", ())


def has_unknown(value: object) -> bool:
    """Whether a value, or anything inside it, is known only once something was written."""
    if isinstance(value, Mapping):
        return any(has_unknown(part) for part in value.values())
    if isinstance(value, tuple):
        return any(has_unknown(part) for part in value)
    return value is UNKNOWN


def typed(value: object, field: Field) -> Value:
    """Turn a wanted value (often text) into the field's type; raises `InvalidValue`."""
    if is_empty(value) or value is UNKNOWN:
        return UNKNOWN if value is UNKNOWN else None
    if isinstance(value, str):
        return cast(Value, parse_value(field.type, matching(value, field)))
    if isinstance(value, list | tuple):
        return tuple(str(element) for element in value)
    if field.type in TEXT_TYPES and not isinstance(value, str):
        return render(value)
    return cast(Value, value)


def typed_inputs(operation: Operation, inputs: Mapping[str, object]) -> dict[str, object]:
    """Return inputs in the types an operation declares: what a workflow says outright is text, and was checked."""
    return {
        name: parse_value(operation.inputs[name].kind, value)
        if isinstance(value, str) and name in operation.inputs and operation.inputs[name].kind in SAID_IN_TEXT
        else value
        for name, value in inputs.items()
    }


def matching(text: str, field: Field) -> str:
    """Return a text that matches the field's pattern; raises `InvalidValue`."""
    if field.pattern is not None and not Pattern.compile(field.pattern).matches(text):
        raise InvalidValue("does not match its pattern")
    return text


def on_screen(value: Value, field: Field) -> str | bool | tuple[str, ...]:
    """Return what is typed or chosen so that the field holds the value."""
    if field.write is not None:
        return str(field.write.evaluate({"want": value}))
    if isinstance(value, bool):
        return (field.values or {}).get("true" if value else "false", value)
    if isinstance(value, tuple):
        return tuple(_word(str(element), field) for element in value)
    if is_empty(value):
        return () if field.type == "list" else ""
    if isinstance(value, str):
        is_text = field.type in TEXT_TYPES
        return _word(value if is_text else format_value(value, field.type, format=field.format), field)
    return _word(format_value(value, field.type, format=field.format), field)


def _word(text: str, field: Field) -> str:
    return (field.values or {}).get(text, text)


def from_screen(reading: Reading, field: Field) -> Value:
    """Turn what a screen shows into the field's type; raises `InvalidValue`."""
    if field.read is not None:
        return cast(Value, field.read.evaluate({"shown": reading}))
    if isinstance(reading, bool):
        if field.type != "yes_no" and not field.values:
            raise InvalidValue("is a box to tick on this screen")
        return reading if field.type == "yes_no" else _our_word(str(reading).lower(), field)
    if isinstance(reading, tuple):
        return tuple(_our_word(element, field) for element in reading)
    text = normalize_text(reading or "")
    if not text:
        return None
    text = matching(_our_word(text, field), field)
    if field.type in TEXT_TYPES:
        return text if field.type != "list" else (text,)
    return read_as(field.type, text, format=field.format)


def read_as(kind: Kind, text: str, *, format: str | None) -> Value:
    """Parse what a screen shows; a date field of the browser holds `2026-11-24`, however it draws that."""
    try:
        return cast(Value, parse_value(kind, text, format=format))
    except InvalidValue:
        if kind != "date" or format is None or "yyyy-" in format or not ISO_DAY.fullmatch(text):
            raise
        return cast(Value, parse_value(kind, text))


def _our_word(text: str, field: Field) -> str:
    for ours, shown in (field.values or {}).items():
        if normalize_text(shown) == normalize_text(text):
            return ours
    return text


def same(wanted: Value, found: Value, field: Field) -> bool:
    """Whether two typed values of a field are the same by the rules that the field declares."""
    if is_empty(wanted) or is_empty(found):
        return is_empty(wanted) and is_empty(found)
    if isinstance(wanted, tuple) or isinstance(found, tuple):
        return _sorted_words(wanted, field) == _sorted_words(found, field)
    if isinstance(wanted, str) and isinstance(found, str):
        return compared(wanted, field) == compared(found, field)
    return wanted == found


def _sorted_words(value: Value, field: Field) -> list[str]:
    """One chosen text and a list of it are the same, in whatever order."""
    return sorted(compared(str(word), field) for word in (value if isinstance(value, tuple) else (value,)))


def compared(text: str, field: Field) -> str:
    """Return what two texts of a field have to share to count as the same."""
    text = normalize_text(text)
    if "case" in field.normalize:
        text = text.casefold()
    if "blanks" in field.normalize:
        text = "".join(text.split())
    if "punctuation" in field.normalize:
        text = "".join(character for character in text if character.isalnum())
    return text


def shows(reading: Reading, wanted: Value, field: Field) -> bool:
    """Whether a control or a pair shows the wanted value."""
    try:
        return same(wanted, from_screen(reading, field), field)
    except InvalidValue:
        return False


def differing(wanted: Mapping[str, Value], found: Mapping[str, Value], fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Name the fields of `wanted` whose found value is another one; unreadable fields are taken as equal.

    A value that is not known yet counts as different: a plan shows what may be written.
    """
    return tuple(
        name
        for name, value in wanted.items()
        if not fields[name].unreadable and not same(value, found.get(name), fields[name])
    )
