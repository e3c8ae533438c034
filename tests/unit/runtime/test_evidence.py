"""Pictures of failures: sealed, for a while, and with a note in the journal whenever somebody looks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.runtime.conftest import Lived

from nahtlos.browser.evidence import Picture, hidden_texts
from nahtlos.errors import EvidenceErased, LedgerForged, NoEvidence, TracesRefused
from nahtlos.model.evidence import EvidenceSettings
from nahtlos.runtime.definitions import read_definitions
from nahtlos.runtime.evidence import Album, album_for, forget, kept_in, open_picture, refuse_traces
from nahtlos.runtime.profile import Profile, choose_profile
from nahtlos.runtime.records import Records
from nahtlos.runtime.workspace import Workspace

IMAGE = b"\xff\xd8 a picture of Kanarienvogel"
PICTURE = Picture(system="exchange", code="E450", image=IMAGE)


@asynccontextmanager
async def failed(lived: Lived) -> AsyncIterator[tuple[Records, Path]]:
    """A case of which a picture was kept."""
    async with lived.live() as records:
        folder = lived.workspace.logs / "evidence"
        await Album(folder=folder, records=records, settings=EvidenceSettings())._keep(lived.item, PICTURE)
        yield records, folder


def lines(lived: Lived) -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted(lived.workspace.logs.glob("*/*/*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


async def test_a_picture_is_sealed_and_opened_by_who_asks(lived: Lived) -> None:
    """The file shows nothing, the journal says that it is there, and that somebody has looked."""
    async with failed(lived) as (records, folder):
        (kept,) = kept_in(folder, item=lived.item)

        image = await open_picture(records, folder, lived.item, number=None)

    assert image == IMAGE
    assert b"picture" not in kept.path.read_bytes()
    assert kept.path.stat().st_mode & 0o077 == 0
    events = {line["event"]: line for line in lines(lived)}
    assert events["evidence.kept"]["code"] == "E450"
    assert events["values.revealed"]["command"] == "items evidence"


async def test_a_destroyed_key_closes_the_pictures_for_good(lived: Lived) -> None:
    """Erasure reaches every copy of them."""
    async with failed(lived) as (records, folder):
        await records.ledger.privacy.erase([lived.item], now=records.clock.now())

        with pytest.raises(EvidenceErased, match=lived.item):
            await open_picture(records, folder, lived.item, number=None)


async def test_a_picture_that_was_put_under_another_name_is_refused(lived: Lived) -> None:
    """A failure of Monday cannot be shown as one of Tuesday."""
    async with failed(lived) as (records, folder):
        (kept,) = kept_in(folder)
        kept.path.rename(kept.path.with_name(kept.path.name.replace("E450", "E451")))

        with pytest.raises(LedgerForged):
            await open_picture(records, folder, lived.item, number=None)


@pytest.mark.parametrize("number", [2, 99])
async def test_a_picture_that_is_not_there_is_said(lived: Lived, number: int) -> None:
    """With how many there are."""
    async with failed(lived) as (records, folder):
        with pytest.raises(NoEvidence, match="There is 1 picture"):
            await open_picture(records, folder, lived.item, number=number)
        with pytest.raises(NoEvidence, match="screenshots: on_failure"):
            await open_picture(records, folder / "empty", lived.item, number=None)


def put(folder: Path, day: str, at: str, size: int) -> Path:
    path = folder / day / f"3f9a41c07be25d18-{at}-E450-0123abcd.sealed"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_old_pictures_go_and_then_the_oldest_of_too_many(tmp_path: Path) -> None:
    """Days first, room second; nothing else in the folder is touched."""
    old, first = put(tmp_path, "2026-10-01", "120000", 10), put(tmp_path, "2026-11-20", "120000", 700_000)
    last, other = put(tmp_path, "2026-11-22", "090000", 700_000), tmp_path / "note.txt"
    other.write_text("mine")

    forget(tmp_path, EvidenceSettings.model_construct(keep=30, megabytes=1), today=date(2026, 11, 22))

    assert [path.exists() for path in (old, first, last, other)] == [False, False, True, True]
    assert kept_in(tmp_path)[0].taken_at == datetime(2026, 11, 22, 9, tzinfo=UTC)


def with_evidence(workspace: Workspace, text: str, profile: str | None) -> Profile:
    file = workspace.root / "config/nahtlos.yaml"
    file.write_text(f"{file.read_text('utf-8')}\nevidence: {text}\n", "utf-8")
    return (
        choose_profile(read_definitions(workspace), profile)
        if profile is None
        else replace(choose_profile(read_definitions(workspace), None), name=profile)
    )


async def test_without_the_setting_no_pictures_are_taken(lived: Lived) -> None:
    """Off is the default."""
    profile = choose_profile(read_definitions(lived.workspace), None)
    async with lived.open() as records:
        assert album_for(profile, records) is None
        assert album_for(with_evidence(lived.workspace, "{screenshots: on_failure}", None), records) is not None


@pytest.mark.parametrize("profile", [None, "test"])
def test_traces_are_refused_where_real_people_are(workspace: Workspace, profile: str | None) -> None:
    """They hold every value and every password in the open."""
    with pytest.raises(TracesRefused, match="practice only"):
        refuse_traces(with_evidence(workspace, "{traces: true}", profile))


def test_traces_may_be_recorded_in_practice(workspace: Workspace) -> None:
    """Nobody there is real."""
    assert refuse_traces(with_evidence(workspace, "{traces: true}", "practice"))


def test_values_are_hidden_in_the_ways_screens_write_them() -> None:
    """Dates, amounts, and each word of a name."""
    hidden = hidden_texts({"born": date(1969, 7, 1), "name": "Anna Amsel", "left": None, "no": 4}, "BGS 1")

    assert {"1969-07-01", "01.07.1969", "1.7.1969", "annaamsel", "anna", "amsel", "bgs1"} <= set(hidden)
    assert not any(text in ("none", "4", "1") for text in hidden)
