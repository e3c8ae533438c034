"""The interface of *exchange*, without a browser."""

import random
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import date

import httpx
import pytest

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.cases import generate_vouchers
from nahtlos.practice.exchange.app import create_app
from nahtlos.practice.truth import CommitTime, Truth
from nahtlos.practice.variation import Variation

VOUCHERS = generate_vouchers(40, 5)


async def at_once(_: float) -> None:
    """Sleep without time passing."""


@pytest.fixture
def truth() -> Truth:
    return Truth(commit_time=CommitTime(), rng=random.Random(1), clock=lambda: 0.0, sleep=at_once)


@pytest.fixture
def accounts() -> Accounts:
    return Accounts({"bot": "right"}, session_timeout=900, clock=lambda: 0.0)


@pytest.fixture
async def client(truth: Truth, accounts: Accounts) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        vouchers=VOUCHERS,
        variation=Variation(1),
        truth=truth,
        accounts=accounts,
        today=lambda: date(2026, 3, 9),
        sleep=at_once,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://exchange") as client:
        yield client


@pytest.fixture
async def signed_in(client: httpx.AsyncClient) -> httpx.AsyncClient:
    await client.post("/api/sitzung", json={"user": "bot", "password": "right"})
    return client


def report(**changes: str) -> dict[str, str]:
    return {
        "voucher_no": "BGS-2026-000123",
        "customer_no": "123D456789",
        "last_name": "Đorđević",
        "first_name": "Łukasz",
        "birth_date": "29.02.1984",
        "street": "Müllerstraße 1 a",
        "postcode": "01067",
        "city": "Dresden",
        "measure_no": "987/0123/2026",
        "measure": "Schweißen",
        "kind": "Umschulung",
        "provider": "Bildungswerk",
        "start": "01.04.2026",
        "end": "01.04.2026",
        "amount": "1.234,56 €",
        "iban": "DE89 3704 0044 0532 0130 00",
        "phone": "",
        "email": "",
    } | changes


async def test_a_new_report_gets_a_receipt_and_is_one_effect(signed_in: httpx.AsyncClient, truth: Truth) -> None:
    """One request is one committed record, with everything that was sent and a receipt."""
    answer = await signed_in.post("/api/meldungen", json=report())

    assert answer.status_code == 201
    assert answer.json()["message"] == "Meldung BGS-2026-000123 gespeichert, Quittung Q-2026-004711"
    [effect] = truth.effects()
    receipt = {"receipt_no": "Q-2026-004711", "receipt_date": "09.03.2026", "state": "übermittelt"}
    assert effect.kind == "create"
    assert effect.account == "bot"
    assert effect.after == report() | receipt


async def test_a_report_sent_twice_is_there_twice(signed_in: httpx.AsyncClient, truth: Truth) -> None:
    """The system does not prevent duplicates: that is its danger."""
    first = await signed_in.post("/api/meldungen", json=report())
    second = await signed_in.post("/api/meldungen", json=report())

    assert first.json()["id"] != second.json()["id"]
    assert [effect.after["receipt_no"] for effect in truth.effects()] == ["Q-2026-004711", "Q-2026-004712"]


async def test_a_change_keeps_the_receipt(signed_in: httpx.AsyncClient, truth: Truth) -> None:
    """An update is an effect of its own on the same record."""
    key = (await signed_in.post("/api/meldungen", json=report())).json()["id"]

    answer = await signed_in.put(f"/api/meldungen/{key}", json=report(city="Ahlen"))

    assert answer.json() == {"id": key, "message": "Meldung gespeichert"}
    assert truth.effects(after=1)[0].kind == "update"
    loaded = (await signed_in.get(f"/api/meldungen/{key}")).json()
    assert (loaded["city"], loaded["receipt_no"]) == ("Ahlen", "Q-2026-004711")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"last_name": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"voucher_no": "123"}, "Die Gutscheinnummer hat die Form BGS-2026-000123."),
        ({"customer_no": "123D45678"}, "Die Kundennummer hat die Form 123D456789."),
        ({"birth_date": "31.02.1985"}, "Bitte geben Sie ein gültiges Datum im Format TT.MM.JJJJ ein."),
        ({"postcode": "1067"}, "Die PLZ hat fünf Ziffern."),
        ({"measure_no": "987"}, "Die Maßnahmenummer hat die Form 987/0123/2026."),
        ({"kind": "Praktikum"}, "Bitte wählen Sie eine Art der Maßnahme."),
        ({"end": "31.03.2026"}, "Das Ende liegt vor dem Beginn."),
        ({"amount": "1234.56"}, "Bitte geben Sie einen Betrag wie 1.234,56 € ein."),
        ({"iban": "DE88 3704 0044 0532 0130 00"}, "Die IBAN ist nicht gültig."),
        ({"iban": "ohne"}, "Die IBAN ist nicht gültig."),
        ({"email": "keine"}, "Die E-Mail-Adresse ist nicht gültig."),
    ],
)
async def test_a_wrong_field_is_refused_by_name(
    signed_in: httpx.AsyncClient, truth: Truth, changes: dict[str, str], message: str
) -> None:
    """The server checks again what the form has checked, and writes nothing."""
    answer = await signed_in.post("/api/meldungen", json=report(**changes))

    assert answer.status_code == 422
    assert answer.json()["message"] == "Bitte prüfen Sie die markierten Felder."
    assert answer.json()["errors"] == {next(iter(changes)): message}
    assert truth.effects() == []


