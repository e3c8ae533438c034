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
from tests.faults.world import one_browser

from nahtlos.browser.address import HostPort
from nahtlos.browser.fence import Fence
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


async def test_a_foreign_redirect_is_refused_and_logged(bench: Bench, foreign: Site) -> None:
    """Not one request gets there; the step says that the page does not open."""
    bench.arm("foreign_redirect", to=f"{foreign.address}/", path=EDIT)

    with pytest.raises(NahtlosError) as caught:
        await bench.show_form()

    bench.disarm()
    assert caught.value.code in ("E470", "E461", "E490")
    assert not foreign.asked
    await bench.flush()
    assert [one["host"] for one in refused(bench, foreign)] == ["127.0.0.2"]


@pytest.mark.parametrize("how", ["script", "form"])
async def test_a_page_that_leads_away_gets_nowhere(bench: Bench, foreign: Site, how: str) -> None:
    """Neither its user nor what was entered: nothing is sent, nothing is written."""
    before = len(bench.effects())
    bench.arm("leads_away", to=f"{foreign.address}/", how=how, path=EDIT)

    with pytest.raises(NahtlosError):
        await worked(bench)

    bench.disarm()
    assert not foreign.asked
    assert len(bench.effects()) == before
    await bench.flush()
    assert refused(bench, foreign)


@pytest.mark.parametrize("how", ["frame", "image"])
async def test_what_a_page_loads_from_elsewhere_stays_away(bench: Bench, foreign: Site, how: str) -> None:
    """The page itself goes on working."""
    bench.arm("leads_away", to=f"{foreign.address}/", how=how, path=EDIT)

    await worked(bench)

    bench.disarm()
    assert not foreign.asked
    await bench.flush()
    assert refused(bench, foreign)


async def test_without_the_fence_the_foreign_site_is_asked(bench: Bench, foreign: Site) -> None:
    """The same page with the address let through: the tests above can fail."""
    fence: Fence = bench.screen.desk.territory.why_not.__self__  # type: ignore[attr-defined]  # its own method
    fence._allowed[foreign.host, foreign.port] = HostPort(host=foreign.host, port=foreign.port)
    bench.arm("leads_away", to=f"{foreign.address}/", how="image", path=EDIT)

    await worked(bench)

    bench.disarm()
    assert foreign.asked


@pytest.mark.parametrize("text", TEXTS)
async def test_text_of_a_page_stays_text(bench: Bench, text: str) -> None:
    """It is read as it is shown: no expression, no markup, no selector and no path."""
    bench.now_holds(OLD | {"receipt_no": text})
    await bench.show_form()

    shown = await record.read(bench.talk())

    assert shown["receipt_no"] == text
    assert "Gutschein bearbeiten" in await bench.screen.page.title()
