"""E50x to E54x: the state of runs."""

from __future__ import annotations

from nahtlos.errors.error import RecordError


class LedgerError(RecordError):
    """The ledger cannot be opened, read or written."""


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


class NotInLedger(LedgerError):
    """There is no such run, item or effect."""

    code = "E511"
    thing: str
    id: str

    def message(self) -> str:
        """Say how to see what there is."""
        return f'The ledger has no {self.thing} "{self.id}". `nahtlos items list` shows what there is.'


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
