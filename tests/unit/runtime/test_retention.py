"""What is kept for too long ends by rule; what is open, on hold or too young stays."""

import socket
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from nahtlos.errors import Refused, Source, TooEarly
from nahtlos.events import ItemStarted, LogClass
from nahtlos.journal.disk import Disk
from nahtlos.journal.history import read_events
from nahtlos.journal.journal import Surroundings, open_journal
from nahtlos.journal.signing import Vault
from nahtlos.journal.verify import verify_journal
from nahtlos.model import Settings, load_settings
from nahtlos.runtime.records import Records
from nahtlos.runtime.retention import Due, find_due, prune_all
from nahtlos.runtime.two_persons import make_request
from nahtlos.runtime.workspace import Workspace
from nahtlos.testing import FakeClock

RULES = "journal: {retention: {runs: 10 years, access: {at_least: 30 days, at_most: 1 year}}}\n"


def settings(text: str = RULES) -> Settings:
    return load_settings(Source("config/nahtlos.yaml", text))


def later(records: Records, days: int) -> Records:
    """The same records, so many days later."""
    return replace(records, clock=FakeClock(datetime.now(UTC) + timedelta(days=days)))


async def due(lived: Any, records: Records, *, log_class: LogClass | None = None, before: date | None = None) -> Due:
    return await find_due(lived.workspace, records, settings(), log_class=log_class, before=before)


async def test_payloads_go_after_the_retention_of_their_workflow(lived: Any) -> None:
    """366 days for `1 year`, because nothing may go too early; the receipt and the journal say so."""
    async with lived.live() as records:
        early, late = later(records, 365), later(records, 367)
        found = [(await due(lived, each)).payloads[0].items for each in (early, late)]
        receipt = await prune_all(lived.workspace, late, await due(lived, late))
        item = await records.ledger.item(lived.item)

    assert found == [[], [lived.item]]
    assert (item.record, item.outcome) == ({}, "done")
    assert receipt is not None and "retention of the workflow" in receipt.file.read_text("utf-8")
    (line,) = read_events(lived.workspace.logs, events={"items.erased"})
    assert line.fields["because"] == "retention"


async def test_open_cases_and_holds_stay(lived: Any) -> None:
    """However old."""
    async with lived.live(outcome="waiting") as records:
        late = later(records, 5000)

        assert [each.items for each in (await due(lived, late)).payloads] == [[]]


async def test_a_held_case_stays(lived: Any) -> None:
    """Until somebody releases it."""
    async with lived.live() as records:
        late = later(records, 5000)
        await records.ledger.privacy.hold("item", lived.item, by="anna", at=late.clock.now(), reason="complaint")

        assert [each.items for each in (await due(lived, late)).payloads] == [[]]


@pytest.mark.parametrize(("log_class", "days"), [("access", 29), ("admin", 1)])
async def test_nothing_younger_than_the_minimum_is_pruned(lived: Any, log_class: LogClass, days: int) -> None:
    """And nothing at all of a class for which nobody has said how long it is kept."""
    async with lived.live() as records:
        before = datetime.now(UTC).date() - timedelta(days=days)

        with pytest.raises(TooEarly, match=log_class):
            await due(lived, records, log_class=log_class, before=before)


async def test_what_has_no_rule_is_said(lived: Any) -> None:
    """Keeping for ever is a decision, too."""
    async with lived.live() as records:
        found = await due(lived, records)

    assert any("ends the keeping of admin" in note for note in found.notes)
    assert found.is_empty


async def test_a_year_is_forgotten_when_its_lines_are(lived: Any) -> None:
    """With the key go the pseudonyms; while a line with content is left, the key stays."""
    async with lived.live() as records:
        years = [(await due(lived, later(records, 4500))).years]
    for path in lived.workspace.logs.glob("*/runs/*"):
        path.unlink()
    async with lived.open() as records:
        much_later = later(records, 4500)
        found = await due(lived, much_later)
        await prune_all(lived.workspace, much_later, found)
        left = records.journal.keys.numbers()

    assert [*years, found.years, left] == [[], [datetime.now(UTC).year], []]
    (line,) = read_events(lived.workspace.logs, events={"pseudonyms.forgotten"})
    assert line.fields["year"] == datetime.now(UTC).year


