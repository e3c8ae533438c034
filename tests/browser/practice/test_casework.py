"""*casework* in a real browser, operated by hand-written Playwright, on several installations."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Dialog, FrameLocator, Locator, Page, async_playwright

from nahtlos.practice import Practice, start_practice

INSTALLATIONS = [("--variation", str(seed)) for seed in (2, 4, 5)]
SLOW = ("--commit-delay", "1.0", "1.2", "--latency", "0", "0")

on_all_installations = pytest.mark.parametrize("practice", INSTALLATIONS, indirect=True, ids=" ".join)


class Truth:
    """What the system really holds."""

    def __init__(self, practice: Practice) -> None:
        self._client = httpx.Client(base_url=practice.truth, headers={"Authorization": f"Bearer {practice.token}"})

    def get(self, path: str) -> Any:
        return self._client.get(path, timeout=30).json()

    def post(self, path: str, **body: object) -> None:
        self._client.post(path, json=body).raise_for_status()

    def close(self) -> None:
        self._client.close()


@pytest.fixture(params=INSTALLATIONS[:1], ids=" ".join)
def practice(request: pytest.FixtureRequest) -> Iterator[Practice]:
    with start_practice("casework", extra=request.param) as practice:
        yield practice


@pytest.fixture
def truth(practice: Practice) -> Iterator[Truth]:
    truth = Truth(practice)
    yield truth
    truth.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        shell = shutil.which("chromium-headless-shell")
        browser = await playwright.chromium.launch(executable_path=shell, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, practice: Practice) -> Page:
    """Somebody who is signed in and sees the frames."""
    page = await browser.new_page()
    await page.goto(practice.address)
    await _sign_in(page, practice)
    await _frame(page, "Kopf").get_by_role("link", name="Abmelden").wait_for()
    return page


@on_all_installations
async def test_list_states_its_total_and_has_as_many_rows(page: Page) -> None:
    """Eight pages hold the 200 rows, each with all its columns."""
    main = await _go_to(page, "Gutscheine", heading="Bewilligte Gutscheine")

    rows = 0
    for number in range(1, 9):
        await main.get_by_text(f"Seite {number} von 8").wait_for()
        rows += await main.get_by_role("row").count() - 1
        if number < 8:
            await main.get_by_role("link", name="Weiter »").click()

    assert await main.get_by_text("200 Datensätze").is_visible()
    assert await main.get_by_role("columnheader").count() == 18
    assert rows == 200


@on_all_installations
async def test_record_is_taken_over_from_the_pop_up_and_saved_once(page: Page, truth: Truth) -> None:
    """From the search window to the saved receipt, one effect arrives in the truth."""
    voucher = _good_voucher(truth)
    main = await _take_over(page, voucher["voucher_no"])
    questions = _answer(page, accept=True)

    await _field(main, "Quittungsnummer").fill("Q-2026-004711")
    await _field(main, "Quittung vom").fill("03.02.2026")
    await _field(main, "Meldestatus").select_option(label="gemeldet")
    await _field(main, "Bemerkung").fill("Łódź – geprüft")
    await main.get_by_role("button", name="Speichern").click()
    await main.get_by_text("Datensatz gespeichert.").wait_for()

    (effect,) = truth.get("/effects")
    receipt = {"receipt_no": "Q-2026-004711", "receipt_date": "03.02.2026", "status": "gemeldet"}
    assert questions == ["Wirklich speichern?"]
    assert effect["key"] == voucher["voucher_no"]
    assert effect["after"] == effect["before"] | receipt | {"remark": "Łódź – geprüft"}
    assert await _field(main, "Quittung vom").input_value() == "03.02.2026"


async def test_declined_question_writes_nothing(page: Page, truth: Truth) -> None:
    """The form stays as it is if the browser's question is answered with no."""
    main = await _take_over(page, _good_voucher(truth)["voucher_no"])
    questions = _answer(page, accept=False)
    await _field(main, "Bemerkung").fill("doch nicht")

    await main.get_by_role("button", name="Speichern").click()

    assert questions == ["Wirklich speichern?"]
    assert await _field(main, "Bemerkung").input_value() == "doch nicht"
    assert truth.get("/effects") == []


async def test_search_without_hits_says_so(page: Page) -> None:
    """No table, only a sentence."""
    window = await _search_window(page, "BGS-2026-X")

    await window.get_by_text("Keine Treffer").wait_for()

    assert await window.get_by_role("table").filter(has_text="Auswahl").count() == 0


