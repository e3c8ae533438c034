"""`nahtlos audit prove` and `nahtlos audit verifier`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from nahtlos.cli.command import AsJson, command, new_app
from nahtlos.cli.options import here
from nahtlos.cli.output import complain, plain, say, say_json
from nahtlos.cli.status import Status

app = new_app()

Line = Annotated[str | None, typer.Argument(metavar="LINE", help="FILE:LINE, or CLASS/STREAM:NUMBER.")]
Journal = Annotated[
    Path | None, typer.Option("--journal", help="Another journal than that of this workspace.", metavar="DIR")
]
Check = Annotated[Path | None, typer.Option("--check", help="Check a proof instead.", metavar="FILE")]
Fingerprint = Annotated[str, typer.Option("--key", help="The fingerprint of the first key.", metavar="HEX")]


@command(
    app, "prove",
    example="nahtlos audit prove runs/pc-0:17 > proof.json\nnahtlos audit prove --check proof.json --key '9f3a …'",
)  # fmt: skip
def prove(
    line: Line = None, *, journal: Journal = None, check: Check = None, key: Fingerprint = "", as_json: AsJson = False
) -> Status:
    """Prove one line without showing the others: the line, its way to a signed root, and the keys; as JSON.

    Exit status: 0 proven; 1 the proof does not hold; 2 there is no such line or file.
    """
    if check is not None:
        return _check(check, key, as_json=as_json)
    if line is None:
        raise typer.BadParameter("name a line, or a proof with --check.", param_hint="LINE")
    from nahtlos.cli.failure import tell
    from nahtlos.errors import JournalUnreadable, NoSuchLine
    from nahtlos.journal.proof import prove_line
    from nahtlos.runtime.workspace import find_workspace

    try:
        say_json(prove_line(journal or find_workspace(here()).logs, line))
    except (NoSuchLine, JournalUnreadable) as error:
        tell(error, as_json=as_json)
        return Status.INPUT
    return Status.DONE


@command(app, "verifier", example="nahtlos audit verifier > verify.py\npython3 verify.py logs")
def verifier(*, as_json: AsJson = False) -> Status:
    """Write a program that verifies a journal alone: one file for Python 3.11, without nahtlos and without the network.

    An auditor can read it. It comes to the same verdicts as `nahtlos audit verify`.
    """
    from importlib.resources import files

    program = files("nahtlos.journal").joinpath("verify_alone.py").read_text("utf-8")
    if as_json:
        say_json({"program": program})
    else:
        sys.stdout.write(program)
    return Status.DONE


def _check(path: Path, key: str, *, as_json: bool) -> Status:
    from nahtlos.journal.proof import check_proof

    try:
        said = json.loads(path.read_bytes())
    except OSError as error:
        complain(f"{path}: {error.strerror}")
        return Status.INPUT
    except (ValueError, RecursionError):
        said = None
    verdict = check_proof(said, root=key)
    if as_json:
        say_json({"holds": verdict.holds, "problems": verdict.problems, **verdict.facts, "first_keys": verdict.roots})
    elif verdict.holds:
        say(f"Proven: this line stood in {verdict.facts['chain']} when it was signed at {verdict.facts['signed']}.")
        say(plain(str(verdict.facts["text"])))
        say(f"The first key: {' / '.join(verdict.roots)}")
    else:
        for problem in verdict.problems:
            complain(problem)
    return Status.DONE if verdict.holds else Status.FAILED
