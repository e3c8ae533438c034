"""Addresses of pages: a path whose expressions each become one encoded part, and a query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from nahtlos.errors import NahtlosError, NotAPath, PersonalInAddress
from nahtlos.expressions import Template
from nahtlos.expressions.scan import Braces, Spot, cut
from nahtlos.plan import nodes
from nahtlos.plan.endings import walk
from nahtlos.plan.scope import Scope
from nahtlos.reading import Text

Spans: TypeAlias = Sequence[tuple[int, int]]
"""Where expressions begin and end, braces included."""


def compile_address(written: Text, scope: Scope) -> tuple[tuple[str | Template, ...], list[tuple[str, Template]]]:
    """Return the parts of the path (with its `#`, if there is one) and the pairs of the query."""
    try:
        spans = [(piece.start, piece.end) for piece in cut(Spot(written, written.place)) if isinstance(piece, Braces)]
    except NahtlosError as problem:
        scope.refuse(problem)
        return (), []
    plain = _plain(written, spans)
    _check(written, plain, scope)
    fragment = plain.find("#") if "#" in plain else len(plain)
    question = plain.find("?", 0, fragment)
    if question < 0:
        return _parts(written, spans, scope, start=0, end=len(written)), []
    path = _parts(written, spans, scope, start=0, end=question)
    path += _parts(written, spans, scope, start=fragment, end=len(written))
    return path, _query(written, plain, scope, start=question + 1, end=fragment)


def check_addresses(
    system: nodes.System, steps: Sequence[nodes.Step], *, paths: Mapping[str, str], scope: Scope
) -> None:
    """Refuse that a personal value becomes part of an address; `paths` are those of personal values, with names."""
    if system.personal_in_address:
        return
    for step in walk(tuple(steps)):
        for template in _templates(step) if isinstance(step, nodes.Open) else ():
            for use in sorted(template.uses & paths.keys()):
                scope.refuse(PersonalInAddress(system=system.name, name=paths[use], place=template.place))


def _templates(step: nodes.Open) -> list[Template]:
    return [*(part for part in step.path_parts if isinstance(part, Template)), *(value for _, value in step.query)]


def _check(written: Text, plain: str, scope: Scope) -> None:
    path = re.split(r"[?#]", plain)[0]
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", path) or path.startswith("//"):
        reason = "it names a host, and the addresses of systems stand in systems.yaml."
    elif not path.startswith("/"):
        reason = "it does not begin with a slash."
    elif ".." in path.split("/"):
        reason = '".." leads out of it.'
    elif "\\" in path:
        reason = "browsers take a backslash for a slash."
    else:
        return
    scope.refuse(NotAPath(path=written, reason=reason, place=written.place))


def _plain(written: Text, spans: Spans) -> str:
    """Return the text with every expression hidden; places in one are places in the other."""
    plain = str(written)
    for start, end in spans:
        plain = plain[:start] + "x" * (end - start) + plain[end:]
    return plain


def _parts(written: Text, spans: Spans, scope: Scope, *, start: int, end: int) -> tuple[str | Template, ...]:
    parts: list[str | Template] = []
    for opens, closes in spans:
        if not start <= opens < end:
            continue
        if opens > start:
            parts.append(written[start:opens])
        parts.append(scope.template(_piece(written, opens, closes)))
        start = closes
    return (*parts, written[start:end]) if start < end else tuple(parts)


def _query(written: Text, plain: str, scope: Scope, *, start: int, end: int) -> list[tuple[str, Template]]:
    pairs = []
    while start < end:
        stop = plain.find("&", start, end)
        stop = end if stop < 0 else stop
        equals = plain.find("=", start, stop)
        name_end, value = (stop, stop) if equals < 0 else (equals, equals + 1)
        pairs.append((written[start:name_end], scope.template(_piece(written, value, stop))))
        start = stop + 1
    return pairs


def _piece(written: Text, start: int, end: int) -> Text:
    place = Spot(written, written.place).at(start)
    return Text(written[start:end], place=place or written.place, quoted=written.quoted)
