"""Steps and locators in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nahtlos.expressions import Template
from nahtlos.plan import nodes


def describe_steps(steps: nodes.Steps) -> Iterator[str]:
    """Write each step on a line of its own, what it contains below it."""
    for step in steps:
        yield f"{step.path}  {_says(step)}{_modifiers(step)}"
        yield from (f"    {line}" for line in _below(step))


def describe_locator(node: nodes.LocatorNode) -> str:
    """Write what is meant, and where it is looked for."""
    if node.kind == "row":
        words = f"the row {node.of_row}"
    elif node.row is not None and node.column is not None:
        words = f"cell {_name(node.row)} / {_name(node.column)}"
    else:
        name = "" if node.name is None else _name(node.name)
        words = name if node.kind == "named" else f"{node.kind} {name}"
    return words if node.within is None else f"{words} in {describe_locator(node.within)}"


def _name(name: nodes.NameNode) -> str:
    texts = " or ".join(f'"{text.text}"' for text in name.texts)
    return texts if name.how == "whole" else f"{name.how} {texts}"


def _modifiers(step: nodes.Step) -> str:
    when = "" if step.when is None else f"  when {step.when.text}"
    timeout = "" if step.timeout is None else f"  timeout {step.timeout:g} s"
    retry = getattr(step, "retry", None)
    again = "" if retry is None else f"  retry {retry.times} times after {retry.wait:g} s"
    note = "" if step.note is None else f"  # {step.note.text}"
    return f"{when}{timeout}{again}{note}"


def _says(step: nodes.Step) -> str:  # noqa: PLR0911, PLR0912 - one line per verb
    match step:
        case nodes.Open():
            path = "".join(part if isinstance(part, str) else part.text for part in step.path_parts)
            return f"open {path}{''.join(f' {name}={value.text}' for name, value in step.query)}"
        case nodes.Fill():
            return f"fill{_inside(step.within)}"
        case nodes.Upload():
            return f"upload{_inside(step.within)}"
        case nodes.Form():
            which = step.which if isinstance(step.which, str) else ", ".join(step.which)
            return f"form {which}{_inside(step.within)}"
        case nodes.Click():
            return f"click {describe_locator(step.locator)}{' twice' if step.twice else ''}{_answers(step)}"
        case nodes.Hover():
            return f"hover {describe_locator(step.locator)}"
        case nodes.Drag():
            return f"drag {describe_locator(step.locator)} to {describe_locator(step.to)}"
        case nodes.Press():
            return f"press {step.key}{_inside(step.within)}{_answers(step)}"
        case nodes.Script():
            return f"script {step.name}"
        case nodes.Save():
            return f"save by {_says(step.by)}"
        case nodes.Expect():
            value = "" if step.value is None else f" is {step.value.text}"
            return f"expect {'gone ' if step.gone else ''}{describe_locator(step.locator)}{value}"
        case nodes.Either():
            return "either"
        case nodes.Table():
            return f"table {step.name}{_grid(step)}{', same rows in order' if step.in_order else ''}"
        case nodes.Row():
            return f"row{_grid(step)}"
        case nodes.Read():
            which = step.which if isinstance(step.which, str) else ", ".join(step.which or ())
            return f"read {which}".rstrip() + _inside(step.within)
        case nodes.Set():
            return "set" if step.values else "note"
        case nodes.ForEach():
            key = "" if step.key is None else f", key {step.key.text}"
            return f"for each {step.name} in {step.elements.text}{key}"
        case nodes.Repeat():
            until = step.until.text if isinstance(step.until, Template) else describe_locator(step.until)
            return f"repeat until {until}, at most {step.at_most} times"
        case nodes.Window():
            return "window"
        case nodes.Download():
            return f"download {step.name}{f', a {step.type}' if step.type else ''}"
        case nodes.End():
            return step.as_
        case nodes.Reject():
            return f"reject {step.reason.text}"
        case nodes.Fail():
            return f"fail {step.reason.text}"
        case nodes.Do():
            return f"do {step.name}{' (effect)' if step.is_effect else ''}"
        case nodes.Transfer():
            return f"transfer {step.system}.{step.resource}{_ways(step)}"
        case nodes.LookUp():
            return f"look up {step.system}.{step.resource}, if missing {step.if_missing}, if many {step.if_many}"
        case nodes.EitherOr():
            return "either or"
    raise AssertionError(f"no such step: {type(step).__name__}")


def _below(step: nodes.Step) -> Iterator[str]:  # noqa: PLR0912 - one block per verb
    match step:
        case nodes.Fill() | nodes.Upload():
            for entry in step.entries:
                yield f"{describe_locator(entry.locator)}: {_filled(entry)}"
        case nodes.Either():
            for branch in step.branches:
                yield f"see {describe_locator(branch.see)}"
                yield from (f"  {line}" for line in describe_steps(branch.steps))
        case nodes.EitherOr():
            for case in step.cases:
                yield "else" if case.when is None else f"when {case.when.text}"
                yield from (f"  {line}" for line in describe_steps(case.steps))
        case nodes.Table() | nodes.Row():
            yield from _columns(step)
        case nodes.Read():
            yield from (
                f"{entry.name}: {describe_locator(entry.locator)}, {entry.type}{', optional' if entry.optional else ''}"
                for entry in step.entries
            )
        case nodes.Set():
            yield from _pairs(step.values)
        case nodes.ForEach() | nodes.Repeat():
            yield from describe_steps(step.steps)
        case nodes.Window():
            yield from describe_steps((step.by, *step.steps))
        case nodes.Download():
            yield from describe_steps((step.by,))
        case nodes.Do() | nodes.Script():
            yield from _pairs(step.arguments)
        case nodes.LookUp():
            yield from _pairs(step.key)
        case nodes.Transfer():
            yield from _pairs(step.values)
            yield from (f"on create {line}" for line in _pairs(step.on_create))


def _columns(step: nodes.Table | nodes.Row) -> Iterator[str]:
    if isinstance(step, nodes.Row):
        yield from (f"where {heading}: {_name(name)}" for heading, name in step.where)
    for column in step.columns:
        place = _name(column.heading) if column.locator is None else describe_locator(column.locator)
        yield f"{column.name}: {place}, {column.type}{', optional' if column.optional else ''}"
    if isinstance(step, nodes.Table) and step.cells is not None:
        cells = step.cells
        yield f"every cell as {cells.row}, {cells.column.name} ({cells.column.type}), {cells.text}"
    if isinstance(step, nodes.Table) and step.until is not None:
        yield f"until {step.until.text}"


def _grid(step: nodes.Table | nodes.Row) -> str:
    parts = {"of": step.of, "rows": step.rows, "none": step.none}
    if isinstance(step, nodes.Table):
        parts |= {"next": step.next, "total": step.total}
    return "".join(f", {name} {describe_locator(node)}" for name, node in parts.items() if node is not None)


def _ways(step: nodes.Transfer) -> str:
    back = step.on_conflict
    conflict = "" if back is None else f", on conflict back to {back.back_to} {back.times} times"
    target = "" if step.target is None else f", target {step.target.text}"
    return f", if missing {step.if_missing}, if different {step.if_different}{target}{conflict}"


def _pairs(pairs: Iterable[tuple[str, nodes.Argument]]) -> Iterator[str]:
    for name, value in pairs:
        if isinstance(value, nodes.Group):
            yield name
            yield from (f"  {line}" for line in _pairs(value.parts))
        else:
            yield f"{name}: {value.text}"


def _filled(entry: nodes.FillEntry) -> str:
    if entry.pick is None:
        return _value(entry.value)
    typed = _value(entry.value)
    return f"{typed}, pick {_name(entry.pick)}" if typed else f"pick {_name(entry.pick)}"


def _value(value: Template | tuple[Template, ...]) -> str:
    return value.text if isinstance(value, Template) else f"[{', '.join(part.text for part in value)}]"


def _inside(within: nodes.LocatorNode | None) -> str:
    return "" if within is None else f" in {describe_locator(within)}"


def _answers(step: nodes.Click | nodes.Press) -> str:
    return "".join(f", answer {_name(text)} with {reply.text}" for text, reply in step.answers)
