"""FAULTS row 12: number and birth date are compared with what the screen shows before any write, or the step stops."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from tests.faults.bench import EDIT, Bench, open_bench
from tests.faults.without import Without, without_comparing_persons
from tests.faults.world import World, small_world, some_vouchers
from tests.workspace import ask

from nahtlos.browser import Warm
from nahtlos.engine import verbs
from nahtlos.engine.screen import Value
from nahtlos.errors import AnotherRecord
from nahtlos.practice.casework.register import FIRST_NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="module")
OPEN = "/gutschein/oeffnen"
WANT: dict[str, Value] = {"receipt_no": "Q-2026-004711", "receipt_date": date(2026, 11, 22), "state": "gemeldet"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> Iterator[World]:
    with small_world(tmp_path_factory.mktemp("person"), warm, vouchers=some_vouchers(2)) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> AsyncIterator[Bench]:
    async with open_bench(tmp_path_factory.mktemp("stale"), warm) as bench:
        yield bench


async def test_the_neighbour_in_the_list_is_not_written_to(world: World) -> None:
    """Whatever row is clicked, the next record opens: no receipt is written to anybody, and the case says why."""
    world.arm("casework", "neighbour", path=OPEN, times=None)

    report = await world.run()

    world.disarm()
    assert not world.effects("casework")
    items, _ = await world.left()
    assert {item.code for item in items if item.outcome == "failed"} >= {"E474"}
    said = next(item.reason for item in items if item.code == "E474")
    assert said is not None
    assert "voucher_no and birth_date" in said
    assert report.outcomes.get("done", 0) == 0


@pytest.mark.parametrize(
    ("without", "expected"),
    [(nullcontext, []), pytest.param(without_comparing_persons, ["a person is asked"], marks=pytest.mark.faults)],
    ids=["compared", "believed"],
)
async def test_a_report_of_another_person_is_not_touched(
    without: Without, expected: list[str], warm: Warm, tmp_path: Path
) -> None:
    """exchange has a report with this number and another birth date; believed, a person would be asked."""
    [voucher] = some_vouchers(1)
    with without(), small_world(tmp_path, warm, vouchers=[voucher]) as world:
        another = replace(voucher, birth_date="01.02.1901", last_name="Nachbar")
        ask(world.exchange, "/records/create", asdict(another))

        await world.run()

        [item], _ = await world.left()
        asked = ["a person is asked"] * (item.outcome == "waiting")
        assert [*asked, *world.effects("exchange"), *world.effects("casework")] == expected
        assert (item.code == "E474") == (not expected)


async def test_the_same_number_of_another_person_is_not_enough(bench: Bench) -> None:
    """Only the birth date differs: the record was given to somebody else since it was listed."""
    talk = await bench.find()
    talk.same = {"voucher_no": bench.voucher.voucher_no, "birth_date": date(1901, 1, 1)}

    with pytest.raises(AnotherRecord, match="birth_date does not agree"):
        await verbs.prove_same(talk)


async def test_a_stale_tab_is_seen_before_the_form_is_filled(bench: Bench) -> None:
    """The same account opened another record meanwhile: the form that comes is that one's."""
    for voucher in (bench.voucher, bench.other, bench.voucher):  # numbered in the order in which they are first shown
        talk = bench.talk()
        talk.scope["key"] = {"voucher_no": voucher.voucher_no}
        await talk.run(talk.resource.find)  # type: ignore[union-attr]
    before = len(bench.effects())
    bench.arm("stale_tab", opens=f"{OPEN}?satz={FIRST_NUMBER + 1}", path=EDIT)
    await bench.show_form()
    talk = bench.talk()
    talk.same = {"voucher_no": bench.voucher.voucher_no, "birth_date": _day(bench.voucher.birth_date)}
    talk.scope.update(want=WANT, changed=tuple(WANT))
    talk.changed, talk.before = tuple(WANT), {}

    with pytest.raises(AnotherRecord):
        await talk.run(talk.resource.update)  # type: ignore[union-attr]

    bench.disarm()
    assert len(bench.effects()) == before
    assert "Q-2026-004711" not in (await bench.values_by_name()).values()


async def test_without_the_comparison_the_neighbour_is_written_to(world: World) -> None:
    """The checker reports a receipt at a voucher that is not its own, and one that is missing."""
    world.arm("casework", "neighbour", path=OPEN, times=None)

    with without_comparing_persons():
        await world.run()

    world.disarm()
    assert any("casework" in one for one in await world.violations())


def _day(text: str) -> date:
    day, month, year = text.split(".")
    return date(int(year), int(month), int(day))
