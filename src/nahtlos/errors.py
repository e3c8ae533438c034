"""Every error of nahtlos: what happened, where, and what to do next.

    NahtlosError
    ├── Refused            many problems of one input, reported together
    ├── ReadingError       E1xx  the text of a file
    ├── ModelError         E2xx  the shape of a workflow, bot or setting
    ├── PlanError          E3xx  names, types and effects that do not fit together
    ├── RunError           E4xx  what went wrong at a foreign system or with a case
    │   └── ScreenError    E45x  what a screen did not show or did not accept
    ├── RecordError        E5xx  ledger (E50x) and journal (E55x)
    └── WorkspaceError     E6xx  folders, settings, secrets, browsers, accounts

An error is built from facts and words itself; it prints nothing and looks nothing up. Values of personal fields are
never facts of an error: whoever raises it passes the field's name instead.
"""

# ruff: noqa: N818 - the code and the family say that it is an error

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name it is known by (a path relative to the workspace)."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """Return line `number` (from 1), or an empty text behind the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column count from 1."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    def snippet(self) -> str:
        """Draw the line, its neighbours above, and a mark under the column."""
        first = max(1, self.line - 1)
        rows = [
            f"  {'>' if number == self.line else ' '} {number:>4} | {self.source.line(number)}"
            for number in range(first, self.line + 1)
        ]
        return "\n".join([*rows, " " * (11 + self.column - 1) + "^"])


