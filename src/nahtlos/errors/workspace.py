"""E66x to E69x: folders, settings, commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from nahtlos.errors.error import WorkspaceError
from nahtlos.errors.place import close_to, listed


class NoWorkspace(WorkspaceError):
    """Neither this folder nor one above it is a workspace."""

    code: ClassVar[str] = "E660"
    folder: str

    def message(self) -> str:
        """Say how to make one."""
        return (
            f"There is no workspace here: {self.folder} and the folders above it have no config/nahtlos.yaml. "
            "Go to your workspace, or make one with `nahtlos init DIR`."
        )


class FolderTaken(WorkspaceError):
    """A new workspace would be written over something."""

    code: ClassVar[str] = "E661"
    folder: str

    def message(self) -> str:
        """Say what is free."""
        return f"{self.folder} is not an empty folder, and nothing is written over. Name a new one."


class ExampleMissing(WorkspaceError):
    """The installed package lacks the example workspace."""

    code: ClassVar[str] = "E662"

    def message(self) -> str:
        """Say how to get it back."""
        return "This installation of nahtlos is not whole: its example workspace is missing. Install it again."


class UnknownWorkflow(WorkspaceError):
    """The workspace has no such workflow."""

    code: ClassVar[str] = "E663"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest workflow."""
        hint = close_to(self.name, self.known) or f" There are {listed(self.known)}."
        return f'There is no workflow "{self.name}" in workflows/.{hint}'


class UnfinishedRun(WorkspaceError):
    """A workflow is started anew while its last run is not finished."""

    code: ClassVar[str] = "E664"
    workflow: str
    run: str

    def message(self) -> str:
        """Say how to go on."""
        return (
            f"The run {self.run} of {self.workflow} is not finished. Go on with it: `nahtlos run {self.workflow} "
            "--resume`. Cases that wait for somebody are in `nahtlos items list`."
        )


class NothingToCount(WorkspaceError):
    """There is no run whose balance could be struck again."""

    code: ClassVar[str] = "E690"
    workflow: str | None

    def message(self) -> str:
        return f"There is no run of {self.workflow or 'any workflow'} yet. Start one: `nahtlos run WORKFLOW`."


class NothingToResume(WorkspaceError):
    """No run of a workflow is unfinished."""

    code: ClassVar[str] = "E665"
    workflow: str
    run: str | None = None

    def message(self) -> str:
        """Say how to begin one."""
        what = f"The run {self.run} is finished" if self.run else f"No run of {self.workflow} is unfinished"
        return f"{what}. Start a new one: `nahtlos run {self.workflow}`."


class WorkflowChanged(WorkspaceError):
    """A run would go on with another workflow than it began with."""

    code: ClassVar[str] = "E666"
    workflow: str
    run: str
    then: str
    now: str
    difference: str = ""
    """What has changed, line by line."""

    def message(self) -> str:
        """Name both hashes and show what has changed."""
        return (
            f"{self.workflow} or one of its bots has changed since the run {self.run} began: {_short(self.then)} then, "
            f"{_short(self.now)} now. Go on as it was (`nahtlos run {self.workflow} --resume --as-it-was`) or as it is "
            f"now (`--accept-changes`); both want a `--reason`.{self.difference and chr(10)}{self.difference}"
        )


class SavedPlanUnusable(WorkspaceError):
    """A file is no saved plan, or not one of this workflow as it is now."""

    code: ClassVar[str] = "E667"
    file: str
    reason: str
    workflow: str

    def message(self) -> str:
        """Say why, and how to make a new one."""
        return (
            f"The saved plan {self.file} cannot be used: {self.reason}. Make a new one: "
            f"`nahtlos plan {self.workflow} --out {self.file}`."
        )


