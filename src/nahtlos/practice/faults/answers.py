"""Faults of an answer: it comes from somebody else, or says that the server is not well."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import Message, Receive

from nahtlos.practice.faults.fault import Call, Fault, unheard

WORDS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpError(Fault):
    """The answer is an error of the server; the system behind it may have done its work."""

    status: int = 500
    committed: bool = False
    """The system does its work first, then the error stands in the place of its answer."""

    async def strike(self, call: Call) -> None:
        """Answer in the place of the system."""
        if self.committed:
            await call.go_on(send=unheard)
        answer = PlainTextResponse(f"{self.status} {WORDS.get(self.status, '')}".strip(), self.status)
        await answer(call.scope, call.receive, call.send)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRedirect(Fault):
    """The answer leads to another address."""

    to: str = "http://127.0.0.1:9/"

    async def strike(self, call: Call) -> None:
        """Redirect instead of answering."""
        await RedirectResponse(self.to, 303)(call.scope, call.receive, call.send)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredTwice(Fault):
    """Something on the way repeats the request: the system gets it twice and answers once."""

    async def strike(self, call: Call) -> None:
        """Hand the same body in two times."""
        body = await Request(call.scope, call.receive).body()
        await call.go_on(receive=_said(body), send=unheard)
        await call.go_on(receive=_said(body))


def _said(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


KINDS = {"http_error": HttpError, "foreign_redirect": ForeignRedirect, "delivered_twice": DeliveredTwice}
