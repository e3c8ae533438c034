"""E73x: the service, and the slots it works on."""

from __future__ import annotations

from typing import ClassVar

from nahtlos.errors.error import WorkspaceError
from nahtlos.errors.place import close_to
from nahtlos.errors.run import StopRequested


class ServiceError(WorkspaceError):
    """The service cannot do what it was asked."""


class SlotNotHeld(ServiceError):
    """Work on a slot came from a process that does not hold it (any more)."""

    code = "E730"
    schedule: str
    slot: str

    def message(self) -> str:
        """Say that another one may have it."""
        return (
            f'This process does not hold the slot "{self.slot}" of "{self.schedule}" (any more), so it changes nothing '
            "about it. Another process may have taken it over."
        )


class DeadlinePassed(StopRequested):
    """A run took longer than its schedule allows, or its slot came too late to begin."""

    code: ClassVar[str] = "E731"
    schedule: str
    deadline: str

    def message(self) -> str:
        """Say since when, and what becomes of the rest."""
        return (
            f'The deadline of "{self.schedule}" ({self.deadline}) has passed: no further case is begun. The next slot '
            "goes on with what is left, or `nahtlos run --resume` does."
        )


class Overtaken(ServiceError):
    """A slot waited until the next one of its schedule was due."""

    code = "E732"
    schedule: str
    newer: str

    def message(self) -> str:
        """Name the slot that runs instead."""
        return f'The slot {self.newer} of "{self.schedule}" is due as well and runs instead of this one.'


class RunsElsewhere(ServiceError):
    """Another process works on a run of the same workflow."""

    code = "E733"
    workflow: str
    run: str

    def message(self) -> str:
        """Say what is waited for."""
        return f'The run {self.run} of "{self.workflow}" is at work in another process; this slot waits for its end.'


class ServiceStops(StopRequested):
    """The service was told to end."""

    code: ClassVar[str] = "E734"

    def message(self) -> str:
        """Say who goes on."""
        return "`nahtlos serve` was told to end; the next one goes on with this run."


class AddressTaken(ServiceError):
    """Another program listens where the service wants to."""

    code = "E735"
    address: str
    problem: str

    def message(self) -> str:
        """Say how to choose another address."""
        return (
            f"`nahtlos serve` cannot listen on {self.address}: {self.problem}. Another `nahtlos serve` may run there: "
            "choose another port with `--listen 127.0.0.1:PORT` or `serve: {listen: …}` in config/nahtlos.yaml."
        )


class UnknownSchedule(ServiceError):
    """A schedule is named that config/schedules.yaml does not have."""

    code = "E736"
    name: str
    known: tuple[str, ...] = ()

    def message(self) -> str:
        """Say what may be meant."""
        there_are = "" if self.known else " There are none in config/schedules.yaml."
        return f'There is no schedule "{self.name}".{close_to(self.name, self.known)}{there_are}'


class NoClockInSchedule(ServiceError):
    """Due times are asked of a schedule that something else starts."""

    code = "E737"
    schedule: str

    def message(self) -> str:
        """Say what can be done with it."""
        return (
            f'"{self.schedule}" has no due times: a file, another run or a call starts it. '
            f"`nahtlos schedule run {self.schedule}` runs it now."
        )
