"""What an anchor keeps, as text that a person can read and compare: a line for each chain.

    2026-03-01T12:00:00.000000Z nahtlos.0123456789abcdef/runs/pc-42-0 1234 q6jW…=
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nahtlos.journal.merkle import SIZE, Hash
from nahtlos.journal.note import Checkpoint, as_base64, from_base64

LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT[\d:.]+Z) (?P<era>nahtlos\.[0-9a-f]{16})"
    r"/(?P<chain>(?:runs|access|admin)/[a-z0-9-]{1,64})"
    r" (?P<size>0|[1-9]\d{0,17}) (?P<root>[A-Za-z0-9+/]{43}=)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """How long a chain was at some time, and its root then, as somebody outside says."""

    by: str
    """Who says so."""
    era: str
    chain: str
    """Class and stream."""
    size: int
    root: Hash
    time: str


def line_of(checkpoint: Checkpoint) -> str:
    """Return the line about a checkpoint."""
    return f"{checkpoint.says('time')} {checkpoint.origin} {checkpoint.size} {as_base64(checkpoint.root)}"


def statement_of(checkpoints: Iterable[Checkpoint]) -> str:
    """Return the lines about some checkpoints."""
    return "".join(sorted(f"{line_of(checkpoint)}\n" for checkpoint in checkpoints))


def read_statement(text: str, *, by: str) -> list[Anchored]:
    """Return what stands in a text of any kind: a file of lines, a mail, a note in the paper file."""
    found = []
    # A mail may have broken the lines, in the way of mails or simply at blanks.
    unquoted = re.sub(r"=\r?\n", "", text).replace("=3D", "=")
    joined = re.sub(r"\r?\n(?=nahtlos|\d+ [A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{43}=)", " ", text)
    for each in [match for version in (text, unquoted, joined) for match in LINE.finditer(version)]:
        root = from_base64(each["root"], size=SIZE)
        if root is not None:
            anchored = Anchored(
                by=by, era=each["era"], chain=each["chain"], size=int(each["size"]), root=root, time=each["time"]
            )
            if anchored not in found:
                found.append(anchored)
    return found


def anchored_by(checkpoint: Checkpoint, *, by: str) -> Anchored:
    """Return what a checkpoint says, said by somebody outside."""
    era, _, chain = checkpoint.origin.partition("/")
    return Anchored(
        by=by, era=era, chain=chain, size=checkpoint.size, root=checkpoint.root, time=checkpoint.says("time")
    )
