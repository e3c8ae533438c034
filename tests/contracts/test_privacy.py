"""What was erased is gone, in the files too; what must stay stays."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from nahtlos.ledger.ledger import SqlLedger
from nahtlos.ledger.privacy import Request
from nahtlos.ledger.records import ERASED

WORD = "Kanarienvogel"


async def finished(ledger: SqlLedger, make: Any, *, outcome: str = "done") -> None:
    """Bring the first of three items to its end, with everything that can be known of one."""
    await make.listed(ledger, 3)
    await ledger.claim("r1")
    ledger.record_step(make.step("i1", result={"a": WORD}, reason=WORD, before={"a": WORD}, after={"a": WORD}))
    effect = make.effect("i1", key={"n": WORD}, before={"a": WORD}, after={"a": WORD})
    await ledger.intend(effect)
    await ledger.finish_effect(effect.id, "done", found={"a": WORD}, intent_line=None, result_line=None)
    await ledger.decide(make.decision("i1", reason=WORD))
    await ledger.finish_item("i1", outcome, reason=WORD, code=None)  # type: ignore[arg-type]  # a parameter of the test


async def column(ledger: SqlLedger, question: str) -> list[Any]:
    def ask(connection: Connection) -> list[Any]:
        return list(connection.scalars(text(question)).all())

    found: list[Any] = await ledger._writer.ask(ask)
    return found


async def test_an_erased_item_keeps_its_outcome_and_nothing_else(ledger: SqlLedger, make: Any) -> None:
    """Its key is gone, and all that was sealed is overwritten; the ledger answers, and others are untouched."""
    await finished(ledger, make)

    await ledger.privacy.erase(["i1"], now=make.clock.now())

    item, other, _ = await ledger.items(run="r1")
    known = (item.key, item.record, item.reason, item.outcome, item.key_hash)
    assert known == (ERASED, {}, ERASED, "done", "erased:i1")
    assert (item.is_erased, other.is_erased) == (True, False)
    assert [step.reason for step in await ledger.steps("i1")] == [None]
    assert [(each.key, each.found, each.state) for each in await ledger.effects(item="i1")] == [({}, {}, "done")]
    sealed = [await column(ledger, f"SELECT private FROM {table}") for table in ("steps", "effects", "decisions")]
    assert sealed == [[b""]] * 3
    assert other.key == "V-2"


@pytest.mark.parametrize("outcome", ["waiting", "in_doubt"])
async def test_an_open_item_is_not_erased(ledger: SqlLedger, make: Any, outcome: str) -> None:
    """Whoever asks in the wrong moment changes nothing."""
    await finished(ledger, make, outcome=outcome)

    await ledger.privacy.erase(["i1", "i2"], now=make.clock.now())

    assert [step.reason for step in await ledger.steps("i1")] == [WORD]
    assert (await ledger.item("i2")).key == "V-2"
    assert [each.is_open for each in await ledger.privacy.standing(["i1", "i2"])] == [True, True]


@pytest.fixture
def tables(kind: str, address: str, request: pytest.FixtureRequest, stored: Callable[[], bytes]) -> Callable[[], bytes]:
    """What the database has on disk; of a server, without its log, which ages by itself."""
    if kind == "sqlite":
        return stored
    return lambda: tables_of(request.getfixturevalue("server"), address)


async def test_the_key_of_an_erased_item_is_not_in_the_files(
    ledger: SqlLedger, make: Any, tables: Callable[[], bytes]
) -> None:
    """A copy of the database from now on holds nothing that the master key could open."""
    await finished(ledger, make)
    (key,) = await column(ledger, "SELECT sealed_key FROM items WHERE id = 'i1'")
    (record,) = await column(ledger, "SELECT private FROM items WHERE id = 'i1'")
    was_there = bytes(key) in tables()

    await ledger.privacy.erase(["i1"], now=make.clock.now())
    is_clean = await ledger.privacy.clean()

    assert (was_there, is_clean) == (True, True)
    assert [bytes(key) in tables(), bytes(record) in tables()] == [False, False]


def tables_of(server: Any, address: str) -> bytes:
    """The files of a database without the server's log, which ages by itself."""
    server.ask("CHECKPOINT")
    ((number,),) = server.ask(f"SELECT oid FROM pg_database WHERE datname = '{address.rpartition('/')[2]}'")
    return b"".join(path.read_bytes() for path in (server.folder / "data/base" / str(number)).iterdir())


async def test_items_whose_time_is_over_are_found(ledger: SqlLedger, make: Any) -> None:
    """Only finished ones count, from their end on, and none that is on hold or gone."""
    await finished(ledger, make)
    end = make.clock.now()
    later = end + timedelta(days=1)

    found = [await ledger.privacy.overdue("report-participation", before=moment) for moment in (end, later)]
    await ledger.privacy.hold("run", "r1", by="anna", at=end, reason="a complaint")
    on_hold = await ledger.privacy.overdue("report-participation", before=later)
    await ledger.privacy.release("run", "r1")
    await ledger.privacy.erase(["i1"], now=later)

    assert found == [[], ["i1"]]
    assert on_hold == []
    assert await ledger.privacy.overdue("report-participation", before=later) == []


async def test_a_hold_of_an_item_or_its_run_shows(ledger: SqlLedger, make: Any) -> None:
    """And ends when somebody ends it."""
    await finished(ledger, make)
    now = make.clock.now()

    await ledger.privacy.hold("item", "i1", by="anna", at=now, reason="a complaint")

    assert [each.is_held for each in await ledger.privacy.standing(["i1", "i2"])] == [True, False]
    assert {("item", "i1")} == await ledger.privacy.holds()
    assert [await ledger.privacy.release("item", "i1") for _ in range(2)] == [True, False]
    assert [each.is_held for each in await ledger.privacy.standing(["i1"])] == [False]


async def test_a_run_is_forgotten_with_its_last_item(ledger: SqlLedger, make: Any) -> None:
    """What it was given may be about a person, too."""
    await ledger.start_run(make.run(inputs={"who": WORD}))
    await ledger.store_items("r1", [make.item(1, outcome="rejected"), make.item(2, outcome="rejected")],
        stated=None, left_out=0)  # fmt: skip
    await ledger.set_run_state("r1", "finished")
    inputs = []

    for item in ("i1", "i2"):
        await ledger.privacy.erase([item], now=make.clock.now())
        inputs.append((await ledger.run("r1")).inputs)

    assert inputs == [{"who": WORD}, {}]


async def test_a_request_is_kept_encrypted_until_it_is_forgotten(
    ledger: SqlLedger, make: Any, stored: Callable[[], bytes]
) -> None:
    """Who asks about a person leaves nothing in clear."""
    person, reason = f"V-{secrets.token_hex(8)}", f"because {secrets.token_hex(8)}"
    now = make.clock.now()
    made = Request(id="q1", use="case", person=person, reason=reason, by="anna", at=now)

    await ledger.privacy.add_request(made)
    await ledger.privacy.grant_request("q1", by="berta", at=now)

    known = await ledger.privacy.request("q1")
    assert known is not None
    assert (person, reason, "anna", "berta") == (known.person, known.reason, known.by, known.granted_by)
    assert [word.encode() in stored() for word in (person, reason)] == [False, False]
    await ledger.privacy.forget_requests(before=now + timedelta(seconds=1))
    assert await ledger.privacy.request("q1") is None
