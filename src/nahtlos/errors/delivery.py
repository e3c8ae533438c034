"""E62x and E63x: actions and the files they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from nahtlos.errors.error import WorkspaceError
from nahtlos.errors.place import close_to, listed


class DeliveryError(WorkspaceError):
    """A file that was delivered cannot be taken apart; its values are never facts of this error."""


class DeliveryMissing(DeliveryError):
    """There is no such file."""

    code: ClassVar[str] = "E620"
    name: str
    known: Sequence[str] = ()

    def message(self) -> str:
        """Say where the name begins."""
        hint = close_to(self.name, self.known)
        return f"There is no file {self.name}. Names of files begin at the folder of the workspace.{hint}"


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


class DeliveryUnreadable(DeliveryError):
    """A file may not be opened, or is none."""

    code: ClassVar[str] = "E622"
    name: str
    reason: str

    def message(self) -> str:
        """Pass on what the operating system said."""
        return f"{self.name} cannot be read: {self.reason}. Check that it is a file and may be opened."


class DeliveryTooLarge(DeliveryError):
    """A file is larger than any delivery."""

    code: ClassVar[str] = "E623"
    name: str
    limit: int

    def message(self) -> str:
        """Say the limit."""
        return f"{self.name} is larger than {self.limit // (1024 * 1024)} MiB. Split it into several deliveries."


class DeliveryEmpty(DeliveryError):
    """A file says nothing, not even headings."""

    code: ClassVar[str] = "E624"
    name: str

    def message(self) -> str:
        """Say what it begins with."""
        return f"{self.name} is empty. It has to begin with a line of headings; a delivery without cases has only that."


class DeliveryNotText(DeliveryError):
    """A file is a workbook, an archive, or text in two bytes a letter."""

    code: ClassVar[str] = "E625"
    name: str

    def message(self) -> str:
        """Say how to save it."""
        return f'{self.name} is no plain text. Save it as "CSV UTF-8", not as a workbook or as Unicode text (UTF-16).'


class EncodingUnknown(DeliveryError):
    """A file is in none of the usual encodings."""

    code: ClassVar[str] = "E626"
    name: str

    def message(self) -> str:
        """Say which were tried."""
        return f'{self.name} is neither UTF-8 nor Windows-1252. Save it as "CSV UTF-8", or name its `encoding`.'


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


class HeadingMissing(DeliveryError):
    """Columns that have to be there and are not."""

    code: ClassVar[str] = "E629"
    delivery: str
    headings: Sequence[str]
    known: Sequence[str]
    """Those that are there; none where they may be no headings but somebody's record."""

    def message(self) -> str:
        """Name each with the nearest heading."""
        hints = [close_to(heading, self.known) for heading in self.headings]
        subjects = [self.delivery, *["It"] * (len(hints) - 1)]
        missing = zip(subjects, self.headings, hints, strict=True)
        said = " ".join(f'{subject} has no column "{heading}".{hint}' for subject, heading, hint in missing)
        return said if all(hints) or not self.known else f"{said} It has {listed(self.known)}."


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


class WrongColumn(DeliveryError):
    """A column is not described as it has to be."""

    code: ClassVar[str] = "E632"
    action: str
    name: str
    reason: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f'The column "{self.name}" of {self.action}: {self.reason}.'


class WrongArgument(DeliveryError):
    """An input of an action has a value that it cannot have."""

    code: ClassVar[str] = "E633"
    action: str
    name: str
    reason: str

    def message(self) -> str:
        """Name the input, not its value."""
        return f'The input "{self.name}" of {self.action} {self.reason}.'


class ExcelNotInstalled(DeliveryError):
    """An Excel file is to be read, and what reads it is not installed."""

    code: ClassVar[str] = "E636"

    def message(self) -> str:
        """Say how it is installed."""
        return "Excel files are read by rpaframework, which is not installed. Run: pip install 'nahtlos[excel]'"


class NotAWorkbook(DeliveryError):
    """A file cannot be opened as a workbook."""

    code: ClassVar[str] = "E637"
    name: str

    def message(self) -> str:
        """Say what to do with it."""
        return (
            f"{self.name} cannot be opened as an Excel file: it is damaged, locked by a password, or something else. "
            "Open it in Excel and save it as .xlsx without a password, or have it delivered again."
        )


class SheetMissing(DeliveryError):
    """A workbook has no sheet of this name."""

    code: ClassVar[str] = "E638"
    name: str
    sheet: str
    known: Sequence[str] = ()

    def message(self) -> str:
        """Name those that there are."""
        hint = close_to(self.sheet, self.known)
        return f'{self.name} has no sheet "{self.sheet}"; its sheets are {listed(self.known)}.{hint}'


class SameAction(WorkspaceError):
    """Two packages bring an action of the same name."""

    code: ClassVar[str] = "E634"
    name: str
    first: str
    second: str

    def message(self) -> str:
        """Name both."""
        return f'The action "{self.name}" is there twice, from {self.first} and from {self.second}. Remove one of them.'


class ActionsNotLoaded(WorkspaceError):
    """A package that brings actions cannot be imported."""

    code: ClassVar[str] = "E635"
    source: str
    reason: str

    def message(self) -> str:
        """Name the module."""
        return f"The actions in {self.source} cannot be loaded ({self.reason}). Repair or remove that package."


class DeliveryChangedMeanwhile(DeliveryError):
    """A file was written to while it was read, or since it was looked at."""

    code: ClassVar[str] = "E639"
    name: str

    def message(self) -> str:
        """Say what a delivery has to be."""
        return (
            f"{self.name} was changed while it was read, so nothing was taken from it. Deliver it whole, under another "
            "name until it is complete, and start again."
        )
