"""Rows and what is sealed in them, as records and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from sqlalchemy import Row

from nahtlos.engine.ports import Decision, EffectRecord, ItemRecord, LineRef, RunRecord, StepRecord
from nahtlos.engine.screen import Value
from nahtlos.ledger.keys import Key

ERASED: Final = "(erased)"
"""Stands where something was whose key has been destroyed."""


def place(table: str, row: str | int, column: str) -> str:
    """Name the place that a sealed value is bound to."""
    return f"{table}:{row}:{column}"


def run_record(row: Row[Any], master: Key) -> RunRecord:
    """Read a run."""
    key = key_of("runs", row.id, row.sealed_key, master=master)
    private = _private(row.private, key, at=place("runs", row.id, "private"))
    return RunRecord(
        id=row.id, workflow=row.workflow, workflow_hash=row.workflow_hash, started_by=row.started_by,
        started_at=row.started_at, profile=row.profile, inputs=_mapping(private.get("inputs")) or {},
        options=_mapping(private.get("options")) or {}, state=row.state, stated_total=row.stated_total,
        left_out=row.left_out,
    )  # fmt: skip


def item_record(row: Row[Any], master: Key) -> ItemRecord:
    """Read an item; the row also holds the name of its worker."""
    key = key_of("items", row.id, row.sealed_key, master=master)
    private = _private(row.private, key, at=place("items", row.id, "private"))
    return ItemRecord(
        id=row.id, run=row.run, workflow=row.workflow, line=row.line, key=str(private.get("key", ERASED)),
        key_hash=row.key_hash, record=_mapping(private.get("record")) or {}, state=row.state, outcome=row.outcome,
        reason=_text(row.reason, key, at=place("items", row.id, "reason")), code=row.code, attempts=row.attempts,
        worker=row.worker_name, is_answered=row.is_answered,
    )  # fmt: skip


def step_record(row: Row[Any], key: Key | None) -> StepRecord:
    """Read a step."""
    private = _private(row.private, key, at=place("steps", f"{row.item}/{row.number}", "private"))
    return StepRecord(
        item=row.item, path=row.path, outcome=row.outcome, result=_mapping(private.get("result")),
        reason=cast(str | None, private.get("reason")), code=row.code, fields=row.fields,
        before=_mapping(private.get("before")), after=_mapping(private.get("after")), binds=row.binds,
    )  # fmt: skip


def effect_record(row: Row[Any], key: Key | None) -> EffectRecord:
    """Read an effect."""
    private = _private(row.private, key, at=place("effects", row.id, "private"))
    found = None if row.found is None else _private(row.found, key, at=place("effects", row.id, "found"))
    return EffectRecord(
        id=row.id, item=row.item, step=row.step, kind=row.kind, system=row.system, resource=row.resource,
        key=_mapping(private.get("key")) or {}, key_hash=row.key_hash, before=_mapping(private.get("before")),
        after=_mapping(private.get("after")) or {}, intended_at=row.intended_at, worker=row.worker, state=row.state,
        found=found, intent_line=_line(row.intent_stream, row.intent_seq),
        result_line=_line(row.result_stream, row.result_seq),
    )  # fmt: skip


def decision_record(row: Row[Any], key: Key | None) -> Decision:
    """Read a decision."""
    private = _private(row.private, key, at=place("decisions", row.id, "private"))
    return Decision(
        id=row.id, item=row.item, step=row.step, choice=row.choice, binds=row.binds,
        reason=str(private.get("reason", ERASED)), by=row.decided_by, at=row.decided_at,
        line=_line(row.line_stream, row.line_seq),
    )  # fmt: skip


def key_of(table: str, row: str, sealed_key: bytes | None, *, master: Key) -> Key | None:
    """Return the key of an item or run; None: it was destroyed."""
    return None if sealed_key is None else master.unwrap(sealed_key, at=place(table, row, "sealed_key"))


def stream_of(line: LineRef | None) -> str | None:
    """Return the first half of a reference to the journal."""
    return None if line is None else line.stream


def seq_of(line: LineRef | None) -> int | None:
    """Return the second half of a reference to the journal."""
    return None if line is None else line.seq


def _line(stream: str | None, seq: int | None) -> LineRef | None:
    return None if stream is None or seq is None else LineRef(stream=stream, seq=seq)


def _private(sealed: bytes, key: Key | None, *, at: str) -> Mapping[str, Value]:
    return {} if key is None else cast(Mapping[str, Value], key.unseal(sealed, at=at))


def _text(sealed: bytes | None, key: Key | None, *, at: str) -> str | None:
    if sealed is None:
        return None
    return ERASED if key is None else str(key.unseal(sealed, at=at))


def _mapping(value: Value) -> Mapping[str, Value] | None:
    return cast(Mapping[str, Value] | None, value)
