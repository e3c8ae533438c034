"""The main job from nothing: a temporary workspace, practice systems with fresh data, and a verdict in the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nahtlos.engine.run import RunReport
from nahtlos.journal.verify import Report, verify_journal
from nahtlos.runtime.example import write_example
from nahtlos.runtime.job import Job, prepare
from nahtlos.runtime.practice import PRACTICE, PracticeSystems
from nahtlos.runtime.practice_systems import Making, Started, started
from nahtlos.runtime.workspace import Workspace

WORKFLOW = "report-participation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that a demo plays on."""

    workspace: Workspace
    practice: list[Started]

    def job(self) -> Job:
        """Make the main job ready."""
        systems = PracticeSystems.of(each.system for each in self.practice)
        return prepare(self.workspace, WORKFLOW, profile=PRACTICE, practice=systems)


@contextmanager
def staged(making: Making) -> Iterator[Stage]:
    """Make a workspace and start the practice systems; the workspace stays until somebody clears it away."""
    workspace = write_example(Path(tempfile.mkdtemp(prefix="nahtlos-demo-")))
    with started(making) as practice:
        yield Stage(workspace=workspace, practice=practice)


def clear_away(workspace: Workspace) -> None:
    """Delete the workspace of a demo."""
    shutil.rmtree(workspace.root, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a demo: of its run, of the second one, and of the journal over both."""

    first: RunReport
    again: RunReport | None
    journal: Report

    @property
    def is_balanced(self) -> bool:
        """Whether both sides agree with every run, and the second one wrote nothing."""
        reports = [self.first, *([self.again] if self.again else [])]
        return all(each.balance is not None and each.balance.is_balanced for each in reports) and not self.wrote_again

    @property
    def wrote_again(self) -> int:
        """How many cases the second run wrote, which should all be true already."""
        return 0 if self.again is None else self.again.outcomes.get("done", 0)

    @property
    def is_good(self) -> bool:
        """Whether it is balanced, and the journal intact."""
        return self.is_balanced and self.journal.intact


def judge(stage: Stage, first: RunReport, again: RunReport | None) -> Verdict:
    """Verify the journal and give the verdict."""
    return Verdict(first=first, again=again, journal=verify_journal(stage.workspace.logs))