def close_to(word: str, known: Iterable[str]) -> str:
    """Word the question "did you mean", or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def listed(words: Iterable[str]) -> str:
    """Word a list as a person would: a, b and c."""
    *rest, last = list(words) or ["nothing"]
    return f"{', '.join(rest)} and {last}" if rest else last


@dataclass(eq=False, kw_only=True)
class NahtlosError(Exception):
    """Something a user has to know."""

    code: ClassVar[str] = "E000"
    place: Place | None = None

    def message(self) -> str:
        """Say what happened and what to do, in one or two sentences."""
        raise NotImplementedError

    def __str__(self) -> str:
        if self.place is None:
            return f"{self.code}  {self.message()}"
        return f"{self.place}  {self.code}  {self.message()}"

    def report(self) -> str:
        """Say it with the line it is about."""
        return str(self) if self.place is None else f"{self}\n{self.place.snippet()}"

    def as_json(self) -> dict[str, object]:
        """Return code, message and place for machines."""
        place = self.place
        where = {} if place is None else {"file": place.source.name, "line": place.line, "column": place.column}
        return {"code": self.code, "message": self.message(), **where}


@dataclass(eq=False, kw_only=True)
class Refused(NahtlosError):
    """An input has problems; all of them are here, in the order of the files."""

    problems: Sequence[NahtlosError] = field(default_factory=tuple)

    def message(self) -> str:
        """Count the problems."""
        return f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def report(self) -> str:
        """Say each problem with its line."""
        return "\n\n".join(problem.report() for problem in self.problems)


# ---------------------------------------------------------------- E1xx reading


class ReadingError(NahtlosError):
    """The text of a file cannot be read."""


@dataclass(eq=False, kw_only=True)
class FileUnreadable(ReadingError):
    """A file is missing or may not be opened."""

    code = "E101"
    name: str
    reason: str

    def message(self) -> str:
        """Name the file and what the operating system said."""
        return f"{self.name} cannot be read: {self.reason}. Check that the file is there and may be opened."


@dataclass(eq=False, kw_only=True)
class FileTooLarge(ReadingError):
    """A file is larger than any workflow, bot or setting."""

    code = "E102"
    name: str
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"{self.name} is larger than {self.limit // 1024} KiB. Split it, or put data into a file of its own."


@dataclass(eq=False, kw_only=True)
class NotUtf8(ReadingError):
    """A file is not text in UTF-8."""

    code = "E103"

    def message(self) -> str:
        """Say how to save it."""
        return 'This character is not UTF-8. Save the file with the encoding "UTF-8" (it may be Windows-1252 now).'


@dataclass(eq=False, kw_only=True)
class ForbiddenCharacter(ReadingError):
    """A character that nobody can see does something to the text."""

    code = "E104"
    character: str

    def message(self) -> str:
        """Name the character by its number."""
        return f"The invisible character U+{ord(self.character):04X} is not allowed here. Delete it."


@dataclass(eq=False, kw_only=True)
class EmptyFile(ReadingError):
    """A file says nothing."""

    code = "E105"

    def message(self) -> str:
        """Say what a file begins with."""
        return 'The file is empty. It has to begin with "name: value".'


@dataclass(eq=False, kw_only=True)
class MissingColon(ReadingError):
    """A line is neither a name with a value nor an entry of a list."""

    code = "E106"

    def message(self) -> str:
        """Say what a line looks like."""
        return 'This line has no ":". Write "name: value", or indent it if it belongs to the value above.'


@dataclass(eq=False, kw_only=True)
class UnclosedQuote(ReadingError):
    """A quote begins and never ends."""

    code = "E110"

    def message(self) -> str:
        """Say what to add."""
        return "The quote that opens here is never closed. Add the same quote at the end of the value."


@dataclass(eq=False, kw_only=True)
class UnclosedBracket(ReadingError):
    """A bracket begins, and something else stands where it should go on or end."""

    code = "E111"
    bracket: str
    stopped: Place

    def message(self) -> str:
        """Say where the closing bracket or a comma was expected."""
        close = {"[": "]", "{": "}"}[self.bracket]
        return (
            f'The "{self.bracket}" that opens here is not closed: in line {self.stopped.line}, column '
            f'{self.stopped.column}, "," or "{close}" is expected. '
            f'Put values that contain any of "{{ }} [ ] , :" in quotes.'
        )


@dataclass(eq=False, kw_only=True)
class TabInIndentation(ReadingError):
    """A tab stands where YAML wants blanks."""

    code = "E112"

    def message(self) -> str:
        """Say what to write instead."""
        return "A tab stands here. Indent with blanks only."


@dataclass(eq=False, kw_only=True)
class UnquotedExpression(ReadingError):
    """An expression without quotes is a bracket for YAML."""

    code = "E113"

    def message(self) -> str:
        """Show the quotes."""
        return 'An expression needs quotes around the whole value: "{{ … }}".'


@dataclass(eq=False, kw_only=True)
class UnexpectedColon(ReadingError):
    """A second `name: ` begins inside a value."""

    code = "E114"

    def message(self) -> str:
        """Name both reasons there can be."""
        return (
            'A name with ":" cannot begin here. If the colon is part of the value, put the whole value in quotes; '
            "if this is a line of its own, indent it like its neighbors."
        )


@dataclass(eq=False, kw_only=True)
class WrongIndentation(ReadingError):
    """A line is indented unlike the list or table it should belong to."""

    code = "E115"
    inside: Place
    wanted: str

    def message(self) -> str:
        """Say what began where."""
        return (
            f"This does not belong to what begins in line {self.inside.line}: {self.wanted} is expected. "
            f"Indent it like its neighbors (those stand in column {self.inside.column})."
        )


@dataclass(eq=False, kw_only=True)
class TextAfterQuote(ReadingError):
    """A value goes on after its closing quote."""

    code = "E116"

    def message(self) -> str:
        """Say what to do with the rest."""
        return (
            "Something stands behind the closing quote. Put the whole value into one pair of quotes; if the value "
            "contains quotes, use the other kind outside. An earlier quote may also be unclosed."
        )


@dataclass(eq=False, kw_only=True)
class UnknownEscape(ReadingError):
    """A backslash in double quotes means something else than was meant."""

    code = "E117"

    def message(self) -> str:
        """Offer both ways out."""
        return "In double quotes a backslash begins an escape. Write two of them, or use single quotes."


@dataclass(eq=False, kw_only=True)
class ReservedCharacter(ReadingError):
    """A value begins with a character that YAML keeps for itself."""

    code = "E118"
    character: str

    def message(self) -> str:
        """Name the character."""
        return f'A value cannot begin with "{self.character}". Put the whole value in quotes.'


@dataclass(eq=False, kw_only=True)
class BrokenYaml(ReadingError):
    """The text is no YAML, for a rare reason."""

    code = "E119"
    reason: str

    def message(self) -> str:
        """Pass on what the parser said."""
        return f"This cannot be read as YAML ({self.reason}). Look at this line and the one above it."


@dataclass(eq=False, kw_only=True)
class DuplicateKey(ReadingError):
    """A name stands twice in one table."""

    code = "E120"
    key: str
    first: Place

    def message(self) -> str:
        """Name both places."""
        return f'"{self.key}" stands here a second time; the first is in line {self.first.line}. Delete one of them.'


@dataclass(eq=False, kw_only=True)
class AnchorUsed(ReadingError):
    """A part is copied from somewhere else."""

    code = "E121"
    mark: str

    def message(self) -> str:
        """Say both readings."""
        return (
            f'"{self.mark}" would copy another part of the file, which is not allowed. Write the part out; '
            "if this is text, put it in quotes."
        )


@dataclass(eq=False, kw_only=True)
class TagUsed(ReadingError):
    """A YAML tag asks for a type."""

    code = "E122"
    tag: str

    def message(self) -> str:
        """Say both readings."""
        return (
            f'The tag "{self.tag}" is not allowed: types are declared in the record. Delete it; '
            "if this is text, put it in quotes."
        )


@dataclass(eq=False, kw_only=True)
class SeveralDocuments(ReadingError):
    """A file holds more than one document."""

    code = "E123"

    def message(self) -> str:
        """Say where the second should go."""
        return 'A second document begins here ("---"). Put it into a file of its own.'


@dataclass(eq=False, kw_only=True)
class KeyNotText(ReadingError):
    """A name in a table is empty, a list or a table."""

    code = "E124"

    def message(self) -> str:
        """Say what a name is."""
        return "The name before the colon has to be a text. If it contains brackets, put it in quotes."


@dataclass(eq=False, kw_only=True)
class MergeKey(ReadingError):
    """A table is merged into another."""

    code = "E125"

    def message(self) -> str:
        """Say what to write."""
        return '"<<" would merge another part of the file, which is not allowed. Write the lines out.'


@dataclass(eq=False, kw_only=True)
class TooDeep(ReadingError):
    """Lists and tables stand inside each other too often."""

    code = "E126"
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"Lists and tables stand more than {self.limit} levels deep here. Check brackets and indentation."


@dataclass(eq=False, kw_only=True)
class TooManyValues(ReadingError):
    """A file has more values than any workflow, bot or setting."""

    code = "E127"
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"The file has more than {self.limit} values. Split it, or put data into a file of its own."


@dataclass(eq=False, kw_only=True)
class TextTooLong(ReadingError):
    """One value is longer than any text in a workflow, bot or setting."""

    code = "E128"
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"The text that begins here is longer than {self.limit // 1024} KiB. Put it into a file of its own."


@dataclass(eq=False, kw_only=True)
class NotATable(ReadingError):
    """A file is a list or a single value."""

    code = "E129"

    def message(self) -> str:
        """Say what a file consists of."""
        return 'The file has to consist of lines "name: value", and a list or a lone text begins here.'


# ---------------------------------------------------------------- E2xx model


class ModelError(NahtlosError):
    """The shape of a file is wrong."""


@dataclass(eq=False, kw_only=True)
class UnknownKey(ModelError):
    """A key that means nothing where it stands."""

    code: ClassVar[str] = "E201"
    key: str
    owner: str
    """What the key stands in, e.g. `a step`."""
    known: Sequence[str]

    def message(self) -> str:
        """Name the key, and the nearest one that is known."""
        hint = close_to(self.key, self.known) or f" Known here: {listed(sorted(self.known))}."
        return f'{self.owner} has no key "{self.key}".{hint}'


@dataclass(eq=False, kw_only=True)
class MissingKey(ModelError):
    """A key that has to be there and is not."""

    code: ClassVar[str] = "E202"
    key: str
    owner: str

    def message(self) -> str:
        """Name the key that is missing."""
        return f'{self.owner} needs the key "{self.key}".'


@dataclass(eq=False, kw_only=True)
class WrongShape(ModelError):
    """A text where a list should be, or the like."""

    code: ClassVar[str] = "E203"
    what: str
    expected: str

    def message(self) -> str:
        """Say what should stand there."""
        return f"{self.what} must be {self.expected}."


@dataclass(eq=False, kw_only=True)
class NotAChoice(ModelError):
    """A word that is not one of those that are possible."""

    code: ClassVar[str] = "E204"
    key: str
    word: str
    choices: Sequence[str]

    def message(self) -> str:
        """Name the words that are possible."""
        return f'"{self.key}" cannot be "{self.word}"; it is one of {listed(self.choices)}.{self._hint()}'

    def _hint(self) -> str:
        return close_to(self.word, self.choices)


@dataclass(eq=False, kw_only=True)
class WrongValue(ModelError):
    """A text that cannot be read as what it should be."""

    code: ClassVar[str] = "E205"
    key: str
    why: str
    """Completes the sentence `"timeout": …`."""

    def message(self) -> str:
        """Say how such a value is written."""
        return f'"{self.key}": {self.why}'


@dataclass(eq=False, kw_only=True)
class NoVerb(ModelError):
    """A step that does not say what to do."""

    code: ClassVar[str] = "E206"
    known: Sequence[str]

    def message(self) -> str:
        """List the verbs."""
        return f"This step does not say what to do. A step has one verb: {listed(self.known)}."


@dataclass(eq=False, kw_only=True)
class TwoVerbs(ModelError):
    """A step that says two things to do."""

    code: ClassVar[str] = "E207"
    verbs: Sequence[str]

    def message(self) -> str:
        """Say how to take them apart."""
        return f"This step has {len(self.verbs)} verbs: {listed(self.verbs)}. Write one step for each."


@dataclass(eq=False, kw_only=True)
class UnknownVerb(ModelError):
    """A step with a word that is no verb here."""

    code: ClassVar[str] = "E208"
    word: str
    where: str
    """`bots` or `workflows`."""
    known: Sequence[str]
    elsewhere: bool = False
    """Whether it is a verb of the other one."""

    def message(self) -> str:
        """Name the nearest verb."""
        if self.elsewhere:
            other = "workflows" if self.where == "bots" else "bots"
            return f'"{self.word}" is a verb of {other}, not of {self.where}.'
        hint = close_to(self.word, self.known) or f" The verbs of {self.where}: {listed(self.known)}."
        return f'"{self.word}" is not a verb of {self.where}.{hint}'


@dataclass(eq=False, kw_only=True)
class NotALocator(ModelError):
    """Something that does not say where on the screen a thing is."""

    code: ClassVar[str] = "E209"
    found: Sequence[str]
    known: Sequence[str]

    def message(self) -> str:
        """Say how a locator is written."""
        if len(self.found) > 1:
            return f"A locator says one thing about what is seen, not {listed(self.found)}; `in:` narrows it."
        return f"This does not say what is seen: write a text, or one of {listed(self.known)} with a text."


@dataclass(eq=False, kw_only=True)
class SaidTwice(ModelError):
    """The same thing inside a verb and beside it."""

    code: ClassVar[str] = "E210"
    key: str
    verb: str

    def message(self) -> str:
        """Say which one to keep."""
        return f'"{self.key}" stands inside "{self.verb}" and beside it. Keep one of them.'


@dataclass(eq=False)
class InvalidValue(ModelError):
    """A text or value is not of its type; the reason never holds the value, so it may be shown everywhere."""

    code = "E250"
    reason: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f"The value {self.reason}."

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False, kw_only=True)
class InvalidFormat(ModelError):
    """A format cannot be used for its type."""

    code = "E251"
    format: str
    reason: str

    def message(self) -> str:
        """Name the format and what is wrong with it."""
        return f'The format "{self.format}" cannot be used: {self.reason}.'


@dataclass(eq=False, kw_only=True)
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


@dataclass(eq=False, kw_only=True)
class UnclosedExpression(ExpressionError):
    """An expression begins and never ends."""

    code = "E255"

    def message(self) -> str:
        """Say what to add."""
        return 'The expression that begins here is never closed: "}}" is missing, or a quote or bracket inside is open.'


@dataclass(eq=False, kw_only=True)
class BrokenExpression(ExpressionError):
    """An expression is no sentence of the language."""

    code = "E256"
    reason: str

    def message(self) -> str:
        """Pass on what the parser said."""
        return f"This expression cannot be understood: {self.reason}."


@dataclass(eq=False, kw_only=True)
class ExpressionTooLarge(ExpressionError):
    """An expression is longer or deeper than a person could follow."""

    code = "E257"
    what: str
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f'This expression is too large: at most {self.limit} {self.what}. Split it with "set".'


@dataclass(eq=False, kw_only=True)
class NotInExpressions(ExpressionError):
    """Something Jinja or Python knows, and expressions here do not."""

    code = "E258"
    what: str
    instead: str

    def message(self) -> str:
        """Say what to write instead."""
        return f"{self.what} cannot be used in expressions. {self.instead}"


@dataclass(eq=False, kw_only=True)
class UnknownName(ExpressionError):
    """An expression names something that nobody has set."""

    code = "E260"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" Known here: {listed(sorted(self.known))}."
        return f'There is no "{self.name}" here.{hint}'


@dataclass(eq=False, kw_only=True)
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


@dataclass(eq=False, kw_only=True)
class UnknownFilter(ExpressionError):
    """There is no such filter."""

    code = "E262"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}."
        return f'There is no filter "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class UnknownFunction(ExpressionError):
    """There is no such function."""

    code = "E263"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what could have been meant."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}."
        return f'There is no function "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class WrongArguments(ExpressionError):
    """A filter or function is given too much, too little, or the wrong sort."""

    code = "E264"
    what: str
    expected: str

    def message(self) -> str:
        """Say how it is written."""
        return f"{self.what} is written {self.expected}."


@dataclass(eq=False, kw_only=True)
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


@dataclass(eq=False, kw_only=True)
class NotACondition(ExpressionError):
    """A condition is not one expression in braces."""

    code = "E266"

    def message(self) -> str:
        """Show how it is written."""
        return 'A condition is one expression: "{{ … }}", with nothing before or after it.'


@dataclass(eq=False, kw_only=True)
class SecretNotAlone(ExpressionError):
    """A secret is used inside an expression or a text."""

    code = "E267"
    path: str

    def message(self) -> str:
        """Show how it is written."""
        return f'A secret can only stand alone: "{{{{ {self.path} }}}}", without filters and without text around it.'


@dataclass(eq=False, kw_only=True)
class NoValue(ModelError):
    """A key with nothing behind it."""

    code: ClassVar[str] = "E211"
    key: str

    def message(self) -> str:
        """Say how to write an empty text."""
        return f'"{self.key}" has no value. Write one, or delete the line; an empty text is written "".'


# ---------------------------------------------------------------- E3xx plan


class PlanError(NahtlosError):
    """The parts do not fit together."""


@dataclass(eq=False, kw_only=True)
class NotAvailable(PlanError):
    """A part of the language that this version does not have yet."""

    code: ClassVar[str] = "E300"
    what: str
    instead: str = "Leave it out."

    def message(self) -> str:
        """Name it, and the way around."""
        return f"{self.what} is not available in this version of nahtlos. {self.instead}"


@dataclass(eq=False, kw_only=True)
class UnknownSystem(PlanError):
    """A name that is none of the systems."""

    code: ClassVar[str] = "E301"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest system."""
        hint = close_to(self.name, self.known) or f" The systems are {listed(sorted(self.known))}."
        return f'There is no system "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class UnknownResource(PlanError):
    """A system has no such kind of record."""

    code: ClassVar[str] = "E302"
    system: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest resource."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.system} has no resource "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class UnknownField(PlanError):
    """A record has no such field."""

    code: ClassVar[str] = "E303"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest field."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.owner} has no field "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class UnknownOperation(PlanError):
    """A system or bot has no such operation."""

    code: ClassVar[str] = "E304"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest operation."""
        hint = close_to(self.name, self.known) or f" It has {listed(sorted(self.known))}."
        return f'{self.owner} has no operation "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class UnknownAction(PlanError):
    """A name that is neither an operation of a system nor an action."""

    code: ClassVar[str] = "E305"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest action."""
        hint = close_to(self.name, self.known)
        return f'There is neither a system nor an action for "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class UnknownBot(PlanError):
    """A system is operated by a bot that does not exist."""

    code: ClassVar[str] = "E306"
    system: str
    bot: str
    known: Sequence[str]

    def message(self) -> str:
        """Say where a bot belongs."""
        return (
            f'The system {self.system} is operated by the bot "{self.bot}", and there is none in bots/.'
            f"{close_to(self.bot, self.known)}"
        )


