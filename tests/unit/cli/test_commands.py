"""Every command says what it does, with an example, and knows --json."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from nahtlos.cli.commands import SUMMARIES, app

GROUP = typer.main.get_command(app)


def leaves(command: Any = GROUP, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Find all commands that do something."""
    context = typer.Context(command)
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(context):
        yield from leaves(command.get_command(context, name), (*path, name))


LEAVES = list(leaves())


@pytest.mark.parametrize("path", [path for path, _ in LEAVES], ids=" ".join)
def test_help_has_an_example_and_json(path: tuple[str, ...]) -> None:
    """`--help` of every command shows how it is typed, and that it speaks to machines."""
    result = CliRunner().invoke(app, [*path, "--help"], prog_name="nahtlos")

    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"nahtlos {' '.join(path)}" in result.output.partition("Example:")[2]
    assert "--json" in result.output


@pytest.mark.parametrize("name", SUMMARIES)
def test_summary_is_that_of_the_command(name: str) -> None:
    """The list of commands, which imports none of them, says what each says of itself."""
    command = GROUP.get_command(typer.Context(GROUP), name)  # type: ignore[attr-defined]

    assert (command.help or "").partition("\n")[0] == SUMMARIES[name]


def test_command_that_is_none() -> None:
    """A typo gets a hint."""
    result = CliRunner().invoke(app, ["chek"], prog_name="nahtlos")

    assert result.exit_code == 2
    assert 'Did you mean "check"?' in result.output
