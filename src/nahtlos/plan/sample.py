"""Values that `check --live` looks at screens with: a record that is there, inputs that an operation takes."""

from __future__ import annotations

from collections.abc import Mapping

from nahtlos.expressions import Template, Typed
from nahtlos.plan.scope import ROW, Scope
from nahtlos.plan.values import check_value
from nahtlos.reading import Text


def compile_sample(
    sample: Mapping[str, Text], wanted: Mapping[str, Typed], scope: Scope
) -> tuple[tuple[str, Template], ...]:
    """Compile the values that are known; a date may be counted from today."""
    at = scope.only(run=ROW)
    values = {name: at.template(text) for name, text in sample.items() if name in wanted}
    for name, template in values.items():
        if template.is_constant:
            check_value(name, template, wanted=wanted[name], scope=scope)
    return tuple(values.items())
