"""E1xx: the text of a file."""

from __future__ import annotations

from nahtlos.errors.error import ReadingError
from nahtlos.errors.place import Place


class FileUnreadable(ReadingError):
    """A file is missing or may not be opened."""

    code = "E101"
    name: str
    reason: str

    def message(self) -> str:
        """Name the file and what the operating system said."""
        return f"{self.name} cannot be read: {self.reason}. Check that the file is there and may be opened."


class FileTooLarge(ReadingError):
    """A file is larger than any workflow, bot or setting."""

    code = "E102"
    name: str
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"{self.name} is larger than {self.limit // 1024} KiB. Split it, or put data into a file of its own."


class NotUtf8(ReadingError):
    """A file is not text in UTF-8."""

    code = "E103"

    def message(self) -> str:
        """Say how to save it."""
        return 'This character is not UTF-8. Save the file with the encoding "UTF-8" (it may be Windows-1252 now).'


class ForbiddenCharacter(ReadingError):
    """A character that nobody can see does something to the text."""

    code = "E104"
    character: str

    def message(self) -> str:
        """Name the character by its number."""
        return f"The invisible character U+{ord(self.character):04X} is not allowed here. Delete it."


class EmptyFile(ReadingError):
    """A file says nothing."""

    code = "E105"

    def message(self) -> str:
        """Say what a file begins with."""
        return 'The file is empty. It has to begin with "name: value".'


class MissingColon(ReadingError):
    """A line is neither a name with a value nor an entry of a list."""

    code = "E106"

    def message(self) -> str:
        """Say what a line looks like."""
        return 'This line has no ":". Write "name: value", or indent it if it belongs to the value above.'


class UnclosedQuote(ReadingError):
    """A quote begins and never ends."""

    code = "E110"

    def message(self) -> str:
        """Say what to add."""
        return "The quote that opens here is never closed. Add the same quote at the end of the value."


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


class TabInIndentation(ReadingError):
    """A tab stands where YAML wants blanks."""

    code = "E112"

    def message(self) -> str:
        """Say what to write instead."""
        return "A tab stands here. Indent with blanks only."


class UnquotedExpression(ReadingError):
    """An expression without quotes is a bracket for YAML."""

    code = "E113"

    def message(self) -> str:
        """Show the quotes."""
        return 'An expression needs quotes around the whole value: "{{ … }}".'


class UnexpectedColon(ReadingError):
    """A second `name: ` begins inside a value."""

    code = "E114"

    def message(self) -> str:
        """Name both reasons there can be."""
        return (
            'A name with ":" cannot begin here. If the colon is part of the value, put the whole value in quotes; '
            "if this is a line of its own, indent it like its neighbors."
        )


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


class TextAfterQuote(ReadingError):
    """A value goes on after its closing quote."""

    code = "E116"

    def message(self) -> str:
        """Say what to do with the rest."""
        return (
            "Something stands behind the closing quote. Put the whole value into one pair of quotes; if the value "
            "contains quotes, use the other kind outside. An earlier quote may also be unclosed."
        )


class UnknownEscape(ReadingError):
    """A backslash in double quotes means something else than was meant."""

    code = "E117"

    def message(self) -> str:
        """Offer both ways out."""
        return "In double quotes a backslash begins an escape. Write two of them, or use single quotes."


class ReservedCharacter(ReadingError):
    """A value begins with a character that YAML keeps for itself."""

    code = "E118"
    character: str

    def message(self) -> str:
        """Name the character."""
        return f'A value cannot begin with "{self.character}". Put the whole value in quotes.'


class BrokenYaml(ReadingError):
    """The text is no YAML, for a rare reason."""

    code = "E119"
    reason: str

    def message(self) -> str:
        """Pass on what the parser said."""
        return f"This cannot be read as YAML ({self.reason}). Look at this line and the one above it."


class DuplicateKey(ReadingError):
    """A name stands twice in one table, or in two files whose names stand together."""

    code = "E120"
    key: str
    first: Place

    def message(self) -> str:
        """Name both places."""
        is_here = self.place is None or self.place.source.name == self.first.source.name
        first = f"in line {self.first.line}" if is_here else str(self.first)
        return f'"{self.key}" stands here a second time; the first is {first}. Delete one of them.'


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


class SeveralDocuments(ReadingError):
    """A file holds more than one document."""

    code = "E123"

    def message(self) -> str:
        """Say where the second should go."""
        return 'A second document begins here ("---"). Put it into a file of its own.'


class KeyNotText(ReadingError):
    """A name in a table is empty, a list or a table."""

    code = "E124"

    def message(self) -> str:
        """Say what a name is."""
        return "The name before the colon has to be a text. If it contains brackets, put it in quotes."


class MergeKey(ReadingError):
    """A table is merged into another."""

    code = "E125"

    def message(self) -> str:
        """Say what to write."""
        return '"<<" would merge another part of the file, which is not allowed. Write the lines out.'


class TooDeep(ReadingError):
    """Lists and tables stand inside each other too often."""

    code = "E126"
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"Lists and tables stand more than {self.limit} levels deep here. Check brackets and indentation."


class TooManyValues(ReadingError):
    """A file has more values than any workflow, bot or setting."""

    code = "E127"
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"The file has more than {self.limit} values. Split it, or put data into a file of its own."


class TextTooLong(ReadingError):
    """One value is longer than any text in a workflow, bot or setting."""

    code = "E128"
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"The text that begins here is longer than {self.limit // 1024} KiB. Put it into a file of its own."


class NotATable(ReadingError):
    """A file is a list or a single value."""

    code = "E129"

    def message(self) -> str:
        """Say what a file consists of."""
        return 'The file has to consist of lines "name: value", and a list or a lone text begins here.'
