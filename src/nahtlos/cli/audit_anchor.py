"""`nahtlos audit anchor`."""

from __future__ import annotations

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, complain, say, say_json
from nahtlos.cli.status import Status

app = new_app()


@command(app, "anchor", example="nahtlos audit anchor\nnahtlos audit anchor --json")
def anchor(*, as_json: AsJson = False) -> Status:
    """Tell all anchors now how far the journal is, and say how they stand.

    Exit status: 0 all took it; 1 one did not, or none is named.
    """
    from nahtlos.runtime.anchors import keeper_of, warnings_of
    from nahtlos.runtime.definitions import read_settings
    from nahtlos.runtime.workspace import find_workspace

    workspace = find_workspace(here())
    settings = read_settings(workspace)
    standings = keeper_of(workspace, settings).look(at_once=True)
    warnings = warnings_of(settings)
    if as_json:
        rows = [
            {
                "anchor": each.name, "told_at": each.told_at, "waiting_since": each.waiting_since, "late": each.is_late,
                "problem": each.problem or None,
            }
            for each in standings
        ]  # fmt: skip
        say_json({"anchors": rows, "warnings": warnings})
    elif standings:
        table = [[each.name, _moment(each.told_at), each.stands, each.problem] for each in standings]
        say(as_table(table, headings=["anchor", "told", "stands", ""]))
    if not as_json:
        for warning in warnings:
            complain(warning)
    return Status.DONE if standings and not any(each.problem for each in standings) else Status.FAILED


def _moment(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
