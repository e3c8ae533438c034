"""The signer in another process: what it answers, and that garbage gets an answer too."""

from __future__ import annotations

import json
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nahtlos.errors import SignerAway, SignerRefused
from nahtlos.events import ItemStarted
from nahtlos.journal.merkle import Stretch, leaf_hash, tree_of
from nahtlos.journal.signer import RemoteSigner, answer_to
from nahtlos.journal.signing import Request, Signer
from nahtlos.journal.verify import verify_journal

PLACE = "2026-03-01/runs/pc-0.jsonl 1234"
LINES = tree_of([leaf_hash(b"%d" % number) for number in range(9)])

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets")


@pytest.fixture
def remote(house: Any, tmp_path: Path) -> Iterator[RemoteSigner]:
    from nahtlos.journal.signer_socket import signer_at

    path = tmp_path / "signer.sock"
    with signer_at(path, house.vault()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield RemoteSigner(path)
        server.shutdown()
        thread.join()


def test_it_signs_and_remembers(remote: RemoteSigner) -> None:
    """As the vault does, over the socket."""
    note = remote.sign(Request(chain="runs/pc-0", lines=LINES, place=PLACE))

    assert str(remote.last("runs/pc-0")) == str(note)
    assert remote.last("admin/pc-0") is None
    assert b"key 1" in remote.certificates()


def test_it_refuses_what_the_vault_refuses(remote: RemoteSigner) -> None:
    """Nothing smaller, and no other beginning."""
    remote.sign(Request(chain="runs/pc-0", lines=LINES, place=PLACE))

    for lines in (LINES, Stretch(4), Stretch(20)):
        with pytest.raises(SignerRefused, match="9 of them were signed before"):
            remote.sign(Request(chain="runs/pc-0", lines=lines, place=PLACE))


async def test_a_journal_that_somebody_else_signs(
    house: Any, remote: RemoteSigner, started: Callable[[int], ItemStarted]
) -> None:
    """The journal's own folder of keys has no private key."""
    house.signer = remote
    async with house.journal() as journal:
        await journal.write(started(1))

    report = verify_journal(house.logs)
    assert report.intact
    assert report.checkpoints == 1


def test_nobody_else_may_open_the_socket(remote: RemoteSigner, tmp_path: Path) -> None:
    """Its owner and group."""
    assert stat.S_IMODE((tmp_path / "signer.sock").stat().st_mode) == 0o660


def test_a_signer_that_is_not_there(tmp_path: Path) -> None:
    """It is away, and the error says where it should be."""
    with pytest.raises(SignerAway, match=r"nowhere\.sock"):
        RemoteSigner(tmp_path / "nowhere.sock").certificates()


def test_a_signer_that_does_not_answer(tmp_path: Path) -> None:
    """Its silence is not waited for."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.bind(str(tmp_path / "silent.sock"))
        silent.listen()

        with pytest.raises(SignerAway, match=r"no answer in time|timed out"):
            RemoteSigner(tmp_path / "silent.sock", patience=0.05).last("runs/pc-0")


@pytest.mark.parametrize(
    "question",
    [
        b"",
        b"garbage",
        b"\xff\xfe",
        b"[]",
        b"1",
        b"null",
        b"[" * 20_000,
        b"{}",
        b'{"do":"sign"}',
        b'{"do":"sign","chain":"runs/pc-0","begin":-1,"tree":"","place":""}',
        b'{"do":"sign","chain":"runs/pc-0","begin":0,"tree":"99:AAAA","place":"x"}',
        b'{"do":"sign","chain":"../../etc/passwd","begin":0,"tree":"","place":""}',
        b'{"do":"sign","chain":"runs/pc-0","begin":0,"tree":"","place":"../../etc/passwd 1"}',
        b'{"do":"last","chain":"../secrets"}',
        b'{"do":"key"}',
    ],
)
def test_questions_that_are_none(house: Any, question: bytes) -> None:
    """Refused; whoever asks learns nothing, and nothing breaks."""
    vault: Signer = house.vault()

    assert set(answer_to(vault, question)) == {"refused"}


def test_what_goes_over_the_socket_is_json(house: Any) -> None:
    """One object each way, so that a signer can be written in any language."""
    question = json.dumps({"do": "sign", "chain": "runs/pc-0", "begin": 0, "tree": "", "place": PLACE}).encode()

    assert str(answer_to(house.vault(), question)["note"]).startswith("nahtlos.")
