"""A workflow: what is moved from where to where, and under which legal basis."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from nahtlos.model.flow import Argument
from nahtlos.model.scalars import Days, Identifier, Positive, Slug, Texts
from nahtlos.model.step import Steps
from nahtlos.model.types import Declared
from nahtlos.model.written import Written, long_form
from nahtlos.reading import Node, Table, Text


class Decision(Written):
    """Who decides about the case."""

    called: ClassVar[str] = '"decision"'
    by: Literal["none", "prepared", "automatic"]
    """Nobody, a person whom the workflow prepares for it, or the workflow itself."""
    norm: Text | None = None
    """The norm that allows an automatic decision."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read `none`, `prepared` and `{automatic: norm}`."""
        if isinstance(node, Text):
            return long_form(node, by=node)
        table = super().spelled_out(node)
        if set(table) == {"automatic"}:
            return long_form(table, by=Text("automatic", place=table.places["automatic"]), norm=table["automatic"])
        return table


class Process(Written):
    """What the data is processed for; it becomes the record of processing activities."""

    called: ClassVar[str] = '"process"'
    purpose: Text
    """What for."""
    legal_basis: Text
    """The norm that allows it."""
    recipients: Texts
    """Who gets the data."""
    retention: Days
    """How long payloads are kept, e.g. `180 days`."""
    decision: Decision
    """Who decides about the case."""


def _process(node: Any) -> Any:
    return None if isinstance(node, Text) and node == "none" else node


class LeaveOut(Written):
    """Items that are counted, but not worked on."""

    called: ClassVar[str] = "An entry of leave_out"
    when: Text
    """The condition."""
    because: Text
    """The reason, for the balance."""


class Items(Written):
    """Where the items come from."""

    called: ClassVar[str] = '"items"'
    from_: Text
    """An operation, or an action such as `csv.rows`."""
    with_: dict[str, Argument] = {}
    """Its inputs."""
    key: Text
    """An expression that tells the items apart."""
    same_key: Literal["reject", "first"] = "reject"
    """What to do with different items of one key."""
    leave_out: tuple[LeaveOut, ...] = ()
    """Items that are counted, but not worked on."""
    order: Literal["any", "given"] = "any"
    """`given`: one after the other, in one session."""


class Limits(Written):
    """Brakes of a run."""

    called: ClassVar[str] = '"limits"'
    max_writes: Positive | None = None
    """The run stops before it writes more often."""
    first: Positive | None = None
    """The run stops after so many items and asks."""


class Workflow(Written):
    """What is moved from where to where."""

    called: ClassVar[str] = "A workflow"
    workflow: Slug
    """Its id."""
    title: Text
    """Its name for people."""
    owner: Text
    """The team that answers for it."""
    process: Annotated[Process | None, BeforeValidator(_process)]
    """What the data is processed for; `none` where no data is personal."""
    inputs: dict[Identifier, Declared] = {}
    """Values that are given when a run is started."""
    record: dict[Identifier, Declared]
    """What an item consists of; what is not declared is neither read nor written."""
    items: Items
    """Where the items come from."""
    steps: Steps
    """What to do with each item."""
    before_run: Steps = ()
    """What to do once, before the items."""
    after_run: Steps = ()
    """What to do once, after the items."""
    limits: Limits | None = None
    """Brakes of a run."""
