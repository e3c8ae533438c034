"""Cuts a text into plain parts and expressions, and an expression into nodes of Jinja whose places are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from nahtlos.errors import BrokenExpression, ExpressionTooLarge, NotInExpressions, Place, UnclosedExpression

LENGTH_LIMIT = 8 * 1024
"""How many characters a text with expressions may have."""

TOKEN_LIMIT = 500
"""How many words and signs one expression may have."""

DEPTH_LIMIT = 30
"""How many brackets, and later operations, may stand inside each other."""

_INSIDE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[{}'\"]", re.DOTALL)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,40})?")
_ESCAPE = re.compile(r"\\([\\'\"nt])")
_ESCAPED = {"n": "\n", "t": "\t"}
_JINJA = Environment(autoescape=False)  # noqa: S701 - it only parses: nothing is rendered with it


@dataclass(frozen=True, slots=True)
class Spot:
    """A text, and the place where it begins in a file."""

    text: str
    place: Place | None

    def at(self, offset: int) -> Place | None:
        """Return the place of the character at `offset`; of the text, if it does not stand on its line as it reads."""
        if self.place is None:
            return None
        line, start = self.place.source.line(self.place.line), self.place.column - 1
        start += line[start : start + 1] in {"'", '"'}
        if not line.startswith(self.text, start):
            return self.place
        return Place(self.place.source, self.place.line, start + offset + 1)


@dataclass(frozen=True, slots=True)
class Braces:
    """Where an expression begins and ends in its text, braces included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of an expression, and where it stands in the text."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as a tree of Jinja, and the tokens it was made of."""

    root: nodes.Expr
    tokens: Sequence[Token]

    def token(self, node: nodes.Node) -> Token:
        """Return the token a node is known by: its first; of a filter or an attribute, the name."""
        number = node.lineno if isinstance(node, nodes.Getattr) else node.lineno - 1
        return self.tokens[min(number, len(self.tokens) - 1)]


def cut(spot: Spot) -> Iterator[str | Braces]:
    """Cut a text into plain parts and expressions: `{{` begins one, and `}}` outside of quotes and braces ends it."""
    text, end = spot.text, 0
    while (start := text.find("{{", end)) >= 0:
        if len(text) > LENGTH_LIMIT:
            raise ExpressionTooLarge(what="characters in one text", limit=LENGTH_LIMIT, place=spot.at(0))
        if start > end:
            yield text[end:start]
        end = _end(spot, start)
        yield Braces(start, end)
    if end < len(text):
        yield text[end:]


def _end(spot: Spot, start: int) -> int:
    """Return where the expression ends that opens at `start`."""
    open_braces = 0
    for hit in _INSIDE.finditer(spot.text, start + 2):
        match hit[0]:
            case "{":
                open_braces += 1
            case "}" if open_braces:
                open_braces -= 1
            case "}" if spot.text.startswith("}}", hit.start()):
                return hit.start() + 2
            case "'" | '"':
                break
    raise UnclosedExpression(place=spot.at(start))


def parse(spot: Spot, braces: Braces) -> Expression:
    """Parse what stands between braces; raise an `ExpressionError` if it is no expression."""
    tokens = list(_tokens(spot, braces))
    _refuse_unfit(tokens, spot, braces)
    # Jinja's nodes know their line and not their column: with one token a line, the line is the number of the token.
    # Texts are left out because they may have lines of their own; who needs one takes it from its token.
    lines = "\n".join("''" if token.kind == "string" else token.text for token in tokens)
    try:
        parser = Parser(_JINJA, lines, state="variable")
        root = parser.parse_expression()
        if not parser.stream.eos:
            raise TemplateSyntaxError("an operator or the end is expected", parser.stream.current.lineno)
    except TemplateSyntaxError as error:
        near = tokens[min(error.lineno, len(tokens)) - 1]
        reason = f'{_worded(error)}, near "{near.text}"'
        raise BrokenExpression(reason=reason, place=spot.at(near.offset)) from None
    except RecursionError:
        raise _too_large("levels", DEPTH_LIMIT, spot.at(braces.start)) from None
    return Expression(root, tokens)


def unquoted(text: str) -> str:
    r"""Return what a text in quotes says: `\n`, `\t`, `\\`, `\'`, `\"` are escapes, any other backslash is itself."""
    return _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), text[1:-1])


def _tokens(spot: Spot, braces: Braces) -> Iterator[Token]:
    offset = braces.start + 2
    source = spot.text[offset : braces.end - 2].replace("\r\n", "\n").replace("\r", "\n")
    try:
        for _, kind, text in _JINJA.lexer.tokeniter(source, None, state="variable"):
            if kind != "whitespace":
                yield Token(kind, text, offset)
            offset += len(text)
    except TemplateSyntaxError as error:
        raise BrokenExpression(reason=_worded(error), place=spot.at(offset)) from None


def _refuse_unfit(tokens: Sequence[Token], spot: Spot, braces: Braces) -> None:
    if not tokens:
        raise BrokenExpression(reason="nothing stands between the braces", place=spot.at(braces.start))
    if len(tokens) > TOKEN_LIMIT:
        raise _too_large("words and signs", TOKEN_LIMIT, spot.at(braces.start))
    depth = 0
    before = ""
    for token in tokens:
        if token.kind == "operator":
            depth += (token.text in "([{") - (token.text in ")]}")
        if depth > DEPTH_LIMIT:
            raise _too_large("brackets inside each other", DEPTH_LIMIT, spot.at(token.offset))
        if token.kind in {"integer", "float"} and not _NUMBER.fullmatch(token.text):
            what, instead = "This way to write a number", "Write digits, and a point before decimals."
            raise NotInExpressions(what=what, instead=instead, place=spot.at(token.offset))
        if token.kind == before == "string":
            reason = "two texts stand next to each other; join them with ~"
            raise BrokenExpression(reason=reason, place=spot.at(token.offset))
        before = token.kind


def _too_large(what: str, limit: int, place: Place | None) -> ExpressionTooLarge:
    return ExpressionTooLarge(what=what, limit=limit, place=place)


def _worded(error: TemplateSyntaxError) -> str:
    message = (error.message or "it is no expression").rstrip(".")
    for jinja, ours in (("end of template", "the end"), ("end of print statement", "the end")):
        message = message.replace(jinja, ours)
    return message
