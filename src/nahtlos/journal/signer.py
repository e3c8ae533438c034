"""The signer as a process of its own, on a Unix socket: whoever writes the journal never sees the key.

One question a connection, one line of JSON each way. It signs checkpoints only, and only those that go on from what it
signed before.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nahtlos.errors import JournalError, SignerAway, SignerRefused
from nahtlos.journal.checkpoints import stretch_of, words_of
from nahtlos.journal.note import Note, parse_note
from nahtlos.journal.signing import CHAIN, Request, Signer

PREFIX = "unix:"
PATIENCE = 5.0
CERTIFICATES_AT_MOST = 64 << 20


class RemoteSigner(Signer):
    """The signer behind a socket."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self._path = path
        self._patience = patience

    def last(self, chain: str) -> Note | None:
        """Return what was signed last for a chain."""
        answer = self._ask({"do": "last", "chain": chain})
        return _note(answer, chain) if answer.get("note") else None

    def sign(self, request: Request) -> Note:
        """Have the lines behind the last checkpoint signed."""
        question = {
            "do": "sign", "chain": request.chain, "begin": request.lines.begin,
            "tree": words_of(request.lines).removeprefix("tree").strip(), "place": request.place,
        }  # fmt: skip
        answer = self._ask(question)
        return _note(answer, request.chain)

    def certificates(self) -> bytes:
        """Return the certificates of all keys."""
        return str(self._ask({"do": "certificates"}).get("certificates")).encode()

    def _ask(self, question: Mapping[str, object]) -> Mapping[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(self._patience)
                line.connect(str(self._path))
                line.sendall(json.dumps(question).encode() + b"\n")
                with line.makefile("rb") as answers:
                    answer = json.loads(answers.readline(CERTIFICATES_AT_MOST))
        except (OSError, ValueError) as error:
            problem = error.strerror if isinstance(error, OSError) and error.strerror else "no answer in time"
            raise SignerAway(signer=f"{PREFIX}{self._path}", problem=problem) from error
        if not isinstance(answer, dict):
            raise SignerAway(signer=f"{PREFIX}{self._path}", problem="its answer is none")
        if "refused" in answer:
            raise SignerRefused(chain=str(question.get("chain", "all chains")), problem=str(answer["refused"]))
        return answer


def _note(answer: Mapping[str, Any], chain: str) -> Note:
    note = parse_note(str(answer.get("note")))
    if note is None:
        raise SignerRefused(chain=chain, problem="its answer is no checkpoint.")
    return note


def answer_to(vault: Signer, question: bytes) -> dict[str, object]:
    """Answer one question; whoever asks may be anybody who can open the socket."""
    try:
        asked = json.loads(question)
        match asked.get("do"):
            case "certificates":
                return {"certificates": vault.certificates().decode()}
            case "last":
                note = vault.last(str(asked.get("chain")))
                return {"note": None if note is None else str(note)}
            case "sign":
                return {"note": str(vault.sign(_request(asked)))}
    except SignerRefused as error:
        return {"refused": error.problem}
    except JournalError as error:
        return {"refused": error.message()}
    except (ValueError, AttributeError, RecursionError):
        pass
    return {"refused": "the question was not understood."}


def _request(asked: Mapping[str, Any]) -> Request:
    begin, chain = asked.get("begin"), str(asked.get("chain"))
    if not CHAIN.fullmatch(chain) or not isinstance(begin, int) or begin < 0:
        raise ValueError(chain)
    lines = stretch_of(begin, str(asked.get("tree")))
    if lines is None:
        raise ValueError(begin)
    return Request(chain=chain, lines=lines, place=str(asked.get("place")))
