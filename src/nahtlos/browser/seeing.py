"""Waiting for things, and reading what the screen shows: texts, fields, rows."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence

from nahtlos.browser.desk import Desk
from nahtlos.browser.pointing import click
from nahtlos.browser.refusals import nearest, tell_apart
from nahtlos.browser.settle import AFTER_CALLS, is_still
from nahtlos.browser.spelling import Spelled, spell, spell_grid
from nahtlos.browser.world import Answer
from nahtlos.engine.resolve import describe
from nahtlos.engine.screen import FieldAt, Grid, Interrupted, Locator, Reading, RowAt, Rows
from nahtlos.errors import MissingField, NotSeen, Seen, SeveralSeen, TimedOut

AFTER_TIMERS = 20
"""Frames without any change after which no more rows come: pages that load while one scrolls wait a moment first."""
MOST_LOADS = 500
HESITATION = 0.7
"""Seconds for which a table without such a row is watched, where nothing says that there is none."""
AGAIN = 0.1
UNFOLD = 0.5
"""Seconds to look for a field before what it stands behind is clicked."""


async def first_seen(desk: Desk, locators: Sequence[Locator], *, timeout: float | None) -> int | None:
    """Wait for the first of these that is visible."""
    args = {"locators": desk.spell_all(locators)}
    answer = await desk.until("any", args, timeout=timeout, is_watched=False)
    desk.dialogs.stop_for_undeclared(acted=desk.acted)
    return answer["index"] if answer["state"] == "one" else None


async def gone(desk: Desk, locator: Locator, *, timeout: float | None) -> bool:
    """Wait until it is not visible."""
    answer = await desk.until("gone", {"locators": [spell(locator)]}, timeout=timeout, is_watched=False)
    return bool(answer["state"] == "gone")


async def text_of(desk: Desk, locator: Locator) -> str:
    """Return the visible text of the one element."""
    answer = await desk.until("text", {"locator": spell(locator)})
    if answer["state"] != "one":
        raise desk.refuse(answer, locator)
    return str(answer["text"])


# ------------------------------------------------------------------ fields


async def read(
    desk: Desk, fields: Sequence[FieldAt], *, within: Locator | None, timeout: float | None
) -> Mapping[str, Reading]:
    """Read fields; what they stand behind is clicked first, if need be."""
    sight = await desk.sight()
    groups = [list(fields)] if len(await sight.roots()) == 1 else [[one] for one in fields]
    shown: dict[str, Reading] = {}
    for group in groups:
        shown |= await _read_group(desk, group, within, timeout)
    return shown


async def _read_group(
    desk: Desk, fields: Sequence[FieldAt], within: Locator | None, timeout: float | None
) -> dict[str, Reading]:
    opened: set[str] = set()
    spelled = [{"locator": spell(one.locator, within=within), "optional": one.optional} for one in fields]
    while True:
        folded = [one for one in fields if one.behind is not None and one.name not in opened]
        for one, args in zip(fields, spelled, strict=True):
            args["optional"] = one.optional and one not in folded
        patience = UNFOLD if folded else timeout
        answer = await desk.until("read", {"fields": spelled}, timeout=patience)
        if answer["state"] == "done":
            values = [tuple(value) if isinstance(value, list) else value for value in answer["values"]]
            return dict(zip((one.name for one in fields), values, strict=True))
        wrong = fields[answer["at"]] if "at" in answer else fields[0]
        if answer["state"] == "none" and wrong in folded and wrong.behind is not None:
            opened.add(wrong.name)
            await _unfold(desk, wrong)
            continue
        if answer["state"] == "none" and answer.get("modal") is None:
            close = nearest(wrong.locator, answer.get("names", []), desk.mask)
            raise MissingField(
                name=wrong.name, what=desk.mask(describe(wrong.locator)), close=close, page=desk.where(),
                place=wrong.locator.place, acted=desk.acted,
            )  # fmt: skip
        raise desk.refuse(answer, wrong.locator)


async def _unfold(desk: Desk, field: FieldAt) -> None:
    """Click what a field stands behind; of an optional one, only if that is there."""
    assert field.behind is not None
    seen = await desk.until("any", {"locators": [spell(field.behind)]}, timeout=0, is_watched=False)
    if seen["state"] == "one" or not field.optional:
        await click(desk, field.behind, twice=False, answers=(), timeout=None)


# ------------------------------------------------------------------ rows


async def rows(
    desk: Desk, grid: Grid, *, unlike: Sequence[RowAt], may_grow: bool, timeout: float | None
) -> Rows:
    """Read the rows of one page of a grid; none, or those that were there before, are not believed at first sight."""
    start = time.monotonic()
    while True:
        answer = await _rows_with_more(desk, grid, timeout, may_grow=may_grow)
        found = _found(grid, answer["columns"], answer["rows"])
        longest = desk.timeout if timeout is None else timeout
        patience = longest if unlike and found == tuple(unlike) else _patience(grid, answer, longest=longest)
        if time.monotonic() - start >= patience:
            return Rows(rows=found, is_complete=answer["isComplete"], may_grow=answer["mayGrow"])
        await asyncio.sleep(AGAIN)


def _patience(grid: Grid, answer: Answer, *, longest: float) -> float:
    """Say how many seconds it may take until more is there: some pages wait a moment before they ask for anything."""
    if answer["rows"] or answer.get("saysNone"):
        return 0
    is_bare = grid.none is not None and not answer.get("all")
    return longest if is_bare else min(longest, HESITATION)


async def _rows_with_more(desk: Desk, grid: Grid, timeout: float | None, *, may_grow: bool) -> Answer:
    """Read the rows of a grid that has come to rest, and those that load when one scrolls to their end."""
    spelled = spell_grid(grid)
    await desk.rest(timeout=timeout)
    answer = await _rows_at_rest(desk, grid, spelled, timeout)
    for loaded in range(MOST_LOADS if may_grow else 0):
        sight = await desk.begin()
        if answer.get("isVirtual") or not (await answer["root"].ask("grow", {"spec": spelled}))["hasMoved"]:
            break
        for is_again in (False, True):
            if is_again:  # a page that did not see the end go out of sight does not see it come
                await answer["root"].ask("grow", {"spec": spelled, "isBack": True})
                await is_still(sight, rest=AFTER_CALLS)
                await answer["root"].ask("grow", {"spec": spelled})
            await is_still(sight, rest=AFTER_TIMERS if is_again else AFTER_CALLS)
            more = await _rows_at_rest(desk, grid, spelled, timeout)
            if _count(more) > _count(answer):
                break
        else:
            await answer["root"].ask("grow", {"spec": spelled, "isBack": True})
            may_grow = loaded > 0
            break
        answer = more
    return {**answer, "mayGrow": may_grow}


def _count(answer: Answer) -> int:
    count: int = answer.get("all", len(answer["rows"]))
    return count


async def _rows_at_rest(desk: Desk, grid: Grid, spelled: Spelled, timeout: float | None) -> Answer:
    answer = await _rows_once(desk, grid, spelled, timeout)
    for _ in range(20):
        sight = await desk.sight()
        mark = sight.traffic.mark()
        if answer["rows"] and sight.traffic.is_quiet(desk.mark):
            break
        await desk.settled(timeout=timeout)
        again = await _rows_once(desk, grid, spelled, timeout)
        is_same = again["rows"] == answer["rows"] and sight.traffic.is_quiet(mark)
        answer = again
        if is_same:
            break
    else:
        raise TimedOut(what="A table that holds still", seconds=desk.timeout, place=grid.place, acted=desk.acted)
    return answer


def _found(grid: Grid, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> tuple[RowAt, ...]:
    """Return rows that can be found again."""
    keys = [tuple(row) for row in rows]
    counts, passed = Counter(keys), Counter[tuple[str | None, ...]]()
    found = []
    for key in keys:
        texts = {name: text for name, text in zip(columns, key, strict=True) if text is not None}
        twin = (passed[key], counts[key]) if grid.in_order and counts[key] > 1 else None
        found.append(RowAt(grid=grid, cells=texts, twin=twin))
        passed[key] += 1
    return tuple(found)


async def _rows_once(desk: Desk, grid: Grid, spelled: Spelled, timeout: float | None) -> Answer:
    answer = await desk.until("rows", {"spec": spelled}, timeout=timeout)
    if answer["state"] == "rows":
        return answer
    what = _worded(grid)
    if answer["state"] == "interrupted":
        raise Interrupted(answer["index"])
    if answer["state"] == "several":
        candidates: tuple[Seen, ...] = tell_apart(answer["candidates"], desk.mask)
        raise SeveralSeen(what=what, candidates=candidates, place=grid.place, acted=desk.acted)
    if answer["state"] == "busy":
        raise TimedOut(what=f"{what} that has loaded", seconds=desk.timeout, place=grid.place, acted=desk.acted)
    raise NotSeen(what=what, place=grid.place, acted=desk.acted)


def _worded(grid: Grid) -> str:
    if grid.rows is not None:
        return describe(grid.rows)
    named = [(" or ".join(one.heading.texts) if one.heading else one.name) for one in grid.columns if not one.optional]
    columns = [*named, *(key for key, _ in grid.where if key not in {one.name for one in grid.columns})]
    quoted = ", ".join(f'"{name}"' for name in columns)
    return f"A table with the column{'s' if len(columns) > 1 else ''} {quoted}" if columns else "The table"
