"""The command line: one module per command, imported when it is called.

    commands.py   the names of all commands, and how one is found
    command.py    how a function becomes a command: an example, `--json`, errors in words, an exit status
    status.py     what the exit status means
    options.py    options that several commands share
    init.py check.py plan.py run.py recount.py items.py systems.py pause.py secrets.py audit.py practice.py
    runs.py tokens.py browser.py demo.py version.py    what is typed; each imports what it does only when it is called:
    work.py       a run, ahead.py a plan, cases.py items, sites.py systems and pauses, keeping.py secrets,
                  rounds.py runs (live.py in place), callers.py tokens, serving.py practice systems, playing.py the demo
    balance.py    what came of a run, as a table and as JSON
    progress.py   what happens while a run works; stopping.py how it is stopped
    output.py     texts and tables for people, JSON for machines; masking.py what stays out of them
    failure.py    an error in words

`main` is what the program `nahtlos` calls.
"""


def main() -> None:
    """Run the command that was typed."""
    from nahtlos.cli.commands import program

    program()
