"""*exchange* as a person uses it, in a real browser, on several installations."""

import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from nahtlos.practice import Practice, start_practice

REPORT = {
    "Gutscheinnummer": "BGS-2026-000123",
    "Kundennummer": "123D456789",
    "Nachname": "Müller-Lüdenscheidt",
    "Vorname": "M̂aria Ș",
    "Geburtsdatum": "29.02.1984",
    "Straße": "Lange Straße 1 a",
    "PLZ": "01067",
    "Ort": "Dresden",
    "Maßnahmenummer": "987/0123/2026",
    "Maßnahme": "Schweißen",
    "Art der Maßnahme": "Umschulung",
    "Träger": "Bildungswerk",
    "Beginn": "01.04.2026",
    "Ende": "31.03.2027",
    "Betrag": "1234,5",
    "IBAN": "de89370400440532013000",
    "Telefon": "",
    "E-Mail": "",
}
SEEDS = [2026, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 7))]
SENT = 0.3
"""Seconds after which the server has a request that was sent, even with the longest latency."""


@pytest.fixture(scope="module", params=SEEDS)
def exchange(request: pytest.FixtureRequest) -> Iterator[Practice]:
    with start_practice(
        "exchange", cases=12, seed=request.param, extra=["--commit-delay", str(2 * SENT), str(3 * SENT)]
    ) as practice:
        yield practice


@pytest.fixture
async def truth(exchange: Practice) -> AsyncIterator[httpx.AsyncClient]:
    """The truth interface of an empty system that nobody is signed in to."""
    token = {"Authorization": f"Bearer {exchange.token}"}
    async with httpx.AsyncClient(base_url=exchange.truth, headers=token, timeout=30) as client:
        for record in (await client.get("/records")).json():
            await client.post("/records/delete", json={"key": record["key"]})
        await client.post("/sessions/expire")
        yield client


@pytest.fixture
async def page(exchange: Practice) -> AsyncIterator[Page]:
    browser_path = shutil.which("chromium-headless-shell")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = await browser.new_page(base_url=exchange.address)
        errors: list[Any] = []
        page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108  (Playwright cannot wrap a builtin)
        page.set_default_timeout(15_000)
        yield page
        await browser.close()
        assert errors == []


def box(page: Page, label: str) -> Locator:
    """Find a field with its label, however the two are bound, and its message."""
    return page.locator(".field").filter(has_text=re.compile(rf"^{label}(?![\w-])"))


def field(page: Page, label: str) -> Locator:
    return box(page, label).locator("input, button")


async def sign_in(page: Page, exchange: Practice, *, address: str = "/meldungen") -> None:
    await page.goto(address)
    await field(page, "Benutzername").fill("bot")
    await field(page, "Passwort").fill(exchange.users["bot"])
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


async def fill_report(page: Page, values: Mapping[str, str]) -> None:
    for label, value in values.items():
        if label == "Art der Maßnahme":
            await field(page, label).click()
            await page.get_by_role("option", name=value, exact=True).click()
        else:
            await field(page, label).fill(value)


async def submit(page: Page, action: str) -> None:
    await page.get_by_role("button", name=action).click()
    dialog = page.get_by_role("dialog", name="Meldung absenden?")
    await dialog.get_by_role("button", name="Ja, absenden").click()


async def open_report(page: Page, voucher_no: str) -> None:
    await page.goto(f"/meldungen?gutscheinnummer={voucher_no}")
    await page.get_by_role("link", name=voucher_no).click()
    await expect(page.get_by_role("heading", name=f"Meldung {voucher_no}")).to_be_visible()


async def effects_after(truth: httpx.AsyncClient, seq: int) -> list[dict[str, Any]]:
    effects: list[dict[str, Any]] = (await truth.get("/effects", params={"after": seq})).json()
    return effects


async def last_effect(truth: httpx.AsyncClient) -> int:
    return len(await effects_after(truth, 0))


async def test_an_empty_search_says_so(page: Page, exchange: Practice, truth: httpx.AsyncClient) -> None:
    """Nothing found is a sentence, not an empty table."""
    await sign_in(page, exchange)
    await field(page, "Nachname").fill("Niemand")
    await page.get_by_role("button", name="Suchen").click()

    await expect(page.get_by_text("Keine Meldungen gefunden.", exact=True)).to_be_visible()
    await expect(page.get_by_role("table")).to_have_count(0)


