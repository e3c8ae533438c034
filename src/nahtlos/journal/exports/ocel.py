"""OCEL 2.0 in JSON (ocel-standard.org): events, and the objects they are about; no list of lines is in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from nahtlos.journal.exports.objects import OBJECTS, attributes_of, id_of, objects_of
from nahtlos.journal.history import Entry

TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", str: "string"}


def as_ocel(read: Callable[[], Iterable[Entry]]) -> Iterator[str]:
    """Yield the pieces of the document; the journal is read once for types and objects, and once for events."""
    events, objects = _survey(read())
    yield '{"objectTypes":'
    yield json.dumps([{"name": kind, "attributes": []} for kind in dict.fromkeys(OBJECTS.values())])
    yield ',\n"eventTypes":'
    yield json.dumps([{"name": name, "attributes": _declared(fields)} for name, fields in sorted(events.items())])
    yield ',\n"objects":['
    yield from _listed({"id": name, "type": kind, "attributes": []} for name, kind in objects.items())
    yield '],\n"events":['
    yield from _listed(_event(entry, events[entry.event]) for entry in read() if entry.event in events)
    yield "]}\n"


def _survey(entries: Iterable[Entry]) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    events: defaultdict[str, dict[str, str]] = defaultdict(dict)
    objects: dict[str, str] = {}
    for entry in entries:
        declared = events[entry.event]
        for name, value in attributes_of(entry):
            kind = TYPES[type(value)]
            # One name has one type: what differs from line to line is written as text.
            declared[name] = kind if declared.get(name, kind) == kind else "string"
        objects.update((name, kind) for name, kind, _ in objects_of(entry))
    return dict(events), objects


def _declared(fields: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in sorted(fields.items())]


def _event(entry: Entry, declared: Mapping[str, str]) -> dict[str, Any]:
    attributes = [
        {"name": name, "value": value if declared.get(name) == TYPES[type(value)] else str(value)}
        for name, value in attributes_of(entry)
    ]
    related = [{"objectId": name, "qualifier": field} for name, _, field in objects_of(entry)]
    return {
        "id": id_of(entry), "type": entry.event, "time": entry.ts, "attributes": attributes, "relationships": related,
    }  # fmt: skip


def _listed(parts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield ("\n" if not number else ",\n") + json.dumps(part, ensure_ascii=False)
