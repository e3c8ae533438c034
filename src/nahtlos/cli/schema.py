"""`nahtlos schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.output import as_table, say, say_json

app = new_app()

Kind = Annotated[str | None, typer.Argument(metavar="FILE", help="workflow, bot, systems, settings or schedules.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Write FILE.json there; without FILE, all.")]


@command(app, example="nahtlos schema workflow\nnahtlos schema --out .vscode/nahtlos")
def schema(kind: Kind = None, *, out: Out = None, as_json: AsJson = False) -> None:
    """Print or write the JSON Schemas of the files, for editors.

    With them, VS Code completes and checks what is written. `nahtlos init` writes them; do it again after an update.
    """
    from nahtlos.model.schema import FILES, GLOBS, schema_of, schemas
    from nahtlos.runtime.editor import write_schemas

    if kind is not None and kind not in FILES:
        raise typer.BadParameter(f"there is no file {kind}; it is one of {', '.join(FILES)}.")
    if out is not None:
        written = write_schemas(out, [kind] if kind else FILES)
        say_json({"written": [str(path) for path in written]}) if as_json else say("\n".join(map(str, written)))
    elif kind is not None:
        say_json(schema_of(kind))
    elif as_json:
        say_json(schemas())
    else:
        say(as_table([(name, pattern) for name, pattern in GLOBS.items()], headings=("FILE", "WHERE IT STANDS")))
