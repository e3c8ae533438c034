"""E55x: the proof."""

from __future__ import annotations

from nahtlos.errors.error import RecordError


class JournalError(RecordError):
    """The journal cannot be written or read."""


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


class JournalStopped(JournalError):
    """An event came after the journal had failed."""

    code = "E551"
    because: str

    def message(self) -> str:
        """Say what stopped it."""
        return f"The journal has stopped and takes nothing more: {self.because}"


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


class LineTooLong(JournalError):
    """An event does not fit into a line."""

    code = "E553"
    event: str
    size: int
    most: int

    def message(self) -> str:
        """Say how much too long it is."""
        return f"The event {self.event} needs {self.size} bytes, and a line of the journal holds {self.most}."


class JournalUnreadable(JournalError):
    """Files of the journal cannot be opened."""

    code = "E554"
    path: str
    problem: str

    def message(self) -> str:
        """Say what the disk answered."""
        return f"The journal cannot be read at {self.path}: {self.problem}. Check the folder and your rights to it."


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
