"""A system that has changed since somebody accepted it is not written to; the difference is listed with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from tests.faults.without import without_the_release_guard
from tests.faults.world import World, small_world, some_vouchers

from nahtlos.browser import Warm
from nahtlos.errors import ReleaseChanged
from nahtlos.journal.technical_log import technical_log
from nahtlos.runtime.contract import contract_file
from nahtlos.runtime.definitions import read_settings
from nahtlos.runtime.inspecting import Inspected, inspect_jobs
from nahtlos.runtime.parts import Shared
from nahtlos.runtime.records import open_records
from nahtlos.secrets.masker import Masker

pytestmark = pytest.mark.asyncio(loop_scope="module")
EDIT = "/gutschein/bearbeiten"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> Iterator[World]:
    with small_world(tmp_path_factory.mktemp("release"), warm, vouchers=some_vouchers(1)) as world:
        yield world


async def looked_at(world: World, *, accept: bool = False) -> dict[str, Inspected]:
    """What `nahtlos check --live` does, in this process."""
    masker = Masker()
    with technical_log(world.workspace.logs / "technical.log", mask=masker.mask) as log:
        async with open_records(world.workspace, read_settings(world.workspace)) as records:
            shared = Shared(log=log, masker=masker, warm=world.warm)
            seen = await inspect_jobs(records, [world.job()], accept=accept, warn=lambda _: None, shared=shared)
    return {one.system: one for one in seen}


def contract(world: World, system: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(world.workspace.path(contract_file(system, "practice")).read_text("utf-8"))
    return content


def events(world: World, name: str) -> Sequence[dict[str, Any]]:
    lines = [line for path in world.workspace.logs.rglob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    return [event for event in map(json.loads, lines) if event["event"] == name]


async def test_from_the_first_look_to_the_accepted_change(world: World) -> None:
    """Accepted once; after a change the run stops before its write, and goes on when the system is as it was."""
    first = await looked_at(world)

    assert all(one.is_new and one.is_written and not one.problems for one in first.values())
    assert not world.effects("exchange")
    assert not world.effects("casework")
    update = contract(world, "casework")["screens"]["voucher.update"]
    assert update['state label "Meldestatus"'] == {"kind": "choice", "options": ["offen", "gemeldet", "abgelehnt"]}
    create = contract(world, "exchange")["screens"]["report.create"]
    assert create['postcode label "PLZ"'] == {"kind": "text field", "length": 5, "required": True}
    assert create['kind label "Art der Maßnahme"']["options"] == ["Weiterbildung", "Umschulung", "Teilqualifizierung"]
    text = world.workspace.path(contract_file("casework", "practice")).read_text("utf-8")
    assert not any(value in text for voucher in world.vouchers for value in (voucher.voucher_no, voucher.last_name))

    world.arm("casework", "layout", mutation="option_renamed", path=EDIT, times=None)
    second = await looked_at(world)
    line = next(one for one in second["casework"].differences if "Meldestatus" in one)
    assert 'without "offen", "gemeldet" and "abgelehnt"' in line
    assert "bots/casework/bot.yaml:" in line
    assert not second["casework"].is_written
    assert not second["exchange"].differences

    stopped = await world.run()
    assert isinstance(stopped.stopped_by, ReleaseChanged)
    assert any("Meldestatus" in one for one in stopped.stopped_by.differences)
    assert not world.effects("casework")

    world.disarm()
    done = await world.resume()
    assert done.outcomes == {"done": 1}
    assert await world.violations() == []
    found = events(world, "release.inspected")
    assert [one["differences"] for one in found if one["system"] == "casework" and "run" in one] == [1, 0]
    assert [one["differences"] for one in found if one["system"] == "casework" and "run" not in one] == [0, 1]
    assert {one["system"] for one in events(world, "release.accepted")} == {"casework", "exchange"}


async def test_what_the_bot_needs_is_not_accepted_away(world: World) -> None:
    """A locator that fails is no difference: the bot has to be changed, at the line that is named."""
    world.arm("casework", "layout", mutation="label_renamed", path=EDIT, times=None)
    before = contract(world, "casework")

    seen = (await looked_at(world, accept=True))["casework"]

    world.disarm()
    [problem, *_] = seen.problems
    assert problem.code == "E450"
    assert "write {label: Quittungsnu-Nr.}" in problem.message()
    assert problem.place is not None
    assert problem.place.source.name == "bots/casework/bot.yaml"
    assert not seen.is_written
    assert contract(world, "casework") == before


@pytest.mark.faults
async def test_without_the_guard_the_run_writes(world: World) -> None:
    """The same change, and nobody looks: the test above can fail."""
    world.arm("casework", "layout", mutation="options_reversed", path=EDIT, times=None)

    with without_the_release_guard():
        report = await world.run()

    world.disarm()
    assert report.stopped_by is None
