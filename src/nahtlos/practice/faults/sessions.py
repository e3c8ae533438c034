"""Faults of a session: it ends in the middle of the work, or right when something is to be saved."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nahtlos.practice.accounts import Accounts
from nahtlos.practice.faults.fault import Call, Fault
from nahtlos.practice.faults.pages import Page

EXPIRE = "/--expire"
"""What a page calls that ends the session at one of its fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExpired(Fault):
    """The session of a request has expired when it comes in: at the n-th, or at the one that submits."""

    async def strike(self, call: Call) -> None:
        """End it, then let the system say so."""
        end_session(call.accounts, call.scope)
        await call.go_on()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionExpiredAtField(Page):
    """The session of a page expires when its k-th field is filled in."""

    field: int
    """Which field, from 1."""
    shown: bool = True
    """The page notices and leads to the login; else only the next request will tell."""

    def script(self) -> str:
        """Count the fields that change; at the k-th, tell the server, and wait until it knows."""
        leave = "top.location.href = '/'" if self.shown else ""
        return f"""
        (() => {{
          const touched = new Set();
          const notice = event => {{
            if (touched.has(event.target)) return;
            touched.add(event.target);
            if (touched.size !== {self.field}) return;
            const call = new XMLHttpRequest();
            call.open('POST', '{EXPIRE}', false);
            call.send();
            {leave}
          }};
          addEventListener('input', notice, true);
          addEventListener('change', notice, true);
        }})();
        """


def end_session(accounts: Accounts, scope: Scope) -> None:
    """End the session that a request names in a cookie."""
    for value in HTTPConnection(scope).cookies.values():
        accounts.sign_out(value)


def expire(accounts: Accounts) -> ASGIApp:
    """Answer the call of a page whose field was the last."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        end_session(accounts, scope)
        await Response(status_code=204)(scope, receive, send)

    return answer


KINDS = {"session_expired": SessionExpired, "session_expired_at_field": SessionExpiredAtField}
