"""Where the value of a field that was written comes from: expression by expression, back to what was read, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nahtlos.errors import NothingKnown, UnknownWrittenField
from nahtlos.journal.history import Entry
from nahtlos.journal.questions.answer import Answer, ref_of
from nahtlos.journal.scan import find_lines
from nahtlos.model import Workflow, load_workflow
from nahtlos.model.flow import Argument, Do, ForEach, Set
from nahtlos.model.step import Step
from nahtlos.model.transfer import EitherOr, LookUp, Transfer
from nahtlos.plan.head import path_of
from nahtlos.runtime.versions import kept_workflow
from nahtlos.runtime.workspace import Workspace

COLUMNS = ("of", "comes_from", "expression", "place", "when", "line")
_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PATH = re.compile(r"(?<![\w.|])([a-z_]\w*(?:\.[a-z_]\w*)*)(?!\s*\(|\w)")
_WORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "none", "true", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What a trace is followed in: one effect, its run, its case, and the workflow as it was then."""

    intent: Entry
    run: Sequence[Entry]
    case: Sequence[Entry]
    workflow: Workflow
    steps: Mapping[str, Step]


def trace(workspace: Workspace, what: str, field: str) -> Answer:
    """Follow a field of an effect, or of the last effect of a case that wrote it, to its source."""
    intents = _intents(workspace, what, field)
    trail = _trail(workspace, intents[-1])
    step = trail.steps[_path_of(trail.intent)]
    written = _written(step)
    if field not in written:
        raise UnknownWrittenField(field=field, known=sorted(written))
    name = f"{trail.intent.fields['system']}.{trail.intent.fields['resource']}.{field}"
    rows: list[dict[str, object]] = [
        {
            "of": name,
            "comes_from": "the workflow",
            "expression": str(written[field]),
            "place": str(written[field].place),
            "when": trail.intent.ts,
            "line": ref_of(trail.intent),
        },
        *_sources(str(written[field]), trail, seen=frozenset()),
    ]
    version = str(_begin(trail).fields["workflow_hash"])
    notes = [f"Effect {trail.intent.fields['effect']}, workflow {trail.workflow.workflow}, version {version}."]
    return Answer(question="lineage", columns=COLUMNS, rows=rows, notes=notes)


# ------------------------------------------------------------------ what happened


def _intents(workspace: Workspace, what: str, field: str) -> Sequence[Entry]:
    found = find_lines(workspace.logs, containing=[f'"{what}"'], events=["effect.intended"], log_class="runs")
    of_it = [entry for entry in found if what in (entry.fields.get("effect"), entry.fields.get("item"))]
    if not of_it:
        raise NothingKnown(what=f'an effect or a case "{what}" that wrote something')
    wrote = [entry for entry in of_it if field in _fields(entry)]
    if not wrote:
        raise UnknownWrittenField(field=field, known=sorted({name for entry in of_it for name in _fields(entry)}))
    return wrote


def _fields(entry: Entry) -> Sequence[str]:
    names = entry.fields.get("fields")
    return names if isinstance(names, list) else ()


def _trail(workspace: Workspace, intent: Entry) -> Trail:
    run, item = intent.fields["run"], intent.fields["item"]
    events = ["run.started", "run.resumed", "run.listed"]
    of_run = find_lines(workspace.logs, containing=[f'"run":"{run}"'], events=events, log_class="runs")
    of_case = find_lines(workspace.logs, containing=[f'"item":"{item}"'], log_class="runs")
    before = [entry for entry in of_run if entry.ts <= intent.ts]
    start = next((entry for entry in reversed(before) if "workflow_hash" in entry.fields), None)
    if start is None:
        raise NothingKnown(what=f"the beginning of run {run}")
    workflow = load_workflow(kept_workflow(workspace, str(start.fields["workflow_hash"])))
    return Trail(intent=intent, run=before, case=of_case, workflow=workflow, steps=dict(_walk(workflow.steps)))


def _begin(trail: Trail) -> Entry:
    return next(entry for entry in reversed(trail.run) if "workflow_hash" in entry.fields)


def _path_of(intent: Entry) -> str:
    """Take the step out of `item/step#round/number`."""
    return str(intent.fields["effect"]).split("/")[1].split("#", maxsplit=1)[0]


