"""The command line: one module per command, imported when it is called.

    commands.py   the names of all commands, and how one is found
    command.py    how a function becomes a command: an example, `--json`, errors in words, an exit status
    status.py     what the exit status means
    output.py     texts and tables for people, JSON for machines
    failure.py    an error in words
    balance.py    what came of a run, as a table and as JSON
    progress.py   what happens while a run works

`main` is what the program `nahtlos` calls.
"""


def main() -> None:
    """Run the command that was typed."""
    from nahtlos.cli.commands import program  # noqa: PLC0415 - `import nahtlos.cli` costs nothing

    program()
