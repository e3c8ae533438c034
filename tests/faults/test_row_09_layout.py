"""FAULTS row 9: whatever a new release does to a form, a field is found by what a person sees, or the step stops.

Of all mutations, none has a value land in a wrong field, none has one read from a wrong field, and none saves anything
but what was wanted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from tests.faults.bench import EDIT, SEARCH, SEED, Bench, open_bench
from tests.faults.without import without_a_careful_eye, without_reading_fields
from tests.faults.world import one_browser

from nahtlos.engine import record
from nahtlos.engine.reading import read_fields
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError
from nahtlos.practice.faults.layouts import mutations
from nahtlos.practice.variation import Variation

pytestmark = pytest.mark.asyncio(loop_scope="module")

Verdict = Literal["survived", "stopped", "wrong"]
OLD = {"receipt_no": "ALT-1", "receipt_date": "01.02.2026", "status": "abgelehnt", "remark": "Bleibt."}
READ: dict[str, Value] = {"receipt_no": "ALT-1", "receipt_date": date(2026, 2, 1), "state": "abgelehnt"}
WANT: dict[str, Value] = {"receipt_no": "Q-2026-004711", "receipt_date": date(2026, 11, 22), "state": "gemeldet"}
NEW = OLD | {"receipt_no": "Q-2026-004711", "receipt_date": "22.11.2026", "status": "gemeldet"}
RENAMED = ("abgelehnt (neu)",)
"""What a screen may say of a value in other words: it is found different, and nobody takes it for another."""
IN_TABLES = ("columns_swapped", "column_renamed", "column_twice", "headings_swapped")
NAMES = {Variation(SEED).ident(f"receipt/{name}"): name for name in OLD}
TRAPS = ("twin_in_sight", "aria_label_of_other", "label_moved_to_other", "label_bound_to_other")
"""Mutations on which an engine without these safeguards enters something in a wrong field."""
SURVIVED_AT_LEAST = 36
"""Of 67; more is better, fewer means that bots stop where they need not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one mutation."""

    verdict: Verdict
    said: str = ""
    """The code of the error that stopped it."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    folder: Path = tmp_path_factory.mktemp("layout")
    async with one_browser() as warm, open_bench(folder, warm) as bench:
        await bench.find()
        yield bench


async def tried(bench: Bench, mutation: str) -> Tried:
    """Change the screen, then do with it what the bot does."""
    bench.disarm()
    bench.now_holds(OLD)
    written = len(bench.effects())
    bench.arm("layout", mutation=mutation, path=EDIT)
    await bench.show_form()
    read = await read_all(bench)
    if read.verdict == "wrong":
        return read
    try:
        await bench.update(WANT)
    except NahtlosError as error:
        is_wrong = bool(bench.effects(written)) or strayed(await bench.values_by_name())
        return Tried(verdict="wrong" if is_wrong else "stopped", said=error.code)
    [effect] = bench.effects(written)
    is_right = {name: effect["after"][name] for name in NEW} == NEW
    return Tried(verdict="survived" if is_right else "wrong")


async def read_all(bench: Bench) -> Tried:
    """Read the form field by field: what is read must be what the field holds."""
    said = ""
    for name, held in READ.items():
        talk = bench.talk()
        assert talk.resource is not None
        try:
            shown = await read_fields(talk, [talk.resource.fields[name]], must_be_there=False)
        except NahtlosError as error:
            said = error.code
            continue
        if name in shown and shown[name] not in (held, None, *RENAMED):
            return Tried(verdict="wrong", said=f"read {name}")
    return Tried(verdict="stopped" if said else "survived", said=said)


def strayed(held: dict[str, str]) -> bool:
    """Whether a value stands in a control that is not that of its field."""
    wanted = {NEW[name]: name for name in ("receipt_no", "receipt_date")}
    return any(value in wanted and NAMES.get(control) != wanted[value] for control, value in held.items())


async def tried_in_table(bench: Bench, mutation: str) -> Tried:
    """Look for the voucher in a table of hits that has changed."""
    bench.disarm()
    bench.arm("layout", mutation=mutation, path=SEARCH)
    talk = bench.talk()
    try:
        found = await record.find(talk, {"voucher_no": bench.voucher.voucher_no})
    except NahtlosError as error:
        return Tried(verdict="stopped", said=error.code)
    if found.ending != "found":
        return Tried(verdict="stopped", said=found.ending)
    shown = await record.read(talk)
    return Tried(verdict="survived" if shown["voucher_no"] == bench.voucher.voucher_no else "wrong")


def wrong(found: Mapping[str, Tried]) -> list[str]:
    """The mutations with which something landed, or was read, where it does not belong."""
    return [name for name, one in found.items() if one.verdict == "wrong"]


async def test_nothing_lands_in_a_wrong_field(bench: Bench) -> None:
    """All mutations, one after the other; the table stands in the output of the test."""
    found = {}
    for mutation in mutations():
        try_it = tried_in_table if mutation in IN_TABLES else tried
        found[mutation] = await try_it(bench, mutation)

    for name, one in found.items():
        print(f"{name:28} {one.verdict:9} {one.said}")
    counts = Counter(one.verdict for one in found.values())
    print(f"{len(found)} mutations: {dict(counts)}")
    assert wrong(found) == []
    assert len(found) >= 50
    assert counts["survived"] >= SURVIVED_AT_LEAST


@pytest.mark.faults
async def test_without_the_safeguards_values_land_in_wrong_fields(tmp_path: Path) -> None:
    """Exactly one match, a proven label, and reading back: without them, the same mutations are reported as wrong."""
    with without_a_careful_eye(), without_reading_fields():
        async with one_browser() as warm, open_bench(tmp_path, warm) as bench:
            await bench.find()
            found = {mutation: await tried(bench, mutation) for mutation in TRAPS}

    assert wrong(found) != []
