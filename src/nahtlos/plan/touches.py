"""The verbs of bots that act on a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nahtlos.errors import NoPython, OutsideResource, UnknownField
from nahtlos.expressions import Template
from nahtlos.model import screen as model
from nahtlos.plan import nodes
from nahtlos.plan.address import compile_address
from nahtlos.plan.head import Head
from nahtlos.plan.locators import compile_locator, compile_name
from nahtlos.plan.passage import Passage
from nahtlos.plan.scope import ANY
from nahtlos.reading import Text


def compile_open(verb: model.Open, head: Head, at: Passage) -> nodes.Open:
    """Take the address apart."""
    path, query = compile_address(verb.path, at.scope)
    query += [(name, at.scope.template(value)) for name, values in verb.query.items() for value in values]
    return nodes.Open(**head, path_parts=path, query=tuple(query))


def compile_fill(verb: model.Fill, head: Head, at: Passage) -> nodes.Fill:
    """Compile labels and values."""
    entries = _entries(verb.entries, at, at.scope.value)
    return nodes.Fill(**head, entries=entries, within=at.area(verb.in_))


def compile_upload(verb: model.Upload, head: Head, at: Passage) -> nodes.Upload:
    """Compile labels and files."""
    entries = _entries(verb.entries, at, at.scope.template)
    return nodes.Upload(**head, entries=entries, within=at.area(verb.in_))


def compile_form(verb: model.Form, head: Head, at: Passage) -> nodes.Form:
    """Check which fields of the resource are filled."""
    if at.section not in {"create", "update"}:
        at.scope.refuse(OutsideResource(verb="form", where='"create" and "update"', place=verb.place))
    if verb.fields == ("changed",) and at.section == "create":
        at.scope.refuse(OutsideResource(verb="form: changed", where='"update"', place=verb.place))
    if verb.fields in {("all",), ("changed",)}:
        which: str | tuple[str, ...] = verb.fields[0]
    else:
        which = field_names(verb.fields, at)
    return nodes.Form(**head, which=which, within=at.area(verb.in_))  # type: ignore[arg-type]


def compile_click(verb: model.Click, head: Head, at: Passage) -> nodes.Click:
    """Compile what is clicked, and the answers to browser dialogs."""
    return nodes.Click(**head, locator=at.locator(verb.at, verb.in_), twice=verb.twice, answers=_answers(verb, at))


def compile_drag(verb: model.Drag, head: Head, at: Passage) -> nodes.Drag:
    """Compile what is dragged, and where to."""
    to = at.area(verb.to)
    assert to is not None
    return nodes.Drag(**head, locator=at.locator(verb.at, verb.in_), to=to)


def compile_press(verb: model.Press, head: Head, at: Passage) -> nodes.Press:
    """Compile the key, and where it is pressed."""
    within = at.area(verb.in_)
    if verb.in_ is not None and within is not None and within.kind == "area":
        within = replace(within, kind="named")  # a key is pressed in a field, or in an area of that title
    return nodes.Press(**head, key=str(verb.key), within=within, answers=_answers(verb, at))


def compile_script(verb: model.Script, head: Head, at: Passage) -> nodes.Script:
    """Compile the arguments of a method."""
    if not at.has_script:
        at.scope.refuse(NoPython(bot=at.bot.bot, place=verb.place))
    if head["id"] is not None:
        at.scope.set(head["id"], ANY, place=head["place"])
    arguments = tuple((name, at.scope.template(value)) for name, value in verb.with_.items())
    return nodes.Script(**head, name=str(verb.name), arguments=arguments)


def compile_expect(verb: model.Expect, head: Head, at: Passage) -> nodes.Expect:
    """Compile what should be seen, gone, or held by a field."""
    locator = verb.see or verb.gone or verb.field
    assert locator is not None
    return nodes.Expect(
        **head,
        locator=at.locator(locator, verb.in_),
        gone=verb.gone is not None,
        value=None if verb.is_ is None else at.scope.template(verb.is_),
    )


def field_names(names: tuple[Text, ...], at: Passage) -> tuple[str, ...]:
    """Return names of fields of the resource; refuse those it does not have."""
    known = {} if at.resource is None else at.resource.fields
    for name in names:
        if name not in known:
            at.scope.refuse(UnknownField(owner=at.owner, name=name, known=list(known), place=name.place))
    return tuple(str(name) for name in names)


def _entries(
    entries: tuple[model.Filled, ...], at: Passage, compile_: Callable[[Text], Template]
) -> tuple[nodes.FillEntry, ...]:
    return tuple(
        nodes.FillEntry(
            locator=compile_locator(entry.at, at.scope),
            value=compile_(entry.value)
            if isinstance(entry.value, Text)
            else tuple(at.scope.template(part) for part in entry.value),
            pick=None if entry.pick is None else compile_name(entry.pick, at.scope),
        )
        for entry in entries
    )


def _answers(verb: model.Click | model.Press, at: Passage) -> tuple[tuple[nodes.NameNode, Template], ...]:
    return tuple(
        (
            nodes.NameNode(texts=(at.scope.template(Text(text, place=verb.key_place("answer", text))),)),
            at.scope.template(reply),
        )
        for text, reply in verb.answer.items()
    )