@dataclass(eq=False, kw_only=True)
class UnknownInput(PlanError):
    """An operation or action has no such input."""

    code: ClassVar[str] = "E307"
    owner: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest input."""
        known = f" It has {listed(sorted(self.known))}." if self.known else " It has none."
        return f'{self.owner} has no input "{self.name}".{close_to(self.name, self.known) or known}'


@dataclass(eq=False, kw_only=True)
class MissingInput(PlanError):
    """An operation or action is not given what it needs."""

    code: ClassVar[str] = "E308"
    owner: str
    names: Sequence[str]

    def message(self) -> str:
        """Name what is missing."""
        return f'{self.owner} needs {listed(self.names)}; write it under "with".'


@dataclass(eq=False, kw_only=True)
class NotAResource(PlanError):
    """A text that does not name a system and something of it."""

    code: ClassVar[str] = "E309"
    text: str
    what: str

    def message(self) -> str:
        """Show how it is written."""
        like = "casework.person"
        return f'"{self.text}" does not name a {self.what}: write system and {self.what} with a point, like {like}.'


@dataclass(eq=False, kw_only=True)
class TypesDiffer(PlanError):
    """A value of one type cannot become a value of another."""

    code: ClassVar[str] = "E310"
    name: str
    wanted: str
    found: str
    hint: str = ""

    def message(self) -> str:
        """Name both types."""
        return f'"{self.name}" needs {self.wanted}, and this is {self.found}.{f" {self.hint}" if self.hint else ""}'


@dataclass(eq=False, kw_only=True)
class WrongConstant(PlanError):
    """A value written in the file is not one that can be there."""

    code: ClassVar[str] = "E311"
    name: str
    value: str
    reason: str

    def message(self) -> str:
        """Say what is possible."""
        return f'"{self.name}" cannot be "{self.value}": {self.reason}'


@dataclass(eq=False, kw_only=True)
class KeyNotSet(PlanError):
    """A transfer does not say which record it is about."""

    code: ClassVar[str] = "E312"
    resource: str
    keys: Sequence[Sequence[str]]

    def message(self) -> str:
        """Name the fields that identify a record."""
        keys = " or ".join(listed(key) for key in self.keys)
        return f'{self.resource} is identified by {keys}: they must be among the fields of "set".'


@dataclass(eq=False, kw_only=True)
class NotAKey(PlanError):
    """A look_up does not give the fields of a key."""

    code: ClassVar[str] = "E313"
    resource: str
    keys: Sequence[Sequence[str]]

    def message(self) -> str:
        """Name the fields that identify a record."""
        keys = " or ".join(listed(key) for key in self.keys)
        return f'{self.resource} is identified by {keys}: "key" must have exactly these fields.'


@dataclass(eq=False, kw_only=True)
class ReadOnlyField(PlanError):
    """A field that can only be read is written."""

    code: ClassVar[str] = "E314"
    owner: str
    name: str

    def message(self) -> str:
        """Say what to do."""
        return f'"{self.name}" of {self.owner} can only be read. Leave it out.'


@dataclass(eq=False, kw_only=True)
class SetTwice(PlanError):
    """A field stands in `set` and in `on_create`."""

    code: ClassVar[str] = "E315"
    name: str

    def message(self) -> str:
        """Say what each of them does."""
        return (
            f'"{self.name}" stands in "set" and in "on_create". In "set" it is always kept as it should be, in '
            '"on_create" it is written once: keep one of them.'
        )


@dataclass(eq=False, kw_only=True)
class CannotCreate(PlanError):
    """A transfer would create a record, and the bot cannot."""

    code: ClassVar[str] = "E316"
    resource: str

    def message(self) -> str:
        """Offer both ways out."""
        return (
            f'{self.resource} has no "create". Write "if_missing: reject" or "if_missing: keep", '
            "or teach the bot how to create one."
        )


@dataclass(eq=False, kw_only=True)
class CannotUpdate(PlanError):
    """A transfer would update a record, and the bot cannot."""

    code: ClassVar[str] = "E317"
    resource: str

    def message(self) -> str:
        """Offer both ways out."""
        return (
            f'{self.resource} has no "update", and its record may differ. Write "if_different: keep" or '
            '"if_different: reject", or teach the bot how to update one.'
        )


@dataclass(eq=False, kw_only=True)
class CreateOnlyField(PlanError):
    """A field that is written once should be kept equal."""

    code: ClassVar[str] = "E318"
    name: str

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.name}" can be written only when the record is created. Move it from "set" to "on_create".'


@dataclass(eq=False, kw_only=True)
class NoSettle(PlanError):
    """Nobody said how long after a save a system may be about to show it."""

    code: ClassVar[str] = "E319"
    system: str

    def message(self) -> str:
        """Show how it is written."""
        return (
            f'The system {self.system} is written to, so it needs "settle": how long after a save its result may '
            "still be on its way, like 60 s."
        )


@dataclass(eq=False, kw_only=True)
class SavesOnPath(PlanError):
    """A writing sequence does not save exactly once."""

    code: ClassVar[str] = "E320"
    owner: str
    most: bool

    def message(self) -> str:
        """Say which paths are wrong."""
        wrong = "save more than once" if self.most else "end without a save"
        rule = 'Every way through its steps must have exactly one "save", not behind a "when".'
        return f"{self.owner} can {wrong}. {rule}"


@dataclass(eq=False, kw_only=True)
class SaveNotAllowed(PlanError):
    """A save where nothing may be written."""

    code: ClassVar[str] = "E321"
    where: str

    def message(self) -> str:
        """Say where saves belong."""
        return f'Nothing may be saved in {self.where}: only "create", "update" and operations with "effect: true" save.'


@dataclass(eq=False, kw_only=True)
class SaveInLoop(PlanError):
    """A save that may be made several times."""

    code: ClassVar[str] = "E322"
    verb: str

    def message(self) -> str:
        """Say what to do instead."""
        return f'A "save" inside "{self.verb}" could write several times. Save once, outside of it.'


@dataclass(eq=False, kw_only=True)
class WritesAfterSave(PlanError):
    """Something is filled in after the save."""

    code: ClassVar[str] = "E323"
    verb: str

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.verb}" comes after the "save". Fill in everything before it.'


@dataclass(eq=False, kw_only=True)
class NoProbe(PlanError):
    """An effect that nobody can look for afterwards."""

    code: ClassVar[str] = "E324"
    operation: str

    def message(self) -> str:
        """Say how to name a probe."""
        return (
            f'The effect "{self.operation}" needs a "probe": the operation or resource that tells whether it is there, '
            'or "none" if only a person can tell.'
        )


@dataclass(eq=False, kw_only=True)
class UnknownProbe(PlanError):
    """A probe that is neither an operation nor a resource."""

    code: ClassVar[str] = "E325"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest one."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}, and none."
        return f'There is no operation or resource "{self.name}" to probe with.{hint}'


@dataclass(eq=False, kw_only=True)
class FindNotEnded(PlanError):
    """A find that does not say what it found."""

    code: ClassVar[str] = "E326"
    resource: str

    def message(self) -> str:
        """Say how a find ends."""
        return (
            f'The find of "{self.resource}" has a way through its steps without "row", "found", "none" or "many", '
            "so it does not say what was found."
        )


@dataclass(eq=False, kw_only=True)
class NoneNotSeen(PlanError):
    """A find that cannot tell that nothing is there."""

    code: ClassVar[str] = "E327"
    resource: str

    def message(self) -> str:
        """Say how nothing is seen."""
        return (
            f'"{self.resource}" can be created, so its find must say what no hits look like: '
            '"none:" in a "row", or an "either" with a way that ends in "none".'
        )


@dataclass(eq=False, kw_only=True)
class EndMisplaced(PlanError):
    """An end of a find somewhere else."""

    code: ClassVar[str] = "E328"
    word: str

    def message(self) -> str:
        """Say where it belongs."""
        return f'"{self.word}" ends a way of an "either" in a "find", because it must be seen; it cannot stand here.'


@dataclass(eq=False, kw_only=True)
class SecretMisused(PlanError):
    """A secret somewhere else than in a field."""

    code: ClassVar[str] = "E329"

    def message(self) -> str:
        """Say where secrets belong."""
        return 'A secret can only be the value of a "fill", and stand there alone: {Kennwort: "{{ secret.password }}"}.'


@dataclass(eq=False, kw_only=True)
class PersonalInAddress(PlanError):
    """A personal value would stand in an address."""

    code: ClassVar[str] = "E330"
    system: str
    name: str

    def message(self) -> str:
        """Offer both ways out."""
        return (
            f'"{self.name}" is personal and would stand in an address of {self.system}, where servers log it. '
            'Use a form, or write "personal_in_address: true" at the system if that is settled.'
        )


@dataclass(eq=False, kw_only=True)
class NotConstant(PlanError):
    """A selector or pattern that a value could change."""

    code: ClassVar[str] = "E331"
    what: str

    def message(self) -> str:
        """Say what can hold values."""
        return f"{self.what} cannot hold an expression: what a page says is never a selector or a pattern."


@dataclass(eq=False, kw_only=True)
class NotAPath(PlanError):
    """An address that could leave the system."""

    code: ClassVar[str] = "E332"
    path: str
    reason: str

    def message(self) -> str:
        """Show how it is written."""
        return f'"{self.path}" cannot be opened: {self.reason} Write a path like "/cases/new".'


@dataclass(eq=False, kw_only=True)
class NotARow(PlanError):
    """A name behind `in:` that is not a row."""

    code: ClassVar[str] = "E333"
    name: str

    def message(self) -> str:
        """Say how a row is found."""
        return (
            f'"in: {self.name}" needs a row: find it before, with "row", or with "for_each" over the rows of a "table".'
        )


@dataclass(eq=False, kw_only=True)
class SameId(PlanError):
    """Two steps with one id."""

    code: ClassVar[str] = "E334"
    id: str
    first: Place

    def message(self) -> str:
        """Name both places."""
        rule = "Ids are unique in a workflow, and in each sequence of a bot."
        return f'The id "{self.id}" is taken by the step in line {self.first.line}. {rule}'


@dataclass(eq=False, kw_only=True)
class NameTaken(PlanError):
    """A name that the language uses itself."""

    code: ClassVar[str] = "E335"
    name: str

    def message(self) -> str:
        """Say what to do."""
        return f'"{self.name}" has a meaning of its own in expressions. Choose another name.'


@dataclass(eq=False, kw_only=True)
class NoRoundKey(PlanError):
    """Effects in a loop that nothing tells apart."""

    code: ClassVar[str] = "E336"

    def message(self) -> str:
        """Show how it is written."""
        return (
            'This "for_each" writes, so it needs a "key" that tells its rounds apart, like key: "{{ entry.number }}".'
        )


@dataclass(eq=False, kw_only=True)
class NoWayBack(PlanError):
    """A conflict that should go on somewhere else."""

    code: ClassVar[str] = "E337"
    id: str
    known: Sequence[str]

    def message(self) -> str:
        """Say which steps can be gone back to."""
        hint = close_to(self.id, self.known) or f" There are {listed(self.known)}."
        return f'"back_to" names a step before this one, in the same list; "{self.id}" is none.{hint}'


@dataclass(eq=False, kw_only=True)
class NoProcess(PlanError):
    """Personal data without a purpose."""

    code: ClassVar[str] = "E338"
    name: str

    def message(self) -> str:
        """Say what to write."""
        return (
            f'"{self.name}" is personal, so "process: none" is not possible: '
            "say purpose, legal_basis, recipients, retention and decision."
        )


@dataclass(eq=False, kw_only=True)
class NoDecision(PlanError):
    """A prepared decision that nobody makes."""

    code: ClassVar[str] = "E339"

    def message(self) -> str:
        """Say what to add."""
        return 'With "decision: prepared", a person decides: there must be an "approve" before the first effect.'


@dataclass(eq=False, kw_only=True)
class NoRows(PlanError):
    """Items from something that gives no rows."""

    code: ClassVar[str] = "E340"
    source: str

    def message(self) -> str:
        """Say what can feed items."""
        return f"{self.source} gives no list of rows: exactly one of its outputs must be written {{list: {{…}}}}."


@dataclass(eq=False, kw_only=True)
class NotDelivered(PlanError):
    """A field of the record that the source does not give."""

    code: ClassVar[str] = "E341"
    name: str
    source: str
    known: Sequence[str]

    def message(self) -> str:
        """Name what the source gives."""
        hint = close_to(self.name, self.known) or f" It gives {listed(sorted(self.known))}."
        return f'The record needs "{self.name}", and {self.source} does not give it.{hint}'


@dataclass(eq=False, kw_only=True)
class ConstantKey(PlanError):
    """A key that is the same for all."""

    code: ClassVar[str] = "E342"
    of: str

    def message(self) -> str:
        """Say what a key is made of."""
        return f'This key is the same for all {self.of}. Use what tells them apart, like "{{{{ item.number }}}}".'


@dataclass(eq=False, kw_only=True)
class OutputNotSet(PlanError):
    """An operation promises what it does not give."""

    code: ClassVar[str] = "E343"
    operation: str
    name: str

    def message(self) -> str:
        """Say what to add."""
        return f'The operation "{self.operation}" promises "{self.name}", and not every way through its steps sets it.'


@dataclass(eq=False, kw_only=True)
class StepsOrScript(PlanError):
    """An operation that does nothing, or two things."""

    code: ClassVar[str] = "E344"
    operation: str

    def message(self) -> str:
        """Say what to write."""
        return f'The operation "{self.operation}" needs either "steps" or a "script".'


@dataclass(eq=False, kw_only=True)
class NoPython(PlanError):
    """A script without a file."""

    code: ClassVar[str] = "E345"
    bot: str

    def message(self) -> str:
        """Say where the file belongs."""
        return f'"script" calls a method of bots/{self.bot}/bot.py, and there is no such file.'


@dataclass(eq=False, kw_only=True)
class ElseNotLast(PlanError):
    """Ways that can never be taken."""

    code: ClassVar[str] = "E346"

    def message(self) -> str:
        """Say where it belongs."""
        return '"else" stands last in an "either_or", and once.'


@dataclass(eq=False, kw_only=True)
class EffectAsSource(PlanError):
    """Listing the items would write."""

    code: ClassVar[str] = "E347"
    source: str

    def message(self) -> str:
        """Say what can feed items."""
        return (
            f"{self.source} writes, so it cannot be where the items come from: "
            "they are listed before anything is written."
        )


@dataclass(eq=False, kw_only=True)
class NotTheSame(PlanError):
    """A value does not survive being written and read."""

    code: ClassVar[str] = "E348"
    name: str
    example: str
    came: str
    """What happened to it, e.g. `is read back as "X"`."""

    def message(self) -> str:
        """Show what came back."""
        return (
            f'"{self.name}": the example "{self.example}" {self.came} after it was written. Correct "write" or "read".'
        )


@dataclass(eq=False, kw_only=True)
class NoExample(PlanError):
    """A field with a conversion that nothing proves."""

    code: ClassVar[str] = "E349"
    name: str

    def message(self) -> str:
        """Say what to add."""
        return (
            f'"{self.name}" has "write" or "read", so it needs "examples": '
            "values that must survive being written and read."
        )


@dataclass(eq=False, kw_only=True)
class CallsItself(PlanError):
    """An operation that never ends."""

    code: ClassVar[str] = "E350"
    operation: str

    def message(self) -> str:
        """Name it."""
        return f'The operation "{self.operation}" runs itself, directly or through others.'


@dataclass(eq=False, kw_only=True)
class ListWithoutKey(PlanError):
    """A list of records that cannot be told apart."""

    code: ClassVar[str] = "E351"
    resource: str
    key: Sequence[str]

    def message(self) -> str:
        """Say which columns are needed."""
        return f'The list of "{self.resource}" must read a "table" with the columns of its key: {listed(self.key)}.'


@dataclass(eq=False, kw_only=True)
class OutsideResource(PlanError):
    """A verb that needs a record where there is none."""

    code: ClassVar[str] = "E352"
    verb: str
    where: str

    def message(self) -> str:
        """Say where it can stand."""
        return f'"{self.verb}" can stand only in {self.where} of a resource.'


@dataclass(eq=False, kw_only=True)
class EffectInside(PlanError):
    """An effect inside another sequence."""

    code: ClassVar[str] = "E353"
    operation: str

    def message(self) -> str:
        """Say where it belongs."""
        return (
            f'The operation "{self.operation}" writes, so only a workflow can run it, not another sequence of the bot.'
        )


@dataclass(eq=False, kw_only=True)
class UnknownProfile(PlanError):
    """A profile that systems.yaml does not have."""

    code: ClassVar[str] = "E354"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest profile."""
        hint = close_to(self.name, self.known) or f" There are {listed(sorted(self.known))}."
        return f'There is no profile "{self.name}".{hint}'