async def test_a_new_report_is_one_effect_and_shows_its_receipt(
    page: Page, exchange: Practice, truth: httpx.AsyncClient
) -> None:
    """From an empty form to the receipt, with everything as it was typed."""
    before = await last_effect(truth)
    await sign_in(page, exchange, address="/meldungen/neu")
    await fill_report(page, REPORT)

    await submit(page, "Meldung absenden")

    toast = page.get_by_role("status")
    await expect(toast).to_have_text(re.compile(r"^Meldung BGS-2026-000123 gespeichert, Quittung Q-2026-\d{6}$"))
    receipt_no = (await toast.inner_text())[-13:].removeprefix(" ")
    await expect(page.get_by_role("definition").first).to_have_text(receipt_no)
    await expect(page.get_by_text("übermittelt", exact=True)).to_be_visible()
    assert re.search(r"/meldungen/[0-9a-f]{12}$", page.url)
    [effect] = await effects_after(truth, before)
    assert effect["kind"] == "create"
    assert effect["after"]["receipt_no"] == receipt_no
    expected = REPORT | {"Betrag": "1.234,50 €", "IBAN": "DE89 3704 0044 0532 0130 00"}
    assert list(effect["after"].values())[: len(REPORT)] == list(expected.values())
    for label in REPORT.keys() - {"Art der Maßnahme"}:
        await expect(field(page, label)).to_have_value(expected[label])
    await expect(field(page, "Art der Maßnahme")).to_have_text("Umschulung")


async def test_a_change_reaches_the_record_it_was_made_in(
    page: Page, exchange: Practice, truth: httpx.AsyncClient
) -> None:
    """Only the changed fields differ, and the receipt stays."""
    record = {
        "voucher_no": "BGS-2026-000123",
        "customer_no": "123D456789",
        "last_name": "Nguyễn",
        "first_name": "Ān",
        "birth_date": "29.02.1984",
        "street": "Weg 1",
        "postcode": "01067",
        "city": "Dresden",
        "measure_no": "987/0123/2026",
        "measure": "Schweißen",
        "kind": "Umschulung",
        "provider": "Bildungswerk",
        "start": "01.04.2026",
        "end": "31.03.2027",
        "amount": "1.234,56 €",
        "iban": "DE89 3704 0044 0532 0130 00",
        "phone": "",
        "email": "",
        "receipt_no": "Q-2026-000001",
    }
    await truth.post("/records/create", json=record)
    before = await last_effect(truth)
    await sign_in(page, exchange)
    await open_report(page, "BGS-2026-000123")
    await fill_report(page, {"Ort": "Ahlen", "Art der Maßnahme": "Weiterbildung"})

    await submit(page, "Änderung absenden")

    await expect(page.get_by_role("status")).to_have_text("Meldung gespeichert")
    [effect] = await effects_after(truth, before)
    assert effect["kind"] == "update"
    assert effect["after"] == record | {"city": "Ahlen", "kind": "Weiterbildung"}


async def test_the_question_can_be_declined(page: Page, exchange: Practice, truth: httpx.AsyncClient) -> None:
    """Without a yes nothing is sent, and the form is as it was."""
    before = await last_effect(truth)
    await sign_in(page, exchange, address="/meldungen/neu")
    await fill_report(page, REPORT)
    await page.get_by_role("button", name="Meldung absenden").click()

    await page.get_by_role("dialog").get_by_role("button", name="Abbrechen").click()

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(field(page, "Nachname")).to_have_value(REPORT["Nachname"])
    assert await effects_after(truth, before) == []


async def test_a_list_is_read_page_by_page(page: Page, exchange: Practice, truth: httpx.AsyncClient) -> None:
    """Fifty rows a page; the buttons end where the list ends."""
    for number in range(101):
        await truth.post("/records/create", json={"voucher_no": f"BGS-2026-{number:06d}", "last_name": "Şahin"})
    await sign_in(page, exchange)
    forward, back = (page.get_by_role("button", name=name) for name in ("Nächste", "Vorherige"))

    numbers: list[str] = []
    for number in (1, 2, 3):
        await expect(page.get_by_text(f"Seite {number} von 3", exact=True)).to_be_visible()
        numbers += await page.locator("tbody tr td:first-child").all_inner_texts()
        await expect(back).to_be_disabled() if number == 1 else await expect(back).to_be_enabled()
        if number < 3:
            await forward.click()

    await expect(forward).to_be_disabled()
    await expect(page.get_by_text("101 Meldungen", exact=True)).to_be_visible()
    assert numbers == [f"BGS-2026-{number:06d}" for number in range(101)]


async def test_the_list_is_drawn_again_after_it_was_shown(
    page: Page, exchange: Practice, truth: httpx.AsyncClient
) -> None:
    """An element somebody holds on to goes stale; the link is there all the same."""
    await page.add_init_script("""
        window.tables = 0;
        new MutationObserver((changes) => {
            const added = changes.flatMap((change) => [...change.addedNodes]);
            window.tables += added.filter((node) => node.nodeName === "TABLE").length;
        }).observe(document, { childList: true, subtree: true });
    """)
    await truth.post("/records/create", json={"voucher_no": "BGS-2026-000001", "last_name": "O’Connor"})
    await sign_in(page, exchange)
    await page.goto("/meldungen?nachname=o’conn")

    await page.wait_for_function("window.tables === 2")

    await expect(page.get_by_role("link", name="BGS-2026-000001")).to_be_visible()


