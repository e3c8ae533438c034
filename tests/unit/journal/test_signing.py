"""Who signs: a key a day, each signed by the one before, destroyed when its day is over; nothing smaller twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nahtlos.errors import SignerRefused, SigningKeyUnusable
from nahtlos.journal.certificates import read_certificates
from nahtlos.journal.checkpoints import tree_in
from nahtlos.journal.disk import Disk
from nahtlos.journal.merkle import Stretch, leaf_hash, root
from nahtlos.journal.note import Checkpoint, parse_checkpoint
from nahtlos.journal.signing import Request, Vault

PLACE = "2026-03-01/runs/pc-0.jsonl 1234"
LEAVES = [leaf_hash(b"%d" % number) for number in range(20)]


@dataclass
class Safe:
    """A vault with a clock."""

    folder: Path
    moment: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    @property
    def vault(self) -> Vault:
        return Vault(self.folder, now=lambda: self.moment, disk=Disk())

    def key_files(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.key"))

    def sign(self, begin: int, end: int, chain: str = "runs/pc-0") -> Checkpoint:
        lines = Stretch(begin)
        for leaf in LEAVES[begin:end]:
            lines.add(leaf)
        note = self.vault.sign(Request(chain=chain, lines=lines, place=PLACE))
        known = read_certificates(self.vault.certificates())
        assert known.signer_of(note, chain) is not None
        checkpoint = parse_checkpoint(note.text)
        assert checkpoint
        return checkpoint


@pytest.fixture
def safe(tmp_path: Path) -> Safe:
    return Safe(tmp_path / "signing")


def test_a_checkpoint_says_what_was_signed(safe: Safe) -> None:
    """Origin, size, root, time, the one before, the place, and the tree."""
    first, second = safe.sign(0, 5), safe.sign(5, 12)

    assert (second.size, second.root) == (12, root(LEAVES[:12]))
    assert (first.says("before"), second.says("before")) == ("0", "5")
    assert second.says("time") == "2026-03-01T12:00:00.000000Z"
    assert second.says("at") == PLACE
    assert second.origin.endswith("/runs/pc-0")
    assert tree_in(second) is not None


def test_a_chain_in_which_nothing_happened_is_signed_again(safe: Safe) -> None:
    """The same size, a new time."""
    safe.sign(0, 5)
    safe.moment += timedelta(minutes=15)

    again = safe.sign(5, 5)

    assert (again.size, again.says("time")) == (5, "2026-03-01T12:15:00.000000Z")


@pytest.mark.parametrize(("begin", "end"), [(0, 3), (0, 12), (4, 12), (6, 12)])
def test_what_does_not_go_on_from_the_last_checkpoint_is_refused(safe: Safe, begin: int, end: int) -> None:
    """Fewer lines, other lines, a gap: never signed."""
    safe.sign(0, 5)

    with pytest.raises(SignerRefused, match="5 of them were signed before"):
        safe.sign(begin, end)


@pytest.mark.parametrize("chain", ["", "runs", "runs/../../etc", "other/pc-0", "runs/PC", "runs/" + "x" * 65])
def test_a_name_that_is_none_is_refused(safe: Safe, chain: str) -> None:
    """No file is named after it."""
    with pytest.raises(SignerRefused):
        safe.vault.sign(Request(chain=chain, lines=Stretch(), place=PLACE))


def test_each_day_has_its_key_and_yesterdays_is_destroyed(safe: Safe) -> None:
    """Also over days on which nobody signed; the certificates of all stay."""
    for days in (0, 1, 5):
        safe.moment += timedelta(days=days)
        size = safe.vault.last("runs/pc-0")
        begin = 0 if size is None else (parse_checkpoint(size.text) or Checkpoint(origin="", size=0, root=b"")).size
        safe.sign(begin, begin + 3)

    known = read_certificates(safe.vault.certificates())
    assert [(key.number, key.day) for key in known.keys] == [
        (0, "2026-03-01"), (1, "2026-03-01"), (2, "2026-03-02"), (3, "2026-03-07"),
    ]  # fmt: skip
    assert not known.bad
    assert safe.key_files() == ["3.key"]


def test_a_clock_that_goes_back_has_a_key_too(safe: Safe) -> None:
    """A key is valid on its day only, so that an earlier day needs another."""
    safe.sign(0, 3)
    safe.moment -= timedelta(days=1)

    assert safe.sign(3, 5).says("time") == "2026-02-28T12:00:00.000000Z"
    assert [key.day for key in read_certificates(safe.vault.certificates()).keys][-1] == "2026-02-28"


def test_the_first_key_signs_one_key_and_is_gone(safe: Safe) -> None:
    """Its private half is never written."""
    safe.sign(0, 3)

    assert safe.key_files() == ["1.key"]
    assert [(safe.folder / name).stat().st_mode & 0o777 for name in safe.key_files()] == [0o600]
    assert safe.folder.stat().st_mode & 0o777 == 0o700


def test_a_crash_between_two_keys_is_no_harm(safe: Safe) -> None:
    """A key whose certificate was never written is destroyed; so is one that should have been."""
    safe.sign(0, 3)
    (safe.folder / "2.key").write_text("never signed")
    (safe.folder / "0.key").write_text("left over")

    safe.sign(3, 5)

    assert safe.key_files() == ["1.key"]


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda folder: (folder / "1.key").chmod(0o644), "others may read it"),
        (lambda folder: (folder / "1.key").unlink(), "not there"),
        (lambda folder: (folder / "1.key").write_text("x"), "not that of its certificate"),
        (lambda folder: (folder / "1.key").write_bytes(b"\xff"), "cannot be read"),
        (lambda folder: (folder / "1.key").write_text("A" * 43 + "="), "not that of its certificate"),
        (lambda folder: (folder / "certificates").unlink(), "certificates are missing"),
        (lambda folder: (folder / "certificates").write_text("x"), "it was changed"),
        (lambda folder: edit(folder / "runs-pc-0.note", "tree 2", "tree 1"), "it was changed"),
    ],
)  # fmt: skip
def test_a_vault_that_somebody_damaged_signs_nothing(safe: Safe, damage: object, problem: str) -> None:
    """It says what is wrong, and never makes a new key by itself."""
    safe.sign(0, 5)
    damage(safe.folder)  # type: ignore[operator]  # a parameter of the test

    with pytest.raises(SigningKeyUnusable, match=problem):
        safe.sign(5, 6)


def test_a_new_beginning_leaves_a_trace(safe: Safe) -> None:
    """The certificates of the old era stay in front of the new ones."""
    safe.sign(0, 5)
    (safe.folder / "1.key").unlink()

    certificates = safe.vault.begin_anew(safe.vault._certificates())

    known = read_certificates(certificates)
    assert [key.number for key in known.keys] == [0, 1, 0, 1]
    assert len({key.era for key in known.roots}) == 2
    assert safe.sign(0, 7).says("before") == "0"
