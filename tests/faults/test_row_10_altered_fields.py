"""FAULTS row 10: a field that takes something else than was typed stops the step before the submit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from tests.faults.bench import EDIT, Bench, open_bench, save
from tests.faults.without import without_reading_fields
from tests.faults.world import one_browser

from nahtlos.engine.conversation import Conversation, Saving
from nahtlos.engine.screen import Value
from nahtlos.errors import FieldRefused, NoLongerHolds
from nahtlos.plan import nodes

pytestmark = pytest.mark.asyncio(loop_scope="module")
WANT: dict[str, Value] = {"receipt_no": "q-2026-004711", "receipt_date": date(2026, 11, 22), "state": "gemeldet"}
OLD = {"receipt_no": "", "receipt_date": "", "status": "offen", "remark": ""}
FIELD = "Quittungsnummer"
ALTERED: dict[str, dict[str, Any]] = {
    "cut while typing": {"how": "cut"},
    "cut when it is left": {"how": "cut", "when": "left"},
    "capitals": {"how": "upper"},
    "capitals when it is left": {"how": "upper", "when": "left"},
    "digits only": {"how": "digits"},
    "mask": {"how": "mask"},
    "another text in its place": {"how": "complete", "becomes": "q-2026-004711-alt"},
    "another text when it is left": {"how": "complete", "becomes": "Erika", "when": "left"},
    "nothing stays": {"how": "empty"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    async with one_browser() as warm, open_bench(tmp_path_factory.mktemp("altered"), warm) as bench:
        await bench.find()
        yield bench


async def written(bench: Bench, *, saving: Saving | None = None, **how: Any) -> list[dict[str, Any]]:
    """Let the field do that, do what the bot does, and return what was written."""
    bench.disarm()
    bench.now_holds(OLD)
    before = len(bench.effects())
    bench.arm("altered_field", field=FIELD, path=EDIT, **how)
    await bench.show_form()
    try:
        await bench.update(WANT, saving=saving)
    finally:
        bench.disarm()
    return bench.effects(before)


@pytest.mark.parametrize("how", ALTERED.values(), ids=ALTERED)
async def test_it_stops_before_the_submit(bench: Bench, how: dict[str, Any]) -> None:
    """The field is named, with what it shows instead, and the line of the bot."""
    before = len(bench.effects())

    with pytest.raises(FieldRefused, match="receipt_no") as caught:
        await written(bench, **how)

    assert caught.value.place is not None
    assert caught.value.place.source.name == "bots/casework/bot.yaml"
    assert len(bench.effects()) == before


async def test_a_field_that_changes_when_nobody_looks_stops_the_save(bench: Bench) -> None:
    """It was proven when it was filled, and is looked at once more before the click that writes."""
    before = len(bench.effects())

    async def late(talk: Conversation, step: nodes.Save) -> None:
        page = bench.screen.page
        await page.wait_for_function("[...document.querySelectorAll('input')].some(one => one.value === 'q-alt')")
        await save(talk, step)

    with pytest.raises(NoLongerHolds, match="receipt_no"):
        await written(bench, saving=late, how="complete", becomes="q-alt", when="later")

    assert len(bench.effects()) == before


async def test_without_reading_back_the_wrong_value_is_written(bench: Bench) -> None:
    """Nobody looks at the field any more, neither after filling nor before the save: it is in the system."""
    with without_reading_fields():
        [effect] = await written(bench, how="cut")

    assert effect["after"]["receipt_no"] == "q-202"
