"""The pages of *casework* over HTTP, with whatever ids an installation has."""

import random
import re
from collections.abc import AsyncIterator
from html import unescape
from itertools import pairwise

import httpx
import pytest

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.cases import HEADINGS, generate_vouchers
from nahtlos.practice.casework import receipt
from nahtlos.practice.casework.app import create_app
from nahtlos.practice.casework.structure import Field, Structure
from nahtlos.practice.truth import CommitTime, Truth
from nahtlos.practice.variation import Variation

VOUCHERS = generate_vouchers(60, 4)
VOUCHER = VOUCHERS[0]


class Clerk:
    """Somebody who knows the ids of one installation and signs in there."""

    def __init__(self, seed: int) -> None:
        variation = Variation(seed, latency=(0, 0))
        self.structure = Structure(variation)
        self.truth = Truth(commit_time=CommitTime(low=0, high=0), rng=random.Random(1), clock=lambda: 0.0)
        self.accounts = Accounts({"bot": "richtig"}, session_timeout=60, clock=lambda: 0.0)
        app = create_app(vouchers=VOUCHERS, variation=variation, truth=self.truth, accounts=self.accounts)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://casework", follow_redirects=True
        )

    async def get(self, path: str) -> str:
        return unescape((await self.client.get(path)).text)

    async def post(self, path: str, fields: dict[str, str], **hidden: str) -> str:
        idents = {field.name: field.ident for field in self._fields()}
        form = {idents[name]: value for name, value in fields.items()} | hidden
        return unescape((await self.client.post(path, data=form)).text)

    async def sign_in(self, password: str = "richtig") -> str:
        return await self.post("/anmelden", {"user": "bot", "password": password})

    async def open(self, voucher_no: str, hit: int = 0) -> str:
        page = await self.post("/gutschein/suchen", {"voucher_no": voucher_no})
        return await self.get(re.findall(r"/gutschein/oeffnen\?satz=\d+", page)[hit])

    async def save(self, shown: str, **values: str) -> str:
        code = {state: code for code, state in self.structure.states.items()}
        given = receipt.EMPTY | values
        given["status"] = code.get(given["status"], "?")
        return await self.post("/gutschein/speichern", given, **{self.structure.shown_number: shown})

    def _fields(self) -> list[Field]:
        structure = self.structure
        return [*structure.login, *structure.search, *structure.receipt, *structure.provider_search]


@pytest.fixture(params=[2, 4, 5], ids=lambda seed: f"seed {seed}")
async def clerk(request: pytest.FixtureRequest) -> AsyncIterator[Clerk]:
    clerk = Clerk(request.param)
    async with clerk.client:
        await clerk.sign_in()
        yield clerk


@pytest.fixture
async def stranger() -> AsyncIterator[Clerk]:
    clerk = Clerk(1)
    async with clerk.client:
        yield clerk


async def test_without_a_session_every_page_is_the_login_page(stranger: Clerk) -> None:
    """No page shows anything to somebody who is not signed in; nobody is told of a session he never had."""
    for path in ("/", "/start", "/gutscheine", "/gutschein/bearbeiten", "/suchfenster"):
        page = await stranger.get(path)
        assert "Anmeldung" in page
        assert "abgelaufen" not in page


async def test_wrong_password_is_told_and_then_the_account_is_locked(stranger: Clerk) -> None:
    """The third failure locks."""
    pages = [await stranger.sign_in("falsch") for _ in range(3)]

    assert all("Anmeldung fehlgeschlagen: Kennung oder Kennwort ist falsch." in page for page in pages[:2])
    assert "Das Konto ist gesperrt." in pages[2]
    assert "Das Konto ist gesperrt." in await stranger.sign_in()


async def test_signed_in_means_frames(clerk: Clerk) -> None:
    """After the login there are three frames; the top one offers to sign out."""
    page = await clerk.get("/")

    assert re.findall(r'<frame [^>]*src="([^"]+)"', page) == ["/kopf", "/menue", "/startseite"]
    assert "Angemeldet: bot" in await clerk.get("/kopf")
    assert "Sie sind abgemeldet." in await clerk.get("/abmelden")
    assert "Anmeldung" in await clerk.get("/start")


async def test_expired_session_is_told_and_writes_nothing(clerk: Clerk) -> None:
    """A save after the expiry shows the login page and is lost."""
    await clerk.open(VOUCHER.voucher_no)
    clerk.accounts.expire_all()

    page = await clerk.save(VOUCHER.voucher_no, remark="zu spät")

    assert "Ihre Sitzung ist abgelaufen." in page
    assert clerk.truth.effects() == []


async def test_list_has_every_row_once(clerk: Clerk) -> None:
    """All pages together have as many rows as the total says, the repeated row among them."""
    pages = [await clerk.get(f"/gutscheine?seite={number}") for number in (1, 2, 3)]

    shown = [number for page in pages for number in re.findall(r'satz=\d+">([^<]+)</a>', page)]
    assert sorted(voucher.voucher_no for voucher in VOUCHERS) == sorted(shown)
    assert all("60 Datensätze" in page and f"Seite {i} von 3" in page for i, page in enumerate(pages, 1))


