"""Looks at all files of a workspace without opening anything: every problem of every file at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nahtlos.errors import NahtlosError, UnknownBot
from nahtlos.plan.bot import compile_bot
from nahtlos.runtime.anchors import warnings_of
from nahtlos.runtime.definitions import Definitions, first_seen, gathered, read_workflow, survey
from nahtlos.runtime.schedules import survey_files, survey_schedules
from nahtlos.runtime.scripts import try_script
from nahtlos.runtime.windows import window_problems
from nahtlos.runtime.workspace import Workspace
from nahtlos.schedule.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at, and what is wrong with it."""

    workflows: Sequence[str]
    bots: Sequence[str]
    systems: Sequence[str]
    schedules: Sequence[str]
    """Not looked at where only some workflows are asked for."""
    problems: Sequence[NahtlosError]
    warnings: Sequence[str]
    """What is allowed, and weaker than it should be."""


def check(workspace: Workspace, workflows: Sequence[str] = (), *, now: datetime) -> Checked:
    """Check settings, systems, bots and the workflows; without names, all of them, and what starts them."""
    names = workflows or workspace.workflows()
    problems: list[NahtlosError] = []
    definitions = survey(workspace, problems)
    if definitions is not None:
        problems += window_problems(definitions.settings, definitions.systems, now)
        problems += _of_bots(definitions)
    for name in names:
        problems += _of_workflow(workspace, name, definitions)
    schedules: Sequence[Schedule] = ()
    if not workflows and definitions is not None:
        schedules = survey_schedules(definitions, now, problems)
    elif not workflows:
        survey_files(workspace, problems)
    return Checked(
        workflows=names,
        bots=workspace.bots(),
        systems=() if definitions is None else tuple(definitions.systems.systems),
        schedules=tuple(schedule.name for schedule in schedules),
        problems=first_seen(problems),
        warnings=() if definitions is None else warnings_of(definitions.settings),
    )


def _of_bots(definitions: Definitions) -> Iterator[NahtlosError]:
    for name, system in definitions.systems.systems.items():
        if system.bot not in definitions.workspace.bots():
            known = definitions.workspace.bots()
            yield UnknownBot(system=name, bot=system.bot, known=known, place=system.place_of("bot"))
    for name, bot in definitions.bots.items():
        if bot is None:
            continue
        problems: list[NahtlosError] = []
        script = definitions.scripts.get(name)
        with gathered(problems):
            compile_bot(bot, script=script, functions=definitions.functions)
        yield from problems
        if script is not None and (problem := try_script(script.path, bot=name, name=f"bots/{name}/bot.py")):
            yield problem


def _of_workflow(workspace: Workspace, name: str, definitions: Definitions | None) -> Sequence[NahtlosError]:
    problems: list[NahtlosError] = []
    with gathered(problems):
        workflow = read_workflow(workspace, name)
        if definitions is not None:
            definitions.plan(workflow, definitions.systems_in(None))
    return problems
