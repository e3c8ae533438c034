"""What the files of a workspace say: its settings, its systems, its bots, and a workflow as a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from nahtlos.errors import NahtlosError, NameDiffers, Refused, Source, UnknownProfile, UnknownWorkflow
from nahtlos.expressions import Functions
from nahtlos.library import Context, Library, load_library
from nahtlos.model import (
    Bot,
    Settings,
    System,
    Systems,
    Workflow,
    load_bot,
    load_settings,
    load_systems,
    load_workflow,
)
from nahtlos.plan import nodes
from nahtlos.plan.catalogue import Script
from nahtlos.plan.workflow import compile_plan
from nahtlos.runtime.calendars import functions_of
from nahtlos.runtime.windows import windows_without_land
from nahtlos.runtime.workspace import SETTINGS, SYSTEMS, Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Everything that holds for all workflows of a workspace."""

    workspace: Workspace
    settings: Settings
    systems: Systems
    bots: Mapping[str, Bot | None]
    """None: there is one, and what is wrong with it is among the problems."""
    scripts: Mapping[str, Script]
    library: Library

    @property
    def functions(self) -> Functions:
        """What expressions can call here."""
        return functions_of(self.settings)

    def systems_in(self, profile: str | None) -> Mapping[str, System]:
        """Return the systems as they are in a profile."""
        if profile is not None and profile not in self.systems.profiles:
            raise UnknownProfile(name=profile, known=tuple(self.systems.profiles))
        return self.systems.in_profile(profile)

    def plan(self, workflow: Workflow, systems: Mapping[str, System]) -> nodes.Plan:
        """Compile a workflow."""
        return compile_plan(
            workflow, bots=self.bots, systems=systems, actions=self.library.catalogue(), scripts=self.scripts,
            functions=self.functions,
        )  # fmt: skip


@contextmanager
def gathered(problems: list[NahtlosError]) -> Iterator[None]:
    """Add what is refused to the problems, so that the rest can be looked at, too."""
    try:
        yield
    except Refused as refused:
        problems.extend(refused.problems)
    except NahtlosError as error:
        problems.append(error)


def read_definitions(workspace: Workspace) -> Definitions:
    """Read settings, systems and bots; raises `Refused` with the problems of all of them."""
    problems: list[NahtlosError] = []
    definitions = survey(workspace, problems)
    if problems or definitions is None:
        raise Refused(problems=problems)
    return definitions


def survey(workspace: Workspace, problems: list[NahtlosError]) -> Definitions | None:
    """Read as much as can be read and add what is wrong to the problems; None: there are no systems to speak of."""
    settings = _read(workspace, SETTINGS, load_settings, problems)
    systems = _read(workspace, SYSTEMS, load_systems, problems)
    bots = {name: _read(workspace, f"bots/{name}/bot.yaml", load_bot, problems) for name in workspace.bots()}
    scripts = {name: _script(workspace, name, problems) for name in workspace.bots()}
    problems.extend(
        NameDiffers(what="the bot", name=bot.bot, file=name, place=bot.place_of("bot"))
        for name, bot in bots.items()
        if bot is not None and bot.bot != name
    )
    if systems is None:
        return None
    if settings is not None:
        problems.extend(windows_without_land(settings, systems))
    return Definitions(
        workspace=workspace,
        settings=settings or Settings(),
        systems=systems,
        bots=bots,
        scripts={name: script for name, script in scripts.items() if script is not None},
        library=load_library(Context(folder=workspace.root)),
    )


def read_workflow(workspace: Workspace, name: str) -> Workflow:
    """Read a workflow by its name; its file may be named as well."""
    name = name.removeprefix("workflows/").removesuffix(".yaml")
    if name not in workspace.workflows():
        raise UnknownWorkflow(name=name, known=workspace.workflows())
    workflow = load_workflow(workspace.read(f"workflows/{name}.yaml"))
    if workflow.workflow != name:
        place = workflow.place_of("workflow")
        raise Refused(problems=[NameDiffers(what="the workflow", name=workflow.workflow, file=name, place=place)])
    return workflow


def read_settings(workspace: Workspace) -> Settings:
    """Read the settings alone."""
    return load_settings(workspace.read(SETTINGS))


def personal_fields(workspace: Workspace, workflow: str) -> frozenset[str] | None:
    """Return which fields of a record are about a person; None where the workflow cannot be read any more."""
    try:
        record = read_workflow(workspace, workflow).record
    except NahtlosError:
        return None
    return frozenset(name for name, declared in record.items() if declared.personal)


def _read(workspace: Workspace, name: str, load: Callable[[Source], T], problems: list[NahtlosError]) -> T | None:
    with gathered(problems):
        return load(workspace.read(name))
    return None


def _script(workspace: Workspace, bot: str, problems: list[NahtlosError]) -> Script | None:
    name = f"bots/{bot}/bot.py"
    if not workspace.has(name):
        return None
    with gathered(problems):
        return Script(path=workspace.path(name), text=workspace.read(name).text)
    return None


def first_seen(problems: Sequence[NahtlosError]) -> list[NahtlosError]:
    """Leave out what was said before: workflows share bots, and so their problems."""
    return list({(str(problem.place), str(problem)): problem for problem in problems}.values())
