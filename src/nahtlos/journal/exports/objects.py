"""What an event is about: runs, cases, effects, workflows, systems, and who did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nahtlos.journal.history import Entry

OBJECTS: Mapping[str, str] = {
    "run": "run",
    "item": "case",
    "effect": "effect",
    "workflow": "workflow",
    "system": "system",
    "decision": "decision",
}
"""Fields that hold the id of something, and what it is."""
PEOPLE = ("started_by", "resumed_by", "decided_by", "revealed_to", "unlocked_by", "paused_by", "continued_by",
          "changed_by")  # fmt: skip


def id_of(entry: Entry) -> str:
    """Return the name that a line has in the journal: class, stream and number."""
    return f"{entry.chain.log_class}/{entry.chain.stream}:{entry.seq}"


def objects_of(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield id, kind and field of everything that an event is about."""
    for field, kind in OBJECTS.items():
        name = entry.fields.get(field)
        if isinstance(name, str):
            yield f"{kind}:{name}", kind, field


def person_of(entry: Entry) -> str | None:
    """Return who did it, if somebody did."""
    for field in PEOPLE:
        name = entry.fields.get(field)
        if isinstance(name, str):
            return name
    return None


def attributes_of(entry: Entry) -> Iterator[tuple[str, str | int | bool]]:
    """Yield the fields that are no objects, each as one value."""
    for field, value in entry.fields.items():
        if field in OBJECTS or value is None:
            continue
        match value:
            case bool() | int() | str():
                yield field, value
            case list():
                yield field, " ".join(map(str, value))
            case Mapping():
                for name, number in value.items():
                    yield f"{field}.{name}", number if isinstance(number, int) else str(number)
            case _:
                yield field, str(value)
