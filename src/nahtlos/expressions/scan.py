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


@dataclass(frozen=True, slots=True)
class Spot:
    """A place inside a text that itself has a place in a file."""

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
class Token:
    """A word or sign of an expression."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as a tree of Jinja."""

    root: nodes.Expr
    tokens: Sequence[Token]

    def token(self, node: nodes.Node) -> Token:
        """Return the token a node begins with (of a filter, its name)."""
        return self.tokens[min(node.lineno, len(self.tokens)) - 1]


def cut(spot: Spot) -> Iterator[str | Expression]:
    """Cut a text into plain parts and expressions; `{{` begins one, and `}}` outside of quotes and braces ends it."""
    text, end = spot.text, 0
    while (start := text.find("{{", end)) >= 0:
        if len(text) > LENGTH_LIMIT:
            raise ExpressionTooLarge(what="characters in one text", limit=LENGTH_LIMIT, place=spot.at(0))
        if start > end:
            yield text[end:start]
        end = _end(spot, start)
        yield _parse(spot, start + 2, end)
        end += 2
    if end < len(text):
        yield text[end:]


def _end(spot: Spot, start: int) -> int:
    """Return where the closing braces of the expression stand that opens at `start`."""
    open_braces = 0
    for hit in _INSIDE.finditer(spot.text, start + 2):
        match hit[0]:
            case "{":
                open_braces += 1
            case "}" if open_braces:
                open_braces -= 1
            case "}" if spot.text.startswith("}}", hit.start()):
                return hit.start()
            case "'" | '"':
                break
    raise UnclosedExpression(place=spot.at(start))


def _parse(spot: Spot, start: int, end: int) -> Expression:
    environment = Environment(autoescape=False)  # noqa: S701 - it only parses; nothing is rendered
    tokens = list(_tokens(environment, spot, start, end))
    _refuse_unfit(tokens, spot, start)
    # Jinja's nodes know their line and not their column: one token a line, and the line is the number of the token.
    # Texts are left out because they may have lines of their own; `constant` fetches them from the token.
    lines = "\n".join("''" if token.kind == "string" else token.text for token in tokens)
    try:
        parser = Parser(environment, lines, state="variable")
        root = parser.parse_expression()
        if not parser.stream.eos:
            raise TemplateSyntaxError("an operator or the end is expected", parser.stream.current.lineno)
    except TemplateSyntaxError as error:
        at = tokens[min(error.lineno, len(tokens)) - 1]
        raise BrokenExpression(reason=_worded(error, at), place=spot.at(at.offset)) from None
    except RecursionError:
        raise ExpressionTooLarge(what="levels", limit=DEPTH_LIMIT, place=spot.at(start - 2)) from None
    return Expression(root, tokens)


def _tokens(environment: Environment, spot: Spot, start: int, end: int) -> Iterator[Token]:
    offset = start
    source = spot.text[start:end].replace("\r\n", "\n").replace("\r", "\n")
    try:
        for _, kind, text in environment.lexer.tokeniter(source, None, state="variable"):
            if kind != "whitespace":
                yield Token(kind, text, offset)
            offset += len(text)
    except TemplateSyntaxError as error:
        raise BrokenExpression(reason=str(error.message), place=spot.at(offset)) from None


def _refuse_unfit(tokens: Sequence[Token], spot: Spot, start: int) -> None:
    if not tokens:
        raise BrokenExpression(reason="nothing stands between the braces", place=spot.at(start - 2))
    if len(tokens) > TOKEN_LIMIT:
        raise ExpressionTooLarge(what="words and signs", limit=TOKEN_LIMIT, place=spot.at(start - 2))
    depth = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        place = spot.at(token.offset)
        if token.kind == "operator":
            depth += (token.text in "([{") - (token.text in ")]}")
        if depth > DEPTH_LIMIT:
            raise ExpressionTooLarge(what="brackets inside each other", limit=DEPTH_LIMIT, place=place)
        if token.kind in {"integer", "float"} and not _NUMBER.fullmatch(token.text):
            raise NotInExpressions(what="This way to write a number", instead="Write digits and a point.", place=place)
        if token.kind == "string" and before and before.kind == "string":
            raise BrokenExpression(reason="two texts stand next to each other; join them with ~", place=place)


def unquoted(text: str) -> str:
    r"""Return what a text in quotes says: `\n`, `\t`, `\\`, `\'` and `\"` are escapes, any other backslash is one."""
    return _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), text[1:-1])


def _worded(error: TemplateSyntaxError, at: Token) -> str:
    message = (error.message or "").replace("end of template", "the end").replace("end of print statement", "the end")
    return f'{message.rstrip(".")}, near "{at.text}"'
