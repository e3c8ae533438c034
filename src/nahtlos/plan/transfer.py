"""`transfer` and `look_up`: what is said about one record, compared with what the bot knows of it."""

from __future__ import annotations

from nahtlos.errors import (
    CannotCreate,
    CannotUpdate,
    ConfirmNotSet,
    CreateOnlyField,
    KeyNotSet,
    NotAKey,
    NotAvailable,
    NoWayBack,
    ReadOnlyField,
    SetTwice,
    UnknownField,
)
from nahtlos.expressions import Template, Typed
from nahtlos.model import transfer as model
from nahtlos.plan import nodes
from nahtlos.plan.address import check_addresses
from nahtlos.plan.course import Course
from nahtlos.plan.head import Head
from nahtlos.plan.scope import ANY, TEXT
from nahtlos.plan.values import check_value
from nahtlos.reading import Text

INSTEAD_OF_TARGET = "Leave it out: the record is found by its key."

Values = tuple[tuple[str, Template], ...]


def compile_transfer(verb: model.Transfer, head: Head, at: Course) -> nodes.Transfer:
    """Compile a transfer and check it against the resource."""
    named = at.resource(verb.to)
    system, resource = named if named else (None, None)
    set_ = _values(verb, "set", verb.set, resource=resource, at=at)
    on_create = _values(verb, "on_create", verb.on_create, resource=resource, at=at)
    if system is not None and resource is not None:
        at.written.setdefault(system.name, verb.to)
        _check_key(verb, resource, at)
        _check_confirmed(verb, resource, at)
        _check_fields(verb, resource, at)
        _check_ways(verb, resource, at)
        _check_addresses(system, resource, set_ + on_create, at)
    if verb.target is not None:
        at.scope.refuse(NotAvailable(what='"target"', instead=INSTEAD_OF_TARGET, place=verb.key_place("target")))
    return nodes.Transfer(
        **head,
        system=system.name if system else "",
        resource=resource.name if resource else "",
        values=set_,
        on_create=on_create,
        if_missing=verb.if_missing,
        if_different=verb.if_different,
        target=None if verb.target is None else at.scope.template(verb.target),
        on_conflict=_way_back(verb.on_conflict, at),
        retry=compile_retry(verb.retry),
    )


def compile_look_up(verb: model.LookUp, head: Head, at: Course) -> nodes.LookUp:
    """Compile a look_up and check its key."""
    named = at.resource(verb.in_)
    system, resource = named if named else (None, None)
    key = _values(verb, "key", verb.key, resource=resource, at=at)
    if system is not None and resource is not None:
        is_known = set(verb.key) <= set(resource.fields) and bool(resource.keys)
        if is_known and not any(set(names) == set(verb.key) for names in resource.keys):
            place = verb.key_place("key")
            at.scope.refuse(NotAKey(resource=f"{system.name}.{resource.name}", keys=resource.keys, place=place))
        _check_addresses(system, resource, key, at)
    return nodes.LookUp(
        **head,
        system=system.name if system else "",
        resource=resource.name if resource else "",
        key=key,
        if_missing=verb.if_missing,
        if_many=verb.if_many,
        retry=compile_retry(verb.retry),
    )


def transfer_type(step: nodes.Transfer, at: Course) -> Typed:
    """Return what is known about the result of a transfer."""
    record = _record(step.system, step.resource, at)
    if record.fields is None:
        return record
    ways = {"outcome": TEXT, "target": Typed(kind="record"), "before": Typed(kind="record")}
    return Typed(kind="record", fields={**ways, **record.fields})


def look_up_type(step: nodes.LookUp, at: Course) -> Typed:
    """Return what is known about the record that was looked up."""
    return _record(step.system, step.resource, at)


def compile_retry(retry: model.Retry | None) -> nodes.Retry | None:
    """Return how often to try again."""
    return None if retry is None else nodes.Retry(times=retry.times, wait=retry.wait)


def node_type(field: nodes.Field) -> Typed:
    """Return what is known about the values of a field."""
    return Typed(kind=field.type, personal=field.personal, element=TEXT if field.type == "list" else None)


