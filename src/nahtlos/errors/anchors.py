"""E57x: what stands outside and proves the end of the journal: witnesses, daily lines, time stamps."""

from __future__ import annotations

from nahtlos.errors.error import WorkspaceError
from nahtlos.errors.journal import JournalError


class AnchorError(JournalError):
    """The journal could not be anchored outside."""


class AnchorsLate(AnchorError):
    """An anchor has not seen the journal for too long."""

    code = "E570"
    anchor: str
    since: str
    lag: str
    problem: str

    def message(self) -> str:
        """Say since when, why, and that nothing goes on without."""
        return (
            f'The anchor "{self.anchor}" has not taken the journal since {self.since}, and may lag {self.lag}: '
            f"{self.problem} Nothing is written without its proof. See `nahtlos audit anchor`; when it answers again, "
            "`nahtlos run --resume` goes on."
        )


class AnchorAway(AnchorError):
    """Whoever should anchor the journal does not answer, or not as it should."""

    code = "E571"
    anchor: str
    problem: str

    def message(self) -> str:
        """Say who, and what came instead."""
        return f'The anchor "{self.anchor}" did not take the journal: {self.problem}. It is asked again by itself.'


class AnchorDisagrees(AnchorError):
    """A witness knows another journal than the one that is here."""

    code = "E572"
    anchor: str
    chain: str
    problem: str

    def message(self) -> str:
        """Say what it knows."""
        return (
            f'The anchor "{self.anchor}" knows another {self.chain}: {self.problem} The journal was changed, cut, or '
            "restored from an older backup. Nothing goes on; `nahtlos audit verify` compares both."
        )


class AnchorUnusable(WorkspaceError):
    """An anchor, or a witness, is not set up as it must be."""

    code = "E573"
    anchor: str
    problem: str

    def message(self) -> str:
        """Say what is wrong."""
        return f'The anchor "{self.anchor}" cannot be used: {self.problem}.'


class ShipperStopped(WorkspaceError):
    """The log server cannot be reached, or the lines that were to be sent are not there."""

    code = "E574"
    server: str
    problem: str

    def message(self) -> str:
        """Say what happened, and that nothing is lost."""
        return (
            f"The log server {self.server} did not take the journal: {self.problem}. Nothing is lost: the next "
            "`nahtlos audit ship` begins where this one stopped."
        )


class ExportNotWritten(WorkspaceError):
    """The file of an export cannot be written."""

    code = "E575"
    path: str
    problem: str

    def message(self) -> str:
        """Say what the disk answered."""
        return f"The export cannot be written to {self.path}: {self.problem}."
