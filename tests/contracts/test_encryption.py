"""Nothing personal can be read in the database, its log included."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nahtlos.errors import LedgerForged, LedgerKeyMissing, LedgerKeyWrong
from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.records import ERASED

CANARY = "Kanarienvogel"


def spellings(word: str) -> Iterator[bytes]:
    """How a word could stand in a file."""
    for data in (word.encode(), word.encode("utf-16-le"), word.encode("latin-1")):
        yield data
        yield base64.b64encode(data).rstrip(b"=")[:-1]
        yield data.hex().encode()


async def test_canaries_are_not_in_the_files(ledger: SqlLedger, make: Any, stored: Callable[[], bytes]) -> None:
    """Every field that may hold something personal gets a canary; none of them sings."""
    numbers = itertools.count()

    def canary() -> str:
        return f"{CANARY}{next(numbers)}"

    await ledger.start_run(make.run("legible-run", inputs={"who": canary()}, options={"only": canary()}))
    await ledger.store_items(
        "legible-run",
        [
            make.item(1, key=canary(), record={"name": canary(), "address": {"city": canary()}}),
            make.item(2, key=canary(), record={}, outcome="rejected", reason=canary()),
        ],
        stated=None, left_out=0,
    )  # fmt: skip
    await ledger.claim("legible-run")
    ledger.record_step(
        make.step("i1", result={"a": canary()}, reason=canary(), before={"a": canary()}, after={"a": canary()})
    )
    effect = make.effect("i1", key={"n": canary()}, before={"a": canary()}, after={"a": canary()})
    await ledger.intend(effect)
    await ledger.finish_effect(effect.id, "done", found={"a": canary()}, intent_line=None, result_line=None)
    await ledger.decide(make.decision("i1", reason=canary()))
    await ledger.lock_account("exchange", "bot", reason=canary())
    await ledger.finish_item("i1", "waiting", reason=canary(), code="E410")

    files = stored()

    assert b"legible-run" in files
    assert [spelling for spelling in spellings(CANARY) if spelling in files] == []


async def test_destroyed_key_erases_an_item(ledger: SqlLedger, make: Any) -> None:
    """Without its key nothing of an item can be read, and the ledger still answers; others are untouched."""
    await make.listed(ledger, 2)
    await ledger.claim("r1")
    ledger.record_step(make.step("i1", result={"a": "b"}))
    effect = make.effect("i1")
    await ledger.intend(effect)
    await ledger.finish_effect(effect.id, "done", found={"a": "b"}, intent_line=None, result_line=None)
    await ledger.finish_item("i1", "done", reason="for a reason", code=None)

    await ledger._writer.ask(
        lambda connection: connection.exec_driver_sql("UPDATE items SET sealed_key = NULL WHERE id = 'i1'")
    )

    item, other = await ledger.items(run="r1")
    assert (item.key, item.record, item.reason, item.outcome) == (ERASED, {}, ERASED, "done")
    assert other.key == "V-2"
    assert [step.result for step in await ledger.steps("i1")] == [None]
    assert [(effect.after, effect.found) for effect in await ledger.effects(item="i1")] == [({}, {})]


async def test_value_moved_to_another_row_is_noticed(ledger: SqlLedger, make: Any) -> None:
    """A sealed value belongs to its place, even with its key."""
    await make.listed(ledger, 2)

    await ledger._writer.ask(
        lambda connection: connection.exec_driver_sql(
            "UPDATE items SET private = (SELECT private FROM items WHERE id = 'i2'),"
            " sealed_key = (SELECT sealed_key FROM items WHERE id = 'i2') WHERE id = 'i1'"
        )
    )

    with pytest.raises(LedgerForged, match="items:i1"):
        await ledger.items(run="r1")


async def test_key_is_made_once_for_its_owner_only(open_one: Any, make: Any, tmp_path: Path) -> None:
    """The file stays, and opens the ledger again."""
    async with open_one() as ledger:
        await make.listed(ledger, 1)
    path = tmp_path / "state" / "ledger.key"
    key = path.read_bytes()

    async with open_one() as ledger:
        assert (await ledger.item("i1")).key == "V-1"

    assert key == path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_ledger_without_its_key_is_not_opened(open_one: Any, tmp_path: Path) -> None:
    """And no new key is made in its place."""
    async with open_one():
        pass
    path = tmp_path / "state" / "ledger.key"
    path.unlink()

    with pytest.raises(LedgerKeyMissing, match=r"is missing: .*ledger\.key"):
        async with open_one():
            pass

    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"\xff", b"c2hvcnQ=\n", base64.b64encode(bytes(32))])
async def test_wrong_key_is_refused(open_one: Any, tmp_path: Path, content: bytes) -> None:
    """Before anything is written that only this key could read."""
    async with open_one():
        pass
    (tmp_path / "state" / "ledger.key").write_bytes(content)

    with pytest.raises(LedgerKeyWrong, match="does not fit"):
        async with open_one():
            pass


async def test_key_may_be_handed_in(open_one: Any, make: Any, tmp_path: Path) -> None:
    """Then it stands in no file."""
    async with open_one(master_key=bytes(range(32))) as ledger:
        await make.listed(ledger, 1)

    assert not (tmp_path / "state" / "ledger.key").exists()
    with pytest.raises(LedgerKeyWrong, match="that was handed in"):
        async with open_one(master_key=bytes(32)):
            pass
    with pytest.raises(LedgerKeyMissing):
        async with open_one():
            pass
