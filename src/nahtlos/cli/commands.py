"""The names of all commands; the module of one is imported when it is called."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import typer

SUMMARIES: Mapping[str, str] = {
    "init": "Make a workspace.",
    "check": "Look for mistakes in all files; opens nothing.",
    "plan": "Show what a run would write; writes nothing.",
    "run": "Move the cases of a workflow.",
    "recount": "Count both sides of a run once more; writes nothing.",
    "runs": "List runs, show one, stop one from anywhere.",
    "items": "List cases, show one, decide about one that waits.",
    "look": "Show what a bot can say on a page, ready to paste.",
    "schema": "Print or write the JSON Schemas of the files, for editors.",
    "systems": "List systems, try to sign in, unlock an account.",
    "serve": "Run what the schedules say, as a service.",
    "schedule": "Show what runs when; pause it, run it now, make up for the past.",
    "pause": "Stop all writing to a system, or allow it again.",
    "secrets": "Keep user names and passwords, encrypted.",
    "tokens": "Let programs call the HTTP API of `nahtlos serve`.",
    "audit": "Prove that the journal is whole, and ask it what happened.",
    "privacy": "Erase, disclose and prune what is known about people.",
    "practice": "Start practice systems to try things out.",
    "browser": "Install a browser.",
    "demo": "Run the main job from nothing, with a verdict.",
    "version": "Print the version.",
}


class Commands(typer.core.TyperGroup):
    """A group that knows its commands by name only."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is given
        """Return all names."""
        return list(SUMMARIES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the module of a command."""
        if cmd_name not in SUMMARIES:
            near = get_close_matches(cmd_name, SUMMARIES, n=1)
            ctx.fail(f'There is no command "{cmd_name}".' + (f' Did you mean "{near[0]}"?' if near else ""))
        return typer.main.get_command(import_module(f"nahtlos.cli.{cmd_name}").app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write names and summaries without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


app = typer.Typer(
    cls=Commands, name="nahtlos", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    no_args_is_help=True, epilog="Example: nahtlos demo --cases 20",
)  # fmt: skip


@app.callback()
def _program() -> None:
    """Move records between specialist systems through their screens, and prove what was done."""


def program() -> None:
    """Run the command that was typed; whatever a console cannot show is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="nahtlos")
