"""A workflow made ready: its files are read, its plan is compiled, its systems are known; nothing is open yet."""

from __future__ import annotations

from dataclasses import dataclass

from nahtlos.errors import NahtlosError, Refused
from nahtlos.plan import nodes
from nahtlos.runtime.definitions import first_seen, gathered, read_workflow, survey
from nahtlos.runtime.practice import PracticeSystems
from nahtlos.runtime.profile import Profile, choose_profile
from nahtlos.runtime.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run works with."""

    plan: nodes.Plan
    profile: Profile


def prepare(
    workspace: Workspace, workflow: str, *, profile: str | None = None, practice: PracticeSystems | None = None
) -> Job:
    """Make a workflow ready; raises `Refused` with everything that is wrong with it and with what it needs."""
    problems: list[NahtlosError] = []
    definitions, job = survey(workspace, problems), None
    with gathered(problems):
        written = read_workflow(workspace, workflow)
        if definitions is not None:
            chosen = choose_profile(definitions, profile, practice=practice)
            job = Job(plan=definitions.plan(written, chosen.systems), profile=chosen)
    if problems or job is None:
        raise Refused(problems=first_seen(problems))
    return job
