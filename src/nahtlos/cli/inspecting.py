"""What somebody sees who looks at the screens of systems: what is there, what is not as it was, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from nahtlos.cli.options import here
from nahtlos.cli.output import complain, say, say_json
from nahtlos.cli.status import Status
from nahtlos.runtime.inspecting import Inspected, inspect_live
from nahtlos.runtime.workspace import find_workspace


def show(
    workflows: Sequence[str], *, profile: str | None, accept: bool, samples: Sequence[str], as_json: bool
) -> Status:
    """Look at the systems of workflows and say what came of it."""
    workspace = find_workspace(here())
    names = workflows or workspace.workflows()
    seen = asyncio.run(inspect_live(workspace, names, profile=profile, accept=accept, samples=samples, warn=complain))
    is_right = all(not one.problems and (not one.differences or one.is_written) for one in seen)
    if as_json:
        say_json({"ok": is_right, "systems": [_facts(one) for one in seen]})
    else:
        for one in seen:
            for line in _lines(one):
                say(line)
    return Status.DONE if is_right else Status.INPUT


def _facts(one: Inspected) -> dict[str, Any]:
    return {
        "system": one.system, "contract": one.file, "things": one.things, "accepted": one.is_written,
        "differences": [*one.differences], "not_looked_at": [*one.unseen],
        "problems": [problem.as_json() for problem in one.problems],
    }  # fmt: skip


def _lines(one: Inspected) -> Iterator[str]:
    yield f"{one.system}: {one.things} things looked at."
    for problem in one.problems:
        yield f"\n{problem.report()}\n"
    for difference in one.differences:
        yield f"  changed: {difference}"
    for unseen in one.unseen:
        yield f"  not looked at: {unseen}"
    yield f"  {_ending(one)}"


def _ending(one: Inspected) -> str:
    if one.problems:
        return "Not accepted: the bot does not find what it needs. Change it, then look again."
    if one.is_written:
        return f"Accepted in {one.file}."
    if one.differences:
        return f"It is not as it was accepted in {one.file}. If the bot is still right, accept it with --accept."
    return f"As it was accepted in {one.file}."