class UnknownRunInput(WorkspaceError):
    """A run is given an input that its workflow does not have."""

    code: ClassVar[str] = "E668"
    workflow: str
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest input."""
        has = f" It has {listed(self.known)}." if self.known else " It has none."
        return f'{self.workflow} has no input "{self.name}".{close_to(self.name, self.known) or has}'


class SampleUnknown(WorkspaceError):
    """A sample to look at screens with is for nothing that the bots have."""

    code: ClassVar[str] = "E685"
    path: str
    known: Sequence[str]

    def message(self) -> str:
        """Say what a sample looks like."""
        hint = close_to(self.path, self.known) or (f" There are {listed(self.known)}." if self.known else "")
        return (
            f'"{self.path}" is no key of a record and no input of an operation: a sample is '
            f"system.resource.field=value or system.operation.input=value.{hint}"
        )


class WrongRunInput(WorkspaceError):
    """An input of a run is missing, or not what the workflow declares."""

    code: ClassVar[str] = "E669"
    workflow: str
    name: str
    reason: str

    def message(self) -> str:
        """Show how an input is given; its value may be personal."""
        return f'The input "{self.name}" of {self.workflow} {self.reason}. Give it as `--input {self.name}=…`.'


class PracticeNotRunning(WorkspaceError):
    """The profile `practice` is asked for, and no practice system runs."""

    code: ClassVar[str] = "E670"

    def message(self) -> str:
        """Say how to start them."""
        return "The practice systems are not running. Start them in another terminal: `nahtlos practice start`."


class PracticeNotStarted(WorkspaceError):
    """A practice system did not start."""

    code: ClassVar[str] = "E671"
    system: str

    def message(self) -> str:
        """Say what can be the reason."""
        return f"The practice system {self.system} did not start; what it said stands above."


class NothingToDecide(WorkspaceError):
    """A case does not wait for a decision."""

    code: ClassVar[str] = "E672"
    item: str
    outcome: str

    def message(self) -> str:
        """Say what it is instead."""
        return f"The case {self.item} does not wait for a decision: it is {self.outcome}."


class WrongChoice(WorkspaceError):
    """A case waits for a decision of another kind."""

    code: ClassVar[str] = "E673"
    item: str
    choice: str
    choices: Sequence[str]
    because: str

    def message(self) -> str:
        """Name the choices that there are."""
        return (
            f'"{self.choice}" decides nothing about the case {self.item}: {self.because}. '
            f"Choose {' or '.join(self.choices)}."
        )


class OneChoice(WorkspaceError):
    """A decision needs exactly one choice."""

    code: ClassVar[str] = "E674"
    choices: Sequence[str]

    def message(self) -> str:
        """Name them."""
        return f"Say exactly one of {', '.join(self.choices)}."


class ProfileDiffers(WorkspaceError):
    """A run would go on with other systems than it began with."""

    code: ClassVar[str] = "E675"
    run: str
    then: str | None
    now: str | None

    def message(self) -> str:
        """Name both profiles."""
        then = f"the profile {self.then}" if self.then else "no profile"
        now = f"the profile {self.now}" if self.now else "no profile"
        return f"The run {self.run} began with {then}, and cannot go on with {now}: these are other systems."


class UnknownSystemName(WorkspaceError):
    """The workspace has no such system."""

    code: ClassVar[str] = "E676"
    name: str
    known: Sequence[str]

    def message(self) -> str:
        """Name the nearest system."""
        hint = close_to(self.name, self.known) or f" There are {listed(self.known)}."
        return f'There is no system "{self.name}" in config/systems.yaml.{hint}'


class ScriptNotImported(WorkspaceError):
    """The Python of a bot cannot be imported; what it said may hold anything, so only its kind is told."""

    code: ClassVar[str] = "E677"
    file: str
    problem: str

    def message(self) -> str:
        """Say what happened."""
        return f"{self.file} cannot be imported: {self.problem}."


class OptionsExclude(WorkspaceError):
    """Two options that cannot stand together, or one without the other."""

    code: ClassVar[str] = "E678"
    option: str
    other: str
    needs: bool = False

    def message(self) -> str:
        """Name both."""
        if self.needs:
            return f"{self.option} needs {self.other}."
        return f"{self.option} and {self.other} cannot stand together."


class FileNotWritten(WorkspaceError):
    """A file that was asked for cannot be written."""

    code: ClassVar[str] = "E679"
    name: str
    reason: str

    def message(self) -> str:
        """Pass on what the operating system said."""
        return f"{self.name} cannot be written: {self.reason}."


class NothingTyped(WorkspaceError):
    """A secret was asked for, and nothing came."""

    code: ClassVar[str] = "E680"
    what: str

    def message(self) -> str:
        """Say where it is read from."""
        return f"No value came for {self.what}. Type it when asked, or pipe it in; it never stands in the command."


def _short(content_hash: str) -> str:
    return content_hash.removeprefix("sha256:")[:12]


class NameDiffers(WorkspaceError):
    """A workflow or bot calls itself otherwise than its file or folder."""

    code: ClassVar[str] = "E681"
    what: str
    name: str
    file: str

    def message(self) -> str:
        """Name both."""
        return f'{self.what.capitalize()} calls itself "{self.name}", and its file says "{self.file}". Name both alike.'


class UnknownStep(WorkspaceError):
    """A run should go on from a step that its workflow does not have."""

    code: ClassVar[str] = "E682"
    step: str
    workflow: str
    known: tuple[str, ...]

    def message(self) -> str:
        """Name the steps there are."""
        steps = f"Its steps with an id are {listed(self.known)}." if self.known else "None of its steps has an id."
        return f'{self.workflow} has no step "{self.step}".{close_to(self.step, self.known)} {steps}'


class ReasonWanted(WorkspaceError):
    """Somebody goes on in another way than where and how a run stopped, and does not say why."""

    code: ClassVar[str] = "E683"
    option: str

    def message(self) -> str:
        """Say what is missing."""
        return (
            f'Say why with `--reason "…"`: with `{self.option}`, the journal keeps it with your name. Name no other '
            "person in it."
        )


class ContractUnreadable(WorkspaceError):
    """A file that should say what was accepted of the screens of a system does not."""

    code: ClassVar[str] = "E684"
    file: str
    why: str

    def message(self) -> str:
        """Say how to get a new one."""
        return f"{self.file} cannot be used: {self.why}. Bring it back, or accept anew (`nahtlos check --live`)."
