"""E74x, E75x: what starts runs from outside, and who looks after them."""

from __future__ import annotations

from nahtlos.errors.error import RunStopped, WorkspaceError
from nahtlos.errors.place import close_to


class RunNotAtWork(WorkspaceError):
    """Somebody wants to stop a run on which nobody works."""

    code = "E740"
    run: str
    state: str

    def message(self) -> str:
        """Say how it is, and what may be wanted instead."""
        if self.state == "finished":
            return f"The run {self.run} is finished, so there is nothing to stop."
        return (
            f"Nobody works on the run {self.run} now, so there is nothing to stop. `nahtlos runs show {self.run}` says "
            f"why; `nahtlos run --resume {self.run}` goes on."
        )


class UnknownRun(WorkspaceError):
    """A run is named that the ledger does not have."""

    code = "E741"
    run: str
    known: tuple[str, ...] = ()

    def message(self) -> str:
        """Say what may be meant, and where all of them are."""
        return f'There is no run "{self.run}".{close_to(self.run, self.known)} `nahtlos runs list` shows them.'


class StillAtWork(WorkspaceError):
    """A run was asked to stop and has not stopped while somebody waited."""

    code = "E742"
    run: str
    seconds: float

    def message(self) -> str:
        """Say that the request stands."""
        return (
            f"The run {self.run} was asked to stop and has not stopped within {self.seconds:g} s: it brings the cases "
            f"at work to their end. The request stands; `nahtlos runs show {self.run}` tells when it has stopped."
        )


class TokenNameTaken(WorkspaceError):
    """Two tokens would have one name."""

    code = "E743"
    name: str

    def message(self) -> str:
        """Say what to do instead."""
        return f'There is a token "{self.name}" already. Choose another name, or `nahtlos tokens remove {self.name}`.'


class UnknownToken(WorkspaceError):
    """A token is named that does not exist."""

    code = "E744"
    name: str
    known: tuple[str, ...]

    def message(self) -> str:
        """Say which there are."""
        return f'There is no token "{self.name}".{close_to(self.name, self.known)} `nahtlos tokens list` shows them.'


class TokenNameUnusable(WorkspaceError):
    """The name of a token could not stand in the journal."""

    code = "E745"
    name: str

    def message(self) -> str:
        """Say what a name looks like."""
        return f'"{self.name}" cannot name a token. Use small letters, digits, dots, - and _, like payroll-server.'


class StatementUnusable(WorkspaceError):
    """A reason that could not stand in the journal."""

    code = "E746"
    option: str

    def message(self) -> str:
        """Say what it may be."""
        return f"{self.option} needs one line of up to 500 characters."


class DeliveryChanged(RunStopped):
    """A delivered file is not what it was when it arrived."""

    code = "E747"
    schedule: str
    is_gone: bool = False

    def message(self) -> str:
        """Say that what was listed is from before, and how to go on."""
        what = "is gone" if self.is_gone else "was changed"
        return (
            f"The file that {self.schedule} was started for {what} after it had arrived, so nothing more is written. "
            "Look at what was written; `nahtlos run --resume --accept-changes` goes on with the cases as they were "
            "listed. A file that was changed on purpose is a new delivery: it starts by itself."
        )


class InputChanged(RunStopped):
    """The file that a run took its cases from is not what it was."""

    code = "E752"
    run: str
    is_gone: bool = False

    def message(self) -> str:
        """Say that what was listed is from before, and how to go on."""
        what = "is gone" if self.is_gone else "was changed"
        return (
            f"The file with the cases of the run {self.run} {what} since it began, so nothing more is written. Look at "
            f"what was written, and put the file back if that was a mistake. `nahtlos run --resume {self.run} "
            "--accept-changes` goes on with the cases as they were listed; what the file says now is a new run."
        )


class NotCallable(WorkspaceError):
    """A caller wants to start a schedule that does not exist, or that calls do not start."""

    code = "E748"
    schedule: str

    def message(self) -> str:
        """Say how a schedule is made callable."""
        return (
            f'No schedule "{self.schedule}" is started by calls. One that is says "call: {{}}" in '
            "config/schedules.yaml."
        )


class ScheduleIsPaused(WorkspaceError):
    """A caller wants to start a schedule that a person has paused."""

    code = "E749"
    schedule: str

    def message(self) -> str:
        """Say how it goes on."""
        return f"The schedule {self.schedule} is paused. `nahtlos schedule resume {self.schedule}` goes on."


class KeyUsedTwice(WorkspaceError):
    """A caller uses one key for calls with different inputs."""

    code = "E750"
    schedule: str

    def message(self) -> str:
        """Say what a key is for."""
        return (
            f"This key stands for another call of {self.schedule}, with other inputs. A key belongs to one call and "
            "its repetitions; a new call needs a new key."
        )


class FixedInput(WorkspaceError):
    """A caller gives an input that the schedule fixes."""

    code = "E751"
    schedule: str
    name: str

    def message(self) -> str:
        """Name the input."""
        return f'The input "{self.name}" is fixed by the schedule {self.schedule}; leave it out.'
