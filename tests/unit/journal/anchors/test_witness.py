"""A witness takes what goes on from what it knows, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nahtlos.errors import AnchorUnusable, JournalNotWritable
from nahtlos.events import ItemStarted
from nahtlos.journal.anchors.cosignature import parse_cosigner
from nahtlos.journal.anchors.growth import prove_growth
from nahtlos.journal.anchors.witness import Reply, Witness, offer_text
from nahtlos.journal.certificates import FILE, fingerprint_of, read_certificates
from nahtlos.journal.checkpoints import read_checkpoints
from nahtlos.journal.disk import Disk
from nahtlos.journal.folder import ChainName
from nahtlos.journal.note import Checkpoint, Note, parse_note, sign_note

RUNS = ChainName(log_class="runs", stream="pc-0")
NOW = datetime(2026, 3, 5, tzinfo=UTC)


def a_witness(folder: Path, certificates: bytes, disk: Disk | None = None) -> Witness:
    """A witness that looks after this journal."""
    roots = [fingerprint_of(root.key) for root in read_certificates(certificates).roots]
    return Witness(folder, name="county", trusted=roots, now=lambda: NOW, disk=disk or Disk())


@pytest.fixture
async def grown(house: Any, started: Callable[[int], ItemStarted]) -> Any:
    """A journal with several checkpoints, on two days."""
    for _ in range(3):
        async with house.journal() as journal:
            for line in range(4):
                await journal.write(started(line))
        house.clock.jump(hours=13)
    return house


@pytest.fixture
def certificates(grown: Any) -> bytes:
    data: bytes = (grown.logs / FILE).read_bytes()
    return data


@pytest.fixture
def witness(tmp_path: Path, certificates: bytes) -> Witness:
    witness = a_witness(tmp_path / "witness", certificates)
    assert witness.learn(certificates).status == 200
    return witness


def signed(house: Any) -> list[tuple[Note, Checkpoint]]:
    """All checkpoints of the runs, the oldest first."""
    found = [*read_checkpoints(house.logs, RUNS)]
    return [(each.note, each.checkpoint) for each in found if each.note and each.checkpoint]


def offer(house: Any, witness: Witness, place: int, *, earlier: int) -> Reply:
    """Bring a checkpoint with the proof from a size."""
    note, checkpoint = signed(house)[place]
    proof = prove_growth(house.logs, RUNS, size=earlier, now=checkpoint) or []
    return witness.add(offer_text(earlier=earlier, proof=proof, note=note).encode())


def refusals(folder: Path) -> list[Any]:
    """What it noted."""
    return [json.loads(line) for line in (folder / "refused.jsonl").read_text().splitlines()]


def test_it_follows_a_journal(grown: Any, witness: Witness) -> None:
    """Each checkpoint that goes on from the last one is cosigned, and kept for everybody to see."""
    earlier = 0
    for place, (note, checkpoint) in enumerate(signed(grown)):
        reply = offer(grown, witness, place, earlier=earlier)
        earlier = checkpoint.size

        assert reply.status == 200
        cosigner = parse_cosigner(witness.public)
        cosigned = parse_note(f"{note}{reply.text}")
        assert cosigner is not None and cosigned is not None
        assert cosigner.seen_at(cosigned) == NOW
    [kept] = witness.latest().values()
    assert signed(grown)[-1][0].text in kept


def test_what_it_knows_survives(grown: Any, witness: Witness, tmp_path: Path, certificates: bytes) -> None:
    """After a restart it has the same key and refuses the same things."""
    offer(grown, witness, -1, earlier=0)

    again = a_witness(tmp_path / "witness", certificates)

    assert again.public == witness.public
    assert again.latest() == witness.latest()
    size = signed(grown)[-1][1].size
    assert offer(grown, again, 0, earlier=0) == Reply(status=409, text=f"{size}\n", kind="text/x.tlog.size")


def test_an_older_checkpoint_is_refused(grown: Any, witness: Witness, tmp_path: Path) -> None:
    """A journal that was rolled back, whatever size it claims to go on from."""
    offer(grown, witness, -1, earlier=0)
    size = signed(grown)[-1][1].size

    assert offer(grown, witness, 0, earlier=0).status == 409
    assert offer(grown, witness, 0, earlier=size).status == 400
    assert [line["status"] for line in refusals(tmp_path / "witness")] == [409, 400]


async def test_another_content_is_refused(
    grown: Any, witness: Witness, tmp_path: Path, started: Callable[[int], ItemStarted]
) -> None:
    """Whoever has the signing key and rewrites the past cannot prove that the old root is in the new one."""
    offer(grown, witness, 0, earlier=0)
    first, last = signed(grown)[0][1], signed(grown)[-1][1]
    note, _ = signed(grown)[-1]
    wrong = [bytes(32)] * len(prove_growth(grown.logs, RUNS, size=first.size, now=last) or [])

    reply = witness.add(offer_text(earlier=first.size, proof=wrong, note=note).encode())

    assert reply.status == 422
    assert [each["status"] for each in refusals(tmp_path / "witness")] == [422]
    assert signed(grown)[0][0].text in next(iter(witness.latest().values()))


def test_a_foreign_signature_is_refused(grown: Any, witness: Witness) -> None:
    """A checkpoint that no certified key signed, even under the right name."""
    note, checkpoint = signed(grown)[0]
    forged = sign_note(note.text, name=checkpoint.origin, key=Ed25519PrivateKey.generate())

    assert witness.add(offer_text(earlier=0, proof=[], note=forged).encode()).status == 403
    assert witness.latest() == {}


def test_an_unknown_journal_is_refused(grown: Any, tmp_path: Path, certificates: bytes) -> None:
    """Certificates count only if the fingerprint of their root was named at the start."""
    witness = Witness(tmp_path / "w", name="county", trusted=["0" * 64], now=lambda: NOW, disk=Disk())

    assert witness.learn(certificates).status == 403
    assert offer(grown, witness, 0, earlier=0).status == 404


def test_certificates_only_grow(witness: Witness, certificates: bytes) -> None:
    """Keys that were known cannot be taken back or replaced."""
    shorter = certificates[: certificates.rindex(b"\n\n", 0, -2) + 2]

    assert witness.learn(shorter).status == 403
    assert witness.learn(certificates).status == 200


@pytest.mark.parametrize(
    "body", [b"", b"old 0", b"old -1\n\nx", b"\xff\xfe", b"old 0\nnothash\n\nx\n", b"old 0\n" * 200, b"old 99\n\n\n"]
)
def test_garbage_is_refused(witness: Witness, body: bytes) -> None:
    """Whatever comes, there is an answer."""
    assert witness.add(body).status == 400
    assert witness.learn(body).status == 403


def test_what_is_not_durable_is_not_confirmed(grown: Any, tmp_path: Path, certificates: bytes) -> None:
    """A witness whose disk fails says nothing, and knows nothing more."""

    class Failing(Disk):
        fails = False

        def sync(self, descriptor: int) -> None:
            if self.fails:
                raise OSError(5, "Input/output error")
            super().sync(descriptor)

    disk = Failing()
    witness = a_witness(tmp_path / "w", certificates, disk)
    witness.learn(certificates)
    disk.fails = True

    with pytest.raises(JournalNotWritable):
        offer(grown, witness, 0, earlier=0)

    assert witness.latest() == {}


def test_its_key_is_its_own(tmp_path: Path, certificates: bytes) -> None:
    """A key that others may read is not used."""
    a_witness(tmp_path / "w", certificates)
    (tmp_path / "w/key").chmod(0o644)

    with pytest.raises(AnchorUnusable, match="others may read it"):
        a_witness(tmp_path / "w", certificates)


def test_a_cosignature_is_over_this_checkpoint_and_time(grown: Any, witness: Witness) -> None:
    """Below another text, or with another time, it is none."""
    note, _ = signed(grown)[0]
    reply = offer(grown, witness, 0, earlier=0)
    cosigned = parse_note(f"{note}{reply.text}")
    cosigner = parse_cosigner(witness.public)
    assert cosigned is not None and cosigner is not None
    last = cosigned.signatures[-1]

    other_time = replace(last, data=bytes(8) + last.data[8:])

    assert cosigner.seen_at(replace(cosigned, text=cosigned.text.replace("time 2026", "time 2025"))) is None
    assert cosigner.seen_at(replace(cosigned, signatures=(other_time,))) is None
    assert parse_cosigner(witness.public[:-2] + "A=") is None
