"""A page on a terminal that is drawn again in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nahtlos.cli.output import plain

Draw = Callable[[str], None]


@contextmanager
def shown_live() -> Iterator[Draw]:
    """Draw pages over each other; the last one stays."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(Text(""), console=Console(highlight=False), auto_refresh=False) as live:
        yield lambda page: live.update(Text(plain(page)), refresh=True)
