"""Addresses of pages: a path whose expressions each become one encoded part, and a query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nahtlos.errors import NotAPath, PersonalInAddress
from nahtlos.expressions import Template
from nahtlos.expressions.scan import Spot
from nahtlos.plan import nodes
from nahtlos.plan.endings import walk
from nahtlos.plan.scope import Scope
from nahtlos.reading import Text

EXPRESSION = re.compile(r"\{\{(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\{[^{}]*\}|[^{}'\"])*\}\}")
"""An expression with its braces; what is wrong inside is said when it is compiled."""


def compile_address(written: Text, scope: Scope) -> tuple[tuple[str | Template, ...], list[tuple[str, Template]]]:
    """Return the parts of the path (with its `#`, if there is one) and the pairs of the query."""
    # As long as the text itself, so that places in one are places in the other.
    plain = EXPRESSION.sub(lambda found: "x" * len(found[0]), written)
    _check(written, plain, scope)
    fragment = plain.find("#") if "#" in plain else len(plain)
    question = plain.find("?", 0, fragment)
    if question < 0:
        return _parts(written, 0, len(written), scope), []
    path = _parts(written, 0, question, scope) + _parts(written, fragment, len(written), scope)
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


def _parts(written: Text, start: int, end: int, scope: Scope) -> tuple[str | Template, ...]:
    parts: list[str | Template] = []
    for found in EXPRESSION.finditer(written, start, end):
        if found.start() > start:
            parts.append(written[start : found.start()])
        parts.append(scope.template(_piece(written, found.start(), found.end())))
        start = found.end()
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
