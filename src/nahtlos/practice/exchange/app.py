"""The server of *exchange*: the page, and the interface it talks to."""

import asyncio
import itertools
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from nahtlos.practice.accounts import Accounts, Refusal
from nahtlos.practice.cases import Voucher
from nahtlos.practice.exchange import reports
from nahtlos.practice.exchange.layout import layout_of
from nahtlos.practice.truth import Truth, UnknownRecord
from nahtlos.practice.variation import Variation

COOKIE = "teilnahmemeldung"
EXPIRED = "Ihre Sitzung ist abgelaufen."
UNKNOWN = "Diese Meldung gibt es nicht."
REFUSALS = {
    Refusal.WRONG: (403, "Benutzername oder Passwort falsch."),
    Refusal.LOCKED: (423, "Konto gesperrt."),
}
PAGE = ("/", "/login", "/meldungen", "/meldungen/{id}")
SEARCH_SECONDS = (0.03, 0.15)

Answer = Callable[[Request], Awaitable[Response]]
AccountAnswer = Callable[[Request, str], Awaitable[Response]]


class Exchange:
    """The answers of *exchange*; a voucher number may be reported twice, nothing here prevents it."""

    def __init__(
        self,
        *,
        truth: Truth,
        accounts: Accounts,
        variation: Variation,
        today: Callable[[], date],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._truth = truth
        self._accounts = accounts
        self._variation = variation
        self._today = today
        self._sleep = sleep
        self._rng = random.Random(f"{variation.seed}/exchange")
        self._receipts = itertools.count(4711)
        self._page = _static("index.html").decode()

    async def page(self, request: Request) -> Response:
        """Give the one page, with who is signed in and how the forms are laid out."""
        token = request.cookies.get(COOKIE, "")
        user = self._accounts.account_of(token)
        start = {"user": user, "notice": EXPIRED if token and not user else None, "layout": layout_of(self._variation)}
        page = self._page.replace("{}", json.dumps(start).replace("<", "\\u003c"), 1)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    async def sign_in(self, request: Request) -> Response:
        """Start a session, or say why not."""
        await self._sleep(self._variation.latency())
        body = await _body(request)
        name = str(body.get("user"))
        outcome = self._accounts.sign_in(name, str(body.get("password")))
        if isinstance(outcome, Refusal):
            status, message = REFUSALS[outcome]
            return JSONResponse({"message": message}, status)
        response = JSONResponse({"user": name})
        response.set_cookie(COOKIE, outcome, httponly=True, samesite="lax")
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        self._accounts.sign_out(request.cookies.get(COOKIE, ""))
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response

    async def search(self, request: Request, _account: str) -> Response:
        """Give one page of the Meldungen that match."""
        await self._sleep(self._rng.uniform(*SEARCH_SECONDS))
        query = request.query_params
        found = reports.search(
            self._truth.records,
            voucher_no=query.get("gutscheinnummer", ""),
            last_name=query.get("nachname", ""),
        )
        page = int(query.get("seite", "1")) if query.get("seite", "1").isdecimal() else 1
        rows = found[(page - 1) * reports.PAGE_SIZE :][: reports.PAGE_SIZE]
        return JSONResponse({"rows": rows, "total": len(found), "pages": max(1, -(-len(found) // reports.PAGE_SIZE))})

    async def load(self, request: Request, _account: str) -> Response:
        """Give one Meldung."""
        key = request.path_params["id"]
        return JSONResponse(reports.shown(key, self._existing(key)))

    async def create(self, request: Request, account: str) -> Response:
        """Accept a new Meldung and give its receipt."""
        values = reports.values_of(await _body(request))
        if refused := _refused(values):
            return refused
        key = self._new_key()
        receipt = {
            "receipt_no": f"Q-2026-{next(self._receipts):06d}",
            "receipt_date": reports.german(self._today()),
            "state": "übermittelt",
        }
        await self._truth.create(key=key, values=values | receipt, account=account)
        message = f"Meldung {values['voucher_no']} gespeichert, Quittung {receipt['receipt_no']}"
        return JSONResponse({"id": key, "message": message}, 201)

    async def update(self, request: Request, account: str) -> Response:
        """Accept the changes of a Meldung; its receipt stays."""
        key = request.path_params["id"]
        values = reports.values_of(await _body(request))
        self._existing(key)
        if refused := _refused(values):
            return refused
        await self._truth.update(key=key, values=values, account=account)
        return JSONResponse({"id": key, "message": "Meldung gespeichert"})

    def signed_in(self, answer: AccountAnswer) -> Answer:
        """Let only the signed-in pass, after the network's latency."""

        async def check(request: Request) -> Response:
            await self._sleep(self._variation.latency())
            account = self._accounts.account_of(request.cookies.get(COOKIE, ""))
            if account is None:
                return JSONResponse({"message": EXPIRED}, 401)
            try:
                return await answer(request, account)
            except UnknownRecord:
                return JSONResponse({"message": UNKNOWN}, 404)

        return check

    def _existing(self, key: str) -> Mapping[str, str]:
        if key not in self._truth.records:
            raise UnknownRecord(key)
        return self._truth.records[key]

    def _new_key(self) -> str:
        # Not to be guessed from the voucher: a bot has to search.
        return f"{self._rng.getrandbits(48):012x}"


def create_app(
    *,
    vouchers: Sequence[Voucher],  # noqa: ARG001  (every system is offered the delivery; this one begins empty)
    variation: Variation,
    truth: Truth,
    accounts: Accounts,
    today: Callable[[], date] = date.today,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Starlette:
    """Build the application of *exchange*; it begins without a single Meldung."""
    exchange = Exchange(truth=truth, accounts=accounts, variation=variation, today=today, sleep=sleep)
    existing = "/api/meldungen/{id}"
    return Starlette(
        routes=[
            Route("/api/sitzung", exchange.sign_in, methods=["POST"]),
            Route("/api/sitzung", exchange.sign_out, methods=["DELETE"]),
            Route("/api/meldungen", exchange.signed_in(exchange.search), methods=["GET"]),
            Route("/api/meldungen", exchange.signed_in(exchange.create), methods=["POST"]),
            Route(existing, exchange.signed_in(exchange.load), methods=["GET"]),
            Route(existing, exchange.signed_in(exchange.update), methods=["PUT"]),
            Route("/static/{name}", static),
            *[Route(address, exchange.page) for address in PAGE],
        ]
    )


async def static(request: Request) -> Response:
    """Give a built file; its name holds a hash, so browsers may keep it."""
    name = request.path_params["name"]
    kinds = {".js": "text/javascript", ".css": "text/css"}
    kind = next((kind for ending, kind in kinds.items() if name.endswith(ending)), None)
    if kind is None:
        raise HTTPException(404)
    try:
        content = _static(name)
    except FileNotFoundError:
        raise HTTPException(404) from None
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400)
    return body


def _static(name: str) -> bytes:
    return files("nahtlos.practice.exchange").joinpath("static", name).read_bytes()


def _refused(values: Mapping[str, str]) -> Response | None:
    if errors := reports.problems(values):
        return JSONResponse({"message": "Bitte prüfen Sie die markierten Felder.", "errors": errors}, 422)
    return None
