"""What the steps of a bot rely on: every locator they say, what it is for, and when it need not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from nahtlos.errors import Place
from nahtlos.expressions import Template
from nahtlos.plan import nodes
from nahtlos.plan.describe_steps import describe_locator
from nahtlos.plan.endings import inner
from nahtlos.plan.scope import TEXT

Use = Literal["field", "click", "see", "value"]
QUESTION = "the browser asks it only after a click that may write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One locator, as a bot says it."""

    words: str
    """With its expressions as they are written."""
    place: Place
    node: nodes.LocatorNode | None = None
    """None: a question of the browser."""
    use: Use = "see"
    within: nodes.LocatorNode | None = None
    values: tuple[Template, ...] = ()
    """What would be filled in: it may make the field one about persons."""
    is_personal: bool = False
    is_optional: bool = False
    """It may be missing: folded away, or not on every page."""
    is_passing: bool = False
    """It comes and goes with the data, so that no contract can hold it."""
    absent: str = "it was not there"
    """Why it may not have been looked at."""


def mentioned(steps: nodes.Steps, resource: nodes.Resource | None, bot: nodes.Bot) -> Iterator[Mention]:
    """Return everything that steps rely on, those inside others too, and those of operations they run."""
    for step in steps:
        yield from before(step, resource)
        yield from after(step)
        for sequence in () if isinstance(step, nodes.Save) else inner(step):
            yield from mentioned(sequence, resource, bot)
        if isinstance(step, nodes.Do) and (operation := bot.operations.get(step.operation or step.name)):
            yield from mentioned(operation.steps, None, bot)


def before(step: nodes.Step, resource: nodes.Resource | None) -> Iterator[Mention]:  # noqa: PLR0912 - one per verb
    """Return what has to be there for a step to be done."""
    match step:
        case nodes.Fill() | nodes.Upload():
            for entry in step.entries:
                yield thing(entry.locator, "field", within=step.within, values=entry.said)
        case nodes.Form():
            for field in form_fields(step, resource):
                yield from _field(field, "field", within=step.within)
        case nodes.Read(which=str() | tuple() as which):
            for name, field in _fields(resource).items():
                if not field.unreadable and (which == "all" or name in which):
                    yield from _field(field, "value", within=step.within)
        case nodes.Read():
            for named in step.entries:
                yield thing(named.locator, "value", within=step.within, is_optional=named.optional)
        case nodes.Save():
            yield from before(step.by, resource)
        case nodes.Click() | nodes.Hover():
            yield thing(step.locator, "click")
        case nodes.Drag():
            yield thing(step.locator, "click")
            yield thing(step.to, "see")
        case nodes.Press(within=nodes.LocatorNode() as within):
            yield thing(within, "field" if within.kind in ("named", "label") else "see")
    yield from _questions(step.by if isinstance(step, nodes.Save) else step)


def after(step: nodes.Step) -> Iterator[Mention]:
    """Return what is there only when a step has been done, or while it is waited for."""
    match step:
        case nodes.Expect():
            words = "it is waited for until it goes" if step.gone else "it was not waited for"
            yield _passing(step.locator, absent=words)
        case nodes.Either():
            for branch in step.branches:
                yield _passing(branch.see, absent="the screen went another way")
        case nodes.Repeat(until=nodes.LocatorNode() as until):
            yield _passing(until, absent="the repetition had not come to its end")
        case nodes.Table() | nodes.Row():
            yield from _grid(step)


def _grid(step: nodes.Table | nodes.Row) -> Iterator[Mention]:
    """Say what a table is known by; columns that may be missing, too, because then nobody would notice."""
    if step.rows is None:
        for column in step.columns:
            yield _column(column.heading, step.place)
        for heading in _headings(step):
            yield _column(nodes.NameNode(texts=(_said(heading, step.place),)), step.place)
    else:
        inside = [column.locator for column in step.columns if column.locator is not None]
        yield from (_passing(node, absent="it stands in every row") for node in (step.rows, *inside))
    if step.of is not None:
        yield _passing(step.of, absent="the table was found without it")
    if step.none is not None:
        yield _passing(step.none, absent="it is shown only where there is nothing")
    if isinstance(step, nodes.Table):
        if step.next is not None:
            yield _passing(step.next, absent="the list had only one page")
        if step.total is not None:
            yield thing(step.total, "value", is_optional=True)


def _column(name: nodes.NameNode, place: Place) -> Mention:
    return thing(nodes.LocatorNode(kind="column", name=name, place=place), "see", is_optional=True)


def _said(text: str, place: Place) -> Template:
    return Template(text=text, place=place, type=TEXT, is_constant=True, run=lambda _: text)


def _headings(step: nodes.Table | nodes.Row) -> tuple[str, ...]:
    """Return the columns that a row is chosen by, if they are not named otherwise."""
    if not isinstance(step, nodes.Row):
        return ()
    known = {column.name for column in step.columns}
    return tuple(name for name, _ in step.where if name not in known)


def form_fields(step: nodes.Form, resource: nodes.Resource | None) -> Iterator[nodes.Field]:
    """Return the fields that a form may fill."""
    keys = {name for key in resource.keys for name in key} if resource else set()
    is_update = step.which == "changed"
    for name, field in _fields(resource).items():
        is_fixed = field.read_only or (is_update and (field.create_only or name in keys))
        if not is_fixed and (isinstance(step.which, str) or name in step.which):
            yield field


def thing(
    node: nodes.LocatorNode, use: Use, *, within: nodes.LocatorNode | None = None, values: tuple[Template, ...] = (),
    is_personal: bool = False, is_optional: bool = False,
) -> Mention:  # fmt: skip
    """Return the mention of a locator."""
    return Mention(
        words=describe_locator(node), node=node, use=use, within=within, values=values, is_personal=is_personal,
        is_optional=is_optional, place=node.place,
    )  # fmt: skip


def _passing(node: nodes.LocatorNode, *, absent: str) -> Mention:
    return replace(thing(node, "see", is_optional=True), is_passing=True, absent=absent)


def _fields(resource: nodes.Resource | None) -> Mapping[str, nodes.Field]:
    return resource.fields if resource is not None else {}


def _field(
    field: nodes.Field, use: Literal["field", "value"], *, within: nodes.LocatorNode | None
) -> Iterator[Mention]:
    if field.behind is not None:
        fold = thing(field.behind, "click", is_optional=True)
        yield replace(fold, words=f"{field.name} behind {fold.words}", place=field.place, absent="it is open already")
    is_optional = field.behind is not None or (use == "value" and field.optional)
    one = thing(field.locator, use, within=within, is_personal=field.personal, is_optional=is_optional)
    absent = "it is folded away, or the record that was looked at does not have it" if is_optional else one.absent
    yield replace(one, words=f"{field.name} {one.words}", place=field.place, absent=absent)


def _questions(step: nodes.Step) -> Iterator[Mention]:
    for name, _ in step.answers if isinstance(step, nodes.Click | nodes.Press) else ():
        texts = " or ".join(f'"{text.text}"' for text in name.texts)
        yield Mention(words=f"question {texts}", place=step.place, is_optional=True, is_passing=True, absent=QUESTION)