async def test_paging_ends_at_both_ends(clerk: Clerk) -> None:
    """On the first page there is no way back, on the last none onward; a page that does not exist is the nearest."""
    first, last = await clerk.get("/gutscheine?seite=0"), await clerk.get("/gutscheine?seite=99")

    assert re.findall(r'seite=\d+">([^<]+)</a>', first) == ["Weiter »"]
    assert re.findall(r'seite=\d+">([^<]+)</a>', last) == ["« Zurück"]


async def test_columns_are_all_there_in_some_order(clerk: Clerk) -> None:
    """The list shows every value of a voucher."""
    headings = re.findall(r"<th>([^<]+)</th>", await clerk.get("/gutscheine"))

    assert sorted(HEADINGS.values()) == sorted(headings)


async def test_search_says_how_many(clerk: Clerk) -> None:
    """One hit, two unequal rows, none, and no question at all are different sentences."""
    numbers = [voucher.voucher_no for voucher in set(VOUCHERS)]
    double = next(number for number in numbers if numbers.count(number) == 2)

    for path in ("/gutschein/suchen", "/suchfenster"):
        assert "1 Treffer" in await clerk.post(path, {"voucher_no": VOUCHER.voucher_no})
        assert "2 Treffer" in await clerk.post(path, {"voucher_no": double})
        assert "Keine Treffer" in await clerk.post(path, {"voucher_no": "BGS-2026-X"})
        assert "Bitte geben Sie mindestens ein Suchmerkmal an." in await clerk.post(path, {"last_name": " "})


async def test_edit_view_shows_every_value_beside_its_label(clerk: Clerk) -> None:
    """The master data stand in pairs of label and value."""
    page = await clerk.open(VOUCHER.voucher_no)

    cells = [cell.strip(" :\xa0") for cell in re.findall(r"<td[^>]*>([^<]*)</td>", page)]
    pairs = set(pairwise(cells))
    assert {(HEADINGS[name], getattr(VOUCHER, name)) for name in HEADINGS} <= pairs


async def test_save_is_committed_and_shown(clerk: Clerk) -> None:
    """One save is one effect, and the form holds what was stored."""
    await clerk.open(VOUCHER.voucher_no)

    page = await clerk.save(
        VOUCHER.voucher_no, receipt_no="Q-1", receipt_date="03.02.2026", status="gemeldet", remark="<b>&\r\nfertig"
    )

    (effect,) = clerk.truth.effects()
    assert "Datensatz gespeichert." in page
    assert "<b>&\nfertig</textarea>" in page
    assert {name: effect.after[name] for name in receipt.LABELS} == {
        "receipt_no": "Q-1",
        "receipt_date": "03.02.2026",
        "status": "gemeldet",
        "remark": "<b>&\nfertig",
    }


async def test_wrong_receipt_is_shown_again_and_not_stored(clerk: Clerk) -> None:
    """The red box names the mistake, the form keeps what was typed."""
    await clerk.open(VOUCHER.voucher_no)

    page = await clerk.save(VOUCHER.voucher_no, receipt_date="morgen")

    assert "Eingabe fehlerhaft: Quittung vom muss ein Datum" in page
    assert 'value="morgen"' in page
    assert clerk.truth.effects() == []


async def test_record_taken_away_by_another_session_of_the_account(clerk: Clerk) -> None:
    """The save acts on the account's open record, so a form of another record is refused."""
    await clerk.open(VOUCHER.voucher_no)
    other = next(voucher for voucher in VOUCHERS if voucher.voucher_no != VOUCHER.voucher_no)
    await clerk.open(other.voucher_no)

    page = await clerk.save(VOUCHER.voucher_no, remark="falsch")

    assert "Der Datensatz wurde inzwischen gewechselt." in page
    assert clerk.truth.effects() == []


async def test_record_deleted_behind_the_back(clerk: Clerk) -> None:
    """A save without a record writes nothing and says so; a stale link likewise."""
    await clerk.open(VOUCHER.voucher_no)
    clerk.truth.delete(VOUCHER.voucher_no)

    assert "Kein Datensatz gewählt." in await clerk.save(VOUCHER.voucher_no)
    assert "Kein Datensatz gewählt." in await clerk.get("/gutschein/bearbeiten")
    assert "Der Datensatz ist nicht mehr vorhanden." in await clerk.get("/gutschein/oeffnen?satz=4711")
    assert "Der Datensatz ist nicht mehr vorhanden." in await clerk.get("/suchfenster/uebernehmen?satz=x")


async def test_taking_over_opens_the_record(clerk: Clerk) -> None:
    """The pop-up window leaves the record open for the account."""
    hits = await clerk.post("/suchfenster", {"voucher_no": VOUCHER.voucher_no})
    page = await clerk.get(re.findall(r"/suchfenster/uebernehmen\?satz=\d+", hits)[0])

    assert "window.close()" in page
    assert VOUCHER.voucher_no in await clerk.get("/gutschein/bearbeiten")


async def test_providers_can_be_searched(clerk: Clerk) -> None:
    """The second search of the system has the same sentences."""
    assert "Treffer" not in await clerk.get("/traeger")
    assert VOUCHER.provider in await clerk.post("/traeger", {"provider": VOUCHER.provider[:8]})
    assert "Keine Treffer" in await clerk.post("/traeger", {"provider": "???"})
