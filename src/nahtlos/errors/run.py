"""E40x to E44x: what went wrong with a case, or stops a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from nahtlos.errors.error import RunError, RunStopped, ScreenError, WorkspaceError
from nahtlos.errors.place import listed


class Rejection(RunError):
    """The case is wrong; a workflow, a bot or the record contract says why."""

    code: ClassVar[str] = "E401"
    reason: str

    def message(self) -> str:
        return self.reason


class RejectedBySystem(RunError):
    """The foreign system refused the case and said why."""

    code: ClassVar[str] = "E402"
    system: str
    shown: str

    def message(self) -> str:
        return f"{self.system} refused: {self.shown}"


class Conflicted(RunError):
    """Someone else was faster; nothing was written."""

    code: ClassVar[str] = "E403"
    system: str
    shown: str

    def message(self) -> str:
        return f"{self.system}: someone else was faster: {self.shown}"


class FailedByBot(RunError):
    """The bot says that the system is wrong."""

    code: ClassVar[str] = "E404"
    reason: str
    is_passing: bool = False
    """Whether it may be over in a moment: the system itself says that it is not well."""

    def message(self) -> str:
        return self.reason


class InDoubt(RunError):
    """Something may have been written, and nobody could find out."""

    code: ClassVar[str] = "E405"
    effect: str
    why: str

    def message(self) -> str:
        return (
            f"It is not known whether the write happened. {self.why} Look at the target and answer with "
            f"`nahtlos items resolve ID --done` or `--again`."
        )


class WaitsForPerson(RunError):
    """A person has to decide; before and after are what they decide about."""

    code: ClassVar[str] = "E406"
    why: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    binds: str | None = None
    fields: tuple[str, ...] = ()

    def message(self) -> str:
        return self.why


class ReadBackDiffers(RunError):
    """What was written reads back different."""

    code: ClassVar[str] = "E407"
    record: str
    fields: tuple[str, ...]

    def message(self) -> str:
        return (
            f"{self.record} was written, but reads back different in {listed(self.fields)}. "
            "Compare both sides; nothing is written again by itself."
        )


class ChangedMeanwhile(RunError):
    """Between reading and writing somebody changed the record."""

    code: ClassVar[str] = "E408"
    record: str
    fields: tuple[str, ...]

    def message(self) -> str:
        return f"{self.record} was changed by someone else meanwhile: {listed(self.fields)}. Nothing was written."


class ActionFailed(RunError):
    """An action of the library could not do its work."""

    code: ClassVar[str] = "E409"
    action: str
    why: str

    def message(self) -> str:
        return f"{self.action}: {self.why}"


class SignedOut(RunError):
    """The session has expired."""

    code: ClassVar[str] = "E411"
    system: str

    def message(self) -> str:
        return f"The session of {self.system} expired, and signing in again did not help."


class StoppedBySurprise(RunError):
    """Something came up that the bot knows and that stops the step."""

    code: ClassVar[str] = "E412"
    system: str
    times: int = 1

    def message(self) -> str:
        return f"{self.system} showed something that stops this step" + (
            f", {self.times} times in a row." if self.times > 1 else "."
        )


class NotOne(RunError):
    """A bot needs exactly one record or row and got another number."""

    code: ClassVar[str] = "E414"
    what: str
    count: str

    def message(self) -> str:
        return f"Exactly one {self.what} is needed here, found {self.count}."


class StepTimedOut(RunError):
    """A step took longer than it may."""

    code: ClassVar[str] = "E415"
    seconds: float

    def message(self) -> str:
        return f"The step took longer than {self.seconds:g} s. A `timeout:` at the step allows more."


class KeyLocked(RunError):
    """Another item is writing to the same record."""

    code: ClassVar[str] = "E416"
    record: str

    def message(self) -> str:
        return f"Another item is writing to this {self.record}, or left it in doubt. Resolve that one first."


class InvalidField(RunError):
    """A value does not fit a field of the target."""

    code: ClassVar[str] = "E417"
    name: str
    reason: str

    def message(self) -> str:
        return f"{self.name} {self.reason}."


class UnreadableField(RunError):
    """A field on a screen holds something that is not of its type."""

    code: ClassVar[str] = "E418"
    name: str
    record: str
    reason: str

    def message(self) -> str:
        return f"{self.record} shows a {self.name} that {self.reason}."


class TotalDiffers(RunError):
    """A table has another number of rows than the system states."""

    code: ClassVar[str] = "E419"
    table: str
    stated: int | None
    read: int
    why: str

    def message(self) -> str:
        said = "" if self.stated is None else f" of {self.stated}"
        return f"{self.read}{said} rows of the table `{self.table}` were read, {self.why}. Nothing was taken from it."


class InternalFault(RunError):
    """nahtlos itself made a mistake with one item; the text of the mistake may hold values, so it is not shown."""

    code: ClassVar[str] = "E429"
    kind: str

    def message(self) -> str:
        return (
            f"nahtlos made a mistake here ({self.kind}). Nothing was repeated; please report it with "
            "logs/technical.log."
        )


class SystemIsPaused(RunStopped):
    """A person stopped all writing to a system."""

    code: ClassVar[str] = "E430"
    system: str

    def message(self) -> str:
        name = "everything" if self.system == "*" else self.system
        return f"{name} is paused. `nahtlos pause --off{'' if self.system == '*' else ' ' + self.system}` goes on."


class LimitReached(RunStopped):
    """The run has written as often as it may."""

    code: ClassVar[str] = "E431"
    writes: int
    limit: str

    def message(self) -> str:
        further = "Look at them, then `nahtlos run --resume`."
        if self.limit.startswith("max_writes"):
            further = (
                "Look at them. `nahtlos run --resume --max-writes N` goes on to a higher number; where the workflow "
                "itself sets the limit, change it there and add `--accept-changes` and a `--reason`."
            )
        return f"The run stopped after {self.writes} writes (`{self.limit}`). {further}"


class SignInFailed(RunStopped):
    """Credentials were sent, and the system did not let us in; the account is locked for every run."""

    code: ClassVar[str] = "E432"
    system: str
    account: str
    shown: str = ""
    """What the system says."""
    missed: str = ""
    """What the login waited for in vain, as a sentence."""

    def message(self) -> str:
        said = f' It says: "{self.shown}".' if self.shown else ""
        said += f" {self.missed}" if self.missed else ""
        return (
            f"Signing in to {self.system} as {self.account} failed.{said} No run uses this account until you correct "
            f"the secret (`nahtlos secrets set {self.account}.password`) and unlock it "
            f"(`nahtlos systems unlock {self.system}`)."
        )


class AccountIsLocked(RunStopped):
    """An earlier sign-in failed, so the account is not used."""

    code: ClassVar[str] = "E433"
    system: str
    account: str

    def message(self) -> str:
        return (
            f"The account {self.account} of {self.system} is locked after a failed sign-in. Correct the secret, then "
            f"`nahtlos systems unlock {self.system}`."
        )


class LeaseLost(RunStopped):
    """This process was away too long; another one may have its items now."""

    code: ClassVar[str] = "E434"

    def message(self) -> str:
        return (
            "This process did not renew its lease in time, so it writes nothing more. `nahtlos run --resume` goes on."
        )


class StopRequested(RunStopped):
    """A person or the machine asked the run to stop."""

    code: ClassVar[str] = "E435"
    by: str | None = None
    reason: str | None = None

    def message(self) -> str:
        who = "" if self.by is None else f" by {self.by}"
        why = "" if self.reason is None else f" ({self.reason})"
        return f"The run was stopped{who}{why}. `nahtlos run --resume` goes on where it stopped."


class NotEquipped(RunStopped):
    """What a run needs on this computer is missing: a browser, a secret. No case is at fault."""

    code: ClassVar[str] = "E437"
    because: WorkspaceError

    def message(self) -> str:
        return f"{self.because.message()} The run waits: `nahtlos run --resume` goes on."


class Unreachable(RunStopped):
    """A system was not there once in a run: its address is more often wrong than the system down."""

    code: ClassVar[str] = "E436"
    system: str
    said: str
    """Who says so, as a sentence."""

    def message(self) -> str:
        return (
            f"{self.system} was not there once: {self.said} Check that it runs and that its address in "
            "config/systems.yaml is right; then `nahtlos run --resume`."
        )


class KeepsCrashing(RunStopped):
    """Browsers crash one after the other: this is not bad luck any more."""

    code: ClassVar[str] = "E440"
    system: str
    times: int

    def message(self) -> str:
        return (
            f"The browser has crashed {self.times} times in this run, last in {self.system}. See that the computer has "
            "memory and disk left, and open the page by hand; then `nahtlos run --resume`."
        )


class SystemKeepsFailing(RunStopped):
    """A system was given rest after rest, and is still not well."""

    code: ClassVar[str] = "E438"
    system: str
    failures: int
    last: str

    def message(self) -> str:
        return (
            f"{self.system} failed {self.failures} times in a row, and waiting did not help. "
            f"The last time: {self.last} When it is well again, `nahtlos run --resume` goes on."
        )


class SystemRests(RunStopped):
    """A system failed too often in a row; the item goes back and is taken again when it is tried."""

    code: ClassVar[str] = "E439"
    system: str
    failures: int
    has_failed: bool = False
    """Whether this very item is one of those that failed."""

    def message(self) -> str:
        return f"{self.system} failed {self.failures} times in a row, so nothing goes there for a while."


class ExpressionFailed(RunError):
    """An expression that was understood has no value this time; neither facts nor words hold a value."""

    code = "E410"
    expression: str
    reason: str
    is_wrong_case: bool = False
    """Whether a value of the case is to blame: then the case is rejected."""

    def message(self) -> str:
        """Show the expression as it was written, and say why it has no value."""
        return f"{self.expression} has no value: {self.reason}."


class NothingExpectedSeen(ScreenError):
    """None of the things a bot waits for came."""

    code: ClassVar[str] = "E413"
    system: str
    looked_for: tuple[str, ...]
    seconds: float

    def message(self) -> str:
        return f"{self.system} showed none of these within {self.seconds:g} s: {'; '.join(self.looked_for)}."
