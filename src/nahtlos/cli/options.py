"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Profile: TypeAlias = Annotated[
    str | None, typer.Option("--profile", help="Which addresses and accounts, e.g. practice.", metavar="NAME")
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N cases of the list.")
]
Inputs: TypeAlias = Annotated[
    list[str] | None, typer.Option("--input", metavar="NAME=VALUE", help="An input of the workflow; may be repeated.")
]
Reveal: TypeAlias = Annotated[
    bool, typer.Option("--reveal", help="Show values also where nobody looks; the journal notes it.")
]


def named_values(inputs: Sequence[str] | None) -> dict[str, str]:
    """Take `name=value` apart."""
    values = {}
    for given in inputs or ():
        name, equals, value = given.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f'write it as NAME=VALUE, not "{name}".', param_hint="--input")
        values[name.strip()] = value
    return values


def here() -> Path:
    """Return the folder that the command was typed in."""
    return Path.cwd()
