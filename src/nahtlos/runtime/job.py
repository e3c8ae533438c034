"""A workflow made ready: its files are read, its plan is compiled, its systems are known; nothing is open yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nahtlos.model import System
from nahtlos.plan import nodes
from nahtlos.runtime.definitions import Definitions, read_definitions, read_workflow
from nahtlos.runtime.practice import PROFILE, PracticeSystems, find_practice
from nahtlos.runtime.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run works with."""

    definitions: Definitions
    plan: nodes.Plan
    profile: str | None
    systems: Mapping[str, System]
    practice: PracticeSystems | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace it belongs to."""
        return self.definitions.workspace


def prepare(
    workspace: Workspace, workflow: str, *, profile: str | None = None, practice: PracticeSystems | None = None
) -> Job:
    """Make a workflow ready; raises `Refused` with everything that is wrong with it."""
    definitions = read_definitions(workspace)
    written = read_workflow(workspace, workflow)
    systems = definitions.systems_in(profile)
    if profile == PROFILE and (unplaced := _unplaced(definitions)):
        practice = practice or find_practice(workspace)
        systems = practice.placed(systems, unplaced)
    plan = definitions.plan(written, systems)
    return Job(definitions=definitions, plan=plan, profile=profile, systems=systems, practice=practice)


def _unplaced(definitions: Definitions) -> frozenset[str]:
    """Return the systems for which the profile `practice` names no address: they are where they run today."""
    changes = definitions.systems.profiles[PROFILE]
    return frozenset(name for name in definitions.systems.systems if name not in changes or not changes[name].address)