@dataclass(eq=False, kw_only=True)
class NotAPart(PlanError):
    """A column of a table that is not named by its heading."""

    code: ClassVar[str] = "E355"
    kind: str

    def message(self) -> str:
        """Say how columns are named."""
        why = 'Cards, with "rows", can have any locator.'
        return f'A column of a table is named by its heading, not by "{self.kind}". {why}'


@dataclass(eq=False, kw_only=True)
class ProbeUnfit(PlanError):
    """A probe that cannot answer."""

    code: ClassVar[str] = "E356"
    name: str
    why: str

    def message(self) -> str:
        """Say what a probe is."""
        return f'"{self.name}" cannot be the probe: {self.why}'


# ---------------------------------------------------------------- E4xx run


class RunError(NahtlosError):
    """Something went wrong while a run was under way."""


@dataclass(eq=False, kw_only=True)
class Rejection(RunError):
    """The case is wrong; a workflow, a bot or the record contract says why."""

    code: ClassVar[str] = "E401"
    reason: str

    def message(self) -> str:
        return self.reason


@dataclass(eq=False, kw_only=True)
class RejectedBySystem(RunError):
    """The foreign system refused the case and said why."""

    code: ClassVar[str] = "E402"
    system: str
    shown: str

    def message(self) -> str:
        return f"{self.system} refused: {self.shown}"


@dataclass(eq=False, kw_only=True)
class Conflicted(RunError):
    """Someone else was faster; nothing was written."""

    code: ClassVar[str] = "E403"
    system: str
    shown: str

    def message(self) -> str:
        return f"{self.system}: someone else was faster: {self.shown}"


@dataclass(eq=False, kw_only=True)
class FailedByBot(RunError):
    """The bot says that the system is wrong."""

    code: ClassVar[str] = "E404"
    reason: str

    def message(self) -> str:
        return self.reason


@dataclass(eq=False, kw_only=True)
class InDoubt(RunError):
    """Something may have been written, and nobody could find out."""

    code: ClassVar[str] = "E405"
    effect: str
    why: str

    def message(self) -> str:
        return (
            f"It is not known whether the write happened: {self.why} Look at the target and answer with "
            f"`nahtlos items resolve ID --done` or `--again`."
        )


@dataclass(eq=False, kw_only=True)
class WaitsForPerson(RunError):
    """A person has to decide; before and after are what they decide about."""

    code: ClassVar[str] = "E406"
    why: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    binds: str | None = None
    fields: tuple[str, ...] = ()

    def message(self) -> str:
        return self.why


@dataclass(eq=False, kw_only=True)
class ReadBackDiffers(RunError):
    """What was written reads back different."""

    code: ClassVar[str] = "E407"
    record: str
    fields: tuple[str, ...]

    def message(self) -> str:
        return (
            f"{self.record} was written, but reads back different in {listed(self.fields)}. "
            "Compare both sides; nothing is written again by itself."
        )


@dataclass(eq=False, kw_only=True)
class ChangedMeanwhile(RunError):
    """Between reading and writing somebody changed the record."""

    code: ClassVar[str] = "E408"
    record: str
    fields: tuple[str, ...]

    def message(self) -> str:
        return f"{self.record} was changed by someone else meanwhile: {listed(self.fields)}. Nothing was written."


@dataclass(eq=False, kw_only=True)
class ActionFailed(RunError):
    """An action of the library could not do its work."""

    code: ClassVar[str] = "E409"
    action: str
    why: str

    def message(self) -> str:
        return f"{self.action}: {self.why}"


@dataclass(eq=False, kw_only=True)
class SignedOut(RunError):
    """The session has expired."""

    code: ClassVar[str] = "E411"
    system: str

    def message(self) -> str:
        return f"The session of {self.system} expired, and signing in again did not help."


@dataclass(eq=False, kw_only=True)
class StoppedBySurprise(RunError):
    """Something came up that the bot knows and that stops the step."""

    code: ClassVar[str] = "E412"
    system: str
    times: int = 1

    def message(self) -> str:
        return f"{self.system} showed something that stops this step" + (
            f", {self.times} times in a row." if self.times > 1 else "."
        )


@dataclass(eq=False, kw_only=True)
class NotOne(RunError):
    """A bot needs exactly one record or row and got another number."""

    code: ClassVar[str] = "E414"
    what: str
    count: str

    def message(self) -> str:
        return f"Exactly one {self.what} is needed here, found {self.count}."


@dataclass(eq=False, kw_only=True)
class StepTimedOut(RunError):
    """A step took longer than it may."""

    code: ClassVar[str] = "E415"
    seconds: float

    def message(self) -> str:
        return f"The step took longer than {self.seconds:g} s. A `timeout:` at the step allows more."


@dataclass(eq=False, kw_only=True)
class KeyLocked(RunError):
    """Another item is writing to the same record."""

    code: ClassVar[str] = "E416"
    record: str

    def message(self) -> str:
        return f"Another item is writing to this {self.record}, or left it in doubt. Resolve that one first."


@dataclass(eq=False, kw_only=True)
class InvalidField(RunError):
    """A value does not fit a field of the target."""

    code: ClassVar[str] = "E417"
    name: str
    reason: str

    def message(self) -> str:
        return f"{self.name} {self.reason}."


@dataclass(eq=False, kw_only=True)
class UnreadableField(RunError):
    """A field on a screen holds something that is not of its type."""

    code: ClassVar[str] = "E418"
    name: str
    record: str
    reason: str

    def message(self) -> str:
        return f"{self.record} shows a {self.name} that {self.reason}."


@dataclass(eq=False, kw_only=True)
class TotalDiffers(RunError):
    """A table has another number of rows than the system states."""

    code: ClassVar[str] = "E419"
    table: str
    stated: int | None
    read: int
    why: str

    def message(self) -> str:
        said = "" if self.stated is None else f" of {self.stated}"
        return f"{self.read}{said} rows of the table `{self.table}` were read, {self.why}. Nothing was taken from it."


