"""Brings checkpoints to a witness and keeps its cosignatures; a witness that knows another journal is an alarm."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from nahtlos.errors import AnchorAway, AnchorDisagrees
from nahtlos.journal.anchors.cosignature import Cosigner
from nahtlos.journal.anchors.growth import prove_growth
from nahtlos.journal.anchors.kept import keep, kept
from nahtlos.journal.anchors.statement import Anchored, anchored_by
from nahtlos.journal.anchors.witness import offer_text
from nahtlos.journal.certificates import FILE
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.note import Checkpoint, Note, parse_checkpoint, parse_note

OK, FORBIDDEN, UNKNOWN, CONFLICT, UNPROVEN = 200, 403, 404, 409, 422


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAddress:
    """Where a witness is, and how it is recognised."""

    name: str
    """As the settings call it."""
    address: str
    cosigner: Cosigner
    trust: ssl.SSLContext | bool = True
    timeout: float = 10.0


class WitnessClient:
    """Asks one witness."""

    def __init__(self, there: WitnessAddress, *, logs: Path, state: Path, disk: Disk) -> None:
        self._there = there
        self._logs = logs
        self._state = state
        self._disk = disk

    def bring(self, newest: Mapping[ChainName, tuple[Note, Checkpoint]]) -> None:
        """Bring what is new; raises `AnchorAway`, `AnchorDisagrees`."""
        with self._open() as client:
            for chain, (note, checkpoint) in newest.items():
                if self.size_of(chain) < checkpoint.size:
                    self._bring(client, chain, note, checkpoint)

    def size_of(self, chain: ChainName) -> int:
        """Return how many lines of a chain the witness confirmed, as far as this machine knows."""
        note = parse_note(kept(self._file_of(chain)))
        checkpoint = parse_checkpoint(note.text) if note else None
        return checkpoint.size if checkpoint and note and self._there.cosigner.seen_at(note) else 0

    def knows(self) -> list[Anchored]:
        """Ask the witness what it knows; only what it signed counts."""
        with self._open() as client:
            answer = client.get("/checkpoints")
        try:
            notes = [parse_note(str(text)) for text in answer.json()["checkpoints"].values()]
        except (ValueError, KeyError, AttributeError, TypeError):
            raise AnchorAway(anchor=self._there.name, problem="its answer is no list of checkpoints") from None
        found = [(note, parse_checkpoint(note.text)) for note in notes if note]
        return [
            anchored_by(checkpoint, by=self._there.name)
            for note, checkpoint in found
            if checkpoint and self._there.cosigner.seen_at(note)
        ]

    # ------------------------------------------------------------------

    def _open(self) -> _Door:
        return _Door(self._there)

    def _bring(self, client: _Door, chain: ChainName, note: Note, checkpoint: Checkpoint) -> None:
        earlier = self.size_of(chain)
        answer = self._offer(client, chain, note, checkpoint, earlier)
        if answer.status_code in (UNKNOWN, FORBIDDEN):
            client.post("/add-certificates", kept(self._logs / FILE))
            answer = self._offer(client, chain, note, checkpoint, earlier)
        if answer.status_code == CONFLICT and answer.text.strip().isdecimal():
            known = int(answer.text)
            if known > checkpoint.size:
                problem = f"{known} lines, and the newest signature here covers {checkpoint.size}."
                raise self._disagrees(chain, problem)
            answer = self._offer(client, chain, note, checkpoint, known)
        if answer.status_code in (CONFLICT, UNPROVEN):
            raise self._disagrees(chain, answer.text.strip()[:200])
        if answer.status_code != OK:
            problem = f"it answered {answer.status_code}: {answer.text.strip()[:200]}"
            raise AnchorAway(anchor=self._there.name, problem=problem)
        self._keep(chain, note, answer.text)

    def _offer(
        self, client: _Door, chain: ChainName, note: Note, checkpoint: Checkpoint, earlier: int
    ) -> httpx.Response:
        proof = prove_growth(self._logs, chain, size=earlier, now=checkpoint)
        if proof is None:
            raise self._disagrees(chain, f"It knows {earlier} lines, which are not here any more.")
        return client.post("/add-checkpoint", offer_text(earlier=earlier, proof=proof, note=note).encode())

    def _keep(self, chain: ChainName, note: Note, answer: str) -> None:
        cosigned = parse_note(f"{note}{answer}")
        if cosigned is None or self._there.cosigner.seen_at(cosigned) is None:
            raise AnchorAway(anchor=self._there.name, problem="its signature is not that of its key in the settings")
        keep(self._file_of(chain), str(cosigned).encode(), self._disk)

    def _disagrees(self, chain: ChainName, problem: str) -> AnchorDisagrees:
        return AnchorDisagrees(
            anchor=self._there.name, chain=f"{chain.log_class}/{chain.stream}", problem=problem
        )

    def _file_of(self, chain: ChainName) -> Path:
        return self._state / f"{chain.log_class}-{chain.stream}.note"


class _Door:
    """The connection to a witness; whatever goes wrong with it is `AnchorAway`."""

    def __init__(self, there: WitnessAddress) -> None:
        self._there = there
        self._client = httpx.Client(base_url=there.address, verify=there.trust, timeout=there.timeout, trust_env=False)

    def __enter__(self) -> _Door:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str) -> httpx.Response:
        """Read."""
        return self._ask(self._client.build_request("GET", path))

    def post(self, path: str, body: bytes) -> httpx.Response:
        """Bring."""
        return self._ask(self._client.build_request("POST", path, content=body))

    def _ask(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._client.send(request)
        except httpx.HTTPError as error:
            problem = str(error) or type(error).__name__
            raise AnchorAway(anchor=self._there.name, problem=f"it cannot be reached ({problem})") from error
