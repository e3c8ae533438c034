"""The daily line, in a file and through a real mail server."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from tests.outside import Authority, make_ca

from nahtlos.errors import AnchorAway
from nahtlos.journal.anchors.daily_line import LineFile, LineMail
from nahtlos.journal.anchors.statement import read_statement
from nahtlos.journal.disk import Disk

LINE = f"2026-03-01T12:00:00.000000Z nahtlos.0123456789abcdef/runs/{'pc' * 30}-0 1234 {'q' * 42}w=\n"


class Letterbox:
    """Keeps what comes."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd asks for it
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def server(letterbox: Letterbox, ca: Authority) -> Iterator[Controller]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        letterbox, hostname="127.0.0.1", port=port, tls_context=ca.context("mail"), require_starttls=True
    )
    controller.start()
    yield controller
    controller.stop()


def a_mail(server: Controller, trust: ssl.SSLContext, **changes: Any) -> LineMail:
    """An anchor for this server."""
    facts: dict[str, Any] = {"security": "starttls", **changes}
    return LineMail(
        name="mail", server=("127.0.0.1", server.port), sender="bot@office.example", to=("audit@office.example",),
        trust=trust, timeout=5, **facts,
    )  # fmt: skip


def trusting(ca: Authority) -> ssl.SSLContext:
    """Somebody who knows the test CA."""
    return ssl.create_default_context(cafile=str(ca.ca))


def test_a_mail_arrives_and_can_be_compared(server: Controller, letterbox: Letterbox, ca: Authority) -> None:
    """Protected on its way; the saved mail is enough to compare the journal with."""
    a_mail(server, trusting(ca)).send(LINE)

    [letter] = letterbox.letters
    mail = message_from_bytes(letter.content, policy=policy.default)
    assert (mail["subject"], letter.rcpt_tos) == ("nahtlos: the journal on 2026-03-01", ["audit@office.example"])
    [known] = read_statement(letter.content.decode(), by="mail")
    assert (known.chain, known.size) == (f"runs/{'pc' * 30}-0", 1234)


@pytest.mark.parametrize("changes", [{"security": "none"}, {"security": "tls"}])
def test_a_server_that_wants_it_otherwise(server: Controller, ca: Authority, changes: Any) -> None:
    """Nothing is sent less safely than it should be, and nothing is believed to have arrived."""
    with pytest.raises(AnchorAway, match="did not take the mail"):
        a_mail(server, trusting(ca), **changes).send(LINE)


def test_a_server_that_nobody_knows(server: Controller, letterbox: Letterbox) -> None:
    """A certificate that is not trusted ends it."""
    with pytest.raises(AnchorAway, match="SSLCertVerificationError"):
        a_mail(server, ssl.create_default_context()).send(LINE)

    assert not letterbox.letters


def test_a_file_grows(tmp_path: Path) -> None:
    """Each line behind the others, durable."""
    there = LineFile(name="share", path=tmp_path / "lines", disk=Disk())

    there.send(LINE)
    there.send(LINE)

    assert (tmp_path / "lines").read_text() == LINE * 2


def test_a_drive_that_is_not_there(tmp_path: Path) -> None:
    """It is said, with the path."""
    with pytest.raises(AnchorAway, match="share/lines cannot be written"):
        LineFile(name="share", path=tmp_path / "share/lines", disk=Disk()).send(LINE)
