"""What anchors keep can be read again, however it was kept."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from nahtlos.journal.anchors.statement import read_statement, statement_of
from nahtlos.journal.note import Checkpoint

CHECKPOINT = Checkpoint(
    origin="nahtlos.0123456789abcdef/runs/pc-0", size=1234, root=bytes(range(32)),
    extensions=("time 2026-03-01T12:00:00.000000Z",),
)  # fmt: skip
TEXT = statement_of([CHECKPOINT])


def quoted_printable() -> str:
    mail = EmailMessage()
    mail.set_content(f"Prüfung\n{TEXT}", cte="quoted-printable")
    return mail.as_string()


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"On Monday somebody wrote:\n> {TEXT}>\n",
        TEXT.replace("\n", "\r\n"),
        quoted_printable(),
        TEXT * 3,
        TEXT.replace(" 1234 ", "\n1234 "),
        f"{{\"lines\": \"{TEXT.strip()}\"}}",
    ],
    ids=["as it is", "quoted", "windows", "quoted-printable", "three times", "wrapped", "json"],
)  # fmt: skip
def test_it_is_found_in_any_text(text: str) -> None:
    """A saved mail, a log, a note."""
    [known] = read_statement(text, by="paper")

    assert (known.by, known.chain, known.size, known.root) == ("paper", "runs/pc-0", 1234, bytes(range(32)))
    assert (known.era, known.time) == ("nahtlos.0123456789abcdef", "2026-03-01T12:00:00.000000Z")


@pytest.mark.parametrize("text", ["", "nahtlos", TEXT.replace("1234", "x"), TEXT.replace("nahtlos.", ""), "\0\xff"])
def test_anything_else_says_nothing(text: str) -> None:
    """Garbage is no anchor, and no error."""
    assert read_statement(text, by="paper") == []
