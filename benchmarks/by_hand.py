"""The main job as a person who knows Playwright would write it: sequential, sessions kept, every write read back.

The other side of `benchmarks/transfer.py`. It has no journal, no ledger and no way back after a crash.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from nahtlos.practice.cases import HEADINGS

LABELS = {**HEADINGS, "kind": "Art der Maßnahme"}
FORM = [name for name in HEADINGS if name != "kind"]
ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


async def sign_in(page: Page, address: str, labels: tuple[str, str], password: str) -> None:
    """Sign in to one of the systems."""
    await page.goto(f"{address}/")
    await labelled(page, labels[0]).fill("bot")
    await labelled(page, labels[1]).fill(password)
    await (
        page.locator("button, input[type=submit]")
        .filter(has_text="Anmelden")
        .or_(page.locator("input[value=Anmelden]"))
        .click()
    )


def labelled(page: Page, label: str) -> Any:
    """Find a field by the text right before it, however it is bound."""
    bound = page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label} *", exact=True))
    near = page.locator(
        f"xpath=//*[(normalize-space(text())='{label}' or normalize-space(text())='{label}:' or "
        f"normalize-space(text())='{label} :' or normalize-space(text())='{label} *')]"
        "/following::*[self::input or self::select or self::textarea or @role='combobox'][1]"
    )
    return bound.or_(near).and_(page.locator("input, select, textarea, [role=combobox]")).first


async def vouchers(page: Page, address: str) -> list[dict[str, str]]:
    """Read the list over all its pages."""
    rows: list[dict[str, str]] = []
    names = {heading: name for name, heading in HEADINGS.items()}
    await page.goto(f"{address}/gutscheine")
    while True:
        headings = await page.locator("table.data th").all_inner_texts()
        cells = await page.locator("table.data tr:has(td)").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        )
        rows += [{names[heading]: cell for heading, cell in zip(headings, row, strict=True)} for row in cells]
        following = page.get_by_role("link", name="Weiter »")
        if not await following.count():
            return rows
        await following.click()


async def report(page: Page, address: str, voucher: dict[str, str]) -> tuple[str, str]:
    """Look for the voucher, report it if it is not there, read it back, return the receipt."""
    number = voucher["voucher_no"]
    if not await open_report(page, address, number):
        await page.goto(f"{address}/meldungen/neu")
        for name in FORM:
            if voucher[name]:
                await labelled(page, LABELS[name]).fill(voucher[name])
        await labelled(page, LABELS["kind"]).click()
        await page.get_by_role("option", name=voucher["kind"]).click()
        await page.get_by_role("button", name="Meldung absenden").click()
        await page.get_by_role("button", name="Ja, absenden").click()
        await page.get_by_role("status").filter(has_text="gespeichert").wait_for()
        assert await open_report(page, address, number), "the report is not there"
    for name in FORM:
        shown = await labelled(page, LABELS[name]).input_value()
        assert plain(shown) == plain(voucher[name]), f"{name} differs"
    pairs = await page.locator("dl").evaluate(
        "list => Object.fromEntries([...list.querySelectorAll('dt')]"
        ".map(term => [term.innerText, term.nextElementSibling.innerText]))"
    )
    return pairs["Quittungsnummer"], pairs["Quittung vom"]


async def open_report(page: Page, address: str, number: str) -> bool:
    """Open the report of a voucher if there is one."""
    await page.goto(f"{address}/meldungen?gutscheinnummer={number}")
    link = page.get_by_role("link", name=number, exact=True)
    await link.or_(page.get_by_text("Keine Meldungen gefunden.")).first.wait_for()
    if not await link.count():
        return False
    await link.click()
    await page.get_by_role("heading", name=number).wait_for()
    return True


async def receipt(page: Page, address: str, number: str, receipt_no: str, day: str) -> None:
    """Write the receipt into the voucher and read it back."""
    await open_voucher(page, address, number)
    if await labelled(page, "Quittungsnummer").input_value() != receipt_no:
        await labelled(page, "Quittungsnummer").fill(receipt_no)
        await labelled(page, "Quittung vom").fill(day)
        await labelled(page, "Meldestatus").select_option(label="gemeldet")
        await button(page, "Speichern").click()
        await page.get_by_text("Datensatz gespeichert.").wait_for()
        await open_voucher(page, address, number)
    assert await labelled(page, "Quittungsnummer").input_value() == receipt_no, "the receipt is not there"


async def open_voucher(page: Page, address: str, number: str) -> None:
    """Search a voucher and open it."""
    await page.goto(f"{address}/gutschein/suchen")
    await labelled(page, "Gutscheinnummer").fill(number)
    await button(page, "Suchen").click()
    await page.get_by_role("link", name=number).click()
    await page.get_by_role("heading", name="Gutschein bearbeiten").wait_for()


def button(page: Page, name: str) -> Any:
    """Find a button, in either of the two ways of 2005."""
    return page.get_by_role("button", name=name, exact=True)


def plain(text: str) -> str:
    """Compare without blanks."""
    return "".join(text.split())


async def transfer(
    casework: str, exchange: str, passwords: tuple[str, str], *, browser_path: str, take: set[str]
) -> dict[str, float]:
    """Do the main job for the vouchers in `take`; return what it took."""
    begun = time.perf_counter()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=ARGS)
        source, target = [await (await browser.new_context(locale="de-DE")).new_page() for _ in range(2)]
        source.on("dialog", lambda dialog: dialog.accept())
        await sign_in(source, casework, ("Kennung", "Kennwort"), passwords[0])
        await sign_in(target, exchange, ("Benutzername", "Passwort"), passwords[1])
        await target.get_by_role("button", name="Abmelden").wait_for()
        cases = [row for row in await vouchers(source, casework) if row["voucher_no"] in take]
        seen = set()
        for voucher in cases:
            if voucher["voucher_no"] in seen:
                continue
            seen.add(voucher["voucher_no"])
            number, day = await report(target, exchange, voucher)
            await receipt(source, casework, voucher["voucher_no"], number, day)
        await browser.close()
    return {"seconds": time.perf_counter() - begun, "cases": len(seen)}


def main() -> None:
    """Run it from the command line and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=Path, help="JSON with casework, exchange, passwords, browser, take")
    facts = json.loads(parser.parse_args().facts.read_text())
    result = asyncio.run(
        transfer(
            facts["casework"], facts["exchange"], tuple(facts["passwords"]),
            browser_path=facts["browser"], take=set(facts["take"]),
        )
    )  # fmt: skip
    print(json.dumps(result))


if __name__ == "__main__":
    main()
