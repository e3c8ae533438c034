"""Turns `{{ … }}` into checked functions, and texts into values of the language's types; Jinja only parses.

`compile_template` and `compile_condition` check a text against the names it may use and raise `Refused` with all that
is wrong; the `Template` they return evaluates in microseconds and knows its type, the paths it uses, and whether
anything personal is among them. `parse_value` and `format_value` go between texts and values.
"""

from nahtlos.errors import InvalidFormat, InvalidPattern, InvalidValue
from nahtlos.expressions.functions import CLOCK_FUNCTIONS, Function, Functions
from nahtlos.expressions.patterns import Pattern
from nahtlos.expressions.template import Template, compile_condition, compile_template
from nahtlos.expressions.texts import normalize_text
from nahtlos.expressions.types import DECLARABLE, Kind, Names, Typed, fits
from nahtlos.expressions.unknown import UNKNOWN, Unknown
from nahtlos.expressions.values import Value, check_format, format_value, parse_value, render, same

__all__ = [
    "CLOCK_FUNCTIONS",
    "DECLARABLE",
    "UNKNOWN",
    "Function",
    "Functions",
    "InvalidFormat",
    "InvalidPattern",
    "InvalidValue",
    "Kind",
    "Names",
    "Pattern",
    "Template",
    "Typed",
    "Unknown",
    "Value",
    "check_format",
    "compile_condition",
    "compile_template",
    "fits",
    "format_value",
    "normalize_text",
    "parse_value",
    "render",
    "same",
]
