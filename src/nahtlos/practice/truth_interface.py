"""The truth interface: looking at a practice system, and meddling with it, without its screens."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from json import JSONDecodeError
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.faults.board import SwitchBoard
from nahtlos.practice.faults.interface import FaultsInterface
from nahtlos.practice.faults.kinds import KINDS
from nahtlos.practice.truth import Effect, Truth, UnknownField, UnknownRecord

LONGEST_WAIT = 60.0

Handler = Callable[[Request], Awaitable[Response]]


def create_truth_app(truth: Truth, accounts: Accounts, *, token: str, board: SwitchBoard | None = None) -> Starlette:
    """Serve the truth of one system to whoever has the token."""
    interface, faults = TruthInterface(truth, accounts), FaultsInterface(board or SwitchBoard(KINDS))
    answers: list[tuple[str, str, Handler]] = [
        ("GET", "/health", interface.health),
        ("GET", "/records", interface.records),
        ("GET", "/effects", interface.effects),
        ("GET", "/effects/wait", interface.wait_for_effects),
        ("GET", "/effects/accepted", interface.accepted),
        ("POST", "/records/change", interface.change),
        ("POST", "/records/delete", interface.delete),
        ("POST", "/records/create", interface.create),
        ("GET", "/sessions", interface.sessions),
        ("POST", "/sessions/expire", interface.expire),
        ("POST", "/lock", interface.lock),
        ("GET", "/faults", faults.show),
        ("POST", "/faults", faults.arm),
        ("DELETE", "/faults", faults.disarm),
    ]
    return Starlette(
        routes=[Route(path, _with_token(handler, token), methods=[method]) for method, path, handler in answers],
        exception_handlers={HTTPException: _refuse, UnknownRecord: _not_found, UnknownField: _bad_request},
    )


class TruthInterface:
    """Answers in JSON; a refusal is a sentence under `error`."""

    def __init__(self, truth: Truth, accounts: Accounts) -> None:
        self._truth = truth
        self._accounts = accounts

    async def health(self, _: Request) -> Response:
        """Say that the system lives."""
        return JSONResponse({"ok": True})

    async def records(self, _: Request) -> Response:
        """List all records, each with its key."""
        return JSONResponse([{"key": key, **record} for key, record in self._truth.records.items()])

    async def effects(self, request: Request) -> Response:
        """List the effects after a number."""
        return _effects(self._truth.effects(int(_number(request, "after", 0))))

    async def wait_for_effects(self, request: Request) -> Response:
        """List the effects after a number, as soon as there is one."""
        seconds = min(_number(request, "timeout", 30), LONGEST_WAIT)
        return _effects(await self._truth.wait_for_effects(int(_number(request, "after", 0)), seconds=seconds))

    async def accepted(self, _: Request) -> Response:
        """Count the writes that were accepted and are not committed yet."""
        return JSONResponse({"accepted": self._truth.accepted()})

    async def change(self, request: Request) -> Response:
        """Change fields of a record."""
        body = await _body(request)
        return JSONResponse(self._truth.change(_text(body, "key"), _texts(body.get("set"))))

    async def delete(self, request: Request) -> Response:
        """Delete a record."""
        self._truth.delete(_text(await _body(request), "key"))
        return JSONResponse({"ok": True})

    async def create(self, request: Request) -> Response:
        """Create a record; without a `key`, its voucher number is the key."""
        record = _texts(await _body(request))
        key = record.pop("key", None) or _text(record, "voucher_no")
        if key in self._truth.records:
            raise HTTPException(409, f"There is already a record {key!r}.")
        return JSONResponse({"key": key, **self._truth.add(key, record)})

    async def sessions(self, _: Request) -> Response:
        """Count the signed-in sessions of each account."""
        return JSONResponse(self._accounts.signed_in())

    async def expire(self, _: Request) -> Response:
        """Sign everybody out."""
        self._accounts.expire_all()
        return JSONResponse({"ok": True})

    async def lock(self, request: Request) -> Response:
        """Lock an account."""
        account = _text(await _body(request), "account")
        if not self._accounts.lock(account):
            raise HTTPException(404, f"There is no account {account!r}.")
        return JSONResponse({"ok": True})


def _with_token(handler: Handler, token: str) -> Handler:
    expected = f"Bearer {token}".encode()

    async def checked(request: Request) -> Response:
        if not secrets.compare_digest(request.headers.get("authorization", "").encode(), expected):
            raise HTTPException(401, "The truth interface wants its token: Authorization: Bearer <token>.")
        return await handler(request)

    return checked


def _effects(effects: list[Effect]) -> Response:
    return JSONResponse([asdict(effect) for effect in effects])


def _number(request: Request, name: str, default: float) -> float:
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise HTTPException(400, f"{name} must be a number.") from None


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400, "The body must be a JSON object.")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    if not isinstance(text := body.get(name), str):
        raise HTTPException(400, f"The body must have {name!r} as a text.")
    return text


def _texts(body: object) -> dict[str, str]:
    if not isinstance(body, dict) or not all(isinstance(text, str) for text in body.values()):
        raise HTTPException(400, "Fields must be a JSON object of texts.")
    return dict(body)


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


async def _not_found(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=404)


async def _bad_request(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=400)