@dataclass(eq=False, kw_only=True)
class InternalFault(RunError):
    """nahtlos itself made a mistake with one item; the text of the mistake may hold values, so it is not shown."""

    code: ClassVar[str] = "E429"
    kind: str

    def message(self) -> str:
        return f"nahtlos made a mistake here ({self.kind}). Nothing was repeated; please report it with logs/technical.log."


class RunStopped(RunError):
    """The run stops here on purpose; the item at hand goes back untouched."""


@dataclass(eq=False, kw_only=True)
class SystemIsPaused(RunStopped):
    """A person stopped all writing to a system."""

    code: ClassVar[str] = "E430"
    system: str

    def message(self) -> str:
        name = "everything" if self.system == "*" else self.system
        return f"{name} is paused. `nahtlos pause --off{'' if self.system == '*' else ' ' + self.system}` goes on."


@dataclass(eq=False, kw_only=True)
class LimitReached(RunStopped):
    """The run has written as often as it may."""

    code: ClassVar[str] = "E431"
    writes: int
    limit: str

    def message(self) -> str:
        return (
            f"The run stopped after {self.writes} writes (`{self.limit}`). Look at them, then `nahtlos run --resume`."
        )


@dataclass(eq=False, kw_only=True)
class SignInFailed(RunStopped):
    """Credentials were sent, and the system did not let us in; the account is locked for every run."""

    code: ClassVar[str] = "E432"
    system: str
    account: str
    shown: str = ""

    def message(self) -> str:
        said = f' It says: "{self.shown}".' if self.shown else ""
        return (
            f"Signing in to {self.system} as {self.account} failed.{said} No run uses this account until you correct "
            f"the secret (`nahtlos secrets set {self.account}.password`) and unlock it "
            f"(`nahtlos systems unlock {self.system}`)."
        )


@dataclass(eq=False, kw_only=True)
class AccountIsLocked(RunStopped):
    """An earlier sign-in failed, so the account is not used."""

    code: ClassVar[str] = "E433"
    system: str
    account: str

    def message(self) -> str:
        return (
            f"The account {self.account} of {self.system} is locked after a failed sign-in. Correct the secret, then "
            f"`nahtlos systems unlock {self.system}`."
        )


@dataclass(eq=False, kw_only=True)
class LeaseLost(RunStopped):
    """This process was away too long; another one may have its items now."""

    code: ClassVar[str] = "E434"

    def message(self) -> str:
        return (
            "This process did not renew its lease in time, so it writes nothing more. `nahtlos run --resume` goes on."
        )


@dataclass(eq=False, kw_only=True)
class StopRequested(RunStopped):
    """A person or the machine asked the run to stop."""

    code: ClassVar[str] = "E435"

    def message(self) -> str:
        return "The run was stopped. `nahtlos run --resume` goes on where it stopped."


@dataclass(eq=False, kw_only=True)
class Unreachable(RunStopped):
    """A system does not answer at all."""

    code: ClassVar[str] = "E436"
    system: str
    address: str

    def message(self) -> str:
        return (
            f"{self.system} cannot be reached at {self.address}. Check that it runs and that the address in "
            "config/systems.yaml is right; then `nahtlos run --resume`."
        )


@dataclass(eq=False, kw_only=True)
class ExpressionFailed(RunError):
    """An expression that was understood has no value this time; neither facts nor words hold a value."""

    code = "E410"
    expression: str
    reason: str

    def message(self) -> str:
        """Show the expression as it was written, and say why it has no value."""
        return f"{self.expression} has no value: {self.reason}."


# ---------------------------------------------------------------- E45x screens


@dataclass(eq=False, kw_only=True)
class ScreenError(RunError):
    """A screen did not show, or did not accept, what it should."""

    acted: bool = False
    """Whether the page may have noticed: then something may have been written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something on a screen, as a message may name it: what it is, its name, and an `in:` that tells it apart."""

    what: str
    name: str
    within: str = ""

    def __str__(self) -> str:
        name = f' "{self.name}"' if self.name else ""
        return f'{self.what}{name} (in: "{self.within}")' if self.within else f"{self.what}{name}"


@dataclass(eq=False, kw_only=True)
class NotSeen(ScreenError):
    """What a locator means is not on the screen."""

    code: ClassVar[str] = "E450"
    what: str
    close: tuple[Seen, ...] = ()
    is_area: bool = False

    def message(self) -> str:
        """Name what comes nearest."""
        missing = "the place to look" if self.is_area else "it"
        near = f" Nearest on this page: {listed(map(str, self.close))}." if self.close else ""
        return f"{self.what} is not on the screen: {missing} was not found.{near}"


@dataclass(eq=False, kw_only=True)
class SeveralSeen(ScreenError):
    """More than one thing answers to a locator."""

    code: ClassVar[str] = "E451"
    what: str
    candidates: tuple[Seen, ...]

    def message(self) -> str:
        """Show each kind once, and how to tell them apart."""
        is_told = any(one.within for one in self.candidates)
        advice = "An `in:` from here tells them apart." if is_told else "Add an `in:` that tells them apart."
        seen = listed(dict.fromkeys(map(str, self.candidates)))
        return f"{self.what} is there {len(self.candidates)} times: {seen}. {advice}"


@dataclass(eq=False, kw_only=True)
class WrongControl(ScreenError):
    """The control of that name cannot take the value."""

    code: ClassVar[str] = "E452"
    what: str
    wants: str
    kinds: tuple[str, ...]

    def message(self) -> str:
        """Say what it is instead."""
        return f"{self.what} takes no {self.wants}: it is a {listed(self.kinds)}."


@dataclass(eq=False, kw_only=True)
class FieldRefused(ScreenError):
    """A field shows something else than was entered."""

    code: ClassVar[str] = "E453"
    name: str
    shown: str | None = None
    wanted: str | None = None
    """Both are None where the value is personal or secret."""

    def message(self) -> str:
        """Show both values, if they may be shown."""
        if self.shown is None:
            return f"{self.name} does not show what was entered (the value is personal, so it is not told)."
        return f'{self.name} shows "{self.shown}" instead of "{self.wanted}".'


@dataclass(eq=False, kw_only=True)
class Covered(ScreenError):
    """Something lies over what should be clicked."""

    code: ClassVar[str] = "E454"
    what: str
    by: str

    def message(self) -> str:
        """Name what lies over it."""
        return f'{self.what} is covered by "{self.by}". If that comes and goes, name it under `surprises`.'


@dataclass(eq=False, kw_only=True)
class Locked(ScreenError):
    """A control or button does not become usable."""

    code: ClassVar[str] = "E455"
    what: str

    def message(self) -> str:
        """Say so."""
        return f"{self.what} is there, but disabled or read-only."


@dataclass(eq=False, kw_only=True)
class DialogUndeclared(ScreenError):
    """The browser asked something nobody declared an answer for; it was cancelled."""

    code: ClassVar[str] = "E456"
    text: str

    def message(self) -> str:
        """Quote it, and say how to answer."""
        return f'The page asked "{self.text}", and the step does not say how to `answer:` that. It was cancelled.'


@dataclass(eq=False, kw_only=True)
class MissingField(ScreenError):
    """A field to read is not on the screen."""

    code: ClassVar[str] = "E457"
    name: str
    what: str
    close: tuple[Seen, ...] = ()

    def message(self) -> str:
        """Name what comes nearest."""
        near = f" Nearest on this page: {listed(map(str, self.close))}." if self.close else ""
        return f"The field {self.name} ({self.what}) is not on the screen.{near}"


@dataclass(eq=False, kw_only=True)
class NoSuchChoice(ScreenError):
    """A choice does not offer exactly one option of that name."""

    code: ClassVar[str] = "E458"
    name: str
    wanted: str | None
    options: tuple[str, ...] = ()
    count: str = "no"

    def message(self) -> str:
        """Name what it offers."""
        wanted = "that name" if self.wanted is None else f'the name "{self.wanted}"'
        offers = f" It offers {listed(self.options)}." if self.options else ""
        return f"{self.name} offers {self.count} option of {wanted}.{offers}"


@dataclass(eq=False, kw_only=True)
class TimedOut(ScreenError):
    """A page did not do something in time."""

    code: ClassVar[str] = "E459"
    what: str
    seconds: float

    def message(self) -> str:
        """Say what was waited for, and how long."""
        return f"{self.what} did not come within {self.seconds:g} s."


@dataclass(eq=False, kw_only=True)
class SessionLost(ScreenError):
    """The page or its browser is gone."""

    code: ClassVar[str] = "E460"
    why: str

    def message(self) -> str:
        """Say what went."""
        return f"The session is gone: {self.why}. The next step gets a new one."


@dataclass(eq=False, kw_only=True)
class OutsideSystem(ScreenError):
    """A page is at an address that does not belong to the system."""

    code: ClassVar[str] = "E461"
    address: str

    def message(self) -> str:
        """Name it."""
        return f"The page is at {self.address}, which is no address of this system."


@dataclass(eq=False, kw_only=True)
class SecretOutside(ScreenError):
    """A secret should go into a page or frame that does not belong to the system."""

    code: ClassVar[str] = "E462"
    name: str
    origin: str

    def message(self) -> str:
        """Say how it would be allowed."""
        return (
            f"{self.name} is on {self.origin}, which does not belong to this system, so the secret was not entered. If "
            "people sign in there, add it to `login_origins`."
        )


@dataclass(eq=False, kw_only=True)
class NoFile(ScreenError):
    """A download did not come, or broke off."""

    code: ClassVar[str] = "E463"
    why: str

    def message(self) -> str:
        """Say what became of it."""
        return f"There is no file: {self.why}."


@dataclass(eq=False, kw_only=True)
class FileRefused(ScreenError):
    """A file could not be handed to the page, or the page does not show its name."""

    code: ClassVar[str] = "E464"
    name: str
    why: str

    def message(self) -> str:
        """Say why."""
        return f"{self.name} did not take the file: {self.why}."


@dataclass(eq=False, kw_only=True)
class NoLongerHolds(ScreenError):
    """A field shows something else than was proven when it was filled."""

    code: ClassVar[str] = "E466"
    name: str

    def message(self) -> str:
        """Name the field."""
        return f"{self.name} no longer shows what was entered: the page changed it before the save."


@dataclass(eq=False, kw_only=True)
class ScriptMissing(ScreenError):
    """A bot's Python has no such class or method."""

    code: ClassVar[str] = "E467"
    what: str

    def message(self) -> str:
        """Say what it should have."""
        return f"{self.what}."


@dataclass(eq=False, kw_only=True)
class ScriptFailed(ScreenError):
    """A method of a bot's Python raised an error; its text may hold values and is not told."""

    code: ClassVar[str] = "E468"
    method: str
    kind: str
    line: int | None = None

    def message(self) -> str:
        """Name kind and line."""
        where = "" if self.line is None else f" in line {self.line} of bot.py"
        return f"`{self.method}` stopped with {self.kind}{where}."


