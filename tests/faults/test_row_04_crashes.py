"""FAULTS row 4: a browser or page dies: new browser, new login; only what reads or was cleared up is done again.

After three crashes the run pauses.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.faults.crashes import MOMENTS, Death, Moment, browser_dies, crashing, page_dies, page_eats_memory
from tests.faults.without import without_counting_crashes, without_looking
from tests.faults.world import small_world, some_vouchers

from nahtlos.browser import Warm
from nahtlos.browser.installed import Machine, find_browser
from nahtlos.model import load_settings
from nahtlos.reading import read_file
from nahtlos.runtime.screens import warm_browsers

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def survive(warm: Warm, folder: Path, death: Death, at: Moment) -> None:
    """Die once, go on in the same run, and compare everything."""
    with small_world(folder, warm, vouchers=some_vouchers(1)) as world, crashing(death, at=at) as crashes:
        report = await world.run()

        assert crashes.happened == 1
        assert dict(report.outcomes) == {"done": 1}
        assert await world.violations() == []


@pytest.mark.parametrize(("death", "at"), [(page_dies, "filling"), (browser_dies, "saving")])
async def test_the_run_goes_on_with_a_new_browser(death: Death, at: Moment, warm: Warm, tmp_path: Path) -> None:
    """Nothing lost and nothing twice, and no person is asked."""
    await survive(warm, tmp_path, death, at)


@pytest.mark.faults
@pytest.mark.parametrize("death", [page_dies, browser_dies])
@pytest.mark.parametrize("at", MOMENTS)
async def test_at_every_moment(death: Death, at: Moment, warm: Warm, tmp_path: Path) -> None:
    """While it reads, fills, saves, and signs in."""
    await survive(warm, tmp_path, death, at)


async def test_three_crashes_pause_the_run(warm: Warm, tmp_path: Path) -> None:
    """The case goes back untouched; a resume goes on when the computer is well again."""
    with small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world:
        with crashing(page_dies, at="filling", times=3) as crashes:
            stopped = await world.run()
        resumed = await world.resume()

        assert crashes.happened == 3
        assert (stopped.state, stopped.stopped_by and stopped.stopped_by.code) == ("paused", "E440")
        assert (resumed.state, dict(resumed.outcomes)) == ("finished", {"done": 1})
        assert await world.violations() == []


@pytest.mark.faults
async def test_without_counting_them_the_run_goes_on(warm: Warm, tmp_path: Path) -> None:
    """The test above can fail: three crashes, and nobody is told that the computer is not well."""
    with (
        without_counting_crashes(),
        small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world,
        crashing(page_dies, at="filling", times=3),
    ):
        report = await world.run()

        assert (report.state, report.stopped_by) == ("finished", None)


@pytest.mark.faults
async def test_without_a_look_a_crash_writes_twice(warm: Warm, tmp_path: Path) -> None:
    """The tests above can fail."""
    with (
        without_looking(),
        small_world(tmp_path, warm, vouchers=some_vouchers(1)) as world,
        crashing(browser_dies, at="saving"),
    ):
        await world.run()

        assert any("2 times in exchange" in violation for violation in await world.violations())


@pytest.mark.faults
async def test_a_page_that_eats_memory(tmp_path: Path) -> None:
    """Its renderer ends when it gets no more; the rest is as with any page that dies."""
    found = find_browser(None, Machine.this(os.environ))
    small = tmp_path / "chromium-headless-shell"
    small.write_text(f'#!/bin/sh\nexec "{found.executable}" --js-flags=--max-old-space-size=80 "$@"\n')
    small.chmod(0o700)
    settings = tmp_path / "nahtlos.yaml"
    settings.write_text(f"browser: {{executable: {small}}}\n")
    async with warm_browsers(load_settings(read_file(settings, "nahtlos.yaml"))) as warm:
        await survive(warm, tmp_path / "world", page_eats_memory, "filling")