# ------------------------------------------------------------------ what the workflow says


def _walk(steps: Sequence[Step], prefix: str = "") -> Iterator[tuple[str, Step]]:
    for number, step in enumerate(steps):
        path = path_of(step, number, prefix=prefix)
        yield path, step
        match step.does:
            case ForEach():
                yield from _walk(step.does.steps, f"{path}.for_each")
            case EitherOr():
                for way, case in enumerate(step.does.cases):
                    yield from _walk(case.steps, f"{path}.either_or.{way}")


def _written(step: Step) -> Mapping[str, Argument]:
    match step.does:
        case Transfer():
            return {**step.does.set, **step.does.on_create}
        case Do():
            return step.does.with_
    return {}


def _sources(expression: str, trail: Trail, *, seen: frozenset[str]) -> Iterator[dict[str, object]]:
    paths = dict.fromkeys(path for path in _paths(expression) if path not in seen)
    for path in paths:
        yield from _source(path, trail, seen=seen | set(paths))
    if not _BRACES.search(expression):
        yield _row(expression, "a fixed text of the workflow")


def _paths(expression: str) -> Iterator[str]:
    for braces in _BRACES.findall(expression):
        text = re.sub(r"\|\s*[a-z_]\w*", " ", _QUOTED.sub(" ", braces))
        yield from (path for path in _PATH.findall(text) if path not in _WORDS)


def _source(path: str, trail: Trail, *, seen: frozenset[str]) -> Iterator[dict[str, object]]:
    head, *rest = path.split(".")
    match head:
        case "item" | "key":
            yield _of_record(path, rest, trail)
        case "steps":
            yield _of_step(path, rest, trail)
        case "inputs" | "run":
            yield _row(path, "what the run was started with", entry=_begin(trail))
        case _:
            yield from _of_name(path, head, trail, seen)


def _of_record(path: str, rest: Sequence[str], trail: Trail) -> dict[str, object]:
    items = trail.workflow.items
    listed = next((entry for entry in trail.run if entry.event == "run.listed"), None)
    begun = next((entry for entry in trail.case if entry.event == "item.started"), None)
    line = "" if begun is None else f", line {begun.fields.get('line')}"
    expression = str(items.key) if not rest else None
    return _row(path, f"{items.from_}{line}", expression=expression, place=items.place, entry=listed)


def _of_step(path: str, rest: Sequence[str], trail: Trail) -> dict[str, object]:
    found = next(((own, step) for own, step in trail.steps.items() if step.id == rest[0]), None) if rest else None
    if found is None:
        return _row(path, "a step that is not known")
    own, step = found
    ended = [
        entry for entry in trail.case
        if entry.event == "step.finished" and str(entry.fields.get("step")).split("#")[0] == own
    ]  # fmt: skip
    match step.does:
        case Transfer():
            source = f"{step.does.to}, read back after step {rest[0]}"
        case LookUp():
            source = f"{step.does.in_}, looked up in step {rest[0]}"
        case Do():
            source = f"{step.does.name}, in step {rest[0]}"
        case _:
            source = f"step {rest[0]}"
    before = [entry for entry in ended if entry.ts <= trail.intent.ts]
    return _row(path, source, place=step.place, entry=before[-1] if before else None)


def _of_name(path: str, head: str, trail: Trail, seen: frozenset[str]) -> Iterator[dict[str, object]]:
    """Follow a name that a `set` or the round of a `for_each` gave."""
    for step in trail.steps.values():
        match step.does:
            case Set() if head in step.does.values:
                text = step.does.values[head]
                yield _row(path, "a name of the workflow", expression=str(text), place=text.place)
                yield from _sources(str(text), trail, seen=seen)
                return
            case ForEach() if head == step.does.as_:
                text = step.does.in_
                yield _row(path, "the round of a for_each", expression=str(text), place=text.place)
                yield from _sources(str(text), trail, seen=seen)
                return
    yield _row(path, "a name that is not known")


def _row(
    of: str, source: str, *, expression: str | None = None, place: object = None, entry: Entry | None = None
) -> dict[str, object]:
    return {
        "of": of,
        "comes_from": source,
        "expression": expression,
        "place": None if place is None else str(place),
        "when": None if entry is None else entry.ts,
        "line": None if entry is None else ref_of(entry),
    }