@dataclass(eq=False, kw_only=True)
class SavedTwice(ScreenError):
    """A method of a bot's Python saves a second time."""

    code: ClassVar[str] = "E471"
    acted: bool = True

    def message(self) -> str:
        """Say what to do instead."""
        return "An operation saves once; make two operations of it, so that each save is known before it is made."


@dataclass(eq=False, kw_only=True)
class NotALocatorInPython(ScreenError):
    """A bot's Python gives something that is no locator."""

    code: ClassVar[str] = "E472"
    written: str

    def message(self) -> str:
        """Show how they are written."""
        return f'{self.written} is no locator; write "Betreff" or {{"button": "OK", "in": "Adresse"}}.'


@dataclass(eq=False, kw_only=True)
class ScreenUnreadable(ScreenError):
    """A page cannot be looked at."""

    code: ClassVar[str] = "E469"
    why: str

    def message(self) -> str:
        """Say why."""
        return f"The page cannot be looked at: {self.why}."


@dataclass(eq=False, kw_only=True)
class PageNotOpened(ScreenError):
    """An address of the system does not open."""

    code: ClassVar[str] = "E470"
    path: str
    why: str

    def message(self) -> str:
        """Say why."""
        return f"{self.path} does not open: {self.why}."


@dataclass(eq=False, kw_only=True)
class NothingExpectedSeen(ScreenError):
    """None of the things a bot waits for came."""

    code: ClassVar[str] = "E413"
    system: str
    looked_for: tuple[str, ...]
    seconds: float

    def message(self) -> str:
        return f"{self.system} showed none of these within {self.seconds:g} s: {'; '.join(self.looked_for)}."


# ---------------------------------------------------------------- E49x fence


@dataclass(eq=False, kw_only=True)
class AddressRefused(RunError):
    """A page wanted to go where its system has nothing."""

    code: ClassVar[str] = "E490"
    host: str
    port: int

    def message(self) -> str:
        """Say how it would be allowed."""
        return (
            f"{self.host}:{self.port} is no address of this system, so its pages do not get there. If the system needs "
            "it, add it to its `hosts` in config/systems.yaml."
        )


@dataclass(eq=False, kw_only=True)
class AddressUnreachable(RunStopped):
    """An address of a system does not answer."""

    code: ClassVar[str] = "E491"
    host: str
    port: int
    reason: str
    proxy: str | None = None

    def message(self) -> str:
        """Say who said so, and what to look at."""
        if self.proxy is None:
            said, check = self.reason, "the system runs and its address in config/systems.yaml is right"
        else:
            said, check = f"asked for it, the proxy {self.proxy} says: {self.reason}", "the proxy is set up for it"
        return f"{self.host}:{self.port} cannot be reached: {said}. Check that {check}; then `nahtlos run --resume`."


@dataclass(eq=False, kw_only=True)
class AddressUnusable(RunError):
    """An entry of a list of addresses is not one exact place."""

    code: ClassVar[str] = "E492"
    address: str

    def message(self) -> str:
        """Show what an address looks like."""
        return (
            f'"{self.address}" is not an exact address. Write a host name or a plain IP address, and a port, like '
            "casework.example:443, 10.1.2.3:8080 or [fd00::1]:443."
        )


# ---------------------------------------------------------------- E50x ledger, E55x journal


class RecordError(NahtlosError):
    """Ledger or journal cannot be read or written."""


class LedgerError(RecordError):
    """The ledger cannot be opened, read or written."""


@dataclass(eq=False, kw_only=True)
class LedgerCorrupt(LedgerError):
    """The file is damaged or no ledger at all."""

    code = "E500"
    ledger: str
    finding: str

    def message(self) -> str:
        """Say what the check found, and keep the file."""
        return (
            f"The ledger {self.ledger} is damaged: {self.finding}. Nothing was changed. Keep the file for a look at "
            "it, and put the last backup in its place."
        )


@dataclass(eq=False, kw_only=True)
class LedgerLocked(LedgerError):
    """Another program holds the database."""

    code = "E501"
    ledger: str

    def message(self) -> str:
        """Say who may hold it."""
        return (
            f"The ledger {self.ledger} is held by another program for too long. Close what has it open "
            "(a database viewer, a backup), then go on with `nahtlos run --resume`."
        )


@dataclass(eq=False, kw_only=True)
class LedgerFull(LedgerError):
    """No room on the disk."""

    code = "E502"
    ledger: str

    def message(self) -> str:
        """Ask for room."""
        return (
            f"There is no room left on the disk of the ledger {self.ledger}. Nothing is done that cannot be recorded. "
            "Make room, then go on with `nahtlos run --resume`."
        )


@dataclass(eq=False, kw_only=True)
class LedgerTooNew(LedgerError):
    """A newer nahtlos has changed the tables."""

    code = "E503"
    ledger: str
    schema: str
    known: str

    def message(self) -> str:
        """Name both versions."""
        return (
            f"The ledger {self.ledger} was last used by a newer nahtlos: its tables have version {self.schema}, and "
            f"this nahtlos knows versions up to {self.known}. Update nahtlos on this computer."
        )


@dataclass(eq=False, kw_only=True)
class LedgerOnNetworkDrive(LedgerError):
    """SQLite cannot be trusted on a network drive."""

    code = "E504"
    ledger: str
    drive: str

    def message(self) -> str:
        """Say where to put it."""
        return (
            f"The ledger {self.ledger} lies on a network drive ({self.drive}), where a file can be damaged when two "
            "computers write. Put it on a local disk, or use PostgreSQL (`ledger: postgresql://…`)."
        )


@dataclass(eq=False, kw_only=True)
class LedgerUnreachable(LedgerError):
    """The database does not answer, or the file cannot be opened or written."""

    code = "E505"
    ledger: str
    problem: str

    def message(self) -> str:
        """Say what the database answered."""
        return (
            f"The ledger {self.ledger} cannot be used: {self.problem}. Nothing is done that cannot be recorded. "
            "When it is back, go on with `nahtlos run --resume`."
        )


@dataclass(eq=False, kw_only=True)
class LedgerAddressUnknown(LedgerError):
    """The address names no kind of database that can hold a ledger."""

    code = "E506"
    address: str

    def message(self) -> str:
        """Show the two kinds."""
        return (
            f'A ledger cannot be kept at "{self.address}". Use `sqlite:///path/to/ledger.db` or '
            "`postgresql://user@host/database`."
        )


class LedgerDriverMissing(LedgerError):
    """PostgreSQL is asked for, and its driver is not installed."""

    code = "E507"

    def message(self) -> str:
        """Say how to install it."""
        return "A ledger in PostgreSQL needs one more part: `pip install 'nahtlos[postgresql]'`."


@dataclass(eq=False, kw_only=True)
class LedgerKeyMissing(LedgerError):
    """The ledger has encrypted contents, and the key is not here."""

    code = "E508"
    ledger: str
    path: str

    def message(self) -> str:
        """Say where the key belongs."""
        return (
            f"The key of the ledger {self.ledger} is missing: {self.path}. Without it nobody can read the cases. Copy "
            "it from the computer that made the ledger, or from the backup of keys."
        )


@dataclass(eq=False, kw_only=True)
class LedgerKeyWrong(LedgerError):
    """The key belongs to another ledger."""

    code = "E509"
    ledger: str
    source: str

    def message(self) -> str:
        """Say which key was tried."""
        return (
            f"The key {self.source} does not fit the ledger {self.ledger}. Each ledger has its own key: bring the one "
            "that was made with it."
        )


@dataclass(eq=False, kw_only=True)
class LedgerForged(LedgerError):
    """An encrypted value was changed or moved by something else than nahtlos."""

    code = "E510"
    where: str

    def message(self) -> str:
        """Name the row."""
        return (
            f"The ledger was changed from outside: {self.where} does not decrypt. Stop all runs, and compare with the "
            "journal and the last backup."
        )


@dataclass(eq=False, kw_only=True)
class NotInLedger(LedgerError):
    """There is no such run, item or effect."""

    code = "E511"
    thing: str
    id: str

    def message(self) -> str:
        """Say how to see what there is."""
        return f'The ledger has no {self.thing} "{self.id}". `nahtlos items list` shows what there is.'


@dataclass(eq=False, kw_only=True)
class NoWay(LedgerError):
    """A state was asked for that cannot follow; the ledger keeps what it has."""

    code = "E512"
    thing: str
    id: str
    state: str
    wanted: str

    def message(self) -> str:
        """Name both states."""
        return (
            f'The ledger does not let {self.thing} "{self.id}" go from "{self.state}" to "{self.wanted}". Nothing was '
            "changed."
        )


@dataclass(eq=False, kw_only=True)
class ItemNotHeld(LedgerError):
    """Work on an item came from a worker that does not hold it (any more)."""

    code = "E513"
    item: str

    def message(self) -> str:
        """Say that another one may have it."""
        return (
            f'This process does not hold the case "{self.item}" (any more), so it changes nothing about it. '
            "Another process may have taken it over."
        )


@dataclass(eq=False, kw_only=True)
class LedgerRefused(LedgerError):
    """The database refused a change for a reason that nobody foresaw."""

    code = "E514"
    ledger: str
    problem: str

    def message(self) -> str:
        """Ask for a report."""
        return (
            f"The ledger {self.ledger} refused a change: {self.problem}. Nothing was changed. This is a fault of "
            "nahtlos; please report it."
        )


class JournalError(RecordError):
    """The journal cannot be written or read."""


@dataclass(eq=False, kw_only=True)
class JournalNotWritable(JournalError):
    """The disk refused: full, read-only, forbidden, broken."""

    code = "E550"
    path: str
    problem: str

    def message(self) -> str:
        """Say what the disk answered, and that nothing goes on without a journal."""
        return (
            f"The journal cannot write to {self.path}: {self.problem}. Nothing is done that cannot be recorded. "
            "Make room or give access, then start again; a run goes on with --resume."
        )


@dataclass(eq=False, kw_only=True)
class JournalStopped(JournalError):
    """An event came after the journal had failed."""

    code = "E551"
    because: str

    def message(self) -> str:
        """Say what stopped it."""
        return f"The journal has stopped and takes nothing more: {self.because}"


@dataclass(eq=False, kw_only=True)
class NotForTheJournal(JournalError):
    """A field of an event holds something else than its type allows; the value is not a fact of this error."""

    code = "E552"
    event: str
    field: str
    shape: str

    def message(self) -> str:
        """Name the field and what it should be."""
        return (
            f'The journal refused the event {self.event}: its field "{self.field}" must be {self.shape}. Values of '
            "records never enter the journal. This is a fault of nahtlos or of a bot; please report it."
        )


@dataclass(eq=False, kw_only=True)
class LineTooLong(JournalError):
    """An event does not fit into a line."""

    code = "E553"
    event: str
    size: int
    most: int

    def message(self) -> str:
        """Say how much too long it is."""
        return f"The event {self.event} needs {self.size} bytes, and a line of the journal holds {self.most}."


