"""The verbs of workflows that deal with systems and people: transfer, look_up, do, approve, either_or."""

# ruff: noqa: RUF012 - pydantic copies defaults

from __future__ import annotations

from typing import ClassVar, Literal

from nahtlos.errors import MissingKey, WrongShape
from nahtlos.model.flow import Do
from nahtlos.model.scalars import Identifier, Positive, Seconds, Texts
from nahtlos.model.step import Step, Verb
from nahtlos.model.types import Declared
from nahtlos.model.written import Written, long_form, refuse
from nahtlos.reading import Node, Table, Text


class Retry(Written):
    """How often a failed step is tried again; never one that was rejected or is in doubt."""

    called: ClassVar[str] = '"retry"'
    times: Positive
    """How many more times."""
    wait: Seconds = 0.0
    """How long to wait before each."""


class GoBack(Written):
    """Where to go on when someone else was faster."""

    called: ClassVar[str] = '"on_conflict"'
    back_to: Text
    """The id of the step to begin again with."""
    times: Positive = 1
    """How often."""


class Transfer(Verb):
    """Say what should be true of one record in the target."""

    word = "transfer"
    beside = ("retry",)
    to: Text
    """System and resource, e.g. `exchange.report`."""
    set: dict[str, Text]
    """Field and value; the key fields are among them. An empty text clears."""
    on_create: dict[str, Text] = {}
    """Fields that are written once and never compared again."""
    if_missing: Literal["create", "reject", "keep"] = "create"
    """What to do when there is no such record."""
    if_different: Literal["ask", "update", "keep", "reject"] = "ask"
    """What to do when the record says something else."""
    target: Text | None = None
    """A record that was already chosen: there is no second find."""
    on_conflict: GoBack | None = None
    """What to do when someone else was faster."""
    retry: Retry | None = None
    """How often to try again."""


class LookUp(Verb):
    """Read one record of a system."""

    word = "look_up"
    beside = ("retry",)
    in_: Text
    """System and resource."""
    key: dict[str, Text]
    """The fields that identify the record."""
    if_missing: Literal["none", "reject"] = "reject"
    """What to do when there is no such record."""
    if_many: Literal["reject", "ask"] = "reject"
    """What to do when there are several."""
    retry: Retry | None = None
    """How often to try again."""


class DoStep(Do):
    """Run an operation of a system or an action of the library."""

    word = "do"
    beside = ("with", "retry")
    retry: Retry | None = None
    """How often to try again."""


class Question(Declared):
    """Something a person has to answer."""

    called: ClassVar[str] = "A question"
    label: Text | None = None
    """The question in words."""


class Escalate(Written):
    """Who is told when nobody decides; it never decides."""

    called: ClassVar[str] = '"escalate"'
    after: Text
    """How long to wait, e.g. `3 working days`."""
    to: Text
    """The role that is told."""


class Approve(Verb):
    """Let a person decide."""

    word = "approve"
    by: Text
    """The role that decides."""
    show: Texts = ()
    """What the person sees."""
    ask: dict[Identifier, Question] = {}
    """What the person has to answer."""
    together: Literal["run"] | None = None
    """One decision over all items of a run."""
    choices: Texts = ()
    """What can be decided."""
    escalate: Escalate | None = None
    """Who is told when nobody decides."""


class Case(Written):
    """One way of an `either_or`."""

    called: ClassVar[str] = "A way of an either_or"
    when: Text | None = None
    """The condition; none for the last way, `else`."""
    steps: tuple[Step, ...] = ()
    """What to do."""

    @classmethod
    def spelled_out(cls, node: Node) -> Table:
        """Read `else: […]` as steps without a condition."""
        table = super().spelled_out(node)
        if "else" in table:
            if len(table) > 1:
                raise refuse(WrongShape(what='"else"', expected="the only key of its way", place=table.places["else"]))
            return long_form(table, steps=table["else"])
        if "when" not in table:
            raise refuse(MissingKey(key="when", owner=cls.called, place=table.place))
        return table


class EitherOr(Verb):
    """The first way whose condition holds."""

    word = "either_or"
    takes = "cases"
    cases: tuple[Case, ...]
    """The ways, the last may be `else`."""
