"""Fields of a resource: where they stand, and whether what is written is read back as the same."""

from __future__ import annotations

from nahtlos.errors import InvalidValue, NoExample, NotTheSame, RunError
from nahtlos.expressions import Typed, format_value, normalize_text, parse_value, same
from nahtlos.model import bot as model
from nahtlos.plan import nodes
from nahtlos.plan.locators import check_pattern, compile_locator
from nahtlos.plan.reads import check_readable, plain, words
from nahtlos.plan.scope import TEXT, Scope
from nahtlos.plan.values import check_value
from nahtlos.reading import Text


def field_type(field: model.Field) -> Typed:
    """Return what is known about the values of a field."""
    return Typed(kind=field.type, personal=field.personal, element=TEXT if field.type == "list" else None)


def compile_field(name: str, field: model.Field, scope: Scope) -> nodes.Field:
    """Compile a field and prove its conversions."""
    check_readable(field, scope)
    if field.pattern is not None:
        check_pattern(field.pattern, scope)
    typed = field_type(field)
    write = None if field.write is None else scope.only(want=typed).template(field.write)
    read = None if field.read is None else scope.only(shown=TEXT).template(field.read)
    if read is not None:
        check_value(name, read, wanted=typed, scope=scope)
    node = nodes.Field(
        name=name,
        place=field.place,
        locator=compile_locator(field.at, scope),
        type=field.type,
        format=plain(field.format),
        pattern=plain(field.pattern),
        optional=field.optional,
        read_only=field.read_only,
        create_only=field.create_only,
        unreadable=field.unreadable,
        personal=field.personal,
        values=words(field.values),
        normalize=field.normalize,
        behind=None if field.behind is None else compile_locator(field.behind, scope),
        write=write,
        read=read,
    )
    if (write or read) and not field.read_only and not field.unreadable:
        _prove(node, field, scope)
    return node


def _prove(node: nodes.Field, field: model.Field, scope: Scope) -> None:
    if not field.examples:
        place = field.place_of("write" if field.write is not None else "read")
        scope.refuse(NoExample(name=node.name, place=place))
    for example in field.examples:
        try:
            value = _written_and_read(node, field, example)
            came = "" if same(value, example, field.type) else f'is read back as "{value}"'
        except InvalidValue as problem:
            came = f"is not read back, because it {problem.reason},"
        except RunError as problem:
            came = f"is not read back ({problem.message()})"
        if came:
            scope.refuse(NotTheSame(name=node.name, example=example, came=came, place=example.place))


def _written_and_read(node: nodes.Field, field: model.Field, example: Text) -> object:
    value = parse_value(field.type, example)
    if node.write is not None:
        shown = str(node.write.evaluate({"want": value}))
    else:
        shown = field.values.get(example) or format_value(value, field.type, format=node.format)
    if node.read is not None:
        return node.read.evaluate({"shown": shown})
    ours = {normalize_text(word): ours for ours, word in field.values.items()}
    return ours.get(normalize_text(shown)) or parse_value(field.type, shown, format=node.format)
