"""Elastic Common Schema: a JSON object per line, for Elastic, OpenSearch and whatever reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nahtlos.journal.exports.objects import id_of, person_of
from nahtlos.journal.history import Entry

VERSION = "8.11.0"
BAD = frozenset({"failed", "in_doubt", "not_done"})
KINDS: Mapping[str, tuple[str, str]] = {
    "effect": ("database", "change"),
    "account": ("iam", "change"),
    "secret": ("iam", "change"),
    "values": ("database", "access"),
    "address": ("network", "denied"),
    "decision": ("process", "info"),
    "system": ("configuration", "change"),
}
"""Category and type by the first word of an event; all others are processes that tell something."""


def as_ecs(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield one object a line."""
    for entry in entries:
        yield json.dumps(ecs_of(entry), ensure_ascii=False) + "\n"


def ecs_of(entry: Entry) -> dict[str, Any]:
    """Return an event as ECS names it; its own fields stand under `nahtlos`."""
    category, kind = KINDS.get(entry.event.split(".", 1)[0], ("process", "info"))
    outcome = entry.fields.get("outcome")
    found: dict[str, Any] = {
        "@timestamp": entry.ts,
        "ecs": {"version": VERSION},
        "event": {
            "kind": "event", "category": [category], "type": [kind], "action": entry.event, "id": id_of(entry),
            "sequence": entry.seq, "module": "nahtlos", "dataset": f"nahtlos.{entry.chain.log_class}",
            "outcome": "unknown" if outcome is None else "failure" if outcome in BAD else "success",
        },
        "log": {"file": {"path": entry.file}, "logger": entry.chain.stream},
        "nahtlos": dict(entry.fields),
    }  # fmt: skip
    if (person := person_of(entry)) is not None:
        found["user"] = {"name": person}
    if isinstance(host := entry.fields.get("host"), str):
        found["destination"] = {"domain": host, "port": entry.fields.get("port")}
    if isinstance(code := entry.fields.get("code"), str):
        found["error"] = {"code": code}
    return found