async def test_a_key_that_open_cases_compare_with_stays(lived: Any) -> None:
    """What is open is known by the oldest key: without it, the same case could be begun twice."""
    async with lived.live(outcome="waiting"):
        pass
    for path in lived.workspace.logs.glob("*/runs/*"):
        path.unlink()
    async with lived.open() as records:
        assert (await due(lived, later(records, 4500))).years == []


async def test_requests_are_forgotten(lived: Any) -> None:
    """After seven days."""
    async with lived.live() as records:
        made = await make_request(records, "x", by="anna", reason="r", use="case")
        late = later(records, 8)
        await prune_all(lived.workspace, late, await due(lived, late))

        assert await records.ledger.privacy.request(made.id) is None


def test_the_settings_say_minimum_and_latest_date() -> None:
    """One period is both."""
    kept = settings().journal.retention

    assert kept.runs is not None and (kept.runs.at_least, kept.runs.at_most) == (3660, 3660)
    assert kept.access is not None and (kept.access.at_least, kept.access.at_most) == (30, 366)
    assert kept.admin is None


def test_a_minimum_behind_the_latest_date_is_refused() -> None:
    """One of them is wrong."""
    with pytest.raises(Refused, match="at_least must not be longer"):
        settings("journal: {retention: {runs: {at_least: 2 years, at_most: 1 year}}}\n")


async def old_years(workspace: Workspace, *, case: str = "i1") -> None:
    """A journal of 2014, 2015 and 2016, with one case a year, whose pseudonyms have keys of their own."""
    for year in (2014, 2015, 2016):
        moment = datetime(year, 3, 1, tzinfo=UTC)
        now = partial(datetime.fromtimestamp, moment.timestamp(), UTC)
        outside = Surroundings(now=now)
        signer = Vault(workspace.keys / "signing", now=now, disk=Disk())
        async with open_journal(
            workspace.logs, keys=workspace.keys, host=socket.gethostname(), nahtlos="0.1.0", outside=outside,
            signer=signer,
        ) as journal:  # fmt: skip
            key = journal.pseudonym("V-1")
            await journal.write(ItemStarted(run=f"r{year}", item=case, key=key, line=1))


async def test_old_lines_go_and_verify_proves_the_others(workspace: Workspace, lived: Any) -> None:
    """Two years are over: their lines lose their content, their pseudonyms their keys, and the journal stays intact."""
    await old_years(workspace)
    async with lived.live() as records:
        found = await find_due(workspace, records, settings(), log_class=None, before=None)
        await prune_all(workspace, records, found)
        numbers = records.journal.keys.numbers()

    report = verify_journal(workspace.logs)
    assert found.years == [2014, 2015]
    assert numbers == [2016, datetime.now(UTC).year]
    assert (report.intact, list(report.findings)) == (True, [])
    assert len(report.pruned) == 2
    assert not [entry for entry in read_events(workspace.logs) if entry.fields.get("run") in {"r2014", "r2015"}]
    pruned = read_events(workspace.logs, events={"log.pruned"})
    assert {entry.fields["rule"] for entry in pruned} == {"journal.retention.runs"}


async def test_old_lines_about_what_is_held_stay(workspace: Workspace, lived: Any) -> None:
    """With the key of their year."""
    await old_years(workspace, case=lived.item)
    async with lived.live() as records:
        await records.ledger.privacy.hold("item", lived.item, by="anna", at=records.clock.now(), reason="complaint")
        found = await find_due(workspace, records, settings(), log_class=None, before=None)
        await prune_all(workspace, records, found)

    assert (sum(prunable.lines for _, prunable in found.files), found.years) == (0, [])
    assert [prunable.kept for _, prunable in found.files] == [1, 1]
    assert verify_journal(workspace.logs).intact
