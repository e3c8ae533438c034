"""How long the lines of the journal are kept, by class."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from nahtlos.model.anchors import AnchorList
from nahtlos.model.scalars import Days, Seconds, SocketName
from nahtlos.model.written import Written, long_form
from nahtlos.reading import Node, Table, Text


class Kept(Written):
    """A minimum and a latest date; `10 years` alone is both."""

    called: ClassVar[str] = "A retention"
    at_least: Days
    """Nothing younger may be pruned, whoever asks."""
    at_most: Days
    """What is older is pruned by `nahtlos privacy prune`."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read `10 years`."""
        if isinstance(node, Text):
            return long_form(node, at_least=node, at_most=node)
        return super().spelled_out(node)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise ValueError("at_least must not be longer than at_most.")
        return self


class Retention(Written):
    """How long the lines of each class are kept; a class that is not named is kept until somebody says how long."""

    called: ClassVar[str] = '"retention"'
    runs: Kept | None = None
    """Runs, cases, effects and decisions."""
    access: Kept | None = None
    """Who saw values, and what was refused."""
    admin: Kept | None = None
    """Accounts, pauses, secrets, erasures."""


class JournalSettings(Written):
    """How the journal is kept."""

    called: ClassVar[str] = '"journal"'
    retention: Retention = Retention()
    """How long its lines are kept."""
    signer: SocketName | None = None
    """Who signs it, as `unix:` and the path of a socket; without it, the workspace keeps the keys."""
    may_lag: Seconds = 600.0
    """How long lines may stay unsigned while the signer is away; then everything stops."""
    anchors: AnchorList = ()
    """What outside this machine is told how far the journal is. At least two are recommended."""
