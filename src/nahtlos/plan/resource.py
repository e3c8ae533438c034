"""Resources of a bot: their fields, and how to find, list, read, create and update a record."""

from __future__ import annotations

from collections.abc import Iterable

from nahtlos.errors import (
    EndMisplaced,
    FindNotEnded,
    ListWithoutKey,
    NoneNotSeen,
    NotAvailable,
    Place,
    SaveInLoop,
    SavesOnPath,
    UnknownField,
)
from nahtlos.expressions import Template, Typed
from nahtlos.model import bot as model
from nahtlos.plan import endings, nodes
from nahtlos.plan.bot_steps import compile_steps
from nahtlos.plan.field import compile_field, field_type
from nahtlos.plan.passage import Passage
from nahtlos.plan.sample import compile_sample
from nahtlos.plan.scope import ANY, ROW, TEXT, Scope

CHANGED = Typed(kind="list", element=TEXT)


def compile_resource(name: str, resource: model.Resource, bot: Passage) -> nodes.Resource:
    """Compile a resource and check its sequences."""
    keys = _keys(name, resource, bot.scope)
    key = _record(resource, {field for key in keys for field in key}) if keys else ANY
    want = _record(resource, resource.fields)
    find, target = _find(name, resource, bot, key=key)
    row = {"row": ROW} if "row" in (target.fields or {}) else {}
    fields = {part: compile_field(part, one, bot.scope.with_names(**row)) for part, one in resource.fields.items()}
    read = bot.begin("read", owner=f'the read of "{name}"', resource=resource, key=key, target=target)
    create = bot.begin("create", owner=f'The create of "{name}"', resource=resource, key=key, want=want)
    update = bot.begin(
        "update", owner=f'The update of "{name}"', resource=resource, key=key, target=target, want=want,
        changed=CHANGED,
    )  # fmt: skip
    list_, listed = _list(name, resource, bot)
    if resource.autosave:
        bot.scope.refuse(NotAvailable(what='"autosave"', place=resource.key_place("autosave")))
    return nodes.Resource(
        name=name,
        place=resource.place,
        keys=keys,
        fields=fields,
        find=find,
        read=compile_steps(resource.read, read.with_names(**row)),
        create=_writing(resource, create, place=resource.key_place("create")),
        update=_writing(resource, update.with_names(**row), place=resource.key_place("update")),
        list=list_,
        listed=listed,
        saved=None
        if resource.saved is None
        else bot.begin("read", owner="", key=key, want=want).locator(resource.saved),
        autosave=resource.autosave,
        confirm=_confirm(name, resource, bot.scope),
        sample=_sample(name, resource, bot.scope),
    )


def check_saves(steps: nodes.Steps, at: Passage, *, place: Place) -> None:
    """Refuse a writing sequence that does not save exactly once on every way."""
    misplaced = list(endings.misplaced(steps))
    for problem in misplaced:
        at.scope.refuse(problem)
    if any(isinstance(problem, SaveInLoop) for problem in misplaced):
        return
    counts = endings.saves(steps)
    if 0 in counts or not counts:
        at.scope.refuse(SavesOnPath(owner=at.owner, most=False, place=place))
    if endings.MANY in counts:
        at.scope.refuse(SavesOnPath(owner=at.owner, most=True, place=place))


def _record(resource: model.Resource, names: Iterable[str]) -> Typed:
    fields = {name: field_type(resource.fields[name]) for name in names if name in resource.fields}
    return Typed(kind="record", fields=fields)


def _keys(name: str, resource: model.Resource, scope: Scope) -> tuple[tuple[str, ...], ...]:
    """Return the natural keys, or none if one of them was refused."""
    known = list(resource.fields)
    unknown = [field for key in resource.key for field in key if field not in known]
    for field in unknown:
        scope.refuse(UnknownField(owner=f'The resource "{name}"', name=field, known=known, place=field.place))
    return () if unknown else tuple(tuple(str(field) for field in key) for key in resource.key)


def _confirm(name: str, resource: model.Resource, scope: Scope) -> tuple[str, ...]:
    """Return the fields that are compared besides the key."""
    known = list(resource.fields)
    for field in resource.confirm:
        if field not in known:
            scope.refuse(
                UnknownField(owner=f'The resource "{name}"', name=field, known=known, place=field.place)
            )
    return tuple(str(field) for field in resource.confirm)


def _sample(name: str, resource: model.Resource, scope: Scope) -> tuple[tuple[str, Template], ...]:
    known = list(resource.fields)
    for field in resource.sample:
        if field not in known:
            scope.refuse(
                UnknownField(
                    owner=f'The resource "{name}"', name=field, known=known, place=resource.key_place("sample", field)
                )
            )
    wanted = {field: field_type(part) for field, part in resource.fields.items()}
    return compile_sample(resource.sample, wanted, scope)


def _find(name: str, resource: model.Resource, bot: Passage, *, key: Typed) -> tuple[nodes.Steps, Typed]:
    at = bot.begin("find", owner=f'the find of "{name}"', resource=resource, key=key)
    steps = compile_steps(resource.find, at)
    place = resource.key_place("find")
    if not endings.says_what_it_found(steps):
        at.scope.refuse(FindNotEnded(resource=name, place=place))
    for end in endings.misplaced_ends(steps):
        at.scope.refuse(EndMisplaced(word=end.as_, place=end.place))
    if resource.create and not endings.sees_none(steps):
        at.scope.refuse(NoneNotSeen(resource=name, place=place))
    return steps, Typed(kind="record", fields=dict(at.scope.ever))


def _list(name: str, resource: model.Resource, bot: Passage) -> tuple[nodes.Steps, str]:
    at = bot.begin("list", owner=f'the list of "{name}"', resource=resource)
    steps = compile_steps(resource.list, at)
    tables = [step for step in endings.walk(steps) if isinstance(step, nodes.Table)]
    key = [str(field) for field in resource.key[0]] if resource.key else []
    for table in tables:
        if set(key) <= {column.name for column in table.columns}:
            return steps, table.name
    if steps:
        at.scope.refuse(ListWithoutKey(resource=name, key=key, place=resource.key_place("list")))
    return steps, ""


def _writing(resource: model.Resource, at: Passage, *, place: Place) -> nodes.Steps:
    written = resource.create if at.section == "create" else resource.update
    steps = compile_steps(written, at)
    if steps and not resource.autosave:
        check_saves(steps, at, place=place)
    return steps
