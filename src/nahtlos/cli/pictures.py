"""Pictures of cases that failed: which there are, and one of them, opened."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from nahtlos.cli.options import here
from nahtlos.cli.output import as_table, say, say_json
from nahtlos.errors import FileNotWritten
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.evidence import FOLDER, kept_in, open_picture
from nahtlos.runtime.records import open_records
from nahtlos.runtime.workspace import find_workspace


def show(item: str, *, out: Path | None, number: int | None, as_json: bool) -> None:
    """List the pictures of a case, or write one to a file."""
    if out is None:
        _list(item, as_json=as_json)
        return
    image = asyncio.run(_open(item, number))
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(image)
    except OSError as error:
        raise FileNotWritten(name=str(out), reason=error.strerror or type(error).__name__) from error
    if as_json:
        say_json({"item": item, "file": str(out), "bytes": len(image)})
    else:
        say(f"Written to {out}. Delete it when you have seen it: it is not encrypted any more.")


def _list(item: str, *, as_json: bool) -> None:
    found = kept_in(find_workspace(here()).logs / FOLDER, item=item)
    if as_json:
        say_json(
            {"item": item, "pictures": [{"taken_at": one.taken_at.isoformat(), "code": one.code} for one in found]}
        )
    elif found:
        rows = [[str(number), f"{one.taken_at:%Y-%m-%d %H:%M:%S} UTC", one.code] for number, one in enumerate(found, 1)]
        say(as_table(rows, headings=("number", "taken", "code")))
    else:
        say("No pictures.")


async def _open(item: str, number: int | None) -> bytes:
    workspace = find_workspace(here())
    async with open_records(workspace, read_settings(workspace)) as records:
        return await open_picture(records, workspace.logs / FOLDER, item, number=number)
