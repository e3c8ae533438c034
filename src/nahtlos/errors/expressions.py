"""E25x and E26x: expressions and values."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors.error import Facts, ModelError
from nahtlos.errors.place import Place, close_to, listed


class InvalidValue(ModelError):
    """A text or value is not of its type; the reason never holds the value, so it may be shown everywhere."""

    code = "E250"
    reason: str

    def __init__(self, reason: str, *, place: Place | None = None) -> None:
        Facts.__init__(self, reason=reason, place=place)

    def message(self) -> str:
        """Say what is wrong with it."""
        return f"The value {self.reason}."

    def __str__(self) -> str:
        return self.reason


class InvalidFormat(ModelError):
    """A format cannot be used for its type."""

    code = "E251"
    format: str
    reason: str

    def message(self) -> str:
        """Name the format and what is wrong with it."""
        return f'The format "{self.format}" cannot be used: {self.reason}.'


class InvalidPattern(ModelError):
    """A pattern is no regular expression of RE2."""

    code = "E252"
    pattern: str
    reason: str

    def message(self) -> str:
        """Name the pattern and what is wrong with it."""
        return f'The pattern "{self.pattern}" cannot be used: {self.reason}.'


class ExpressionError(ModelError):
    """An expression cannot be understood."""


class UnclosedExpression(ExpressionError):
    """An expression begins and never ends."""

    code = "E255"

    def message(self) -> str:
        """Say what to add."""
        return 'The expression that begins here is never closed: "}}" is missing, or a quote or bracket inside is open.'


class BrokenExpression(ExpressionError):
    """An expression is no sentence of the language."""

    code = "E256"
    reason: str

    def message(self) -> str:
        """Pass on what the parser said."""
        return f"This expression cannot be understood: {self.reason}."


class ExpressionTooLarge(ExpressionError):
    """An expression is longer or deeper than a person could follow."""

    code = "E257"
    what: str
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f'This expression is too large: at most {self.limit} {self.what}. Split it with "set".'


class NotInExpressions(ExpressionError):
    """Something Jinja or Python knows, and expressions here do not."""

    code = "E258"
    what: str
    instead: str

    def message(self) -> str:
        """Say what to write instead."""
        return f"{self.what} cannot be used in expressions. {self.instead}"


class UnknownName(ExpressionError):
    """An expression names something that nobody has set."""

    code = "E260"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" Known here: {listed(sorted(self.known))}."
        return f'There is no "{self.name}" here.{hint}'


class UnknownAttribute(ExpressionError):
    """A record has no such field."""

    code = "E261"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.owner} has no "{self.name}".{hint}'


class UnknownFilter(ExpressionError):
    """There is no such filter."""

    code = "E262"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}."
        return f'There is no filter "{self.name}".{hint}'


class UnknownFunction(ExpressionError):
    """There is no such function."""

    code = "E263"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}."
        return f'There is no function "{self.name}".{hint}'


class WrongArguments(ExpressionError):
    """A filter or function is given too much, too little, or the wrong sort."""

    code = "E264"
    what: str
    expected: str

    def message(self) -> str:
        """Say how it is written."""
        return f"{self.what} is written {self.expected}."


class WrongType(ExpressionError):
    """Two types do not fit together."""

    code = "E265"
    what: str
    expected: str
    found: str
    hint: str = ""

    def message(self) -> str:
        """Say what was expected and what is there."""
        return f"{self.what} needs {self.expected}, and this is {self.found}.{f' {self.hint}' if self.hint else ''}"


class NotACondition(ExpressionError):
    """A condition is not one expression in braces."""

    code = "E266"

    def message(self) -> str:
        """Show how it is written."""
        return 'A condition is one expression: "{{ … }}", with nothing before or after it.'


class SecretNotAlone(ExpressionError):
    """A secret is used inside an expression or a text."""

    code = "E267"
    path: str

    def message(self) -> str:
        """Show how it is written."""
        return f'A secret can only stand alone: "{{{{ {self.path} }}}}", without filters and without text around it.'
