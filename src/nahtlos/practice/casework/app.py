"""The application *casework*: which address gives which page, and what a click does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from nahtlos.practice.accounts import Accounts, Refusal
from nahtlos.practice.cases import Voucher
from nahtlos.practice.casework import receipt
from nahtlos.practice.casework.pages import Pages
from nahtlos.practice.casework.register import Entry, Register
from nahtlos.practice.casework.structure import Structure, entered
from nahtlos.practice.truth import Truth, UnknownRecord
from nahtlos.practice.variation import Variation

COOKIE = "GVWSESSION"
ROWS_PER_PAGE = 25

EXPIRED = "Ihre Sitzung ist abgelaufen."
SIGNED_OUT = "Sie sind abgemeldet."
REFUSALS = {
    Refusal.WRONG: "Anmeldung fehlgeschlagen: Kennung oder Kennwort ist falsch.",
    Refusal.LOCKED: "Das Konto ist gesperrt. Bitte wenden Sie sich an die Fachadministration.",
}
SAVED = "Datensatz gespeichert."
SWITCHED = "Der Datensatz wurde inzwischen gewechselt."
GONE = "Der Datensatz ist nicht mehr vorhanden."
NONE_OPEN = "Kein Datensatz gewählt."
NO_CRITERION = "Bitte geben Sie mindestens ein Suchmerkmal an."

Handler = Callable[[Request], Awaitable[Response]]
SignedInHandler = Callable[[Request, str], Awaitable[Response]]


def create_app(*, vouchers: Sequence[Voucher], variation: Variation, truth: Truth, accounts: Accounts) -> ASGIApp:
    """Make the application over a delivery of vouchers."""
    casework = Casework(vouchers, variation=variation, truth=truth, accounts=accounts)
    signed_in = casework.signed_in
    app = Starlette(
        routes=[
            Route("/", casework.door),
            Route("/anmelden", casework.sign_in, methods=["POST"]),
            Route("/abmelden", casework.sign_out),
            Route("/start", signed_in(casework.frames)),
            Route("/kopf", signed_in(casework.head)),
            Route("/menue", signed_in(casework.menu)),
            Route("/startseite", signed_in(casework.welcome)),
            Route("/gutscheine", signed_in(casework.vouchers)),
            Route("/gutschein/oeffnen", signed_in(casework.open)),
            Route("/gutschein/bearbeiten", signed_in(casework.edit)),
            Route("/gutschein/speichern", signed_in(casework.save), methods=["POST"]),
            Route("/gutschein/suchen", signed_in(casework.search), methods=["GET", "POST"]),
            Route("/suchfenster", signed_in(casework.search_window), methods=["GET", "POST"]),
            Route("/suchfenster/uebernehmen", signed_in(casework.take_over)),
            Route("/traeger", signed_in(casework.providers), methods=["GET", "POST"]),
        ],
    )
    return _slow(app, variation)


class Casework:
    """One page for each click."""

    def __init__(self, vouchers: Sequence[Voucher], *, variation: Variation, truth: Truth, accounts: Accounts) -> None:
        self._truth = truth
        self._accounts = accounts
        self._register = Register(vouchers, truth=truth)
        self._structure = Structure(variation)
        self._page = Pages(self._structure)

    def signed_in(self, handler: SignedInHandler) -> Handler:
        """Give the page to a signed-in account, and the login page to everybody else."""

        async def checked(request: Request) -> Response:
            token = request.cookies.get(COOKIE)
            account = self._accounts.account_of(token) if token else None
            if account is None:
                return self._page("login", message=EXPIRED if token else "")
            return await handler(request, account)

        return checked

    async def door(self, request: Request) -> Response:
        """Lead to the frames, or to the login page."""
        if self._accounts.account_of(request.cookies.get(COOKIE, "")):
            return RedirectResponse("/start", 303)
        return self._page("login", message="")

    async def sign_in(self, request: Request) -> Response:
        """Start a session and lead to the frames, or say why not."""
        form = entered(self._structure.login, await _form(request))
        session = self._accounts.sign_in(form["user"], form["password"])
        if isinstance(session, Refusal):
            return self._page("login", message=REFUSALS[session])
        answer = RedirectResponse("/start", 303)
        answer.set_cookie(COOKIE, session, httponly=True)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        self._accounts.sign_out(request.cookies.get(COOKIE, ""))
        answer = self._page("login", message=SIGNED_OUT)
        answer.delete_cookie(COOKIE)
        return answer

    async def frames(self, _: Request, __: str) -> Response:
        """Give the frameset."""
        return self._page("frames")

    async def head(self, _: Request, account: str) -> Response:
        """Give the top frame."""
        return self._page("head", account=account)

    async def menu(self, _: Request, __: str) -> Response:
        """Give the left frame."""
        return self._page("menu")

    async def welcome(self, _: Request, account: str) -> Response:
        """Give the first page of the main frame."""
        return self._page("welcome", account=account, entry=self._register.opened_by(account))

    async def vouchers(self, request: Request, _: str) -> Response:
        """Give one page of the list of approved vouchers."""
        rows = self._register.rows()
        last = max(1, -(-len(rows) // ROWS_PER_PAGE))
        number = min(max(1, _number(request, "seite") or 1), last)
        shown = rows[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
        return self._page("vouchers", entries=shown, total=len(rows), number=number, last=last)

    async def search(self, request: Request, _: str) -> Response:
        """Search within the main frame."""
        return self._page("search", window=False, **await self._hits(request))

    async def search_window(self, request: Request, _: str) -> Response:
        """Search within the pop-up window."""
        return self._page("search", window=True, **await self._hits(request))

    async def take_over(self, request: Request, account: str) -> Response:
        """Open a hit of the pop-up window in the main frame."""
        if not self._open(request, account):
            return self._page("failure", message=GONE)
        return self._page("take_over")

    async def open(self, request: Request, account: str) -> Response:
        """Make a record the account's open one and show it."""
        if not self._open(request, account):
            return self._page("failure", message=GONE)
        return RedirectResponse("/gutschein/bearbeiten", 303)

    async def edit(self, _: Request, account: str) -> Response:
        """Show the open record of the account."""
        entry = self._register.opened_by(account)
        if entry is None:
            return self._page("failure", message=NONE_OPEN)
        return self._edit(entry, entry.record)

    async def save(self, request: Request, account: str) -> Response:
        """Write the receipt to the record the account has open now, whatever the form was opened with."""
        form = await _form(request)
        entry = self._register.opened_by(account)
        if entry is None:
            return self._page("failure", message=NONE_OPEN)
        if form.get(self._structure.shown_number) != entry.record["voucher_no"]:
            return self._page("failure", message=SWITCHED)
        values = self._receipt(form)
        if complaint := receipt.complaint(values):
            return self._edit(entry, values, complaint=complaint)
        try:
            effect = await self._truth.update(key=entry.key, values=values, account=account)
        except UnknownRecord:
            return self._page("failure", message=GONE)
        return self._edit(entry, effect.after, message=SAVED)

    async def providers(self, request: Request, _: str) -> Response:
        """Search the providers."""
        form = entered(self._structure.provider_search, await _form(request))
        hits = self._register.providers(form["provider"]) if request.method == "POST" else None
        return self._page("providers", hits=hits, values=form)

    def _receipt(self, form: Mapping[str, str]) -> dict[str, str]:
        values = entered(self._structure.receipt, form)
        return receipt.clean(values | {"status": self._structure.states.get(values["status"], "")})

    def _edit(self, entry: Entry, values: Mapping[str, str], *, message: str = "", complaint: str = "") -> Response:
        return self._page("edit", entry=entry, values=values, message=message, complaint=complaint)

    def _open(self, request: Request, account: str) -> bool:
        return self._register.open(_number(request, "satz") or 0, account=account)

    async def _hits(self, request: Request) -> dict[str, object]:
        values = entered(self._structure.search, await _form(request))
        if request.method != "POST":
            return {"values": values, "hits": None, "complaint": ""}
        if not any(value.strip() for value in values.values()):
            return {"values": values, "hits": None, "complaint": NO_CRITERION}
        return {"values": values, "hits": self._register.find(**values), "complaint": ""}


def _slow(app: ASGIApp, variation: Variation) -> ASGIApp:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(variation.latency())
        await app(scope, receive, send)

    return slow


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
