"""What a picture of a failure costs: painted over, taken, looked at once more, on pages of different size.

    python benchmarks/evidence.py [--pictures N]

A picture is taken only where a step has failed; an item of the main job takes 1.4 s.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.browser.screen.session import open_session
from tests.browser.screen.site import Site

from nahtlos.browser.evidence import hidden_texts, photograph
from nahtlos.browser.installed import Machine, find_browser
from nahtlos.browser.launch import started
from nahtlos.engine.screen import Address

FORM = "".join(f"<p><label>Feld {n} <input value='Wert {n}'></label></p>" for n in range(40))
PAGES = {
    "a form of 40 fields": FORM,
    "a form and a table of 100 rows": FORM + "<table>" + "<tr><td>Name<td>Ort<td>Datum</tr>" * 100 + "</table>",
    "a form and a table of 1000 rows": FORM + "<table>" + "<tr><td>Name<td>Ort<td>Datum</tr>" * 1000 + "</table>",
}
RECORD = {f"field{n}": f"Kanarienvogel der {n}." for n in range(20)}


async def measure(pictures: int) -> None:
    """Print a table."""
    hidden = hidden_texts(RECORD, "BGS-2026-306525")
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(
            started(find_browser(None, Machine.this(os.environ)), environ=os.environ)
        )
        site = await stack.enter_async_context(Site())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        session = await stack.enter_async_context(open_session(browser, site, folder))
        print(f"{'page':<36}{'median':>10}{'slowest':>10}{'size':>10}")
        for name, body in PAGES.items():
            site.pages["/"] = f"<!doctype html><meta charset=utf-8>{body}"
            await session.screen.open(Address(path="/"))
            times, size = [], 0
            for _ in range(pictures):
                begun = time.perf_counter()
                image = await photograph(session.screen, hidden)
                times.append((time.perf_counter() - begun) * 1000)
                assert image is not None
                size = len(image)
            print(f"{name:<36}{statistics.median(times):>7.0f} ms{max(times):>7.0f} ms{size / 1000:>7.0f} kB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, default=20)
    asyncio.run(measure(parser.parse_args().pictures))