async def test_a_field_is_checked_when_it_is_left(page: Page, exchange: Practice, truth: httpx.AsyncClient) -> None:
    """The message stands below the field, goes with the mistake, and stops the form."""
    await sign_in(page, exchange, address="/meldungen/neu")
    iban = field(page, "IBAN")
    below = box(page, "IBAN").locator(".message")
    await expect(below).to_have_count(0)

    await iban.fill("DE88370400440532013000")
    await iban.blur()
    await expect(below).to_have_text("Die IBAN ist nicht gültig.")
    await iban.fill("DE89370400440532013000")
    await expect(below).to_have_count(0)
    await page.get_by_role("button", name="Meldung absenden").click()

    await expect(page.get_by_role("alert")).to_have_text("Bitte prüfen Sie die markierten Felder.")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_text("Bitte füllen Sie dieses Feld aus.")).to_have_count(len(REPORT) - 3)


async def test_fields_take_their_own_form(page: Page, exchange: Practice, truth: httpx.AsyncClient) -> None:
    """Dates get their dots while typing, amounts and account numbers their form when left, and ids never stay."""
    await sign_in(page, exchange, address="/meldungen/neu")
    date, amount, iban = (field(page, label) for label in ("Geburtsdatum", "Betrag", "IBAN"))
    first_id = await date.get_attribute("id")

    await date.press_sequentially("29021984")
    await amount.fill("1234567,5")
    await iban.fill("de89370400440532013000")
    await iban.blur()

    await expect(date).to_have_value("29.02.1984")
    await expect(amount).to_have_value("1.234.567,50 €")
    await expect(iban).to_have_value("DE89 3704 0044 0532 0130 00")
    assert await date.get_attribute("id") != first_id


async def test_the_choice_works_with_the_keyboard(page: Page, exchange: Practice, truth: httpx.AsyncClient) -> None:
    """Arrows move, Enter takes, Escape leaves it as it was."""
    await sign_in(page, exchange, address="/meldungen/neu")
    choice = field(page, "Art der Maßnahme")
    await expect(choice).to_have_text("Bitte wählen")

    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        await choice.press(key)
    await expect(choice).to_have_text("Teilqualifizierung")
    for key in ("ArrowUp", "ArrowUp", "Escape"):
        await choice.press(key)

    await expect(choice).to_have_text("Teilqualifizierung")
    await expect(page.get_by_role("listbox")).to_have_count(0)


async def test_whoever_leaves_after_the_yes_has_sent_it(
    page: Page, exchange: Practice, truth: httpx.AsyncClient
) -> None:
    """The server commits what it has accepted, also if nobody waits for the answer."""
    before = await last_effect(truth)
    await sign_in(page, exchange, address="/meldungen/neu")
    await fill_report(page, REPORT)
    await submit(page, "Meldung absenden")
    await page.wait_for_timeout(1000 * SENT)
    assert await effects_after(truth, before) == []

    await page.context.close()

    answer = await truth.get("/effects/wait", params={"after": before, "timeout": 20})
    assert [effect["kind"] for effect in answer.json()] == ["create"]


async def test_a_session_that_ended_shows_the_login_again(
    page: Page, exchange: Practice, truth: httpx.AsyncClient
) -> None:
    """At the next request, and the same address goes on after signing in again."""
    await sign_in(page, exchange, address="/meldungen")
    await page.get_by_text("Keine Meldungen gefunden.").or_(page.get_by_role("table")).first.wait_for()
    await truth.post("/sessions/expire")

    await page.get_by_role("button", name="Suchen").click()

    await expect(page.get_by_role("alert")).to_have_text("Ihre Sitzung ist abgelaufen.")
    await sign_in(page, exchange, address="/meldungen/neu")
    await expect(page.get_by_role("heading", name="Neue Meldung")).to_be_visible()
    await page.get_by_role("button", name="Abmelden").click()
    await expect(page.get_by_role("heading", name="Anmeldung")).to_be_visible()
    assert page.url.endswith("/login")


async def test_a_wrong_password_is_said_and_locks_in_the_end(
    page: Page, exchange: Practice, truth: httpx.AsyncClient
) -> None:
    """The message is visible; the third failure locks the account."""
    await page.goto("/login")
    await field(page, "Benutzername").fill("bot2")
    await field(page, "Passwort").fill("falsch")
    alert = page.get_by_role("alert")

    await page.get_by_role("button", name="Anmelden").click()
    await expect(alert).to_have_text("Benutzername oder Passwort falsch.")
    for _ in range(2):
        async with page.expect_response("**/api/sitzung"):
            await page.get_by_role("button", name="Anmelden").click()

    await expect(alert).to_have_text("Konto gesperrt.")
