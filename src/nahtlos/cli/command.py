"""How a function becomes a command: an example in its help, errors in words, an exit status in the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeAlias, TypeVar

import typer

from nahtlos.cli.status import Status

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
"""Every command has it, as `as_json`."""

Run = TypeVar("Run", bound=Callable[..., Status | None])


def new_app(summary: str | None = None) -> typer.Typer:
    """Make room for one command, or, with a summary, for a group of them."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    if summary is not None:
        app.callback(no_args_is_help=True, help=summary)(lambda: None)
    return app


def command(app: typer.Typer, name: str | None = None, *, example: str) -> Callable[[Run], Run]:
    """Register a command that returns its status; None is `DONE`."""

    def register(function: Run) -> Run:
        @wraps(function)
        def run(**options: Any) -> None:
            raise typer.Exit(_guarded(function, options))

        lines = "\n".join(f"  {line}" for line in example.splitlines())
        app.command(name, epilog=f"\b\nExample:\n{lines}")(run)
        return function

    return register


def _guarded(function: Callable[..., Status | None], options: dict[str, Any]) -> int:
    try:
        return int(function(**options) or Status.DONE)
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 - the last place where an error can be put into words
        from nahtlos.cli.failure import tell

        return int(tell(error, as_json=bool(options.get("as_json"))))
