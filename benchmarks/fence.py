"""What the fence costs: the same page with and without it, in one browser, interleaved; medians are printed.

    python benchmarks/fence.py [--pages 60] [--browser chromium]

"first" is the first page of a fresh context (its connections are new), "next" a page in a context that is kept.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections import defaultdict
from contextlib import suppress

from playwright.async_api import BrowserContext

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence
from nahtlos.browser.installed import Machine, find_browser
from nahtlos.browser.launch import open_context, started_driver

PARTS = 20
"""Files of a page besides itself."""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve a page with scripts of 20 kB, over connections that are kept."""
    with suppress(ConnectionError):
        await answer_all(reader, writer)
    writer.close()


async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer until the browser hangs up."""
    page = "".join(f"<script src=/{number}></script>" for number in range(PARTS)).encode()
    while head := await reader.readline():
        while await reader.readline() not in (b"\r\n", b""):
            pass
        is_page = head.startswith(b"GET / ")
        body, kind = (page, "text/html") if is_page else (b"//" + b"x" * 20_000, "text/javascript")
        lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Cache-Control: no-store"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()


async def measure(pages: int, kind: str | None) -> dict[str, list[float]]:
    """Load the page by turns in a plain and in a fenced context, and return the seconds of each."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    place = HostPort(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    found = find_browser(kind, Machine.this(os.environ))
    seconds = defaultdict[str, list[float]](list)

    async def visit(context: BrowserContext, name: str) -> None:
        page = await context.new_page()
        for turn in ("first", "next", "next"):
            begin = time.perf_counter()
            await page.goto(f"http://{place}/")
            seconds[f"{name}, {turn}"].append(time.perf_counter() - begin)
        await context.close()

    async with started_driver(os.environ) as playwright, Fence([place], on_refused=print) as fence:
        # Without the flags of `launch`, which let a plain context get nowhere.
        browser = await playwright.chromium.launch(executable_path=found.executable, chromium_sandbox=found.sandbox)
        for _ in range(pages):
            await visit(await browser.new_context(), "plain")
            await visit(await open_context(browser, fence), "fence")
        await browser.close()
    server.close()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--browser")
    options = parser.parse_args()
    seconds = asyncio.run(measure(options.pages, options.browser))
    for turn in ("first", "next"):
        plain, fence = (statistics.median(seconds[f"{name}, {turn}"]) for name in ("plain", "fence"))
        print(f"{turn}: plain {1000 * plain:.1f} ms, fence {1000 * fence:.1f} ms, ratio {fence / plain:.2f}")


if __name__ == "__main__":
    main()