async def test_of_a_delivery_only_the_wrong_rows_are_refused(signed_in: httpx.AsyncClient) -> None:
    """Four rows cannot be reported; that two rows contradict each other, this system does not see."""
    answers = [await signed_in.post("/api/meldungen", json=asdict(voucher)) for voucher in VOUCHERS]

    assert [answer.status_code for answer in answers if answer.status_code != 201] == [422] * 4


async def test_search_takes_what_contains_the_texts(signed_in: httpx.AsyncClient) -> None:
    """Both texts count, in any case, anywhere in the field."""
    for number, name in (("000123", "Đorđević"), ("000124", "Đorđević"), ("001123", "Ñandú")):
        await signed_in.post("/api/meldungen", json=report(voucher_no=f"BGS-2026-{number}", last_name=name))

    async def found(query: str) -> list[str]:
        answer = (await signed_in.get(f"/api/meldungen?{query}")).json()
        assert answer["total"] == len(answer["rows"])
        return [row["voucher_no"][-6:] for row in answer["rows"]]

    assert await found("") == ["000123", "000124", "001123"]
    assert await found("gutscheinnummer=123") == ["000123", "001123"]
    assert await found("gutscheinnummer=bgs-2026-000124") == ["000124"]
    assert await found("nachname=đorđ&gutscheinnummer=123") == ["000123"]
    assert await found("nachname=niemand") == []


async def test_a_page_has_fifty_rows(signed_in: httpx.AsyncClient, truth: Truth) -> None:
    """A search gives one page and says how many there are; records that came in by other ways are shown too."""
    for number in range(101):
        truth.records[f"{number}"] = {"voucher_no": f"BGS-2026-{number:06d}"}

    async def page(number: str) -> tuple[int, int, int]:
        answer = (await signed_in.get("/api/meldungen", params={"seite": number})).json()
        return len(answer["rows"]), answer["total"], answer["pages"]

    assert await page("1") == (50, 101, 3)
    assert await page("3") == (1, 101, 3)
    assert await page("4") == (0, 101, 3)
    assert await page("x") == await page("1")


async def test_a_report_that_is_gone_is_said_to_be_gone(signed_in: httpx.AsyncClient) -> None:
    """Reading and changing it both say so."""
    read = await signed_in.get("/api/meldungen/none")
    changed = await signed_in.put("/api/meldungen/none", json=report())

    for answer in (read, changed):
        assert (answer.status_code, answer.json()) == (404, {"message": "Diese Meldung gibt es nicht."})


async def test_three_failures_lock_the_account(client: httpx.AsyncClient) -> None:
    """The third wrong password locks, and then the right one is refused too."""
    answers = [
        await client.post("/api/sitzung", json={"user": "bot", "password": password})
        for password in ("a", "b", "c", "right")
    ]

    wrong, locked = (403, "Benutzername oder Passwort falsch."), (423, "Konto gesperrt.")
    assert [(a.status_code, a.json()["message"]) for a in answers] == [wrong, wrong, locked, locked]


async def test_without_a_session_nothing_is_given(client: httpx.AsyncClient, truth: Truth) -> None:
    """Reading and writing are both refused."""
    read = await client.get("/api/meldungen")
    written = await client.post("/api/meldungen", json=report())

    assert read.status_code == written.status_code == 401
    assert read.json() == {"message": "Ihre Sitzung ist abgelaufen."}
    assert truth.effects() == []


async def test_the_page_says_who_is_signed_in_and_when_that_is_over(
    signed_in: httpx.AsyncClient, accounts: Accounts
) -> None:
    """Every address of the page gives the same page, never kept by a browser."""
    before = await signed_in.get("/meldungen/neu")
    accounts.expire_all()
    after = await signed_in.get("/meldungen")

    assert '{"user": "bot", "notice": null' in before.text
    assert '{"user": null, "notice": "Ihre Sitzung ist abgelaufen."' in after.text
    assert before.headers["cache-control"] == "no-store"


async def test_signing_out_ends_the_session(signed_in: httpx.AsyncClient, accounts: Accounts) -> None:
    """After it, nobody is signed in."""
    assert accounts.signed_in() == {"bot": 1}

    await signed_in.delete("/api/sitzung")

    assert accounts.signed_in() == {"bot": 0}


async def test_what_is_no_json_object_is_refused(client: httpx.AsyncClient) -> None:
    """A broken body is the sender's mistake."""
    answers = [await client.post("/api/sitzung", content=content) for content in (b"[1]", b"{")]

    assert [answer.status_code for answer in answers] == [400, 400]
