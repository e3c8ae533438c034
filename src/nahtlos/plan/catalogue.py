"""What the plan is told about actions of the library and about the Python of bots, which it never imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nahtlos.expressions import Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action of the library, as `do` and `items` can use it."""

    name: str
    """How it is written, e.g. `csv.rows`."""
    inputs: Mapping[str, Typed]
    outputs: Typed
    """What it gives; a list of rows can feed items."""
    required: frozenset[str] = frozenset()
    """Inputs that must be given."""
    columns_input: str | None = None
    """The input whose names are the columns of the rows, if there is one."""
    effect: bool = False
    """Whether it writes somewhere outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The Python of a bot."""

    path: Path
    text: str
    """Its text is part of the plan's hash."""
