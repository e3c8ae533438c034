"""A workflow made ready: its files are read, its plan is compiled, its systems are known; nothing is open yet."""

from __future__ import annotations

from dataclasses import dataclass

from nahtlos.plan import nodes
from nahtlos.runtime.definitions import read_definitions, read_workflow
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
    """Make a workflow ready; raises `Refused` with everything that is wrong with it."""
    definitions = read_definitions(workspace)
    written = read_workflow(workspace, workflow)
    chosen = choose_profile(definitions, profile, practice=practice)
    return Job(plan=definitions.plan(written, chosen.systems), profile=chosen)
