"""Words what the YAML parser complains about so that its reader knows what to change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from nahtlos.errors import (
    BrokenYaml,
    KeyNotText,
    MissingColon,
    Place,
    ReadingError,
    ReservedCharacter,
    Source,
    TabInIndentation,
    TextAfterQuote,
    UnclosedBracket,
    UnclosedQuote,
    UnexpectedColon,
    UnknownEscape,
    UnquotedExpression,
    WrongIndentation,
)

_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_ENDS_IN_QUOTE = re.compile(r"[\"']\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What the parser said: about which place, while reading what began where."""

    source: Source
    context: str
    problem: str
    place: Place
    began: Place

    @property
    def line(self) -> str:
        """The line that was complained about."""
        return self.source.line(self.place.line)

    @property
    def character(self) -> str:
        """The character that was complained about."""
        return self.line[self.place.column - 1 : self.place.column]


def syntax_problem(source: Source, error: yaml.MarkedYAMLError) -> ReadingError:
    """Return the first reading of the parser's complaint that fits."""
    place = _place(source, error.problem_mark)
    complaint = Complaint(
        source=source,
        context=error.context or "",
        problem=error.problem or "",
        place=place,
        began=_place(source, error.context_mark) if error.context_mark else place,
    )
    for reading in READINGS:
        if problem := reading(complaint):
            return problem
    reason = ", ".join(filter(None, [complaint.context, complaint.problem]))
    return BrokenYaml(reason=reason, place=complaint.place)


def _place(source: Source, mark: Any) -> Place:
    return Place(source, mark.line + 1, mark.column + 1)


def _unclosed_quote(complaint: Complaint) -> ReadingError | None:
    ends = "end of stream" in complaint.problem or "document indicator" in complaint.problem
    return UnclosedQuote(place=complaint.began) if ends and "quoted" in complaint.context else None


def _unknown_escape(complaint: Complaint) -> ReadingError | None:
    if "quoted" not in complaint.context:
        return None
    backslash = complaint.line.rfind("\\", 0, complaint.place.column)
    return UnknownEscape(place=Place(complaint.source, complaint.place.line, backslash + 1))


def _tab(complaint: Complaint) -> ReadingError | None:
    indentation = re.match(r"[- \t]*", complaint.line)
    if indentation is None or "\t" not in indentation[0]:
        return None
    return TabInIndentation(place=Place(complaint.source, complaint.place.line, indentation[0].index("\t") + 1))


def _unquoted_expression(complaint: Complaint) -> ReadingError | None:
    for number in (complaint.place.line, complaint.began.line):
        outside = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), complaint.source.line(number))
        if (column := outside.find("{{")) >= 0:
            return UnquotedExpression(place=Place(complaint.source, number, column + 1))
    return None


def _unclosed_bracket(complaint: Complaint) -> ReadingError | None:
    if "flow" not in complaint.context or "node" in complaint.context:
        return None
    bracket = "[" if "sequence" in complaint.context else "{"
    return UnclosedBracket(bracket=bracket, stopped=complaint.place, place=complaint.began)


def _unexpected_colon(complaint: Complaint) -> ReadingError | None:
    return UnexpectedColon(place=complaint.place) if "mapping values" in complaint.problem else None


def _missing_colon(complaint: Complaint) -> ReadingError | None:
    return MissingColon(place=complaint.began) if "expected ':'" in complaint.problem else None


def _reserved_character(complaint: Complaint) -> ReadingError | None:
    if "cannot start any token" in complaint.problem or "node content" in complaint.problem:
        return ReservedCharacter(character=complaint.character, place=complaint.place) if complaint.character else None
    said = f"{complaint.context} {complaint.problem}"
    if any(word in said for word in ("alias", "anchor", "tag", "directive")):
        first = complaint.source.line(complaint.began.line)[complaint.began.column - 1]
        return ReservedCharacter(character=first, place=complaint.began)
    return None


def _text_after_quote(complaint: Complaint) -> ReadingError | None:
    before = complaint.line[: complaint.place.column - 1]
    if "block" not in complaint.context or not _ENDS_IN_QUOTE.search(before):
        return None
    return TextAfterQuote(place=complaint.place)


def _wrong_indentation(complaint: Complaint) -> ReadingError | None:
    if not complaint.context.startswith("while parsing a block"):
        return None
    if complaint.character == ":":
        return KeyNotText(place=complaint.place)
    wanted = '"name: value"' if "mapping" in complaint.context else '"- "'
    return WrongIndentation(inside=complaint.began, wanted=wanted, place=complaint.place)


# The order matters: a tab or an unquoted expression is the cause of most of what is complained about after it.
READINGS: tuple[Callable[[Complaint], ReadingError | None], ...] = (
    _unclosed_quote,
    _unknown_escape,
    _tab,
    _unquoted_expression,
    _unclosed_bracket,
    _unexpected_colon,
    _missing_colon,
    _reserved_character,
    _text_after_quote,
    _wrong_indentation,
)