@dataclass(eq=False, kw_only=True)
class JournalUnreadable(JournalError):
    """Files of the journal cannot be opened."""

    code = "E554"
    path: str
    problem: str

    def message(self) -> str:
        """Say what the disk answered."""
        return f"The journal cannot be read at {self.path}: {self.problem}. Check the folder and your rights to it."


@dataclass(eq=False, kw_only=True)
class JournalKeyUnusable(JournalError):
    """The key for pseudonyms and keyed hashes is broken or open to others."""

    code = "E555"
    path: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with the key and what a new one would mean."""
        return (
            f"The journal's key {self.path} cannot be used: {self.problem}. Restore it from the backup; with a new "
            "key, pseudonyms from before cannot be compared any more."
        )


@dataclass(eq=False, kw_only=True)
class JournalChanged(JournalError):
    """Somebody else changed or removed the file that is being written."""

    code = "E556"
    path: str

    def message(self) -> str:
        """Say that it is not ours any more."""
        return (
            f"{self.path} was changed, moved or removed while nahtlos was writing to it. Nothing is done that cannot "
            "be recorded. See what happened with `nahtlos audit verify`, then start again."
        )


@dataclass(eq=False, kw_only=True)
class NoFreeSlot(JournalError):
    """Too many processes write at once."""

    code = "E557"
    folder: str
    slots: int

    def message(self) -> str:
        """Say how many there are."""
        return (
            f"All {self.slots} slots in {self.folder} are taken by running processes, or the folder is on a drive that "
            "cannot lock files. End some of them, or put the logs on a local disk."
        )


# ---------------------------------------------------------------- E6xx workspace


class WorkspaceError(NahtlosError):
    """Folders, settings, secrets, browsers or accounts are not as they must be."""


# ---------------------------------------------------------------- E60x secrets


class SecretError(WorkspaceError):
    """A secret cannot be read or kept."""


@dataclass(eq=False, kw_only=True)
class SecretMissing(SecretError):
    """Nobody has set a secret that is needed."""

    code = "E600"
    account: str
    name: str
    variable: str

    def message(self) -> str:
        """Say how to set it."""
        return (
            f'The account {self.account} has no secret "{self.name}". Set it with `nahtlos secrets set '
            f"{self.account}.{self.name}`, or in the environment as {self.variable}."
        )


@dataclass(eq=False, kw_only=True)
class SecretsUnreadable(SecretError):
    """The file of secrets is damaged or cannot be opened."""

    code = "E601"
    path: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with the file."""
        return f"The secrets in {self.path} cannot be used: {self.problem}. Restore the file from the backup."


@dataclass(eq=False, kw_only=True)
class NotARecipient(SecretError):
    """The file of secrets is not encrypted for this identity."""

    code = "E602"
    path: str
    identity: str
    recipient: str

    def message(self) -> str:
        """Say who can change that."""
        return (
            f"{self.path} is not encrypted for the identity in {self.identity}. Somebody who can read it adds you with "
            f"`nahtlos secrets allow NAME {self.recipient}`."
        )


@dataclass(eq=False, kw_only=True)
class IdentityMissing(SecretError):
    """The key that opens the secrets is not there."""

    code = "E603"
    path: str

    def message(self) -> str:
        """Say how to make one or point to it."""
        return (
            f"There is no identity at {self.path}, so the secrets stay closed. Make one with `nahtlos secrets init`, "
            "or point NAHTLOS_IDENTITY to the file that holds yours."
        )


@dataclass(eq=False, kw_only=True)
class IdentityUnusable(SecretError):
    """The identity is broken or open to others."""

    code = "E604"
    path: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f"The identity in {self.path} cannot be used: {self.problem}."


@dataclass(eq=False, kw_only=True)
class SecretNameUnusable(SecretError):
    """An account, a secret or a recipient has a name that cannot be written."""

    code = "E605"
    what: str
    name: str
    use: str

    def message(self) -> str:
        """Say what a name looks like."""
        return f'"{self.name}" cannot be the name of {self.what}: use {self.use}.'


@dataclass(eq=False, kw_only=True)
class RecipientUnusable(SecretError):
    """A public key cannot be read, or is the last one that opens the file."""

    code = "E606"
    name: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f'The recipient "{self.name}" cannot be used: {self.problem}.'


@dataclass(eq=False, kw_only=True)
class SecretsNotBegun(SecretError):
    """There is no file of secrets yet."""

    code = "E608"
    path: str

    def message(self) -> str:
        """Say how to make it."""
        return f"There is no {self.path} yet. `nahtlos secrets init` makes it."


@dataclass(eq=False, kw_only=True)
class SecretEmpty(SecretError):
    """Somebody set nothing as a secret."""

    code = "E607"
    account: str
    name: str

    def message(self) -> str:
        """Say how to get rid of a secret instead."""
        return (
            f"Nothing was given as {self.account}.{self.name}. `nahtlos secrets remove {self.account}.{self.name}` "
            "takes a secret away."
        )


# ---------------------------------------------------------------- E62x actions of the library and deliveries


class DeliveryError(WorkspaceError):
    """A file that was delivered cannot be taken apart; its values are never facts of this error."""


@dataclass(eq=False, kw_only=True)
class DeliveryMissing(DeliveryError):
    """There is no such file."""

    code: ClassVar[str] = "E620"
    name: str
    known: Sequence[str] = ()

    def message(self) -> str:
        """Say where the name begins."""
        hint = close_to(self.name, self.known)
        return f"There is no file {self.name}. Names of files begin at the folder of the workspace.{hint}"


@dataclass(eq=False, kw_only=True)
class OutsideWorkspace(DeliveryError):
    """A file that does not belong to the workspace."""

    code: ClassVar[str] = "E621"
    name: str

    def message(self) -> str:
        """Say where it belongs."""
        return (
            f"{self.name} is outside the workspace, and nothing outside is read. Put the file into the workspace and "
            "write its path from there."
        )


@dataclass(eq=False, kw_only=True)
class DeliveryUnreadable(DeliveryError):
    """A file may not be opened, or is none."""

    code: ClassVar[str] = "E622"
    name: str
    reason: str

    def message(self) -> str:
        """Pass on what the operating system said."""
        return f"{self.name} cannot be read: {self.reason}. Check that it is a file and may be opened."


@dataclass(eq=False, kw_only=True)
class DeliveryTooLarge(DeliveryError):
    """A file is larger than any delivery."""

    code: ClassVar[str] = "E623"
    name: str
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"{self.name} is larger than {self.limit // (1024 * 1024)} MiB. Split it into several deliveries."


@dataclass(eq=False, kw_only=True)
class DeliveryEmpty(DeliveryError):
    """A file says nothing, not even headings."""

    code: ClassVar[str] = "E624"
    name: str

    def message(self) -> str:
        """Say what it begins with."""
        return f"{self.name} is empty. It has to begin with a line of headings; a delivery without cases has only that."


@dataclass(eq=False, kw_only=True)
class DeliveryNotText(DeliveryError):
    """A file is a workbook, an archive, or text in two bytes a letter."""

    code: ClassVar[str] = "E625"
    name: str

    def message(self) -> str:
        """Say how to save it."""
        return f'{self.name} is no plain text. Save it as "CSV UTF-8", not as a workbook or as Unicode text (UTF-16).'


@dataclass(eq=False, kw_only=True)
class EncodingUnknown(DeliveryError):
    """A file is in none of the usual encodings."""

    code: ClassVar[str] = "E626"
    name: str

    def message(self) -> str:
        """Say which were tried."""
        return f'{self.name} is neither UTF-8 nor Windows-1252. Save it as "CSV UTF-8", or name its `encoding`.'


@dataclass(eq=False, kw_only=True)
class WrongEncoding(DeliveryError):
    """A file is not in the encoding that was named, or there is no such encoding."""

    code: ClassVar[str] = "E627"
    name: str
    encoding: str
    line: int | None

    def message(self) -> str:
        """Name the line, or what is usual."""
        if self.line is None:
            return f'There is no encoding "{self.encoding}". Write utf-8 or cp1252, or none: then it is found out.'
        return f"{self.name} is not in {self.encoding}: line {self.line} cannot be read. Name another, or none."


@dataclass(eq=False, kw_only=True)
class NoSeparator(DeliveryError):
    """Nothing that separates cells makes the first line headings."""

    code: ClassVar[str] = "E628"
    delivery: str

    def message(self) -> str:
        """Say what was tried."""
        return (
            f"The first line of {self.delivery} holds none of the headings, whatever separates them (; , | or a tab "
            "was tried). Check that it is the right file, or name its `separator`."
        )


