"""Serves practice systems until somebody has enough."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from dataclasses import asdict

from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, say, say_json
from nahtlos.cli.status import Status
from nahtlos.errors import NoWorkspace
from nahtlos.runtime.practice import PracticeSystems, noted
from nahtlos.runtime.practice_systems import CHALLENGE, Making, Started, started
from nahtlos.runtime.workspace import Workspace, find_workspace


def serve(making: Making, *, as_json: bool) -> Status:
    """Start the systems, say where they are, and wait."""
    workspace = _workspace()
    with started(making) as practice:
        if as_json:
            facts = [asdict(each.system) | {"truth": each.truth, "token": each.token} for each in practice]
            say_json({"systems": facts})
        else:
            say_where(practice)
        wait_for_end(practice, note_in=workspace, as_json=as_json)
    return Status.DONE


def say_where(practice: list[Started]) -> None:
    """Print where the systems are and who may sign in."""
    rows = [[each.system.system, each.system.address, each.system.user, each.system.password] for each in practice]
    say(as_table(rows, headings=("system", "address", "user", "password")))


def wait_for_end(practice: list[Started], *, note_in: Workspace | None, as_json: bool) -> None:
    """Serve until Ctrl-C or SIGTERM; meanwhile the profile `practice` of the workspace finds the systems."""
    end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.set())
    with ExitStack() as stack:
        if note_in is not None:
            stack.enter_context(noted(note_in, PracticeSystems.of(each.system for each in practice)))
        if not as_json:
            say("\n" + _next(note_in, practice))
            say("Ctrl-C ends them.")
        while not end.wait(timeout=1):
            pass


def _next(workspace: Workspace | None, practice: list[Started]) -> str:
    if workspace is None:
        return "Not in a workspace: nothing was noted for --profile practice."
    workflow = CHALLENGE if practice[0].system.system == CHALLENGE else "report-participation"
    return f"In another terminal: cd {workspace.root} && nahtlos run {workflow} --profile practice"


def _workspace() -> Workspace | None:
    try:
        return find_workspace(here())
    except NoWorkspace:
        return None
