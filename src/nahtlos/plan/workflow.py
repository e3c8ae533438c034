"""From the model of a workflow to the plan: everything decided and checked before anything is opened."""

from __future__ import annotations

from collections.abc import Mapping

from nahtlos.errors import (
    EffectAsSource,
    NahtlosError,
    NoDecision,
    NoProcess,
    NoRows,
    NoSettle,
    NotAvailable,
    NotDelivered,
    Refused,
)
from nahtlos.expressions import CLOCK_FUNCTIONS, Functions, Typed
from nahtlos.model import workflow as model
from nahtlos.model.bot import Bot
from nahtlos.model.systems import System
from nahtlos.plan import nodes
from nahtlos.plan.catalogue import Action, Script
from nahtlos.plan.course import Course
from nahtlos.plan.fingerprint import fingerprint
from nahtlos.plan.head import Head, Ids
from nahtlos.plan.problems import in_order
from nahtlos.plan.record import compile_record
from nahtlos.plan.scope import ROW, TEXT, Scope, record_of
from nahtlos.plan.systems import KnownSystems
from nahtlos.plan.workflow_steps import compile_course, compile_do
from nahtlos.reading import Table


def compile_plan(
    workflow: model.Workflow,
    *,
    bots: Mapping[str, Bot | None],
    systems: Mapping[str, System],
    actions: Mapping[str, Action] | None = None,
    scripts: Mapping[str, Script] | None = None,
    functions: Functions = CLOCK_FUNCTIONS,
) -> nodes.Plan:
    """Compile a workflow with the bots it uses; raise `Refused` with everything that is wrong with them.

    `bots` are all there are; one that could not be read is None, and not complained about again. `systems` are those
    of the chosen profile; `scripts` the Python of bots, by the names of the bots; `functions` what
    expressions can call.
    """
    problems: list[NahtlosError] = []
    scope = Scope(functions=functions, problems=problems)
    inputs, record = compile_record(workflow.inputs, scope), compile_record(workflow.record, scope)
    scope.names.update(inputs=record_of(workflow.inputs), run=ROW)
    known = KnownSystems(systems=systems, bots=bots, scripts=scripts or {}, scope=scope)
    at = Course(scope=scope, results={}, systems=known, actions=actions or {}, ids=Ids())
    items = _items(workflow, at)
    steps = compile_course(workflow.steps, at.copy(item=record_of(workflow.record), key=TEXT))
    _check_header(workflow, scope)
    _check_settle(at)
    if problems:
        raise Refused(problems=in_order(problems, files=[workflow.place.source.name]))
    bot_hashes = {name: system.bot.hash for name, system in known.named.items()}
    return nodes.Plan(
        workflow=workflow.workflow,
        title=str(workflow.title),
        owner=str(workflow.owner),
        process=_process(workflow.process),
        hash=fingerprint(workflow.place.source.text, bot_hashes),
        inputs=inputs,
        record=record,
        items=items,
        steps=steps,
        systems=dict(known.named),
        limits=_limits(workflow.limits),
        retention_days=None if workflow.process is None else workflow.process.retention,
        writes=frozenset(at.written),
    )


# ---------------------------------------------------------------- items


def _items(workflow: model.Workflow, at: Course) -> nodes.Items:
    items = workflow.items
    head = Head(path="items", place=items.place, when=None, timeout=None, note=None, id=None)
    source, gives = compile_do(items.from_, items, head, at)
    if source.is_effect:
        at.scope.refuse(EffectAsSource(source=items.from_, place=items.from_.place))
    else:
        _check_rows(workflow, source, gives, at)
    here = at.copy(item=record_of(workflow.record))
    key = here.scope.template(items.key)
    here.check_key(key, of="items")
    leave_out = tuple(
        nodes.LeftOut(when=here.scope.condition(entry.when), because=here.scope.template(entry.because))
        for entry in items.leave_out
    )
    return nodes.Items(source=source, key=key, same_key=items.same_key, leave_out=leave_out, order=items.order)


def _check_rows(workflow: model.Workflow, source: nodes.Do, gives: Typed, at: Course) -> None:
    """Refuse a source without rows, and fields of the record that it does not give."""
    items = workflow.items
    lists = [part for part in (gives.fields or {}).values() if part.kind == "list"] if source.system else [gives]
    if gives.kind == "any":
        return
    if len(lists) != 1 or lists[0].kind != "list":
        at.scope.refuse(NoRows(source=items.from_, place=items.from_.place))
        return
    row = lists[0].element
    columns = set(row.fields or {}) if row is not None else set()
    columns |= _written_columns(items, at)
    for name, declared in workflow.record.items():
        if columns and name not in columns and declared.is_required:
            place = workflow.key_place("record", name)
            at.scope.refuse(NotDelivered(name=name, source=items.from_, known=sorted(columns), place=place))


def _written_columns(items: model.Items, at: Course) -> set[str]:
    action = at.actions.get(items.from_)
    columns = items.with_.get(action.columns_input) if action and action.columns_input else None
    return set(columns) if isinstance(columns, Table) else set()


# ---------------------------------------------------------------- header


def _check_header(workflow: model.Workflow, scope: Scope) -> None:
    for section in ("before_run", "after_run"):
        if getattr(workflow, section):
            scope.refuse(NotAvailable(what=f'"{section}"', place=workflow.key_place(section)))
    if workflow.process is None:
        for part, declared in (("inputs", workflow.inputs), ("record", workflow.record)):
            for name, value in declared.items():
                if value.personal:
                    scope.refuse(NoProcess(name=name, place=workflow.key_place(part, name)))
    elif workflow.process.decision.by == "prepared" and not _has_approve(workflow):
        scope.refuse(NoDecision(place=workflow.process.key_place("decision")))


def _has_approve(workflow: model.Workflow) -> bool:
    return any(step.does.word == "approve" for step in workflow.steps)


def _check_settle(at: Course) -> None:
    for name in at.written:
        if at.systems.systems[name].settle is None:
            at.scope.refuse(NoSettle(system=name, place=at.systems.systems[name].place))


def _process(process: model.Process | None) -> dict[str, str]:
    if process is None:
        return {}
    decision = process.decision.by if process.decision.norm is None else f"automatic: {process.decision.norm}"
    return {
        "purpose": str(process.purpose),
        "legal_basis": str(process.legal_basis),
        "recipients": ", ".join(process.recipients),
        "retention": process.as_it_stands("retention"),
        "decision": decision,
    }


def _limits(limits: model.Limits | None) -> nodes.Limits:
    return nodes.Limits() if limits is None else nodes.Limits(max_writes=limits.max_writes, first=limits.first)
