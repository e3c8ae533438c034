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


class JournalTooNew(JournalError):
    """A newer nahtlos has written to this stream."""

    code = "E558"
    stream: str
    version: int
    known: int

    def message(self) -> str:
        """Name both versions."""
        return (
            f"The journal stream {self.stream} was last written by a newer nahtlos: its lines have version "
            f"{self.version}, and this nahtlos knows versions up to {self.known}. Update nahtlos on this computer; "
            "nothing is done before."
        )


class SignerAway(JournalError):
    """Whoever signs the journal does not answer."""

    code = "E560"
    signer: str
    problem: str
    unsigned: int = 0

    def message(self) -> str:
        """Say who is away, what is not signed yet, and that nothing goes on unsigned."""
        lines = f" {self.unsigned} lines wait for a signature; the next start signs them." if self.unsigned else ""
        return (
            f"The signer of the journal ({self.signer}) does not answer: {self.problem}.{lines} Nothing goes on "
            "unsigned. Start it with `nahtlos audit signer`, then start again; a run goes on with --resume."
        )


class SignerRefused(JournalError):
    """Whoever signs the journal does not sign this."""

    code = "E561"
    chain: str
    problem: str

    def message(self) -> str:
        """Say for which lines, and why."""
        return (
            f"The lines of {self.chain} were not signed: {self.problem} Somebody may have changed the journal, or two "
            "workspaces share a signer. See what happened with `nahtlos audit verify`."
        )


class JournalRolledBack(JournalError):
    """Lines that were signed are not there any more."""

    code = "E562"
    chain: str
    signed: int
    found: int

    def message(self) -> str:
        """Say how many were signed and how many are there."""
        return (
            f"{self.signed} lines of {self.chain} were signed, and {self.found} of them are where they were. Somebody "
            "cut or changed the journal, or it was restored from an older backup. Put the lines back; "
            "`nahtlos audit verify` names the place. If they are lost, `nahtlos audit key --begin-anew` goes on with "
            "what is there, and leaves a trace."
        )


class SigningKeyUnusable(JournalError):
    """The key that signs the journal is broken, missing or open to others."""

    code = "E563"
    path: str
    problem: str

    def message(self) -> str:
        """Say what is wrong, and how to go on."""
        return (
            f"The signing key of the journal in {self.path} cannot be used: {self.problem}. If it is lost, "
            "`nahtlos audit key --begin-anew` makes a new one; its fingerprint belongs into the paper file."
        )


class CertificatesDiffer(JournalError):
    """The certificates beside the journal are not those of the signing key."""

    code = "E564"
    path: str
    folder: str

    def message(self) -> str:
        """Name both."""
        return (
            f"{self.path} does not belong to the signing key in {self.folder}: one of them was changed, or restored "
            "from another time or workspace. Put the right one back. If the key is lost, "
            "`nahtlos audit key --begin-anew` makes a new one; its fingerprint belongs into the paper file."
        )


class NoSuchLine(JournalError):
    """Somebody asks for a line of the journal that is not there."""

    code = "E565"
    named: str
    problem: str

    def message(self) -> str:
        """Say how lines are named."""
        return (
            f'There is no proof for "{self.named}": {self.problem}. Name a line as FILE:LINE, or as '
            "CLASS/STREAM:NUMBER, for example runs/pc-0:17."
        )
