"""Pseudonyms and keyed hashes."""

from __future__ import annotations

import stat
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from nahtlos.engine.screen import Value
from nahtlos.errors import JournalKeyUnusable
from nahtlos.expressions import UNKNOWN
from nahtlos.journal.disk import Disk
from nahtlos.journal.keys import Key, Keyring

KEY = Key(number=2026, secret=bytes(32))


def load(folder: Path, year: int = 2026) -> Keyring:
    return Keyring(folder, year=lambda: year, disk=Disk())


def test_the_first_use_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    """A key belongs to one workspace and its user."""
    made = load(tmp_path / "keys")

    assert made.numbers() == [2026]
    assert stat.S_IMODE((tmp_path / "keys/2026.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["2026.key"]


def test_a_new_year_changes_pseudonyms_and_nothing_that_is_compared(tmp_path: Path) -> None:
    """A year can be forgotten, and what was hashed in December compares in January."""
    december, january = load(tmp_path, 2026), load(tmp_path, 2027)

    assert december.fingerprint({"a": 1}) == january.fingerprint({"a": 1})
    assert december.lock_name("V-1") == january.lock_name("V-1")
    assert december.pseudonym("V-1") != january.pseudonym("V-1")
    assert january.pseudonyms("V-1") == (december.pseudonym("V-1"), january.pseudonym("V-1"))


def test_a_process_that_lives_on_over_new_year_takes_the_new_key(tmp_path: Path) -> None:
    """The year is asked each time."""
    years = iter([2026, 2026, 2027])
    keys = Keyring(tmp_path, year=lambda: next(years), disk=Disk())

    assert [keys.pseudonym("V-1")[:6], keys.pseudonym("V-1")[:6]] == ["p2026:", "p2027:"]


def test_a_destroyed_key_takes_its_year_with_it(tmp_path: Path) -> None:
    """Nobody can find the person behind a pseudonym of that year any more; other years still answer."""
    load(tmp_path, 2026).pseudonym("V-1")
    keys = load(tmp_path, 2027)
    newer = keys.pseudonym("V-1")

    keys.destroy(2026)

    assert keys.pseudonyms("V-1") == (newer,)
    assert [path.name for path in tmp_path.iterdir()] == ["2027.key"]


def test_the_oldest_key_compares(tmp_path: Path) -> None:
    """Keyed hashes of all years compare until the first year is forgotten."""
    for year in (2024, 2025):
        (tmp_path / f"{year}.key").write_text("0" * 64)
        (tmp_path / f"{year}.key").chmod(0o600)

    assert load(tmp_path).fingerprint({}).startswith("h2024:")
    assert load(tmp_path, 2025).pseudonym("V-1").startswith("p2025:")


def test_two_workspaces_have_different_keys(tmp_path: Path) -> None:
    """Pseudonyms of one office say nothing in another."""
    assert load(tmp_path / "a").pseudonym("4711") != load(tmp_path / "b").pseudonym("4711")


@pytest.mark.parametrize("text", ["", "0" * 63, "z" * 64, "0" * 64 + "\n" + "0" * 64])
def test_a_broken_key_is_said(tmp_path: Path, text: str) -> None:
    """Nobody notices a wrong key later."""
    (tmp_path / "2026.key").write_text(text)
    (tmp_path / "2026.key").chmod(0o600)

    with pytest.raises(JournalKeyUnusable, match="it is not whole"):
        load(tmp_path)


def test_a_key_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A folder in its place."""
    (tmp_path / "2026.key").mkdir()

    with pytest.raises(JournalKeyUnusable, match="cannot be read"):
        load(tmp_path)


def test_two_processes_that_begin_together_have_one_key(tmp_path: Path) -> None:
    """Whoever comes second takes the key of the first."""
    made = []

    def somebody_is_quicker() -> int:
        made.append(load(tmp_path))
        return 2026

    second = Keyring(tmp_path, year=somebody_is_quicker, disk=Disk())

    assert second.fingerprint({}) == made[0].fingerprint({})
    assert len([*tmp_path.iterdir()]) == 1


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """With the key, pseudonyms can be guessed."""
    load(tmp_path)
    (tmp_path / "2026.key").chmod(0o644)

    with pytest.raises(JournalKeyUnusable, match="chmod 600"):
        load(tmp_path)


def test_a_key_does_not_print_itself() -> None:
    """Not even in the dump of a crash."""
    assert "secret" not in repr(KEY)


def test_pseudonyms_and_hashes_have_fixed_bytes() -> None:
    """Golden vectors: a journal of today compares with one of tomorrow."""
    assert KEY.pseudonym("Müller") == "p2026:c60f5096dadef3e8f7443d98bcc0f3cf"
    assert (
        KEY.fingerprint({"name": "Müller", "amount": Decimal("12.50"), "born": date(1980, 2, 29)})
        == "h2026:b537f9e8dc8d6bfafef477e11328634b"
    )


def test_a_pseudonym_is_that_of_a_person_not_of_a_spelling() -> None:
    """Composed and decomposed letters are the same name."""
    assert KEY.pseudonym("Müller") == KEY.pseudonym("Mu\u0308ller")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),  # the order of fields
        ({"a": Decimal("1.50")}, {"a": Decimal("1.5")}),
        ({"a": Decimal("0.00")}, {"a": Decimal("-0")}),
        ({"a": ("x", {"n": 1})}, {"a": ("x", {"n": 1})}),
    ],
)
def test_the_same_values_have_the_same_hash(one: dict[str, Value], other: dict[str, Value]) -> None:
    """Same as before? Yes."""
    assert KEY.fingerprint(one) == KEY.fingerprint(other)


def test_different_values_have_different_hashes() -> None:
    """Neither types nor places can be mistaken for each other."""
    values: list[dict[str, Value]] = [
        {}, {"a": None}, {"a": ""}, {"a": "1"}, {"a": 1}, {"a": Decimal(1)}, {"a": True}, {"a": False},
        {"a": "2026-03-01"}, {"a": date(2026, 3, 1)}, {"a": time(12)}, {"a": "12:00:00"}, {"a": ()}, {"a": ("1",)},
        {"a": (1,)}, {"a": {}}, {"a": {"a": "1"}}, {"b": "1"}, {"a": "1", "b": "1"}, {"a": "\ud800"}, {"a": UNKNOWN},
        {"a": "unknown until written"}, {"a": ("record",)}, {"a": "[1]"},
    ]  # fmt: skip

    assert len(values) == len({KEY.fingerprint(each) for each in values})
