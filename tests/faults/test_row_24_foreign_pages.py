"""FAULTS row 24: a foreign redirect and a foreign page are refused and logged; what a page says stays text."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from tests.browser.screen.site import Site
from tests.faults.bench import EDIT, Bench, open_bench
from tests.faults.without import without_a_fence, without_leaving_texts_alone
from tests.faults.world import one_browser

from nahtlos.engine import record
from nahtlos.engine.screen import Value
from nahtlos.errors import NahtlosError

pytestmark = pytest.mark.asyncio(loop_scope="module")
WANT: dict[str, Value] = {"receipt_no": "Q-2026-004711", "receipt_date": date(2026, 11, 22), "state": "gemeldet"}
OLD = {"receipt_no": "", "receipt_date": "", "status": "offen", "remark": ""}
TEXTS = (
    "{{ 7 * 7 }}", "{{ secret.password }}", "=cmd|' /C calc'!A0", "</script><script>document.title='x'</script>",
    "<img src=x onerror=document.title='x'>", "../../../etc/passwd", "css=.x >> nth=0", "%7B%7B x %7D%7D",
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    async with one_browser() as warm, open_bench(tmp_path_factory.mktemp("foreign"), warm) as bench:
        await bench.find()
        yield bench


@pytest_asyncio.fixture(loop_scope="module")
async def foreign() -> AsyncIterator[Site]:
    async with Site(host="127.0.0.2") as site:
        site.pages["/"] = "<h1>Anmeldung</h1><label>Kennung <input></label>"
        yield site


def refused(bench: Bench, site: Site) -> list[dict[str, Any]]:
    """What the journal says about an address."""
    logs = bench.folder / "county" / "logs"
    lines = [json.loads(line) for path in logs.rglob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    return [one for one in lines if one["event"] == "address.refused" and one["port"] == site.port]


async def worked(bench: Bench) -> None:
    """Do what the bot does with the form."""
    bench.now_holds(OLD)
    await bench.show_form()
    await bench.update(WANT)


LEADS_AWAY: dict[str, tuple[str, dict[str, str]]] = {
    "redirect": ("foreign_redirect", {}),
    "script": ("leads_away", {"how": "script"}),
    "form": ("leads_away", {"how": "form"}),
    "frame": ("leads_away", {"how": "frame"}),
    "image": ("leads_away", {"how": "image"}),
}
GOES_ON = ("frame", "image")
"""What a page only loads from elsewhere: the page itself goes on working without."""


async def escaped(bench: Bench, foreign: Site, way: str) -> list[str]:
    """What got to the foreign site, what was not logged of it, and what was done that should not have been."""
    before = len(bench.effects())
    fault, how = LEADS_AWAY[way]
    bench.arm(fault, to=f"{foreign.address}/", path=EDIT, **how)
    stopped = ""
    try:
        await worked(bench)
    except NahtlosError as error:
        stopped = error.code
    bench.disarm()
    await bench.flush()
    written = len(bench.effects()) - before
    found = [f"{asked} was asked for" for asked in map(str, foreign.asked)]
    if {one["host"] for one in refused(bench, foreign)} != {"127.0.0.2"}:
        found.append("no line in the journal")
    if written != (way in GOES_ON) or bool(stopped) == (way in GOES_ON):
        found.append(f"{written} writes, stopped by {stopped or 'nothing'}")
    return found


@pytest.mark.parametrize("way", LEADS_AWAY)
async def test_a_way_to_another_site_ends_at_the_fence(bench: Bench, foreign: Site, way: str) -> None:
    """Not one request gets there, nothing that was entered is sent, and the journal names the address."""
    assert await escaped(bench, foreign, way) == []


async def test_a_foreign_redirect_is_told(bench: Bench, foreign: Site) -> None:
    """The step says that the page does not open."""
    bench.arm("foreign_redirect", to=f"{foreign.address}/", path=EDIT)

    with pytest.raises(NahtlosError) as caught:
        await bench.show_form()

    bench.disarm()
    assert caught.value.code in ("E470", "E461", "E490")


@pytest.mark.parametrize("way", ["redirect", "image"])
async def test_without_the_fence_the_foreign_site_is_asked(bench: Bench, foreign: Site, way: str) -> None:
    """The same pages with every address let through: the test above can fail."""
    with without_a_fence():
        assert any("was asked for" in one for one in await escaped(bench, foreign, way))


async def misread(bench: Bench, text: str) -> list[str]:
    """What a text became on its way from a page."""
    bench.now_holds(OLD | {"receipt_no": text})
    await bench.show_form()
    shown = await record.read(bench.talk())
    wrong = [] if shown["receipt_no"] == text else [f"it became {shown['receipt_no']}"]
    title = await bench.screen.page.title()
    return wrong if "Gutschein bearbeiten" in title else [*wrong, f"the page became {title}"]


@pytest.mark.parametrize("text", TEXTS)
async def test_text_of_a_page_stays_text(bench: Bench, text: str) -> None:
    """It is read as it is shown: no expression, no markup, no selector and no path."""
    assert await misread(bench, text) == []


async def test_without_care_text_of_a_page_is_worked_out(bench: Bench) -> None:
    """The test above can fail."""
    with without_leaving_texts_alone():
        assert await misread(bench, "{{ 7 * 7 }}") == ["it became 49"]