@dataclass(eq=False, kw_only=True)
class HeadingMissing(DeliveryError):
    """A column that has to be there and is not."""

    code: ClassVar[str] = "E629"
    delivery: str
    heading: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest heading."""
        hint = close_to(self.heading, self.known) or f" It has {listed(self.known)}."
        return f'{self.delivery} has no column "{self.heading}".{hint}'


@dataclass(eq=False, kw_only=True)
class HeadingTwice(DeliveryError):
    """Two columns have the heading that is asked for."""

    code: ClassVar[str] = "E630"
    delivery: str
    heading: str

    def message(self) -> str:
        """Say why nothing is taken."""
        return (
            f'{self.delivery} has several columns "{self.heading}", and nobody can say which one is meant. Give them '
            "different headings."
        )


@dataclass(eq=False, kw_only=True)
class BrokenRow(DeliveryError):
    """From some line on a file cannot be taken apart."""

    code: ClassVar[str] = "E631"
    delivery: str
    line: int
    problem: str

    def message(self) -> str:
        """Name the line; what stands there may be personal."""
        return (
            f"{self.delivery} cannot be read from line {self.line} on: {self.problem}. Correct the line, or have the "
            "file delivered again."
        )


@dataclass(eq=False, kw_only=True)
class WrongColumn(DeliveryError):
    """A column is not described as it has to be."""

    code: ClassVar[str] = "E632"
    action: str
    name: str
    reason: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f'The column "{self.name}" of {self.action}: {self.reason}.'


@dataclass(eq=False, kw_only=True)
class WrongArgument(DeliveryError):
    """An input of an action has a value that it cannot have."""

    code: ClassVar[str] = "E633"
    action: str
    name: str
    reason: str

    def message(self) -> str:
        """Name the input, not its value."""
        return f'The input "{self.name}" of {self.action} {self.reason}.'


@dataclass(eq=False, kw_only=True)
class SameAction(WorkspaceError):
    """Two packages bring an action of the same name."""

    code: ClassVar[str] = "E634"
    name: str
    first: str
    second: str

    def message(self) -> str:
        """Name both."""
        return f'The action "{self.name}" is there twice, from {self.first} and from {self.second}. Remove one of them.'


@dataclass(eq=False, kw_only=True)
class ActionsNotLoaded(WorkspaceError):
    """A package that brings actions cannot be imported."""

    code: ClassVar[str] = "E635"
    source: str
    reason: str

    def message(self) -> str:
        """Name the module."""
        return f"The actions in {self.source} cannot be loaded ({self.reason}). Repair or remove that package."


# ---------------------------------------------------------------- E64x browsers


@dataclass(eq=False, kw_only=True)
class BrowserMissing(WorkspaceError):
    """There is no browser to work with."""

    code: ClassVar[str] = "E640"
    wish: str | None = None

    def message(self) -> str:
        """Say how to get one."""
        missing = "No browser was found" if self.wish is None else f"The browser {self.wish} was not found"
        return (
            f"{missing}. Install one with `nahtlos browser install` (or `apt install chromium-headless-shell`, or "
            "`playwright install chromium-headless-shell`), or name one in config/nahtlos.yaml as `executable:` of "
            "`browser:`."
        )


@dataclass(eq=False, kw_only=True)
class BrowserNotInstalled(WorkspaceError):
    """No way to install a browser worked."""

    code: ClassVar[str] = "E641"
    tried: tuple[str, ...]

    def message(self) -> str:
        """Say what was tried."""
        return (
            f"No browser could be installed. Tried: {'; '.join(self.tried)}. Install Chromium, Chrome or Edge in the "
            "way your machine is looked after; nahtlos takes what is there."
        )


@dataclass(eq=False, kw_only=True)
class BrowserNotStarted(WorkspaceError):
    """A browser that is there does not start."""

    code: ClassVar[str] = "E642"
    executable: str
    reason: str

    def message(self) -> str:
        """Say why, as far as it is known."""
        return f"The browser {self.executable} does not start: {self.reason}."


@dataclass(eq=False, kw_only=True)
class ProxyUnusable(WorkspaceError):
    """The proxy of the office is not written so that it can be used; its address may hold a password."""

    code: ClassVar[str] = "E643"
    host: str = ""

    def message(self) -> str:
        """Show what it looks like."""
        at = f" at {self.host}" if self.host else ""
        return f"The proxy{at} cannot be used. Write it like http://proxy.example:3128 or socks5://proxy.example:1080."


# ---------------------------------------------------------------- E66x workspaces and commands


@dataclass(eq=False, kw_only=True)
class NoWorkspace(WorkspaceError):
    """Neither this folder nor one above it is a workspace."""

    code: ClassVar[str] = "E660"
    folder: str

    def message(self) -> str:
        """Say how to make one."""
        return (
            f"There is no workspace here: {self.folder} and the folders above it have no config/nahtlos.yaml. "
            "Go to your workspace, or make one with `nahtlos init DIR`."
        )


@dataclass(eq=False, kw_only=True)
class FolderTaken(WorkspaceError):
    """A new workspace would be written over something."""

    code: ClassVar[str] = "E661"
    folder: str

    def message(self) -> str:
        """Say what is free."""
        return f"{self.folder} is not an empty folder, and nothing is written over. Name a new one."


@dataclass(eq=False, kw_only=True)
class ExampleMissing(WorkspaceError):
    """The installed package lacks the example workspace."""

    code: ClassVar[str] = "E662"

    def message(self) -> str:
        """Say how to get it back."""
        return "This installation of nahtlos is not whole: its example workspace is missing. Install it again."


@dataclass(eq=False, kw_only=True)
class UnknownWorkflow(WorkspaceError):
    """The workspace has no such workflow."""

    code: ClassVar[str] = "E663"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest workflow."""
        hint = close_to(self.name, self.known) or f" There are {listed(self.known)}."
        return f'There is no workflow "{self.name}" in workflows/.{hint}'


@dataclass(eq=False, kw_only=True)
class UnfinishedRun(WorkspaceError):
    """A workflow is started anew while its last run is not finished."""

    code: ClassVar[str] = "E664"
    workflow: str
    run: str

    def message(self) -> str:
        """Say how to go on."""
        return (
            f"The run {self.run} of {self.workflow} is not finished. Go on with it: `nahtlos run {self.workflow} "
            "--resume`. Cases that wait for somebody are in `nahtlos items list`."
        )


@dataclass(eq=False, kw_only=True)
class NothingToCount(WorkspaceError):
    """There is no run whose balance could be struck again."""

    code: ClassVar[str] = "E690"
    workflow: str | None

    def message(self) -> str:
        return f"There is no run of {self.workflow or 'any workflow'} yet. Start one: `nahtlos run WORKFLOW`."


@dataclass(eq=False, kw_only=True)
class NothingToResume(WorkspaceError):
    """No run of a workflow is unfinished."""

    code: ClassVar[str] = "E665"
    workflow: str
    run: str | None = None

    def message(self) -> str:
        """Say how to begin one."""
        what = f"The run {self.run} is finished" if self.run else f"No run of {self.workflow} is unfinished"
        return f"{what}. Start a new one: `nahtlos run {self.workflow}`."


@dataclass(eq=False, kw_only=True)
class WorkflowChanged(WorkspaceError):
    """A run would go on with another workflow than it began with."""

    code: ClassVar[str] = "E666"
    workflow: str
    run: str
    then: str
    now: str

    def message(self) -> str:
        """Name both hashes."""
        return (
            f"{self.workflow} or one of its bots has changed since the run {self.run} began: {_short(self.then)} then, "
            f"{_short(self.now)} now. Bring the old files back, or go on with the new ones: `nahtlos run "
            f"{self.workflow} --resume --accept-changes`."
        )


@dataclass(eq=False, kw_only=True)
class SavedPlanUnusable(WorkspaceError):
    """A file is no saved plan, or not one of this workflow as it is now."""

    code: ClassVar[str] = "E667"
    file: str
    reason: str
    workflow: str

    def message(self) -> str:
        """Say why, and how to make a new one."""
        return (
            f"The saved plan {self.file} cannot be used: {self.reason}. Make a new one: "
            f"`nahtlos plan {self.workflow} --out {self.file}`."
        )


@dataclass(eq=False, kw_only=True)
class UnknownRunInput(WorkspaceError):
    """A run is given an input that its workflow does not have."""

    code: ClassVar[str] = "E668"
    workflow: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest input."""
        has = f" It has {listed(self.known)}." if self.known else " It has none."
        return f'{self.workflow} has no input "{self.name}".{close_to(self.name, self.known) or has}'


@dataclass(eq=False, kw_only=True)
class WrongRunInput(WorkspaceError):
    """An input of a run is missing, or not what the workflow declares."""

    code: ClassVar[str] = "E669"
    workflow: str
    name: str
    reason: str

    def message(self) -> str:
        """Show how an input is given; its value may be personal."""
        return f'The input "{self.name}" of {self.workflow} {self.reason}. Give it as `--input {self.name}=…`.'


class PracticeNotRunning(WorkspaceError):
    """The profile `practice` is asked for, and no practice system runs."""

    code: ClassVar[str] = "E670"

    def message(self) -> str:
        """Say how to start them."""
        return "The practice systems are not running. Start them in another terminal: `nahtlos practice start`."


@dataclass(eq=False, kw_only=True)
class PracticeNotStarted(WorkspaceError):
    """A practice system did not start."""

    code: ClassVar[str] = "E671"
    system: str

    def message(self) -> str:
        """Say what can be the reason."""
        return f"The practice system {self.system} did not start; what it said stands above."


@dataclass(eq=False, kw_only=True)
class NothingToDecide(WorkspaceError):
    """A case does not wait for a decision."""

    code: ClassVar[str] = "E672"
    item: str
    outcome: str

    def message(self) -> str:
        """Say what it is instead."""
        return f"The case {self.item} does not wait for a decision: it is {self.outcome}."


@dataclass(eq=False, kw_only=True)
class WrongChoice(WorkspaceError):
    """A case waits for a decision of another kind."""

    code: ClassVar[str] = "E673"
    item: str
    choice: str
    choices: Sequence[str]
    because: str

    def message(self) -> str:
        """Name the choices that there are."""
        return (
            f'"{self.choice}" decides nothing about the case {self.item}: {self.because}. '
            f"Choose {' or '.join(self.choices)}."
        )


@dataclass(eq=False, kw_only=True)
class OneChoice(WorkspaceError):
    """A decision needs exactly one choice."""

    code: ClassVar[str] = "E674"
    choices: Sequence[str]

    def message(self) -> str:
        """Name them."""
        return f"Say exactly one of {', '.join(self.choices)}."


@dataclass(eq=False, kw_only=True)
class ProfileDiffers(WorkspaceError):
    """A run would go on with other systems than it began with."""

    code: ClassVar[str] = "E675"
    run: str
    then: str | None
    now: str | None

    def message(self) -> str:
        """Name both profiles."""
        then = f"the profile {self.then}" if self.then else "no profile"
        now = f"the profile {self.now}" if self.now else "no profile"
        return f"The run {self.run} began with {then}, and cannot go on with {now}: these are other systems."


@dataclass(eq=False, kw_only=True)
class UnknownSystemName(WorkspaceError):
    """The workspace has no such system."""

    code: ClassVar[str] = "E676"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest system."""
        hint = close_to(self.name, self.known) or f" There are {listed(self.known)}."
        return f'There is no system "{self.name}" in config/systems.yaml.{hint}'


@dataclass(eq=False, kw_only=True)
class ScriptNotImported(WorkspaceError):
    """The Python of a bot cannot be imported; what it said may hold anything, so only its kind is told."""

    code: ClassVar[str] = "E677"
    file: str
    problem: str

    def message(self) -> str:
        """Say what happened."""
        return f"{self.file} cannot be imported: {self.problem}."


@dataclass(eq=False, kw_only=True)
class OptionsExclude(WorkspaceError):
    """Two options that cannot stand together, or one without the other."""

    code: ClassVar[str] = "E678"
    option: str
    other: str
    needs: bool = False

    def message(self) -> str:
        """Name both."""
        if self.needs:
            return f"{self.option} needs {self.other}."
        return f"{self.option} and {self.other} cannot stand together."


@dataclass(eq=False, kw_only=True)
class FileNotWritten(WorkspaceError):
    """A file that was asked for cannot be written."""

    code: ClassVar[str] = "E679"
    name: str
    reason: str

    def message(self) -> str:
        """Pass on what the operating system said."""
        return f"{self.name} cannot be written: {self.reason}."


@dataclass(eq=False, kw_only=True)
class NothingTyped(WorkspaceError):
    """A secret was asked for, and nothing came."""

    code: ClassVar[str] = "E680"
    what: str

    def message(self) -> str:
        """Say where it is read from."""
        return f"No value came for {self.what}. Type it when asked, or pipe it in; it never stands in the command."


def _short(content_hash: str) -> str:
    return content_hash.removeprefix("sha256:")[:12]


@dataclass(eq=False, kw_only=True)
class NameDiffers(WorkspaceError):
    """A workflow or bot calls itself otherwise than its file or folder."""

    code: ClassVar[str] = "E681"
    what: str
    name: str
    file: str

    def message(self) -> str:
        """Name both."""
        return f'{self.what.capitalize()} calls itself "{self.name}", and its file says "{self.file}". Name both alike.'
