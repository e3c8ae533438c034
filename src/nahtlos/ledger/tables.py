"""The tables. Columns that hold sealed values are `private` or named after the value; all others may be read by anyone.

A change here needs a migration; a test holds the two together.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)


class Moment(TypeDecorator[datetime]):
    """A point in time as text in UTC that sorts as it should."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> str | None:
        """Write it with microseconds, always of the same length."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, _: Dialect) -> datetime | None:
        """Read it."""
        return None if value is None else datetime.fromisoformat(value)


class Names(TypeDecorator[tuple[str, ...]]):
    """Names of fields."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _: Dialect) -> str:
        """Write them as a JSON list."""
        return json.dumps(value or (), ensure_ascii=False)

    def process_result_value(self, value: str | None, _: Dialect) -> tuple[str, ...]:
        """Read them."""
        return tuple(json.loads(value or "[]"))


METADATA: Final = MetaData()

meta = Table(
    "meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

workers = Table(
    "workers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("lifeline", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("lease_until", Moment, nullable=False),
    Column("ended_at", Moment),
)

runs = Table(
    "runs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, nullable=False),
    Column("workflow_hash", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("profile", Text),
    Column("state", Text, nullable=False),
    Column("stated_total", Integer),
    Column("left_out", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("sealed_key", LargeBinary),
    Column("private", LargeBinary, nullable=False),
    Index("runs_by_workflow", "workflow", "started_at"),
)

items = Table(
    "items",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("run", Text, ForeignKey("runs.id"), nullable=False),
    Column("workflow", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("code", Text),
    Column("attempts", Integer, nullable=False),
    Column("worker", Integer, ForeignKey("workers.id")),
    Column("round", Integer, nullable=False),
    Column("is_answered", Boolean, nullable=False),
    Column("left_at", Moment),
    Column("sealed_key", LargeBinary),
    Column("private", LargeBinary, nullable=False),
    Column("reason", LargeBinary),
    Column("erased_at", Moment),
    Index("items_by_state", "run", "state", "line"),
    Index("items_by_line", "run", "line"),
    Index(
        "one_open_item_per_key",
        "workflow",
        "key_hash",
        unique=True,
        sqlite_where=text("state <> 'finished'"),
        postgresql_where=text("state <> 'finished'"),
    ),
    Index(
        "answered_items",
        "run",
        "is_answered",
        "line",
        sqlite_where=text("is_answered = 1"),
        postgresql_where=text("is_answered"),
    ),
)

steps = Table(
    "steps",
    METADATA,
    Column("item", Text, ForeignKey("items.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Text),
    Column("fields", Names, nullable=False),
    Column("binds", Text),
    Column("private", LargeBinary, nullable=False),
)

effects = Table(
    "effects",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("run", Text, ForeignKey("runs.id"), nullable=False),
    Column("item", Text, ForeignKey("items.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("intended_at", Moment, nullable=False),
    Column("worker", Text, nullable=False),
    Column("private", LargeBinary, nullable=False),
    Column("found", LargeBinary),
    Column("intent_stream", Text),
    Column("intent_seq", BigInteger),
    Column("result_stream", Text),
    Column("result_seq", BigInteger),
    Index("effects_by_item", "item", "number", unique=True),
    Index("effects_by_run", "run"),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("item", Text, ForeignKey("items.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("choice", Text, nullable=False),
    Column("binds", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("private", LargeBinary, nullable=False),
    Column("line_stream", Text),
    Column("line_seq", BigInteger),
    Index("decisions_by_item", "item", "number", unique=True),
)

locks = Table(
    "locks",
    METADATA,
    Column("system", Text, primary_key=True),
    Column("resource", Text, primary_key=True),
    Column("key_hash", Text, primary_key=True),
    Column("effect", Text, ForeignKey("effects.id"), nullable=False),
    Column("item", Text, ForeignKey("items.id"), nullable=False),
    sqlite_with_rowid=False,
)

accounts = Table(
    "accounts",
    METADATA,
    Column("system", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("locked_at", Moment, nullable=False),
    Column("reason", LargeBinary, nullable=False),
)

pauses = Table(
    "pauses",
    METADATA,
    Column("system", Text, primary_key=True),
    Column("paused_by", Text, nullable=False),
    Column("paused_at", Moment, nullable=False),
)

schedules = Table(
    "schedules",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("paused_by", Text),
    Column("paused_at", Moment),
)

slots = Table(
    "slots",
    METADATA,
    Column("schedule", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("profile", Text),
    Column("because", Text, nullable=False),
    Column("added_by", Text),
    Column("rank", Integer, nullable=False),  # minus the priority, so that one index gives the order
    Column("deadline", Integer),
    Column("state", Text, nullable=False),
    Column("run", Text),
    Column("code", Text),
    Column("not_before", Moment),
    Column("attempts", Integer, nullable=False),
    Column("worker", Integer, ForeignKey("workers.id")),
    Column("taken_at", Moment),
    Column("ended_at", Moment),
    Column("private", LargeBinary),
    Index("slots_by_due", "schedule", "kind", "due_at"),
    Index("slots_by_state", "state", "rank", "due_at"),
    Index("slots_by_run", "run"),
    Index(
        "one_running_slot_per_workflow",
        "workflow",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
)

shifts = Table(
    "shifts",
    METADATA,
    Column("run", Text, primary_key=True),
    Column("worker", Integer, ForeignKey("workers.id"), primary_key=True),
    Column("begun_at", Moment, nullable=False),
    Column("stop_by", Text),
    Column("stop_at", Moment),
    Column("stop_reason", LargeBinary),
    Column("ended_at", Moment),
    Column("code", Text),
    Column("private", LargeBinary),
)

tokens = Table(
    "tokens",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("may", Names, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("until", Moment),
)

requests = Table(
    "requests",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("use", Text, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("granted_by", Text),
    Column("granted_at", Moment),
    Column("private", LargeBinary, nullable=False),
)

holds = Table(
    "holds",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("held_by", Text, nullable=False),
    Column("held_at", Moment, nullable=False),
    Column("reason", LargeBinary, nullable=False),
)

sightings = Table(
    "sightings",
    METADATA,
    Column("schedule", Text, primary_key=True),
    Column("sighting", Text, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)