def _record(system: str, resource: str, at: Course) -> Typed:
    found = at.systems.get(system)
    if found is None or resource not in found.bot.resources:
        return ANY
    fields = found.bot.resources[resource].fields
    return Typed(kind="record", fields={name: node_type(field) for name, field in fields.items()})


def _values(
    verb: model.Transfer | model.LookUp, section: str, given: dict[str, Text], *,
    resource: nodes.Resource | None, at: Course,
) -> Values:  # fmt: skip
    values = []
    for name, text in given.items():
        template = at.scope.template(text)
        values.append((name, template))
        if resource is None:
            continue
        if name not in resource.fields:
            owner = verb.to if isinstance(verb, model.Transfer) else verb.in_
            place = verb.key_place(section, name)
            at.scope.refuse(UnknownField(owner=owner, name=name, known=list(resource.fields), place=place))
        else:
            field = resource.fields[name]
            check_value(name, template, wanted=node_type(field), scope=at.scope, words=list(field.values or ()))
    return tuple(values)


def _check_key(verb: model.Transfer, resource: nodes.Resource, at: Course) -> None:
    if resource.keys and not any(set(key) <= set(verb.set) for key in resource.keys):
        at.scope.refuse(KeyNotSet(resource=verb.to, keys=resource.keys, place=verb.key_place("set")))


def _check_confirmed(verb: model.Transfer, resource: nodes.Resource, at: Course) -> None:
    missing = [name for name in resource.confirm if name not in verb.set]
    if missing and resource.update and verb.if_different in {"ask", "update"}:
        at.scope.refuse(ConfirmNotSet(resource=verb.to, fields=missing, place=verb.key_place("set")))


def _check_fields(verb: model.Transfer, resource: nodes.Resource, at: Course) -> None:
    keys = {name for key in resource.keys for name in key}
    for section, names in (("set", verb.set), ("on_create", verb.on_create)):
        for name in names:
            field, place = resource.fields.get(name), verb.key_place(section, name)
            if field is None:
                continue
            if field.read_only and name not in keys and name not in resource.confirm:
                at.scope.refuse(ReadOnlyField(owner=verb.to, name=name, place=place))
            if section == "on_create" and name in verb.set:
                at.scope.refuse(SetTwice(name=name, place=place))
            may_update = verb.if_different in {"ask", "update"}
            if section == "set" and field.create_only and keys and name not in keys and may_update:
                at.scope.refuse(CreateOnlyField(name=name, place=place))


def _check_ways(verb: model.Transfer, resource: nodes.Resource, at: Course) -> None:
    if verb.if_missing == "create" and not resource.create:
        place = verb.place_of("if_missing") if "if_missing" in verb.model_fields_set else verb.to.place
        at.scope.refuse(CannotCreate(resource=verb.to, place=place))
    keys = {name for key in resource.keys for name in key}
    can_differ = bool(set(verb.set) & set(resource.fields) - keys)
    if verb.if_different in {"ask", "update"} and can_differ and not resource.update:
        place = verb.place_of("if_different") if "if_different" in verb.model_fields_set else verb.to.place
        at.scope.refuse(CannotUpdate(resource=verb.to, place=place))


def _way_back(back: model.GoBack | None, at: Course) -> nodes.Conflict | None:
    if back is None:
        return None
    if back.back_to not in at.earlier:
        at.scope.refuse(NoWayBack(id=back.back_to, known=list(at.earlier), place=back.back_to.place))
    return nodes.Conflict(back_to=str(back.back_to), times=back.times)


def _check_addresses(system: nodes.System, resource: nodes.Resource, values: Values, at: Course) -> None:
    personal = {name for name, field in resource.fields.items() if field.personal}
    personal |= {name for name, template in values if template.is_personal}
    paths = {f"{record}.{name}": name for name in personal for record in ("key", "want", "target")}
    sequences = (resource.find, resource.read, resource.create, resource.update)
    check_addresses(system, [step for sequence in sequences for step in sequence], paths=paths, scope=at.scope)
