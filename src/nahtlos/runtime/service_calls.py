"""Calls over HTTP: who calls and whether they may, what they sent, and how a refusal is worded (RFC 9457).

Nothing that a caller sent comes back in an answer or stands in a log; each call stands in the journal.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from nahtlos.engine.access import Right, Token, token_of
from nahtlos.engine.ports import Clock, Journal
from nahtlos.errors import (
    KeyUsedTwice,
    NahtlosError,
    NotCallable,
    RecordError,
    Refused,
    RunNotAtWork,
    ScheduleIsPaused,
    UnknownRun,
    UnknownRunInput,
    WrongRunInput,
    listed,
)
from nahtlos.events import ApiCalled
from nahtlos.ledger.tokens import SqlTokens

LOG = logging.getLogger("nahtlos.service")
LIMIT: Final = 64 * 1024
"""Bytes of a body."""
PATIENCE: Final = 30.0
"""Seconds in which a caller has to send it."""
REFUSED_A_MINUTE: Final = 60
"""Refused calls that are noted one by one: whoever knocks a million times must not fill the disk."""

_STATUS: Final[Mapping[type[NahtlosError], int]] = {
    UnknownRun: 404, NotCallable: 404, RunNotAtWork: 409, ScheduleIsPaused: 409, KeyUsedTwice: 409, RecordError: 503,
}  # fmt: skip
_TITLES: Final[Mapping[int, str]] = {
    401: "No valid token", 403: "Not allowed", 404: "Not found", 405: "Not possible here", 408: "Too slow",
    409: "Not now", 413: "Too large", 415: "Not JSON", 422: "Not understood", 500: "A fault of nahtlos",
    503: "Not ready",
}  # fmt: skip

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem(Exception):  # noqa: N818 - it is one
    """An answer that is a refusal."""

    status: int
    detail: str
    code: str | None = None


@dataclass(slots=True, kw_only=True)
class Call:
    """A call that is being answered."""

    request: Request
    name: str
    """What is wanted, for the journal."""
    token: Token
    about: dict[str, Any] = field(default_factory=dict)
    """Schedule, slot and run, as soon as they are known to exist."""

    @property
    def by(self) -> str:
        """Who calls, in words."""
        return f"token {self.token.name}"


Answer = Callable[[Call], Awaitable[Response]]


@dataclass(slots=True, kw_only=True, eq=False)
class Door:
    """Lets calls in, and notes each of them."""

    tokens: SqlTokens
    journal: Journal
    clock: Clock
    _refused: int = 0
    _unnoted: int = 0
    _minute: float = 0.0

    def opens(self, name: str, right: Right, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers one kind of call."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(request, name, right, answer)

        return endpoint

    async def _answer(self, request: Request, name: str, right: Right, answer: Answer) -> Response:
        call: Call | None = None
        try:
            call = Call(request=request, name=name, token=await self._known(request))
            if right not in call.token.may:
                _refuse(403, f"This token may not {right}.")
            response = await answer(call)
        except Exception as error:  # noqa: BLE001 - what a caller sees must hold nothing of it
            response = answer_of(error)
        try:
            await self._note(request, name, call, response.status_code)
        except RecordError as error:  # nothing is answered that is not in the journal
            response = answer_of(error)
        return response

    async def _known(self, request: Request) -> Token:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        token = token_of(secret.strip(), await self.tokens.list()) if scheme.lower() == "bearer" else None
        if token is None or not token.holds(self.clock.now()):
            _refuse(401, "Send a token as `Authorization: Bearer …`; `nahtlos tokens add` makes one.")
        return token

    async def _note(self, request: Request, name: str, call: Call | None, status: int) -> None:
        host = None if request.client is None else request.client.host
        facts: dict[str, Any] = {"call": name, "status": status, "host": host}
        if call is not None:
            await self.journal.write(ApiCalled(token=call.token.name, **facts, **call.about))
        elif self._is_noted():
            self.journal.note(ApiCalled(token=None, **facts, unnoted=self._unnoted or None))
            self._unnoted = 0
        else:
            self._unnoted += 1

    def _is_noted(self) -> bool:
        now = self.clock.monotonic()
        if now - self._minute >= 60:
            self._minute, self._refused = now, 0
        self._refused += 1
        return self._refused <= REFUSED_A_MINUTE


# ------------------------------------------------------------------ what was sent


async def body_of(request: Request, model: type[M]) -> M:
    """Read a body of JSON; nothing that is not declared, nothing twice, nothing too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        _refuse(415, "Send JSON, and say so: `Content-Type: application/json`.")
    content = await _content(request)
    try:
        return model.model_validate(json.loads(content, object_pairs_hook=_once, parse_constant=_no_number))
    except ValidationError as error:
        raise Problem(422, _words(error, model)) from None
    except (ValueError, RecursionError):
        raise Problem(422, "The body is no JSON object that can be read.") from None


async def _content(request: Request) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                content += chunk
                if len(content) > LIMIT:
                    _refuse(413, f"A body may have {LIMIT} bytes.")
    except TimeoutError:
        raise Problem(408, f"The body did not arrive within {PATIENCE:g} s.") from None
    except ClientDisconnect:
        raise Problem(408, "The body did not arrive.") from None
    return bytes(content)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError
    return named


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _words(error: ValidationError, model: type[BaseModel]) -> str:
    """Name the fields that are wrong; what was sent is not repeated, and neither are names nobody declared."""
    said = []
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        name = str(each["loc"][0]) if each["loc"] else ""
        said.append(f"{name}: {each['msg']}" if name in model.model_fields else "A field that does not belong here.")
    return " ".join(dict.fromkeys(said))


# ------------------------------------------------------------------ answers


def answer_of(error: Exception) -> Response:
    """Put an error into an answer."""
    match error:
        case Problem():
            return problem(error.status, error.detail, error.code)
        case Refused():
            return problem(422, " ".join(_plainly(each) for each in error.problems), error.problems[0].code)
        case NahtlosError():
            status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 422)
            return problem(status, _plainly(error), error.code)
        case HTTPException():
            return problem(error.status_code, "There is nothing here for such a call.")
        case _:
            LOG.error("a call broke", exc_info=error)
            return problem(500, "logs/technical.log says more.")


async def refused(_: Request, error: Exception) -> Response:
    """Answer what no way in was found for; for the application that the ways belong to."""
    return answer_of(error)


def _plainly(error: NahtlosError) -> str:
    """Word an error without the names that the caller made up."""
    match error:
        case UnknownRun():
            return "There is no such run."
        case NotCallable():
            return "There is no such schedule, or calls do not start it."
        case UnknownRunInput():
            return f"{error.workflow} has no such input; it has {listed(error.known) or 'none'}."
        case WrongRunInput():
            return f'The input "{error.name}" {error.reason}.'
    return error.message()


def problem(status: int, detail: str, code: str | None = None) -> JSONResponse:
    """Return a refusal as RFC 9457 has it."""
    facts = {
        "type": "about:blank" if code is None else f"urn:nahtlos:error:{code}",
        "title": _TITLES.get(status, "Refused"), "status": status, "detail": detail,
    }  # fmt: skip
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(facts, status_code=status, headers=headers, media_type="application/problem+json")


def _refuse(status: int, detail: str) -> NoReturn:
    raise Problem(status, detail)