async def test_expired_session_shows_the_login_in_the_main_frame(page: Page, practice: Practice, truth: Truth) -> None:
    """The other frames stay; signing in there leads back to the frames."""
    truth.post("/sessions/expire")

    await _frame(page, "Menü").get_by_role("link", name="Gutscheine").click()
    main = _frame(page, "Arbeitsbereich")
    await main.get_by_text("Ihre Sitzung ist abgelaufen.").wait_for()
    await _sign_in(main, practice)

    await page.wait_for_url("**/start")
    await _frame(page, "Kopf").get_by_role("link", name="Abmelden").wait_for()


async def test_second_session_of_the_account_takes_the_record_away(
    page: Page, browser: Browser, practice: Practice, truth: Truth
) -> None:
    """Two windows of one account disturb each other: the save of the first is refused."""
    first, second = (record["voucher_no"] for record in _good_vouchers(truth)[:2])
    main = await _take_over(page, first)
    other = await browser.new_page()
    await other.goto(practice.address)
    await _sign_in(other, practice)
    await _take_over(other, second)
    _answer(page, accept=True)

    await main.get_by_role("button", name="Speichern").click()
    await main.get_by_text("Der Datensatz wurde inzwischen gewechselt.").wait_for()

    assert truth.get("/effects") == []


@pytest.mark.parametrize("practice", [SLOW], indirect=True, ids=["slow commit"])
async def test_save_is_committed_although_the_browser_is_gone(page: Page, browser: Browser, truth: Truth) -> None:
    """The server finishes a save that it has accepted, once, although nobody waits for the answer."""
    main = await _take_over(page, _good_voucher(truth)["voucher_no"])
    _answer(page, accept=True)
    await _field(main, "Bemerkung").fill("trotzdem")

    await main.get_by_role("button", name="Speichern").click(no_wait_after=True)
    await asyncio.sleep(0.4)  # the request is on its way, the commit takes at least a second
    await browser.close()

    assert truth.get("/effects") == []
    (effect,) = truth.get("/effects/wait?after=0&timeout=10")
    assert effect["after"]["remark"] == "trotzdem"
    assert truth.get("/effects/wait?after=1&timeout=1") == []


def _good_vouchers(truth: Truth) -> list[dict[str, str]]:
    return [record for record in truth.get("/records") if "#" not in record["key"]]


def _good_voucher(truth: Truth) -> dict[str, str]:
    return _good_vouchers(truth)[0]


async def _sign_in(screen: Page | FrameLocator, practice: Practice) -> None:
    await _field(screen, "Kennung").fill("bot")
    await _field(screen, "Kennwort").fill(practice.users["bot"])
    await screen.get_by_role("button", name="Anmelden").click()


async def _go_to(page: Page, link: str, *, heading: str) -> FrameLocator:
    await _frame(page, "Menü").get_by_role("link", name=link, exact=True).click()
    main = _frame(page, "Arbeitsbereich")
    await main.get_by_role("heading", name=heading).wait_for()
    return main


async def _search_window(page: Page, voucher_no: str) -> Page:
    async with page.expect_popup() as opened:
        await _frame(page, "Arbeitsbereich").get_by_role("button", name="Suchen…").click()
    window = await opened.value
    await _field(window, "Gutscheinnummer").fill(voucher_no)
    await window.get_by_role("button", name="Suchen").click()
    return window


async def _take_over(page: Page, voucher_no: str) -> FrameLocator:
    window = await _search_window(page, voucher_no)
    async with window.expect_event("close"):
        link, button = (window.get_by_role(role, name="Übernehmen") for role in ("link", "button"))
        await link.or_(button).click()
    main = _frame(page, "Arbeitsbereich")
    await main.get_by_role("heading", name="Gutschein bearbeiten").wait_for()
    await main.get_by_role("cell", name=voucher_no).wait_for()
    return main


def _frame(page: Page, title: str) -> FrameLocator:
    return page.frame_locator(f'frame[title="{title}"]')


def _field(screen: Page | FrameLocator, label: str) -> Locator:
    """Find a field as a person does, whichever way this installation labels it."""
    cell = f"//td[starts-with(normalize-space(.), '{label}')]/following-sibling::td[1]"
    beside = f"{cell}//*[self::input or self::select or self::textarea]"
    return screen.get_by_label(label).or_(screen.get_by_title(label)).or_(screen.locator(beside))


def _answer(page: Page, *, accept: bool) -> list[str]:
    """Answer the browser's questions from now on, and collect them."""
    questions: list[str] = []

    async def answer(dialog: Dialog) -> None:
        questions.append(dialog.message)
        await (dialog.accept() if accept else dialog.dismiss())

    page.on("dialog", answer)
    return questions
